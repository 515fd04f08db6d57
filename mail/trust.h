/* trust.h — what the hosts on the way say about a message.
 *
 * Reads only; whether a host is to be believed is for those who know the
 * configuration. RFC 8601 section 2.2, RFC 5321 section 4.4; interop.md
 * 88-93. */
#ifndef CONVOKE_MAIL_TRUST_H
#define CONVOKE_MAIL_TRUST_H

#include "convoke/mail/facts.h"

/* Appends the methods of one unfolded Authentication-Results value to
 * to->results. A field without authserv-id gives results without server. */
void trust_results(struct span field, struct arena *arena, struct facts *to);

/* Appends one unfolded Received value to to->hops. */
void trust_hop(struct span field, struct arena *arena, struct facts *to);

#endif

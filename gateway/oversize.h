/* oversize.h — a message over the limit, as it enters the spool.
 *
 * What is spooled is its remnant (mail/remnant.h): it is read, decided and
 * answered like any message, and as the same message always gives the same
 * octets it is answered once, however often it is found. The message itself
 * stays where it was. Used by the core and by the fetch process; holds nothing.
 */
#ifndef CONVOKE_OVERSIZE_H
#define CONVOKE_OVERSIZE_H

#include "spool.h"

/* One ended draft; spool_commit makes it durable. `head` are the message's
 * first octets, `size` is how many it has. */
MUST_USE enum verdict oversize_put(struct spool *sp, struct span head,
                                   uint64_t size, int64_t received,
                                   struct reason *why);

/* The same of a file, from its beginning. */
MUST_USE enum verdict oversize_put_file(struct spool *sp, int fd,
                                        int64_t received, struct reason *why);

#endif

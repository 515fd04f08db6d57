/* uupart.h — files that stand uuencoded in a plain text (`begin 644 a.txt`). */
#ifndef CONVOKE_MAIL_UUPART_H
#define CONVOKE_MAIL_UUPART_H

#include "convoke/mail/letter.h"

/* Looks into a letter that is one plain text: what is found is listed behind
 * it, and the text ends where the first file begins. */
void uupart_list(struct letter *l);

#endif

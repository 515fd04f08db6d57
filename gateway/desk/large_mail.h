/* large_mail.h — a mail that was too large to be taken in (mail/remnant.h).
 *
 * Its header says who wrote what about, and nothing else of it is here: it is
 * answered and put aside, whatever it asked for. The same rules as for any
 * answer hold: robots were told apart before, nothing is said to who may not
 * be himself, and no more than so many a day to one address. Private to the
 * desk. Source: requirements.md 6.2. */
#ifndef CONVOKE_DESK_LARGE_MAIL_H
#define CONVOKE_DESK_LARGE_MAIL_H

#include "case.h"

/* mail.large to the sender; with `silent` to nobody. */
enum verdict large_mail_refuse(struct intake *in, bool silent,
                               struct reason *why);

#endif

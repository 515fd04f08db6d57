/* excess.h — more mail than anybody writes by hand.
 *
 * Of strangers so many mails are decided a day in all, and of one organisation
 * so many of these; of a registered address so many. The rest is held as it
 * came, without answer, notice or facts in the database: the raw mail is kept,
 * one line of the digest counts them, and whichever a person sends back is
 * decided with its first receipt instant. Private to the desk. */
#ifndef CONVOKE_DESK_EXCESS_H
#define CONVOKE_DESK_EXCESS_H

#include "case.h"

/* Uses up the sender's allowance; *ret_over: it was used up, and the message
 * has its outcome. Asks in->who, in->token; tells desk.of_stranger. */
enum verdict excess_check(struct intake *in, bool *ret_over,
                          struct reason *why);

#endif

/* suggestion_mail.h — suggestions of member units and their answers
 * (Art. 10.5): handlers of the grammar. Private to the desk. */
#ifndef CONVOKE_DESK_SUGGESTION_MAIL_H
#define CONVOKE_DESK_SUGGESTION_MAIL_H

#include "case.h"

/* [建议] */
enum verdict suggestion_receive(struct intake *in, struct span object,
                                struct reason *why);
/* A reply of the secretariat or the leader, with the token. */
enum verdict suggestion_answer(struct intake *in, struct span object,
                               struct reason *why);

#endif

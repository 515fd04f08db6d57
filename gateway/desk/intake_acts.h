/* intake_acts.h — which handler does what a mail or its token asks: the
 * grammar's acts as two tables. Private to the desk. Source:
 * requirements.md 6.4, R-A2.
 */
#ifndef CONVOKE_DESK_INTAKE_ACTS_H
#define CONVOKE_DESK_INTAKE_ACTS_H

#include "case.h"

/* What a token of one purpose lets its holder do. */
struct token_act {
    const char *purpose;
    intake_handler act;
    bool needs_proof; /* the holder must be who he says (L2), not only hold */
    bool only_refers; /* it says what is answered; who answers is asked who he
                         is himself: any colleague of the unit may */
};

/* What one kind of mail does. */
struct mail_act {
    enum intake_kind kind;
    intake_handler act;
    bool over_token; /* said in the subject it goes before the token's act:
                        our own mails tell people to write it there */
    bool alone;      /* …and needs no token, so that a used one or the thread
                        of another mail of ours does not stop it */
};

/* NULL when there is none. */
const struct token_act *token_act_of(struct span purpose);
const struct mail_act *mail_act_of(enum intake_kind kind);

#endif

/* cause.h — why a mail left: the row of the ledger and the step of its ladder
 * that it was worded for, read back from the mail's key (X-Convoke-Notice).
 *
 * Only mails about duties have such a cause; others were brought about by a
 * message or by a day. Spans are borrowed from the arena. Source:
 * requirements.md 7 (dedup key), R-D5. */
#ifndef CONVOKE_DESK_CAUSE_H
#define CONVOKE_DESK_CAUSE_H

#include "convoke/desk/desk.h"
#include "convoke/store/obligation_row.h"

/* What is told when the due day is over stands in the ledger as this step. */
enum { CAUSE_END = -1 };

/* What is known of the mail. */
struct cause_mail {
    struct span key, code, object;
};

/* OBLIGATION/ROUND/OFFSET behind code, object and recipient. Pure; false: the
 * key is no duty's. */
struct cause_key {
    int64_t obligation, round;
    int offset;
};
bool cause_key_parse(const struct cause_mail *mail, struct cause_key *ret);

struct cause {
    const struct duty *duty;   /* borrowed from the desk's settings */
    struct obligation_row row; /* as it stands now */
    int offset;                /* planned - due */
    bool end;                  /* what is told when the due day is over */
    bool dated_anew; /* the row got other days since: those of the mail's own
                        ladder are not known any more */
    struct obligation_step step; /* unless end or dated_anew */
};

MUST_USE enum verdict cause_find(const struct desk *dk,
                                 const struct cause_mail *mail,
                                 struct arena *arena, struct cause *ret,
                                 bool *ret_found, struct reason *why);

#endif

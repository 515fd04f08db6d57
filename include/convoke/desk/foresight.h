/* foresight.h — what would be sent if nothing more came in, and what would
 * come of it if a meeting were moved or called off.
 *
 * The desk's own engine runs through virtual time on the real state, within a
 * transaction that is always rolled back, and with a post that notes what it
 * is given: nothing is sent, nothing is stored, no token outlives it, no file
 * is written. Mail that waits to be decided plays no part in it. Source:
 * interface.md "preview", requirements.md R-D5, R-D13. */
#ifndef CONVOKE_DESK_FORESIGHT_H
#define CONVOKE_DESK_FORESIGHT_H

#include "convoke/desk/cause.h"

struct foresight_change {
    struct span meeting;
    int64_t start; /* its new opening instant; MOMENT_NONE: called off */
};

struct foresight_spec {
    int64_t until;   /* the last instant that is looked at */
    size_t most;     /* mails kept; more end the look */
    int64_t most_ms; /* time it may take; 0: as long as it needs */
    const struct foresight_change *changes; /* done first, in this order */
    size_t changes_n;
};

struct foreseen_mail {
    int64_t at;
    struct span key, code, object, subject;
    struct span recipients; /* blank-separated, the To first */
    struct span law_zh, law_en;
    bool known;         /* `cause` is set */
    struct cause cause; /* as it stood then */
};
typedef LIST_OF(struct foreseen_mail) foreseen_mails;

/* A duty of the charter that a meeting moved so could not keep (R-D13). */
struct foreseen_duty {
    const struct duty *duty; /* borrowed from the desk's settings */
    struct span object;      /* the meeting */
    civil_day was, due;      /* before the move, after it */
};

struct foresight {
    foreseen_mails mails; /* in the order they would leave */
    LIST_OF(struct foreseen_duty) impossible;
    int64_t reached; /* what leaves before this instant is told in full */
    bool cut;        /* a bound was hit; else `reached` is behind `until` */
};

/* From the desk's own clock on, which stays where it is. NEVER: a change that
 * cannot be made. Not within a transaction. */
MUST_USE enum verdict foresight_look(const struct desk *dk,
                                     const struct foresight_spec *spec,
                                     struct arena *arena, struct foresight *ret,
                                     struct reason *why);

#endif

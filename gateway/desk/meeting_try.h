/* meeting_try.h — moving a meeting, or calling it off, without the mail that
 * asks for it: everything happens as it would then, and all who would be told
 * are. For a transaction that is given up afterwards.
 *
 * Private to the desk. Source: requirements.md 4.3, R-D13. */
#ifndef CONVOKE_DESK_MEETING_TRY_H
#define CONVOKE_DESK_MEETING_TRY_H

#include "case.h"
#include "meeting_view.h"

typedef LIST_OF(struct meeting_due) meeting_dues;

struct meeting_try {
    struct span id;
    int64_t start;      /* its new opening instant; MOMENT_NONE: called off */
    struct meeting was; /* out: as it stood */
    meeting_dues unmet; /* out: the charter's duties that a move breaks */
};

/* NEVER: no such meeting, it has begun or was called off, the new time is past
 * or on the day it is on, or another meeting stands in the way. */
enum verdict meeting_try(struct desk *dk, struct arena *arena,
                         struct meeting_try *t, struct reason *why);

/* meeting_move.c: what moving `old` to the time of `m` does, whoever may have
 * asked for it; and the duties of the charter it can no longer keep. */
enum verdict meeting_move_do(struct intake *in, const struct meeting *old,
                             const struct meeting *m, struct span reason,
                             struct reason *why);
/* The same as far as the charter's days allow; else the secretariat is asked to
 * let it pass. For one who holds the right to move it. */
enum verdict meeting_move_to(struct intake *in, const struct meeting *old,
                             const struct meeting *m, struct span reason,
                             struct reason *why);
/* Why it can never begin at `start`, whoever asks; NULL: nothing hinders. */
const char *meeting_move_hindrance(const struct desk *dk,
                                   const struct meeting *old, int64_t start,
                                   const char **ret_en);
meeting_dues meeting_move_unmet(const struct desk *dk,
                                const struct meeting *old,
                                const struct meeting *m, struct arena *arena);

/* meeting_cancel.c */
enum verdict meeting_cancel_do(struct intake *in, const struct meeting *m,
                               struct span reason, struct reason *why);

#endif

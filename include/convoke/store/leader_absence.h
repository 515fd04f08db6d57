/* leader_absence.h — a group's leader and deputies at its meetings, plenaries
 * and leaders' meetings alike (charter Art. 8, items 2 and 3; requirements.md
 * 8.2, 8.3).
 *
 * One row a person and meeting, from the hour its list or resolution came in.
 * Statuses are the letters A, N, E, U of attendance_rules.h. A row counts once
 * it is final: at once for who was there, else when his days to give a reason
 * are over and all mail from before was read. Instants are UTC seconds; spans
 * read are copied into the arena given. */
#ifndef CONVOKE_STORE_LEADER_ABSENCE_H
#define CONVOKE_STORE_LEADER_ABSENCE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct leader_absence {
    struct span meeting;
    int64_t person;
    struct span mail, name; /* the person's own; read only */
    struct span role;       /* "DGL2", as he was called then */
    struct span status, basis;
    int64_t asked_at, window_at; /* absence.ask; MOMENT_NONE: not asked */
    int64_t final_at;            /* MOMENT_NONE: not yet */
    int64_t at;                  /* when it was found so */

    /* Of the meeting; read only. */
    struct span group;
    bool leaders;   /* a leaders' meeting, else a plenary */
    bool cancelled; /* never counts */
    int64_t start_at;
};
typedef LIST_OF(struct leader_absence) leader_absences;

/* Adds it, or replaces all but the key (meeting, person). */
MUST_USE enum verdict leader_absence_put(struct store *st,
                                         const struct leader_absence *a,
                                         struct reason *why);
/* Of a meeting, by role. */
MUST_USE enum verdict leader_absences_of(struct store *st, struct span meeting,
                                         struct arena *arena,
                                         leader_absences *ret,
                                         struct reason *why);
/* A person's final rows in a group, by start of the meeting. */
MUST_USE enum verdict leader_absences_final(struct store *st, int64_t person,
                                            struct span group,
                                            struct arena *arena,
                                            leader_absences *ret,
                                            struct reason *why);

/* Since when a person has held that office there; 0: since before it was kept,
 * MOMENT_NONE: he does not. `role` is "GL" or "DGL". */
MUST_USE enum verdict leader_since(struct store *st, int64_t person,
                                   struct span group, int64_t *ret,
                                   struct reason *why);

/* The latest thing a leader did of his duties (8.2), as the records have it: a
 * meeting he was at, a decision, a filing, a task. MOMENT_NONE: none. */
struct leader_question {
    int64_t person;
    struct span mail, group;
};
MUST_USE enum verdict leader_last_duty(struct store *st,
                                       const struct leader_question *q,
                                       int64_t *ret, struct reason *why);

#endif

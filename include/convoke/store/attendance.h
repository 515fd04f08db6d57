/* attendance.h — who came to a plenary, what it was for each unit, and how
 * often in a row a unit has been absent without reason (requirements.md 5.1,
 * 5.2).
 *
 * Every sign-in list is kept with its lines; the newest of a meeting counts.
 * Statuses are the letters A, N, E, U. The counter stands with the membership
 * and is set in the transaction that changes a status. */
#ifndef CONVOKE_STORE_ATTENDANCE_H
#define CONVOKE_STORE_ATTENDANCE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct attendance_import {
    int64_t id;
    struct span meeting, sha256, file;
    struct span importer; /* address, or "operator" */
    int64_t message;      /* 0: by command */
    int64_t at;
};

struct sign_in {
    int64_t line;     /* of the file, from 1 */
    struct span unit; /* id; empty: a leader, or nobody of a member unit */
    struct span person, role, mode;
    struct span signed_at; /* as the list says it */
};
typedef LIST_OF(struct sign_in) sign_ins;

struct attendance_row {
    struct span meeting, unit;
    struct span status, basis;   /* attendance_rules.h */
    int64_t asked_at, window_at; /* absence.ask; MOMENT_NONE: not asked */
    int64_t at;                  /* when it was found so */
};
typedef LIST_OF(struct attendance_row) attendance_rows;

/* Gives its id. */
MUST_USE enum verdict attendance_import_add(struct store *st,
                                            struct attendance_import *i,
                                            struct reason *why);
/* The newest of a meeting by when it came, whenever it was read (R-D7). */
MUST_USE enum verdict
attendance_import_last(struct store *st, struct span meeting,
                       struct arena *arena, struct attendance_import *ret,
                       bool *ret_found, struct reason *why);

/* All of a meeting, oldest first. */
typedef LIST_OF(struct attendance_import) attendance_imports;
MUST_USE enum verdict attendance_imports_of(struct store *st,
                                            struct span meeting,
                                            struct arena *arena,
                                            attendance_imports *ret,
                                            struct reason *why);

MUST_USE enum verdict sign_in_add(struct store *st, int64_t import,
                                  const struct sign_in *s, struct reason *why);
/* By line. */
MUST_USE enum verdict sign_ins_of(struct store *st, int64_t import,
                                  struct arena *arena, sign_ins *ret,
                                  struct reason *why);

/* Adds it, or replaces all but the key (meeting, unit). */
MUST_USE enum verdict attendance_put(struct store *st,
                                     const struct attendance_row *r,
                                     struct reason *why);
/* By unit. */
MUST_USE enum verdict attendance_of(struct store *st, struct span meeting,
                                    struct arena *arena, attendance_rows *ret,
                                    struct reason *why);

/* Of a unit's living membership: the plenaries that were held and are final,
 * in order of their start, from its first day and its last reset on. */
MUST_USE enum verdict attendance_history(struct store *st, struct span unit,
                                         struct span group, struct arena *arena,
                                         attendance_rows *ret,
                                         struct reason *why);

/* All of them, counted or not, whatever became of its membership since. */
MUST_USE enum verdict attendance_record(struct store *st, struct span unit,
                                        struct span group, struct arena *arena,
                                        attendance_rows *ret,
                                        struct reason *why);

/* The counter kept with each living membership of a group; by unit, only those
 * of at least `least`. */
struct attendance_counter {
    struct span unit;
    int64_t unexcused, skipped;
};
typedef LIST_OF(struct attendance_counter) attendance_counters;
MUST_USE enum verdict attendance_counter_set(struct store *st,
                                             struct span group,
                                             const struct attendance_counter *c,
                                             struct reason *why);
MUST_USE enum verdict attendance_counters_of(struct store *st,
                                             struct span group, int64_t least,
                                             struct arena *arena,
                                             attendance_counters *ret,
                                             struct reason *why);

/* Plenaries that opened before `at` are history from now on: its counter begins
 * anew (R-X11). Counting is the caller's. */
MUST_USE enum verdict attendance_count_from(struct store *st, struct span unit,
                                            struct span group, int64_t at,
                                            struct reason *why);

/* When a mail of that code about the meeting, queued at `since` or later, was
 * first taken for an address of the unit: one that was invited for it, or that
 * is its contact's or representative's now. Who joined after the others were
 * told got a notice of its own (X12). */
struct notice_question {
    struct span meeting, group, unit;
    const char *code;
    int64_t since;
};
MUST_USE enum verdict notice_accepted(struct store *st,
                                      const struct notice_question *q,
                                      int64_t *ret_at, bool *ret_found,
                                      struct reason *why);

#endif

/* ledger.h — duties that began, and what is sent about them (4.7).
 *
 * The charter's rows say when; the store remembers; here they meet. A duty
 * about an act is opened by that act; a duty about a thing (a meeting, a
 * project, a year) begins, moves and ends with the thing: whoever changes one
 * calls ledger_sync. Evidence closes; what is gone is void. */
#ifndef CONVOKE_DESK_LEDGER_H
#define CONVOKE_DESK_LEDGER_H

#include "convoke/desk/desk.h"
#include "convoke/store/obligation_row.h"

/* NULL when the charter has no such row. */
const struct duty *ledger_duty(const struct desk *dk, const char *name);

/* Opens a duty about an act with the day of `at`; *ret_due gets the due day
 * (may be NULL). A living one of the same object stays as it is. */
MUST_USE enum verdict ledger_open(struct desk *dk, const char *duty,
                                  struct span object, int64_t at,
                                  civil_day *ret_due, struct reason *why);

/* Every duty about the thing with this id as the thing now stands: begun,
 * dated anew, void. Harmless when nothing changed. */
MUST_USE enum verdict ledger_sync(struct desk *dk, struct span id,
                                  struct reason *why);

/* Something that a duty's `closed_by` names has come in at `at`. */
struct ledger_evidence {
    const char *word;   /* "plan", "release" */
    struct span object; /* "WG5-2026-P1" */
    struct span party;  /* M01 or WG5-S-04 where each is asked; else empty */
    int64_t at;         /* its decisive instant (R-D7, R-D8) */
    struct span source; /* "message:12" */
};
MUST_USE enum verdict ledger_answer(struct desk *dk,
                                    const struct ledger_evidence *e,
                                    struct reason *why);

/* The party answers no more (its contribution was returned). */
MUST_USE enum verdict ledger_unanswer(struct desk *dk, const char *word,
                                      struct span object, struct span party,
                                      struct reason *why);

/* The duty of a thing that this evidence closes, with its newest row;
 * *ret_duty NULL when the charter asks no such thing of it. */
MUST_USE enum verdict ledger_asking(struct desk *dk, const char *word,
                                    struct span object, struct arena *arena,
                                    const struct duty **ret_duty,
                                    struct obligation_row *ret_row,
                                    struct reason *why);

/* met or met_late; nothing when none lives. */
MUST_USE enum verdict ledger_close(struct desk *dk, const char *duty,
                                   struct span object, int64_t at,
                                   struct span evidence, struct reason *why);
MUST_USE enum verdict ledger_void(struct desk *dk, const char *duty,
                                  struct span object, struct reason *why);

/* What had come in was found wanting: the duty lives again with the day it
 * had; nothing when it lives, or was not met. */
MUST_USE enum verdict ledger_reopen(struct desk *dk, const char *word,
                                    struct span object, struct reason *why);

/* A person's word on a row: the secretariat waives it, has seen that it was
 * missed, or sets another due day. NEVER says why it cannot be. */
MUST_USE enum verdict ledger_waive(struct desk *dk, struct obligation_row *row,
                                   struct span reason, struct reason *why);
MUST_USE enum verdict ledger_acknowledge(struct desk *dk,
                                         struct obligation_row *row,
                                         struct span evidence,
                                         struct reason *why);
MUST_USE enum verdict ledger_prolong(struct desk *dk,
                                     struct obligation_row *row, civil_day due,
                                     struct reason *why);

/* Ends a period that was over at `at` (R-D15: what came in later is late, no
 * matter when it is looked at). */
MUST_USE enum verdict ledger_end_if_late(struct desk *dk, struct arena *arena,
                                         const char *duty, struct span object,
                                         int64_t at, bool *ret_ended,
                                         struct reason *why);

/* The due day of a living obligation. */
MUST_USE enum verdict ledger_due(struct desk *dk, const char *duty,
                                 struct span object, civil_day *ret,
                                 bool *ret_found, struct reason *why);

#endif

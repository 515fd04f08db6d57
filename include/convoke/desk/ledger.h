/* ledger.h — duties that began, and what is sent about them (4.7).
 *
 * The charter's rows say when; the store remembers; here they meet. A duty is
 * opened with the thing it is about, closed by evidence, void when that thing
 * is gone. */
#ifndef CONVOKE_DESK_LEDGER_H
#define CONVOKE_DESK_LEDGER_H

#include "convoke/desk/desk.h"
#include "convoke/store/obligation_row.h"

/* NULL when the charter has no such row. */
const struct duty *ledger_duty(const struct desk *dk, const char *name);

/* Opens it with the day of `at`; *ret_due gets the due day (may be NULL). A
 * living one of the same object stays as it is. */
MUST_USE enum verdict ledger_open(struct desk *dk, const char *duty,
                                  struct span object, int64_t at,
                                  civil_day *ret_due, struct reason *why);

/* met or met_late; nothing when none lives. */
MUST_USE enum verdict ledger_close(struct desk *dk, const char *duty,
                                   struct span object, int64_t at,
                                   struct span evidence, struct reason *why);
MUST_USE enum verdict ledger_void(struct desk *dk, const char *duty,
                                  struct span object, struct reason *why);

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

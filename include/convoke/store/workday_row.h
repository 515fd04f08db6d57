/* workday_row.h — the working-day calendar in force. */
#ifndef CONVOKE_STORE_WORKDAY_ROW_H
#define CONVOKE_STORE_WORKDAY_ROW_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/store/store.h"

struct workday_row {
    civil_day day;
    bool works;       /* true: make-up working day; false: rest day */
    struct span name; /* borrowed from the arena; may be empty */
};

struct workday_rows {
    LIST_OF(struct workday_row) at; /* ascending by day */
};

MUST_USE enum verdict workday_put(struct store *st, struct workday day,
                                  struct span name, struct reason *why);

/* Takes out what the notice for `year` may have said, so that an import
 * replaces it: from the December before, where its New Year may begin, to its
 * November. */
MUST_USE enum verdict workday_clear(struct store *st, int year,
                                    struct reason *why);

/* What was imported; desk/workdays_known.h knows what holds. */
MUST_USE enum verdict workday_rows_load(struct store *st, struct arena *arena,
                                        struct workday_rows *ret,
                                        struct reason *why);

#endif

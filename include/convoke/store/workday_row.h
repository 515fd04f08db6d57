/* workday_row.h — the working-day calendar in force. */
#ifndef CONVOKE_STORE_WORKDAY_ROW_H
#define CONVOKE_STORE_WORKDAY_ROW_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/store/store.h"

MUST_USE enum verdict workday_put(struct store *st, struct workday day,
                                  struct span name, struct reason *why);

/* Takes every row of `year` out, so that an import replaces it. */
MUST_USE enum verdict workday_clear(struct store *st, int year,
                                    struct reason *why);
MUST_USE enum verdict workdays_load(struct store *st, struct arena *arena,
                                    struct workdays *ret, struct reason *why);

#endif

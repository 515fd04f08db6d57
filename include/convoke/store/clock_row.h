/* clock_row.h — the last instant this state has seen, as the line of
 * base/clock_watch.h. */
#ifndef CONVOKE_STORE_CLOCK_ROW_H
#define CONVOKE_STORE_CLOCK_ROW_H

#include "convoke/base/arena.h"
#include "convoke/store/store.h"

struct clock_row {
    int64_t wall_at; /* UTC seconds */
    int64_t boot_ms; /* the boot clock then */
    bool firm;
    struct span boot; /* names the run of the machine */
};

MUST_USE enum verdict clock_row_put(struct store *st,
                                    const struct clock_row *row,
                                    struct reason *why);

/* `boot` is copied into `arena`. */
MUST_USE enum verdict clock_row_get(struct store *st, struct arena *arena,
                                    struct clock_row *ret, bool *ret_found,
                                    struct reason *why);

#endif

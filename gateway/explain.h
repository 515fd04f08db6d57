/* explain.h — an obligation told from end to end: which article, which day,
 * how it was computed, what was sent, what comes next. */
#ifndef CONVOKE_EXPLAIN_H
#define CONVOKE_EXPLAIN_H

#include "context.h"
#include "convoke/store/obligation_row.h"

struct explain {
    struct context *ctx;
    struct arena *arena;
    struct table *table; /* item, value */
};

MUST_USE enum verdict explain_obligation(struct explain *ex,
                                         const struct obligation_row *row,
                                         struct reason *why);

/* One line of the table. */
void explain_row(struct explain *ex, const char *zh, const char *en,
                 struct span value);

#endif

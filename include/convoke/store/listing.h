/* listing.h — what `list` and `show` print: a kind is a row of one table.
 *
 * Columns may be added, never renamed. */
#ifndef CONVOKE_STORE_LISTING_H
#define CONVOKE_STORE_LISTING_H

#include "convoke/base/table.h"
#include "convoke/store/store.h"

struct listing {
    const char *kind;    /* "applications" */
    const char *zh, *en; /* what it lists */
    const struct table_column *columns;
    size_t columns_n;
    const char *sql; /* one row a row; ends in ORDER BY */
};

/* Every kind, in the order `list` names them. */
extern const struct listing listings[];
extern const size_t listings_n;

const struct listing *listing_find(struct span kind);

/* `object` not empty: only rows about it (its id, or its message number). */
MUST_USE enum verdict listing_run(struct store *st, const struct listing *l,
                                  struct span object, struct table **ret,
                                  struct reason *why);

/* Counts for `status`: one row (what, state, count). */
MUST_USE enum verdict listing_counts(struct store *st, struct table **ret,
                                     struct reason *why);

#endif

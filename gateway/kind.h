/* kind.h — a KIND of record as `list` and `export` know it: a listing of the
 * store, or the working days, of which some are shipped and stand in no
 * table. */
#ifndef CONVOKE_KIND_H
#define CONVOKE_KIND_H

#include "context.h"

struct listing;

struct kind {
    const char *name;              /* "applications" */
    const char *zh, *en;           /* what it lists */
    const struct listing *listing; /* NULL: the working days */
};

/* False, with what else it may have meant told, when there is no such. */
bool kind_named(const struct context *ctx, const char *word, struct kind *ret);

/* All of it, or what is about `only` when that is not empty. */
MUST_USE enum verdict kind_table(const struct context *ctx,
                                 const struct kind *kind, struct span only,
                                 struct table **ret, struct reason *why);

#endif

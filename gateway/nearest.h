/* nearest.h — "did you mean": the known word closest to a mistyped one.
 *
 * Damerau-Levenshtein distance over octets. A candidate counts as close when
 * at most a third of the longer word differs, so that nothing far-fetched is
 * ever suggested. Pure. */
#ifndef CONVOKE_NEAREST_H
#define CONVOKE_NEAREST_H

#include "convoke/base/span.h"

struct nearest {
    struct span word;
    struct span best; /* borrowed from a candidate, empty while none is close */
    size_t distance;
};

static inline struct nearest nearest_to(struct span word)
{
    return (struct nearest){ .word = word };
}

void nearest_try(struct nearest *n, struct span candidate);

#endif

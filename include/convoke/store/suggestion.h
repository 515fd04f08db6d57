/* suggestion.h — what member units suggest, and what they were answered
 * (Art. 10.5). */
#ifndef CONVOKE_STORE_SUGGESTION_H
#define CONVOKE_STORE_SUGGESTION_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct suggestion {
    struct span id;    /* "SG-2026-001" */
    struct span group; /* empty: for the whole committee */
    struct span unit, text;
    int64_t message; /* that brought it */
    int64_t since;
    bool answered;
    struct span answer; /* empty before */
};
typedef LIST_OF(struct suggestion) suggestions;

/* Adds it, or replaces state and answer of the one with this id. */
MUST_USE enum verdict suggestion_put(struct store *st,
                                     const struct suggestion *s,
                                     struct reason *why);
MUST_USE enum verdict suggestion_get(struct store *st, struct span id,
                                     struct arena *arena,
                                     struct suggestion *ret, bool *ret_found,
                                     struct reason *why);

/* Of a unit, by id. */
MUST_USE enum verdict suggestions_of(struct store *st, struct span unit,
                                     struct arena *arena, suggestions *ret,
                                     struct reason *why);

#endif

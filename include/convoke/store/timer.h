/* timer.h — what happens at an instant by itself: one row a thing and object.
 *
 * `what` is the desk's word ("calendar", "digest", "meeting": see its tick). A
 * row stays until it is set anew or dropped. */
#ifndef CONVOKE_STORE_TIMER_H
#define CONVOKE_STORE_TIMER_H

#include "convoke/base/arena.h"
#include "convoke/store/store.h"

struct timer {
    struct span what, object;
    int64_t at;
};

/* Sets or moves it. */
MUST_USE enum verdict timer_set(struct store *st, const struct timer *t,
                                struct reason *why);
MUST_USE enum verdict timer_drop(struct store *st, struct span what,
                                 struct span object, struct reason *why);

/* When it is set to; MOMENT_NONE: it is not. */
MUST_USE enum verdict timer_at(struct store *st, struct span what,
                               struct span object, int64_t *ret,
                               struct reason *why);

/* The earliest with at <= now. */
MUST_USE enum verdict timer_next(struct store *st, int64_t now,
                                 struct arena *arena, struct timer *ret,
                                 bool *ret_found, struct reason *why);
/* INT64_MAX when there is none. */
MUST_USE enum verdict timer_next_at(struct store *st, int64_t *ret,
                                    struct reason *why);

#endif

/* excuse.h — why a unit does not come to a meeting: stated, never judged here
 * (requirements.md 5.1 E). One row for each reason that was given; the leader
 * may reject one within his days. */
#ifndef CONVOKE_STORE_EXCUSE_H
#define CONVOKE_STORE_EXCUSE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum excuse_state { EXCUSE_STATED, EXCUSE_REJECTED, EXCUSE_STATE_COUNT };
const char *excuse_state_name(enum excuse_state s);

struct excuse {
    int64_t id;
    struct span meeting, unit;
    struct span person; /* address that stated it */
    struct span reason;
    int64_t at; /* its receipt (R-D7): decides whether it was in time */
    int64_t message;
    struct span way; /* "declined", "leave", "answer" */
    enum excuse_state state;
    int64_t decided_at;               /* MOMENT_NONE */
    struct span decided_by, decision; /* who rejected it, and his reason */
};
typedef LIST_OF(struct excuse) excuses;

/* *ret_id gets its number. */
MUST_USE enum verdict excuse_add(struct store *st, const struct excuse *e,
                                 int64_t *ret_id, struct reason *why);
MUST_USE enum verdict excuse_get(struct store *st, int64_t id,
                                 struct arena *arena, struct excuse *ret,
                                 bool *ret_found, struct reason *why);
/* Replaces state and decision. */
MUST_USE enum verdict excuse_decide(struct store *st, const struct excuse *e,
                                    struct reason *why);
/* Of a meeting, by unit, id; `unit` empty: all. */
MUST_USE enum verdict excuses_of(struct store *st, struct span meeting,
                                 struct span unit, struct arena *arena,
                                 excuses *ret, struct reason *why);

#endif

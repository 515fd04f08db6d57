/* task.h — what the committee gives a group, a person or a unit to do (交办,
 * Art. 7.6, 14.8). */
#ifndef CONVOKE_STORE_TASK_H
#define CONVOKE_STORE_TASK_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum task_state {
    TASK_OPEN,
    TASK_DONE,     /* says the addressee */
    TASK_ACCEPTED, /* so says the secretariat */
    TASK_VOID,
    TASK_STATE_COUNT
};

const char *task_state_name(enum task_state s);
bool task_state_from(struct span name, enum task_state *ret);

struct task {
    struct span id;        /* "T-2026-001" */
    struct span group;     /* may be empty */
    struct span addressee; /* a role ("GL"), a unit (M03) or an address */
    struct span text;
    civil_day target_day;
    int64_t since;
    enum task_state state;
};
typedef LIST_OF(struct task) tasks;

/* Adds it, or replaces the values of the one with this id. */
MUST_USE enum verdict task_put(struct store *st, const struct task *t,
                               struct reason *why);
MUST_USE enum verdict task_get(struct store *st, struct span id,
                               struct arena *arena, struct task *ret,
                               bool *ret_found, struct reason *why);

/* Those that are open or wait for the secretariat's word, by the day they are
 * due. */
MUST_USE enum verdict tasks_living(struct store *st, struct arena *arena,
                                   tasks *ret, struct reason *why);

#endif

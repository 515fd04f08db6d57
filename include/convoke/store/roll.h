/* roll.h — the voting roll of a meeting as it was fixed on its eve: one row a
 * unit (requirements.md 2, 10.1 and 20.7). What the register says later does
 * not change it. */
#ifndef CONVOKE_STORE_ROLL_H
#define CONVOKE_STORE_ROLL_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct roll_line {
    struct span unit, name;  /* "M01", 示例科技 */
    struct span voter, mail; /* who votes; empty: nobody was named */
    int64_t at;              /* when it was fixed */
};
typedef LIST_OF(struct roll_line) roll_lines;

/* Replaces the meeting's. */
MUST_USE enum verdict roll_put(struct store *st, struct span meeting,
                               const roll_lines *lines, struct reason *why);
/* By unit; empty before it is fixed. */
MUST_USE enum verdict roll_of(struct store *st, struct span meeting,
                              struct arena *arena, roll_lines *ret,
                              struct reason *why);
/* Its meeting was moved: nothing is fixed. */
MUST_USE enum verdict roll_drop(struct store *st, struct span meeting,
                                struct reason *why);

/* As it would be now: the group's members, who votes for each. */
MUST_USE enum verdict roll_now(struct store *st, struct span group,
                               struct arena *arena, roll_lines *ret,
                               struct reason *why);

#endif

/* roll.h — who votes at a plenary, fixed on its eve. Private to the desk.
 * Source: requirements.md 10.1; charter Art. 20(7).
 */
#ifndef CONVOKE_DESK_ROLL_H
#define CONVOKE_DESK_ROLL_H

#include "case.h"

/* 18:00 of the day before, as UTC seconds. */
int64_t roll_fixed_at(const struct meeting *m);
/* Whenever a plenary is set, moved or cancelled. */
enum verdict roll_watch(struct desk *dk, const struct meeting *m,
                        struct reason *why);
/* Timer "roll" of a meeting. */
enum verdict roll_turn(struct desk *dk, struct arena *arena,
                       const struct timer *t, struct reason *why);
/* Now, unless it is. */
enum verdict roll_fix(struct desk *dk, struct arena *arena,
                      const struct meeting *m, struct reason *why);

#endif

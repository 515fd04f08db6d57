/* data_gap.h — what the register lacks of a unit is asked of it: weekly, and
 * once more a week before a plenary (Art. 11, 20.7). Private to the desk. */
#ifndef CONVOKE_DESK_DATA_GAP_H
#define CONVOKE_DESK_DATA_GAP_H

#include "case.h"
#include "convoke/store/gap.h"

struct data_gap {
    const char *zh, *en, *law_zh, *law_en;
};
enum { DATA_GAPS_MOST = 4 };

/* What a membership lacks; returns how many. */
size_t data_gaps_of(const struct gap_member *m,
                    struct data_gap ret[DATA_GAPS_MOST]);

/* Timer "gap": the first working morning of each week. */
enum verdict data_gap_turn(struct desk *dk, struct arena *arena,
                           const struct timer *t, struct reason *why);

/* Timer "voter": a week before a plenary; and setting or dropping it. */
enum verdict data_gap_watch(struct desk *dk, const struct meeting *m,
                            struct reason *why);
enum verdict data_gap_eve(struct desk *dk, struct arena *arena,
                          const struct timer *t, struct reason *why);

#endif

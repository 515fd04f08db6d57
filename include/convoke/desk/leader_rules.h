/* leader_rules.h — what a leader's absence is, whether two of them stand in a
 * row, and how long he has done nothing (charter Art. 8, items 2 and 3;
 * requirements.md 8.2, 8.3, Q13, Q14).
 *
 * Pure: evidence in, a finding out. A finding is a hint: nothing follows from
 * it by itself. */
#ifndef CONVOKE_DESK_LEADER_RULES_H
#define CONVOKE_DESK_LEADER_RULES_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/desk/attendance_rules.h"

/* ---- one leader, one meeting ---- */

struct leader_evidence {
    bool present;
    bool cancelled;
    bool told;         /* of this meeting at all */
    int64_t start_at;  /* of the meeting */
    int64_t since;     /* in office; 0: since before it was kept */
    bool stated;       /* a reason … */
    int64_t stated_at; /* … the first of them came in then */
    bool asked;        /* absence.ask was sent to him … */
    int64_t window_at; /* … exclusive end of his days to answer */
};

/* First match wins; every evidence gives exactly one. */
struct attendance_verdict leader_judge(const struct leader_evidence *e);

/* ---- two in a row ---- */

/* One final row of a leader's. */
struct leader_turn {
    struct span meeting;
    bool leaders; /* a leaders' meeting, else a plenary */
    enum attendance_status status;
    int64_t start_at;
};

/* Which series of meetings the two lie in; bits of leader_run.readings. */
enum leader_reading {
    LEADER_READ_MERGED = 1,   /* all of them by their start */
    LEADER_READ_LEADERS = 2,  /* leaders' meetings alone */
    LEADER_READ_PLENARIES = 4 /* plenaries alone */
};

/* Two or more U in a row of the merged series, N left out. */
struct leader_run {
    size_t first, second, last; /* of the turns, once sorted */
    int count;
    unsigned readings;
};
typedef LIST_OF(struct leader_run) leader_runs;

/* Sorts `turns` by start, so that the order in which meetings became final does
 * not matter, and finds the runs in it. What opened before `reset_at` does not
 * count. */
void leader_runs_find(struct leader_turn *turns, size_t n, int64_t reset_at,
                      struct arena *arena, leader_runs *ret);

/* "merged,leaders", and back; words of no reading are left out. */
struct span leader_readings_name(struct arena *arena, unsigned readings);
unsigned leader_readings_from(struct span name);

/* ---- nothing for long ---- */

enum { LEADER_IDLE_HINT = 9, LEADER_IDLE_LAST = 11, LEADER_IDLE_YEAR = 12 };

/* The months that have gone by without a duty by `today`, of those that are
 * told: 0, 9, 11, 12. A year is over when its last day is (R-D4). */
int leader_idle_months(civil_day last_duty, civil_day today);

#endif

/* subject.h — a thing that duties are about, as the obligation engine sees it:
 * the days it offers to count from, whether it still lives, what it is called.
 *
 * A meeting, a project, a task are rows of the store; a group's year
 * (WG5-2026) and quarter (WG5-2026-Q1) are nothing but their names. Everything
 * is borrowed from the arena. Private to the desk. */
#ifndef CONVOKE_DESK_SUBJECT_H
#define CONVOKE_DESK_SUBJECT_H

#include "convoke/desk/desk.h"
#include "convoke/store/meeting.h"
#include "convoke/store/project.h"
#include "convoke/store/task.h"

typedef LIST_OF(struct span) spans;

struct subject {
    enum duty_about about;
    struct span id, group;
    bool living; /* false: cancelled, terminated, abolished: duties are void */
    int64_t since; /* nothing about it is sent before */
    int64_t moved; /* its days changed then; MOMENT_NONE: never */
    int64_t at[DUTY_ANCHOR_COUNT]; /* instants; MOMENT_NONE: not offered */
    struct span title_zh, title_en;

    struct meeting meeting; /* about PLENARY, LEADERS */
    struct project project; /* about STANDARD, RESEARCH */
    struct task task;       /* about TASK */
};

/* By its id; *ret_found false when there is no such thing (or it is one of
 * those that are opened by an act). */
enum verdict subject_load(struct desk *dk, struct span id, struct arena *arena,
                          struct subject *ret, bool *ret_found,
                          struct reason *why);

/* "WG5-2026", "WG5-2026-Q1" */
struct span subject_year(struct arena *arena, struct span group, int year);
struct span subject_quarter(struct arena *arena, struct span group, int year,
                            int quarter);

/* Those whom a duty asks one by one and who have not answered yet: unit ids or
 * project ids. Empty for a duty that asks nobody so. */
enum verdict subject_missing(struct desk *dk, const struct subject *s,
                             const struct duty *d, int64_t obligation,
                             struct arena *arena, spans *ret,
                             struct reason *why);

/* Whether the condition of duty.unless holds. */
enum verdict subject_holds(struct desk *dk, const struct subject *s,
                           const char *condition, struct arena *arena,
                           bool *ret, struct reason *why);

#endif

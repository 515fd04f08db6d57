/* leader_attendance.h — leader and deputies at their meetings: who was there,
 * who is asked why not, when it is final (Art. 8, item 3; requirements.md 8.3).
 *
 * A plenary's list and a leaders' meeting's resolution come to the same. Each
 * leader's row becomes final by itself. Private to the desk. */
#ifndef CONVOKE_DESK_LEADER_ATTENDANCE_H
#define CONVOKE_DESK_LEADER_ATTENDANCE_H

#include "case.h"
#include "convoke/store/leader_absence.h"
#include "convoke/store/meeting.h"
#include "leaders.h"

/* A list or resolution is in, m->present says who was there: rows are kept,
 * the absent are asked, once for a meeting. */
enum verdict leader_attend(struct desk *dk, struct arena *arena,
                           const struct meeting *m, const leaders_list *all,
                           struct reason *why);

/* A reason came in: rows of the meeting that are not final are judged anew. */
enum verdict leader_attend_again(struct desk *dk, struct arena *arena,
                                 const struct meeting *m, struct reason *why);

/* Timer "leader.final" of a meeting: somebody's days for a reason are over. */
enum verdict leader_final_turn(struct desk *dk, struct arena *arena,
                               const struct timer *t, struct reason *why);

#endif

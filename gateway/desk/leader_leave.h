/* leader_leave.h — a leader or deputy says why he does not come, or did not
 * (Art. 8, item 3; requirements.md 8.3).
 *
 * His reason is kept like a unit's, with no unit; nobody judges it. Private to
 * the desk. */
#ifndef CONVOKE_DESK_LEADER_LEAVE_H
#define CONVOKE_DESK_LEADER_LEAVE_H

#include "case.h"
#include "rsvp.h"

/* Token "reason.leader": the answer to absence.ask; `object` is the meeting. */
enum verdict leader_reason(struct intake *in, struct span object,
                           struct reason *why);

/* [请假] of a leader about a meeting that he is called to as that. *ret_done
 * false: it is none, a unit's perhaps. */
enum verdict leader_leave(struct intake *in, struct span object, bool *ret_done,
                          struct reason *why);

/* Declined by calendar or in words, by somebody of no unit. */
enum verdict leader_declined(const struct rsvp_case *c, struct reason *why);

#endif

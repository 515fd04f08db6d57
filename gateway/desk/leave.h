/* leave.h — a unit says that it does not come to a meeting, and why
 * (requirements.md 5.1 E, 6.4 Leave).
 *
 * What comes in is leave_receive, leave_reason, leave_of_decline (rsvp.h); the
 * leader's word is leave_decide. This is what stands between them. Private to
 * the desk. */
#ifndef CONVOKE_DESK_LEAVE_H
#define CONVOKE_DESK_LEAVE_H

#include "case.h"
#include "convoke/store/excuse.h"
#include "convoke/store/meeting.h"

/* One mail of a unit about its absence. */
struct leave_work {
    struct intake *in;
    struct span object; /* what its token is about ("WG5-2026-P1/M11"), or
                           empty */
    struct unit unit;
    struct meeting m;
    bool stranger;  /* nobody registered for the unit wrote it */
    bool answered;  /* refused or held already: nothing more to do */
    bool defaulted; /* nobody named the meeting: it is the only one */
};

/* leave_who.c: who writes, for which unit, about which meeting. Answers whoever
 * may not. A stranger's meeting is left for when he is vouched for. */
enum verdict leave_who(struct leave_work *w, struct reason *why);

/* The reason that the mail states; empty: none. */
struct span leave_reason_said(struct intake *in);

/* ---- the mails (leave_notice.c) ---- */

struct leave_notice {
    const struct meeting *m;
    const struct unit *unit;
    struct excuse excuse; /* of reason.ask: what was said instead, or empty */
    bool defaulted;
    bool others;   /* somebody of the unit has answered that he comes */
    bool declined; /* reason.ask: by its calendar, not by a mail of leave */
    struct span discriminator;
};

/* reason.ask to the unit. */
enum verdict leave_ask(struct intake *in, const struct leave_notice *l,
                       struct reason *why);
/* leave.ack to the unit, and to the group secretary, whose copy lets the leader
 * reject the reason. */
enum verdict leave_tell(struct intake *in, const struct leave_notice *l,
                        struct reason *why);
/* leave.ack to unit, secretary and leader: the reason was rejected. */
enum verdict leave_tell_rejected(struct intake *in,
                                 const struct leave_notice *l,
                                 struct reason *why);

/* The day until whose end the leader may reject a reason stated then. */
civil_day leave_overturn_day(const struct desk *dk, int64_t stated);

/* "excuse:12" */
struct span leave_object(struct arena *arena, int64_t excuse);

#endif

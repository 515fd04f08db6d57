/* rsvp.h — what an invited party answers to a meeting, by its calendar or in
 * words. Private to the desk.
 *
 * Who answers: the token in the address first, then ATTENDEE, then From
 * (interop.md 41 to 43). Which of several answers counts is computed from all
 * of them, never kept (calendar/answer_rules.h). Source: requirements.md 5.1,
 * 6.4; RFC 5546 2.1.5, 3.2.3. */
#ifndef CONVOKE_DESK_RSVP_H
#define CONVOKE_DESK_RSVP_H

#include "case.h"
#include "convoke/calendar/answer_rules.h"
#include "convoke/store/meeting.h"
#include "convoke/store/rsvp.h"

/* One answer, attributed. */
struct rsvp_case {
    struct intake *in;
    struct meeting m;
    struct span party;  /* "M01", or the address of one of no unit */
    struct unit unit;   /* id empty: the party is no unit */
    struct span person; /* whom it counts for, lower case */
    enum answer_status status;
    int64_t sequence, stamp;
    struct span comment;                 /* a stated reason; may be empty */
    struct span delegate, delegate_name; /* with DELEGATED */
    struct span way;                     /* "calendar", "text" */
    bool decides; /* it counts, and the unit's answer is the same now */
};

/* Whether the mail's calendar object answers a meeting of ours. NEVER: its
 * record is none. */
enum verdict rsvp_is_ours(struct intake *in, bool *ret, struct reason *why);
/* INTAKE_CALENDAR: REPLY, COUNTER, REFRESH for a meeting of ours. */
enum verdict rsvp_receive(struct intake *in, struct span object,
                          struct reason *why);
/* Token "rsvp": an answer in words ("参加", "不参加，因为…"). */
enum verdict rsvp_reply(struct intake *in, struct span object,
                        struct reason *why);
/* The same to a mail about `meeting` that asks for something else, too: by one
 * who is invited and says clearly whether he comes. *ret_done false: it is no
 * such mail. */
enum verdict rsvp_in_words(struct intake *in, struct span meeting,
                           bool *ret_done, struct reason *why);
/* …where only the thread shows which meeting. */
enum verdict rsvp_of_thread(struct intake *in, bool *ret_done,
                            struct reason *why);

/* rsvp_record.c: keeps the answer and does what it asks for; what came too
 * late or answers what was replaced since changes nothing. */
enum verdict rsvp_record(struct rsvp_case *c, struct reason *why);

/* What the party answers to the meeting as it now stands. */
struct rsvp_standing {
    bool answered;
    enum answer_status status; /* NEEDS_ACTION when not answered */
    struct rsvp last;          /* the answer that decided */
};
enum verdict rsvp_standing(struct desk *dk, const struct meeting *m,
                           struct span party, struct arena *arena,
                           struct rsvp_standing *ret, struct reason *why);
/* The same, of these answers; those that came when it had begun do not
 * count. */
struct rsvp_standing rsvp_standing_of(const struct meeting *m, const rsvps *all,
                                      struct arena *arena);

/* Parties who need not be asked any more what `word` stands for, sorted:
 * "rsvp", whether they come; "declined", to come. */
enum verdict rsvp_settled(struct desk *dk, const struct meeting *m,
                          const char *word, struct arena *arena, spans *ret,
                          struct reason *why);

/* leave.c: a DECLINED answer: its reason becomes an excuse (leave.ack), or is
 * asked for (reason.ask). */
enum verdict leave_of_decline(const struct rsvp_case *c, struct reason *why);
/* leave.c: [请假]; the answer to reason.ask; the leader's word on a reason. */
enum verdict leave_receive(struct intake *in, struct span object,
                           struct reason *why);
enum verdict leave_reason(struct intake *in, struct span object,
                          struct reason *why);
enum verdict leave_decide(struct intake *in, struct span object,
                          struct reason *why);

/* delegate.c: a DELEGATED answer; the contact's word on a stranger. */
enum verdict delegate_receive(const struct rsvp_case *c, struct reason *why);
enum verdict delegate_decide(struct intake *in, struct span object,
                             struct reason *why);

/* counter.c: another time is proposed; the secretary's word on it. */
struct counter_proposal {
    struct intake *in;
    struct meeting m;
    struct span party, person;
    int64_t start, end; /* proposed; MOMENT_NONE: in a zone nobody knows */
    struct span start_text, comment;
    int64_t stamp;
};
enum verdict counter_receive(const struct counter_proposal *p,
                             struct reason *why);
enum verdict counter_decide(struct intake *in, struct span object,
                            struct reason *why);

#endif

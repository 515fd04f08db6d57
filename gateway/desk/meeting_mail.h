/* meeting_mail.h — the meeting a group's mail is about, and what its sender
 * may do with it.
 *
 * Everything is borrowed from the arena of the case. Private to the desk.
 * Source: requirements.md 6.1, R-A1, R-A2. */
#ifndef CONVOKE_DESK_MEETING_MAIL_H
#define CONVOKE_DESK_MEETING_MAIL_H

#include "case.h"
#include "meeting_view.h"

enum {
    MEETINGS_TO_COME = 1u << MEETING_PLANNED | 1u << MEETING_PLAN_FILED |
                       1u << MEETING_NOTIFIED |
                       1u << MEETING_CONTRIBUTIONS_CLOSED,
    MEETINGS_UNSENT = 1u << MEETING_PLANNED | 1u << MEETING_PLAN_FILED,
    MEETINGS_HELD = 1u << MEETING_HELD_UNCONFIRMED |
                    1u << MEETING_ATTENDANCE_IMPORTED | 1u << MEETING_FINALISED,
};

enum meeting_sort { MEETING_SORT_PLENARY, MEETING_SORT_LEADERS };

/* What kind of mail asks for its meeting. */
struct meeting_wanted {
    const char *who;  /* offices that may write it: "GS,GL" */
    unsigned unnamed; /* states: the only such meeting need not be named */
    enum meeting_sort sort; /* of the unnamed one */
};

struct meeting_mail {
    struct span group;
    struct meeting m;
    bool may_act; /* the token of this mail is for this meeting (L2) */
    bool guessed; /* it was not named: the only one it can mean */
};

/* Finds meeting and authority. *ret_go false: the sender was answered (or the
 * secretariat told) already. */
enum verdict meeting_open(struct intake *in, struct span object,
                          const struct meeting_wanted *wanted,
                          struct meeting_mail *ret, bool *ret_go,
                          struct reason *why);

/* The group whose officer writes, when he may; answers him else. */
enum verdict meeting_group(struct intake *in, const char *who,
                           struct span *ret_group, bool *ret_go,
                           struct reason *why);

/* The meeting id in the subject or the plus-address, a short one made whole;
 * empty: none. */
struct span meeting_named(struct intake *in, struct span group);

/* Stores the meeting in its new state, audited with the sender. */
enum verdict meeting_change(struct intake *in, struct meeting *m,
                            enum meeting_state to, const char *event,
                            struct span note, struct reason *why);

/* The one who wrote, greeted by his office in the notice's group. */
enum verdict meeting_to_sender(struct intake *in, struct notice *n,
                               bool may_act, struct reason *why);

/* Closes the token this mail used. */
enum verdict meeting_use_token(struct intake *in, struct reason *why);

#endif

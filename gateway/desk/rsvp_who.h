/* rsvp_who.h — who answers an invitation: for which party, as which person.
 *
 * Private to the desk. Source: requirements.md R-A1, R-A3; interop.md 37, 41
 * to 44. */
#ifndef CONVOKE_DESK_RSVP_WHO_H
#define CONVOKE_DESK_RSVP_WHO_H

#include "rsvp.h"

/* What is asked: `party` is the token's, or that of a held mail; empty: there
 * is none. `event` NULL: it is answered in words. */
struct rsvp_question {
    const struct meeting *m;
    struct span party;
    const struct answer_event *event;
};

struct rsvp_who {
    struct span party, person;
    struct unit unit;                   /* id empty: the party is no unit */
    const struct answer_attendee *said; /* NULL: no ATTENDEE was read */
};

/* *ret_known false: whoever wrote cannot be let answer, and that has been dealt
 * with. */
enum verdict rsvp_who(struct intake *in, const struct rsvp_question *q,
                      struct rsvp_who *ret, bool *ret_known,
                      struct reason *why);

/* An address as invitations and answers keep it: in lower case. */
struct span rsvp_person(struct arena *arena, struct span mail);

/* "WG5-2026-P1/M01" in its two halves; without "/" the party is empty. */
void rsvp_split(struct span object, struct span *ret_meeting,
                struct span *ret_party);

#endif

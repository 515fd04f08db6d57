/* delegate_notice.h — the mails about one who comes in another's place.
 * Private to the desk. */
#ifndef CONVOKE_DESK_DELEGATE_NOTICE_H
#define CONVOKE_DESK_DELEGATE_NOTICE_H

#include "case.h"
#include "convoke/store/meeting.h"

struct delegation {
    struct intake *in;
    struct meeting m;
    struct unit unit;
    struct person contact;
    struct span from;              /* who sends him */
    struct facts_address delegate; /* lower case; the name may be empty */
    bool invited;                  /* he gets an invitation of his own */
    struct span problem_zh, problem_en;
};

/* "WG5-2026-P1/M10" */
struct span delegate_object(const struct delegation *d);

/* delegate.ack, each its own words: to unit and secretary that he is recorded;
 * to the contact, who is asked; to the unit that he is not; to himself with
 * the REQUEST. */
enum verdict delegate_tell(const struct delegation *d, struct reason *why);
enum verdict delegate_ask(const struct delegation *d, struct reason *why);
enum verdict delegate_refuse(const struct delegation *d, struct reason *why);
enum verdict delegate_invite(const struct delegation *d, struct reason *why);

#endif

/* invitation.h — a meeting as the calendar object that a mail about it brings.
 *
 * The UID is the meeting's for life ("WG5-2026-P1@domain"); SEQUENCE is the
 * meeting's; ORGANIZER is the service address with a token that is the same in
 * every mail about that meeting to that party, so that it never changes under
 * a UID (interop.md 29) and tells whom an answer comes from even when it comes
 * from an alias (41). ATTENDEE are the people of that one mail (R-A4). Private
 * to the desk. Source: requirements.md 7, appendix B; interop.md section 1. */
#ifndef CONVOKE_DESK_INVITATION_H
#define CONVOKE_DESK_INVITATION_H

#include "convoke/calendar/invite.h"
#include "convoke/desk/notice.h"
#include "convoke/store/meeting.h"
#include "convoke/store/rsvp.h"

/* From now on every mail of this notice brings the meeting as `method`; its
 * ORGANIZER carries a token of the mail's party, and so does its Reply-To,
 * unless a reply does something else (n->purpose). `m` is borrowed until it was
 * sent. Whose answer the token is: the target's `party`, else its address; who
 * writes to one person of a unit sets `party` himself. A REQUEST also brings
 * buttons for an answer in words. A notice about a meeting that has begun
 * leaves without an object. */
void invitation_attach(struct notice *n, const struct meeting *m,
                       enum invite_method method);

/* The same as DECLINECOUNTER: to the mails' people, of whom `person` (an
 * address) had proposed another time; `comment` says why it is not taken. */
void invitation_decline(struct notice *n, const struct meeting *m,
                        struct span person, struct span comment);

/* Adds a mail to one who comes in `from`'s place (an address) for the unit
 * `party`, and attaches the REQUEST to the notice: it must be one of his own.
 * Sent, he is invited as the delegate of `from`. */
void invitation_to_delegate(struct notice *n, const struct meeting *m,
                            const struct facts_address *delegate,
                            struct span party, struct span from);

/* What one mail brings. */
struct invitation_mail {
    struct arena *arena;    /* of the mail; the bytes live there */
    struct span message_id; /* which the token is found by; may be empty */
    struct letter_calendar calendar; /* bytes empty: the meeting has begun */
    struct span word;                /* of the token; empty: there is none */
};

/* notice.c: makes the object of one mail and the token in it; the people of a
 * REQUEST become invited, those of a CANCEL no longer are. Bytes that libical
 * does not read back as they were meant never leave: the mail goes without
 * them, and the log says so. */
enum verdict invitation_make(struct desk *dk, const struct notice *n,
                             const struct notice_target *to,
                             struct invitation_mail *ret, struct reason *why);

/* "WG5-2026-P1@sec.example" */
struct span invitation_uid(const struct desk *dk, struct arena *arena,
                           struct span meeting);
/* The meeting a UID of ours names; empty: it is not ours. */
struct span invitation_meeting(const struct desk *dk, struct span uid);

/* The token's object: "WG5-2026-P1/M01". */
struct span invitation_object(struct arena *arena, struct span meeting,
                              struct span party);

/* A change of the meeting also concerns those who were invited and are not
 * among the people of the notice: a unit's delegates (in its mail), and who
 * held an office then (in one of their own). */
enum verdict invitation_add_invited(struct desk *dk, const struct meeting *m,
                                    struct notice *n, struct reason *why);

/* One of the notice's mails goes to that address. */
bool invitation_reaches(const struct notice *n, struct span mail);

/* notice.issue with the current object to one person who came to stand for a
 * unit after it had left; meeting.cancelled with a CANCEL of his own to one who
 * no longer does. Of every meeting ahead that his unit was invited to. */
enum verdict invitation_follow_people(struct desk *dk, struct arena *arena,
                                      struct span unit, struct span group,
                                      struct span evidence, struct reason *why);

#endif

/* bounce.h — a delivery report about one of our mails, and what follows.
 *
 * Only a report that came to the envelope sender of one delivery
 * (bounce_address.h), or gives back one of our Message-IDs (nobody outside can
 * guess them) and names a recipient of that very mail, has an effect: forged
 * ones are counted. A hard one makes the delivery a refusal and its address
 * silent until another contact or representative is there or the secretariat
 * lifts it; who must act is told. Never a flag (reliability.md T18). Private to
 * the desk. Source: requirements.md 5.1, 6.1(2), 6.4, 7; charter Art. 11(1). */
#ifndef CONVOKE_DESK_BOUNCE_H
#define CONVOKE_DESK_BOUNCE_H

#include "case.h"
#include "convoke/store/bounce.h"
#include "convoke/store/meeting.h"

/* The mail was sent where only reports are expected: whoever wrote it, no
 * machine should answer (interop.md 86). */
bool bounce_came_to(const struct intake *in);

/* Any mail that a delivery system wrote. */
enum verdict bounce_receive(struct intake *in, struct span object,
                            struct reason *why);
/* The secretariat's answer to bounce.alert: the address is in order again.
 * `object`: the address. */
enum verdict bounce_resume(struct intake *in, struct span object,
                           struct reason *why);

/* Timer "refused": a server said at once that it knows no such recipient
 * ("delivery:12"). */
enum verdict bounce_refused_turn(struct desk *dk, struct arena *arena,
                                 const struct timer *t, struct reason *why);

/* A hard bounce of a mail to somebody of a unit. */
struct bounce_case {
    struct desk *dk;
    struct arena *arena;
    struct intake *in; /* the report; NULL: refused at once */
    struct bounced mail;
    struct bounce_row row;
    bool silenced; /* the address gets nothing more from now on */
    struct unit unit;
    live_addresses live;          /* that still reach the unit */
    const struct meeting *notice; /* its notice reached none of them; NULL */
    bool cured;                   /* … but the unit has answered it */
};

/* bounce_notice.c: bounce.alert to the secretariat and the group. */
enum verdict bounce_alert(const struct bounce_case *b, struct reason *why);

/* Another person is there, or this one has a mailbox that works: the address
 * gets mail again. Audited when it got none. */
enum verdict bounce_revive(struct desk *dk, struct span mail,
                           struct span evidence, struct reason *why);

/* `mail` speaks for a unit in place of `old`: what waited for the old one's
 * mailbox waits no longer. */
enum verdict bounce_hand_over(struct desk *dk, struct span old,
                              struct span mail, struct span evidence,
                              struct reason *why);

#endif

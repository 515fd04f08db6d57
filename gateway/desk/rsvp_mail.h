/* rsvp_mail.h — what is said about answers to an invitation: that it was
 * replaced since, that an answer was recorded, that one is waited for.
 *
 * Private to the desk. Source: requirements.md 6.4, 7. */
#ifndef CONVOKE_DESK_RSVP_MAIL_H
#define CONVOKE_DESK_RSVP_MAIL_H

#include "rsvp.h"

/* Whom such a mail goes to: the party's people; `person` is the one who
 * wrote. */
struct rsvp_reader {
    const struct meeting *m;
    const struct unit *unit; /* id empty: the party is no unit */
    struct span party, person;
};

/* rsvp.stale with the current REQUEST, once for each SEQUENCE and person. */
enum verdict rsvp_tell_stale(struct intake *in, const struct rsvp_reader *to,
                             struct reason *why);
/* The same because his calendar asked for it (REFRESH), once a day. */
enum verdict rsvp_tell_again(struct intake *in, const struct rsvp_reader *to,
                             struct reason *why);
/* cmd.done to whoever answered in words: how it was understood. */
enum verdict rsvp_tell_understood(const struct rsvp_case *c,
                                  struct reason *why);

/* reminder_notice.c: rsvp.rem brings the current REQUEST. */
enum verdict rsvp_fill(struct desk *dk, const struct subject *s,
                       struct notice *n, struct reason *why);

#endif

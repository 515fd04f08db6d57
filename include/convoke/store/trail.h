/* trail.h — what left for a unit about one thing, and what its servers said.
 *
 * Read only; spans are copied into the arena given. Addresses are the unit's
 * own and no others': today's contact and representatives, those it had when a
 * contact changed, and whoever was invited for it. */
#ifndef CONVOKE_STORE_TRAIL_H
#define CONVOKE_STORE_TRAIL_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/outbox.h"

/* One mail to one address. */
struct trail_mail {
    int64_t outbox, queued_at;
    struct span code, object, subject, message_id;
    struct span recipient;
    enum delivery_state state;
    int64_t settled_at; /* MOMENT_NONE: not yet */
    int64_t attempts;
    struct span reply; /* of the receiving server; may be empty */
};
typedef LIST_OF(struct trail_mail) trail_mails;

/* About `object` itself, what lies below it ("WG5-2026-P1/rsvp") and the unit
 * and it ("M07/WG5-2026-P1"); by queueing, then address. */
MUST_USE enum verdict trail_mails_of(struct store *st, struct span unit,
                                     struct span object, struct arena *arena,
                                     trail_mails *ret, struct reason *why);

/* A report that one of these mails did not arrive, or not yet (bounce.h). */
struct trail_report {
    int64_t message; /* the report; 0: refused at once */
    int64_t at;
    struct span code, message_id, recipient; /* of the mail */
    struct span class, status, said;
    int64_t accepted_at; /* by the server before; MOMENT_NONE */
    struct span accepted_reply;
};
typedef LIST_OF(struct trail_report) trail_reports;

/* By instant. */
MUST_USE enum verdict trail_reports_of(struct store *st, struct span unit,
                                       struct span object, struct arena *arena,
                                       trail_reports *ret, struct reason *why);

#endif

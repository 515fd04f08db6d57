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

/* Messages taken for delivery reports that came in [from, to), oldest first:
 * their numbers. */
typedef LIST_OF(int64_t) trail_numbers;
MUST_USE enum verdict trail_reports(struct store *st, int64_t from, int64_t to,
                                    struct arena *arena, trail_numbers *ret,
                                    struct reason *why);

#endif

/* bounce.h — what other systems reported about mails of ours, and the addresses
 * that get nothing more because of it.
 *
 * A delivery has at most one bounce of each class, the newest. A suppressed
 * address stays so until somebody lifts it: mails queued for it meanwhile are
 * held, each saying why (outbox.h), unless they answer what its owner just
 * wrote. */
#ifndef CONVOKE_STORE_BOUNCE_H
#define CONVOKE_STORE_BOUNCE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/outbox.h"

/* A delivery that a report is about. */
struct bounced {
    int64_t delivery, outbox;
    struct span recipient, message_id, code, object, subject;
    enum delivery_state state;
    int64_t queued_at;
    int64_t settled_at; /* when it was accepted; MOMENT_NONE: it was not yet */
    struct span reply;
};

/* The delivery to `mail` of our mail with this Message-ID (without <>). */
MUST_USE enum verdict bounce_find(struct store *st, struct span message_id,
                                  struct span mail, struct arena *arena,
                                  struct bounced *ret, bool *ret_found,
                                  struct reason *why);

/* A delivery by its id. */
MUST_USE enum verdict bounce_get(struct store *st, int64_t delivery,
                                 struct arena *arena, struct bounced *ret,
                                 bool *ret_found, struct reason *why);

struct bounce_row {
    int64_t id, delivery;
    int64_t message; /* the report; 0: refused at once */
    int64_t at;
    struct span status, said; /* "5.1.1"; the other system's words */
    struct span class;        /* "hard", "soft", "unknown" (mail/bounce.h) */
    int64_t accepted_at;      /* what the delivery was before; MOMENT_NONE */
    struct span accepted_reply;
};

/* Gives its id; `ret_new` false: the delivery, as it was accepted then, has one
 * of that class already. */
MUST_USE enum verdict bounce_add(struct store *st, struct bounce_row *b,
                                 bool *ret_new, struct reason *why);

/* Reports received in [from, to) that are about no mail of ours. */
MUST_USE enum verdict bounces_unmatched(struct store *st, int64_t from,
                                        int64_t to, int64_t *ret,
                                        struct reason *why);

/* ---- addresses ---- */

struct suppression {
    struct span mail, status;
    int64_t since, bounce;
    int64_t held; /* mails that wait for it */
};
typedef LIST_OF(struct suppression) suppressions;

/* Holds what is queued for it. `ret_new` false: it was suppressed already. */
MUST_USE enum verdict suppression_add(struct store *st,
                                      const struct suppression *s,
                                      bool *ret_new, struct reason *why);

/* What was held for it stays held: each is somebody's decision. `ret_found`
 * false: it was not suppressed. */
MUST_USE enum verdict suppression_lift(struct store *st, struct span mail,
                                       int64_t at, bool *ret_found,
                                       struct reason *why);

/* By instant. */
MUST_USE enum verdict suppressions_living(struct store *st, struct arena *arena,
                                          suppressions *ret,
                                          struct reason *why);
MUST_USE enum verdict suppression_get(struct store *st, struct span mail,
                                      struct arena *arena,
                                      struct suppression *ret, bool *ret_found,
                                      struct reason *why);

/* The unit's addresses, contact first: those mail still reaches. */
typedef LIST_OF(struct span) live_addresses;
MUST_USE enum verdict live_addresses_of(struct store *st, struct span unit,
                                        struct arena *arena,
                                        live_addresses *ret,
                                        struct reason *why);

/* What is held for an address that is nobody's any more need not wait. */
MUST_USE enum verdict suppression_drop_held(struct store *st, struct span mail,
                                            int64_t at, int64_t *ret_n,
                                            struct reason *why);

#endif

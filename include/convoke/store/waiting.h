/* waiting.h — what stands in the tables and waits for a person's word. */
#ifndef CONVOKE_STORE_WAITING_H
#define CONVOKE_STORE_WAITING_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

/* A contribution that came too late, undecided. */
struct waiting_contribution {
    struct span id, group, meeting, unit, unit_name, title;
    int64_t received_at;
};
typedef LIST_OF(struct waiting_contribution) waiting_contributions;

/* A message that is held or could not be read. */
struct waiting_message {
    int64_t id, received_at;
    struct span state, kind, sender, subject, reason;
};
typedef LIST_OF(struct waiting_message) waiting_messages;

/* A mail whose delivery has stopped: uncertain or held; and those that were
 * refused since an instant. One row a mail, with its recipients. */
struct waiting_delivery {
    int64_t outbox, settled_at;
    struct span state, code, object, recipients, reply;
};
typedef LIST_OF(struct waiting_delivery) waiting_deliveries;

typedef LIST_OF(struct span) waiting_ids;

MUST_USE enum verdict waiting_contributions_late(struct store *st,
                                                 struct arena *arena,
                                                 waiting_contributions *ret,
                                                 struct reason *why);
MUST_USE enum verdict
waiting_contribution_state(struct store *st, struct span id,
                           struct arena *arena, struct span *ret,
                           bool *ret_found, struct reason *why);

/* Tasks that their addressee called done. */
MUST_USE enum verdict waiting_tasks_done(struct store *st, struct arena *arena,
                                         waiting_ids *ret, struct reason *why);

MUST_USE enum verdict waiting_messages_held(struct store *st,
                                            struct arena *arena,
                                            waiting_messages *ret,
                                            struct reason *why);
MUST_USE enum verdict waiting_deliveries_of(struct store *st, int64_t since,
                                            struct arena *arena,
                                            waiting_deliveries *ret,
                                            struct reason *why);
/* The worst state of a mail's deliveries: "uncertain", "held", "refused"; an
 * empty one when all went well. */
MUST_USE enum verdict waiting_delivery_state(struct store *st, int64_t outbox,
                                             struct arena *arena,
                                             struct span *ret,
                                             struct reason *why);

#endif

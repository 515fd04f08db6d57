/* pause.h — who told us to send less, and until when nothing goes there.
 *
 * Kept so that a program that ended meanwhile does not begin at once where it
 * was told to wait, and so that a person can see it. Pauses that are over stay
 * until that domain takes a mail: the next is longer for them. */
#ifndef CONVOKE_STORE_PAUSE_H
#define CONVOKE_STORE_PAUSE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct pause {
    struct span domain; /* of recipients; empty: everybody */
    int64_t until_at;   /* UTC */
    int64_t times;      /* since something was taken there */
    struct span reply;  /* "STAGE: what was said" */
    int64_t waiting;    /* deliveries to it; read only */
};
typedef LIST_OF(struct pause) pause_list;

/* In place of the domain's earlier one. */
MUST_USE enum verdict pause_put(struct store *st, const struct pause *p,
                                struct reason *why);

/* All, everybody's first, copied into `arena`. */
MUST_USE enum verdict pauses_all(struct store *st, struct arena *arena,
                                 pause_list *ret, struct reason *why);

/* The domain took a mail: its pause and everybody's are forgotten, unless they
 * last. */
MUST_USE enum verdict pause_taken(struct store *st, struct span domain,
                                  int64_t now, struct reason *why);

#endif

/* intention.h — commands that were read and repeated to their sender: each is
 * carried out when he says yes to it, and never otherwise. */
#ifndef CONVOKE_STORE_INTENTION_H
#define CONVOKE_STORE_INTENTION_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct intention {
    int64_t id;
    struct span actor;    /* who said it */
    struct span act;      /* "waive" */
    struct span object;   /* "obligation:12" */
    struct span state;    /* of the object then: another one now stops it */
    struct span argument; /* its reason */
    int64_t message;      /* the mail it was said in */
    int64_t at, done_at;  /* done_at: MOMENT_NONE */
};
typedef LIST_OF(struct intention) intentions;

/* Gives the id. */
MUST_USE enum verdict intention_add(struct store *st, struct intention *i,
                                    struct reason *why);

/* What one mail asked for and has not been done, in the order it was said. */
MUST_USE enum verdict intentions_of(struct store *st, int64_t message,
                                    struct arena *arena, intentions *ret,
                                    struct reason *why);
MUST_USE enum verdict intention_done(struct store *st, int64_t id, int64_t at,
                                     struct reason *why);

#endif

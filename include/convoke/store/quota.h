/* quota.h — how much of a day's allowance somebody has used.
 *
 * One row a party and day, kept in the transaction that acts on it, so neither
 * a restart nor a rollback counts wrongly. Whom a party stands for is the
 * caller's affair. Earlier days are forgotten by themselves. */
#ifndef CONVOKE_STORE_QUOTA_H
#define CONVOKE_STORE_QUOTA_H

#include "convoke/store/store.h"

struct quota {
    int64_t day;       /* any number that grows from day to day */
    struct span party; /* letters in any case are the same */
    int64_t most;      /* a day; at least 1 */
};

/* Uses one more; *ret_within false when all were used before, and then nothing
 * is counted. */
MUST_USE enum verdict quota_use(struct store *st, const struct quota *q,
                                bool *ret_within, struct reason *why);

#endif

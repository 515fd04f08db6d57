/* delivery_way.h — what the two ways out, Maildir and SMTP, share. */
#ifndef CONVOKE_DELIVERY_WAY_H
#define CONVOKE_DELIVERY_WAY_H

#include "convoke/base/file.h"
#include "convoke/store/outbox.h"
#include "delivery.h"
#include "send_rate.h"
#include "sender.h"

enum {
    DELIVERY_GROUP = 64,
    DELIVERY_ARENA = 64 * 1024 * 1024,
    DELIVERY_HEARD = 2 * SENDERS_MOST, /* events heard at once */
};

struct delivery_line {
    struct senders *senders; /* owned; NULL: a Maildir */
    int64_t not_before;      /* after a refused login, or told to slow down */
    struct send_rate rate;
    int64_t one_until; /* one connection only: more were too many */
    /* Known and not yet committed; kept when a commit fails. */
    struct sender_event heard[DELIVERY_HEARD + SENDERS_MOST];
    size_t heard_n;
    /* Maildir: a group was left half done, the database tells how far. */
    bool unsure;
    /* A refused login waits for its time, or for another secret than this. */
    bool refused;
    struct file_stamp secret; /* as it was before anybody logged in with it */
};

/* The end of one attempt, in the running transaction; a RETRY older than the
 * limit becomes REFUSED. */
MUST_USE enum verdict delivery_settle(struct core *c, const struct delivery *d,
                                      enum delivery_state to, struct span reply,
                                      struct reason *why);

/* The mail's file, for one that is not in the database. */
MUST_USE enum verdict delivery_open_mail(const struct core *c,
                                         const struct delivery *d, int *ret,
                                         struct reason *why);

/* What an attempt that `v` ended here is to become. */
static inline enum delivery_state delivery_state_of(enum verdict v)
{
    return v == VERDICT_NEVER ? DELIVERY_REFUSED : DELIVERY_RETRY;
}

/* One group, claim → draft → at_dot → publish → sent. `ret_n` counts
 * deliveries. */
MUST_USE enum verdict maildir_step(struct core *c, size_t *ret_n,
                                   struct reason *why);
MUST_USE enum verdict maildir_recover_one(struct core *c,
                                          const struct delivery *d,
                                          struct reason *why);

/* What the senders say is committed; a step then feeds the idle ones, `ret_n`
 * deliveries. */
MUST_USE enum verdict smtp_hear(struct core *c, struct reason *why);
/* The pauses that an earlier process was told. */
MUST_USE enum verdict smtp_remember(struct core *c, struct reason *why);
size_t smtp_room(const struct core *c); /* how many may be submitted now */
MUST_USE enum verdict smtp_step(struct core *c, size_t *ret_n,
                                struct reason *why);

#endif

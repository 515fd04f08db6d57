/* nursery.h — the core's hold on the keeper and the zygote (zygote.h).
 *
 * Starts a zygote, hears what it says, and when it is lost ends all its
 * readers and starts another after a rest that doubles with each loss in a
 * row. Knows nothing of jobs. Times are ticks of clock_ticks. */
#ifndef CONVOKE_NURSERY_H
#define CONVOKE_NURSERY_H

#include <stdint.h>
#include <sys/types.h>

#include "zygote.h"

enum nursery_state {
    NURSERY_READY,
    NURSERY_STARTING, /* a zygote was asked for; its word is awaited */
    NURSERY_RESTING,  /* until the next attempt */
    NURSERY_BROKEN,   /* the keeper is gone: nothing will ever be read again */
};

struct nursery {
    struct zygote_spec spec;
    int epoll; /* borrowed; the zygote's wire is watched as event 0 */
    int keeper_fd, zygote_fd; /* -1 while there is none */
    pid_t keeper, zygote;     /* 0 while unknown */
    enum nursery_state state;
    unsigned losses; /* in a row; the pool clears it when a job is read */
    int64_t wake;    /* tick at which STARTING or RESTING is over */
};

#define NURSERY_INIT(spec_, epoll_)                                            \
    ((struct nursery){ .spec = (spec_),                                        \
                       .epoll = (epoll_),                                      \
                       .keeper_fd = -1,                                        \
                       .zygote_fd = -1 })

/* Forks the keeper and waits for the first zygote's word. BROKEN when the
 * sandbox cannot be shut on this machine. */
MUST_USE enum verdict nursery_open(struct nursery *n, struct reason *why);

/* Ends keeper, zygote and readers, and waits for them. */
void nursery_release(struct nursery *n);

enum nursery_news {
    NURSERY_NO_NEWS,
    NURSERY_WORD, /* of a reader: *ret */
    NURSERY_LOST, /* the zygote, and every reader with it */
};

/* The next thing to know; never waits. */
enum nursery_news nursery_listen(struct nursery *n, struct zygote_word *ret);

/* Gives the zygote and every reader up; the next one starts after a rest. */
enum nursery_news nursery_give_up(struct nursery *n, const struct reason *why);

/* NURSERY_LOST when a start took too long; starts again after a rest. */
enum nursery_news nursery_time(struct nursery *n, int64_t now);

/* When nursery_time has something to do, INT64_MAX: never. */
int64_t nursery_wake(const struct nursery *n);

#endif

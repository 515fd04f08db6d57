/* clock_watch.h — whether the wall clock may be believed.
 *
 * The boot clock only goes forward and nobody sets it. Where the wall clock
 * stands against it is a line; a wall clock that leaves its line by more than
 * CLOCK_WATCH_SLACK has been set, and until it is back, a time server has set
 * it, or a person says that it is right, time goes on along the line. A line
 * begins at the first reading: when the machine starts, only what must have
 * passed is known, and a first reading after that fits. Pure: readings are
 * handed in.
 * Source: reliability P1, P2. */
#ifndef CONVOKE_BASE_CLOCK_WATCH_H
#define CONVOKE_BASE_CLOCK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_WATCH_SLACK = 120 }; /* seconds */

struct clock_reading {
    int64_t wall;      /* UTC seconds */
    int64_t boot;      /* milliseconds since the machine started, sleep too */
    bool synchronised; /* the kernel says that a time server sets the clock */
};

enum clock_doubt {
    CLOCK_TRUSTED,
    CLOCK_BEFORE_BUILD, /* nobody's word makes it right */
    CLOCK_TOO_LATE,     /* the same, 5 years after all that is known */
    CLOCK_AHEAD,
    CLOCK_BEHIND,
    CLOCK_UNVOUCHED, /* wrong at the start and set since: now it may be right */
    CLOCK_DOUBT_COUNT
};

/* Where an earlier process left its line. */
struct clock_mark {
    int64_t wall, boot;
    bool firm;
    bool this_boot; /* the machine has not been started since */
};

struct clock_watch {
    int64_t built;          /* the day of the program, UTC seconds */
    int64_t line;           /* milliseconds; the wall time of boot 0 */
    int64_t checked;        /* boot milliseconds */
    bool firm;              /* else the line is the least that it may be */
    bool fresh;             /* nothing was checked since the machine began */
    enum clock_doubt doubt; /* of the last check */
    int64_t since;          /* when doubt began, along the line */
};

/* `last` is NULL when there was no process before. Nothing is trusted before
 * the first check. */
void clock_watch_begin(struct clock_watch *w, int64_t built,
                       const struct clock_mark *last, int64_t boot);

/* Whether this reading is trusted. */
bool clock_watch_check(struct clock_watch *w, const struct clock_reading *r);

/* The time along the line. */
int64_t clock_watch_line(const struct clock_watch *w, int64_t boot);

/* A person says that the wall clock is right. False: not even then. */
bool clock_watch_trust(struct clock_watch *w, const struct clock_reading *r);

/* The stamp that something bears, or `now` where the clock that made it must
 * have been wrong: nothing comes from the future, nor from long before the
 * program was built. */
int64_t clock_watch_stamp(const struct clock_watch *w, int64_t stamp,
                          int64_t now);

#endif

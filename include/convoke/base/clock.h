/* clock.h — the only way to know what time it is.
 *
 * Whoever needs the time is handed a clock. The system clock is read here and
 * nowhere else. */
#ifndef CONVOKE_BASE_CLOCK_H
#define CONVOKE_BASE_CLOCK_H

#include <stdint.h>

#include "convoke/base/clock_watch.h"

enum { CLOCK_BOOT = 40 };

struct clock {
    int64_t (*now)(const struct clock *); /* UTC seconds */
    int64_t fixed;                        /* read by clock_fixed only */
    struct clock_watch *watch;            /* borrowed; NULL: trusted as it is */
};

extern const struct clock clock_system;
struct clock clock_fixed(int64_t moment);

/* The system's as long as `w`, which is borrowed, trusts it, else the time
 * along its line: a clock that is set shows no wrong time for one moment. */
struct clock clock_watched(struct clock_watch *w);

static inline int64_t clock_now(const struct clock *c)
{
    return c->now(c);
}

/* Whether it may be acted upon, read anew. */
bool clock_is_trusted(const struct clock *c);

/* Milliseconds that only go forward; for time limits, never stored. */
int64_t clock_ticks(void);

struct clock_reading clock_read(void);

/* The day the program was built, UTC seconds. */
int64_t clock_built(void);

/* Names this run of the machine, or of the process where the system does not
 * tell. */
const char *clock_boot(char buf[CLOCK_BOOT]);

#endif

/* clock.h — the only way to know what time it is.
 *
 * Whoever needs the time is handed a clock. The system clock is read here and
 * nowhere else. */
#ifndef CONVOKE_BASE_CLOCK_H
#define CONVOKE_BASE_CLOCK_H

#include <stdint.h>

struct clock {
    int64_t (*now)(const struct clock *); /* UTC seconds */
    int64_t fixed;                        /* read by clock_fixed only */
};

extern const struct clock clock_system;
struct clock clock_fixed(int64_t moment);

static inline int64_t clock_now(const struct clock *c)
{
    return c->now(c);
}

/* Milliseconds that only go forward; for time limits, never stored. */
int64_t clock_ticks(void);

#endif

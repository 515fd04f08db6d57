#include "convoke/base/clock.h"

#include <time.h>

static int64_t clock_system_now(const struct clock *c)
{
    struct timespec t;

    (void)c;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

const struct clock clock_system = { .now = clock_system_now };

static int64_t clock_fixed_now(const struct clock *c)
{
    return c->fixed;
}

struct clock clock_fixed(int64_t moment)
{
    return (struct clock){ .now = clock_fixed_now, .fixed = moment };
}

int64_t clock_ticks(void)
{
    struct timespec t;

    clock_gettime(CLOCK_BOOTTIME, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#include "convoke/base/clock.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "convoke/base/random.h"

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

/* The kernel vouches for its own clock: what shows another time to this
 * process alone has not been set by a time server. */
static bool is_synchronised(int64_t wall)
{
    struct timex t = { .modes = 0 };
    int64_t off;

    if (adjtimex(&t) < 0 || (t.status & STA_UNSYNC))
        return false;
    off = t.time.tv_sec - wall;
    return off >= -1 && off <= 1;
}

struct clock_reading clock_read(void)
{
    struct clock_reading r = { .wall = clock_system_now(NULL),
                               .boot = clock_ticks() };

    r.synchronised = is_synchronised(r.wall);
    return r;
}

/* The kernel is only asked in doubt; the clock is read often. */
static bool look(struct clock_watch *w, struct clock_reading *r)
{
    *r = (struct clock_reading){ .wall = clock_system_now(NULL),
                                 .boot = clock_ticks() };
    if (clock_watch_check(w, r))
        return true;
    r->synchronised = is_synchronised(r->wall);
    return r->synchronised && clock_watch_check(w, r);
}

static int64_t clock_watched_now(const struct clock *c)
{
    struct clock_reading r;

    return look(c->watch, &r) ? r.wall : clock_watch_line(c->watch, r.boot);
}

struct clock clock_watched(struct clock_watch *w)
{
    assert(w);
    return (struct clock){ .now = clock_watched_now, .watch = w };
}

bool clock_is_trusted(const struct clock *c)
{
    struct clock_reading r;

    assert(c);
    return !c->watch || look(c->watch, &r);
}

int64_t clock_built(void)
{
    return CONVOKE_BUILT;
}

const char *clock_boot(char buf[CLOCK_BOOT])
{
    static char own[CLOCK_BOOT];
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, buf, CLOCK_BOOT - 1);

    if (fd >= 0)
        close(fd);
    if (n > 0) {
        buf[n] = '\0';
        buf[strcspn(buf, "\n")] = '\0';
        return buf;
    }
    if (!own[0])
        random_word(own, CLOCK_BOOT - 1);
    memcpy(buf, own, CLOCK_BOOT);
    return buf;
}

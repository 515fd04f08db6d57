#include "convoke/base/clock_watch.h"

#include <assert.h>
#include <stddef.h>

enum {
    FOLLOW_EVERY = 60 * 1000, /* boot milliseconds */
    /* One part in 2,000 is what the kernel corrects by at most; a clock that
     * leaves its line faster is being set, however small the pieces. */
    FOLLOW_PART = 2000,
    DAY = 86400,
};

#define YEAR (365 * (int64_t)DAY)

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void clock_watch_begin(struct clock_watch *w, int64_t built,
                       const struct clock_mark *last, int64_t boot)
{
    bool known = last && last->this_boot && last->boot <= boot;

    assert(w);
    *w = (struct clock_watch){ .built = built,
                               .checked = boot,
                               .firm = known && last->firm,
                               .fresh = !known,
                               .doubt = CLOCK_UNVOUCHED };
    if (known)
        w->line = last->wall * 1000 - last->boot;
    else
        w->line = later_of(built, last ? last->wall : built) * 1000 - boot;
    w->since = clock_watch_line(w, boot);
}

int64_t clock_watch_line(const struct clock_watch *w, int64_t boot)
{
    assert(w);
    return (w->line + boot) / 1000;
}

/* What even a time server's or a person's word must keep to. */
static enum clock_doubt bounds(const struct clock_watch *w,
                               const struct clock_reading *r)
{
    int64_t known = later_of(w->built, clock_watch_line(w, r->boot));

    if (r->wall < w->built)
        return CLOCK_BEFORE_BUILD;
    return r->wall > known + 5 * YEAR ? CLOCK_TOO_LATE : CLOCK_TRUSTED;
}

static enum clock_doubt judge(const struct clock_watch *w,
                              const struct clock_reading *r)
{
    enum clock_doubt doubt = bounds(w, r);
    int64_t off = r->wall - clock_watch_line(w, r->boot);

    if (doubt != CLOCK_TRUSTED)
        return doubt;
    if (off < -CLOCK_WATCH_SLACK)
        return CLOCK_BEHIND;
    if (!w->firm)
        return w->fresh ? CLOCK_TRUSTED : CLOCK_UNVOUCHED;
    return off > CLOCK_WATCH_SLACK ? CLOCK_AHEAD : CLOCK_TRUSTED;
}

static void anchor(struct clock_watch *w, const struct clock_reading *r)
{
    w->line = r->wall * 1000 - r->boot;
    w->checked = r->boot;
    w->firm = true;
}

/* Clocks drift; the line goes along, but slowly. */
static void follow(struct clock_watch *w, const struct clock_reading *r)
{
    int64_t passed = r->boot - w->checked;
    int64_t most = passed / FOLLOW_PART;
    int64_t off = r->wall * 1000 - (w->line + r->boot);

    if (passed < FOLLOW_EVERY)
        return;
    w->line += off > most ? most : off < -most ? -most : off;
    w->checked = r->boot;
}

bool clock_watch_check(struct clock_watch *w, const struct clock_reading *r)
{
    enum clock_doubt doubt;

    assert(w);
    assert(r);
    doubt = judge(w, r);
    if (doubt == CLOCK_TRUSTED && w->firm) {
        follow(w, r);
    } else if (doubt == CLOCK_TRUSTED ||
               (r->synchronised && bounds(w, r) == CLOCK_TRUSTED)) {
        anchor(w, r);
        doubt = CLOCK_TRUSTED;
    } else {
        /* A doubt that lasts earns no room for drift. */
        w->checked = r->boot;
        if (w->doubt == CLOCK_TRUSTED)
            w->since = clock_watch_line(w, r->boot);
    }
    w->doubt = doubt;
    w->fresh = false;
    return doubt == CLOCK_TRUSTED;
}

bool clock_watch_trust(struct clock_watch *w, const struct clock_reading *r)
{
    assert(w);
    assert(r);
    if (bounds(w, r) != CLOCK_TRUSTED)
        return false;
    anchor(w, r);
    w->doubt = CLOCK_TRUSTED;
    return true;
}

int64_t clock_watch_stamp(const struct clock_watch *w, int64_t stamp,
                          int64_t now)
{
    assert(w);
    return stamp > now || stamp < w->built - YEAR ? now : stamp;
}

/* A small service lives through seeded random jumps of its clock: notices that
 * are due once, and one that comes again every day. What it did is compared
 * with the true time: nothing early, nothing twice, nothing lost (P1). */
#include "check.h"

#include "convoke/base/clock_watch.h"
#include "convoke/base/own.h"

#ifdef CONVOKE_SANITIZED
enum { SCHEDULES = 2000 }; /* what is simulated is the same, and slower */
#else
enum { SCHEDULES = 12000 };
#endif

enum {
    EVENTS = 12,
    NOTICES = 8,
    APART = 6 * 3600, /* between two events, at most */
    HOUR = 3600,
    DAY = 86400,
    GAP = 20 * HOUR, /* between two of the one that comes again (R-D12) */
};

#define BUILT INT64_C(1700000000)
#define YEAR_2100 INT64_C(4102444800)

struct world {
    uint64_t random;
    int64_t now;    /* true time, milliseconds */
    int64_t booted; /* then */
    int64_t drift;  /* parts in a million that the boot clock is slow */
    int64_t shown;  /* seconds the wall clock is wrong by */
    bool synchronised;
    bool naive; /* believes the wall clock: what the test must catch */
    struct clock_watch watch;
    struct clock_mark mark; /* the store */
    bool marked;
    /* The outbox. */
    int64_t due[NOTICES];
    int sent[NOTICES];
    int64_t again, again_sent, again_truly;
    size_t early, twice, held;
};

static uint64_t draw(struct world *w, uint64_t below)
{
    uint64_t z = w->random += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % below;
}

static int64_t seconds(const struct world *w)
{
    return w->now / 1000;
}

static struct clock_reading look(const struct world *w)
{
    int64_t up = w->now - w->booted;

    return (struct clock_reading){ .wall = seconds(w) + w->shown,
                                   .boot = up - up / 1000000 * w->drift,
                                   .synchronised = w->synchronised };
}

static bool trusted(struct world *w)
{
    struct clock_reading r = look(w);

    return clock_watch_check(&w->watch, &r) || w->naive;
}

static int64_t watched(struct world *w)
{
    struct clock_reading r = look(w);

    return trusted(w) ? r.wall : clock_watch_line(&w->watch, r.boot);
}

static void start(struct world *w, bool rebooted)
{
    if (rebooted)
        w->booted = w->now - 5000;
    w->mark.this_boot = !rebooted;
    clock_watch_begin(&w->watch, BUILT, w->marked ? &w->mark : NULL,
                      look(w).boot);
}

/* A clock that is two minutes off is not set: nobody could tell. */
static bool is_early(const struct world *w, int64_t due)
{
    return seconds(w) < due - CLOCK_WATCH_SLACK;
}

static void send_due(struct world *w)
{
    int64_t now = watched(w);

    for (size_t i = 0; i < NOTICES; i++) {
        if (w->sent[i] || now < w->due[i])
            continue;
        w->early += is_early(w, w->due[i]);
        w->sent[i]++;
    }
    if (now < w->again || now < w->again_sent + GAP)
        return;
    w->early += is_early(w, w->again);
    w->twice += seconds(w) < w->again_truly + GAP - 2 * CLOCK_WATCH_SLACK;
    w->again_sent = now;
    w->again_truly = seconds(w);
    while (w->again <= now)
        w->again += DAY;
}

static void turn(struct world *w, int64_t jump)
{
    struct clock_reading r = look(w);
    bool open = trusted(w);

    w->mark = (struct clock_mark){ clock_watch_line(&w->watch, r.boot), r.boot,
                                   w->watch.firm, true };
    w->marked = true;
    w->held += !open;
    if (!open)
        return;
    /* Between the gate and what lies behind it. */
    w->shown += jump;
    w->synchronised = w->synchronised && jump == 0;
    send_due(w);
}

static int64_t until_due(const struct world *w)
{
    int64_t earliest = w->again_sent + GAP;
    int64_t next = w->again > earliest ? w->again : earliest;

    for (size_t i = 0; i < NOTICES; i++)
        if (!w->sent[i] && w->due[i] < next)
            next = w->due[i];
    return next - seconds(w) - w->shown;
}

/* As the loop of `run` waits. */
static void live(struct world *w, int64_t most)
{
    int64_t end = w->now + most * 1000;

    while (w->now < end) {
        int64_t wait = until_due(w);
        /* Due and not sent: it is held. */
        w->now += (wait < 1 || wait > 60 ? 60 : wait) * 1000;
        turn(w, 0);
    }
}

static int64_t any_jump(struct world *w)
{
    static const int64_t jumps[] = { HOUR, -HOUR, DAY, -DAY, 366 * DAY };

    if (draw(w, 2))
        return jumps[draw(w, ARRAY_LEN(jumps))];
    return (draw(w, 2) ? 1 : -1) * (int64_t)(241 + draw(w, 30 * DAY));
}

static void jump_out_of_bounds(struct world *w)
{
    w->shown = (draw(w, 2) ? YEAR_2100 : (int64_t)draw(w, DAY)) - seconds(w);
    w->synchronised = draw(w, 2); /* nor does a spoofed server help */
}

static void set_right(struct world *w)
{
    w->shown = 0;
    w->synchronised = draw(w, 2);
}

static void a_persons_word(struct world *w)
{
    struct clock_reading r = look(w);

    /* Whoever says so has looked at his own watch. */
    if (w->shown == 0)
        CHECK_TRUE("a person's word counts", clock_watch_trust(&w->watch, &r));
}

/* A clock that is wrong after a start can be told from time off when it shows
 * what has been seen already, as a dead battery makes it do; what lies between
 * that and five years on could be true. */
static void switched_off(struct world *w)
{
    w->now += (int64_t)draw(w, 10 * DAY) * 1000;
    w->synchronised = false;
    if (w->shown != 0 && draw(w, 2))
        w->shown = w->mark.wall - seconds(w) - 241 - (int64_t)draw(w, 30 * DAY);
    else if (w->shown != 0)
        jump_out_of_bounds(w);
    start(w, true);
}

static void happen(struct world *w)
{
    switch (draw(w, 9)) {
    case 0:
    case 1:
        turn(w, any_jump(w));
        break;
    case 2:
        w->shown += any_jump(w);
        w->synchronised = false;
        break;
    case 3:
        jump_out_of_bounds(w);
        break;
    case 4:
        w->shown += draw(w, 2) ? 1 : -1; /* a leap second */
        break;
    case 5:
        w->now += (int64_t)draw(w, 10 * DAY) * 1000; /* asleep */
        break;
    case 6:
        start(w, false);
        break;
    case 7:
        switched_off(w);
        break;
    default:
        set_right(w);
        a_persons_word(w);
    }
}

static void begin(struct world *w, uint64_t seed, bool naive)
{
    *w = (struct world){ .random = seed, .naive = naive };
    w->now = (BUILT + 30 * DAY) * 1000;
    w->drift = (int64_t)draw(w, 201) - 100;
    w->again = seconds(w) + DAY;
    for (size_t i = 0; i < NOTICES; i++)
        w->due[i] = seconds(w) + (int64_t)draw(w, EVENTS * APART);
    start(w, true);
    turn(w, 0);
}

static size_t lost(const struct world *w)
{
    size_t n = 0;

    for (size_t i = 0; i < NOTICES; i++)
        n += w->due[i] <= seconds(w) && w->sent[i] != 1;
    return n + (w->again <= seconds(w) &&
                w->again_sent + GAP <= seconds(w) - CLOCK_WATCH_SLACK);
}

/* The clock is right again: by itself where the line is known. */
static void end(struct world *w)
{
    struct clock_reading r;

    w->shown = 0;
    w->synchronised = false;
    if (!trusted(w)) {
        r = look(w);
        clock_watch_trust(&w->watch, &r);
    }
    live(w, 2 * DAY);
}

static struct world live_through(uint64_t seed, bool naive)
{
    struct world w;

    begin(&w, seed, naive);
    for (size_t i = 0; i < EVENTS; i++) {
        live(&w, (int64_t)draw(&w, APART));
        happen(&w);
    }
    end(&w);
    return w;
}

static void test_random_jumps(void **state)
{
    size_t held = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
        struct world w = live_through(seed, false);
        if (w.early + w.twice + lost(&w) > 0)
            print_error("seed %llu:\n", (unsigned long long)seed);
        CHECK_INT("early", w.early, 0);
        CHECK_INT("twice", w.twice, 0);
        CHECK_INT("lost", lost(&w), 0);
        held += w.held > 0;
    }
    CHECK_TRUE("most schedules had to wait", held > SCHEDULES / 2);
}

/* The same schedules catch a service that believes its clock. */
static void test_they_would_be_caught(void **state)
{
    size_t early = 0;
    size_t twice = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SCHEDULES / 100; seed++) {
        struct world w = live_through(seed, true);
        early += w.early > 0;
        twice += w.twice > 0;
    }
    CHECK_TRUE("early", early > SCHEDULES / 200);
    CHECK_TRUE("twice", twice > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_jumps),
        cmocka_unit_test(test_they_would_be_caught),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

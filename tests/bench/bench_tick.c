/* What a tick costs: with nothing due, beside the query over kept state; on a
 * busy morning; and as more is due or more is stored.
 *
 * usage: bench_tick CONFIGURATION MEMBERS
 *
 * CONFIGURATION's state must be fresh. One line of JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/desk/ledger.h"
#include "convoke/store/meeting.h"
#include "convoke/store/obligation_row.h"
#include "convoke/store/register.h"
#include "gateway/config.h"
#include "gateway/core.h"
#include "gateway/store/stmt.h"

enum { MORNING = 1000, TICKS = 200, BATCH = 5000 };

static struct reason why;

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "bench_tick: %s: %s\n", what, detail);
    exit(EXIT_FAILURE);
}

static void done(enum verdict v)
{
    if (v != VERDICT_DONE)
        die(why.site, why.text);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t at(const char *text)
{
    int64_t t = 0;

    if (!moment_parse(span_str(text), &t))
        die(text, "no instant");
    return t;
}

static void add_group(struct core *c, const char *id)
{
    struct working_group g = { .id = span_str(id),
                               .name_zh = span_str(id),
                               .name_en = span_str(id),
                               .since = clock_now(&c->clock) };

    done(group_put(c->store, &g, &why));
}

/* One that is met and one that is to come for each member: what is stored. */
static void add_member(struct core *c, struct arena *a, const char *group,
                       int i)
{
    struct person p = { .mail = arena_printf(a, "c@u%d.example", i),
                        .name = SPAN("联系人") };
    struct unit u = { .id = arena_printf(a, "U%06d", i),
                      .name_zh = arena_printf(a, "单位%d公司", i) };
    struct membership m = { .unit = u.id,
                            .group = span_str(group),
                            .state = SPAN("active") };
    struct obligation_row row = { .duty = SPAN("task"),
                                  .object = u.id,
                                  .due_day = 30000,
                                  .due_at = INT64_MAX - 1,
                                  .until_at = MOMENT_NONE,
                                  .last_sent_at = MOMENT_NONE,
                                  .closed_at = MOMENT_NONE,
                                  .next_at = 4000000000 };
    bool fresh = false;

    done(person_put(c->store, &p, &why));
    u.contact = p.id;
    done(unit_put(c->store, &u, u.name_zh, &why));
    done(membership_add(c->store, &m, &why));
    done(obligation_add(c->store, &row, &fresh, &why));
    row.state = OBLIGATION_IS_MET;
    row.next_at = INT64_MAX;
    done(obligation_set(c->store, &row, &why));
    row.next_at = 4000000000;
    done(obligation_add(c->store, &row, &fresh, &why));
}

static void add_members(struct core *c, const char *group, int from, int to)
{
    for (int i = from; i < to;) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(64 * 1024 * 1024);
        int end = i + BATCH < to ? i + BATCH : to;
        done(store_begin(c->store, &why));
        for (; i < end; i++)
            add_member(c, &a, group, i);
        done(store_commit(c->store, &why));
    }
}

static void plan_meeting(struct core *c)
{
    struct meeting m = { .id = SPAN("WG5-2026-P1"),
                         .group = SPAN("WG5"),
                         .state = MEETING_NOTIFIED,
                         .start_at = at("2026-03-31T09:00"),
                         .end_at = at("2026-03-31T17:00"),
                         .since = at("2026-01-23T10:00"),
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = at("2026-03-09T10:00"),
                         .ended_at = MOMENT_NONE };
    struct ledger_evidence e = { "plan", m.id, SPAN_NONE,
                                 at("2026-02-20T10:00"), SPAN("message:1") };

    done(store_begin(c->store, &why));
    done(meeting_add(c->store, &m, &why));
    done(ledger_sync(&c->desk, m.id, &why));
    done(ledger_answer(&c->desk, &e, &why));
    e.word = "release";
    e.at = m.notified_at;
    done(ledger_answer(&c->desk, &e, &why));
    done(store_commit(c->store, &why));
}

#define SQL_KEPT "SELECT count(*) FROM membership WHERE state = 'exit_review'"

/* Milliseconds of the query over state that is kept with each member. */
static double kept_query(struct core *c)
{
    double start = now_s();

    for (int i = 0; i < TICKS; i++) {
        struct stmt *s = stmt_of(c->store, SQL_KEPT);
        bool row = false;
        done(stmt_next(s, &row, &why));
        stmt_reset(s);
    }
    return (now_s() - start) * 1000 / TICKS;
}

static double idle_tick(struct core *c)
{
    double start = now_s();

    for (int i = 0; i < TICKS; i++)
        done(core_pass(c, &why));
    return (now_s() - start) * 1000 / TICKS;
}

/* The pass at 09:00 of the day on which every unit is reminded. */
static double morning(struct core *c, size_t *ret_mails)
{
    double start;
    int64_t before = 0;
    struct stmt *s;
    bool row = false;

    c->clock = clock_fixed(at("2026-03-12T08:59"));
    done(core_pass(c, &why));
    s = stmt_of(c->store, "SELECT count(*) FROM outbox");
    done(stmt_next(s, &row, &why));
    before = stmt_number(s, 0);
    stmt_reset(s);
    c->clock = clock_fixed(at("2026-03-12T09:00"));
    start = now_s();
    done(core_pass(c, &why));
    start = now_s() - start;
    s = stmt_of(c->store, "SELECT count(*) FROM outbox");
    done(stmt_next(s, &row, &why));
    *ret_mails = (size_t)(stmt_number(s, 0) - before);
    stmt_reset(s);
    return start;
}

int main(int argc, char **argv)
{
    CLEANUP(core_drop) struct core *core = NULL;
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    long stored = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    double idle, kept, busy;
    size_t mails = 0;

    if (stored < MORNING || stored > 10000000) {
        fprintf(stderr, "usage: bench_tick CONFIGURATION MEMBERS\n");
        return 64;
    }
    if (config_load(argv[1], false, false, &config, &told) != VERDICT_DONE)
        die(argv[1], text_str(&told));
    done(core_open(&(struct core_spec){ config.set, config.charter,
                                        clock_fixed(at("2026-03-10T10:00")),
                                        false, false },
                   &core, &why));
    done(store_begin(core->store, &why));
    add_group(core, "WG5");
    add_group(core, "WG7");
    done(store_commit(core->store, &why));
    add_members(core, "WG5", 0, MORNING);
    add_members(core, "WG7", MORNING, (int)stored);
    plan_meeting(core);
    done(core_pass(core, &why));
    kept = kept_query(core);
    idle = idle_tick(core);
    busy = morning(core, &mails);
    printf("{\"members\":%ld,\"idle_ms\":%.4f,\"kept_ms\":%.4f,"
           "\"morning_s\":%.3f,\"mails\":%zu}\n",
           stored, idle, kept, busy, mails);
    return EXIT_SUCCESS;
}

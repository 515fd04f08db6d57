/* What it costs to invite a plenary: one personal mail for each unit,
 * composed, rendered, with its calendar object, queued and committed.
 *
 * usage: bench_invite CONFIGURATION UNITS
 *
 * CONFIGURATION's state must be fresh; the mails stay queued in it, so that
 * sending them can be measured beside. One line of JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "convoke/base/moment.h"
#include "convoke/desk/ledger.h"
#include "convoke/store/meeting.h"
#include "convoke/store/register.h"
#include "gateway/config.h"
#include "gateway/core.h"
#include "gateway/desk/release_notice.h"
#include "gateway/store/stmt.h"

static struct reason why;

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "bench_invite: %s: %s\n", what, detail);
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

/* A contact and a representative who votes. */
static void add_unit(struct core *c, struct arena *a, int i)
{
    struct person contact = { .mail = arena_printf(a, "c@u%d.example", i),
                              .name = SPAN("联系人") };
    struct representation rep = {
        .person = { .mail = arena_printf(a, "r1@u%d.example", i),
                    .name = SPAN("代表甲") },
        .voter = true,
    };
    struct unit u = { .id = arena_printf(a, "U%06d", i),
                      .name_zh = arena_printf(a, "示例单位%d有限公司", i) };
    struct membership m = { .unit = u.id,
                            .group = SPAN("WG5"),
                            .state = SPAN("active") };

    done(person_put(c->store, &contact, &why));
    u.contact = contact.id;
    done(unit_put(c->store, &u, u.name_zh, &why));
    done(membership_add(c->store, &m, &why));
    done(person_put(c->store, &rep.person, &why));
    done(representation_add(c->store, u.id, SPAN("WG5"), &rep, 20000, &why));
}

static void register_units(struct core *c, long units)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(256 * 1024 * 1024);
    struct working_group g = { .id = SPAN("WG5"),
                               .name_zh = SPAN("网络安全评估工作组"),
                               .name_en = SPAN("Assessment"),
                               .since = clock_now(&c->clock) };

    done(store_begin(c->store, &why));
    done(group_put(c->store, &g, &why));
    for (int i = 0; i < units; i++)
        add_unit(c, &a, i);
    done(store_commit(c->store, &why));
}

static struct meeting plan_meeting(struct core *c)
{
    struct meeting m = { .id = SPAN("WG5-2026-P1"),
                         .group = SPAN("WG5"),
                         .state = MEETING_NOTIFIED,
                         .start_at = at("2026-03-31T09:00"),
                         .end_at = at("2026-03-31T17:00"),
                         .place = SPAN("北京市海淀区示例路1号会议中心三层"),
                         .link = SPAN("https://meet.example/wg5"),
                         .chair = SPAN("张示例"),
                         .since = at("2026-01-23T10:00"),
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = at("2026-03-09T10:00"),
                         .ended_at = MOMENT_NONE };

    done(store_begin(c->store, &why));
    done(meeting_add(c->store, &m, &why));
    done(store_commit(c->store, &why));
    return m;
}

static double invite(struct core *c, const struct meeting *m)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1024 * 1024 * 1024);
    double start = now_s();

    done(store_begin(c->store, &why));
    done(notice_issue(&c->desk, &a, m, &why));
    done(store_commit(c->store, &why));
    return now_s() - start;
}

static int64_t count(struct core *c, const char *sql)
{
    struct stmt *s = stmt_of(c->store, sql);
    bool row = false;
    int64_t n;

    done(stmt_next(s, &row, &why));
    n = stmt_number(s, 0);
    stmt_reset(s);
    return n;
}

int main(int argc, char **argv)
{
    CLEANUP(core_drop) struct core *core = NULL;
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    long units = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
    struct meeting m;
    double took;

    if (units < 1 || units > 100000) {
        fprintf(stderr, "usage: bench_invite CONFIGURATION UNITS\n");
        return 64;
    }
    if (config_load(argv[1], false, false, &config, &told) != VERDICT_DONE)
        die(argv[1], text_str(&told));
    done(core_open(&(struct core_spec){ config.set, config.charter,
                                        clock_fixed(at("2026-03-09T10:00")),
                                        false, false },
                   &core, &why));
    register_units(core, units);
    m = plan_meeting(core);
    took = invite(core, &m);
    printf("{\"units\":%ld,\"seconds\":%.3f,\"mails\":%lld,\"octets\":%lld}\n",
           units, took, (long long)count(core, "SELECT count(*) FROM outbox"),
           (long long)count(core, "SELECT sum(size) FROM outbox"));
    return EXIT_SUCCESS;
}

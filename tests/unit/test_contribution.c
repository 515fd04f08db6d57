#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/own.h"
#include "convoke/store/contribution.h"
#include "convoke/store/meeting.h"
#include "convoke/store/message.h"
#include "convoke/store/register.h"

#define DONE(call)                                                             \
    do {                                                                       \
        struct reason why_ = { .text = "" };                                   \
        why = &why_;                                                           \
        if ((call) != VERDICT_DONE)                                            \
            fail_msg("%s: %s: %s", #call, why_.site, why_.text);               \
    } while (0)

/* requirements.md 4.4, row by row. */
static void test_moves(void **state)
{
    static const struct {
        enum contribution_state from, to;
    } allowed[] = {
        { CONTRIBUTION_HELD, CONTRIBUTION_ONTIME },
        { CONTRIBUTION_HELD, CONTRIBUTION_LATE },
        { CONTRIBUTION_HELD, CONTRIBUTION_REFUSED },
        { CONTRIBUTION_ONTIME, CONTRIBUTION_SUPERSEDED },
        { CONTRIBUTION_ONTIME, CONTRIBUTION_TABLED },
        { CONTRIBUTION_ONTIME, CONTRIBUTION_RETURNED },
        { CONTRIBUTION_ONTIME, CONTRIBUTION_WITHDRAWN },
        { CONTRIBUTION_LATE, CONTRIBUTION_ACCEPTED_LATE },
        { CONTRIBUTION_LATE, CONTRIBUTION_RETURNED },
        { CONTRIBUTION_LATE, CONTRIBUTION_WITHDRAWN },
        { CONTRIBUTION_ACCEPTED_LATE, CONTRIBUTION_TABLED },
        { CONTRIBUTION_ACCEPTED_LATE, CONTRIBUTION_WITHDRAWN },
        { CONTRIBUTION_RETURNED, CONTRIBUTION_WITHDRAWN },
        { CONTRIBUTION_TABLED, CONTRIBUTION_WITHDRAWN },
    };

    (void)state;
    for (int from = 0; from < CONTRIBUTION_STATE_COUNT; from++)
        for (int to = 0; to < CONTRIBUTION_STATE_COUNT; to++) {
            bool want = false;
            char what[80];
            for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
                want = want || ((int)allowed[i].from == from &&
                                (int)allowed[i].to == to);
            snprintf(what, sizeof(what), "%s to %s",
                     contribution_state_name((enum contribution_state)from),
                     contribution_state_name((enum contribution_state)to));
            CHECK_INT(what,
                      contribution_may((enum contribution_state)from,
                                       (enum contribution_state)to),
                      want);
        }
}

static void test_on_time(void **state)
{
    static const struct {
        const char *what;
        int64_t received, due;
        bool want;
    } cases[] = {
        { "the last second", 999, 1000, true },
        { "the due instant itself", 1000, 1000, false },
        { "a second over", 1001, 1000, false },
        { "the charter asks for none", 5000, MOMENT_NONE, true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct contribution c = { .received_at = cases[i].received,
                                  .due_at = cases[i].due };
        CHECK_INT(cases[i].what, contribution_on_time(&c), cases[i].want);
    }
}

struct bench {
    char path[64];
    struct store *st;
    struct arena arena;
    int64_t message;
};

/* A meeting, two units and a message, which contributions lean on. */
static int setup(void **state)
{
    static struct bench b;
    struct working_group g = { .id = SPAN("WG5"), .name_zh = SPAN("评估") };
    struct meeting m = { .id = SPAN("WG5-2026-P1"),
                         .group = SPAN("WG5"),
                         .state = MEETING_NOTIFIED,
                         .start_at = 9000,
                         .end_at = 9900,
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = 100,
                         .ended_at = MOMENT_NONE };
    struct person p = { .mail = SPAN("c@m01.example"), .name = SPAN("王一") };
    char sha[65];
    bool fresh = false;
    struct reason *why = NULL;

    b = (struct bench){ .arena = ARENA_INIT(1024 * 1024) };
    snprintf(b.path, sizeof(b.path), "/tmp/convoke-contribution-XXXXXX");
    close(mkstemp(b.path));
    memset(sha, 'a', 64);
    DONE(store_open(b.path, &b.st, why));
    DONE(group_put(b.st, &g, why));
    DONE(person_put(b.st, &p, why));
    for (int i = 1; i <= 2; i++) {
        struct unit u = { .id = i == 1 ? SPAN("M01") : SPAN("M02"),
                          .name_zh = SPAN("示例"),
                          .contact = p.id };
        DONE(unit_put(b.st, &u, u.name_zh, why));
    }
    DONE(meeting_add(b.st, &m, why));
    DONE(message_add(b.st, span_of(sha, 64), 500, 10, &b.message, &fresh, why));
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    char side[80];

    b->st = store_close(b->st);
    unlink(b->path);
    snprintf(side, sizeof(side), "%s-wal", b->path);
    unlink(side);
    arena_release(&b->arena);
    return 0;
}

static struct contribution sample(const struct bench *b)
{
    return (struct contribution){
        .id = SPAN("C-2026-001"),
        .meeting = SPAN("WG5-2026-P1"),
        .unit = SPAN("M01"),
        .project = SPAN("WG5-S-02"),
        .title = SPAN("术语 修改建议"),
        .folded_title = SPAN("术语修改建议"),
        .state = CONTRIBUTION_ONTIME,
        .received_at = 500,
        .due_at = 1000,
        .sender = SPAN("r1@m01.example"),
        .message = b->message,
        .replaces = SPAN("C-2025-009"),
        .decided_at = MOMENT_NONE,
    };
}

static void check_same(const struct contribution *got,
                       const struct contribution *want)
{
    CHECK_SPAN("id", got->id, want->id);
    CHECK_SPAN("meeting", got->meeting, want->meeting);
    CHECK_SPAN("unit", got->unit, want->unit);
    CHECK_SPAN("project", got->project, want->project);
    CHECK_SPAN("title", got->title, want->title);
    CHECK_SPAN("folded title", got->folded_title, want->folded_title);
    CHECK_SPAN("sender", got->sender, want->sender);
    CHECK_SPAN("replaces", got->replaces, want->replaces);
    CHECK_SPAN("item", got->item, want->item);
    CHECK_SPAN("reason", got->reason, want->reason);
    CHECK_INT("state", got->state, want->state);
    CHECK_INT("received", got->received_at, want->received_at);
    CHECK_INT("due", got->due_at, want->due_at);
    CHECK_INT("message", got->message, want->message);
    CHECK_INT("decided", got->decided_at, want->decided_at);
}

static void test_kept_and_moved(void **state)
{
    struct bench *b = *state;
    struct contribution c = sample(b);
    struct contribution got;
    struct reason refused;
    struct reason *why = NULL;
    bool found = false;

    DONE(contribution_add(b->st, &c, why));
    DONE(contribution_get(b->st, c.id, &b->arena, &got, &found, why));
    CHECK_TRUE("found by id", found);
    check_same(&got, &c);
    DONE(contribution_of_message(b->st, b->message, &b->arena, &got, &found,
                                 why));
    CHECK_TRUE("found by message", found);
    check_same(&got, &c);

    c.item = SPAN("2");
    c.reason = SPAN("列入");
    c.decided_at = 700;
    DONE(contribution_move(b->st, &c, CONTRIBUTION_TABLED, why));
    DONE(contribution_get(b->st, c.id, &b->arena, &got, &found, why));
    check_same(&got, &c);

    CHECK_INT("a tabled one is not returned",
              contribution_move(b->st, &c, CONTRIBUTION_RETURNED, &refused),
              VERDICT_NEVER);
    CHECK_INT("and keeps its state", c.state, CONTRIBUTION_TABLED);
    DONE(contribution_get(b->st, c.id, &b->arena, &got, &found, why));
    CHECK_INT("on the disk too", got.state, CONTRIBUTION_TABLED);

    DONE(contribution_get(b->st, SPAN("C-2026-999"), &b->arena, &got, &found,
                          why));
    CHECK_TRUE("what is not there", !found);
}

static void test_of_a_meeting(void **state)
{
    struct bench *b = *state;
    struct contribution c = sample(b);
    contributions all = { 0 };
    struct reason *why = NULL;

    /* In order of arrival, also past C-2026-999. */
    c.id = SPAN("C-2026-999");
    DONE(contribution_add(b->st, &c, why));
    c.id = SPAN("C-2026-1000");
    c.unit = SPAN("M02");
    c.due_at = MOMENT_NONE;
    DONE(contribution_add(b->st, &c, why));
    DONE(contributions_of(b->st, c.meeting, SPAN_NONE, &b->arena, &all, why));
    CHECK_INT("of all units", all.n, 2);
    CHECK_SPAN("the first", all.at[0].id, SPAN("C-2026-999"));
    CHECK_SPAN("the second", all.at[1].id, SPAN("C-2026-1000"));
    CHECK_TRUE("no due instant", all.at[1].due_at == MOMENT_NONE);
    DONE(contributions_of(b->st, c.meeting, SPAN("M02"), &b->arena, &all, why));
    CHECK_INT("of one", all.n, 1);
    DONE(contributions_of(b->st, SPAN("WG5-2026-P2"), SPAN_NONE, &b->arena,
                          &all, why));
    CHECK_INT("of another meeting", all.n, 0);
}

static void test_none(void **state)
{
    struct bench *b = *state;
    struct contribution_none n = { .meeting = SPAN("WG5-2026-P1"),
                                   .unit = SPAN("M02"),
                                   .sender = SPAN("c@m02.example"),
                                   .at = 500,
                                   .message = b->message };
    contribution_nones all = { 0 };
    struct reason *why = NULL;

    DONE(contribution_none_add(b->st, &n, why));
    n.at = 900;
    DONE(contribution_none_add(b->st, &n, why));
    DONE(contribution_nones_of(b->st, n.meeting, &b->arena, &all, why));
    CHECK_INT("said twice is said once", all.n, 1);
    CHECK_SPAN("unit", all.at[0].unit, SPAN("M02"));
    CHECK_SPAN("sender", all.at[0].sender, SPAN("c@m02.example"));
    CHECK_INT("the first time counts", all.at[0].at, 500);
    CHECK_INT("message", all.at[0].message, b->message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_on_time),
        cmocka_unit_test_setup_teardown(test_kept_and_moved, setup, teardown),
        cmocka_unit_test_setup_teardown(test_of_a_meeting, setup, teardown),
        cmocka_unit_test_setup_teardown(test_none, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

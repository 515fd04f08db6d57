/* When a queue, a disk and a source are in trouble, and when no longer. */
#include "desk_stage.h"

#include "convoke/store/backlog.h"
#include "gateway/health.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static int64_t add_mail(struct stage *s, const char *key, int64_t queued_at)
{
    static const struct span to[] = { SPAN("a@x.example") };
    struct outbox_mail m = { .key = span_str(key),
                             .code = SPAN("help.reply"),
                             .message_id = span_str(key),
                             .queued_at = queued_at,
                             .bytes = SPAN("x"),
                             .size = 1,
                             .recipients = to,
                             .recipients_n = 1 };
    bool fresh = false;

    STAGE_DONE(s, outbox_add(s->store, &m, &fresh, &s->why));
    CHECK_TRUE(key, fresh);
    return queued_at;
}

/* The oldest that is due is tried, and ends so. */
static void try_one(struct stage *s, int64_t now, enum delivery_state end,
                    int64_t next_at)
{
    struct delivery d;
    size_t n = 0;
    struct delivery_result r = { .state = end,
                                 .at = now,
                                 .next_at = next_at,
                                 .reply = SPAN("451 4.3.0 later") };

    STAGE_DONE(s, outbox_claim(s->store, now, 1, &s->arena, &d, &n, &s->why));
    assert_int_equal(n, 1);
    r.delivery = d.id;
    if (end == DELIVERY_SENT)
        STAGE_DONE(s, outbox_at_dot(s->store, d.id, now, &s->why));
    STAGE_DONE(s, outbox_settle(s->store, &r, &s->why));
}

static bool is_bad(struct stage *s, int64_t now, bool open)
{
    struct core c = { .store = s->store, .clock = clock_fixed(now) };
    struct alert a = { .bad = false };

    STAGE_DONE(s, health_of_queue(&c, open, &s->arena, &a, &s->why));
    if (a.bad) {
        CHECK_TRUE("how many wait", a.waiting > 0);
        CHECK_SPAN("what the server said", a.said, SPAN("451 4.3.0 later"));
    }
    return a.bad;
}

static void test_a_queue_that_stands(void **state)
{
    int64_t t = stage_at("2026-03-02T09:00");
    struct stage *s = stage_new(t, charter_shipped());

    (void)state;
    CHECK_TRUE("nothing waits", !is_bad(s, t, false));
    add_mail(s, "one", t);
    CHECK_TRUE("not tried yet, as after a long sleep",
               !is_bad(s, t + 9 * DAY, false));
    try_one(s, t, DELIVERY_RETRY, t + 5 * MINUTE);
    CHECK_TRUE("just tried", !is_bad(s, t + MINUTE, false));
    CHECK_TRUE("its turn has come: may leave yet", !is_bad(s, t + HOUR, false));
    try_one(s, t + HOUR, DELIVERY_RETRY, t + 2 * HOUR);
    CHECK_TRUE("an hour, and nothing left",
               is_bad(s, t + HOUR + MINUTE, false));
    CHECK_TRUE("its turn again: not over yet", is_bad(s, t + 3 * HOUR, true));
    add_mail(s, "two", t + 3 * HOUR);
    try_one(s, t + 3 * HOUR, DELIVERY_RETRY, t + 4 * HOUR); /* the first */
    try_one(s, t + 3 * HOUR, DELIVERY_SENT, 0);             /* the second */
    CHECK_TRUE("others leave", !is_bad(s, t + 3 * HOUR + MINUTE, true));
    try_one(s, t + 25 * HOUR, DELIVERY_RETRY, t + 26 * HOUR);
    add_mail(s, "three", t + 25 * HOUR);
    try_one(s, t + 25 * HOUR, DELIVERY_SENT, 0);
    CHECK_TRUE("one alone for a day", is_bad(s, t + 25 * HOUR, false));
    try_one(s, t + 27 * HOUR, DELIVERY_SENT, 0);
    CHECK_TRUE("over", !is_bad(s, t + 27 * HOUR, true));
    stage_free(s);
}

static void test_room_on_the_disk(void **state)
{
    static const struct {
        const char *what;
        struct spool_room room;
        bool open, lacks;
    } cases[] = {
        { "plenty", { 100, 10 }, false, false },
        { "just enough", { 10, 10 }, false, false },
        { "too little", { 9, 10 }, false, true },
        { "any disk will do", { 0, 0 }, false, false },
        { "a little more is not over yet", { 11, 8 + 2 }, true, true },
        { "a quarter more is", { 13, 10 }, true, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what,
                  health_lacks_room(&cases[i].room, cases[i].open),
                  cases[i].lacks);
}

static void test_a_source_nobody_reads(void **state)
{
    static const struct {
        const char *what;
        int64_t opened, polled, now;
        bool bad;
    } cases[] = {
        { "just opened", 0, MOMENT_NONE, HOUR - 1, false },
        { "never read", 0, MOMENT_NONE, HOUR, true },
        { "read a while ago", 0, HOUR, 2 * HOUR - 1, false },
        { "not for an hour", 0, HOUR, 2 * HOUR, true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct core c = { .clock = clock_fixed(cases[i].now),
                          .opened_at = cases[i].opened,
                          .desk = { .polled_at = cases[i].polled } };
        struct alert a = { .bad = !cases[i].bad };
        health_of_source(&c, &a);
        CHECK_INT(cases[i].what, a.bad, cases[i].bad);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_queue_that_stands),
        cmocka_unit_test(test_room_on_the_disk),
        cmocka_unit_test(test_a_source_nobody_reads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How fast a play goes by. */
#include "check.h"

#include <stdlib.h>

#include "gateway/pace.h"

static const struct pace_case {
    const char *word;
    int64_t ms; /* -1: refused */
} cases[] = {
    { "fast", 0 },    { "0", 0 },       { "1", 1000 },   { "0.5", 500 },
    { "1.25", 1250 }, { "2.", 2000 },   { "60", 60000 }, { "60.001", -1 },
    { "61", -1 },     { "0.0001", -1 }, { "-1", -1 },    { "slow", -1 },
    { "", -1 },       { ".5", -1 },     { "1.x", -1 },   { "1.2.3", -1 },
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct pace_case *c = &cases[i];
        int64_t ms = -7;
        bool is = pace_parse(span_str(c->word), &ms);
        CHECK_INT(c->word, is, c->ms >= 0);
        CHECK_INT(c->word, ms, c->ms >= 0 ? c->ms : -7);
    }
}

/* Nobody waits for a day that was stopped: this test would take a minute. */
static void test_days(void **state)
{
    static const volatile sig_atomic_t stop = 1;
    struct context ctx = { .out = stdout };
    struct pace p = { .ctx = &ctx, .day_ms = 60000, .stop = &stop };

    (void)state;
    p.stop = NULL;
    CHECK_TRUE("a first day", pace_day(&p, 20000));
    p.stop = &stop;
    CHECK_TRUE("the same day again", !pace_day(&p, 20000));
    CHECK_TRUE("the next", pace_day(&p, 20001));
}

static void test_line(void **state)
{
    char *printed = NULL;
    size_t n = 0;
    struct context ctx = { .out = stdout, .err = open_memstream(&printed, &n) };
    struct pace p = { .ctx = &ctx, .most = 126, .day = 20517 };

    (void)state;
    pace_show(&p, 1);
    pace_clear(&p);
    fflush(ctx.err);
    CHECK_SPAN("none where it is not wanted", span_str(printed), SPAN(""));
    p.line = true;
    pace_show(&p, 42);
    pace_clear(&p);
    fclose(ctx.err);
    CHECK_SPAN("the day and how many came", span_str(printed),
               SPAN("\r\033[K2026-03-05  message 42 of 126  (Ctrl-C ends)"
                    "\r\033[K"));
    free(printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

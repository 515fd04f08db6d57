#include "check.h"

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "gateway/desk/counter_time.h"

static int64_t at(const char *text)
{
    int64_t ret = MOMENT_NONE;

    if (*text && !moment_parse(span_str(text), &ret))
        fail_msg("no instant: %s", text);
    return ret;
}

/* The plenary of 2026-03-31, 09:00 to 17:00. */
static void test_what_is_proposed(void **state)
{
    static const struct {
        const char *what, *start, *end;
        enum counter_kind kind;
        const char *want_start, *want_end;
    } cases[] = {
        { "the next day", "2026-04-01 09:00", "2026-04-01 17:00", COUNTER_OTHER,
          "2026-04-01 09:00", "2026-04-01 17:00" },
        { "an end that is not told", "2026-04-01 10:00", "", COUNTER_OTHER,
          "2026-04-01 10:00", "2026-04-01 18:00" },
        { "an end before the start", "2026-04-01 10:00", "2026-04-01 09:00",
          COUNTER_OTHER, "2026-04-01 10:00", "2026-04-01 18:00" },
        { "a whole day keeps the hours", "2026-04-01 00:00", "2026-04-02 00:00",
          COUNTER_OTHER, "2026-04-01 09:00", "2026-04-01 17:00" },
        { "shorter", "2026-03-31 09:00", "2026-03-31 12:00", COUNTER_OTHER,
          "2026-03-31 09:00", "2026-03-31 12:00" },
        { "the time it has, with a remark", "2026-03-31 09:00",
          "2026-03-31 17:00", COUNTER_SAME, "", "" },
        { "the start it has", "2026-03-31 09:00", "", COUNTER_SAME, "", "" },
        { "the day it has", "2026-03-31 00:00", "2026-04-01 00:00",
          COUNTER_SAME, "", "" },
        { "a zone nobody knows", "", "", COUNTER_UNKNOWN, "", "" },
        { "an end without a start", "", "2026-04-01 17:00", COUNTER_UNKNOWN, "",
          "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct counter_time t =
            counter_time(at(cases[i].start), at(cases[i].end),
                         at("2026-03-31 09:00"), at("2026-03-31 17:00"));
        CHECK_INT(cases[i].what, t.kind, cases[i].kind);
        if (t.kind != COUNTER_OTHER)
            continue;
        CHECK_INT(cases[i].what, t.start, at(cases[i].want_start));
        CHECK_INT(cases[i].what, t.end, at(cases[i].want_end));
    }
}

static void test_years_that_nobody_meets_in(void **state)
{
    static const int64_t starts[] = { -1, INT64_MAX, INT64_MAX - 86400,
                                      INT64_MIN + 1 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        struct counter_time t = counter_time(starts[i], INT64_MAX, 1000, 2000);
        CHECK_INT("not taken for a time", t.kind, COUNTER_UNKNOWN);
    }
}

static void test_what_the_secretary_saw_is_what_is_done(void **state)
{
    static const char *const bad[] = { "",    "1",   "1-",  "-2",
                                       "x-2", "2-1", "1-1", "1-2-3" };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(4096);
    struct counter_time t = { COUNTER_OTHER, 1775005200, 1775034000 };
    struct counter_time back;

    (void)state;
    CHECK_SPAN("as text", counter_time_text(&arena, &t),
               SPAN("1775005200-1775034000"));
    CHECK_TRUE("and back",
               counter_time_parse(counter_time_text(&arena, &t), &back));
    CHECK_INT("start", back.start, t.start);
    CHECK_INT("end", back.end, t.end);
    t.kind = COUNTER_UNKNOWN;
    CHECK_TRUE("one that is not known",
               counter_time_parse(counter_time_text(&arena, &t), &back));
    CHECK_INT("stays so", back.kind, COUNTER_UNKNOWN);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK_TRUE(bad[i], !counter_time_parse(span_str(bad[i]), &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_proposed),
        cmocka_unit_test(test_years_that_nobody_meets_in),
        cmocka_unit_test(test_what_the_secretary_saw_is_what_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

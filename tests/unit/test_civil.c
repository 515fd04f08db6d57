#include "check.h"

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"

static civil_day day(const char *s)
{
    civil_day d = 0;

    assert_true(civil_parse(span_str(s), &d));
    return d;
}

static void test_backward_periods(void **state)
{
    static const struct {
        const char *meeting, *plan, *notice, *contribution;
    } cases[] = {
        { "2026-03-31", "2026-02-28", "2026-03-10", "2026-03-17" },
        { "2028-03-31", "2028-02-29", "2028-03-10", "2028-03-17" },
        { "2026-03-29", "2026-02-28", "2026-03-08", "2026-03-15" },
        { "2026-03-28", "2026-02-28", "2026-03-07", "2026-03-14" },
        { "2028-03-29", "2028-02-29", "2028-03-08", "2028-03-15" },
        { "2026-02-28", "2026-01-28", "2026-02-07", "2026-02-14" },
        { "2026-05-31", "2026-04-30", "2026-05-10", "2026-05-17" },
        { "2027-01-05", "2026-12-05", "2026-12-15", "2026-12-22" },
        { "2026-10-21", "2026-09-21", "2026-09-30", "2026-10-07" },
        { "2026-12-31", "2026-11-30", "2026-12-10", "2026-12-17" },
        { "2026-07-08", "2026-06-08", "2026-06-17", "2026-06-24" },
        { "2026-03-01", "2026-02-01", "2026-02-08", "2026-02-15" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        civil_day d = day(cases[i].meeting);
        char buf[CIVIL_TEXT];
        CHECK_SPAN(cases[i].meeting,
                   span_str(civil_print(civil_add_months(d, -1), buf)),
                   span_str(cases[i].plan));
        CHECK_INT(cases[i].meeting, d - 21, day(cases[i].notice));
        CHECK_INT(cases[i].meeting, d - 14, day(cases[i].contribution));
    }
}

static void test_forward_periods(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *last;
    } cases[] = {
        { "2024-08-31", 18, "2026-02-28" }, { "2026-08-31", 18, "2028-02-29" },
        { "2024-09-30", 18, "2026-03-30" }, { "2024-02-29", 12, "2025-02-28" },
        { "2025-06-30", 12, "2026-06-30" }, { "2025-04-20", 12, "2026-04-20" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].from,
                  civil_add_months(day(cases[i].from), cases[i].months),
                  day(cases[i].last));
}

static void test_backward_is_stricter(void **state)
{
    int differ = 0;

    (void)state;
    for (civil_day d = day("2023-01-01"); d <= day("2032-12-31"); d++) {
        civil_day plan = civil_add_months(d, -1);
        civil_day forward = plan;
        while (civil_add_months(forward + 1, 1) <= d)
            forward++;
        assert_true(plan <= d - 28 && plan <= forward);
        assert_true(plan <= civil_add_months(d + 1, -1));
        differ += plan != forward;
    }
    CHECK_INT("days on which the two readings differ", differ, 50);
}

static void test_every_day_round_trips(void **state)
{
    (void)state;
    for (civil_day d = day("1600-01-01"); d < day("2400-01-01"); d++) {
        struct civil c = civil_from_day(d);
        assert_int_equal(civil_to_day(c), d);
    }
    CHECK_INT("2026-11-22 is a Sunday", civil_weekday(day("2026-11-22")), 7);
}

static void test_bad_dates(void **state)
{
    static const char *const bad[] = { "2026-02-29", "2026-13-01",
                                       "2026-00-10", "2026-1",
                                       "26-01-01",   "2026年2月30日",
                                       "",           "2026-01-01x" };
    civil_day d = 12345;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(civil_parse(span_str(bad[i]), &d));
    CHECK_INT("untouched on failure", d, 12345);
    CHECK_INT("written in Chinese", day("2026年3月1日"), day("2026-03-01"));
}

static void test_working_days(void **state)
{
    /* The week around 2026-02-14: a make-up Saturday, then a holiday. */
    struct workday rows[10];
    struct workdays w = { rows, ARRAY_LEN(rows) };

    (void)state;
    rows[0] = (struct workday){ day("2026-02-14"), true };
    for (int i = 1; i < 10; i++)
        rows[i] = (struct workday){ day("2026-02-14") + i, false };
    assert_true(workdays_is_working(&w, day("2026-02-14")));
    assert_false(workdays_is_working(&w, day("2026-02-16")));
    CHECK_INT("E21: back over the holiday",
              workdays_at_or_before(&w, day("2026-02-21")), day("2026-02-14"));
    CHECK_INT("forward over the holiday",
              workdays_at_or_after(&w, day("2026-02-15")), day("2026-02-24"));
    CHECK_INT("15 working days from 02-06",
              workdays_add(&w, day("2026-02-06"), 6), day("2026-02-14"));
    assert_true(workdays_knows(&w, 2026));
    assert_false(workdays_knows(&w, 2027));
}

static void test_moments(void **state)
{
    static const struct {
        const char *text;
        int64_t at;
    } mail[] = {
        { "Tue, 17 Mar 2026 23:59:30 +0800", 1773763170 },
        { "17 Mar 2026 15:59:30 GMT", 1773763170 },
        { "Tue, 17 Mar 26 15:59:30 +0000 (UTC)", 1773763170 },
        { "Tue,17 Mar 2026 11:59:30 -0400", 1773763170 },
        { "Thu, 1 Jan 1970 00:00 +0000", 0 },
    };
    char buf[MOMENT_TEXT];
    int64_t t = 7;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(mail); i++) {
        assert_true(moment_parse_mail(span_str(mail[i].text), &t));
        CHECK_INT(mail[i].text, t, mail[i].at);
    }
    assert_true(moment_parse(SPAN("2026-03-18T00:00:10"), &t));
    CHECK_SPAN("print", span_str(moment_print(t, buf)),
               SPAN("2026-03-18T00:00:10+08:00"));
    CHECK_SPAN("mail", span_str(moment_print_mail(t, buf)),
               SPAN("Wed, 18 Mar 2026 00:00:10 +0800"));
    CHECK_INT("E20: the day begins at 16:00Z", civil_of(t), day("2026-03-18"));
    assert_true(moment_parse(SPAN("2026-03-17T16:00:10Z"), &t));
    CHECK_INT("same instant", civil_of(t), day("2026-03-18"));
    CHECK_INT("24:00 is exclusive", civil_end(day("2026-03-17")), t - 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backward_periods),
        cmocka_unit_test(test_forward_periods),
        cmocka_unit_test(test_backward_is_stricter),
        cmocka_unit_test(test_every_day_round_trips),
        cmocka_unit_test(test_bad_dates),
        cmocka_unit_test(test_working_days),
        cmocka_unit_test(test_moments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

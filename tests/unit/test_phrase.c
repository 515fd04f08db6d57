#include "check.h"

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/render/phrase.h"

static void check_both(const char *what, struct span zh, struct span en,
                       const char *want_zh, const char *want_en)
{
    CHECK_SPAN(what, zh, span_str(want_zh));
    CHECK_SPAN(what, en, span_str(want_en));
}

static void test_days(void **state)
{
    static const struct {
        const char *day, *zh, *en;
    } cases[] = {
        { "2026-03-04", "2026年3月4日（周三）", "Wed 4 March 2026" },
        { "2026-12-31", "2026年12月31日（周四）", "Thu 31 December 2026" },
        { "2028-02-29", "2028年2月29日（周二）", "Tue 29 February 2028" },
        { "2026-02-01", "2026年2月1日（周日）", "Sun 1 February 2026" },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        civil_day d = 0;
        assert_true(civil_parse(span_str(cases[i].day), &d));
        check_both(cases[i].day, phrase_day(&a, PHRASE_ZH, d),
                   phrase_day(&a, PHRASE_EN, d), cases[i].zh, cases[i].en);
    }
    civil_day due = 0;
    assert_true(civil_parse(SPAN("2026-03-04"), &due));
    check_both("a meeting opens at its hour",
               phrase_moment(&a, PHRASE_ZH, civil_moment(due, 9 * 3600)),
               phrase_moment(&a, PHRASE_EN, civil_moment(due, 9 * 3600)),
               "2026年3月4日（周三）09:00", "09:00 on Wed 4 March 2026");
    check_both("a due day ends at 24:00", phrase_due(&a, PHRASE_ZH, due),
               phrase_due(&a, PHRASE_EN, due), "2026年3月4日（周三）24:00",
               "24:00 on Wed 4 March 2026");
    check_both("a short day", phrase_short_day(&a, PHRASE_ZH, due),
               phrase_short_day(&a, PHRASE_EN, due), "2026-03-04（周三）",
               "2026-03-04 (Wed)");
}

static void test_moments(void **state)
{
    static const struct {
        const char *moment, *zh, *en;
    } cases[] = {
        { "2026-02-02T09:40:59+08:00", "2026年2月2日（周一）09:40",
          "09:40 on Mon 2 February 2026" },
        { "2026-02-01T16:00:00Z", "2026年2月2日（周一）00:00",
          "00:00 on Mon 2 February 2026" },
        { "2026-02-02T23:59:59+08:00", "2026年2月2日（周一）23:59",
          "23:59 on Mon 2 February 2026" },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t t = 0;
        assert_true(moment_parse(span_str(cases[i].moment), &t));
        check_both(cases[i].moment, phrase_moment(&a, PHRASE_ZH, t),
                   phrase_moment(&a, PHRASE_EN, t), cases[i].zh, cases[i].en);
    }
}

static void test_counts(void **state)
{
    static const struct {
        int days;
        const char *zh, *en;
    } left[] = {
        { 5, "剩5天", "5 days left" },
        { 1, "剩1天", "1 day left" },
        { 0, "今日到期", "due today" },
        { -1, "逾期1天", "1 day overdue" },
        { -20, "逾期20天", "20 days overdue" },
    };
    static const struct {
        uint64_t octets;
        const char *zh, *en;
    } sizes[] = {
        { 0, "0字节", "0 bytes" },       { 1023, "1023字节", "1023 bytes" },
        { 1024, "1 KB", "1 KB" },        { 48213, "47 KB", "47 KB" },
        { 1403322, "1.3 MB", "1.3 MB" }, { 31457280, "30.0 MB", "30.0 MB" },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(left); i++)
        check_both(left[i].zh, phrase_left(&a, PHRASE_ZH, left[i].days),
                   phrase_left(&a, PHRASE_EN, left[i].days), left[i].zh,
                   left[i].en);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        check_both(sizes[i].zh, phrase_octets(&a, PHRASE_ZH, sizes[i].octets),
                   phrase_octets(&a, PHRASE_EN, sizes[i].octets), sizes[i].zh,
                   sizes[i].en);
}

static void test_mailto(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);

    (void)state;
    CHECK_SPAN("all three",
               phrase_mailto(&a, SPAN("gw+t.7f3k@sec.example"),
                             SPAN("Re: 同意 [A&B]"),
                             SPAN("同意\n\n令牌: 7f+3")),
               SPAN("mailto:gw+t.7f3k@sec.example?subject=Re%3A%20%E5%90%8C"
                    "%E6%84%8F%20%5BA%26B%5D&body=%E5%90%8C%E6%84%8F%0D%0A"
                    "%0D%0A%E4%BB%A4%E7%89%8C%3A%207f%2B3"));
    CHECK_SPAN("no subject",
               phrase_mailto(&a, SPAN("a@b"), SPAN_NONE, SPAN("x\r\ny")),
               SPAN("mailto:a@b?body=x%0D%0Ay"));
    CHECK_SPAN("an address cannot add a header",
               phrase_mailto(&a, SPAN("a@b?bcc=c@d"), SPAN_NONE, SPAN_NONE),
               SPAN("mailto:a@b%3Fbcc%3Dc@d"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_mailto),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

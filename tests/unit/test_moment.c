#include "check.h"

#include "convoke/base/moment.h"
#include "convoke/base/own.h"

enum { NINE = 1774918800 }; /* 2026-03-31T09:00:00+08:00 */

static void test_times_people_type(void **state)
{
    static const struct {
        const char *in;
        int64_t want; /* 0: refused */
    } cases[] = {
        { "2026-03-31T09:00:00+08:00", NINE },
        { "2026-03-31T01:00:00Z", NINE },
        { "2026-03-30T21:00:00-04:00", NINE },
        { "2026-03-31T09:00", NINE },
        { "2026-03-31 09:00", NINE },
        { "2026-03-31T09:00:30", NINE + 30 },
        { "2026-03-31", 0 },
        { "2026-02-29T09:00", 0 },
        { "2026-03-31T24:00", 0 },
        { "2026-03-31T09:60", 0 },
        { "2026-03-31T09:00x", 0 },
        { "2026-03-31T09:00+25:00", 0 },
        { "tomorrow", 0 },
        { "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t at = 0;
        CHECK_INT(cases[i].in, moment_parse(span_str(cases[i].in), &at),
                  cases[i].want != 0);
        CHECK_INT(cases[i].in, at, cases[i].want);
    }
}

static void test_times_mails_carry(void **state)
{
    static const struct {
        const char *in;
        int64_t want;
    } cases[] = {
        { "Tue, 31 Mar 2026 09:00:00 +0800", NINE },
        { "31 Mar 2026 01:00:00 GMT", NINE },
        { "31 mar 2026 01:00 +0000", NINE },
        { "Tue, 31 Mar 26 01:00:00 +0000", NINE },
        { "Mon, 30 Mar 2026 20:00:00 EST", NINE },
        { "Tue, 31 Mar 2026 09:00:00 +0800 (CST)", NINE },
        { "Tue (a (nested) word), 31 Mar 2026 09:00:00 +0800", NINE },
        { "  Tue,  31  Mar  2026\r\n 09:00:00\r\n +0800 ", NINE },
        { "Tue, 32 Mar 2026 09:00:00 +0800", 0 },
        { "Tue, 31 Foo 2026 09:00:00 +0800", 0 },
        { "", 0 },
        { "(", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t at = 0;
        CHECK_INT(cases[i].in, moment_parse_mail(span_str(cases[i].in), &at),
                  cases[i].want != 0);
        CHECK_INT(cases[i].in, at, cases[i].want);
    }
}

static void test_what_is_printed_reads_back(void **state)
{
    char buf[MOMENT_TEXT];

    (void)state;
    CHECK_SPAN("stored", span_str(moment_print(NINE, buf)),
               SPAN("2026-03-31T09:00:00+08:00"));
    CHECK_SPAN("short", span_str(moment_print_short(NINE, buf)),
               SPAN("2026-03-31 09:00"));
    CHECK_SPAN("mail", span_str(moment_print_mail(NINE, buf)),
               SPAN("Tue, 31 Mar 2026 09:00:00 +0800"));
    for (int64_t at = 0; at < 4102444800; at += 7654321) {
        int64_t back = 1;
        assert_true(moment_parse(span_str(moment_print(at, buf)), &back));
        assert_int_equal(back, at);
        assert_true(
            moment_parse_mail(span_str(moment_print_mail(at, buf)), &back));
        assert_int_equal(back, at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_people_type),
        cmocka_unit_test(test_times_mails_carry),
        cmocka_unit_test(test_what_is_printed_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

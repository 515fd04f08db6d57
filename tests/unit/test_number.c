#include "check.h"

#include "convoke/base/number.h"
#include "convoke/base/own.h"

static void test_numbers(void **state)
{
    static const struct {
        const char *in;
        uint64_t most;
        bool ok;
        uint64_t value;
    } cases[] = {
        { "0", 0, true, 0 },
        { "007", 10, true, 7 },
        { "10", 10, true, 10 },
        { "11", 10, false, 0 },
        { "5", 3, false, 0 },
        { "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
        { "18446744073709551616", UINT64_MAX, false, 0 },
        { "99999999999999999999999", UINT64_MAX, false, 0 },
        { "", 10, false, 0 },
        { "-1", 10, false, 0 },
        { "+1", 10, false, 0 },
        { " 1", 10, false, 0 },
        { "1 ", 10, false, 0 },
        { "1a", 99, false, 0 },
        { "０", 10, false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t value = 4242;
        CHECK_INT(cases[i].in,
                  number_parse(span_str(cases[i].in), cases[i].most, &value),
                  cases[i].ok);
        CHECK_INT(cases[i].in, value, cases[i].ok ? cases[i].value : 4242);
    }
}

static void test_units(void **state)
{
    static const struct {
        const char *in;
        int64_t seconds, octets; /* -1: refused */
    } cases[] = {
        { "90", 90, 90 },
        { "30s", 30, -1 },
        { "5m", 300, -1 },
        { "2h", 7200, -1 },
        { "1d", 86400, -1 },
        { "3w", 1814400, -1 },
        { "64K", -1, 65536 },
        { "30M", -1, 31457280 },
        { "2G", -1, 2147483648 },
        { "d", -1, -1 },
        { "", -1, -1 },
        { "1dd", -1, -1 },
        { "99999999999999999999w", -1, -1 },
        { "9223372036854775807G", -1, -1 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t seconds = -1;
        uint64_t octets = (uint64_t)-1;
        bool ok = number_parse_seconds(span_str(cases[i].in), &seconds);
        CHECK_INT(cases[i].in, seconds, cases[i].seconds);
        CHECK_INT(cases[i].in, ok, cases[i].seconds >= 0);
        ok = number_parse_octets(span_str(cases[i].in), &octets);
        CHECK_INT(cases[i].in, octets, cases[i].octets);
        CHECK_INT(cases[i].in, ok, cases[i].octets >= 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_units),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

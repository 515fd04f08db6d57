#include "walltime.h"

#include <assert.h>

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"

static bool day_read(struct span s, int64_t *ret)
{
    uint64_t n = 0;
    struct civil c;

    if (s.n != 8 || !number_parse(s, 99999999, &n))
        return false;
    c = (struct civil){ (int)(n / 10000), (int)(n / 100 % 100),
                        (int)(n % 100) };
    if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 ||
        c.day > civil_days_in_month(c.year, c.month))
        return false;
    *ret = (int64_t)civil_to_day(c) * CIVIL_DAY;
    return true;
}

/* "090000", "0900"; a leap second is the next one. */
static bool clock_read(struct span s, int64_t *ret)
{
    uint64_t n = 0;

    if ((s.n != 6 && s.n != 4) || !number_parse(s, 999999, &n))
        return false;
    if (s.n == 4)
        n *= 100;
    if (n / 100 % 100 > 59 || n % 100 > 60 || n > 240000)
        return false;
    *ret = (int64_t)(n / 10000 * 3600 + n / 100 % 100 * 60 + n % 100);
    return true;
}

static bool extended_read(struct span s, struct walltime *ret)
{
    int64_t moment;

    if (s.n > 20 && (s.p[s.n - 1] == 'Z' || s.p[s.n - 1] == 'z'))
        s.n--;
    if (s.n < 20 || !moment_parse(s, &moment) || moment < WALLTIME_OLDEST ||
        moment > WALLTIME_NEWEST)
        return false;
    *ret = (struct walltime){ .seconds = moment, .utc = true };
    return true;
}

bool walltime_read(struct span s, struct walltime *ret)
{
    struct walltime got = { 0 };
    int64_t clock = 0;
    struct span whole;

    assert(ret);
    s = span_trim(s);
    whole = s;
    if (s.n > 8 && (s.p[s.n - 1] == 'Z' || s.p[s.n - 1] == 'z')) {
        got.utc = true;
        s.n--;
    }
    if (!day_read(span_sub(s, 0, 8), &got.seconds))
        return extended_read(whole, ret);
    got.date = s.n == 8;
    if (!got.date && ((s.p[8] != 'T' && s.p[8] != 't') ||
                      !clock_read(span_from(s, 9), &clock)))
        return false;
    got.seconds += clock;
    if (got.seconds > WALLTIME_NEWEST)
        return false;
    *ret = got;
    return true;
}

bool walltime_offset(struct span s, int64_t *ret)
{
    int64_t seconds;

    assert(ret);
    s = span_trim(s);
    if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-') ||
        !clock_read(span_from(s, 1), &seconds) || seconds >= CIVIL_DAY)
        return false;
    *ret = s.p[0] == '-' ? -seconds : seconds;
    return true;
}

/* Seconds of one W, D, H, M, S; 0: none of them. */
static int64_t unit(char c)
{
    switch (c) {
    case 'W':
        return 7 * CIVIL_DAY;
    case 'D':
        return CIVIL_DAY;
    case 'H':
        return 3600;
    case 'M':
        return 60;
    case 'S':
        return 1;
    default:
        return 0;
    }
}

bool walltime_duration(struct span s, int64_t *ret)
{
    enum { MOST = 10 * 366 };
    int64_t sum = 0;
    bool minus;

    assert(ret);
    s = span_trim(s);
    minus = span_starts(s, SPAN("-"));
    if (minus || span_starts(s, SPAN("+")))
        s = span_from(s, 1);
    if (!span_starts_nocase(s, SPAN("P")) || s.n < 3)
        return false;
    s = span_from(s, 1);
    while (s.n) {
        uint64_t n = 0;
        size_t digits = 0;
        struct span number;

        if (s.p[0] == 'T')
            s = span_from(s, 1);
        while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
            digits++;
        number = span_sub(s, 0, digits);
        if (digits == s.n || !unit(s.p[digits]) ||
            !number_parse(number, (uint64_t)MOST * CIVIL_DAY, &n) ||
            (int64_t)n > MOST * INT64_C(86400) / unit(s.p[digits]))
            return false;
        sum += (int64_t)n * unit(s.p[digits]);
        if (sum > MOST * INT64_C(86400))
            return false;
        s = span_from(s, digits + 1);
    }
    *ret = minus ? -sum : sum;
    return true;
}

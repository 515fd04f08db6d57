#include "convoke/base/civil.h"

#include <assert.h>
#include <stdio.h>

#include "convoke/base/number.h"

/* Days from civil and back, by the 400-year cycle of the Gregorian calendar
 * with the year starting in March, so that the leap day comes last. */
civil_day civil_to_day(struct civil c)
{
    int64_t y = c.month <= 2 ? c.year - 1 : c.year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year = y - era * 400;
    int64_t month = c.month > 2 ? c.month - 3 : c.month + 9;
    int64_t day = (153 * month + 2) / 5 + c.day - 1;

    return (civil_day)(era * 146097 + year * 365 + year / 4 - year / 100 + day -
                       719468);
}

struct civil civil_from_day(civil_day d)
{
    int64_t z = (int64_t)d + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);

    return (struct civil){
        .year = (int)(yoe + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
    };
}

int civil_days_in_month(int year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && leap);
}

int civil_weekday(civil_day d)
{
    int w = (int)(((int64_t)d + 3) % 7); /* 1970-01-01 was a Thursday */

    return (w < 0 ? w + 7 : w) + 1;
}

static int floor_div(int a, int b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

civil_day civil_add_months(civil_day d, int n)
{
    struct civil c = civil_from_day(d);
    int months = c.year * 12 + c.month - 1 + n;
    int last;

    c.year = floor_div(months, 12);
    c.month = months - c.year * 12 + 1;
    last = civil_days_in_month(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return civil_to_day(c);
}

civil_day civil_of(int64_t moment)
{
    int64_t local = moment + CIVIL_OFFSET;
    int64_t day = local / CIVIL_DAY - (local % CIVIL_DAY < 0);

    return (civil_day)day;
}

int64_t civil_moment(civil_day d, int seconds_into_day)
{
    return (int64_t)d * CIVIL_DAY - CIVIL_OFFSET + seconds_into_day;
}

static bool take_number(struct span *rest, size_t most_digits, int *ret)
{
    size_t n = 0;
    uint64_t value;

    while (n < rest->n && n < most_digits && rest->p[n] >= '0' &&
           rest->p[n] <= '9')
        n++;
    if (!number_parse(span_sub(*rest, 0, n), 9999, &value))
        return false;
    *ret = (int)value;
    *rest = span_from(*rest, n);
    return true;
}

static bool take(struct span *rest, struct span what)
{
    if (!span_starts(*rest, what))
        return false;
    *rest = span_from(*rest, what.n);
    return true;
}

bool civil_parse(struct span s, civil_day *ret)
{
    static const struct span marks[][3] = {
        { { "-", 1 }, { "-", 1 }, { "", 0 } },
        { { "/", 1 }, { "/", 1 }, { "", 0 } },
        { { ".", 1 }, { ".", 1 }, { "", 0 } },
        { { "年", 3 }, { "月", 3 }, { "日", 3 } },
    };

    assert(ret);
    s = span_trim(s);
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        struct span rest = s;
        struct civil c;
        if (!take_number(&rest, 4, &c.year) || c.year < 1000 ||
            !take(&rest, marks[i][0]) || !take_number(&rest, 2, &c.month) ||
            !take(&rest, marks[i][1]) || !take_number(&rest, 2, &c.day) ||
            !take(&rest, marks[i][2]) || rest.n)
            continue;
        if (c.month < 1 || c.month > 12 || c.day < 1 ||
            c.day > civil_days_in_month(c.year, c.month))
            return false;
        *ret = civil_to_day(c);
        return true;
    }
    return false;
}

const char *civil_print(civil_day d, char buf[CIVIL_TEXT])
{
    struct civil c = civil_from_day(d);

    snprintf(buf, CIVIL_TEXT, "%04d-%02d-%02d", c.year, c.month, c.day);
    return buf;
}

/* Place of the first row whose day is not before `d`. */
static size_t workdays_find(const struct workdays *w, civil_day d)
{
    size_t low = 0;
    size_t high = w->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->at[middle].day < d)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool workdays_is_working(const struct workdays *w, civil_day d)
{
    size_t i;

    assert(w);
    i = workdays_find(w, d);
    if (i < w->n && w->at[i].day == d)
        return w->at[i].works;
    return civil_weekday(d) <= 5;
}

civil_day workdays_at_or_before(const struct workdays *w, civil_day d)
{
    while (!workdays_is_working(w, d))
        d--;
    return d;
}

civil_day workdays_at_or_after(const struct workdays *w, civil_day d)
{
    while (!workdays_is_working(w, d))
        d++;
    return d;
}

civil_day workdays_add(const struct workdays *w, civil_day d, int n)
{
    assert(n >= 0);
    while (n-- > 0)
        d = workdays_at_or_after(w, d + 1);
    return d;
}

bool workdays_knows(const struct workdays *w, int year)
{
    civil_day first = civil_to_day((struct civil){ year, 1, 1 });
    size_t i;

    assert(w);
    i = workdays_find(w, first);
    return i < w->n &&
           w->at[i].day < civil_to_day((struct civil){ year, 12, 1 });
}

#include "convoke/base/moment.h"

#include <assert.h>
#include <stdio.h>

#include "convoke/base/civil.h"
#include "convoke/base/number.h"

/* A reader over one date: takes pieces off the front. */
struct date_reader {
    struct span rest;
};

static bool take_digits(struct date_reader *r, size_t least, size_t most,
                        int *ret)
{
    size_t n = 0;
    uint64_t value;

    while (n < r->rest.n && n < most && r->rest.p[n] >= '0' &&
           r->rest.p[n] <= '9')
        n++;
    if (n < least || !number_parse(span_sub(r->rest, 0, n), 99999, &value))
        return false;
    *ret = (int)value;
    r->rest = span_from(r->rest, n);
    return true;
}

static bool take_char(struct date_reader *r, char c)
{
    if (r->rest.n == 0 || r->rest.p[0] != c)
        return false;
    r->rest = span_from(r->rest, 1);
    return true;
}

static bool take_clock_time(struct date_reader *r, int *ret_seconds)
{
    int hour;
    int minute;
    int second = 0;

    if (!take_digits(r, 1, 2, &hour) || !take_char(r, ':') ||
        !take_digits(r, 2, 2, &minute))
        return false;
    if (take_char(r, ':') && !take_digits(r, 2, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* +08:00, +0800 */
static bool take_offset(struct date_reader *r, int *ret)
{
    int sign = r->rest.n && r->rest.p[0] == '-' ? -1 : 1;
    int hours;
    int minutes;

    if (!take_char(r, '+') && !take_char(r, '-'))
        return false;
    if (!take_digits(r, 2, 2, &hours))
        return false;
    take_char(r, ':');
    if (!take_digits(r, 2, 2, &minutes) || minutes > 59 || hours > 23)
        return false;
    *ret = sign * (hours * 3600 + minutes * 60);
    return true;
}

static int64_t assemble(civil_day day, int seconds, int offset)
{
    return (int64_t)day * CIVIL_DAY + seconds - offset;
}

bool moment_parse(struct span s, int64_t *ret)
{
    struct date_reader r;
    civil_day day;
    int seconds;
    int offset = CIVIL_OFFSET;

    assert(ret);
    s = span_trim(s);
    if (s.n < 16 || !civil_parse(span_sub(s, 0, 10), &day))
        return false;
    r.rest = span_from(s, 10);
    if (!take_char(&r, 'T') && !take_char(&r, 't') && !take_char(&r, ' '))
        return false;
    if (!take_clock_time(&r, &seconds))
        return false;
    if (take_char(&r, '.')) {
        int fraction;
        if (!take_digits(&r, 1, 5, &fraction))
            return false;
    }
    if (take_char(&r, 'Z') || take_char(&r, 'z'))
        offset = 0;
    else if (r.rest.n && !take_offset(&r, &offset))
        return false;
    if (r.rest.n)
        return false;
    *ret = assemble(day, seconds, offset);
    return true;
}

/* Blanks and (nested) comments. */
static void skip_space(struct date_reader *r)
{
    int depth = 0;

    while (r->rest.n) {
        char c = r->rest.p[0];
        if (c == '(')
            depth++;
        else if (c == ')' && depth > 0)
            depth--;
        else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n')
            break;
        r->rest = span_from(r->rest, 1);
    }
}

static struct span take_word(struct date_reader *r)
{
    size_t n = 0;
    struct span word;

    while (n < r->rest.n && ((r->rest.p[n] | 0x20) >= 'a') &&
           ((r->rest.p[n] | 0x20) <= 'z'))
        n++;
    word = span_sub(r->rest, 0, n);
    r->rest = span_from(r->rest, n);
    return word;
}

static bool month_from_name(struct span word, int *ret)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    for (int i = 0; i < 12; i++) {
        if (word.n >= 3 &&
            span_starts_nocase(word, span_of(names + 3 * i, 3))) {
            *ret = i + 1;
            return true;
        }
    }
    return false;
}

/* Obsolete zones of RFC 5322 4.3; whatever else counts as UTC there. */
static int zone_from_name(struct span word)
{
    static const struct {
        struct span name;
        int hours;
    } zones[] = {
        { { "EST", 3 }, -5 }, { { "EDT", 3 }, -4 }, { { "CST", 3 }, -6 },
        { { "CDT", 3 }, -5 }, { { "MST", 3 }, -7 }, { { "MDT", 3 }, -6 },
        { { "PST", 3 }, -8 }, { { "PDT", 3 }, -7 },
    };

    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
        if (span_eq_nocase(word, zones[i].name))
            return zones[i].hours * 3600;
    return 0;
}

static bool take_mail_day(struct date_reader *r, civil_day *ret)
{
    struct civil c;

    if (!take_digits(r, 1, 2, &c.day))
        return false;
    skip_space(r);
    take_char(r, '-');
    if (!month_from_name(take_word(r), &c.month))
        return false;
    take_char(r, '-');
    skip_space(r);
    if (!take_digits(r, 2, 4, &c.year))
        return false;
    if (c.year < 50)
        c.year += 2000;
    else if (c.year < 1000)
        c.year += 1900;
    if (c.day < 1 || c.day > civil_days_in_month(c.year, c.month))
        return false;
    *ret = civil_to_day(c);
    return true;
}

bool moment_parse_mail(struct span s, int64_t *ret)
{
    struct date_reader r = { .rest = s };
    civil_day day;
    int seconds;
    int offset = 0;

    assert(ret);
    skip_space(&r);
    if (take_word(&r).n) {
        skip_space(&r);
        take_char(&r, ',');
        skip_space(&r);
    }
    if (!take_mail_day(&r, &day))
        return false;
    skip_space(&r);
    if (!take_clock_time(&r, &seconds))
        return false;
    skip_space(&r);
    if (!take_offset(&r, &offset))
        offset = zone_from_name(take_word(&r));
    *ret = assemble(day, seconds, offset);
    return true;
}

struct printed {
    struct civil c;
    int weekday, hour, minute, second;
};

static struct printed pieces(int64_t moment)
{
    civil_day day = civil_of(moment);
    int seconds = (int)(moment - civil_moment(day, 0));

    return (struct printed){
        .c = civil_from_day(day),
        .weekday = civil_weekday(day),
        .hour = seconds / 3600,
        .minute = seconds / 60 % 60,
        .second = seconds % 60,
    };
}

const char *moment_print(int64_t moment, char buf[MOMENT_TEXT])
{
    struct printed t = pieces(moment);

    snprintf(buf, MOMENT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", t.c.year,
             t.c.month, t.c.day, t.hour, t.minute, t.second);
    return buf;
}

const char *moment_print_short(int64_t moment, char buf[MOMENT_TEXT])
{
    struct printed t = pieces(moment);

    snprintf(buf, MOMENT_TEXT, "%04d-%02d-%02d %02d:%02d", t.c.year, t.c.month,
             t.c.day, t.hour, t.minute);
    return buf;
}

const char *moment_print_mail(int64_t moment, char buf[MOMENT_TEXT])
{
    static const char days[] = "MonTueWedThuFriSatSun";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct printed t = pieces(moment);

    snprintf(buf, MOMENT_TEXT, "%.3s, %d %.3s %04d %02d:%02d:%02d +0800",
             days + 3 * (t.weekday - 1), t.c.day, months + 3 * (t.c.month - 1),
             t.c.year, t.hour, t.minute, t.second);
    return buf;
}

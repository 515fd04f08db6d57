#include "convoke/desk/when.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "when_date.h"
#include "when_hour.h"

enum {
    HOUR = 3600,
    HALF_DAY = 12 * HOUR,
    LEAP_YEAR = 2000, /* any will do for a 29 February without a year */
    LATE_MONTH = 11,  /* a period from here may end in the next year… */
    EARLY_MONTH = 2,  /* …until here without saying so */
};

/* ---- days ---- */

static enum when_state settle_day(int year, int month, int day, civil_day *ret)
{
    if (month < 1 || month > 12 || day < 1 ||
        day > civil_days_in_month(year ? year : LEAP_YEAR, month))
        return WHEN_NO_SUCH;
    if (!year)
        return WHEN_NO_YEAR;
    *ret = civil_to_day((struct civil){ year, month, day });
    return WHEN_FINE;
}

static enum when_state worse(enum when_state a, enum when_state b)
{
    return a > b ? a : b;
}

/* The second day of a period takes its year from the first, or gives it. */
static void settle_period(struct when_date a, struct when_date b, int year,
                          struct when *w)
{
    int first = a.year ? a.year : b.year ? b.year : year;
    int last = b.year ? b.year : first;

    if (!a.year && b.year && a.month >= LATE_MONTH && b.month <= EARLY_MONTH)
        first--;
    else if (!b.year && last && a.month >= LATE_MONTH && b.month <= EARLY_MONTH)
        last++;
    w->days = worse(settle_day(first, a.month, a.day, &w->day),
                    settle_day(last, b.month, b.day, &w->last));
    w->year = b.year ? b.year : a.year;
}

static void check_weekday(struct span *rest, civil_day day, struct when *w)
{
    int weekday = when_weekday(rest);

    if (weekday && w->days == WHEN_FINE && civil_weekday(day) != weekday)
        w->other_weekday = true;
}

/* A weekday may stand before the day: "Tuesday, 31 March". */
static int leading_weekday(struct span *rest)
{
    struct span s = *rest;
    struct span probe;
    struct when_date t;
    int weekday = when_weekday(&s);

    if (!weekday)
        return 0;
    fold_skip_blanks(&s);
    if (fold_peek(s) == ',')
        fold_step(&s);
    fold_skip_blanks(&s);
    probe = s;
    if (!when_date_take(&probe, &t))
        return 0;
    *rest = s;
    return weekday;
}

static bool take_days(struct span *rest, int year, struct when *w)
{
    struct span s = *rest;
    struct span behind;
    struct when_date a;
    struct when_date b;
    int weekday;

    fold_skip_blanks(&s);
    weekday = leading_weekday(&s);
    if (!when_date_take(&s, &a))
        return false;
    b = a;
    if (a.last_day)
        b.day = a.last_day;
    settle_period(a, b, year, w);
    check_weekday(&s, w->day, w);
    if (weekday && w->days == WHEN_FINE && civil_weekday(w->day) != weekday)
        w->other_weekday = true;
    behind = s;
    if (!a.last_day && when_range_mark(&behind) &&
        when_date_take(&behind, &b)) {
        s = behind;
        settle_period(a, b, year, w);
        check_weekday(&s, w->last, w);
    }
    *rest = s;
    return true;
}

/* ---- hours ---- */

static enum when_state settle_hour(struct when_hour t, int *ret)
{
    int hour = t.hour;

    if (t.half == WHEN_MORNING && hour > 12)
        return WHEN_NO_SUCH;
    if ((t.half == WHEN_AFTERNOON && hour < 12) ||
        (t.half == WHEN_NOON && hour < 6) ||
        (t.half == WHEN_NIGHT && hour >= 5 && hour <= 12))
        hour += 12;
    if (hour > 24 || t.minute > 59 || (hour == 24 && t.minute))
        return WHEN_NO_SUCH;
    *ret = hour * HOUR + t.minute * 60;
    return WHEN_FINE;
}

static bool is_late_half(enum when_half half)
{
    return half == WHEN_NOON || half == WHEN_AFTERNOON || half == WHEN_NIGHT;
}

static int of_twenty_four(struct when_hour t)
{
    return t.hour < 12 && is_late_half(t.half) ? t.hour + 12 : t.hour;
}

/* "下午2:00-5:00" and "2:00-5:00 pm" name the half of the day once. */
static void share_half(struct when_hour *a, struct when_hour *b)
{
    if (is_late_half(a->half) && b->half == WHEN_ANY_HALF && b->hour < 12 &&
        b->hour + 12 >= of_twenty_four(*a))
        b->half = WHEN_AFTERNOON;
    if (b->half == WHEN_AFTERNOON && a->half == WHEN_ANY_HALF && a->hour < 12 &&
        a->hour + 12 <= of_twenty_four(*b))
        a->half = WHEN_AFTERNOON;
}

/* "9:00-17:00", "9-11点", "14:00". */
static bool take_hours(struct span *rest, struct when *w)
{
    struct span s = *rest;
    struct span behind;
    struct when_hour a;
    struct when_hour b;

    if (!when_hour_take(&s, &a))
        return false;
    behind = s;
    w->has_until = when_range_mark(&behind) && when_hour_take(&behind, &b);
    if (w->has_until) {
        s = behind;
        share_half(&a, &b);
        w->hours = worse(settle_hour(a, &w->from), settle_hour(b, &w->until));
    } else {
        w->hours = settle_hour(a, &w->from);
    }
    *rest = s;
    return true;
}

/* "…，下午14:00-17:00": the day's second half ends it. */
static void take_second_half(struct span *rest, struct when *w)
{
    struct span s = *rest;
    struct when more = { .days = WHEN_NOTHING };

    if (w->hours != WHEN_FINE || !w->has_until)
        return;
    fold_skip_blanks(&s);
    if (fold_peek(s) == ',' || fold_peek(s) == ';' || fold_peek(s) == 0x3001 ||
        fold_peek(s) == 0x548c) /* 和 */
        fold_step(&s);
    if (!take_hours(&s, &more) || !more.has_until || more.hours != WHEN_FINE ||
        more.from < w->until)
        return;
    w->until = more.until;
    *rest = s;
}

/* "2026-03-31 09:00 至 2026-04-01 12:00" */
static void take_end(struct span *rest, int year, struct when *w)
{
    struct span s = *rest;
    struct when end = { .days = WHEN_NOTHING };
    struct when_hour hour;

    if (w->days == WHEN_NOTHING || w->has_until || !when_range_mark(&s) ||
        !take_days(&s, w->year ? w->year : year, &end))
        return;
    w->days = worse(w->days, end.days);
    w->last = end.last;
    w->year = end.year ? end.year : w->year;
    w->other_weekday = w->other_weekday || end.other_weekday;
    *rest = s;
    if (!when_hour_take(&s, &hour))
        return;
    w->has_until = true;
    w->hours = worse(w->hours, settle_hour(hour, &w->until));
    *rest = s;
}

/* Between a day and its hours: "，", "T", "每天", "at". */
static void skip_joints(struct span *rest)
{
    static const char *const joints[] = { "每天", "每日",  "daily",
                                          "at ",  "from ", "," };

    for (int i = 0; i < 3; i++) {
        size_t k = 0;

        fold_skip_blanks(rest);
        while (k < ARRAY_LEN(joints) && !fold_take(rest, joints[k]))
            k++;
        if (k == ARRAY_LEN(joints))
            break;
    }
    if (fold_peek(*rest) == 't') {
        struct span s = *rest;

        fold_step(&s);
        if (fold_is_digit(fold_peek(s)))
            *rest = s;
    }
}

/* ---- both ---- */

bool when_take(struct span *rest, int year, struct when *ret)
{
    struct when w = { .days = WHEN_NOTHING };
    struct span s;
    struct span behind;
    bool days;

    assert(rest && ret);
    s = *rest;
    days = take_days(&s, year, &w);
    behind = s;
    if (days)
        skip_joints(&behind);
    if (take_hours(&behind, &w)) {
        s = behind;
        take_second_half(&s, &w);
        take_end(&s, year, &w);
    } else if (!days) {
        return false;
    } else if (fold_take(&behind, "全天") || fold_take(&behind, "all day")) {
        s = behind;
    }
    *rest = s;
    *ret = w;
    return true;
}

/* Nothing begins inside a word, an id, an hour: WG5-2026-P1, 08:30-09:00. */
struct joint {
    bool word;  /* a letter or digit stands before */
    bool joins; /* …or a mark that joins to one */
};

static void joint_step(struct joint *j, struct span *s, unsigned c)
{
    bool mark =
        c == '-' || c == '/' || c == ':' || (c == '.' && s->p[0] == '.');

    j->joins = mark && j->word;
    j->word = fold_is_alnum(c);
    fold_step(s);
}

bool when_find(struct span *rest, int year, struct when *ret)
{
    struct span s;
    struct joint j = { .word = false };
    unsigned c;

    assert(rest && ret);
    s = *rest;
    while ((c = fold_peek(s)) != FOLD_NOTHING) {
        struct span here = s;
        struct when w;

        if (!j.word && !j.joins && (fold_is_alnum(c) || fold_is_han(c)) &&
            when_take(&here, year, &w) && w.days != WHEN_NOTHING) {
            *rest = here;
            *ret = w;
            return true;
        }
        joint_step(&j, &s, c);
    }
    *rest = SPAN_NONE;
    return false;
}

enum when_state when_day(struct span value, int year, civil_day *ret)
{
    struct when w;

    assert(ret);
    if (!when_find(&value, year, &w))
        return WHEN_NOTHING;
    if (w.days == WHEN_FINE)
        *ret = w.day;
    return w.days;
}

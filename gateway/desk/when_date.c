#include "when_date.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

enum {
    DIGITS_MOST = 4,
    EIGHT = 8, /* digits of 20260331 */
    YEAR_LEAST = 1900,
    YEAR_MOST = 2199,
    HAN_TEN = 0x5341,
    HAN_YEAR = 0x5e74,
    HAN_MONTH = 0x6708,
    HAN_DAY = 0x65e5,
    HAN_DAY_TOO = 0x53f7, /* 号 */
};

static bool take_char(struct span *rest, unsigned c)
{
    if (fold_peek(*rest) != c)
        return false;
    fold_step(rest);
    return true;
}

/* The digit a Chinese numeral stands for, -1 for any other character. */
static int han_digit(unsigned c)
{
    static const unsigned digits[] = { 0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
                                       0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

    if (c == 0x3007 || c == 0x25cb)
        return 0;
    if (c == 0x4e24) /* 两 */
        return 2;
    for (int i = 0; i < (int)ARRAY_LEN(digits); i++) {
        if (digits[i] == c)
            return i;
    }
    return -1;
}

/* 十二, 二十, 三十一; 二〇二六 digit by digit. */
static int take_han_number(struct span *rest, int *ret)
{
    struct span s = *rest;
    int value = 0;
    int n = 0;
    bool ten = false;

    for (unsigned c = fold_peek(s); n <= DIGITS_MOST; c = fold_peek(s)) {
        int digit = han_digit(c);

        if (c == HAN_TEN && !ten) {
            value = (n ? value : 1) * 10;
            ten = true;
        } else if (digit >= 0) {
            value = ten ? value + digit : value * 10 + digit;
        } else {
            break;
        }
        n++;
        fold_step(&s);
    }
    if (n == 0 || n > DIGITS_MOST)
        return 0;
    *ret = value;
    *rest = s;
    return ten ? 2 : n;
}

int when_number(struct span *rest, int *ret)
{
    struct span s;
    int value = 0;
    int n = 0;

    assert(rest && ret);
    s = *rest;
    for (unsigned c = fold_peek(s); fold_is_digit(c); c = fold_peek(s)) {
        if (++n > DIGITS_MOST)
            return 0;
        value = value * 10 + (int)(c - '0');
        fold_step(&s);
    }
    if (n == 0)
        return take_han_number(rest, ret);
    *ret = value;
    *rest = s;
    return n;
}

bool when_short_number(struct span *rest, int *ret)
{
    struct span s;
    int n;

    assert(rest && ret);
    s = *rest;
    fold_skip_blanks(&s);
    n = when_number(&s, ret);
    if (n < 1 || n > 2)
        return false;
    *rest = s;
    return true;
}

bool when_range_mark(struct span *rest)
{
    static const char *const words[] = { "至", "到", "to ", "until ", "till " };
    struct span s;
    bool found = false;

    assert(rest);
    s = *rest;
    fold_skip_blanks(&s);
    for (int dashes = 0; dashes < 3; dashes++) {
        unsigned c = fold_peek(s);

        if (c != '-' && c != '~' && c != 0x301c && c != 0x223c)
            break;
        found = true;
        fold_step(&s);
    }
    for (size_t i = 0; i < ARRAY_LEN(words) && !found; i++)
        found = fold_take(&s, words[i]);
    if (!found)
        return false;
    fold_skip_blanks(&s);
    *rest = s;
    return true;
}

static bool take_han_day_mark(struct span *rest)
{
    fold_skip_blanks(rest);
    return take_char(rest, HAN_DAY) || take_char(rest, HAN_DAY_TOO);
}

/* "-31日" behind "3月30日" or "3月30". */
static void take_last_day(struct span *rest, struct when_date *t, bool *marked)
{
    struct span s = *rest;
    int last = 0;

    if (!when_range_mark(&s) || !when_short_number(&s, &last) ||
        !take_han_day_mark(&s))
        return;
    t->last_day = last;
    *marked = true;
    *rest = s;
}

/* "月31日"; without 日 only where nothing is joined: not 3月2次. */
static bool take_han_rest(struct span *rest, struct when_date *t)
{
    struct span s = *rest;
    struct span end;
    bool marked;
    unsigned c;

    fold_skip_blanks(&s);
    if (!take_char(&s, HAN_MONTH) || !when_short_number(&s, &t->day))
        return false;
    end = s;
    marked = take_han_day_mark(&end);
    if (marked)
        s = end;
    take_last_day(&s, t, &marked);
    c = fold_peek(s);
    if (!marked && (fold_is_han(c) || fold_is_alnum(c)))
        return false;
    *rest = s;
    return true;
}

/* "-03-31" behind a year; the mark is the same twice. */
static bool take_marked_rest(struct span *rest, struct when_date *t)
{
    struct span s = *rest;
    unsigned mark;

    fold_skip_blanks(&s);
    mark = fold_peek(s);
    if (mark != '-' && mark != '/' && mark != '.')
        return false;
    fold_step(&s);
    if (!when_short_number(&s, &t->month))
        return false;
    fold_skip_blanks(&s);
    if (!take_char(&s, mark) || !when_short_number(&s, &t->day))
        return false;
    *rest = s;
    if (take_han_day_mark(&s)) /* 2026.3.31日 */
        *rest = s;
    return true;
}

static bool is_year(int year)
{
    return year >= YEAR_LEAST && year <= YEAR_MOST;
}

static bool take_year_first(struct span *rest, struct when_date *t)
{
    struct span s = *rest;
    struct span behind;

    if (when_number(&s, &t->year) != 4 || !is_year(t->year))
        return false;
    behind = s;
    fold_skip_blanks(&behind);
    if (take_char(&behind, HAN_YEAR)) {
        s = behind;
        if (!when_short_number(&s, &t->month) || !take_han_rest(&s, t))
            return false;
    } else if (!take_marked_rest(&s, t)) {
        return false;
    }
    *rest = s;
    return true;
}

/* 20260331, when there is such a day: else it is some other number. */
static bool take_eight(struct span *rest, struct when_date *t)
{
    char s[EIGHT + 2];
    size_t ends[EIGHT + 2];
    size_t n = fold_ascii(*rest, s, sizeof(s), ends);
    int part[EIGHT];

    for (size_t i = 0; i < EIGHT; i++) {
        if (i >= n || !fold_is_digit((unsigned char)s[i]))
            return false;
        part[i] = s[i] - '0';
    }
    if (n > EIGHT && fold_is_alnum((unsigned char)s[EIGHT]))
        return false;
    t->year = part[0] * 1000 + part[1] * 100 + part[2] * 10 + part[3];
    t->month = part[4] * 10 + part[5];
    t->day = part[6] * 10 + part[7];
    if (!is_year(t->year) || t->month < 1 || t->month > 12 || t->day < 1 ||
        t->day > 31)
        return false;
    *rest = span_from(*rest, ends[EIGHT - 1]);
    return true;
}

/* What may follow "03-31" without a blank: 上 下 晚 早 中 凌 周 星 至 到. */
static bool may_follow_day(unsigned c)
{
    static const unsigned may[] = { 0x4e0a, 0x4e0b, 0x665a, 0x65e9, 0x4e2d,
                                    0x51cc, 0x5468, 0x661f, 0x81f3, 0x5230 };

    for (size_t i = 0; i < ARRAY_LEN(may); i++) {
        if (c == may[i])
            return true;
    }
    return !fold_is_han(c) && !fold_is_alnum(c);
}

/* 03-31, 3/31; but 1-3 is a range and 10-16人 counts people. */
static bool take_month_mark_day(struct span *rest, struct when_date *t)
{
    struct span s = *rest;
    int first = when_number(&s, &t->month);
    unsigned mark = fold_peek(s);
    int second;
    unsigned c;

    if (first < 1 || first > 2 || (mark != '-' && mark != '/'))
        return false;
    if (!fold_is_digit(fold_peek(*rest)))
        return false;
    fold_step(&s);
    if (!fold_is_digit(fold_peek(s)))
        return false;
    second = when_number(&s, &t->day);
    if (second < 1 || second > 2 || first + second < 3)
        return false;
    c = fold_peek(s);
    if (!may_follow_day(c) || c == mark || c == ':' || c == '%' ||
        t->month > 12 || t->day > 31)
        return false;
    *rest = s;
    fold_skip_blanks(&s);
    return !fold_take(&s, "am") && !fold_take(&s, "pm");
}

static bool take_month_han_day(struct span *rest, struct when_date *t)
{
    struct span s = *rest;

    if (!when_short_number(&s, &t->month) || !take_han_rest(&s, t))
        return false;
    *rest = s;
    return true;
}

static bool is_letter(unsigned c)
{
    return c >= 'a' && c <= 'z';
}

static bool take_month_name(struct span *rest, int *ret)
{
    static const char *const names[] = { "january", "february", "march",
                                         "april",   "may",      "june",
                                         "july",    "august",   "september",
                                         "october", "november", "december" };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct span s = *rest;
        char shorter[4] = { names[i][0], names[i][1], names[i][2], '\0' };

        if (!fold_take(&s, names[i]) && !fold_take(&s, shorter))
            continue;
        if (i == 8 && fold_peek(s) == 't') /* Sept */
            fold_step(&s);
        if (is_letter(fold_peek(s)))
            continue;
        take_char(&s, '.');
        *ret = (int)i + 1;
        *rest = s;
        return true;
    }
    return false;
}

/* "31", "31st", "30-31", "30th to 31st". */
static bool take_english_days(struct span *rest, struct when_date *t)
{
    static const char *const tails[] = { "st", "nd", "rd", "th" };
    struct span s = *rest;
    struct span range;

    if (!when_short_number(&s, &t->day))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
        if (fold_take(&s, tails[i]))
            break;
    }
    range = s;
    if (when_range_mark(&range) && when_short_number(&range, &t->last_day)) {
        for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
            if (fold_take(&range, tails[i]))
                break;
        }
        /* 9-11:30 is no pair of days, nor is "31 - 09:00". */
        if (fold_peek(range) != ':')
            s = range;
        else
            t->last_day = 0;
    } else {
        t->last_day = 0;
    }
    *rest = s;
    return true;
}

static void take_english_year(struct span *rest, struct when_date *t)
{
    struct span s = *rest;
    int year;

    fold_skip_blanks(&s);
    take_char(&s, ',');
    fold_skip_blanks(&s);
    if (when_number(&s, &year) != 4 || !is_year(year))
        return;
    t->year = year;
    *rest = s;
}

static bool take_english(struct span *rest, struct when_date *t)
{
    struct span s = *rest;

    if (take_month_name(&s, &t->month)) {
        if (!take_english_days(&s, t))
            return false;
    } else {
        if (!take_english_days(&s, t))
            return false;
        fold_skip_blanks(&s);
        if (fold_take(&s, "of "))
            fold_skip_blanks(&s);
        if (!take_month_name(&s, &t->month))
            return false;
    }
    take_english_year(&s, t);
    *rest = s;
    return true;
}

bool when_date_take(struct span *rest, struct when_date *ret)
{
    static bool (*const forms[])(struct span *, struct when_date *) = {
        take_year_first, take_eight,          take_month_han_day,
        take_english,    take_month_mark_day,
    };

    assert(rest && ret);
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct when_date t = { .year = 0 };
        struct span s = *rest;

        if (forms[i](&s, &t)) {
            *ret = t;
            *rest = s;
            return true;
        }
    }
    return false;
}

int when_weekday(struct span *rest)
{
    static const char *const before[] = { "周", "星期", "礼拜" };
    static const char *const han[] = { "一", "二", "三", "四",
                                       "五", "六", "日", "天" };
    static const char *const english[] = {
        "monday",   "tuesday", "wednesday", "thursday", "friday",
        "saturday", "sunday",  "mon",       "tue",      "wed",
        "thu",      "fri",     "sat",       "sun",
    };
    struct span s;
    bool open;
    int found = 0;

    assert(rest);
    s = *rest;
    fold_skip_blanks(&s);
    open = take_char(&s, '(');
    for (size_t i = 0; i < ARRAY_LEN(before) && !found; i++) {
        struct span day = s;

        if (!fold_take(&day, before[i]))
            continue;
        for (size_t k = 0; k < ARRAY_LEN(han) && !found; k++) {
            if (fold_take(&day, han[k]))
                found = k < 7 ? (int)k + 1 : 7;
        }
        if (found)
            s = day;
    }
    for (size_t i = 0; i < ARRAY_LEN(english) && !found; i++) {
        struct span day = s;

        if (!fold_take(&day, english[i]) || is_letter(fold_peek(day)))
            continue;
        found = (int)(i % 7) + 1;
        s = day;
    }
    if (!found)
        return 0;
    if (open)
        take_char(&s, ')');
    *rest = s;
    return found;
}

#include "when_hour.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "when_date.h"

static enum when_half take_half(struct span *rest)
{
    static const struct {
        const char *word;
        enum when_half half;
    } halves[] = {
        { "上午", WHEN_MORNING },   { "早上", WHEN_MORNING },
        { "早晨", WHEN_MORNING },   { "清晨", WHEN_MORNING },
        { "凌晨", WHEN_MORNING },   { "中午", WHEN_NOON },
        { "下午", WHEN_AFTERNOON }, { "午后", WHEN_AFTERNOON },
        { "傍晚", WHEN_AFTERNOON }, { "晚上", WHEN_NIGHT },
        { "晚间", WHEN_NIGHT },     { "晚", WHEN_NIGHT },
        { "早", WHEN_MORNING },
    };

    for (size_t i = 0; i < ARRAY_LEN(halves); i++) {
        if (fold_take(rest, halves[i].word)) {
            fold_skip_blanks(rest);
            return halves[i].half;
        }
    }
    return WHEN_ANY_HALF;
}

static void take_english_half(struct span *rest, struct when_hour *t)
{
    struct span s = *rest;

    fold_skip_blanks(&s);
    if (fold_take(&s, "a.m.") || fold_take(&s, "am"))
        t->half = WHEN_MORNING;
    else if (fold_take(&s, "p.m.") || fold_take(&s, "pm"))
        t->half = WHEN_AFTERNOON;
    else
        return;
    *rest = s;
}

static bool is_colon(unsigned c)
{
    return c == ':' || c == 0x2236 || c == 0xfe30 || c == 0xfe55;
}

/* ":00", ":00:00" */
static bool take_colon_minutes(struct span *rest, int *ret)
{
    struct span s = *rest;
    int seconds;

    if (!is_colon(fold_peek(s)))
        return false;
    fold_step(&s);
    if (!fold_is_digit(fold_peek(s)) || when_number(&s, ret) != 2)
        return false;
    *rest = s;
    if (!is_colon(fold_peek(s)))
        return true;
    fold_step(&s);
    if (fold_is_digit(fold_peek(s)) && when_number(&s, &seconds) == 2)
        *rest = s;
    return true;
}

static bool take_hour_mark(struct span *rest)
{
    struct span s = *rest;

    fold_skip_blanks(&s);
    if (!fold_take(&s, "时") && !fold_take(&s, "点") && !fold_take(&s, "點"))
        return false;
    /* 第2时段, 3点意见: what follows makes another word of it. */
    if (fold_take(&s, "段") || fold_take(&s, "间") || fold_take(&s, "意见") ||
        fold_take(&s, "建议"))
        return false;
    *rest = s;
    return true;
}

/* 半, 一刻, 30, 30分, 整 behind 点. */
static int take_han_minutes(struct span *rest)
{
    struct span s = *rest;
    int minute = 0;
    int n;

    if (fold_take(rest, "半"))
        return 30;
    if (fold_take(rest, "一刻"))
        return 15;
    if (fold_take(rest, "三刻"))
        return 45;
    if (fold_take(rest, "整") || fold_take(rest, "钟"))
        return 0;
    n = when_number(&s, &minute);
    if (n < 1 || n > 2)
        return 0;
    fold_take(&s, "分");
    *rest = s;
    return minute;
}

/* The "9" of "9-11点", "9-11:30", "9-11 am". */
static bool is_hour_of_range(struct span s)
{
    struct when_hour t;
    struct span behind;
    int minute;

    if (!when_range_mark(&s) || !when_short_number(&s, &t.hour))
        return false;
    behind = s;
    take_english_half(&s, &t);
    return s.n < behind.n || take_colon_minutes(&s, &minute) ||
           take_hour_mark(&s);
}

bool when_hour_take(struct span *rest, struct when_hour *ret)
{
    struct when_hour t = { .minute = 0 };
    struct span s;
    struct span behind;

    assert(rest && ret);
    s = *rest;
    fold_skip_blanks(&s);
    t.half = take_half(&s);
    if (!when_short_number(&s, &t.hour))
        return false;
    behind = s;
    if (take_colon_minutes(&s, &t.minute)) {
        take_english_half(&s, &t);
    } else if (take_hour_mark(&s)) {
        t.minute = take_han_minutes(&s);
    } else {
        take_english_half(&s, &t);
        if (s.n == behind.n && !is_hour_of_range(s))
            return false;
    }
    *ret = t;
    *rest = s;
    return true;
}

#include "new_time.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/when.h"
#include "fold.h"

enum { DAYS_MOST = 50 };

static const struct {
    const char *zh, *en;
} states[] = {
    [NEW_TIME_FINE] = { "", "" },
    [NEW_TIME_NONE] = { "请写明新的会议日期，如“改期 2026-12-16 09:00”",
                        "give the new day, as MOVE 2026-12-16 09:00" },
    [NEW_TIME_SEVERAL] = { "来函写有几个日期，请只写新的会议日期，如“改期 "
                           "2026-12-16 09:00”",
                           "several days are named: give only the new one" },
    [NEW_TIME_NO_SUCH] = { "所写日期或时间不存在",
                           "there is no such day or hour" },
    [NEW_TIME_WEEKDAY] = { "所写星期与日期不符",
                           "the weekday does not fit the day" },
    [NEW_TIME_BACKWARD] = { "结束时间早于开始时间",
                            "it would end before it begins" },
};
static_assert(ARRAY_LEN(states) == NEW_TIME_STATE_COUNT,
              "every state needs its words");

const char *new_time_zh(enum new_time_state s)
{
    assert(s < NEW_TIME_STATE_COUNT);
    return states[s].zh;
}

const char *new_time_en(enum new_time_state s)
{
    assert(s < NEW_TIME_STATE_COUNT);
    return states[s].en;
}

static struct new_time settle(const struct new_time_input *in,
                              const struct when *w)
{
    civil_day old = civil_of(in->start);
    int64_t length = in->end - in->start;
    struct new_time t = { .state = NEW_TIME_FINE };

    if (w->days == WHEN_NO_SUCH || w->hours == WHEN_NO_SUCH)
        return (struct new_time){ .state = NEW_TIME_NO_SUCH };
    if (w->other_weekday)
        return (struct new_time){ .state = NEW_TIME_WEEKDAY };
    t.start = w->hours == WHEN_FINE
                  ? civil_moment(w->day, w->from)
                  : in->start + (int64_t)(w->day - old) * CIVIL_DAY;
    t.end = t.start + length;
    if (w->last > w->day)
        t.end += (int64_t)(w->last - w->day) * CIVIL_DAY;
    if (w->has_until)
        t.end = civil_moment(w->last, w->until);
    if (w->last < w->day || t.end <= t.start)
        t.state = NEW_TIME_BACKWARD;
    return t;
}

/* The only day that is not the old one. */
static struct new_time only_day(const struct new_time_input *in,
                                struct span text)
{
    int year = civil_from_day(civil_of(in->start)).year;
    civil_day old = civil_of(in->start);
    struct when w;
    struct when kept = { .days = WHEN_NOTHING };
    struct when same = { .days = WHEN_NOTHING };
    bool several = false;

    for (int n = 0; n < DAYS_MOST && when_find(&text, year, &w); n++) {
        if (w.days == WHEN_NO_SUCH)
            return (struct new_time){ .state = NEW_TIME_NO_SUCH };
        if (w.days != WHEN_FINE)
            continue;
        if (w.day == old) {
            same = w;
            continue;
        }
        if (kept.days == WHEN_FINE && kept.day == in->today)
            kept.days = WHEN_NOTHING;
        if (kept.days == WHEN_FINE && w.day == in->today)
            continue;
        several = several || (kept.days == WHEN_FINE && kept.day != w.day);
        if (kept.days != WHEN_FINE)
            kept = w;
    }
    if (several)
        return (struct new_time){ .state = NEW_TIME_SEVERAL };
    if (kept.days == WHEN_FINE)
        return settle(in, &kept);
    return same.days == WHEN_FINE ? settle(in, &same)
                                  : (struct new_time){ .state = NEW_TIME_NONE };
}

/* What stands behind 改至, →. */
static struct span behind_mark(struct span text)
{
    static const char *const marks[] = {
        "改至",   "改到",   "改为", "改在",   "调整至", "调整为",   "调整到",
        "延期至", "延期到", "延至", "推迟至", "推迟到", "提前至",   "提前到",
        "变更为", "变更至", "→",    "->",     "=>",     "moved to",
    };

    for (struct span rest = text; rest.n;) {
        unsigned c;
        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
            struct span s = rest;
            if (fold_take(&s, marks[i]))
                return s;
        }
        rest = span_from(rest, fold_char(rest, &c));
    }
    return SPAN_NONE;
}

/* The first day behind a mark or a label is the new one. */
static struct new_time first_day(const struct new_time_input *in,
                                 struct span text)
{
    int year = civil_from_day(civil_of(in->start)).year;
    struct when w;

    while (when_find(&text, year, &w))
        if (w.days == WHEN_FINE || w.days == WHEN_NO_SUCH)
            return settle(in, &w);
    return (struct new_time){ .state = NEW_TIME_NONE };
}

struct new_time new_time_read(const struct new_time_input *in,
                              struct arena *arena)
{
    struct particulars p;
    struct span marked[4];
    struct span all[3];
    struct new_time t = { .state = NEW_TIME_NONE };

    assert(in && arena);
    p = particulars_read(in->words, arena);
    marked[0] = behind_mark(in->order);
    marked[1] = particulars_value(&p, PARTICULAR_TIME);
    marked[2] = behind_mark(in->words);
    marked[3] = behind_mark(in->subject);
    for (size_t i = 0; i < ARRAY_LEN(marked); i++) {
        t = first_day(in, marked[i]);
        if (t.state != NEW_TIME_NONE)
            return t;
    }
    all[0] = in->order;
    all[1] = in->words;
    all[2] = in->subject;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        t = only_day(in, all[i]);
        if (t.state != NEW_TIME_NONE)
            return t;
    }
    return t;
}

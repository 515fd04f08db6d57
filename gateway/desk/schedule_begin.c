#include "schedule_begin.h"

#include <assert.h>

#include "convoke/desk/when.h"
#include "fold.h"
#include "when_date.h"

enum { NAME_MOST = 24 /* characters */ };

/* 3月20日前, …截止: something is due that day, or people arrive. */
bool schedule_begin_is_limit(struct span behind)
{
    static const char *const limits[] = { "前",   "之前", "以前", "截止",
                                          "止",   "为止", "报到", "签到",
                                          "报名", "反馈", "提交", "报送" };

    fold_skip_blanks(&behind);
    return FOLD_TAKE_ANY(&behind, limits);
}

static bool schedule_begin_day(struct span *rest, int year, struct when *w)
{
    struct span s = *rest;

    if (!when_take(&s, year, w) || w->days == WHEN_NOTHING ||
        schedule_begin_is_limit(s))
        return false;
    *rest = s;
    return true;
}

static bool may_be_id(unsigned c)
{
    return c == 'w' || c == 's' || c == 'p' || c == 'l';
}

bool schedule_begin_id(struct span *rest, struct reference *r)
{
    struct span s;

    assert(rest && r);
    s = *rest;
    if (!may_be_id(fold_peek(s)) ||
        (!reference_take(&s, r) && !reference_take_short(&s, r)) ||
        r->kind != REFERENCE_MEETING)
        return false;
    *rest = s;
    return true;
}

/* 第一次全体会议, 第2次会议 */
bool schedule_begin_count(struct span s)
{
    int n;

    return fold_take(&s, "第") && when_number(&s, &n) > 0 &&
           fold_take(&s, "次");
}

bool schedule_begin_here(struct span text)
{
    struct reference r;
    struct when w;

    fold_skip_blanks(&text);
    if (schedule_begin_count(text) || schedule_begin_id(&text, &r))
        return true;
    return schedule_begin_day(&text, 0, &w);
}

static bool id_with_day(struct span s)
{
    static const char *const froms[] = { "由", "从", "自", "原定" };
    struct reference r;
    struct when w;

    if (!schedule_begin_id(&s, &r))
        return false;
    for (unsigned c = fold_peek(s); fold_is_blank(c) || fold_is_mark(c);
         c = fold_peek(s))
        fold_step(&s);
    FOLD_TAKE_ANY(&s, froms);
    return schedule_begin_day(&s, 0, &w);
}

/* "会议一：3月31日", "二季度：6月30日": what it is called stands before. */
static bool named_with_day(struct span s)
{
    static const char *const words[] = { "会议",    "季度",   "全会",
                                         "全体会",  "办公会", "研讨会",
                                         "meeting", "plenary" };
    struct span name = s;
    struct when w;
    unsigned c = FOLD_NOTHING;

    for (int i = 0; i < NAME_MOST && (c = fold_peek(s)) && c != ':'; i++)
        fold_step(&s);
    if (c != ':')
        return false;
    name = span_sub(name, 0, name.n - s.n);
    fold_step(&s);
    return FOLD_HAS_ANY(name, words) && schedule_begin_day(&s, 0, &w);
}

/* "定于3月31日": where the day stands. */
static bool phrase_with_day(struct span *at, bool front, bool held)
{
    static const char *const sure[] = {
        "改为",     "改至",     "改期至",         "改到",     "定于",
        "会议时间", "召开时间", "scheduled for ", "held on ", "take place on "
    };
    static const char *const when_held[] = { "拟于", "将于", "计划于" };
    static const char *const at_front[] = { "时间", "日期", "date ", "time " };
    struct span s = *at;
    struct when w;

    if (!FOLD_TAKE_ANY(&s, sure) && !(held && FOLD_TAKE_ANY(&s, when_held)) &&
        !(front && FOLD_TAKE_ANY(&s, at_front)))
        return false;
    *at = s;
    return schedule_begin_day(&s, 0, &w);
}

struct span schedule_begin_inside(struct span text)
{
    static const char *const held_words[] = { "召开", "举行", "举办",
                                              "开会", "held", "meet" };
    bool held = FOLD_HAS_ANY(text, held_words);
    bool front = true;
    unsigned before = FOLD_NOTHING;
    unsigned c;

    if (named_with_day(text))
        return text;
    while ((c = fold_peek(text))) {
        struct span here = text;

        if (!fold_is_alnum(before) && before != '-' && id_with_day(text))
            return text;
        if (!fold_is_alnum(before) && phrase_with_day(&here, front, held))
            return here;
        front = false;
        before = c;
        fold_step(&text);
    }
    return SPAN_NONE;
}

#include "agenda_omission.h"

#include <assert.h>

#include "agenda_line.h"
#include "convoke/base/own.h"
#include "fold.h"
#include "particular_line.h"

enum { OMISSIONS_MAX = 100 };

static const char *const phrases[] = {
    "不列入",
    "未列入",
    "不纳入",
    "未纳入",
    "不上会",
    "不上本次",
    "not on the agenda",
    "left out",
    "leave out",
    "leaves out",
    "leaving out",
    "omitted",
    "omit ",
    "not included",
};

/* What goes on with the phrase: 不列入|本次会议议程. */
static const char *const phrase_tails[] = {
    "本次",         "会议", "全体", "议程", "议题",
    "的",           "项目", "在研", "标准", "from the agenda",
    "of the agenda"
};

/* 未列入计划 speaks of something else. */
static const char *const others[] = { "计划", "规划", "年度", "体系" };

/* Where a phrase stands; *ret_behind is what follows it. */
static bool find_phrase(struct span s, struct span *ret_behind)
{
    for (unsigned c; (c = fold_peek(s)); fold_step(&s)) {
        struct span here = s;

        if (!FOLD_TAKE_ANY(&here, phrases))
            continue;
        fold_skip_blanks(&here);
        *ret_behind = here;
        if (!FOLD_TAKE_ANY(&here, others))
            return true;
    }
    return false;
}

bool agenda_omission_is(struct span line)
{
    struct span behind;

    return find_phrase(line, &behind);
}

bool agenda_omission_reason(struct span line, struct span *ret_reason)
{
    struct particular_piece at[PARTICULAR_PIECES];
    size_t n = particular_line_cut(line, at);

    assert(ret_reason);
    if (n < 2 || at[0].value.n || at[1].key != PARTICULAR_REASON ||
        !at[1].value.n)
        return false;
    *ret_reason = at[1].value;
    return true;
}

static struct span labelled_reason(struct span line)
{
    struct particular_piece at[PARTICULAR_PIECES];
    size_t n = particular_line_cut(line, at);

    for (size_t i = 1; i < n; i++) {
        if (at[i].key == PARTICULAR_REASON && at[i].value.n)
            return at[i].value;
    }
    return SPAN_NONE;
}

static struct span skip_marks(struct span s)
{
    for (unsigned c; (c = fold_peek(s)); fold_step(&s)) {
        if (!fold_is_blank(c) && (!fold_is_mark(c) || c == '('))
            break;
    }
    return s;
}

/* Without 因, 由于 and without the mark that ends a sentence. */
static struct span bare_reason(struct span s)
{
    static const char *const before[] = { "因为",       "由于",    "因",
                                          "because of", "because", "理由",
                                          "原因",       "reason",  "as " };

    s = skip_marks(s);
    if (FOLD_TAKE_ANY(&s, before))
        s = skip_marks(s);
    s = fold_trim(s);
    if (span_ends(s, SPAN("。")))
        s = span_sub(s, 0, s.n - (sizeof("。") - 1));
    return s;
}

/* "（正在报批）" right behind an id. */
static struct span bracket_reason(struct span behind)
{
    struct span s = behind;
    size_t all;

    fold_skip_blanks(&s);
    if (!fold_take(&s, "("))
        return SPAN_NONE;
    all = s.n;
    behind = s;
    for (unsigned c; (c = fold_peek(s)) && c != ')';)
        fold_step(&s);
    return bare_reason(span_sub(behind, 0, all - s.n));
}

/* What stands behind both the last id and the phrase. */
static struct span trailing_reason(struct span line, struct span behind_id)
{
    struct span s = behind_id;
    struct span behind;

    if (find_phrase(line, &behind)) {
        while (FOLD_TAKE_ANY(&behind, phrase_tails))
            fold_skip_blanks(&behind);
        if (behind.n < s.n)
            s = behind;
    }
    return bare_reason(s);
}

/* "因正在报批，WG5-S-04不列入议程" */
static struct span leading_reason(struct span line)
{
    static const char *const words[] = { "因为", "由于", "因", "鉴于" };
    struct span s = skip_marks(line);
    struct span rest;
    size_t n = 0;
    size_t step;
    unsigned c;

    if (!FOLD_TAKE_ANY(&s, words))
        return SPAN_NONE;
    rest = s;
    while ((step = fold_char(span_from(rest, n), &c)) && c != ',')
        n += step;
    return step ? fold_trim(span_sub(s, 0, n)) : SPAN_NONE;
}

static struct span common_reason(struct span line, struct span behind_last)
{
    struct span reason = labelled_reason(line);

    if (!reason.n)
        reason = trailing_reason(line, behind_last);
    if (!reason.n)
        reason = leading_reason(line);
    return reason;
}

size_t agenda_omission_read(struct span line, size_t number,
                            struct arena *arena, struct agenda *to)
{
    struct span rest = line;
    struct span behind_last = SPAN_NONE;
    struct span common;
    struct reference r;
    size_t first;

    assert(arena && to);
    first = to->omissions.n;
    while (to->omissions.n < OMISSIONS_MAX && agenda_line_project(&rest, &r)) {
        *list_push(&to->omissions, arena) = (struct agenda_omission){
            .project = r,
            .reason = bracket_reason(rest),
            .text = fold_trim(line),
            .line = number,
        };
        behind_last = rest;
    }
    if (to->omissions.n == first)
        return 0;
    common = common_reason(line, behind_last);
    for (size_t i = first; i < to->omissions.n; i++) {
        if (!to->omissions.at[i].reason.n)
            to->omissions.at[i].reason = common;
    }
    return to->omissions.n - first;
}

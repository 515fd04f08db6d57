#include "agenda_line.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/desk/people.h"
#include "convoke/desk/when.h"
#include "fold.h"
#include "numbering.h"

enum { PROJECTS_MAX = 30, PEOPLE_MAX = 20, ID_MOST = 60 };

/* The longer of two that begin alike goes first. */
static const char *const presenter_words[] = {
    "汇报人",    "报告人",       "主讲人",   "主讲",    "演讲人",
    "发言人",    "讲解人",       "宣讲人",   "汇报:",   "presenters",
    "presenter", "presented by", "speakers", "speaker",
};

/* What ends the names on the same line. */
static const char *const behind_people[] = { "时长",     "时间",  "理由",
                                             "地点",     "单位",  "备注",
                                             "duration", "reason" };

bool agenda_line_project(struct span *rest, struct reference *ret)
{
    struct span s;
    bool joined = false;
    unsigned c;

    assert(rest && ret);
    s = *rest;
    while ((c = fold_peek(s))) {
        bool letter = c == 'w' || c == 's' || c == 'r';
        struct span here = s;
        struct reference r;

        if (!joined && letter &&
            (reference_take(&here, &r) || reference_take_short(&here, &r))) {
            s = here;
            joined = true;
            if (r.kind != REFERENCE_PROJECT)
                continue;
            *ret = r;
            *rest = s;
            return true;
        }
        joined = fold_is_alnum(c) || c == '-';
        fold_step(&s);
    }
    *rest = SPAN_NONE;
    return false;
}

static bool take_project(struct span *rest, struct reference *r)
{
    struct span s = *rest;

    if ((!reference_take(&s, r) && !reference_take_short(&s, r)) ||
        r->kind != REFERENCE_PROJECT)
        return false;
    *rest = s;
    return true;
}

bool agenda_line_begins(struct span text)
{
    struct reference r;

    fold_skip_blanks(&text);
    return take_project(&text, &r);
}

static void add_projects(struct span text, struct arena *arena,
                         struct agenda_item *it)
{
    struct reference r;

    while (it->projects.n < PROJECTS_MAX && agenda_line_project(&text, &r)) {
        bool known = false;

        list_each(&it->projects, have)
        {
            known = known || strcmp(have->text, r.text) == 0;
        }
        if (!known)
            *list_push(&it->projects, arena) = r;
    }
}

void agenda_line_people(struct span list, struct arena *arena,
                        struct agenda_item *it)
{
    struct span name;

    assert(arena && it);
    while (it->presenters.n < PEOPLE_MAX && people_cut(&list, &name))
        *list_push(&it->presenters, arena) = name;
}

/* Where "汇报人" stands; *ret_behind is what follows it and its colon. */
static bool find_presenter(struct span s, size_t *ret_at,
                           struct span *ret_behind)
{
    size_t all = s.n;

    for (unsigned c; (c = fold_peek(s)); fold_step(&s)) {
        struct span here = s;

        if (!FOLD_TAKE_ANY(&here, presenter_words))
            continue;
        fold_skip_blanks(&here);
        if (fold_take(&here, ":") || fold_take(&here, "为") ||
            fold_take(&here, "是"))
            fold_skip_blanks(&here);
        *ret_at = all - s.n;
        *ret_behind = here;
        return true;
    }
    return false;
}

/* The names end with the bracket around them, the cell, or another label. */
static struct span names_of(struct span s)
{
    size_t all = s.n;
    struct span rest = s;
    int depth = 0;

    for (unsigned c; (c = fold_peek(rest)); fold_step(&rest)) {
        struct span here = rest;

        if (c == '(')
            depth++;
        else if (c == ')' && --depth < 0)
            break;
        if (rest.p[0] == '\t' || c == '|' ||
            (depth == 0 && (c == ';' || FOLD_TAKE_ANY(&here, behind_people))))
            break;
    }
    return span_sub(s, 0, all - rest.n);
}

static void add_presenters(struct span text, struct arena *arena,
                           struct agenda_item *it)
{
    struct span behind;
    size_t at;

    for (int i = 0; i < 4 && find_presenter(text, &at, &behind); i++) {
        struct span names = names_of(behind);

        agenda_line_people(names, arena, it);
        text = span_from(behind, names.n);
    }
}

/* Without "，", "（", "-" left at the end where the presenter was cut off. */
static struct span without_tail(struct span s)
{
    s = fold_trim(s);
    for (int i = 0; i < 6 && s.n; i++) {
        struct span last = fold_last(s);
        unsigned c = fold_peek(last);

        if (c != '(' && c != ',' && c != ';' && c != ':' && c != '-' &&
            c != '.' && c != '[' && c != '|' && c != 0x3001)
            break;
        s = fold_trim(span_sub(s, 0, s.n - last.n));
    }
    return s;
}

static struct span without_head(struct span s)
{
    struct reference r;

    for (int i = 0; i < PROJECTS_MAX; i++) {
        unsigned c;

        s = fold_trim(s);
        c = fold_peek(s);
        if (take_project(&s, &r))
            continue;
        if (c != ':' && c != ',' && c != ';' && c != '-' && c != ')' &&
            c != ']' && c != 0x3001 && c != '|' && c != '.')
            break;
        fold_step(&s);
    }
    return s;
}

/* "…（WG5-S-04）", "… WG5-S-04": the id was said apart. */
static struct span without_id_behind(struct span s)
{
    for (size_t i = s.n; i > 0 && s.n - i < ID_MOST; i--) {
        struct span inner = span_from(s, i - 1);
        struct reference r;
        unsigned c;

        fold_char(inner, &c);
        if (c != '(' && c != '[' && c != ' ')
            continue;
        fold_step(&inner);
        if (take_project(&inner, &r) &&
            (!fold_trim(inner).n || fold_is(inner, ")") || fold_is(inner, "]")))
            return without_tail(span_sub(s, 0, i - 1));
        break;
    }
    return s;
}

struct span agenda_line_title(struct span s)
{
    struct span behind;
    size_t at;

    if (find_presenter(s, &at, &behind))
        s = span_sub(s, 0, at);
    return without_tail(without_id_behind(without_tail(without_head(s))));
}

bool agenda_line_is_more(struct span text)
{
    fold_skip_blanks(&text);
    return FOLD_TAKE_ANY(&text, presenter_words);
}

/* "议题一：", "Item 2:" */
static struct span without_item_word(struct span s)
{
    struct span rest = s;

    if (!fold_take(&rest, "议题") && !fold_take(&rest, "议程") &&
        !fold_take(&rest, "item "))
        return s;
    if (numbering_take(&rest, NULL) != NUMBERING_NONE)
        return rest;
    fold_skip_blanks(&rest);
    while (fold_is_digit(fold_peek(rest)))
        fold_step(&rest);
    if (!fold_take(&rest, ":"))
        return s;
    return rest;
}

void agenda_line_item(struct span text, struct arena *arena,
                      struct agenda_item *it)
{
    struct span s = text;
    struct span hours;
    struct when w;

    assert(arena && it);
    numbering_take(&s, &it->number);
    s = fold_trim(s);
    hours = s;
    if (when_take(&s, 0, &w) && w.days == WHEN_NOTHING) {
        if (!it->number.n)
            it->number = fold_trim(span_sub(hours, 0, hours.n - s.n));
    } else {
        s = hours;
    }
    s = without_item_word(fold_trim(s));
    add_projects(s, arena, it);
    add_presenters(s, arena, it);
    it->title = agenda_line_title(s);
}

void agenda_line_more(struct span text, struct arena *arena,
                      struct agenda_item *it)
{
    assert(arena && it);
    add_projects(text, arena, it);
    add_presenters(text, arena, it);
}

#include "convoke/desk/people.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "numbering.h"

enum {
    NAME_MOST = 60,
    HAN_AND = 0x548c,        /* 和 */
    HAN_WITH = 0x4e0e,       /* 与 */
    HAN_ALSO = 0x53ca,       /* 及 */
    HAN_AND_OTHERS = 0x7b49, /* 等 */
};

static bool is_separator(unsigned c, char octet)
{
    return c == ',' || c == ';' || c == 0x3001 || c == '/' || c == '|' ||
           c == '&' || octet == '\t' || octet == '\n' || octet == '\r';
}

static size_t han_run(struct span s)
{
    size_t n = 0;

    while (n < 2 && fold_is_han(fold_peek(s))) {
        fold_step(&s);
        n++;
    }
    return n;
}

/* 张三和李四; but 李和平 is one. */
static bool is_han_and(unsigned c, size_t han_before, struct span behind)
{
    if (c != HAN_AND && c != HAN_WITH && c != HAN_ALSO)
        return false;
    fold_skip_blanks(&behind);
    return han_before >= 2 && han_run(behind) >= 2;
}

/* From a bracket to its end, or to the end of the line when it stays open. */
static size_t bracket_length(struct span s)
{
    size_t at = 0;
    int depth = 0;
    size_t n;
    unsigned c;

    while ((n = fold_char(span_from(s, at), &c))) {
        if (c == '\n')
            break;
        at += n;
        if (c == '(' || c == '[')
            depth++;
        else if ((c == ')' || c == ']') && --depth == 0)
            break;
    }
    return at;
}

/* What stands before the next separator, without a bracket behind it. */
static struct span cut_piece(struct span *rest)
{
    struct span all = *rest;
    size_t at = 0;
    size_t plain = all.n;
    size_t han = 0;
    size_t n;
    unsigned c;

    while ((n = fold_char(span_from(all, at), &c))) {
        struct span here = span_from(all, at);
        struct span behind = span_from(here, n);

        if (is_separator(c, here.p[0]) || is_han_and(c, han, behind))
            break;
        if (c == ' ' && fold_take(&behind, "and ")) {
            n = here.n - behind.n;
            break;
        }
        if (c == '(' || c == '[') {
            plain = at < plain ? at : plain;
            n = bracket_length(here);
        } else {
            han = fold_is_han(c) ? han + 1 : 0;
        }
        at += n;
    }
    *rest = span_from(all, at + n);
    return span_sub(all, 0, at < plain ? at : plain);
}

/* "组长 张三", "项目负责人李四": who they are stands before. */
static struct span without_role(struct span s)
{
    static const char *const roles[] = {
        "项目负责人", "副组长", "组长",   "负责人", "副主任", "主任",
        "秘书长",     "秘书",   "联络员", "教授",   "研究员", "专家",
        "mr. ",       "mr ",    "ms. ",   "ms ",    "dr. ",   "dr ",
    };
    struct span rest = s;

    if (!FOLD_TAKE_ANY(&rest, roles))
        return s;
    rest = fold_trim(rest);
    return han_run(rest) >= 2 || fold_is_alnum(fold_peek(rest)) ? rest : s;
}

/* A Chinese name ends at a blank ("李　四" excepted), for a title follows, and
 * at 等 5 人. */
static struct span without_title(struct span s)
{
    struct span rest = s;
    size_t before = 0;

    while (fold_is_han(fold_peek(rest)) &&
           !(before >= 2 && fold_peek(rest) == HAN_AND_OTHERS)) {
        fold_step(&rest);
        before++;
    }
    if (before < 2 ||
        !(fold_is_blank(fold_peek(rest)) || fold_peek(rest) == HAN_AND_OTHERS))
        return s;
    return fold_trim(span_sub(s, 0, s.n - rest.n));
}

static struct span without_marks(struct span s)
{
    for (;;) {
        unsigned c = fold_peek(s);

        if (!c || (!fold_is_mark(c) && !fold_is_blank(c)))
            break;
        fold_step(&s);
    }
    s = fold_trim(s);
    while (s.n > 0) {
        struct span last = fold_last(s);
        unsigned c = fold_peek(last);

        if (c != '.' && c != ':')
            break;
        s = fold_trim(span_sub(s, 0, s.n - last.n));
    }
    return s;
}

static bool is_name(struct span s)
{
    unsigned c;

    if (!s.n || s.n > NAME_MOST)
        return false;
    for (; (c = fold_peek(s)); fold_step(&s)) {
        if (fold_is_digit(c) || c == '@' || c == ':')
            return false;
    }
    return true;
}

bool people_cut(struct span *rest, struct span *ret_name)
{
    assert(rest && ret_name);
    while (rest->n) {
        struct span name;

        numbering_take(rest, NULL);
        name = cut_piece(rest);
        name = without_title(without_role(without_marks(name)));
        name = without_marks(name);
        if (is_name(name)) {
            *ret_name = name;
            return true;
        }
    }
    return false;
}

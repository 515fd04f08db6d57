#include "contribution_words.h"

#include <assert.h>

#include "command_words.h"
#include "convoke/base/own.h"
#include "convoke/desk/recognise.h"
#include "fold.h"

enum {
    BETWEEN_MOST = 8, /* characters between 替代 and the id */
    ENDING_MOST = 5,  /* letters of a file's ending */
    ITEM_DIGITS = 3,  /* of an agenda's item */
    NONE_CHARS = 12,  /* characters before 无贡献: 对本次会议 */
    NONE_TAIL = 24,   /* octets after it: 提交 */
    LINES_BEFORE = 4, /* greetings passed over */
};

static bool any_take(const char *const *words, size_t n, struct span *rest)
{
    for (size_t i = 0; i < n; i++)
        if (fold_take(rest, words[i]))
            return true;
    return false;
}

/* "[2]" of 回复[2]：, which some programs count with. */
static void skip_counter(struct span *rest)
{
    struct span s = *rest;

    if (!fold_take(&s, "["))
        return;
    while (fold_is_digit(fold_peek(s)))
        fold_step(&s);
    if (fold_take(&s, "]"))
        *rest = s;
}

static bool take_reply(struct span *rest)
{
    static const char *const words[] = {
        "回复转发", "回复", "回覆", "回復", "答复", "答覆",
        "答復",     "转发", "轉發", "轉寄", "转寄", "回信",
        "re",       "fwd",  "fw",   "aw",   "antw", "sv",
    };
    struct span s = *rest;

    if (!any_take(words, ARRAY_LEN(words), &s))
        return false;
    fold_skip_blanks(&s);
    skip_counter(&s);
    fold_skip_blanks(&s);
    if (!fold_take(&s, ":"))
        return false;
    *rest = s;
    return true;
}

/* [贡献], 【WG5】, [C-2026-001] but no other bracket. */
static bool take_tag(struct span *rest)
{
    struct span s = *rest;
    struct span inside;
    struct reference r;
    size_t end = 0;
    size_t n;
    unsigned c;

    if (!fold_take(&s, "["))
        return false;
    while ((n = fold_char(span_from(s, end), &c)) && c != ']')
        end += n;
    if (!n)
        return false;
    inside = fold_trim(span_sub(s, 0, end));
    if (inside.n && intake_of_keyword(inside) == INTAKE_UNRECOGNISED &&
        !(reference_take(&inside, &r) && !fold_trim(inside).n))
        return false;
    *rest = span_from(s, end + n);
    return true;
}

static bool take_replacing(struct span *rest, struct reference *ret)
{
    static const char *const words[] = {
        "替代", "代替", "取代", "替换", "replaces", "replacing", "supersedes",
    };
    struct span s = *rest;

    if (!any_take(words, ARRAY_LEN(words), &s))
        return false;
    for (int i = 0; i < BETWEEN_MOST && s.n; i++) {
        struct reference r = { .kind = REFERENCE_NONE };
        struct span here = s;
        if (reference_take(&here, &r) && r.kind == REFERENCE_CONTRIBUTION) {
            *ret = r;
            *rest = here;
            return true;
        }
        fold_step(&s);
    }
    return false;
}

static bool take_mark(struct span *rest)
{
    unsigned c = fold_peek(*rest);

    /* A title may begin with 《 or “ or (. */
    if (c != ':' && c != ',' && c != '-' && c != ';' && c != '.' && c != '_' &&
        c != '/' && !fold_is_blank(c))
        return false;
    fold_step(rest);
    return true;
}

static struct span skip_front(struct span s)
{
    struct reference r;

    while (take_mark(&s) || take_reply(&s) || take_tag(&s) ||
           reference_take(&s, &r) || take_replacing(&s, &r))
        ;
    return s;
}

/* A tag, or "(替代C-2026-001)" with its closing mark, or what a mail system
 * adds: "[请注意,邮件由x代发]". */
static bool take_end(struct span *rest)
{
    struct span s = *rest;
    struct reference r;

    if (take_tag(rest))
        return true;
    if (fold_take(&s, "[请注意")) {
        *rest = SPAN_NONE;
        return true;
    }
    if (fold_peek(s) == '(')
        fold_step(&s);
    if (!take_replacing(&s, &r))
        return false;
    while (fold_is_mark(fold_peek(s)) && fold_peek(s) != '[')
        fold_step(&s);
    *rest = s;
    return true;
}

/* Without the tags, ids and the replacing that end a subject; an id that a
 * word leans on stays: 对WG5-S-02. */
static struct span cut_back(struct span s)
{
    bool apart = true;

    for (struct span rest = s; rest.n; fold_step(&rest)) {
        struct span end = rest;
        struct reference r;
        if ((take_end(&end) || (apart && reference_take(&end, &r))) &&
            !skip_front(end).n)
            return fold_trim(span_sub(s, 0, s.n - rest.n));
        end = rest;
        apart = take_mark(&end);
    }
    return fold_trim(s);
}

static bool says_anything(struct span s)
{
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c))) {
        if (fold_is_han(c) || fold_is_alnum(c) || c >= 0xc0)
            return true;
        s = span_from(s, n);
    }
    return false;
}

struct span contribution_title(struct span subject)
{
    struct span s = cut_back(skip_front(subject));

    return says_anything(s) ? s : SPAN_NONE;
}

struct span contribution_title_of_file(struct span name)
{
    size_t dot = name.n;

    for (size_t i = name.n; i-- > 1 && name.n - i <= ENDING_MOST + 1;)
        if (name.p[i] == '.') {
            dot = i;
            break;
        }
    return fold_trim(span_sub(name, 0, dot));
}

struct span contribution_unit_of_title(struct span title)
{
    static const char *const acting[] = { "代表", "代" };
    struct span s = title;
    unsigned c;
    size_t n;

    (void)any_take(acting, ARRAY_LEN(acting), &s);
    fold_skip_blanks(&s);
    if (fold_is_alnum(fold_peek(s))) {
        for (n = 0; n < s.n && fold_is_alnum((unsigned char)s.p[n] | 0x20);)
            n++;
        return span_sub(s, 0, n);
    }
    for (size_t at = 0; (n = fold_char(span_from(s, at), &c)); at += n)
        if (c == ':')
            return fold_trim(span_sub(s, 0, at));
    return SPAN_NONE;
}

bool contribution_replaces(struct span s, struct reference *ret)
{
    assert(ret);
    while (s.n) {
        struct span here = s;
        if (take_replacing(&here, ret))
            return true;
        fold_step(&s);
    }
    return false;
}

static bool read_number(struct span s, uint64_t *ret)
{
    size_t digits = 0;

    while (s.n && !fold_is_digit(fold_peek(s)))
        fold_step(&s);
    for (*ret = 0; digits <= ITEM_DIGITS && fold_is_digit(fold_peek(s));
         digits++) {
        *ret = *ret * 10 + (fold_peek(s) - '0');
        fold_step(&s);
    }
    return digits > 0 && digits <= ITEM_DIGITS && *ret > 0;
}

bool contribution_item_read(struct span rest, struct contribution_item *ret)
{
    struct contribution_item item = { .number = 0 };

    assert(ret);
    if (!reference_find(rest, REFERENCE_PROJECT, &item.project) &&
        !read_number(rest, &item.number))
        return false;
    *ret = item;
    return true;
}

static struct span first_line(struct span words)
{
    struct span line;

    for (int i = 0; i <= LINES_BEFORE && span_line(&words, &line);) {
        struct span s = fold_trim(line);
        while (take_mark(&s) || command_words_opening(&s))
            while (s.n && fold_is_mark(fold_peek(s)))
                fold_step(&s);
        if (s.n)
            return s;
        i += fold_trim(line).n > 0;
    }
    return SPAN_NONE;
}

bool contribution_says_none(struct span words)
{
    static const char *const none[] = { "无贡献", "没有贡献", "暂无贡献" };
    struct span s = first_line(words);

    for (int i = 0; i <= NONE_CHARS && s.n; i++) {
        struct span rest = s;
        if (any_take(none, ARRAY_LEN(none), &rest))
            return fold_trim(rest).n <= NONE_TAIL && !fold_has(rest, "?") &&
                   !fold_has(rest, "吗");
        if (fold_take(&rest, "非") || fold_take(&rest, "不"))
            return false;
        fold_step(&s);
    }
    return false;
}

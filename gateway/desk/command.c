#include "convoke/desk/command.h"

#include <assert.h>

#include "command_words.h"
#include "convoke/desk/recognise.h"
#include "convoke/desk/reference.h"
#include "convoke/desk/when.h"
#include "fold.h"

enum {
    LINES_BEFORE = 4, /* greetings passed over */
    OPENINGS = 6,     /* openings and tags before the word */
    REST_MOST = 2000, /* octets looked at for a date */
};

static struct span skip_marks(struct span s)
{
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c)) &&
           (c == FOLD_NOTHING || fold_is_blank(c) ||
            (fold_is_mark(c) && c != '?' && c != '[' && c != '(' && c != '/')))
        s = span_from(s, n);
    return s;
}

/* "[审核结果]", "[APP-2026-001]" but no other bracket. */
static bool take_tag(struct span *rest)
{
    struct span s = *rest;
    struct span inside;
    struct span in_tag;
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
    in_tag = inside;
    if (intake_of_keyword(inside) == INTAKE_UNRECOGNISED &&
        !(reference_take(&in_tag, &r) && !in_tag.n))
        return false;
    *rest = span_from(s, end + n);
    return true;
}

static struct span skip_openings(struct span s)
{
    struct reference r;

    s = skip_marks(s);
    for (int i = 0; i < OPENINGS; i++) {
        if (!take_tag(&s) && !reference_take(&s, &r) &&
            !command_words_opening(&s))
            break;
        s = skip_marks(s);
    }
    return s;
}

/* The first line that says anything but a greeting. `after`: what follows. */
static struct span first_line(struct span words, struct span *after)
{
    struct span line;

    for (int greetings = 0; span_line(&words, &line);) {
        line = fold_trim(line);
        if (!line.n)
            continue;
        if (skip_openings(line).n || ++greetings > LINES_BEFORE) {
            *after = words;
            return line;
        }
    }
    *after = SPAN_NONE;
    return SPAN_NONE;
}

static bool take_reason_label(struct span *s)
{
    static const char *const labels[] = { "理由如下",   "理由",   "原因如下",
                                          "原因",       "事由",   "reason",
                                          "because of", "because" };
    struct span rest = *s;

    if (!FOLD_TAKE_ANY(&rest, labels))
        return false;
    *s = skip_marks(rest);
    return true;
}

/* What stands before a reason that was given with its label: the reason itself
 * may ask and doubt. Whoever agrees gives none: there all of it counts. */
static struct span before_reason(enum command_verb v, struct span rest)
{
    struct span s = rest;

    if (v == COMMAND_APPROVE)
        return rest;
    for (; fold_peek(s); fold_step(&s)) {
        struct span here = s;

        if (take_reason_label(&here))
            return span_sub(rest, 0, rest.n - s.n);
    }
    return rest;
}

/* A reason may ask; an order may not. */
static bool is_question(enum command_verb v, struct span rest)
{
    struct span s = fold_trim(before_reason(v, rest));

    if (fold_peek(s) == '?' || fold_take(&s, "吗"))
        return true;
    if (command_word(v)->need != COMMAND_NEEDS_NOTHING)
        return false;
    return fold_has(s, "?") || fold_has(s, "吗") || fold_has(s, "是否");
}

/* "同意/不同意" was left standing, or "同意或退回". */
static bool is_choice(struct span rest)
{
    unsigned c = fold_peek(fold_trim(rest));
    struct span s = fold_trim(rest);

    return c == '/' || c == '|' || c == '\\' || fold_take(&s, "或") ||
           fold_take(&s, "还是") || fold_take(&s, "or ");
}

/* "Approve APP-2026-001", "approve, please" but not "accept my apologies". */
static bool english_ends(enum command_verb v, struct span rest)
{
    unsigned c = fold_peek(rest);
    struct reference r;
    struct span s = fold_trim(rest);

    if (c == FOLD_NOTHING)
        return true;
    if (!fold_is_blank(c))
        return !fold_is_alnum(c) && c != '-' && c != '_' && c != '\'' &&
               c != 0x2019 && c != '@' && !fold_is_han(c);
    if (command_word(v)->need != COMMAND_NEEDS_NOTHING || !s.n ||
        !fold_is_alnum(fold_peek(s)))
        return true;
    return reference_take(&s, &r) || fold_take(&s, "please") ||
           fold_take(&s, "thank") || fold_take(&s, "papers") ||
           take_reason_label(&s) || fold_is_digit(fold_peek(s)) ||
           (v == COMMAND_FILED && fold_take(&s, "no"));
}

/* Whether the word ends where it stands: not 同意书, not approval. */
static bool word_ends(enum command_verb v, bool han, struct span rest)
{
    unsigned c = fold_peek(rest);
    enum command_need need = command_word(v)->need;
    struct reference r;

    if (!han)
        return english_ends(v, rest);
    if (c == FOLD_NOTHING || fold_is_blank(c) || reference_take(&rest, &r))
        return true;
    if (fold_is_alnum(c))
        return need == COMMAND_NEEDS_DATE || need == COMMAND_NEEDS_GROUPS ||
               v == COMMAND_ACTIVATE || v == COMMAND_TABLE;
    if (fold_is_mark(c))
        return c != '_' && c != '@';
    return command_words_tail(v, rest);
}

static bool may_join(enum command_verb a, enum command_verb b)
{
    return (a == COMMAND_ACTIVATE && b == COMMAND_PAPERS) ||
           (a == COMMAND_PAPERS && b == COMMAND_ACTIVATE);
}

/* Two commands on one line are none, but for activation with its papers. */
static bool joined_well(struct command *c, struct span rest)
{
    struct span s = skip_marks(rest);
    enum command_verb other;
    bool han = false;

    if (fold_peek(s) == '(')
        s = skip_marks(span_from(s, 1));
    other = command_words_take(&s, &han);
    if (other == COMMAND_NONE || !word_ends(other, han, s))
        return true;
    if (!may_join(c->verb, other))
        return false;
    c->verb = COMMAND_ACTIVATE;
    c->papers = true;
    return true;
}

static struct span without_parentheses(struct span s)
{
    struct span inner = s;
    unsigned c;
    size_t at = 0;
    size_t last = 0;

    if (!fold_take(&inner, "("))
        return s;
    while (at < inner.n) {
        last = at;
        at += fold_char(span_from(inner, at), &c);
    }
    if (at == 0 || c != ')')
        return s;
    return fold_trim(span_sub(inner, 0, last));
}

static bool labelled_reason(struct span s, struct span *ret)
{
    for (; fold_peek(s); fold_step(&s)) {
        struct span here = s;

        if (!take_reason_label(&here))
            continue;
        *ret = fold_trim(here);
        return true;
    }
    return false;
}

/* "WG5-2026-P1、P2 会议，": what the command is about is no reason. */
static struct span skip_objects(struct span s)
{
    static const char *const objects[] = { "本次会议", "该会议", "全体会议",
                                           "会议",     "该贡献", "该申请",
                                           "该项目",   "的" };

    for (;;) {
        struct span rest = skip_marks(s);
        struct reference r;

        s = rest;
        if (!(reference_take(&rest, &r) && r.kind != REFERENCE_GROUP) &&
            !reference_take_short(&rest, &r) && !FOLD_TAKE_ANY(&rest, objects))
            return fold_trim(s);
        s = rest;
    }
}

/* "[理由:…]" as it stood in the form says nothing. */
static struct span said(struct span reason)
{
    struct span s = fold_trim(reason);

    if (!fold_has(s, "[")) {
        while (span_ends(s, SPAN("]")))
            s = fold_trim(span_sub(s, 0, s.n - 1));
    }
    for (struct span rest = s; fold_peek(rest); fold_step(&rest)) {
        unsigned c = fold_peek(rest);

        if (!fold_is_mark(c) && !fold_is_blank(c) && c != 0x2026)
            return s;
    }
    return SPAN_NONE;
}

/* A line below counts only with its label: it may be a name, or a token. */
static struct span reason_below(struct span after)
{
    struct span reason = SPAN_NONE;
    struct span line;

    while (!reason.n && span_line(&after, &line)) {
        line = fold_trim(line);
        if (line.n && !take_reason_label(&line))
            break;
        reason = said(line);
    }
    return reason;
}

static struct span reason_of(const struct command *c, struct span behind_date,
                             struct span after)
{
    enum command_need need = command_word(c->verb)->need;
    struct span reason = SPAN_NONE;
    bool labelled = labelled_reason(c->rest, &reason);

    if (!labelled && need == COMMAND_NEEDS_REASON)
        reason = without_parentheses(skip_objects(c->rest));
    else if (!labelled && need == COMMAND_NEEDS_DATE)
        reason = without_parentheses(skip_objects(behind_date));
    reason = said(reason);
    return reason.n ? reason : reason_below(after);
}

/* "12-09 → 12-16", "由 a 改为 b": the day meant is the second. */
static bool take_change(struct span *rest)
{
    static const char *const words[] = { "→",      "->",     "=>",     "改为",
                                         "改至",   "改到",   "调整为", "调整至",
                                         "变更为", "推迟至", "提前至", "延至" };
    struct span s = *rest;

    while (fold_peek(s) == ')' || fold_is_blank(fold_peek(s)) ||
           fold_peek(s) == ',')
        fold_step(&s);
    if (!FOLD_TAKE_ANY(&s, words))
        return false;
    *rest = s;
    return true;
}

/* What follows the date, with its hours. */
static struct span date_of(struct command *c)
{
    static const char *const froms[] = { "由", "从", "自", "原", "from " };
    struct span rest = span_fit(c->rest, REST_MOST);
    struct span begin = rest;
    struct when w = { .days = WHEN_NOTHING };
    struct when next;
    bool moved;

    if (!when_find(&rest, 0, &w))
        return SPAN_NONE;
    moved = FOLD_TAKE_ANY(&begin, froms) && w.last != w.day;
    while (take_change(&rest) && when_take(&rest, 0, &next))
        w = next;
    c->has_date = w.days == WHEN_FINE;
    c->bad_date = w.days == WHEN_NO_SUCH;
    c->date = moved ? w.last : w.day;
    c->has_time = w.hours == WHEN_FINE && c->has_date;
    c->bad_time = w.hours == WHEN_NO_SUCH;
    c->seconds = moved && w.has_until ? w.until : w.from;
    return span_from(c->rest, (size_t)(rest.p - c->rest.p));
}

/* "备案编号：5号", "备案 WG5-2026-P1 编号 5号": 5号. */
static struct span number_of(struct span rest)
{
    static const char *const labels[] = { "编号", "备案号", "文号",   "号",
                                          "no.",  "no ",    "number", "[" };
    struct span s = skip_objects(rest);
    bool digit = false;
    size_t n = 0;
    size_t step;
    unsigned c;

    while (FOLD_TAKE_ANY(&s, labels))
        s = skip_marks(s);
    while ((step = fold_char(span_from(s, n), &c)) && c != ',' && c != ';' &&
           c != '!' && !(c == '.' && step > 1)) {
        digit = digit || fold_is_digit(c);
        n += step;
    }
    return digit ? said(without_parentheses(fold_trim(span_sub(s, 0, n))))
                 : SPAN_NONE;
}

struct command command_parse(struct span words)
{
    struct command c = { .verb = COMMAND_NONE };
    struct command none = c;
    struct span after;
    struct span behind_date;
    struct span s;
    bool han = false;

    c.line = none.line = first_line(words, &after);
    s = skip_openings(c.line);
    c.verb = command_words_take(&s, &han);
    if (c.verb == COMMAND_NONE || !word_ends(c.verb, han, s))
        return none;
    if (is_choice(s) || is_question(c.verb, s) || !joined_well(&c, s))
        return none;
    if (command_word(c.verb)->need == COMMAND_NEEDS_NOTHING &&
        command_words_hedge(before_reason(c.verb, s)))
        return none;
    c.rest = fold_trim(skip_marks(s));
    c.papers = c.papers || c.verb == COMMAND_PAPERS ||
               fold_has(c.rest, "纸质已收") || fold_has(c.rest, "papers");
    if (c.verb == COMMAND_FILED)
        c.number = number_of(c.rest);
    behind_date = date_of(&c);
    c.reason = reason_of(&c, behind_date, after);
    return c;
}

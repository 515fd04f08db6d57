#include "convoke/desk/command.h"

#include <assert.h>

#include "command_words.h"
#include "convoke/desk/recognise.h"
#include "convoke/desk/reference.h"
#include "fold.h"

enum {
    LINES_BEFORE = 4, /* greetings passed over */
    OPENINGS = 6,     /* openings and tags before the word */
    DATE_MOST = 20,   /* octets of a date once folded */
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

/* A reason may ask; an order may not. */
static bool is_question(enum command_verb v, struct span rest)
{
    struct span s = fold_trim(rest);

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
           fold_is_digit(fold_peek(s));
}

/* Whether the word ends where it stands: not 同意书, not approval. */
static bool word_ends(enum command_verb v, bool han, struct span rest)
{
    unsigned c = fold_peek(rest);
    enum command_need need = command_word(v)->need;

    if (!han)
        return english_ends(v, rest);
    if (c == FOLD_NOTHING || fold_is_blank(c))
        return true;
    if (fold_is_alnum(c))
        return need == COMMAND_NEEDS_DATE || need == COMMAND_NEEDS_GROUPS ||
               v == COMMAND_ACTIVATE;
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

static bool take_reason_label(struct span *s)
{
    struct span rest = *s;

    if (!fold_take(&rest, "理由") && !fold_take(&rest, "原因") &&
        !fold_take(&rest, "reason") && !fold_take(&rest, "because"))
        return false;
    *s = skip_marks(rest);
    return true;
}

static struct span labelled_reason(struct span s)
{
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c))) {
        struct span here = s;

        if (take_reason_label(&here))
            return fold_trim(here);
        s = span_from(s, n);
    }
    return SPAN_NONE;
}

static struct span reason_of(const struct command *c, struct span after)
{
    struct span reason = labelled_reason(c->rest);
    struct span line;

    if (!reason.n && command_word(c->verb)->need == COMMAND_NEEDS_REASON)
        reason = without_parentheses(c->rest);
    while (!reason.n && span_line(&after, &line)) {
        line = fold_trim(line);
        if (line.n && !take_reason_label(&line))
            break;
        reason = line;
    }
    return reason;
}

static bool date_at(const char *s, size_t n, size_t *ret_length, civil_day *ret)
{
    for (size_t k = n < DATE_MOST ? n : DATE_MOST; k >= 8; k--) {
        if (fold_is_digit((unsigned char)s[k]) ||
            !civil_parse(span_of(s, k), ret))
            continue;
        *ret_length = k;
        return true;
    }
    return false;
}

static void time_after(struct command *c, const char *s)
{
    unsigned hour = 0;
    unsigned minute = 0;
    size_t i = 0;
    size_t n;

    while (s[i] == ' ' || s[i] == 't' || s[i] == ',')
        i++;
    for (n = 0; n < 2 && fold_is_digit((unsigned char)s[i]); n++)
        hour = hour * 10 + (unsigned)(s[i++] - '0');
    if (!n || s[i++] != ':')
        return;
    for (n = 0; n < 2 && fold_is_digit((unsigned char)s[i]); n++)
        minute = minute * 10 + (unsigned)(s[i++] - '0');
    if (n != 2 || hour > 23 || minute > 59)
        return;
    c->has_time = true;
    c->seconds = (int)(hour * 3600 + minute * 60);
}

/* Dates are written in any width; the folded copy is for reading only. */
static void date_of(struct command *c)
{
    char s[256] = "";
    struct span rest = c->rest;
    size_t n = 0;
    size_t step;
    unsigned code;

    while (n + 8 < sizeof(s) && (step = fold_char(rest, &code))) {
        struct span ch = span_sub(rest, 0, step);

        if (code && code < 0x80)
            s[n++] = (char)code;
        else if (code) {
            memcpy(s + n, ch.p, ch.n);
            n += ch.n;
        }
        rest = span_from(rest, step);
    }
    for (size_t i = 0; i < n; i++) {
        size_t length = 0;

        if (!fold_is_digit((unsigned char)s[i]) ||
            (i && fold_is_digit((unsigned char)s[i - 1])) ||
            !date_at(s + i, n - i, &length, &c->date))
            continue;
        c->has_date = true;
        time_after(c, s + i + length);
        return;
    }
}

struct command command_parse(struct span words)
{
    struct command c = { .verb = COMMAND_NONE };
    struct command none = c;
    struct span after;
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
        command_words_hedge(s))
        return none;
    c.rest = fold_trim(skip_marks(s));
    c.papers = c.papers || c.verb == COMMAND_PAPERS ||
               fold_has(c.rest, "纸质已收") || fold_has(c.rest, "papers");
    c.reason = reason_of(&c, after);
    date_of(&c);
    return c;
}

#include "conf_token.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static size_t at(const struct conf_tokens *t)
{
    return t->source->bytes.n - t->rest.n;
}

static struct complaint_place here(const struct conf_tokens *t, size_t n)
{
    return (struct complaint_place){ t->source, at(t), n };
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return is_name_start(c) || is_digit(c) || c == '-' || c == '_';
}

/* Blanks and comments; tells whether a line ended. */
static bool skip_blanks(struct conf_tokens *t)
{
    bool line = false;

    for (;;) {
        size_t n = 0;
        if (t->rest.n == 0)
            return true;
        if (strchr(" \t\r\n\f\v", t->rest.p[0])) {
            line |= t->rest.p[0] == '\n';
            n = 1;
        } else if (t->rest.p[0] == '#' || span_starts(t->rest, SPAN("//"))) {
            n = span_find_char(t->rest, '\n');
        } else if (span_starts(t->rest, SPAN("/*"))) {
            n = 2 + span_find(span_from(t->rest, 2), SPAN("*/")) + 2;
        } else if (span_starts(t->rest, SPAN("\xe3\x80\x80"))) {
            n = 3; /* an ideographic space is a blank, too */
        } else {
            return line;
        }
        t->rest = span_from(t->rest, n);
    }
}

struct wide_mark {
    struct span wide;
    char mark;
};

/* What a Chinese input method writes for the marks of the syntax. */
static const struct wide_mark wide_marks[] = {
    { SPAN("；"), ';' }, { SPAN("，"), ',' }, { SPAN("："), ':' },
    { SPAN("＝"), '=' }, { SPAN("｛"), '{' }, { SPAN("｝"), '}' },
    { SPAN("（"), '(' }, { SPAN("）"), ')' }, { SPAN("【"), '[' },
    { SPAN("】"), ']' }, { SPAN("［"), '[' }, { SPAN("］"), ']' },
};

static bool read_wide_mark(struct conf_tokens *t)
{
    for (size_t i = 0; i < ARRAY_LEN(wide_marks); i++) {
        const struct wide_mark *w = &wide_marks[i];
        if (!span_starts(t->rest, w->wide))
            continue;
        complaint_add(t->complaints, here(t, w->wide.n),
                      "这里要用英文（半角）符号",
                      "a half-width mark is needed here");
        complaint_hint(t->complaints, "写成 “%c”", "write \"%c\"", w->mark);
        t->now.kind = CONF_TOKEN_MARK;
        t->now.mark = w->mark;
        t->rest = span_from(t->rest, w->wide.n);
        return true;
    }
    return false;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Octets the escape at s.p[0] == '\\' takes; 0 when it is none. */
static size_t unescape(struct span s, char *ret)
{
    static const char from[] = "\\\"nrtfabv";
    static const char to[] = "\\\"\n\r\t\f\a\b\v";
    const char *found;

    if (s.n < 2)
        return 0;
    if (s.p[1] == 'x' && s.n >= 4 && hex_digit(s.p[2]) >= 0 &&
        hex_digit(s.p[3]) >= 0) {
        *ret = (char)(hex_digit(s.p[2]) * 16 + hex_digit(s.p[3]));
        return 4;
    }
    found = strchr(from, s.p[1]);
    if (!found || s.p[1] == '\0')
        return 0;
    *ret = to[found - from];
    return 2;
}

/* From after the opening quote; `inside` ends before the closing one. */
static void read_quoted(struct conf_tokens *t, struct span inside)
{
    CLEANUP(text_release) struct text plain = TEXT_INIT(inside.n + 1);

    t->now.kind = CONF_TOKEN_TEXT;
    while (inside.n) {
        char c = inside.p[0];
        size_t n = 1;
        if (c == '\\') {
            n = unescape(inside, &c);
            if (n == 0) {
                struct complaint_place place = {
                    t->source, (size_t)(inside.p - t->source->bytes.p), 2
                };
                complaint_add(t->complaints, place, "没有这样的转义",
                              "there is no such escape");
                complaint_hint(t->complaints, "反斜杠本身写成 \\\\",
                               "a backslash itself is written \\\\");
                t->now.kind = CONF_TOKEN_BROKEN;
                return;
            }
        }
        text_add_char(&plain, c);
        inside = span_from(inside, n);
    }
    t->now.text = arena_span(t->complaints->arena, text_span(&plain));
}

static size_t closing_quote(struct span line)
{
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '"')
            return i;
        i += line.p[i] == '\\';
    }
    return line.n;
}

static void read_text(struct conf_tokens *t)
{
    struct span inside = span_from(t->rest, 1);
    struct span line = span_sub(inside, 0, span_find_char(inside, '\n'));
    size_t end = closing_quote(line);

    if (end == line.n) {
        complaint_add(t->complaints, here(t, line.n + 1),
                      "这段文字没有结束的引号",
                      "this text lacks its closing quote");
        t->now.kind = CONF_TOKEN_BROKEN;
        t->rest = span_from(inside, line.n);
        return;
    }
    t->now.place.n = end + 2;
    read_quoted(t, span_sub(line, 0, end));
    t->rest = span_from(inside, end + 1);
}

/* “…” as a Chinese input method writes quotes. */
static bool read_wide_text(struct conf_tokens *t)
{
    struct span line = span_sub(t->rest, 0, span_find_char(t->rest, '\n'));
    struct span inside;
    size_t end;

    if (!span_starts(line, SPAN("“")) && !span_starts(line, SPAN("”")))
        return false;
    inside = span_from(line, 3);
    end = span_find(inside, SPAN("”"));
    t->now.place.n = end < inside.n ? end + 6 : line.n;
    complaint_add(t->complaints, t->now.place, "这里要用英文引号",
                  "plain quotes are needed here");
    complaint_hint(t->complaints, "写成 \"" SPAN_FMT "\"",
                   "write \"" SPAN_FMT "\"",
                   SPAN_ARG(span_sub(inside, 0, end)));
    t->now.kind = CONF_TOKEN_BROKEN;
    t->rest = span_from(t->rest, t->now.place.n);
    return true;
}

static void bad_number(struct conf_tokens *t, struct span word)
{
    complaint_add(t->complaints, here(t, word.n), "“" SPAN_FMT "” 不是一个数",
                  "\"" SPAN_FMT "\" is no number", SPAN_ARG(word));
    if (word.n && is_digit(word.p[0]))
        complaint_hint(t->complaints, "若是文字，写成 \"" SPAN_FMT "\"",
                       "if it is a text, write \"" SPAN_FMT "\"",
                       SPAN_ARG(word));
    t->now.kind = CONF_TOKEN_BROKEN;
}

static void read_number(struct conf_tokens *t)
{
    char buf[40];
    struct span word;
    char *end;
    bool real;
    size_t n = 0;

    while (n < t->rest.n && (is_name(t->rest.p[n]) || t->rest.p[n] == '.' ||
                             t->rest.p[n] == '+'))
        n++;
    word = span_sub(t->rest, 0, n);
    t->now.place.n = n;
    if (n >= sizeof(buf)) {
        bad_number(t, word);
    } else {
        snprintf(buf, sizeof(buf), SPAN_FMT, SPAN_ARG(word));
        real = strpbrk(buf, ".") || (!strpbrk(buf, "xX") && strpbrk(buf, "eE"));
        errno = 0;
        t->now.kind = real ? CONF_TOKEN_REAL : CONF_TOKEN_INTEGER;
        if (real)
            t->now.real = strtod(buf, &end);
        else
            t->now.integer = strtoll(buf, &end, strpbrk(buf, "xX") ? 16 : 10);
        for (int i = 0; !real && i < 2 && *end == 'L'; i++)
            end++;
        if (*end || errno)
            bad_number(t, word);
    }
    t->rest = span_from(t->rest, n);
}

static void read_word(struct conf_tokens *t)
{
    size_t n = 0;

    while (n < t->rest.n && is_name(t->rest.p[n]))
        n++;
    t->now.text = span_sub(t->rest, 0, n);
    t->now.place.n = n;
    t->now.kind = CONF_TOKEN_NAME;
    t->now.flag = span_eq_nocase(t->now.text, SPAN("true"));
    if (t->now.flag || span_eq_nocase(t->now.text, SPAN("false")))
        t->now.kind = CONF_TOKEN_FLAG;
    t->rest = span_from(t->rest, n);
}

static void read_stranger(struct conf_tokens *t)
{
    unsigned code;
    size_t n = span_char(t->rest, &code);

    t->now.place.n = n ? n : 1;
    complaint_add(t->complaints, t->now.place, "这里不能有 “" SPAN_FMT "”",
                  "\"" SPAN_FMT "\" cannot stand here",
                  SPAN_ARG(span_sub(t->rest, 0, t->now.place.n)));
    t->now.kind = CONF_TOKEN_BROKEN;
    t->rest = span_from(t->rest, t->now.place.n);
}

void conf_token_next(struct conf_tokens *t)
{
    char c;

    assert(t);
    t->before = t->now.place;
    t->now = (struct conf_token){ .after_line = skip_blanks(t) };
    t->now.place = here(t, t->rest.n ? 1 : 0);
    if (t->rest.n == 0)
        return;
    c = t->rest.p[0];
    if (strchr("=:;,{}()[]", c)) {
        t->now.kind = CONF_TOKEN_MARK;
        t->now.mark = c;
        t->rest = span_from(t->rest, 1);
    } else if (c == '"') {
        read_text(t);
    } else if (is_name_start(c)) {
        read_word(t);
    } else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
        read_number(t);
    } else if (span_starts(t->rest, SPAN("@include"))) {
        t->now.kind = CONF_TOKEN_INCLUDE;
        t->now.place.n = 8;
        t->rest = span_from(t->rest, 8);
    } else if (!read_wide_mark(t) && !read_wide_text(t)) {
        read_stranger(t);
    }
}

void conf_tokens_init(struct conf_tokens *t,
                      const struct complaint_source *source,
                      struct complaints *c)
{
    assert(t);
    assert(source);
    assert(c);
    *t = (struct conf_tokens){ .source = source,
                               .complaints = c,
                               .rest = source->bytes };
    if (span_starts(t->rest, SPAN("\xef\xbb\xbf")))
        t->rest = span_from(t->rest, 3);
    conf_token_next(t);
    t->before = t->now.place;
}

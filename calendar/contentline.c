#include "contentline.h"

#include <assert.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* The same octets with U+FFFD for each that is no part of a character. */
static struct span repaired(struct span s, struct arena *arena)
{
    char *to = arena_alloc(arena, 3 * s.n + 1);
    size_t n = 0;

    while (s.n) {
        size_t length = span_char(s, NULL);

        if (length) {
            memcpy(to + n, s.p, length);
            n += length;
        } else {
            memcpy(to + n, REPLACEMENT, 3);
            n += 3;
        }
        s = span_from(s, length ? length : 1);
    }
    return span_of(to, n);
}

/* Adds a line to those that stand, a folded one to the last. */
static size_t unfold_line(struct span line, char *to, size_t n)
{
    if (line.n == 0)
        return n;
    if (n && (line.p[0] == ' ' || line.p[0] == '\t'))
        line = span_from(line, 1);
    else if (n)
        to[n++] = '\n';
    if (line.n)
        memcpy(to + n, line.p, line.n);
    return n + line.n;
}

struct span contentline_unfold(struct span bytes, struct arena *arena)
{
    char *to;
    size_t n = 0;
    struct span lines;
    struct span line;

    assert(arena);
    if (span_starts(bytes, SPAN("\xef\xbb\xbf")))
        bytes = span_from(bytes, 3);
    to = arena_alloc(arena, bytes.n + 1);
    while (span_cut(&bytes, '\n', &lines))
        while (span_cut(&lines, '\r', &line))
            n = unfold_line(line, to, n);
    if (span_is_utf8(span_of(to, n)))
        return span_of(to, n);
    return repaired(span_of(to, n), arena);
}

/* How much a colon before the value is looked for. */
enum care { CARE_QUOTES = 1, CARE_BRACKETS = 2 };

/* SENT-BY=mailto:a@b without its quotes: this colon is the address's. */
static bool is_scheme(struct span before)
{
    return span_ends_nocase(before, SPAN("=mailto")) ||
           span_ends_nocase(before, SPAN(",mailto"));
}

static size_t colon_at(struct span s, unsigned care)
{
    bool quoted = false;
    size_t deep = 0;

    for (size_t i = 0; i < s.n; i++) {
        if ((care & CARE_QUOTES) && s.p[i] == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if ((care & CARE_BRACKETS) && s.p[i] == '(')
            deep++;
        else if (deep && s.p[i] == ')')
            deep--;
        else if (s.p[i] == ':' && !deep &&
                 !((care & CARE_BRACKETS) && is_scheme(span_sub(s, 0, i))))
            return i;
    }
    return s.n;
}

/* What cannot be read as it ought to be is read as if nobody quoted. */
static size_t value_at(struct span s)
{
    static const unsigned cares[] = { CARE_QUOTES | CARE_BRACKETS, CARE_QUOTES,
                                      0 };
    size_t at = s.n;

    for (size_t i = 0; i < 3 && at == s.n; i++)
        at = colon_at(s, cares[i]);
    return at;
}

static bool split(struct span line, struct contentline *ret)
{
    size_t name = 0;
    size_t colon;

    while (name < line.n && line.p[name] != ':' && line.p[name] != ';')
        name++;
    colon = name;
    if (name < line.n && line.p[name] == ';')
        colon += value_at(span_from(line, name));
    if (colon >= line.n)
        return false;
    ret->name = span_trim_wide(span_sub(line, 0, name));
    ret->params =
        colon > name ? span_sub(line, name + 1, colon - name - 1) : SPAN_NONE;
    ret->value = span_from(line, colon + 1);
    return true;
}

bool contentline_next(struct span *rest, struct contentline *ret)
{
    struct span line;

    assert(rest);
    assert(ret);
    while (span_cut(rest, '\n', &line))
        if (split(line, ret))
            return true;
    return false;
}

/* Where `stop` stands outside of quotes. */
static size_t unquoted(struct span s, char stop)
{
    bool quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            quoted = !quoted;
        else if (s.p[i] == stop && !quoted)
            return i;
    }
    return s.n;
}

bool contentline_param(struct span *rest, struct span *ret_name,
                       struct span *ret_value)
{
    struct span param;
    size_t equals;

    assert(rest);
    assert(ret_name);
    assert(ret_value);
    if (rest->n == 0)
        return false;
    param = span_sub(*rest, 0, unquoted(*rest, ';'));
    *rest = span_from(*rest, param.n + 1);
    equals = span_find_char(param, '=');
    *ret_name = span_trim(span_sub(param, 0, equals));
    *ret_value = span_trim(span_from(param, equals + 1));
    return true;
}

struct span contentline_first(struct span value)
{
    return span_sub(value, 0, unquoted(value, ','));
}

/* Octets of the control character at `s`, 0 when there is none: C0, DEL, and
 * C1, which UTF-8 writes in two. */
static size_t control(struct span s)
{
    unsigned char c = (unsigned char)s.p[0];

    if (c < 0x20 || c == 0x7f)
        return 1;
    return c == 0xc2 && s.n > 1 && (unsigned char)s.p[1] <= 0x9f ? 2 : 0;
}

bool contentline_is_text(struct span s, bool lines)
{
    if (!span_is_utf8(s))
        return false;
    for (; s.n; s = span_from(s, 1))
        if (control(s) && !(lines && s.p[0] == '\n'))
            return false;
    return true;
}

static bool needs_work(struct span s, char escape)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c < 0x20 || c == 0x7f || c == 0xc2 || c == '\\' ||
            (escape == '^' && (c == '^' || c == '"')))
            return true;
    }
    return false;
}

/* "^n", "^^", "^'" (RFC 6868), and the "\," of those who took a parameter for
 * a text; any other backslash is one. */
static size_t param_escape(struct span s, char *to)
{
    static const char from[] = "^n^^^'\\,\\;\\\"\\\\";
    static const char into[] = " ^\",;\"\\";

    for (size_t i = 0; s.n > 1 && i < sizeof(into) - 1; i++)
        if (s.p[0] == from[2 * i] && s.p[1] == from[2 * i + 1]) {
            *to = into[i];
            return 2;
        }
    return 0;
}

struct span contentline_plain(struct span value, struct arena *arena)
{
    char *to;
    size_t n = 0;

    assert(arena);
    if (!needs_work(value, '^'))
        return span_trim_wide(value);
    to = arena_alloc(arena, value.n + 1);
    while (value.n) {
        char c = value.p[0];
        size_t took = control(value);

        if (took)
            c = ' ';
        else
            took = param_escape(value, &c);
        if (took || c != '"')
            to[n++] = c;
        value = span_from(value, took ? took : 1);
    }
    return span_trim_wide(span_of(to, n));
}

struct span contentline_text(struct span value, bool lines, struct arena *arena)
{
    char *to;
    size_t n = 0;

    assert(arena);
    if (!needs_work(value, '\\'))
        return span_trim_wide(value);
    to = arena_alloc(arena, value.n + 1);
    while (value.n) {
        size_t took = control(value);
        char c = value.p[0];

        if (took) {
            c = ' ';
        } else if (c == '\\' && value.n > 1 && !control(span_from(value, 1))) {
            took = 2;
            c = value.p[1];
            if (c == 'n' || c == 'N')
                c = lines ? '\n' : ' ';
        }
        to[n++] = c;
        value = span_from(value, took ? took : 1);
    }
    return span_trim_wide(span_of(to, n));
}

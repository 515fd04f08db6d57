#include "convoke/mail/header.h"

#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/base/text.h"
#include "convoke/mail/charset.h"
#include "header_words.h"
#include "hex.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_blanks(struct span s, size_t i)
{
    while (i < s.n && is_blank(s.p[i]))
        i++;
    return i;
}

static size_t skip_token(struct span s, size_t i)
{
    while (i < s.n && !is_blank(s.p[i]) && s.p[i] != ';' && s.p[i] != '(')
        i++;
    return i;
}

/* Octets before the parameters. A blank ends them too, for those who forget
 * the semicolon, but not around the slash of `Text / Plain`. */
static size_t main_length(struct span s)
{
    size_t end = skip_token(s, 0);
    size_t next = skip_blanks(s, end);

    if (next < s.n && next > end && s.p[next] == '/')
        return skip_token(s, skip_blanks(s, next + 1));
    if (end > 0 && s.p[end - 1] == '/')
        return skip_token(s, next);
    return end;
}

/* In lower case and without blanks; a copy only when that changes it. */
static struct span folded(struct span s, struct arena *arena)
{
    bool same = true;
    size_t n = 0;
    char *p;

    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] >= 'A' && s.p[i] <= 'Z') || is_blank(s.p[i]))
            same = false;
    if (same)
        return s;
    p = arena_alloc(arena, s.n);
    for (size_t i = 0; i < s.n; i++)
        if (!is_blank(s.p[i]))
            p[n++] =
                s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] | 0x20) : s.p[i];
    return span_of(p, n);
}

/* What stands in quotes, from behind the opening one; the closing quote is
 * taken too. Only `\"` and `\\` are escapes: paths of Windows are not. */
static struct span take_quoted(struct span *rest, struct arena *arena)
{
    struct span s = *rest;
    size_t end = 0;
    size_t n = 0;
    bool escapes = false;
    char *p;

    while (end < s.n && s.p[end] != '"') {
        bool escape = s.p[end] == '\\' && end + 1 < s.n &&
                      (s.p[end + 1] == '"' || s.p[end + 1] == '\\');
        escapes = escapes || escape;
        end += escape ? 2 : 1;
    }
    if (end >= s.n)
        end = span_find_char(s, ';'); /* nobody closed it */
    *rest = span_from(s, end + 1);
    s = span_sub(s, 0, end);
    if (!escapes)
        return span_trim(s);
    p = arena_alloc(arena, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n &&
            (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
            i++;
        p[n++] = s.p[i];
    }
    return span_trim(span_of(p, n));
}

/* filename*0* is "filename", 0, extended. */
static struct header_piece piece_named(struct span name)
{
    struct header_piece piece = { .index = -1 };
    size_t star = span_find_char(name, '*');
    struct span rest = span_from(name, star + 1);
    size_t digits = 0;

    piece.name = span_sub(name, 0, star);
    if (star == name.n)
        return piece;
    for (int index = 0; digits < rest.n && digits < 4; digits++) {
        if (rest.p[digits] < '0' || rest.p[digits] > '9')
            break;
        index = index * 10 + (rest.p[digits] - '0');
        piece.index = index;
    }
    piece.extended = digits == 0 || span_eq(span_from(rest, digits), SPAN("*"));
    return piece;
}

/* The last word before `=`: what stands before it is junk or a comment. */
static struct span last_word(struct span s)
{
    size_t at;

    s = span_trim(s);
    at = s.n;
    while (at > 0 && !is_blank(s.p[at - 1]))
        at--;
    return span_from(s, at);
}

static bool take_piece(struct span *rest, struct arena *arena,
                       struct header_piece *ret)
{
    struct span s = *rest;
    size_t end = 0;

    while (end < s.n && s.p[end] != '=' && s.p[end] != ';')
        end++;
    *rest = span_from(s, end + 1);
    if (end >= s.n || s.p[end] == ';')
        return false;
    *ret = piece_named(last_word(span_sub(s, 0, end)));
    *rest = span_from(*rest, skip_blanks(*rest, 0));
    if (rest->n && rest->p[0] == '"') {
        *rest = span_from(*rest, 1);
        ret->value = take_quoted(rest, arena);
        return true;
    }
    end = span_find_char(*rest, ';');
    ret->value = span_trim(span_sub(*rest, 0, end));
    *rest = span_from(*rest, end + 1);
    return true;
}

void header_value_read(struct span raw, struct arena *arena,
                       struct header_value *ret)
{
    struct span rest = header_utf8(raw, SPAN_NONE, arena, NULL);
    size_t n = main_length(rest);
    struct header_piece piece;

    assert(ret);
    *ret = (struct header_value){ 0 };
    if (span_find_char(span_sub(rest, 0, n), '=') < n)
        n = 0; /* parameters only */
    ret->main = folded(span_sub(rest, 0, n), arena);
    rest = span_from(rest, n);
    while (rest.n && ret->pieces.n < HEADER_MAX_PIECES)
        if (take_piece(&rest, arena, &piece))
            *list_push(&ret->pieces, arena) = piece;
}

static const struct header_piece *piece_find(const struct header_value *v,
                                             struct span name, int index,
                                             bool extended)
{
    list_each(&v->pieces,
              piece) if (piece->index == index && piece->extended == extended &&
                         span_eq_nocase(piece->name, name)) return piece;
    return NULL;
}

struct span header_param_raw(const struct header_value *v, struct span name)
{
    const struct header_piece *piece;

    assert(v);
    piece = piece_find(v, name, /* index= */ -1, /* extended= */ false);
    return piece ? piece->value : SPAN_NONE;
}

static void add_unescaped(struct span s, struct text *to)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%' && i + 2 < s.n && hex_value(s.p[i + 1]) >= 0 &&
            hex_value(s.p[i + 2]) >= 0) {
            c = (char)(hex_value(s.p[i + 1]) << 4 | hex_value(s.p[i + 2]));
            i += 2;
        }
        text_add_char(to, c);
    }
}

/* Takes `GBK'zh-CN'` off an extended value. */
static struct span take_label(struct span *value)
{
    size_t first = span_find_char(*value, '\'');
    struct span rest = span_from(*value, first + 1);
    size_t second = span_find_char(rest, '\'');
    struct span label = span_sub(*value, 0, first);

    if (second == rest.n)
        return SPAN_NONE; /* extended in name only */
    *value = span_from(rest, second + 1);
    return label;
}

static void add_piece(const struct header_piece *piece, bool first,
                      struct text *octets, struct span *label)
{
    struct span value = piece->value;

    if (!piece->extended) {
        text_add(octets, value);
        return;
    }
    if (first)
        *label = take_label(&value);
    add_unescaped(value, octets);
}

/* Joins what continuations there are, in order of their numbers, whatever
 * order they came in and whichever are missing. */
static bool add_continued(const struct header_value *v, struct span name,
                          struct text *octets, struct span *label)
{
    bool any = false;
    int last = -1;

    for (;;) {
        const struct header_piece *next = NULL;
        list_each(&v->pieces,
                  piece) if (piece->index > last &&
                             (!next || piece->index < next->index) &&
                             span_eq_nocase(piece->name, name)) next = piece;
        if (!next)
            return any;
        add_piece(next, !any, octets, label);
        last = next->index;
        any = true;
    }
}

/* A value in RFC 2231's form; false when there is none. */
static bool param_extended(const struct header_value *v, struct span name,
                           struct text *to, unsigned *flags)
{
    const struct header_piece *star =
        piece_find(v, name, /* index= */ -1, /* extended= */ true);
    struct text octets = TEXT_INIT(TEXT_MAX_HEADER);
    struct span label = SPAN_NONE;
    bool any = true;
    unsigned found = 0;

    if (star)
        add_piece(star, true, &octets, &label);
    else
        any = add_continued(v, name, &octets, &label);
    found = charset_to_utf8(text_span(&octets), label, SPAN_NONE, to);
    if (flags)
        *flags |= found;
    text_release(&octets);
    return any;
}

struct span header_param(const struct header_value *v, struct span name,
                         struct arena *arena, unsigned *flags)
{
    struct text extended = TEXT_INIT((size_t)TEXT_MAX_HEADER * 3);
    struct span value;

    assert(v);
    assert(arena);
    if (param_extended(v, name, &extended, flags))
        value = arena_span(arena, text_span(&extended));
    else
        value = header_param_raw(v, name);
    text_release(&extended);
    return header_tidy(header_words(value, arena, flags), arena);
}

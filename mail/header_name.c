#include "convoke/mail/header.h"

#include <assert.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "convoke/base/text.h"

/* Characters that turn, hide or join what stands around them: a name that
 * reads gpj.exe must not look like exe.jpg. */
static bool is_hidden(unsigned c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
           (c >= 0x200b && c <= 0x200f) || c == 0x061c || c == 0xfeff ||
           c == 0x2028 || c == 0x2029 || c == 0xfffe || c == 0xffff;
}

static bool is_control(unsigned c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static struct span without_path(struct span s)
{
    size_t at = s.n;

    while (at > 0 && s.p[at - 1] != '/' && s.p[at - 1] != '\\')
        at--;
    return span_from(s, at);
}

static bool is_edge(char c)
{
    return c == ' ' || c == '.';
}

static struct span without_edges(struct span s)
{
    s = span_trim_wide(s);
    while (s.n && is_edge(s.p[0]))
        s = span_trim_wide(span_from(s, 1));
    while (s.n && is_edge(s.p[s.n - 1]))
        s = span_trim_wide(span_sub(s, 0, s.n - 1));
    return s;
}

static struct span composed(struct span s, struct arena *arena)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);

    if (n >= 0)
        s = arena_span(arena, span_of((const char *)out, (size_t)n));
    free(out);
    return s;
}

/* Shortened in the middle: the extension says what to open it with. */
static struct span capped(struct span s, struct arena *arena)
{
    enum { MAX_EXTENSION = 16 };
    size_t dot = s.n;
    struct span head;

    if (s.n <= HEADER_MAX_NAME)
        return s;
    while (dot > 0 && s.p[dot - 1] != '.')
        dot--;
    if (dot == 0 || s.n - dot > MAX_EXTENSION)
        return span_fit(s, HEADER_MAX_NAME);
    head = span_fit(s, HEADER_MAX_NAME - (s.n - dot + 1));
    return arena_printf(arena, SPAN_FMT "." SPAN_FMT,
                        SPAN_ARG(without_edges(head)),
                        SPAN_ARG(span_from(s, dot)));
}

struct span header_file_name(struct span name, struct arena *arena)
{
    struct span rest = without_path(name);
    struct text out = TEXT_INIT(TEXT_MAX_HEADER * 3);
    unsigned code = 0;
    size_t n;

    assert(arena);
    for (; rest.n; rest = span_from(rest, n ? n : 1)) {
        n = span_char(rest, &code);
        if (n && !is_control(code) && !is_hidden(code))
            text_add(&out, span_sub(rest, 0, n));
    }
    rest = arena_span(arena, text_span(&out));
    text_release(&out);
    return without_edges(capped(without_edges(composed(rest, arena)), arena));
}

#include "caladdress.h"

#include <assert.h>

#include "contentline.h"

static bool is_forbidden(char c)
{
    unsigned char u = (unsigned char)c;

    return u <= ' ' || u == 0x7f || strchr("\"(),:;<>[\\]", c) ||
           (c >= 'A' && c <= 'Z');
}

bool caladdress_is(struct span s)
{
    size_t at = span_find_char(s, '@');

    if (at == 0 || at + 1 >= s.n || s.n > CALADDRESS_MOST ||
        span_has(span_from(s, at + 1), SPAN("@")) ||
        !contentline_is_text(s, /* lines= */ false))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (is_forbidden(s.p[i]))
            return false;
    return true;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "gw%2Bcal@x" is "gw+cal@x" (RFC 6068, 2); nothing else is decoded than what
 * can stand in an address. In lower case. */
static struct span plain(struct span s, struct arena *arena)
{
    char *to = arena_alloc(arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '%' && i + 2 < s.n && hex(s.p[i + 1]) >= 2 &&
            hex(s.p[i + 1]) < 8 && hex(s.p[i + 2]) >= 0) {
            c = (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]));
            i += 2;
        }
        to[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    return span_of(to, n);
}

struct span caladdress_read(struct span value, struct arena *arena)
{
    static const struct span scheme = SPAN("mailto:");
    size_t at;

    assert(arena);
    value = contentline_plain(value, arena);
    /* A doubled "mailto:", or one behind a name, has its address last. */
    while ((at = span_find_nocase(value, scheme)) < value.n)
        value = span_from(value, at + scheme.n);
    value = span_trim_wide(value);
    if (span_starts(value, SPAN("<")) && span_ends(value, SPAN(">")))
        value = span_sub(value, 1, value.n - 2);
    at = span_find_char(value, '@');
    at += span_find_char(span_from(value, at), '?');
    value = span_trim_wide(span_sub(value, 0, at));
    value = plain(value, arena);
    return caladdress_is(value) ? value : SPAN_NONE;
}

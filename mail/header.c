#include "convoke/mail/header.h"

#include <assert.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The next field with its continuation lines, ends included. */
static struct span take_folded(struct span *block)
{
    struct span whole = *block;
    size_t at = 0;

    do {
        at += span_find_char(span_from(whole, at), '\n') + 1;
    } while (at < whole.n && is_blank(whole.p[at]));
    *block = span_from(whole, at);
    return span_sub(whole, 0, at);
}

/* Octets of a field name before its colon, blanks not counted; 0 when the
 * line is no field. A name is printable ASCII without blanks inside. */
static size_t name_length(struct span line, size_t *ret_colon)
{
    size_t n = 0;
    size_t colon;

    while (n < line.n && line.p[n] > ' ' && line.p[n] != ':' &&
           line.p[n] != 0x7f)
        n++;
    colon = n;
    while (colon < line.n && is_blank(line.p[colon]))
        colon++;
    if (colon == line.n || line.p[colon] != ':')
        return 0;
    *ret_colon = colon;
    return n;
}

bool header_next(struct span *block, struct header_field *ret, bool *ret_junk)
{
    assert(block);
    assert(ret);
    while (block->n) {
        struct span field = take_folded(block);
        size_t colon = 0;
        size_t n = name_length(field, &colon);
        if (n == 0) {
            if (ret_junk && span_trim(field).n)
                *ret_junk = true;
            continue;
        }
        ret->name = span_sub(field, 0, n);
        ret->value = span_from(field, colon + 1);
        while (ret->value.n && (ret->value.p[ret->value.n - 1] == '\n' ||
                                ret->value.p[ret->value.n - 1] == '\r'))
            ret->value.n--;
        return true;
    }
    return false;
}

struct span header_unfold(struct span raw, struct arena *arena)
{
    char *p;
    size_t n = 0;

    assert(arena);
    raw = span_trim(raw);
    if (span_find_char(raw, '\n') == raw.n &&
        span_find_char(raw, '\r') == raw.n &&
        span_find_char(raw, '\0') == raw.n)
        return raw;
    p = arena_alloc(arena, raw.n);
    for (size_t i = 0; i < raw.n; i++)
        if (raw.p[i] != '\r' && raw.p[i] != '\n' && raw.p[i] != '\0')
            p[n++] = raw.p[i];
    return span_of(p, n);
}

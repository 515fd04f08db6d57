#include "fold.h"

#include <assert.h>

static unsigned fold_code(unsigned c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if (c < 0x80)
        return c == '\t' ? ' ' : c;
    switch (c) {
    case 0x00a0:
    case 0x202f:
    case 0x205f:
    case 0x3000:
        return ' ';
    case 0x3010: /* 【 */
    case 0x3014: /* 〔 */
        return '[';
    case 0x3011:
    case 0x3015:
        return ']';
    case 0x2212:
    case 0xfe63:
        return '-';
    case 0x3002: /* 。 */
    case 0xff61:
        return '.';
    case 0x00ad:
    case 0x200b:
    case 0x200c:
    case 0x200d:
    case 0x200e:
    case 0x200f:
    case 0x2060:
    case 0xfeff:
        return FOLD_NOTHING;
    default:
        break;
    }
    if (c >= 0x2000 && c <= 0x200a)
        return ' ';
    if (c >= 0x2010 && c <= 0x2015)
        return '-';
    return c;
}

size_t fold_char(struct span s, unsigned *ret_code)
{
    unsigned c = 0xfffd;
    size_t n;

    assert(ret_code);
    if (!s.n)
        return 0;
    n = span_char(s, &c);
    if (!n) {
        *ret_code = 0xfffd;
        return 1;
    }
    *ret_code = fold_code(c);
    return n;
}

unsigned fold_peek(struct span s)
{
    unsigned c = FOLD_NOTHING;
    size_t n;

    while ((n = fold_char(s, &c)) && c == FOLD_NOTHING)
        s = span_from(s, n);
    return n ? c : FOLD_NOTHING;
}

void fold_step(struct span *s)
{
    unsigned c = FOLD_NOTHING;
    size_t n;

    assert(s);
    while (c == FOLD_NOTHING && (n = fold_char(*s, &c)))
        *s = span_from(*s, n);
}

bool fold_skip_blanks(struct span *s)
{
    bool any = false;

    assert(s);
    while (fold_is_blank(fold_peek(*s))) {
        fold_step(s);
        any = true;
    }
    return any;
}

bool fold_take_loose(struct span *rest, struct span word)
{
    struct span s;

    assert(rest);
    s = *rest;
    for (;;) {
        fold_skip_blanks(&word);
        if (!word.n)
            break;
        fold_skip_blanks(&s);
        if (!s.n || fold_peek(s) != fold_peek(word))
            return false;
        fold_step(&s);
        fold_step(&word);
    }
    *rest = s;
    return true;
}

bool fold_take(struct span *rest, const char *word)
{
    struct span s;
    struct span w;
    unsigned have;
    unsigned want;

    assert(rest && word);
    s = *rest;
    w = span_str(word);
    while (w.n) {
        size_t n = fold_char(s, &have);

        if (!n)
            return false;
        s = span_from(s, n);
        if (have == FOLD_NOTHING)
            continue;
        n = fold_char(w, &want);
        if (have != want)
            return false;
        w = span_from(w, n);
    }
    *rest = s;
    return true;
}

bool fold_has(struct span s, const char *word)
{
    unsigned first = FOLD_NOTHING;
    unsigned c;
    size_t n;

    assert(word);
    fold_char(span_str(word), &first);
    while ((n = fold_char(s, &c))) {
        struct span here = s;

        if (c == first && fold_take(&here, word))
            return true;
        s = span_from(s, n);
    }
    return false;
}

bool fold_take_any(struct span *rest, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fold_take(rest, words[i]))
            return true;
    }
    return false;
}

bool fold_has_any(struct span s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (fold_has(s, words[i]))
            return true;
    }
    return false;
}

bool fold_is(struct span s, const char *word)
{
    s = fold_trim(s);
    return fold_take(&s, word) && !fold_trim(s).n;
}

size_t fold_ascii(struct span s, char *buf, size_t room, size_t *ends)
{
    size_t count = 0;
    size_t at = 0;
    size_t n;
    unsigned c;

    assert(buf && room > 0);
    while (count + 1 < room && (n = fold_char(span_from(s, at), &c))) {
        if (c >= 0x80)
            break;
        at += n;
        if (c == FOLD_NOTHING)
            continue;
        if (ends)
            ends[count] = at;
        buf[count++] = (char)c;
    }
    buf[count] = '\0';
    return count;
}

static bool nothing_to_see(unsigned c)
{
    return c == FOLD_NOTHING || fold_is_blank(c);
}

struct span fold_trim(struct span s)
{
    size_t end = 0;
    size_t at = 0;
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c)) && nothing_to_see(c))
        s = span_from(s, n);
    while ((n = fold_char(span_from(s, at), &c))) {
        at += n;
        if (!nothing_to_see(c))
            end = at;
    }
    return span_sub(s, 0, end);
}

struct span fold_last(struct span s)
{
    size_t at = s.n - 1;

    assert(s.n > 0);
    while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
        at--;
    return span_from(s, at);
}

bool fold_has_digit(struct span s)
{
    for (unsigned c; (c = fold_peek(s)); fold_step(&s)) {
        if (fold_is_digit(c))
            return true;
    }
    return false;
}

bool fold_is_blank(unsigned c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

bool fold_is_digit(unsigned c)
{
    return c >= '0' && c <= '9';
}

bool fold_is_alnum(unsigned c)
{
    return fold_is_digit(c) || (c >= 'a' && c <= 'z');
}

bool fold_is_mark(unsigned c)
{
    if (c < 0x80)
        return c > ' ' && c < 0x7f && !fold_is_alnum(c);
    return (c >= 0x2010 && c <= 0x205e) || (c >= 0x3001 && c <= 0x301f) ||
           c == 0x00b7 || c == 0x30fb || (c >= 0x2190 && c <= 0x21ff);
}

bool fold_is_han(unsigned c)
{
    return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0x20000 && c <= 0x3ffff) || c == 0x3007;
}

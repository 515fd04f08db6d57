#include "convoke/base/span.h"

#include <assert.h>
#include <strings.h>

bool span_eq(struct span a, struct span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fold(a[i]) != fold(b[i]))
            return false;
    return true;
}

bool span_eq_nocase(struct span a, struct span b)
{
    return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

int span_cmp(struct span a, struct span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    if (order != 0)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool span_starts(struct span s, struct span prefix)
{
    return span_eq(span_sub(s, 0, prefix.n), prefix);
}

bool span_starts_nocase(struct span s, struct span prefix)
{
    return span_eq_nocase(span_sub(s, 0, prefix.n), prefix);
}

bool span_ends(struct span s, struct span suffix)
{
    return s.n >= suffix.n && span_eq(span_from(s, s.n - suffix.n), suffix);
}

bool span_ends_nocase(struct span s, struct span suffix)
{
    return s.n >= suffix.n &&
           span_eq_nocase(span_from(s, s.n - suffix.n), suffix);
}

size_t span_find(struct span s, struct span needle)
{
    const char *at;

    if (needle.n == 0)
        return 0;
    if (needle.n > s.n)
        return s.n;
    at = memmem(s.p, s.n, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : s.n;
}

size_t span_find_nocase(struct span s, struct span needle)
{
    if (needle.n == 0)
        return 0;
    for (size_t i = 0; i + needle.n <= s.n; i++)
        if (same_nocase(s.p + i, needle.p, needle.n))
            return i;
    return s.n;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span span_trim(struct span s)
{
    while (s.n && is_blank(s.p[0]))
        s = span_from(s, 1);
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

struct span span_trim_wide(struct span s)
{
    static const struct span wide[] = {
        { "\xe3\x80\x80", 3 }, /* U+3000 ideographic space */
        { "\xc2\xa0", 2 },     /* U+00A0 no-break space */
        { "\xef\xbb\xbf", 3 }, /* U+FEFF byte order mark */
        { "\xe2\x80\x8b", 3 }, /* U+200B zero width space */
    };
    size_t before;

    do {
        before = s.n;
        s = span_trim(s);
        if (s.n == 0 || (is_ascii(s.p[0]) && is_ascii(s.p[s.n - 1])))
            return s;
        for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
            if (span_starts(s, wide[i]))
                s = span_from(s, wide[i].n);
            if (span_ends(s, wide[i]))
                s.n -= wide[i].n;
        }
    } while (s.n != before);
    return s;
}

bool span_cut(struct span *rest, char c, struct span *ret_piece)
{
    size_t at;

    assert(rest);
    assert(ret_piece);
    if (rest->n == 0)
        return false;
    at = span_find_char(*rest, c);
    *ret_piece = span_sub(*rest, 0, at);
    *rest = span_from(*rest, at + 1);
    return true;
}

bool span_line(struct span *rest, struct span *ret_line)
{
    size_t at = 0;
    size_t skip;

    assert(rest);
    assert(ret_line);
    if (rest->n == 0)
        return false;
    while (at < rest->n && rest->p[at] != '\n' && rest->p[at] != '\r')
        at++;
    *ret_line = span_sub(*rest, 0, at);
    skip = at + 1 < rest->n && rest->p[at] == '\r' && rest->p[at + 1] == '\n'
               ? 2
               : 1;
    *rest = span_from(*rest, at + skip);
    return true;
}

/* Octets of the character that starts with `lead`, and its payload bits. */
static size_t char_length(unsigned char lead, unsigned *ret_bits)
{
    if (lead < 0x80) {
        *ret_bits = lead;
        return 1;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
        *ret_bits = lead & 0x1fU;
        return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        *ret_bits = lead & 0x0fU;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *ret_bits = lead & 0x07U;
        return 4;
    }
    return 0;
}

size_t span_char(struct span s, unsigned *ret_code)
{
    static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned code = 0;
    size_t n = s.n ? char_length((unsigned char)s.p[0], &code) : 0;

    if (n == 0 || n > s.n)
        return 0;
    for (size_t i = 1; i < n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (c & 0x3fU);
    }
    if (code < least[n] || code > 0x10ffff ||
        (code >= 0xd800 && code <= 0xdfff))
        return 0;
    if (ret_code)
        *ret_code = code;
    return n;
}

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The ASCII octets at the start of `s`, eight at a time. */
static size_t ascii_length(struct span s)
{
    const unsigned long high = ~0UL / 255 * 0x80;
    unsigned long word;
    size_t i = 0;

    for (; i + sizeof(word) <= s.n; i += sizeof(word)) {
        memcpy(&word, s.p + i, sizeof(word));
        if (word & high)
            break;
    }
    while (i < s.n && (unsigned char)s.p[i] < 0x80)
        i++;
    return i;
}

bool span_is_utf8(struct span s)
{
    const char *p = s.p;
    const char *end = s.p + s.n;

    while (p < end) {
        unsigned char lead = (unsigned char)*p;
        size_t n;
        /* Most of what is not ASCII here: Chinese, three octets, neither at
         * an overlong nor at a surrogate lead. */
        if (lead > 0xe0 && lead < 0xf0 && lead != 0xed && end - p >= 3 &&
            is_tail(p[1]) && is_tail(p[2]))
            n = 3;
        else if (lead < 0x80)
            n = ascii_length(span_of(p, (size_t)(end - p)));
        else
            n = span_char(span_of(p, (size_t)(end - p)), NULL);
        if (n == 0)
            return false;
        p += n;
    }
    return true;
}

struct span span_fit(struct span s, size_t n)
{
    size_t end = n < s.n ? n : s.n;
    size_t start = end;

    if (end == 0)
        return span_sub(s, 0, 0);
    /* Back to the lead octet of the last character; drop it when cut. */
    do {
        start--;
    } while (start > 0 && end - start < 4 &&
             ((unsigned char)s.p[start] & 0xc0) == 0x80);
    if ((unsigned char)s.p[start] >= 0x80 &&
        span_char(span_sub(s, start, end - start), NULL) != end - start)
        end = start;
    return span_sub(s, 0, end);
}

bool span_has_control(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return true;
    return false;
}

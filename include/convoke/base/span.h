/* span.h — borrowed octets: a pointer and a length, never a terminator.
 *
 * A span owns nothing and is passed by value. An absent value is the span with
 * n == 0; p may then be NULL. Comparison without case folds ASCII only. */
#ifndef CONVOKE_BASE_SPAN_H
#define CONVOKE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *p; /* borrowed */
    size_t n;
};

#define SPAN(literal) ((struct span){ "" literal, sizeof(literal) - 1 })
#define SPAN_NONE ((struct span){ NULL, 0 })
#define SPAN_FMT "%.*s"
#define SPAN_ARG(s) (int)(s).n, (s).n ? (s).p : ""

static inline struct span span_of(const char *p, size_t n)
{
    return (struct span){ p, n };
}

/* `s` may be NULL: then the span is empty. */
static inline struct span span_str(const char *s)
{
    return (struct span){ s, s ? strlen(s) : 0 };
}

static inline bool span_is_empty(struct span s)
{
    return s.n == 0;
}

bool span_eq(struct span a, struct span b);
bool span_eq_nocase(struct span a, struct span b);
int span_cmp(struct span a, struct span b);
bool span_starts(struct span s, struct span prefix);
bool span_starts_nocase(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
bool span_ends_nocase(struct span s, struct span suffix);

/* Position of the first occurrence, or s.n when there is none. */
size_t span_find(struct span s, struct span needle);
size_t span_find_nocase(struct span s, struct span needle);
static inline size_t span_find_char(struct span s, char c)
{
    const char *at = s.n ? (const char *)memchr(s.p, c, s.n) : NULL;

    return at ? (size_t)(at - s.p) : s.n;
}
static inline bool span_has(struct span s, struct span needle)
{
    return needle.n == 0 || span_find(s, needle) < s.n;
}

/* From `from` to the end, or `n` octets from there; both clamp. */
static inline struct span span_from(struct span s, size_t from)
{
    if (from > s.n)
        from = s.n;
    return (struct span){ s.p ? s.p + from : NULL, s.n - from };
}

static inline struct span span_sub(struct span s, size_t from, size_t n)
{
    s = span_from(s, from);
    if (n < s.n)
        s.n = n;
    return s;
}

/* Without ASCII blanks (space, tab, CR, LF, VT, FF) at both ends. */
struct span span_trim(struct span s);

/* The same, with U+3000 and U+00A0 counted as blanks too. */
struct span span_trim_wide(struct span s);

/* Takes what stands before the first `c` off `rest`, and the `c` with it.
 * False when `rest` is empty (a trailing `c` gives no empty last piece). */
bool span_cut(struct span *rest, char c, struct span *ret_piece);

/* Takes one line off `rest`, without its CRLF, LF or lone CR. */
bool span_line(struct span *rest, struct span *ret_line);

/* Strict UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). */
bool span_is_utf8(struct span s);

/* Length of the character at s.p (1..4); 0 at the end or when malformed. */
size_t span_char(struct span s, unsigned *ret_code);

/* The longest prefix of at most `n` octets that ends between characters. */
struct span span_fit(struct span s, size_t n);

/* True when some octet is a control (below 0x20 or 0x7f). */
bool span_has_control(struct span s);

#endif

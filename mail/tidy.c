#include "tidy.h"

#include <assert.h>

#include "convoke/mail/idn.h"

/* U+FFFD where no character can be read. */
static const struct span unreadable = { "\xef\xbf\xbd", 3 };

static bool is_control(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}

static bool is_clean(struct span s, bool body)
{
    while (s.n) {
        unsigned code = 0;
        size_t n = span_char(s, &code);

        if (n == 0)
            return false;
        if (is_control(code) && !(body && (code == '\n' || code == '\t')))
            return false;
        s = span_from(s, n);
    }
    return true;
}

/* The octets that stand for the control `code` followed by `rest`. */
static struct span instead(unsigned code, struct span rest, bool body)
{
    if (!body)
        return SPAN(" ");
    if (code == '\n' || (code == '\r' && !span_starts(rest, SPAN("\n"))))
        return SPAN("\n");
    return code == '\t' ? SPAN("\t") : SPAN_NONE;
}

static struct span clean(struct span s, bool body, struct arena *arena)
{
    /* An unreadable octet grows to three. */
    char *to = arena_alloc(arena, 3 * s.n + 1);
    size_t used = 0;

    while (s.n) {
        unsigned code = 0;
        size_t n = span_char(s, &code);
        struct span c = n ? span_sub(s, 0, n) : unreadable;

        s = span_from(s, n ? n : 1);
        if (n && is_control(code))
            c = instead(code, s, body);
        if (c.n)
            memcpy(to + used, c.p, c.n);
        used += c.n;
    }
    return span_of(to, used);
}

static struct span tidy(struct span s, size_t most, bool body,
                        struct arena *arena)
{
    assert(arena);
    if (s.n > most)
        s = span_fit(s, most);
    if (!is_clean(s, body))
        s = span_fit(clean(s, body, arena), most);
    return s;
}

struct span tidy_line(struct span s, size_t most, struct arena *arena)
{
    return span_trim(tidy(s, most, /* body= */ false, arena));
}

struct span tidy_body(struct span s, size_t most, struct arena *arena)
{
    return tidy(s, most, /* body= */ true, arena);
}

static struct span lower_from(struct span s, size_t from, struct arena *arena)
{
    char *p = NULL;

    for (size_t i = from; i < s.n; i++) {
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            continue;
        if (!p)
            p = arena_str(arena, s);
        p[i] = (char)(s.p[i] + ('a' - 'A'));
    }
    return p ? span_of(p, s.n) : s;
}

struct span tidy_lower(struct span s, size_t most, struct arena *arena)
{
    return lower_from(tidy_line(s, most, arena), 0, arena);
}

struct span tidy_mail(struct span s, struct arena *arena)
{
    size_t at;

    /* The record drops what is too long; half of it is another address. */
    s = tidy_line(s, s.n, arena);
    for (at = s.n; at > 0 && s.p[at - 1] != '@'; at--)
        ;
    return at ? idn_mail(lower_from(s, at, arena), arena) : s;
}

#include "keyword.h"

#include <assert.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "convoke/mail/facts.h"

/* Compatibility forms may be many times as long as what they stand for. */
enum { MAX_FOLDED = 20 * FACTS_MAX_LINE };

static void folded_drop(utf8proc_uint8_t **p)
{
    free(*p);
}

/* NFKC_Casefold; unreadable input gives nothing. */
static void fold(struct span subject, struct text *to)
{
    CLEANUP(folded_drop) utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)subject.p,
                     (utf8proc_ssize_t)subject.n, &folded,
                     UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                         UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

    if (n > 0)
        text_add(to, span_of((const char *)folded, (size_t)n));
}

static const struct {
    struct span from, to;
} brackets[] = {
    { SPAN("【"), SPAN("[") }, { SPAN("】"), SPAN("]") },
    { SPAN("〔"), SPAN("[") }, { SPAN("〕"), SPAN("]") },
    { SPAN("("), SPAN("[") },  { SPAN(")"), SPAN("]") },
    { SPAN("〖"), SPAN("[") }, { SPAN("〗"), SPAN("]") },
    { SPAN("「"), SPAN("[") }, { SPAN("」"), SPAN("]") },
};

static bool put_bracket(struct span *s, struct text *to)
{
    for (size_t i = 0; i < ARRAY_LEN(brackets); i++)
        if (span_starts(*s, brackets[i].from)) {
            text_add(to, brackets[i].to);
            *s = span_from(*s, brackets[i].from.n);
            return true;
        }
    return false;
}

/* Brackets made one kind, blanks and controls one blank. */
static void smooth(struct span s, struct text *to)
{
    while (s.n) {
        unsigned code = 0;
        size_t n = span_char(s, &code);
        struct span c = span_sub(s, 0, n ? n : 1);

        if (put_bracket(&s, to))
            continue;
        s = span_from(s, c.n);
        if (n == 0)
            continue;
        if (code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0x3000 ||
            code == 0x2028 || code == 0x2029)
            c = SPAN(" ");
        if (c.p[0] == ' ' && (to->n == 0 || to->p[to->n - 1] == ' '))
            continue;
        text_add(to, c);
    }
}

static struct span skip_blanks(struct span s)
{
    while (s.n && s.p[0] == ' ')
        s = span_from(s, 1);
    return s;
}

/* "[2]" of `Re[2]:`. */
static struct span skip_counter(struct span s)
{
    size_t i = 1;

    if (!span_starts(s, SPAN("[")))
        return s;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    if (i == 1 || i >= s.n || s.p[i] != ']')
        return s;
    return skip_blanks(span_from(s, i + 1));
}

static bool strip_prefix(struct span *s)
{
    static const struct span prefixes[] = {
        SPAN("re"),   SPAN("fw"),       SPAN("fwd"),  SPAN("回复"),
        SPAN("回覆"), SPAN("回復"),     SPAN("答复"), SPAN("答覆"),
        SPAN("答復"), SPAN("转发"),     SPAN("轉發"), SPAN("轉寄"),
        SPAN("回信"), SPAN("aw"),       SPAN("sv"),   SPAN("antw"),
        SPAN("rif"),  SPAN("wg"),       SPAN("vs"),   SPAN("tr"),
        SPAN("rv"),   SPAN("回复转发"), SPAN("转寄"), SPAN("r"),
    };

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        struct span rest;
        if (!span_starts(*s, prefixes[i]))
            continue;
        rest = skip_counter(skip_blanks(span_from(*s, prefixes[i].n)));
        if (!span_starts(rest, SPAN(":")))
            continue;
        *s = skip_blanks(span_from(rest, 1));
        return true;
    }
    return false;
}

/* "[请注意,邮件由x代发]": added on the way, nothing the sender wrote. */
static struct span without_warning(struct span s)
{
    size_t at = span_find(s, SPAN("[请注意"));

    if (at < s.n && span_ends(s, SPAN("代发]")))
        s.n = at;
    return span_trim(s);
}

struct span keyword_of(struct span subject, struct arena *arena)
{
    CLEANUP(text_release) struct text folded = TEXT_INIT(MAX_FOLDED);
    CLEANUP(text_release) struct text smoothed = TEXT_INIT(MAX_FOLDED);
    struct span s;

    assert(arena);
    fold(span_fit(subject, FACTS_MAX_LINE), &folded);
    smooth(text_span(&folded), &smoothed);
    s = skip_blanks(text_span(&smoothed));
    while (strip_prefix(&s))
        ;
    s = span_fit(without_warning(s), FACTS_MAX_LINE);
    return arena_span(arena, s);
}

#include "figure.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/civil.h"

enum {
    DIGITS_MAX = 40,    /* octets of a number; programs write at most 24 */
    LAST_DAY = 2958465, /* 9999-12-31, counted from 1900 */
    LAST_DAY_1904 = 2957003,
    NO_DAY = 60, /* the 29th of February that 1900 did not have */
};

/* Format codes */

static bool has_only(struct span s, const char *letters)
{
    for (size_t i = 0; i < s.n; i++)
        if (!memchr(letters, s.p[i], strlen(letters)))
            return false;
    return s.n > 0;
}

static bool is_elapsed(struct span in_brackets)
{
    return has_only(in_brackets, "hH") || has_only(in_brackets, "mM") ||
           has_only(in_brackets, "sS");
}

/* Octets at the start of `code` that are no letters of a format: what stands
 * in quotes or behind an escape, and words that look like some. */
static size_t skipped(struct span code)
{
    static const struct span words[] = {
        { "General", 7 }, { "AM/PM", 5 }, { "A/P", 3 },
        { "E+", 2 },      { "E-", 2 },
    };

    switch (code.p[0]) {
    case '"':
        return span_find_char(span_from(code, 1), '"') + 2;
    case '\\':
    case '_':
    case '*':
        return 2;
    case '[':
        return span_find_char(code, ']') + 1;
    default:
        break;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (span_starts_nocase(code, words[i]))
            return words[i].n;
    return 0;
}

unsigned figure_of_code(struct span code)
{
    unsigned kind = FIGURE_PLAIN;
    bool m = false;

    /* Behind the semicolon stands how other numbers look. */
    while (code.n && code.p[0] != ';') {
        size_t n = skipped(code);

        if (n > 2 && n <= code.n && is_elapsed(span_sub(code, 1, n - 2)))
            kind |= FIGURE_TIME | FIGURE_ELAPSED;
        if (n == 0) {
            if (has_only(span_sub(code, 0, 1), "yYdDeEaA"))
                kind |= FIGURE_DAY;
            else if (has_only(span_sub(code, 0, 1), "hHsS"))
                kind |= FIGURE_TIME;
            else if (has_only(span_sub(code, 0, 1), "mM"))
                m = true;
            n = 1;
        }
        code = span_from(code, n);
    }
    /* A month when it stands alone, minutes beside hours or seconds. */
    return kind == FIGURE_PLAIN && m ? FIGURE_DAY : kind;
}

unsigned figure_of_builtin(unsigned id)
{
    static const struct {
        unsigned from, to, kind;
    } ranges[] = {
        { 14, 17, FIGURE_DAY },
        { 18, 21, FIGURE_TIME },
        { 22, 22, FIGURE_DAY | FIGURE_TIME },
        { 27, 31, FIGURE_DAY },
        { 32, 35, FIGURE_TIME },
        { 36, 36, FIGURE_DAY },
        { 45, 45, FIGURE_TIME },
        { 46, 46, FIGURE_TIME | FIGURE_ELAPSED },
        { 47, 47, FIGURE_TIME },
        { 50, 54, FIGURE_DAY },
        { 55, 56, FIGURE_TIME },
        { 57, 58, FIGURE_DAY },
    };

    for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
        if (id >= ranges[i].from && id <= ranges[i].to)
            return ranges[i].kind;
    return FIGURE_PLAIN;
}

/* Numbers */

/* Only what strtod takes for a decimal number everywhere: it would take
 * "inf" and "0x1p9" as well. */
static bool number_of(struct span v, double *ret)
{
    char buf[DIGITS_MAX + 1];
    char *end;

    if (v.n > DIGITS_MAX || !has_only(v, "0123456789+-.eE"))
        return false;
    memcpy(buf, v.p, v.n);
    buf[v.n] = '\0';
    *ret = strtod(buf, &end);
    return end == buf + v.n && *ret - *ret == 0;
}

static void put_number(double n, struct text *to)
{
    text_addf(to, "%.15G", n == 0 ? 0.0 : n);
}

static bool put_day(int64_t n, bool from_1904, struct text *to)
{
    char buf[CIVIL_TEXT];
    civil_day first = from_1904 ? civil_to_day((struct civil){ 1904, 1, 1 })
                                : civil_to_day((struct civil){ 1899, 12, 31 });

    if (n < (from_1904 ? 0 : 1) || n > (from_1904 ? LAST_DAY_1904 : LAST_DAY))
        return false;
    if (!from_1904 && n == NO_DAY)
        return text_add_str(to, "1900-02-29");
    if (!from_1904 && n > NO_DAY)
        n--;
    return text_add_str(to, civil_print(first + (civil_day)n, buf));
}

static void put_clock(int64_t seconds, struct text *to)
{
    int64_t minutes = seconds / 60;

    text_addf(to, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    if (seconds % 60)
        text_addf(to, ":%02d", (int)(seconds % 60));
}

static bool put_instant(double days, unsigned kind, bool from_1904,
                        struct text *to)
{
    /* The day before the first of 1900 is how a time alone is kept. */
    bool dated = (kind & FIGURE_DAY) &&
                 (days >= 1 || from_1904 || !(kind & FIGURE_TIME));
    int64_t seconds;

    if (!(days >= 0 && days < LAST_DAY + 1))
        return false;
    seconds = (int64_t)(days * CIVIL_DAY + 0.5);
    if (kind & FIGURE_ELAPSED) {
        put_clock(seconds, to);
        return true;
    }
    if (dated && !put_day(seconds / CIVIL_DAY, from_1904, to))
        return false;
    if (dated && (kind & FIGURE_TIME))
        text_add_char(to, ' ');
    if (kind & FIGURE_TIME)
        put_clock(seconds % CIVIL_DAY, to);
    return true;
}

void figure_put(struct span v, unsigned kind, bool from_1904, struct text *to)
{
    double n;

    assert(to);
    v = span_trim(v);
    if (!number_of(v, &n))
        text_add(to, v);
    else if (kind == FIGURE_PLAIN || !put_instant(n, kind, from_1904, to))
        put_number(n, to);
}

void figure_put_iso(struct span v, struct text *to)
{
    struct span clock;
    size_t t;

    assert(to);
    v = span_trim(v);
    v.n = span_find_char(v, '.');
    if (span_ends(v, SPAN("Z")))
        v.n--;
    t = span_find_char(v, 'T');
    clock = span_from(v, t + 1);
    if (clock.n == 8 && span_ends(clock, SPAN(":00")))
        clock.n -= 3;
    if (t > 0 && span_eq(clock, SPAN("00:00")))
        clock = SPAN_NONE;
    text_add(to, span_sub(v, 0, t));
    if (t > 0 && clock.n)
        text_add_char(to, ' ');
    text_add(to, clock);
}

#include "wrap.h"

#include <assert.h>
#include <uchar.h>

#include "convoke/base/table.h"

enum { LONELY = 8, MOST_DASHED = 28 };

/* Sets are code points, not octets: every character of every mail is looked
 * for in several of them. */
static bool is_in(unsigned code, const char32_t *set)
{
    while (*set && *set != code)
        set++;
    return *set != 0;
}

static bool is_digit(unsigned code)
{
    return code >= '0' && code <= '9';
}

static bool is_latin(unsigned code)
{
    return code > ' ' && code < 0x2E80 && !is_in(code, U"“”‘’…—·");
}

static const char32_t no_start[] = U"，。、；：？！）》」』】〕”’…—·,.;:?!)]}";
static const char32_t no_end[] = U"（《「『【〔“‘([{";
static const char32_t numerals[] = U"〇一二三四五六七八九十百零";

/* True when a line must not end between these two. */
static bool is_glued(unsigned before, unsigned after)
{
    bool numeral = is_in(before, numerals);

    if (is_in(after, no_start) || is_in(before, no_end))
        return true;
    if (is_latin(before) && is_latin(after))
        return true;
    if (is_digit(before) && is_in(after, U"年月日天个项条款份名"))
        return true;
    if (is_digit(after) && is_in(before, U"年月日第剩期）"))
        return true;
    if ((before == 0x65E5 || is_digit(before)) && after == 0xFF08) /* 日（ */
        return true;
    return is_in(before, U"第周条") || (numeral && is_in(after, numerals)) ||
           (numeral && is_in(after, U"条项款"));
}

static bool is_blank(unsigned code)
{
    return code == ' ';
}

/* Octets of the longest prefix that fits and ends where a line may end; when
 * there is none, of the longest that fits at all. */
static size_t fitting(struct span s, size_t columns)
{
    size_t at = 0, used = 0, good = 0, n;
    unsigned before = 0, code = 0;

    /* No character is wider than it has octets. */
    if (s.n <= columns)
        return s.n;
    while ((n = span_char(span_from(s, at), &code)) > 0) {
        if (at &&
            (is_blank(code) || is_blank(before) || !is_glued(before, code)))
            good = at;
        used += table_width(span_sub(s, at, n));
        if (used > columns && !is_blank(code))
            return good ? good : at ? at : n;
        at += n;
        before = code;
    }
    return s.n;
}

bool wrap_line(struct span *rest, size_t columns, struct span *ret_line)
{
    size_t n;

    assert(rest);
    assert(columns >= 2);
    *rest = span_trim(*rest);
    if (!rest->n)
        return false;
    n = fitting(*rest, columns);
    /* Not one or two characters alone on the last line. */
    if (n < rest->n && columns > 4 * LONELY &&
        table_width(span_trim(span_from(*rest, n))) < LONELY)
        n = fitting(*rest, columns - LONELY);
    *ret_line = span_trim(span_sub(*rest, 0, n));
    *rest = span_trim(span_from(*rest, n));
    return true;
}

/* Octets of 第 + number + 条, 项 or 款; a number has at most five characters,
 * so that nothing long is ever kept in one line. */
static size_t article_part(struct span s)
{
    enum { MOST = 5 };
    struct span lead = SPAN("第");
    size_t at = lead.n;
    unsigned code = 0;

    if (!span_starts(s, lead))
        return 0;
    for (int digits = 0;; digits++) {
        size_t n = span_char(span_from(s, at), &code);
        if (n == 0)
            return 0;
        at += n;
        if (is_in(code, U"条项款"))
            return digits ? at : 0;
        if (digits == MOST || !(is_digit(code) || is_in(code, numerals)))
            return 0;
    }
}

size_t wrap_article(struct span s)
{
    size_t at = 0;
    size_t n;

    for (int parts = 0; parts < 3; parts++) {
        n = article_part(span_from(s, at));
        if (n == 0)
            break;
        at += n;
    }
    return at;
}

static bool is_dashed(char c)
{
    return c == '-' || is_digit((unsigned char)c) || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

size_t wrap_dashed(struct span s)
{
    struct span weekday = SPAN("（周");
    size_t n = 0;
    bool dash = false;

    while (n < s.n && is_dashed(s.p[n])) {
        dash = dash || (n && s.p[n] == '-');
        n++;
    }
    if (!dash || n > MOST_DASHED)
        return 0;
    if (span_starts(span_from(s, n), weekday))
        n += weekday.n + 2 * strlen("日");
    return n < s.n ? n : s.n;
}

size_t wrap_weekday(struct span s)
{
    struct span lead = SPAN("（周");
    struct span close = SPAN("）");
    size_t day = lead.n + strlen("日");

    if (!span_starts(s, lead) || !span_starts(span_from(s, day), close))
        return 0;
    day += close.n;
    return span_starts(span_from(s, day), SPAN("24:00")) ? day + strlen("24:00")
                                                         : day;
}

size_t wrap_keyword(struct span s)
{
    size_t end = span_find_char(s, ']');

    if (!span_starts(s, SPAN("\"[")) || end == s.n || end > MOST_DASHED)
        return 0;
    return end + 1;
}

bool wrap_joins_tight(unsigned before, unsigned after)
{
    return before >= 0x2E80 || after >= 0x2E80 || is_in(before, U"”’…—") ||
           is_in(after, U"“‘…—");
}

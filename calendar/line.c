#include "line.h"

#include <assert.h>

enum { LINE_MOST = 75 };

static void fold(struct line *l)
{
    text_add(l->to, SPAN("\r\n "));
    l->column = 1;
}

void line_add(struct line *l, struct span s)
{
    assert(l);
    while (l->column + s.n > LINE_MOST) {
        struct span head = span_fit(s, LINE_MOST - l->column);
        text_add(l->to, head);
        fold(l);
        s = span_from(s, head.n);
    }
    text_add(l->to, s);
    l->column += s.n;
}

/* An escape stays whole: readers exist that unescape before they unfold. */
static void add_whole(struct line *l, struct span s)
{
    if (l->column + s.n > LINE_MOST)
        fold(l);
    line_add(l, s);
}

void line_end(struct line *l)
{
    assert(l);
    text_add(l->to, SPAN("\r\n"));
    l->column = 0;
}

/* Where no property may hear a line end: C0, DEL, C1 and Unicode's own. */
static bool is_control(unsigned code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
           code == 0x2029;
}

/* What means something in a parameter, to some readers at least. */
static bool is_left_out(unsigned code)
{
    return code == '"' || code == '^' || code == '\\';
}

static struct span trimmed(struct span s, bool name)
{
    while (s.n) {
        unsigned code = 'x';
        size_t n = span_char(s, &code);
        if (!n ||
            !(code == ' ' || is_control(code) || (name && is_left_out(code))))
            break;
        s = span_from(s, n);
    }
    for (size_t end = s.n; end > 0;) {
        unsigned code = 'x';
        do
            end--;
        while (end > 0 && (s.p[end] & 0xc0) == 0x80);
        if (span_char(span_from(s, end), &code) != s.n - end ||
            !(code == ' ' || is_control(code) || (name && is_left_out(code))))
            break;
        s.n = end;
    }
    return s;
}

struct span line_trim(struct span s)
{
    return trimmed(s, /* name= */ false);
}

struct span line_trim_name(struct span s)
{
    return trimmed(s, /* name= */ true);
}

/* What stands in the object for one character; empty: itself. */
typedef struct span (*line_turn)(unsigned code, bool lines, bool *drop);

static struct span turn_text(unsigned code, bool lines, bool *drop)
{
    (void)drop;
    switch (code) {
    case '\\':
        return SPAN("\\\\");
    case ';':
        return SPAN("\\;");
    case ',':
        return SPAN("\\,");
    case '\n':
        return lines ? SPAN("\\n") : SPAN(" ");
    case '\t':
        return lines ? SPAN_NONE : SPAN(" ");
    default:
        return is_control(code) ? SPAN(" ") : SPAN_NONE;
    }
}

static struct span turn_parameter(unsigned code, bool lines, bool *drop)
{
    (void)lines;
    *drop = is_left_out(code);
    return is_control(code) ? SPAN(" ") : SPAN_NONE;
}

/* Runs of what stands for itself are added at once. */
static void add_turned(struct line *l, struct span s, bool lines,
                       line_turn turn)
{
    size_t run = 0;

    for (size_t at = 0; at < s.n;) {
        unsigned code = 0;
        size_t n = span_char(span_from(s, at), &code);
        bool drop = false;
        struct span as = n ? turn(code, lines, &drop) : SPAN("\xef\xbf\xbd");
        if (n && !as.n && !drop) {
            at += n;
            continue;
        }
        line_add(l, span_sub(s, run, at - run));
        add_whole(l, as);
        at += n ? n : 1;
        run = at;
    }
    line_add(l, span_from(s, run));
}

void line_text(struct line *l, struct span s, bool lines)
{
    assert(l);
    add_turned(l, s, lines, turn_text);
}

void line_parameter(struct line *l, struct span s)
{
    bool quoted = span_find_char(s, ',') < s.n ||
                  span_find_char(s, ';') < s.n || span_find_char(s, ':') < s.n;

    assert(l);
    if (quoted)
        line_add(l, SPAN("\""));
    add_turned(l, s, false, turn_parameter);
    if (quoted)
        line_add(l, SPAN("\""));
}

static void add_escaped(struct line *l, struct span s, struct span apart)
{
    static const char digit[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c > ' ' && c < 0x7f && span_find_char(apart, s.p[i]) == apart.n)
            line_add(l, span_sub(s, i, 1));
        else
            add_whole(
                l, span_of((char[3]){ '%', digit[c >> 4], digit[c & 15] }, 3));
    }
}

void line_uri(struct line *l, struct span s)
{
    assert(l);
    add_escaped(l, s, SPAN("\"<>\\^`{|}"));
}

void line_mailto(struct line *l, struct span mail)
{
    assert(l);
    line_add(l, SPAN("mailto:"));
    add_escaped(l, mail, SPAN("%?#\"<>\\^`{|}[],;:"));
}

/* At least `width` digits. */
static void add_digits(struct line *l, int64_t n, int width)
{
    char buf[24];
    size_t at = sizeof(buf);

    assert(n >= 0);
    for (; n > 0 || width > 0; n /= 10, width--)
        buf[--at] = (char)('0' + n % 10);
    line_add(l, span_of(buf + at, sizeof(buf) - at));
}

void line_number(struct line *l, int64_t n)
{
    assert(l);
    add_digits(l, n, 1);
}

void line_date(struct line *l, civil_day d)
{
    struct civil c = civil_from_day(d);

    assert(l);
    add_digits(l, ((int64_t)c.year * 100 + c.month) * 100 + c.day, 8);
}

void line_local(struct line *l, int64_t moment)
{
    civil_day d = civil_of(moment);
    int64_t s = moment - civil_moment(d, 0);

    line_date(l, d);
    line_add(l, SPAN("T"));
    add_digits(l, (s / 3600 * 100 + s / 60 % 60) * 100 + s % 60, 6);
}

void line_utc(struct line *l, int64_t moment)
{
    line_local(l, moment - CIVIL_OFFSET);
    line_add(l, SPAN("Z"));
}

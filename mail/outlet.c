#include "outlet.h"

#include <assert.h>
#include <stdint.h>

enum { QUOTED_LINE = 76 };

void outlet_flush(struct outlet *o)
{
    assert(o);
    if (o->n && !o->stopped)
        o->stopped = !o->sink(o->to, span_of(o->piece, o->n));
    o->n = 0;
}

void outlet_put(struct outlet *o, struct span s)
{
    assert(o);
    while (s.n && !o->stopped) {
        size_t n = OUTLET_PIECE - o->n;

        if (n > s.n)
            n = s.n;
        memcpy(o->piece + o->n, s.p, n);
        o->n += n;
        s = span_from(s, n);
        if (o->n == OUTLET_PIECE)
            outlet_flush(o);
    }
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_line(const unsigned char *from, size_t n, char *to)
{
    char *at = to;

    assert(n <= BASE64_LINE);
    for (size_t i = 0; i < n; i += 3) {
        unsigned a = from[i];
        unsigned b = i + 1 < n ? from[i + 1] : 0;
        unsigned c = i + 2 < n ? from[i + 2] : 0;

        *at++ = base64_digits[a >> 2];
        *at++ = base64_digits[(a & 3) << 4 | b >> 4];
        *at++ = i + 1 < n ? base64_digits[(b & 15) << 2 | c >> 6] : '=';
        *at++ = i + 2 < n ? base64_digits[c & 63] : '=';
    }
    return (size_t)(at - to);
}

static void base64_put_line(const unsigned char *from, size_t n,
                            struct outlet *o)
{
    char line[BASE64_LINE / 3 * 4 + 2];
    size_t len = base64_line(from, n, line);

    line[len++] = '\r';
    line[len++] = '\n';
    outlet_put(o, span_of(line, len));
}

void base64_add(struct base64 *b, struct outlet *o, struct span octets)
{
    assert(b);
    assert(o);
    while (octets.n) {
        size_t n = BASE64_LINE - b->n;

        if (b->n == 0 && octets.n >= BASE64_LINE) {
            base64_put_line((const unsigned char *)octets.p, BASE64_LINE, o);
            octets = span_from(octets, BASE64_LINE);
            continue;
        }
        if (n > octets.n)
            n = octets.n;
        memcpy(b->wait + b->n, octets.p, n);
        b->n += n;
        octets = span_from(octets, n);
        if (b->n == BASE64_LINE)
            base64_end(b, o);
    }
}

void base64_end(struct base64 *b, struct outlet *o)
{
    assert(b);
    if (b->n)
        base64_put_line(b->wait, b->n, o);
    b->n = 0;
}

void outlet_text_base64(struct outlet *o, struct span text)
{
    struct base64 b = { .n = 0 };
    struct span line;

    while (span_line(&text, &line)) {
        base64_add(&b, o, line);
        base64_add(&b, o, SPAN("\r\n"));
    }
    base64_end(&b, o);
}

/* A dot or "From " at the start of a line and a blank at its end are what
 * servers and mailboxes on the way like to change. */
static bool quoted_must_escape(struct span line, size_t at, size_t column)
{
    unsigned char c = (unsigned char)line.p[at];

    if (c == '=' || c >= 0x7f || (c < 0x20 && c != '\t'))
        return true;
    if (c == ' ' || c == '\t')
        return at + 1 == line.n;
    return column == 0 &&
           (c == '.' ||
            (c == 'F' && span_starts(span_from(line, at), SPAN("From "))));
}

/* How many octets from `at` on go through as they are, wherever they stand in
 * a line: most of a page is such. */
static size_t plain_run(struct span line, size_t at, size_t most)
{
    size_t n = 0;

    if (most > line.n - at - 1)
        most = line.n - at - 1; /* a blank at the end is none of them */
    while (n < most) {
        unsigned char c = (unsigned char)line.p[at + n];
        if (c < 0x20 || c >= 0x7f || c == '=')
            break;
        n++;
    }
    return n;
}

static void quoted_line(struct outlet *o, struct span line)
{
    static const char hex[] = "0123456789ABCDEF";
    char out[QUOTED_LINE + 2];
    size_t column = 0;
    size_t whole = 0; /* a character's octets stay on one line */

    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        size_t plain =
            column ? plain_run(line, i, QUOTED_LINE - 1 - column) : 0;
        bool escape;
        size_t need;

        if (plain) {
            memcpy(out + column, line.p + i, plain);
            column += plain;
            i += plain - 1;
            continue;
        }
        escape = quoted_must_escape(line, i, column);
        need = escape ? 3 : 1;
        if (whole == 0) {
            whole = c < 0x80 ? 1 : span_char(span_from(line, i), NULL);
            if (whole > 1)
                need = 3 * whole;
        }
        whole -= whole > 0;
        if (column + need > QUOTED_LINE - 1) {
            memcpy(out + column, "=\r\n", 3);
            outlet_put(o, span_of(out, column + 3));
            column = 0;
            escape = quoted_must_escape(line, i, column);
        }
        if (escape) {
            out[column++] = '=';
            out[column++] = hex[c >> 4];
            out[column++] = hex[c & 15];
        } else {
            out[column++] = (char)c;
        }
    }
    memcpy(out + column, "\r\n", 2);
    outlet_put(o, span_of(out, column + 2));
}

void outlet_text_quoted(struct outlet *o, struct span text)
{
    struct span line;

    while (span_line(&text, &line))
        quoted_line(o, line);
}

bool outlet_prefers_quoted(struct span text)
{
    size_t escaped = 0;

    /* Sums of one octet each are what a compiler counts sixteen at a time. */
    for (size_t i = 0; i < text.n;) {
        size_t end = text.n - i > UINT8_MAX ? i + UINT8_MAX : text.n;
        uint8_t some = 0;
        for (; i < end; i++)
            some = (uint8_t)(some + ((unsigned char)text.p[i] >= 0x7f) +
                             (text.p[i] == '='));
        escaped += some;
    }
    return escaped <= text.n / 6;
}

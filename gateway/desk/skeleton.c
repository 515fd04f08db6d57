#include "skeleton.h"

#include <assert.h>

#include "convoke/base/own.h"

enum { LABEL_MOST = 63, FAR = 4 };

/* Characters and the small Latin letters they are taken for. */
static const struct likeness {
    unsigned first, last;
    char latin;
} likenesses[] = {
    { '0', '0', 'o' },       { '1', '1', 'l' },       { '5', '5', 's' },
    { 'i', 'i', 'l' },       { 0x00e0, 0x00e5, 'a' }, { 0x00e7, 0x00e7, 'c' },
    { 0x00e8, 0x00eb, 'e' }, { 0x00ec, 0x00ef, 'l' }, { 0x00f1, 0x00f1, 'n' },
    { 0x00f2, 0x00f6, 'o' }, { 0x00f8, 0x00f8, 'o' }, { 0x00f9, 0x00fc, 'u' },
    { 0x00fd, 0x00fd, 'y' }, { 0x00ff, 0x00ff, 'y' }, { 0x0101, 0x0101, 'a' },
    { 0x0103, 0x0103, 'a' }, { 0x0105, 0x0105, 'a' }, { 0x0107, 0x0107, 'c' },
    { 0x010d, 0x010d, 'c' }, { 0x0113, 0x0113, 'e' }, { 0x0117, 0x0117, 'e' },
    { 0x0119, 0x0119, 'e' }, { 0x0131, 0x0131, 'l' }, { 0x0142, 0x0142, 'l' },
    { 0x0144, 0x0144, 'n' }, { 0x0148, 0x0148, 'n' }, { 0x014d, 0x014d, 'o' },
    { 0x015b, 0x015b, 's' }, { 0x0161, 0x0161, 's' }, { 0x0219, 0x0219, 's' },
    { 0x016b, 0x016b, 'u' }, { 0x017a, 0x017a, 'z' }, { 0x017c, 0x017c, 'z' },
    { 0x017e, 0x017e, 'z' }, { 0x0251, 0x0251, 'a' }, { 0x0261, 0x0261, 'g' },
    { 0x0269, 0x0269, 'l' }, { 0x03b1, 0x03b1, 'a' }, { 0x03b5, 0x03b5, 'e' },
    { 0x03b9, 0x03b9, 'l' }, { 0x03ba, 0x03ba, 'k' }, { 0x03bd, 0x03bd, 'v' },
    { 0x03bf, 0x03bf, 'o' }, { 0x03c1, 0x03c1, 'p' }, { 0x03c4, 0x03c4, 't' },
    { 0x03c5, 0x03c5, 'u' }, { 0x03c7, 0x03c7, 'x' }, { 0x0430, 0x0430, 'a' },
    { 0x0432, 0x0432, 'b' }, { 0x0433, 0x0433, 'r' }, { 0x0435, 0x0435, 'e' },
    { 0x043a, 0x043a, 'k' }, { 0x043c, 0x043c, 'm' }, { 0x043d, 0x043d, 'h' },
    { 0x043e, 0x043e, 'o' }, { 0x043f, 0x043f, 'n' }, { 0x0440, 0x0440, 'p' },
    { 0x0441, 0x0441, 'c' }, { 0x0442, 0x0442, 't' }, { 0x0443, 0x0443, 'y' },
    { 0x0445, 0x0445, 'x' }, { 0x0451, 0x0451, 'e' }, { 0x0455, 0x0455, 's' },
    { 0x0456, 0x0457, 'l' }, { 0x0458, 0x0458, 'j' }, { 0x04bb, 0x04bb, 'h' },
    { 0x04cf, 0x04cf, 'l' }, { 0x0501, 0x0501, 'd' }, { 0x051b, 0x051b, 'q' },
    { 0x051d, 0x051d, 'w' },
};

static unsigned resembles(unsigned c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    if (c >= 'A' && c <= 'Z')
        c += 32;
    for (size_t i = 0; i < ARRAY_LEN(likenesses); i++) {
        if (c >= likenesses[i].first && c <= likenesses[i].last)
            return (unsigned char)likenesses[i].latin;
    }
    return c;
}

struct writer {
    char *buf; /* borrowed */
    size_t n, room;
};

static void put(struct writer *w, char c)
{
    char before = '\0';

    if (w->n)
        before = w->buf[w->n - 1];
    /* rn is read as m, vv as w. */
    if (before == 'r' && c == 'n')
        w->buf[w->n - 1] = 'm';
    else if (before == 'v' && c == 'v')
        w->buf[w->n - 1] = 'w';
    else if (w->n < w->room)
        w->buf[w->n++] = c;
}

static void put_code(struct writer *w, unsigned c)
{
    c = resembles(c);
    if (c < 0x80) {
        put(w, (char)c);
        return;
    }
    if (c >= 0x10000)
        put(w, (char)(0xf0 | (c >> 18)));
    if (c >= 0x800)
        put(w, (char)((c >= 0x10000 ? 0x80 : 0xe0) |
                      ((c >> 12) & (c >= 0x10000 ? 0x3f : 0x0f))));
    put(w, (char)((c >= 0x800 ? 0x80 : 0xc0) |
                  ((c >> 6) & (c >= 0x800 ? 0x3f : 0x1f))));
    put(w, (char)(0x80 | (c & 0x3f)));
}

static unsigned puny_digit(char c)
{
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a');
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0') + 26;
    return 36;
}

static unsigned puny_adapt(unsigned delta, unsigned points, bool first)
{
    unsigned k = 0;

    delta = first ? delta / 700 : delta / 2;
    delta += delta / points;
    while (delta > 455) {
        delta /= 35;
        k += 36;
    }
    return k + 36 * delta / (delta + 38);
}

/* One generalised integer of RFC 3492 6.2; false when it is none. */
static bool puny_number(struct span *rest, unsigned bias, unsigned *ret)
{
    unsigned value = 0;
    unsigned weight = 1;

    for (unsigned k = 36;; k += 36) {
        unsigned t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        unsigned digit = rest->n ? puny_digit(rest->p[0]) : 36;

        if (digit >= 36 || weight > 0xffffff || value > 0xffffff)
            return false;
        *rest = span_from(*rest, 1);
        value += digit * weight;
        if (digit < t) {
            *ret = value;
            return true;
        }
        weight *= 36 - t;
    }
}

/* The label behind xn--; false when it does not decode. */
static bool puny_decode(struct span s, unsigned at[LABEL_MOST], size_t *ret_n)
{
    size_t basic = s.n;
    size_t n = 0;
    unsigned code = 128;
    unsigned bias = 72;
    unsigned place = 0;

    while (basic > 0 && s.p[basic - 1] != '-')
        basic--;
    if (basic > LABEL_MOST)
        return false;
    for (; n + 1 < basic; n++)
        at[n] = (unsigned char)s.p[n];
    s = span_from(s, basic);
    while (s.n) {
        unsigned delta;

        if (n >= LABEL_MOST || !puny_number(&s, bias, &delta))
            return false;
        place += delta;
        bias = puny_adapt(delta, (unsigned)n + 1, n + 1 == 1 || code == 128);
        code += place / ((unsigned)n + 1);
        place %= (unsigned)n + 1;
        if (code > 0x10ffff)
            return false;
        memmove(at + place + 1, at + place, (n - place) * sizeof(at[0]));
        at[place++] = code;
        n++;
    }
    *ret_n = n;
    return true;
}

static void put_label(struct writer *w, struct span label)
{
    unsigned at[LABEL_MOST + 1];
    size_t n = 0;
    unsigned c;

    if (span_starts_nocase(label, SPAN("xn--")) &&
        puny_decode(span_from(label, 4), at, &n)) {
        for (size_t i = 0; i < n; i++)
            put_code(w, at[i]);
        return;
    }
    while (label.n) {
        n = span_char(label, &c);
        put_code(w, n ? c : 0xfffd);
        label = span_from(label, n ? n : 1);
    }
}

struct span skeleton_of(struct span domain, char *buf, size_t room)
{
    struct writer w = { .buf = buf, .room = room };
    struct span label;

    assert(buf);
    while (span_cut(&domain, '.', &label)) {
        if (w.n)
            put(&w, '.');
        put_label(&w, label);
    }
    return span_of(buf, w.n);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned skeleton_distance(struct span a, struct span b)
{
    unsigned row[3][SKELETON_MAX + 1];

    if (a.n > SKELETON_MAX || b.n > SKELETON_MAX || a.n > b.n + FAR ||
        b.n > a.n + FAR)
        return FAR;
    for (size_t j = 0; j <= b.n; j++)
        row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.n; i++) {
        unsigned *now = row[i % 3];
        unsigned *before = row[(i + 2) % 3];
        unsigned *earlier = row[(i + 1) % 3];

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned change = before[j - 1] + (a.p[i - 1] != b.p[j - 1]);

            now[j] = least(change, least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
                a.p[i - 2] == b.p[j - 1])
                now[j] = least(now[j], earlier[j - 2] + 1);
        }
    }
    return least(row[a.n % 3][b.n], FAR);
}

#include "charset_guess.h"

/* How octets read as a double-byte charset. */
struct reading {
    size_t pairs;  /* well-formed characters */
    size_t common; /* of these: everyday characters and punctuation */
    size_t low;    /* of these: second octet below 0xa1 */
    size_t wrong;  /* octets that fit nowhere */
};

static unsigned octet(struct span s, size_t i)
{
    return i < s.n ? (unsigned char)s.p[i] : 0;
}

static bool between(unsigned c, unsigned least, unsigned most)
{
    return c >= least && c <= most;
}

/* Four octets as GB18030 has them beyond the double-byte plane. */
static bool is_gb_quad(struct span s, size_t i)
{
    return between(octet(s, i), 0x81, 0xfe) &&
           between(octet(s, i + 1), 0x30, 0x39) &&
           between(octet(s, i + 2), 0x81, 0xfe) &&
           between(octet(s, i + 3), 0x30, 0x39);
}

/* Rows 1 to 3 and the first level of GB2312: nearly all of everyday text. */
static bool is_gb_common(unsigned lead, unsigned trail)
{
    return trail >= 0xa1 &&
           (between(lead, 0xb0, 0xd7) || between(lead, 0xa1, 0xa3));
}

static bool is_big5_common(unsigned lead)
{
    return between(lead, 0xa4, 0xc6) || between(lead, 0xa1, 0xa3);
}

static struct reading read_gb(struct span s)
{
    struct reading r = { 0 };
    size_t i = 0;

    while (i < s.n) {
        unsigned lead = octet(s, i);
        unsigned trail = octet(s, i + 1);
        if (lead < 0x80) {
            i++;
        } else if (is_gb_quad(s, i)) {
            r.pairs++;
            r.common++;
            i += 4;
        } else if (between(lead, 0x81, 0xfe) && trail != 0x7f &&
                   between(trail, 0x40, 0xfe)) {
            r.pairs++;
            r.common += is_gb_common(lead, trail);
            r.low += trail < 0xa1 || lead < 0xa1;
            i += 2;
        } else {
            /* A character cut off at the end is no sign against. */
            r.wrong += i + 1 < s.n;
            i++;
        }
    }
    return r;
}

static struct reading read_big5(struct span s)
{
    struct reading r = { 0 };
    size_t i = 0;

    while (i < s.n) {
        unsigned lead = octet(s, i);
        unsigned trail = octet(s, i + 1);
        if (lead < 0x80) {
            i++;
        } else if (between(lead, 0x87, 0xfe) &&
                   (between(trail, 0x40, 0x7e) || between(trail, 0xa1, 0xfe))) {
            r.pairs++;
            r.common += is_big5_common(lead);
            r.low += trail < 0x80;
            i += 2;
        } else {
            r.wrong += i + 1 < s.n;
            i++;
        }
    }
    return r;
}

/* Big5 text has about half of its second octets below 0x7f, where GB2312 has
 * none; below four characters nothing can be said and GB wins. */
static bool looks_big5(struct span s, struct reading gb)
{
    struct reading big5 = read_big5(s);

    return big5.wrong == 0 && big5.pairs >= 4 &&
           big5.common * 20 >= big5.pairs * 19 && big5.low * 5 >= big5.pairs &&
           big5.low * 5 <= big5.pairs * 4 &&
           (gb.wrong > 0 || gb.common * 4 < gb.pairs * 3);
}

static bool looks_gb(struct reading gb)
{
    size_t plain = gb.pairs - gb.low;

    if (gb.pairs == 0)
        return false;
    if (gb.wrong == 0)
        return plain * 2 >= gb.pairs;
    /* A few damaged octets in a long text do not change what it is. */
    return gb.pairs >= 10 && gb.wrong * 20 <= gb.pairs &&
           plain * 10 >= gb.pairs * 9;
}

/* Two-octet UTF-8 of no common script that reads as everyday GB2312: a short
 * Chinese word such as the two octets of U+6A21. */
static bool is_gb_in_disguise(struct span s)
{
    bool strange = false;
    size_t i = 0;

    while (i < s.n) {
        unsigned code = 0;
        size_t n = span_char(span_from(s, i), &code);
        if (n > 2 || n == 0)
            return false;
        if (n == 2 && (between(code, 0x100, 0x36f) || code > 0x4ff))
            strange = true;
        if (n == 2 && !is_gb_common(octet(s, i), octet(s, i + 1)))
            return false;
        i += n;
    }
    return strange;
}

static bool has_jp_escape(struct span s)
{
    size_t at = 0;

    while (at < s.n) {
        at += span_find_char(span_from(s, at), '\033');
        if (octet(s, at + 1) == '$' &&
            (octet(s, at + 2) == 'B' || octet(s, at + 2) == '@'))
            return true;
        at++;
    }
    return false;
}

static bool is_ascii(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* No other charset has 0xff at either place. */
static bool has_wide_mark(struct span octets)
{
    return span_starts(octets, SPAN("\xff\xfe")) ||
           span_starts(octets, SPAN("\xfe\xff"));
}

enum guess charset_guess(struct span octets)
{
    struct reading gb;

    if (has_wide_mark(octets))
        return GUESS_UTF16;
    if (is_ascii(octets))
        return has_jp_escape(octets) ? GUESS_ISO_2022_JP : GUESS_ASCII;
    if (span_is_utf8(octets))
        return is_gb_in_disguise(octets) ? GUESS_GB18030 : GUESS_UTF8;
    gb = read_gb(octets);
    if (looks_big5(octets, gb))
        return GUESS_BIG5;
    return looks_gb(gb) ? GUESS_GB18030 : GUESS_LATIN1;
}

bool charset_is_surely_utf8(struct span octets, bool narrow)
{
    size_t wide = 0;
    size_t two = 0;
    size_t n;

    for (size_t i = 0; i < octets.n; i += n) {
        n = (unsigned char)octets.p[i] < 0x80
                ? 1
                : span_char(span_from(octets, i), NULL);
        if (n == 0)
            return false;
        wide += n > 2;
        two += n == 2;
    }
    return narrow ? wide + two > 0 : wide >= 2 && wide >= two;
}

/* Octets of a character that began well and was cut: damage that speaks
 * neither for UTF-8 nor against it. */
static size_t cut_char(struct span s, size_t i)
{
    size_t n = 1;

    while (between(octet(s, i + n), 0x80, 0xbf))
        n++;
    return octet(s, i) >= 0xc2 && n > 1 ? n : 0;
}

bool charset_is_mostly_utf8(struct span octets)
{
    size_t good = 0;
    size_t bad = 0;
    size_t n;

    for (size_t i = 0; i < octets.n; i += n) {
        n = (unsigned char)octets.p[i] < 0x80
                ? 1
                : span_char(span_from(octets, i), NULL);
        good += n > 1;
        if (n == 0)
            n = cut_char(octets, i);
        bad += n == 0;
        n += n == 0;
    }
    return good >= bad * 2;
}

bool charset_is_surely_gb(struct span octets)
{
    size_t pairs = 0;

    for (size_t i = 0; i < octets.n; i++) {
        if (octet(octets, i) < 0x80)
            continue;
        if (!is_gb_common(octet(octets, i), octet(octets, i + 1)))
            return false;
        pairs++;
        i++;
    }
    return pairs >= 2;
}

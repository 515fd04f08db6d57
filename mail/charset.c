#include "convoke/mail/charset.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>

#include "charset_alias.h"
#include "charset_guess.h"

enum kind {
    KIND_SILENT, /* a label that says nothing: look at the octets */
    KIND_UTF8,
    KIND_LATIN1, /* read as windows-1252, of which it is a part */
    KIND_HZ,     /* GB2312 in seven bits; no converter of the C library */
    KIND_DOUBLE, /* ASCII and double-byte characters */
    KIND_SINGLE, /* ASCII and single-byte characters */
    KIND_SHIFT,  /* ASCII octets may mean something else */
    KIND_WIDE,   /* nothing below two octets */
};

struct charset {
    const char *name;
    enum kind kind;
    iconv_t converter; /* KIND_DOUBLE and below; opened once */
    /* KIND_SINGLE: code points of the upper octets, 0 where there is none. A
     * table instead of a converter, for each of those is a library mapped into
     * every process that reads a message. NULL: see table_fill. */
    unsigned short *table;
};

/* Converters named here may be opened and no others: glibc's module for
 * ISO-2022-CN-EXT had a hole (CVE-2024-2961), and nobody sends it. */
enum charset_id {
    ID_SILENT,
    ID_UTF8,
    ID_LATIN1,
    ID_HZ,
    ID_GB18030,
    ID_BIG5,
    ID_ISO_2022_JP,
    ID_UTF16,
    ID_REST,
};

static struct charset charsets[] = {
    [ID_SILENT] = { "", KIND_SILENT, NULL, NULL },
    [ID_UTF8] = { "UTF-8", KIND_UTF8, NULL, NULL },
    [ID_LATIN1] = { "WINDOWS-1252", KIND_LATIN1, NULL, NULL },
    [ID_HZ] = { "HZ", KIND_HZ, NULL, NULL },
    [ID_GB18030] = { "GB18030", KIND_DOUBLE, NULL, NULL },
    [ID_BIG5] = { "BIG5-HKSCS", KIND_DOUBLE, NULL, NULL },
    [ID_ISO_2022_JP] = { "ISO-2022-JP", KIND_SHIFT, NULL, NULL },
    [ID_UTF16] = { "UTF-16", KIND_WIDE, NULL, NULL },
    { "ISO-2022-KR", KIND_SHIFT, NULL, NULL },
    { "CP932", KIND_DOUBLE, NULL, NULL },
    { "EUC-JP", KIND_DOUBLE, NULL, NULL },
    { "UHC", KIND_DOUBLE, NULL, NULL },
    { "EUC-TW", KIND_DOUBLE, NULL, NULL },
    { "UTF-7", KIND_SHIFT, NULL, NULL },
    { "UTF-16LE", KIND_WIDE, NULL, NULL },
    { "UTF-16BE", KIND_WIDE, NULL, NULL },
    { "KOI8-R", KIND_SINGLE, NULL, NULL },
    { "KOI8-U", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-2", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-3", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-4", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-5", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-6", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-7", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-8", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-9", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-10", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-11", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-13", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-14", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-15", KIND_SINGLE, NULL, NULL },
    { "ISO-8859-16", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-874", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1250", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1251", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1253", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1254", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1255", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1256", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1257", KIND_SINGLE, NULL, NULL },
    { "WINDOWS-1258", KIND_SINGLE, NULL, NULL },
    { "CP437", KIND_SINGLE, NULL, NULL },
    { "CP850", KIND_SINGLE, NULL, NULL },
    { "CP866", KIND_SINGLE, NULL, NULL },
    { "MACINTOSH", KIND_SINGLE, NULL, NULL },
};

enum { MAX_KEY = 32 };

static bool is_keyed(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Letters and digits of `s` in lower case; over-long becomes empty. */
static size_t key_of(struct span s, char *key)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n && s.p[i] != '*' && s.p[i] != '('; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (!is_keyed(c))
            continue;
        if (n + 1 == MAX_KEY)
            return 0;
        key[n++] = c;
    }
    key[n] = '\0';
    return n;
}

static struct charset *charset_named(struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(charsets); i++)
        if (span_eq(span_str(charsets[i].name), name))
            return &charsets[i];
    return NULL;
}

/* True when `key` is what key_of makes of `name`. */
static bool has_key(const char *name, const char *key)
{
    for (; *name; name++) {
        char c = *name >= 'A' && *name <= 'Z' ? (char)(*name | 0x20) : *name;
        if (is_keyed(c) && c != *key++)
            return false;
    }
    return *key == '\0';
}

/* NULL when the label names what we do not read. */
static struct charset *charset_of(struct span label)
{
    char key[MAX_KEY];
    const char *alias;

    label = span_trim(label);
    if (span_starts_nocase(label, SPAN("charset=")))
        label = span_from(label, 8);
    if (key_of(label, key) == 0)
        return label.n < MAX_KEY ? &charsets[ID_SILENT] : NULL;
    if ((alias = charset_alias(key)))
        return charset_named(span_str(alias));
    for (size_t i = 0; i < ARRAY_LEN(charsets); i++)
        if (has_key(charsets[i].name, key))
            return &charsets[i];
    return NULL;
}

struct span charset_canonical(struct span label)
{
    const struct charset *c = charset_of(label);

    return c ? span_str(c->name) : SPAN_NONE;
}

enum { UPPER = 128, TABLES = 32 };

/* The code point of one octet; 0 when it has none, -1 when the converter waits
 * for the next octet, to compose the two. */
static int code_of(iconv_t converter, unsigned char octet)
{
    char utf8[8];
    char *in = (char *)&octet, *out = utf8;
    size_t left = 1, room = sizeof(utf8);
    unsigned code = 0;

    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &in, &left, &out, &room) == (size_t)-1)
        return 0;
    if (room == sizeof(utf8))
        return -1;
    span_char(span_of(utf8, sizeof(utf8) - room), &code);
    return code <= 0xffff ? (int)code : 0;
}

/* False for the charsets that compose (Hebrew, Vietnamese): those keep their
 * converter. */
static bool table_fill(iconv_t converter, unsigned short *table)
{
    for (unsigned i = 0; i < UPPER; i++) {
        int code = code_of(converter, (unsigned char)(UPPER + i));

        if (code < 0)
            return false;
        table[i] = (unsigned short)code;
    }
    return true;
}

void charset_prepare(void)
{
    static bool done;
    static unsigned short tables[TABLES][UPPER];
    size_t n = 0;

    if (done)
        return;
    done = true;
    for (size_t i = 0; i < ARRAY_LEN(charsets); i++) {
        struct charset *c = &charsets[i];

        if (c->kind < KIND_DOUBLE)
            continue;
        c->converter = iconv_open("UTF-8", c->name);
        if (c->kind != KIND_SINGLE || c->converter == (iconv_t)-1 ||
            n == TABLES || !table_fill(c->converter, tables[n]))
            continue;
        c->table = tables[n++];
        iconv_close(c->converter);
        c->converter = NULL;
    }
}

/* Adds what fits: the ceiling cuts at a character. */
static void put(struct text *to, struct span s)
{
    size_t left = to->ceiling - to->n;

    if (to->over || s.n <= left) {
        text_add(to, s);
        return;
    }
    text_add(to, span_fit(s, left));
    to->over = true;
}

static void put_unknown(struct text *to, unsigned *flags)
{
    put(to, SPAN("\xef\xbf\xbd"));
    *flags |= CHARSET_LOSSY;
}

static unsigned add_utf8(struct span s, struct text *to)
{
    unsigned flags = 0;
    size_t start = 0;
    size_t i = 0;

    while (i < s.n && !to->over) {
        size_t n =
            (unsigned char)s.p[i] < 0x80 ? 1 : span_char(span_from(s, i), NULL);
        if (n) {
            i += n;
            continue;
        }
        put(to, span_sub(s, start, i - start));
        /* The rest of a broken character is not a second mistake. */
        do {
            i++;
        } while (i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80);
        start = i;
        put_unknown(to, &flags);
    }
    put(to, span_sub(s, start, i - start));
    return flags;
}

static unsigned add_latin1(struct span s, struct text *to)
{
    static const unsigned short upper[32] = {
        0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
        0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
    };

    for (size_t i = 0; i < s.n && !to->over; i++) {
        unsigned c = (unsigned char)s.p[i];
        text_add_code(to, c >= 0x80 && c < 0xa0 ? upper[c - 0x80] : c);
    }
    return 0;
}

/* One refused octet. GB18030 gives 0x80 no meaning; Windows writes the euro
 * sign so and nobody anything else. */
static size_t step_over(const struct charset *c, struct span s, struct text *to,
                        unsigned *flags)
{
    if (c == &charsets[ID_GB18030] && s.p[0] == '\x80')
        put(to, SPAN("\xe2\x82\xac"));
    else
        put_unknown(to, flags);
    return c->kind == KIND_WIDE && s.n > 1 ? 2 : 1;
}

static unsigned add_converted(const struct charset *c, struct span s,
                              struct text *to)
{
    unsigned flags = 0;
    /* The C library converts anew what did not fit: give it room. */
    char piece[16 * 1024];
    char *in = (char *)s.p;
    size_t left = s.n;

    iconv(c->converter, NULL, NULL, NULL, NULL);
    while (left && !to->over) {
        char *out = piece;
        size_t room = sizeof(piece);
        size_t r = iconv(c->converter, &in, &left, &out, &room);
        int error = r == (size_t)-1 ? errno : 0;
        /* Some converters hold a character back to see what follows. */
        if ((error == EILSEQ && c->kind == KIND_DOUBLE) || left == 0)
            iconv(c->converter, NULL, NULL, &out, &room);
        put(to, span_of(piece, sizeof(piece) - room));
        if (error == EINVAL) {
            flags |= CHARSET_LOSSY; /* cut in the last character */
            break;
        }
        if (error == EILSEQ) {
            size_t n = step_over(c, span_of(in, left), to, &flags);
            in += n;
            left -= n;
        }
    }
    return flags;
}

static unsigned add_single(const struct charset *c, struct span s,
                           struct text *to)
{
    unsigned flags = 0;

    for (size_t i = 0; i < s.n && !to->over; i++) {
        unsigned char octet = (unsigned char)s.p[i];
        unsigned code = octet < UPPER ? octet : c->table[octet - UPPER];

        if (octet && !code)
            put_unknown(to, &flags);
        else
            text_add_code(to, code);
    }
    return flags;
}

/* HZ (RFC 1843): between ~{ and ~} pairs of GB2312 without the high bit. */
static unsigned add_hz(struct span s, struct text *to)
{
    unsigned flags = 0;
    bool chinese = false;
    char pair[2];

    for (size_t i = 0; i < s.n && !to->over; i++) {
        char next = i + 1 < s.n ? s.p[i + 1] : '\0';
        if (s.p[i] == '~' && (next == '{' || next == '}')) {
            chinese = next == '{';
            i++;
        } else if (s.p[i] == '~' && !chinese && (next == '~' || next == '\n')) {
            put(to, next == '~' ? SPAN("~") : SPAN_NONE);
            i++;
        } else if (s.p[i] == '\n') {
            chinese = false; /* a line never ends in Chinese */
            put(to, SPAN("\n"));
        } else if (chinese && next) {
            pair[0] = (char)(s.p[i] | 0x80);
            pair[1] = (char)(next | 0x80);
            flags |= add_converted(&charsets[ID_GB18030], span_of(pair, 2), to);
            i++;
        } else {
            flags |= add_utf8(span_sub(s, i, 1), to);
        }
    }
    return flags;
}

static unsigned add_as(const struct charset *c, struct span s, struct text *to)
{
    switch (c->kind) {
    case KIND_LATIN1:
        return add_latin1(s, to);
    case KIND_HZ:
        return add_hz(s, to);
    case KIND_SINGLE:
        if (c->table)
            return add_single(c, s, to);
        /* fall through */
    case KIND_DOUBLE:
    case KIND_SHIFT:
    case KIND_WIDE:
        if (c->converter && c->converter != (iconv_t)-1)
            return add_converted(c, s, to);
        break;
    case KIND_SILENT:
    case KIND_UTF8:
        break;
    }
    return add_utf8(s, to);
}

static bool is_plain(struct span s)
{
    unsigned long word;
    const unsigned long high = ~0UL / 255 * 0x80;
    size_t i = 0;

    for (; i + sizeof(word) <= s.n; i += sizeof(word)) {
        memcpy(&word, s.p + i, sizeof(word));
        if (word & high)
            return false;
    }
    for (; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return !memchr(s.p, '\033', s.n);
}

static const struct charset *guessed(struct span s)
{
    static const enum charset_id ids[] = {
        [GUESS_ASCII] = ID_UTF8,      [GUESS_UTF8] = ID_UTF8,
        [GUESS_GB18030] = ID_GB18030, [GUESS_BIG5] = ID_BIG5,
        [GUESS_LATIN1] = ID_LATIN1,   [GUESS_ISO_2022_JP] = ID_ISO_2022_JP,
        [GUESS_UTF16] = ID_UTF16,
    };

    return &charsets[ids[charset_guess(s)]];
}

/* What the octets are when the label `c` is plainly wrong, else NULL. */
static const struct charset *contradicted(const struct charset *c,
                                          struct span s)
{
    switch (c->kind) {
    case KIND_LATIN1:
    case KIND_SINGLE:
        if (charset_is_surely_utf8(s, /* narrow= */ c->kind == KIND_LATIN1))
            return &charsets[ID_UTF8];
        /* A Chinese client with an English face says Latin-1. */
        if (c->kind == KIND_LATIN1 && charset_is_surely_gb(s))
            return &charsets[ID_GB18030];
        break;
    case KIND_DOUBLE:
        if (charset_is_surely_utf8(s, /* narrow= */ false))
            return &charsets[ID_UTF8];
        break;
    case KIND_UTF8:
        return charset_is_mostly_utf8(s) ? NULL : guessed(s);
    case KIND_HZ:
        return is_plain(s) ? NULL : guessed(s);
    case KIND_SHIFT:
        return charset_is_surely_utf8(s, /* narrow= */ true)
                   ? &charsets[ID_UTF8]
                   : NULL;
    case KIND_WIDE:
        return span_is_utf8(s) && !memchr(s.p, '\0', s.n) ? &charsets[ID_UTF8]
                                                          : NULL;
    case KIND_SILENT:
        break;
    }
    return NULL;
}

/* The byte order mark says what we know by then. */
static struct span without_mark(struct span utf8)
{
    return span_starts(utf8, SPAN("\xef\xbb\xbf")) ? span_from(utf8, 3) : utf8;
}

unsigned charset_to_utf8(struct span octets, struct span label,
                         struct span hint, struct text *to)
{
    const struct charset *c = charset_of(label);
    const struct charset *better;
    unsigned flags = 0;

    assert(to);
    if (octets.n == 0)
        return 0;
    if (!c || c->kind == KIND_SILENT)
        c = charset_of(hint);
    if ((!c || (c->kind < KIND_SHIFT && c->kind != KIND_HZ)) &&
        is_plain(octets)) {
        put(to, octets);
        return 0;
    }
    if (c && c->kind == KIND_UTF8 && span_is_utf8(octets)) {
        put(to, without_mark(octets));
        return 0;
    }
    charset_prepare();
    if (!c || c->kind == KIND_SILENT) {
        c = guessed(octets);
        flags = CHARSET_GUESSED;
    } else if ((better = contradicted(c, octets))) {
        c = better;
        flags = CHARSET_CONTRADICTED;
    }
    if (c->kind == KIND_UTF8)
        octets = without_mark(octets);
    return flags | add_as(c, octets, to);
}

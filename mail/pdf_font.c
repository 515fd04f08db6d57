#include "pdf_font.h"

#include <assert.h>

#include "convoke/mail/charset.h"

enum { CODES = 65536 };

static unsigned number_at(struct span s, size_t i, size_t n)
{
    unsigned v = 0;

    for (; n > 0 && i < s.n; n--, i++)
        v = v << 8 | (unsigned char)s.p[i];
    return v;
}

/* ---- ToUnicode ---- */

/* UTF-16BE; of several letters the first. */
static unsigned letter_of(struct span s)
{
    unsigned high = number_at(s, 0, 2);
    unsigned low = number_at(s, 2, 2);

    if (s.n == 1)
        return number_at(s, 0, 1);
    if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000)
        return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return high >= 0xd800 && high < 0xe000 ? 0 : high;
}

static void set_letter(struct pdf_font *f, unsigned code, unsigned letter)
{
    if (code < CODES)
        f->letters[code] = letter;
}

static void set_letters(struct pdf *pdf, struct pdf_font *f, unsigned code,
                        struct span letters)
{
    unsigned first = letter_of(letters);

    set_letter(f, code, first);
    if (letters.n > (first > 0xffff ? 4U : 2U) && f->ligatures.n < 256)
        *list_push(&f->ligatures, pdf->arena) =
            (struct pdf_ligature){ code, arena_span(pdf->arena, letters) };
}

static void read_range(struct pdf *pdf, struct pdf_font *f, struct span *rest)
{
    struct span low;
    struct span high;
    struct span to;
    struct span item;
    struct span s;
    unsigned from;
    unsigned last;

    if (!pdf_value(rest, &low) || !pdf_value(rest, &high) ||
        !pdf_value(rest, &to))
        return;
    s = pdf_string(pdf, low);
    from = number_at(s, 0, s.n);
    s = pdf_string(pdf, high);
    last = number_at(s, 0, s.n);
    if (last >= CODES)
        last = CODES - 1;
    if (to.p[0] == '[') {
        for (s = pdf_array(to); from <= last && pdf_value(&s, &item); from++)
            set_letters(pdf, f, from, pdf_string(pdf, item));
        return;
    }
    for (unsigned letter = letter_of(pdf_string(pdf, to)); from <= last; from++)
        set_letter(f, from, letter++);
}

static void read_character(struct pdf *pdf, struct pdf_font *f,
                           struct span value, struct span *rest)
{
    struct span octets = pdf_string(pdf, value);
    unsigned code = number_at(octets, 0, octets.n);
    struct span to;

    if (pdf_value(rest, &to))
        set_letters(pdf, f, code, pdf_string(pdf, to));
}

static bool is_word(struct span value, const char *word)
{
    return span_eq(value, span_str(word));
}

static void read_map(struct pdf *pdf, struct pdf_font *f, struct span map)
{
    enum { NOTHING, CHARACTERS, RANGES } in = NOTHING;
    size_t steps = 0;
    struct span value;
    struct span before = map;

    f->letters = arena_alloc(pdf->arena, CODES * sizeof(*f->letters));
    while (pdf_value(&map, &value) && steps++ < 4 * CODES) {
        if (is_word(value, "beginbfchar"))
            in = CHARACTERS;
        else if (is_word(value, "beginbfrange"))
            in = RANGES;
        else if (is_word(value, "endbfchar") || is_word(value, "endbfrange"))
            in = NOTHING;
        else if (in == CHARACTERS)
            read_character(pdf, f, value, &map);
        else if (in == RANGES) {
            map = before;
            read_range(pdf, f, &map);
        }
        before = map;
    }
}

/* ---- widths ---- */

static void set_width(struct pdf_font *f, unsigned code, double width)
{
    if (code < CODES)
        f->widths[code] = (float)width;
}

/* "first [w w …]" or "first last w". */
static void read_wide_widths(struct pdf *pdf, struct pdf_font *f,
                             struct span widths)
{
    struct span rest = pdf_array(widths);
    struct span first;
    struct span next;
    struct span w;

    while (pdf_value(&rest, &first) && pdf_value(&rest, &next)) {
        unsigned code = (unsigned)pdf_count(first);
        unsigned last = (unsigned)pdf_count(next);
        struct span list;

        next = pdf_follow(pdf, next);
        list = pdf_array(next);
        if (next.n && next.p[0] == '[') {
            while (pdf_value(&list, &w))
                set_width(f, code++, pdf_number(w));
        } else if (pdf_value(&rest, &w)) {
            for (; code <= last && code < CODES; code++)
                set_width(f, code, pdf_number(w));
        }
    }
}

static void read_narrow_widths(struct pdf *pdf, struct pdf_font *f,
                               struct span dictionary)
{
    struct span rest = pdf_array(pdf_get(pdf, dictionary, "Widths"));
    unsigned code = (unsigned)pdf_count(pdf_get(pdf, dictionary, "FirstChar"));
    struct span w;

    while (code < 256 && pdf_value(&rest, &w))
        set_width(f, code++, pdf_number(pdf_follow(pdf, w)));
}

/* ---- the font ---- */

static void read_wide(struct pdf *pdf, struct pdf_font *f,
                      struct span dictionary)
{
    struct span rest = pdf_array(pdf_get(pdf, dictionary, "DescendantFonts"));
    struct span encoding = pdf_get(pdf, dictionary, "Encoding");
    struct span child = SPAN_NONE;
    struct span usual;

    f->octets = 2;
    f->is_unicode = span_starts(encoding, SPAN("/Uni"));
    f->is_gb = span_starts(encoding, SPAN("/GB"));
    (void)pdf_value(&rest, &child);
    child = pdf_follow(pdf, child);
    usual = pdf_get(pdf, child, "DW");
    f->usual = usual.n ? (float)pdf_number(usual) : 1000;
    read_wide_widths(pdf, f, pdf_get(pdf, child, "W"));
}

/* "ABCDEF+Wingdings2" and "Wingdings-Regular". */
static enum symbol_font symbol_of(struct span name)
{
    size_t plus = span_find_char(name, '+');

    if (plus < name.n)
        name = span_from(name, plus + 1);
    else
        name = span_from(name, 1);
    name = span_sub(name, 0, span_find_char(name, '-'));
    return symbol_font_of(name);
}

struct pdf_font *pdf_font_read(struct pdf *pdf, struct span dictionary)
{
    struct pdf_font *f = arena_alloc(pdf->arena, sizeof(*f));
    struct span map = pdf_stream(pdf, pdf_get_raw(dictionary, "ToUnicode"));

    f->octets = 1;
    f->usual = 500;
    f->widths = arena_alloc(pdf->arena, CODES * sizeof(*f->widths));
    for (size_t i = 0; i < CODES; i++)
        f->widths[i] = -1;
    f->symbol = symbol_of(pdf_get(pdf, dictionary, "BaseFont"));
    if (pdf_is_name(pdf_get(pdf, dictionary, "Subtype"), "Type0"))
        read_wide(pdf, f, dictionary);
    else
        read_narrow_widths(pdf, f, dictionary);
    if (map.n)
        read_map(pdf, f, map);
    return f;
}

static unsigned gb_letter(struct span code)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(16);
    unsigned letter = 0;

    (void)charset_to_utf8(code, SPAN_NONE, SPAN("GB18030"), &t);
    (void)span_char(text_span(&t), &letter);
    return letter;
}

static unsigned letter(const struct pdf_font *f, unsigned code,
                       struct span octets)
{
    unsigned mapped = f->letters && code < CODES ? f->letters[code] : 0;
    unsigned tick = 0;

    if (f->symbol)
        tick = symbol_tick(f->symbol, mapped ? mapped : code);
    if (tick || mapped)
        return tick ? tick : mapped;
    if (f->is_gb)
        return gb_letter(octets);
    if (f->is_unicode)
        return letter_of(octets);
    return f->octets == 1 && !f->letters && code >= 0x20 ? code : 0;
}

static size_t ligature(const struct pdf_font *f, unsigned code,
                       unsigned letters[PDF_LETTERS])
{
    size_t n = 0;

    list_each(&f->ligatures, l)
    {
        if (l->code != code)
            continue;
        for (; n < PDF_LETTERS && 2 * n + 1 < l->letters.n; n++)
            letters[n] = number_at(l->letters, 2 * n, 2);
        return n;
    }
    return 0;
}

unsigned pdf_font_next(const struct pdf_font *f, struct span *rest,
                       unsigned letters[PDF_LETTERS], size_t *ret_n)
{
    size_t n = f->octets;
    unsigned code;

    if (f->is_gb && (unsigned char)rest->p[0] < 0x81)
        n = 1;
    code = number_at(*rest, 0, n);
    *ret_n = f->ligatures.n ? ligature(f, code, letters) : 0;
    if (*ret_n == 0) {
        letters[0] = letter(f, code, span_sub(*rest, 0, n));
        *ret_n = letters[0] != 0;
    }
    *rest = span_from(*rest, n);
    return code;
}

float pdf_font_width(const struct pdf_font *f, unsigned code)
{
    return code < CODES && f->widths[code] >= 0 ? f->widths[code] : f->usual;
}

#include "pdf_object.h"

#include <assert.h>
#include <stdlib.h>
#include <zlib.h>

#include "pdf.h"

enum { NESTING = 60, ENDSTREAM = 9 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
           c == '\0';
}

static bool is_delimiter(char c)
{
    return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' ||
           c == ']' || c == '{' || c == '}' || c == '/' || c == '%';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t skip_blanks(struct span s, size_t i)
{
    while (i < s.n && (is_blank(s.p[i]) || s.p[i] == '%'))
        if (s.p[i] == '%')
            while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r')
                i++;
        else
            i++;
    return i;
}

/* ---- one token: its end ---- */

static size_t string_end(struct span s, size_t i)
{
    int depth = 0;

    for (; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '(')
            depth++;
        else if (s.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s.n;
}

static size_t word_end(struct span s, size_t i)
{
    while (i < s.n && !is_blank(s.p[i]) && !is_delimiter(s.p[i]))
        i++;
    return i;
}

static size_t token_end(struct span s, size_t i)
{
    char c = s.p[i];
    bool twice = i + 1 < s.n && s.p[i + 1] == c;

    if (c == '(')
        return string_end(s, i);
    if ((c == '<' || c == '>') && twice)
        return i + 2;
    if (c == '<') {
        size_t end = span_find_char(span_from(s, i), '>');
        return i + end + (i + end < s.n);
    }
    if (c == '/')
        return word_end(s, i + 1);
    if (is_delimiter(c))
        return i + 1;
    return word_end(s, i);
}

/* "7 0 R" behind a first number that ends at `i`; else `i` again. */
static size_t reference_end(struct span s, size_t i)
{
    size_t at = skip_blanks(s, i);
    size_t end = at;

    while (end < s.n && is_digit(s.p[end]))
        end++;
    if (end == at)
        return i;
    at = skip_blanks(s, end);
    if (at < s.n && s.p[at] == 'R' && word_end(s, at) == at + 1)
        return at + 1;
    return i;
}

bool pdf_value(struct span *rest, struct span *ret)
{
    struct span s = *rest;
    size_t from = skip_blanks(s, 0);
    size_t at = from;
    int depth = 0;

    while (at < s.n) {
        char c = s.p[at];
        bool opens =
            c == '[' || (c == '<' && at + 1 < s.n && s.p[at + 1] == '<');
        bool closes =
            c == ']' || (c == '>' && at + 1 < s.n && s.p[at + 1] == '>');
        size_t end = token_end(s, at);

        if (depth == 0 && is_digit(c))
            end = reference_end(s, end);
        depth += opens - closes;
        at = end;
        if (depth <= 0 || depth > NESTING)
            break;
        at = skip_blanks(s, at);
    }
    *ret = span_sub(s, from, at - from);
    *rest = span_from(s, at);
    return ret->n > 0;
}

/* ---- values ---- */

static struct span between(struct span value, const char *open, size_t close)
{
    struct span o = span_str(open);

    if (!span_starts(value, o) || value.n < o.n + close)
        return SPAN_NONE;
    return span_sub(value, o.n, value.n - o.n - close);
}

struct span pdf_array(struct span value)
{
    return between(value, "[", 1);
}

bool pdf_is_name(struct span value, const char *name)
{
    return value.n && value.p[0] == '/' &&
           span_eq(span_from(value, 1), span_str(name));
}

struct span pdf_get_raw(struct span dictionary, const char *key)
{
    struct span rest = between(dictionary, "<<", 2);
    struct span name;
    struct span value;

    while (pdf_value(&rest, &name) && pdf_value(&rest, &value))
        if (pdf_is_name(name, key))
            return value;
    return SPAN_NONE;
}

long pdf_number_of(struct span reference)
{
    long n = 0;
    size_t i = 0;

    if (reference.n < 5 || reference.p[reference.n - 1] != 'R')
        return -1;
    for (; i < reference.n && is_digit(reference.p[i]) && n < PDF_MAX_OBJECTS;
         i++)
        n = n * 10 + (reference.p[i] - '0');
    return i && i < reference.n && is_blank(reference.p[i]) ? n : -1;
}

const struct pdf_object *pdf_object(const struct pdf *pdf,
                                    struct span reference)
{
    long n = pdf_number_of(reference);

    return n >= 0 && (size_t)n < pdf->objects.n ? &pdf->objects.at[n] : NULL;
}

struct span pdf_follow(const struct pdf *pdf, struct span value)
{
    for (int i = 0; i < 8; i++) {
        const struct pdf_object *o = pdf_object(pdf, value);

        if (!o)
            break;
        value = o->value;
    }
    return pdf_number_of(value) >= 0 ? SPAN_NONE : value;
}

struct span pdf_get(const struct pdf *pdf, struct span dictionary,
                    const char *key)
{
    return pdf_follow(pdf, pdf_get_raw(dictionary, key));
}

double pdf_number(struct span s)
{
    double v = 0;
    double scale = 1;
    bool minus = false;
    bool point = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '-')
            minus = true;
        else if (s.p[i] == '.')
            point = true;
        else if (!is_digit(s.p[i]))
            continue;
        else if (!point && v < 1e12)
            v = v * 10 + (s.p[i] - '0');
        else if (point && scale > 1e-9)
            v += (s.p[i] - '0') * (scale /= 10);
    }
    return minus ? -v : v;
}

size_t pdf_count(struct span value)
{
    double v = pdf_number(value);

    return v > 0 ? (size_t)v : 0;
}

static int hex_of(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void add_hex(struct text *t, struct span s)
{
    int half = -1;

    for (size_t i = 0; i < s.n; i++) {
        int d = hex_of(s.p[i]);

        if (d < 0)
            continue;
        if (half >= 0)
            text_add_char(t, (char)(half << 4 | d));
        half = half >= 0 ? -1 : d;
    }
    if (half >= 0)
        text_add_char(t, (char)(half << 4));
}

/* What a backslash begins at s.p[i]; returns the index of its last octet. */
static size_t add_escape(struct text *t, struct span s, size_t i)
{
    static const char letters[] = "nrtbf";
    static const char meant[] = "\n\r\t\b\f";
    const char *at = strchr(letters, s.p[i]);
    unsigned octal = 0;
    size_t n = 0;

    if (s.p[i] && at) {
        text_add_char(t, meant[at - letters]);
        return i;
    }
    for (; n < 3 && i + n < s.n && s.p[i + n] >= '0' && s.p[i + n] <= '7'; n++)
        octal = octal * 8 + (unsigned)(s.p[i + n] - '0');
    if (n) {
        text_add_char(t, (char)(octal & 0xff));
        return i + n - 1;
    }
    if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
        return i + 1;
    if (s.p[i] != '\n' && s.p[i] != '\r')
        text_add_char(t, s.p[i]);
    return i;
}

struct span pdf_string(struct pdf *pdf, struct span value)
{
    struct text *t = &pdf->string;
    struct span s = between(value, "(", 1);

    text_reset(t);
    if (value.n && value.p[0] == '<')
        add_hex(t, value);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && i + 1 < s.n)
            i = add_escape(t, s, i + 1);
        else if (s.p[i] != '\\')
            text_add_char(t, s.p[i]);
    }
    return text_span(t);
}

/* ---- streams ---- */

static bool spend(struct pdf *pdf, size_t packed, size_t out, size_t n)
{
    pdf->budget->used += n;
    if (out > ARCHIVE_MAX_PART || pdf->budget->used > ARCHIVE_MAX_TOTAL ||
        (out > ARCHIVE_RATIO_FROM && out / ARCHIVE_MAX_RATIO > packed))
        pdf->broken = true;
    return !pdf->broken;
}

/* As far as it goes: a stream whose end is missing has its beginning. */
static struct span inflated(struct pdf *pdf, struct span packed)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(ARCHIVE_MAX_PART + 65536);
    char piece[16 * 1024];
    z_stream z = { 0 };
    int got = Z_OK;

    if (inflateInit(&z) != Z_OK)
        return SPAN_NONE;
    z.next_in = (Bytef *)(uintptr_t)packed.p;
    z.avail_in = (uInt)packed.n;
    while (got == Z_OK) {
        size_t n;

        z.next_out = (Bytef *)piece;
        z.avail_out = sizeof(piece);
        got = inflate(&z, Z_NO_FLUSH);
        n = sizeof(piece) - z.avail_out;
        text_add(&out, span_of(piece, n));
        if ((got == Z_OK && n == 0) || !spend(pdf, packed.n, out.n, n))
            break;
    }
    inflateEnd(&z);
    return pdf->broken ? SPAN_NONE : arena_span(pdf->arena, text_span(&out));
}

static struct span unpacked(struct pdf *pdf, const struct pdf_object *o)
{
    struct span filter = pdf_get(pdf, o->value, "Filter");
    struct span rest = pdf_array(filter);
    struct span first;

    if (filter.n == 0)
        return o->stream;
    if (filter.p[0] == '[') {
        if (!pdf_value(&rest, &first))
            return o->stream;
        filter = pdf_follow(pdf, first);
        if (pdf_value(&rest, &first))
            return SPAN_NONE; /* packed twice: nothing that we read is */
    }
    if (pdf_is_name(filter, "FlateDecode") || pdf_is_name(filter, "Fl"))
        return inflated(pdf, o->stream);
    return SPAN_NONE;
}

struct span pdf_stream(struct pdf *pdf, struct span reference)
{
    const struct pdf_object *o = pdf_object(pdf, reference);

    return o && o->has_stream ? unpacked(pdf, o) : SPAN_NONE;
}

/* ---- the file ---- */

static struct pdf_object *object_at(struct pdf *pdf, unsigned long n)
{
    if (n >= PDF_MAX_OBJECTS)
        return NULL;
    while (pdf->objects.n <= n)
        (void)list_push(&pdf->objects, pdf->arena);
    return &pdf->objects.at[n];
}

/* The stream that may follow a dictionary; returns where to go on. A length
 * that does not lead to the stream's end is no length. */
static size_t take_stream(struct pdf *pdf, size_t at, struct pdf_object *o)
{
    struct span s = pdf->bytes;
    struct span length = pdf_get_raw(o->value, "Length");
    size_t from = skip_blanks(s, at);
    size_t n;

    if (!span_starts(span_from(s, from), SPAN("stream")))
        return at;
    from += 6;
    if (from < s.n && s.p[from] == '\r')
        from++;
    if (from < s.n && s.p[from] == '\n')
        from++;
    n = pdf_count(length);
    if (pdf_number_of(length) >= 0 || n > s.n - from ||
        !span_starts(span_from(s, skip_blanks(s, from + n)), SPAN("endstream")))
        n = span_find(span_from(s, from), SPAN("endstream"));
    o->stream = span_sub(s, from, n);
    o->has_stream = true;
    return from + n;
}

/* The number before "obj" at `at`: "12 0 obj". */
static bool number_before(struct span s, size_t at, unsigned long *ret)
{
    size_t i = at;
    size_t from;

    while (i > 0 && is_blank(s.p[i - 1]))
        i--;
    from = i;
    while (i > 0 && is_digit(s.p[i - 1]))
        i--;
    if (i == from || i == 0 || !is_blank(s.p[i - 1]))
        return false;
    while (i > 0 && is_blank(s.p[i - 1]))
        i--;
    from = i;
    while (i > 0 && is_digit(s.p[i - 1]) && from - i < 8)
        i--;
    *ret = pdf_count(span_sub(s, i, from - i));
    return from > i;
}

static void look_at_trailer(struct pdf *pdf, struct span dictionary)
{
    struct span encrypt = pdf_get_raw(dictionary, "Encrypt");
    struct span id = pdf_get_raw(dictionary, "ID");

    if (encrypt.n)
        pdf->encrypt = encrypt;
    if (id.n)
        pdf->id = id;
}

static void scan(struct pdf *pdf)
{
    struct span s = pdf->bytes;
    size_t at = 0;

    while (at < s.n) {
        struct span rest =
            span_from(s, at + span_find(span_from(s, at), SPAN("obj")));
        size_t found = s.n - rest.n;
        struct pdf_object o = { .at = found };
        struct pdf_object *to;
        unsigned long n = 0;

        if (rest.n == 0)
            return;
        at = found + 3;
        if (!number_before(s, found, &n) || !(to = object_at(pdf, n)))
            continue;
        rest = span_from(s, at);
        (void)pdf_value(&rest, &o.value);
        at = take_stream(pdf, s.n - rest.n, &o);
        if (pdf_is_name(pdf_get_raw(o.value, "Type"), "XRef"))
            look_at_trailer(pdf, o.value);
        *to = o;
    }
}

static void find_trailers(struct pdf *pdf)
{
    struct span rest = pdf->bytes;
    size_t at;

    while ((at = span_find(rest, SPAN("trailer"))) < rest.n) {
        struct span dictionary = SPAN_NONE;

        rest = span_from(rest, at + 7);
        (void)pdf_value(&rest, &dictionary);
        look_at_trailer(pdf, dictionary);
    }
}

/* Objects packed into one stream: their numbers and places, then they. Of two
 * with one number the later in the file counts. */
static void open_bundle(struct pdf *pdf, size_t i)
{
    struct pdf_object bundle = pdf->objects.at[i];
    struct span all = unpacked(pdf, &bundle);
    struct span head = all;
    size_t n = pdf_count(pdf_get_raw(bundle.value, "N"));
    size_t first = pdf_count(pdf_get_raw(bundle.value, "First"));

    for (size_t k = 0; k < n && k < PDF_MAX_OBJECTS; k++) {
        struct span number;
        struct span place;
        struct span rest;
        struct pdf_object *to;

        if (!pdf_value(&head, &number) || !pdf_value(&head, &place))
            return;
        to = object_at(pdf, pdf_count(number));
        if (!to || to->at > bundle.at)
            continue;
        rest = span_from(all, first + pdf_count(place));
        *to = (struct pdf_object){ .at = bundle.at };
        (void)pdf_value(&rest, &to->value);
    }
}

static int by_place(const void *a, const void *b)
{
    const size_t *p = a;
    const size_t *q = b;

    return p[1] < q[1] ? -1 : p[1] > q[1];
}

static void open_bundles(struct pdf *pdf)
{
    struct bundle {
        size_t number, at;
    };
    LIST_OF(struct bundle) bundles = { 0 };

    for (size_t i = 0; i < pdf->objects.n; i++)
        if (pdf->objects.at[i].has_stream &&
            pdf_is_name(pdf_get_raw(pdf->objects.at[i].value, "Type"),
                        "ObjStm"))
            *list_push(&bundles, pdf->arena) =
                (struct bundle){ i, pdf->objects.at[i].at };
    if (bundles.n)
        qsort(bundles.at, bundles.n, sizeof(bundles.at[0]), by_place);
    list_each(&bundles, b) open_bundle(pdf, b->number);
}

bool pdf_open(struct pdf *pdf)
{
    size_t newest = 0;

    assert(pdf);
    assert(pdf->arena);
    assert(pdf->budget);
    pdf->string = TEXT_INIT(ARCHIVE_MAX_PART);
    scan(pdf);
    find_trailers(pdf);
    if (pdf_locked(pdf) || pdf->objects.n == 0)
        return pdf->objects.n > 0;
    open_bundles(pdf);
    list_each(&pdf->objects, o)
    {
        if (!pdf_is_name(pdf_get_raw(o->value, "Type"), "Catalog") ||
            o->at < newest)
            continue;
        newest = o->at;
        pdf->catalog = o->value;
    }
    return true;
}

void pdf_close(struct pdf *pdf)
{
    text_release(&pdf->string);
}

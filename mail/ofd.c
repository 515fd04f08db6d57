#include "ofd.h"

#include <assert.h>

#include "package.h"
#include "placed.h"
#include "sax.h"

/* Millimetres as points. */
#define POINTS 2.8346457F

enum { PATH_MOST = 1024 };

struct named {
    struct span id, path;
};

/* A page of the document, with the templates it is printed on. */
struct page {
    struct span path;
    LIST_OF(struct span) templates; /* their ids */
};

struct reading {
    struct package package; /* owned */
    struct arena *arena;    /* borrowed; paths and lists */
    struct span root;       /* path of the first document */
    LIST_OF(struct named) templates;
    LIST_OF(struct page) pages;
    /* Of the page at work. */
    struct placed_page placed;
    float x, y;             /* of the object's corner, in millimetres */
    float a, b, c, d, e, f; /* its own matrix */
    float size;
    bool in_text, in_path;
    struct span delta_x, delta_y;
    float pen_x, pen_y;
    struct text data; /* owned; a path's, or a run of letters */
};

static enum verdict refuse(struct reason *why, const char *what)
{
    return reason_set(why, VERDICT_NEVER, "ofd.read", "%s", what);
}

/* ---- numbers ---- */

/* Takes one word off. */
static struct span word(struct span *rest)
{
    struct span s = span_trim(*rest);
    size_t n = 0;

    while (n < s.n && s.p[n] != ' ' && s.p[n] != '\n' && s.p[n] != '\t' &&
           s.p[n] != '\r')
        n++;
    *rest = span_from(s, n);
    return span_sub(s, 0, n);
}

static float number(struct span s)
{
    float v = 0;
    float scale = 1;
    bool point = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.')
            point = true;
        else if (s.p[i] < '0' || s.p[i] > '9')
            continue;
        else if (!point && v < 1e6F)
            v = v * 10 + (float)(s.p[i] - '0');
        else if (point && scale > 1e-6F)
            v += (float)(s.p[i] - '0') * (scale /= 10);
    }
    return s.n && s.p[0] == '-' ? -v : v;
}

/* "g 3 5.5" stands for three times 5.5. */
struct deltas {
    struct span rest;
    float value;
    int again;
};

static float next_delta(struct deltas *d)
{
    struct span w;

    if (d->again > 0) {
        d->again--;
        return d->value;
    }
    w = word(&d->rest);
    if (span_eq(w, SPAN("g"))) {
        d->again = (int)number(word(&d->rest)) - 1;
        w = word(&d->rest);
    }
    d->value = number(w);
    return d->value;
}

/* ---- a page ---- */

static void to_page(const struct reading *rd, float x, float y, float *ret_x,
                    float *ret_y)
{
    *ret_x = (rd->x + rd->a * x + rd->c * y + rd->e) * POINTS;
    *ret_y = (rd->y + rd->b * x + rd->d * y + rd->f) * POINTS;
}

/* Half of the letters are as wide as they are high, the others half of that. */
static float width_of(unsigned code, float size)
{
    return code < 0x2000 ? size / 2 : size;
}

static void put_letters(struct reading *rd)
{
    struct span rest = text_span(&rd->data);
    struct deltas dx = { .rest = rd->delta_x };
    struct deltas dy = { .rest = rd->delta_y };
    float x = rd->pen_x;
    float y = rd->pen_y;
    bool sideways = rd->a < 0.5F * (rd->b < 0 ? -rd->b : rd->b);

    while (rest.n && !rd->placed.full && !sideways) {
        struct placed_glyph g = { .size = rd->size * rd->d * POINTS };
        unsigned code = 0;
        size_t n = span_char(rest, &code);
        bool told = dx.rest.n > 0 || dx.again > 0;
        float step = next_delta(&dx);

        if (n == 0)
            return;
        rest = span_from(rest, n);
        g.code = code;
        g.width = width_of(code, rd->size) * rd->a * POINTS;
        to_page(rd, x, y, &g.x, &g.y);
        placed_glyph(&rd->placed, g);
        x += told || rd->delta_y.n ? step : width_of(code, rd->size);
        y += next_delta(&dy);
    }
}

/* "M x y L x y … C": moves, lines, and curves that are nobody's border. */
static void put_path(struct reading *rd)
{
    struct span rest = text_span(&rd->data);
    float at[2] = { 0, 0 };
    float begin[2] = { 0, 0 };
    struct span w;

    while ((w = word(&rest)).n) {
        static const struct {
            char name;
            int numbers;
        } kinds[] = { { 'S', 2 }, { 'M', 2 }, { 'L', 2 }, { 'Q', 4 },
                      { 'B', 6 }, { 'A', 7 }, { 'C', 0 } };
        float v[7] = { 0 };
        int n = 0;

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
            if (w.p[0] == kinds[i].name)
                n = kinds[i].numbers;
        for (int i = 0; i < n; i++)
            v[i] = number(word(&rest));
        if (n == 0 && w.p[0] != 'C')
            continue;
        to_page(rd, v[n ? n - 2 : 0], v[n ? n - 1 : 0], &v[0], &v[1]);
        if (w.p[0] == 'C') {
            v[0] = begin[0];
            v[1] = begin[1];
        }
        if (w.p[0] == 'L' || w.p[0] == 'C')
            placed_line(&rd->placed, at[0], at[1], v[0], v[1]);
        if (w.p[0] == 'M' || w.p[0] == 'S') {
            begin[0] = v[0];
            begin[1] = v[1];
        }
        at[0] = v[0];
        at[1] = v[1];
    }
}

static void begin_object(struct reading *rd, const struct sax_attributes *as)
{
    struct span box = sax_attribute(as, "Boundary");
    struct span matrix = sax_attribute(as, "CTM");

    rd->x = number(word(&box));
    rd->y = number(word(&box));
    rd->a = rd->d = 1;
    rd->b = rd->c = rd->e = rd->f = 0;
    if (matrix.n) {
        rd->a = number(word(&matrix));
        rd->b = number(word(&matrix));
        rd->c = number(word(&matrix));
        rd->d = number(word(&matrix));
        rd->e = number(word(&matrix));
        rd->f = number(word(&matrix));
    }
    rd->size = number(sax_attribute(as, "Size"));
}

static const char *page_start(void *self, struct span uri, struct span name,
                              const struct sax_attributes *as)
{
    struct reading *rd = self;

    (void)uri;
    if (span_eq(name, SPAN("TextObject")) || span_eq(name, SPAN("PathObject")))
        begin_object(rd, as);
    rd->in_text = span_eq(name, SPAN("TextCode"));
    rd->in_path = span_eq(name, SPAN("AbbreviatedData"));
    text_reset(&rd->data);
    if (!rd->in_text)
        return NULL;
    rd->pen_x = number(sax_attribute(as, "X"));
    rd->pen_y = number(sax_attribute(as, "Y"));
    rd->delta_x =
        sax_attribute_text(as, "DeltaX", TEXT_MAX_HEADER, rd->placed.arena);
    rd->delta_y =
        sax_attribute_text(as, "DeltaY", TEXT_MAX_HEADER, rd->placed.arena);
    return NULL;
}

static const char *page_end(void *self, struct span uri, struct span name)
{
    struct reading *rd = self;

    (void)uri;
    (void)name;
    if (rd->in_text)
        put_letters(rd);
    if (rd->in_path)
        put_path(rd);
    rd->in_text = rd->in_path = false;
    return NULL;
}

static const char *page_text(void *self, struct span text)
{
    struct reading *rd = self;

    if ((rd->in_text || rd->in_path) && !text_add(&rd->data, text))
        return "a page with too long a piece";
    return NULL;
}

/* ---- the document ---- */

static struct span attribute(const struct sax_attributes *as, const char *name,
                             struct arena *arena)
{
    return sax_attribute_text(as, name, PATH_MOST, arena);
}

static const char *document_start(void *self, struct span uri, struct span name,
                                  const struct sax_attributes *as)
{
    struct reading *rd = self;
    struct page *last = rd->pages.n ? &rd->pages.at[rd->pages.n - 1] : NULL;

    (void)uri;
    if (span_eq(name, SPAN("TemplatePage")) &&
        rd->templates.n < OFD_MAX_TEMPLATES) {
        *list_push(&rd->templates, rd->arena) = (struct named){
            .id = attribute(as, "ID", rd->arena),
            .path = attribute(as, "BaseLoc", rd->arena),
        };
    } else if (span_eq(name, SPAN("Page")) && rd->pages.n < OFD_MAX_PAGES) {
        *list_push(&rd->pages, rd->arena) = (struct page){
            .path = attribute(as, "BaseLoc", rd->arena),
        };
    } else if (span_eq(name, SPAN("Template")) && last &&
               last->templates.n < OFD_MAX_TEMPLATES) {
        *list_push(&last->templates, rd->arena) =
            attribute(as, "TemplateID", rd->arena);
    }
    return NULL;
}

/* A page names its templates itself, inside its own file. */
static const char *templates_start(void *self, struct span uri,
                                   struct span name,
                                   const struct sax_attributes *as)
{
    return span_eq(name, SPAN("Template")) ? document_start(self, uri, name, as)
                                           : NULL;
}

static const char *root_start(void *self, struct span uri, struct span name,
                              const struct sax_attributes *as)
{
    struct reading *rd = self;

    (void)uri;
    (void)as;
    rd->in_text = span_eq(name, SPAN("DocRoot"));
    return NULL;
}

static const char *root_text(void *self, struct span text)
{
    struct reading *rd = self;

    if (rd->in_text && rd->root.n == 0 && span_trim(text).n)
        rd->root = arena_span(rd->arena, span_trim(text));
    return NULL;
}

static const char *no_end(void *self, struct span uri, struct span name)
{
    (void)self;
    (void)uri;
    (void)name;
    return NULL;
}

static const char *no_text(void *self, struct span text)
{
    (void)self;
    (void)text;
    return NULL;
}

/* ---- the package ---- */

/* A path from the root, or from the folder that `from` lies in. */
static struct span path_of(struct reading *rd, struct span from,
                           struct span path)
{
    size_t n = from.n;

    if (path.n && path.p[0] == '/')
        return span_from(path, 1);
    while (n > 0 && from.p[n - 1] != '/')
        n--;
    return arena_printf(rd->arena, SPAN_FMT SPAN_FMT,
                        SPAN_ARG(span_sub(from, 0, n)), SPAN_ARG(path));
}

/* A part may be read twice by us (a page for its templates, then for its
 * letters; a template for each page), never by the package's own rule. */
static enum verdict read_part(struct reading *rd, struct span path,
                              const struct sax_calls *calls, struct reason *why)
{
    CLEANUP(text_release) struct text part = TEXT_INIT(ARCHIVE_MAX_PART);
    size_t i = package_find(&rd->package, path);
    enum verdict v;

    if (i == archive_count(rd->package.ar))
        return refuse(why, "a part of the OFD is missing");
    rd->package.spent[i] = false;
    v = package_read(&rd->package, i, &part, why);
    return v == VERDICT_DONE ? sax_read(text_span(&part), calls, why) : v;
}

static struct sax_calls
calls_of(struct reading *rd,
         const char *(*start)(void *, struct span, struct span,
                              const struct sax_attributes *))
{
    return (struct sax_calls){
        .self = rd, .start = start, .end = no_end, .text = no_text
    };
}

static enum verdict draw(struct reading *rd, struct span path,
                         struct reason *why)
{
    const struct sax_calls calls = {
        .self = rd, .start = page_start, .end = page_end, .text = page_text
    };

    return read_part(rd, path, &calls, why);
}

static enum verdict draw_templates(struct reading *rd, const struct page *page,
                                   struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < page->templates.n && v == VERDICT_DONE; i++)
        for (size_t k = 0; k < rd->templates.n && v == VERDICT_DONE; k++)
            if (span_eq(rd->templates.at[k].id, page->templates.at[i]))
                v = draw(rd, path_of(rd, rd->root, rd->templates.at[k].path),
                         why);
    return v;
}

static enum verdict read_page(struct reading *rd, size_t i, int *tables,
                              struct arena *arena, struct office_doc *to,
                              struct reason *why)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(64 * 1024 * 1024);
    struct span path = path_of(rd, rd->root, rd->pages.at[i].path);
    const struct sax_calls templates = calls_of(rd, templates_start);
    size_t pages = rd->pages.n;
    struct page page = { .path = path };
    enum verdict v;

    rd->placed =
        (struct placed_page){ .arena = &scratch, .work = rd->placed.work };
    /* Its templates are noted at the list's end for as long as it is read. */
    *list_push(&rd->pages, rd->arena) = page;
    v = read_part(rd, path, &templates, why);
    page = rd->pages.at[pages];
    rd->pages.n = pages;
    if (v == VERDICT_DONE)
        v = draw_templates(rd, &page, why);
    if (v == VERDICT_DONE)
        v = draw(rd, path, why);
    if (v == VERDICT_DONE && !placed_blocks(&rd->placed, tables, arena, to))
        v = refuse(why, "the document is too long");
    return v;
}

static enum verdict read_all(struct reading *rd, struct arena *arena,
                             struct office_doc *to, struct reason *why)
{
    struct sax_calls calls = calls_of(rd, root_start);
    size_t pages;
    int tables = 0;
    enum verdict v;

    calls.text = root_text;
    v = read_part(rd, SPAN("OFD.xml"), &calls, why);
    if (v != VERDICT_DONE)
        return v;
    if (rd->root.n == 0)
        return refuse(why, "an OFD that names no document");
    rd->root = path_of(rd, SPAN_NONE, rd->root);
    calls = calls_of(rd, document_start);
    v = read_part(rd, rd->root, &calls, why);
    pages = rd->pages.n;
    for (size_t i = 0; i < pages && v == VERDICT_DONE; i++)
        v = read_page(rd, i, &tables, arena, to, why);
    return v;
}

enum verdict ofd_read(struct span bytes, struct archive_budget *budget,
                      struct arena *arena, struct office_doc *ret,
                      struct reason *why)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(64 * 1024 * 1024);
    struct reading *rd = arena_alloc(&scratch, sizeof(*rd));
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v;

    assert(budget);
    assert(arena);
    assert(ret);
    rd->arena = &scratch;
    rd->data = TEXT_INIT(ARCHIVE_MAX_PART);
    v = package_init(&rd->package, bytes, "an OFD file", budget, why);
    if (v == VERDICT_DONE)
        v = read_all(rd, arena, &doc, why);
    package_release(&rd->package);
    text_release(&rd->data);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}

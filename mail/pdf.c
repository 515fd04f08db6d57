#include "pdf.h"

#include <assert.h>
#include <math.h>

#include "pdf_drawing.h"

enum { NODES_MAX = 2000 };

/* Contents may lie in several streams; a word may not. */
static struct span contents_of(struct pdf_drawing *d, struct span page)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(ARCHIVE_MAX_PART + 65536);
    struct span raw = pdf_get_raw(page, "Contents");
    struct span rest = pdf_array(pdf_follow(&d->pdf, raw));
    struct span item;

    text_add(&all, pdf_stream(&d->pdf, raw));
    while (pdf_value(&rest, &item)) {
        text_add(&all, pdf_stream(&d->pdf, item));
        text_add_char(&all, '\n');
    }
    return arena_span(d->pdf.arena, text_span(&all));
}

/* A box to tick is drawn by a font of its own; what it says stands in its
 * state. */
static void put_tick(struct pdf_drawing *d, struct span annotation, double x,
                     double y, double size)
{
    struct span state = pdf_get(&d->pdf, annotation, "AS");

    placed_glyph(&d->page, (struct placed_glyph){
                               .x = (float)x,
                               .y = (float)-(y + size * 0.15),
                               .width = (float)size,
                               .size = (float)size,
                               .code = state.n == 0 || pdf_is_name(state, "Off")
                                           ? SYMBOL_EMPTY
                                           : SYMBOL_TICKED });
}

/* A field somebody filled in on the screen. */
static void draw_field(struct pdf_drawing *d, struct span annotation)
{
    struct span looks = pdf_get(&d->pdf, annotation, "AP");
    struct span rest = pdf_array(pdf_get(&d->pdf, annotation, "Rect"));
    double v[4] = { 0 };
    struct span item;

    for (size_t i = 0; i < 4 && pdf_value(&rest, &item); i++)
        v[i] = pdf_number(item);
    if (pdf_is_name(pdf_get(&d->pdf, annotation, "FT"), "Btn")) {
        put_tick(d, annotation, v[0], v[1], fabs(v[3] - v[1]));
        return;
    }
    d->state.matrix = (struct pdf_matrix){ 1, 0, 0, 1, v[0], v[1] };
    pdf_draw_form(d, pdf_get_raw(looks, "N"));
}

static void draw_fields(struct pdf_drawing *d, struct span page)
{
    struct span rest = pdf_array(pdf_get(&d->pdf, page, "Annots"));
    struct span item;

    while (pdf_value(&rest, &item) && d->steps++ < PDF_MAX_STEPS) {
        struct span annotation = pdf_follow(&d->pdf, item);

        pdf_draw_reset(d);
        if (pdf_is_name(pdf_get(&d->pdf, annotation, "Subtype"), "Widget"))
            draw_field(d, annotation);
    }
}

static bool read_page(struct pdf_drawing *d, struct span page, int *tables,
                      struct arena *arena, struct office_doc *to)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(64 * 1024 * 1024);

    d->page = (struct placed_page){ .arena = &scratch, .work = d->page.work };
    pdf_draw_reset(d);
    pdf_draw(d, contents_of(d, page));
    draw_fields(d, page);
    return placed_blocks(&d->page, tables, arena, to);
}

/* A node of the tree of pages, with what its parents hand down. */
struct node {
    struct span value, resources;
};

static void add_children(struct pdf_drawing *d, const struct node *n,
                         struct span kids, struct node *stack, size_t *used)
{
    struct span rest = pdf_array(kids);
    size_t from = *used;
    struct span item;

    while (*used < NODES_MAX && pdf_value(&rest, &item))
        stack[(*used)++] =
            (struct node){ pdf_follow(&d->pdf, item), n->resources };
    /* The first child is to be on top. */
    for (size_t i = from, k = *used; i + 1 < k; i++) {
        struct node swap = stack[i];
        stack[i] = stack[--k];
        stack[k] = swap;
    }
}

static enum verdict read_pages(struct pdf_drawing *d, struct arena *arena,
                               struct office_doc *to, struct reason *why)
{
    struct node *stack = arena_alloc(d->pdf.arena, NODES_MAX * sizeof(*stack));
    size_t used = 1;
    int pages = 0;
    int tables = 0;

    stack[0] =
        (struct node){ pdf_get(&d->pdf, d->pdf.catalog, "Pages"), SPAN_NONE };
    for (int nodes = 0; used > 0 && nodes < NODES_MAX; nodes++) {
        struct node n = stack[--used];
        struct span kids = pdf_get(&d->pdf, n.value, "Kids");
        struct span own = pdf_get(&d->pdf, n.value, "Resources");

        if (own.n)
            n.resources = own;
        if (kids.n) {
            add_children(d, &n, kids, stack, &used);
            continue;
        }
        if (++pages > PDF_MAX_PAGES)
            break;
        d->resources = n.resources;
        if (!read_page(d, n.value, &tables, arena, to))
            break; /* as much as there is room for */
        if (d->pdf.broken)
            return reason_set(why, VERDICT_NEVER, "pdf.read",
                              "the PDF unpacks to too much");
        if (d->steps >= PDF_MAX_STEPS)
            break;
    }
    return VERDICT_DONE;
}

enum verdict pdf_read(struct span bytes, struct archive_budget *budget,
                      struct arena *arena, struct office_doc *ret,
                      struct reason *why)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(128 * 1024 * 1024);
    struct pdf_drawing *d = arena_alloc(&scratch, sizeof(*d));
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v;

    assert(budget);
    assert(arena);
    assert(ret);
    d->pdf =
        (struct pdf){ .bytes = bytes, .arena = &scratch, .budget = budget };
    if (!span_starts(bytes, SPAN("%PDF")) || !pdf_open(&d->pdf))
        v = reason_set(why, VERDICT_NEVER, "pdf.read", "not a PDF file");
    else if (pdf_locked(&d->pdf))
        v = reason_set(why, VERDICT_NEVER, "pdf.read",
                       "the PDF is locked, by a password or a restriction");
    else
        v = read_pages(d, arena, &doc, why);
    pdf_close(&d->pdf);
    if (v == VERDICT_DONE)
        *ret = doc;
    return v;
}

/* A table over as many pages as it takes: a row that fits on a page is not
 * parted, a longer one is, line by line, all of its cells alike. */
#include <assert.h>

#include "pages.h"

#define PAD 3.0

static const struct pages_style cell_style = {
    "Noto Serif CJK SC, Noto Sans CJK SC, serif 8.5", 1, 0, false
};
static const struct pages_style head_style = {
    "Noto Sans CJK SC, Noto Serif CJK SC, sans-serif Bold 8.5", 1, 0, false
};

struct cell {
    PangoLayout *layout; /* owned */
    PangoLayoutIter *at; /* owned; the next line, NULL: there is none left */
};

struct row {
    struct pages *s;
    const struct pages_style *style;
    size_t n;
    double x[PAPER_MAX_COLUMNS + 1];
    struct cell cells[PAPER_MAX_COLUMNS];
};

static void place_columns(struct row *r, const struct paper_block *b)
{
    int all = 0;

    r->n = b->columns.n;
    list_each(&b->columns, c) all += c->share;
    r->x[0] = pages_left();
    for (size_t i = 0; i < r->n; i++)
        r->x[i + 1] = r->x[i] + pages_content() * b->columns.at[i].share / all;
}

static void fill(struct row *r, size_t i, struct span words)
{
    struct cell *c = &r->cells[i];

    c->layout =
        pages_layout(r->s, words, r->style, r->x[i + 1] - r->x[i] - 2 * PAD);
    c->at = pango_layout_get_iter(c->layout);
}

static void empty(struct row *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->cells[i].at)
            pango_layout_iter_free(r->cells[i].at);
        g_object_unref(r->cells[i].layout);
        r->cells[i] = (struct cell){ NULL, NULL };
    }
}

static double height_of(const struct row *r)
{
    double most = 0;

    for (size_t i = 0; i < r->n; i++) {
        int h = 0;
        pango_layout_get_size(r->cells[i].layout, NULL, &h);
        if ((double)h / PANGO_SCALE > most)
            most = (double)h / PANGO_SCALE;
    }
    return most + 2 * PAD;
}

/* As many lines of a cell as stand above `bottom`; gives where they end. */
static double put_cell(struct row *r, size_t i, double bottom)
{
    struct pages *s = r->s;
    struct cell *c = &r->cells[i];
    double y = s->y + PAD;

    while (c->at) {
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(c->at);
        PangoRectangle box;
        double height;
        pango_layout_line_get_extents(line, NULL, &box);
        height = (double)box.height / PANGO_SCALE;
        if (y + height + PAD > bottom)
            break;
        if (!s->dry) {
            cairo_set_source_rgb(s->cr, 0, 0, 0);
            cairo_move_to(s->cr, r->x[i] + PAD,
                          y - (double)box.y / PANGO_SCALE);
            pango_cairo_show_layout_line(s->cr, line);
        }
        y += height + r->style->spacing;
        if (!pango_layout_iter_next_line(c->at)) {
            pango_layout_iter_free(c->at);
            c->at = NULL;
        }
    }
    return y + PAD;
}

static void put_grid(const struct row *r, double from, double to)
{
    cairo_t *cr = r->s->cr;

    if (r->s->dry)
        return;
    cairo_set_source_rgb(cr, 0.55, 0.55, 0.55);
    cairo_set_line_width(cr, 0.4);
    cairo_rectangle(cr, r->x[0], from, r->x[r->n] - r->x[0], to - from);
    for (size_t i = 1; i < r->n; i++) {
        cairo_move_to(cr, r->x[i], from);
        cairo_line_to(cr, r->x[i], to);
    }
    cairo_stroke(cr);
}

/* True: there is more of it for the next page. */
static bool put_piece(struct row *r)
{
    double from = r->s->y;
    double to = from;
    bool more = false;

    for (size_t i = 0; i < r->n; i++) {
        double end = put_cell(r, i, pages_bottom());
        to = end > to ? end : to;
        more = more || r->cells[i].at;
    }
    put_grid(r, from, to);
    r->s->y = to;
    return more;
}

static void shade(const struct row *r, double height)
{
    if (r->s->dry)
        return;
    cairo_set_source_rgb(r->s->cr, 0.92, 0.92, 0.92);
    cairo_rectangle(r->s->cr, r->x[0], r->s->y, r->x[r->n] - r->x[0], height);
    cairo_fill(r->s->cr);
}

/* A head longer than a page is cut: it is only repeated. */
static void put_head(struct pages *s, const struct paper_block *b)
{
    struct row r = { .s = s, .style = &head_style };

    place_columns(&r, b);
    for (size_t i = 0; i < r.n; i++)
        fill(&r, i, b->columns.at[i].head);
    shade(&r, height_of(&r) + r.style->spacing);
    put_piece(&r);
    empty(&r);
}

static void put_row(struct pages *s, const struct paper_block *b, size_t row)
{
    struct row r = { .s = s, .style = &cell_style };
    double height;

    place_columns(&r, b);
    for (size_t i = 0; i < r.n; i++)
        fill(&r, i, b->cells.at[row * r.n + i]);
    height = height_of(&r) + r.style->spacing;
    if (s->y + height > pages_bottom() &&
        (height < (pages_bottom() - pages_top()) / 2 ||
         s->y > pages_bottom() - 40)) {
        pages_next(s);
        put_head(s, b);
    }
    while (put_piece(&r) && s->page < 2000) {
        pages_next(s);
        put_head(s, b);
    }
    empty(&r);
}

void pages_table(struct pages *s, const struct paper_block *b)
{
    size_t rows;

    assert(s && b);
    rows = b->columns.n ? b->cells.n / b->columns.n : 0;
    if (rows == 0)
        return;
    pages_keep(s, 60);
    put_head(s, b);
    for (size_t i = 0; i < rows; i++)
        put_row(s, b, i);
}

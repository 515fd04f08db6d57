#include "pages.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <stdio.h>

enum { WORD_MOST = 96 }; /* a hash is 64, a Message-ID not much more */

#define SERIF "Noto Serif CJK SC, Noto Sans CJK SC, serif "
#define SANS "Noto Sans CJK SC, Noto Serif CJK SC, sans-serif "
#define MARGIN 56.0
#define HEAD 40.0 /* base line of the head and, from below, of the foot */
#define LABEL 92.0

const struct pages_style pages_title = { SANS "Bold 17", 2, 0, false };
const struct pages_style pages_section = { SANS "Bold 12", 1, 0, false };
const struct pages_style pages_part = { SANS "Bold 10", 1, 0.1, false };
const struct pages_style pages_body = { SERIF "10", 2, 0, false };
const struct pages_style pages_quote = { SERIF "9.5", 1.5, 0.15, true };
const struct pages_style pages_small = { SANS "8.5", 1, 0.3, false };
static const struct pages_style label_style = { SANS "9.5", 2, 0.3, false };

double pages_left(void)
{
    return MARGIN;
}

double pages_content(void)
{
    return PAGES_WIDTH - 2 * MARGIN;
}

double pages_top(void)
{
    return MARGIN;
}

double pages_bottom(void)
{
    return PAGES_HEIGHT - MARGIN - 4;
}

void pages_open(struct pages *s)
{
    assert(s);
    s->context = pango_cairo_create_context(s->cr);
    pango_context_set_language(s->context, pango_language_from_string("zh-cn"));
    /* Pages are measured and drawn alike, whatever the resolution. */
    pango_cairo_context_set_resolution(s->context, 72);
    pango_context_set_round_glyph_positions(s->context, FALSE);
}

void pages_close(struct pages *s)
{
    assert(s);
    g_clear_object(&s->context);
}

/* Finding where to break thousands of letters without a blank takes pango the
 * square of them: a long word gets places to break that show nothing. */
static void loosen(struct text *to, struct span words)
{
    size_t from = 0;
    size_t run = 0;

    for (size_t i = 0; i < words.n; i++) {
        unsigned char c = (unsigned char)words.p[i];
        bool begins = (c & 0xc0) != 0x80;
        if (begins && run >= WORD_MOST) {
            text_add(to, span_sub(words, from, i - from));
            text_add_str(to, "\xE2\x80\x8B"); /* zero width space */
            from = i;
            run = 0;
        }
        run = c <= ' ' ? 0 : run + begins;
    }
    text_add(to, span_from(words, from));
}

PangoLayout *pages_layout(struct pages *s, struct span words,
                          const struct pages_style *style, double width)
{
    PangoLayout *l = pango_layout_new(s->context);
    PangoFontDescription *font =
        pango_font_description_from_string(style->font);
    PangoAttrList *how = pango_attr_list_new();
    CLEANUP(text_release) struct text text = TEXT_INIT(2 * PAPER_MAX_CLEAN);

    loosen(&text, words);

    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    /* A hash or a Message-ID that is broken gets no hyphen it does not have. */
    pango_attr_list_insert(how, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(l, how);
    pango_attr_list_unref(how);
    pango_layout_set_auto_dir(l, FALSE); /* all of it from left to right */
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(l, (int)(width * PANGO_SCALE));
    pango_layout_set_spacing(l, (int)(style->spacing * PANGO_SCALE));
    pango_layout_set_text(l, text_str(&text), (int)text.n);
    return l;
}

bool pages_has_glyphs(struct pages *s, struct span words)
{
    PangoLayout *l = pages_layout(s, words, &pages_body, pages_content());
    bool fine = pango_layout_get_unknown_glyphs_count(l) == 0;

    g_object_unref(l);
    return fine;
}

/* ---- pages ---- */

enum side { AT_LEFT, AT_MIDDLE, AT_RIGHT };

static void put_small(struct pages *s, struct span words, enum side side,
                      double y)
{
    PangoLayout *l = pages_layout(s, words, &pages_small, pages_content());

    pango_layout_set_height(l, -1); /* one line, … at its end */
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(l, side == AT_LEFT    ? PANGO_ALIGN_LEFT
                                  : side == AT_RIGHT ? PANGO_ALIGN_RIGHT
                                                     : PANGO_ALIGN_CENTER);
    cairo_set_source_rgb(s->cr, 0.3, 0.3, 0.3);
    cairo_move_to(s->cr, MARGIN, y);
    pango_cairo_show_layout(s->cr, l);
    g_object_unref(l);
}

static void put_frame(struct pages *s)
{
    char number[80];

    if (s->dry)
        return;
    put_small(s, s->paper->mark, AT_LEFT, HEAD - 12);
    put_small(s, s->paper->grade, AT_RIGHT, HEAD - 12);
    snprintf(number, sizeof(number), "第%d页 共%d页", s->page, s->pages);
    put_small(s, span_str(number), AT_MIDDLE, PAGES_HEIGHT - HEAD);
    cairo_set_source_rgb(s->cr, 0.6, 0.6, 0.6);
    cairo_set_line_width(s->cr, 0.5);
    cairo_move_to(s->cr, MARGIN, HEAD + 3);
    cairo_line_to(s->cr, PAGES_WIDTH - MARGIN, HEAD + 3);
    cairo_stroke(s->cr);
}

void pages_begin(struct pages *s)
{
    assert(s);
    s->page = 1;
    s->y = pages_top();
    put_frame(s);
}

void pages_next(struct pages *s)
{
    assert(s);
    if (!s->dry)
        cairo_show_page(s->cr);
    s->page++;
    s->y = pages_top();
    put_frame(s);
}

void pages_end(struct pages *s)
{
    assert(s);
    if (!s->dry)
        cairo_show_page(s->cr);
}

void pages_gap(struct pages *s, double height)
{
    assert(s);
    if (s->y > pages_top())
        s->y += height;
}

void pages_keep(struct pages *s, double height)
{
    assert(s);
    if (s->y > pages_top() && s->y + height > pages_bottom())
        pages_next(s);
}

void pages_line(struct pages *s)
{
    assert(s);
    if (s->dry)
        return;
    cairo_set_source_rgb(s->cr, 0, 0, 0);
    cairo_set_line_width(s->cr, 0.7);
    cairo_move_to(s->cr, MARGIN, s->y);
    cairo_line_to(s->cr, PAGES_WIDTH - MARGIN, s->y);
    cairo_stroke(s->cr);
}

void pages_outline(struct pages *s, struct span label)
{
    char link[48];

    assert(s);
    if (s->dry)
        return;
    snprintf(link, sizeof(link), "page=%d pos=[%.0f %.0f]", s->page, MARGIN,
             s->y);
    cairo_pdf_surface_add_outline(s->pdf, CAIRO_PDF_OUTLINE_ROOT,
                                  arena_str(s->paper->arena, label), link,
                                  CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* ---- words ---- */

static void put_bar(struct pages *s, double x, double from, double height)
{
    cairo_set_source_rgb(s->cr, 0.7, 0.7, 0.7);
    cairo_rectangle(s->cr, x - 8, from, 1.5, height);
    cairo_fill(s->cr);
}

/* Line by line, so that a page may end between two of them. */
static void put_lines(struct pages *s, PangoLayout *l,
                      const struct pages_style *style, double x)
{
    PangoLayoutIter *i = pango_layout_get_iter(l);

    do {
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(i);
        PangoRectangle logical;
        double height;
        pango_layout_line_get_extents(line, NULL, &logical);
        height = (double)logical.height / PANGO_SCALE;
        if (s->y + height > pages_bottom())
            pages_next(s);
        if (!s->dry) {
            if (style->bar)
                put_bar(s, x, s->y, height + style->spacing);
            cairo_set_source_rgb(s->cr, style->gray, style->gray, style->gray);
            cairo_move_to(s->cr, x, s->y - (double)logical.y / PANGO_SCALE);
            pango_cairo_show_layout_line(s->cr, line);
        }
        s->y += height + style->spacing;
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
}

void pages_words(struct pages *s, struct span words,
                 const struct pages_style *style, double indent)
{
    PangoLayout *l;

    assert(s && style);
    l = pages_layout(s, words, style, pages_content() - indent);
    put_lines(s, l, style, MARGIN + indent);
    g_object_unref(l);
}

void pages_beside(struct pages *s, struct span label, struct span words)
{
    PangoLayout *l = pages_layout(s, label, &label_style, -1);
    PangoLayout *w =
        pages_layout(s, words, &pages_body, pages_content() - LABEL);
    int width = 0;
    int height = 0;

    pango_layout_set_width(l, -1);
    pango_layout_get_pixel_size(l, &width, &height);
    pages_keep(s, 2 * height);
    if (width > LABEL - 6) {
        put_lines(s, l, &label_style, MARGIN);
    } else if (!s->dry) {
        cairo_set_source_rgb(s->cr, label_style.gray, label_style.gray,
                             label_style.gray);
        cairo_move_to(s->cr, MARGIN, s->y);
        pango_cairo_show_layout(s->cr, l);
    }
    put_lines(s, w, &pages_body, MARGIN + LABEL);
    g_object_unref(w);
    g_object_unref(l);
}

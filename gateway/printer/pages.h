/* pages.h — the pages of a paper, filled from top to bottom; a new one begins
 * by itself. Lengths are points (1/72 inch). */
#ifndef CONVOKE_PRINTER_PAGES_H
#define CONVOKE_PRINTER_PAGES_H

#include <pango/pangocairo.h>
#include <stdbool.h>

#include "convoke/render/paper.h"

#define PAGES_WIDTH 595.28 /* A4 */
#define PAGES_HEIGHT 841.89

struct pages_style {
    const char *font; /* of pango_font_description_from_string */
    double spacing;   /* of lines, beside their own height */
    double gray;      /* 0 black */
    bool bar;         /* at the left: somebody's own words */
};
extern const struct pages_style pages_title, pages_section, pages_part,
    pages_body, pages_quote, pages_small;

struct pages {
    cairo_t *cr;               /* borrowed */
    cairo_surface_t *pdf;      /* borrowed */
    const struct paper *paper; /* borrowed */
    PangoContext *context;     /* owned */
    bool dry;                  /* nothing is drawn, all is measured */
    int page, pages;           /* this one; all of them when not dry */
    double y;                  /* the next thing stands here */
};

void pages_open(struct pages *s);
void pages_close(struct pages *s);
bool pages_has_glyphs(struct pages *s, struct span words);

/* The first page, and after the last. */
void pages_begin(struct pages *s);
void pages_end(struct pages *s);
void pages_next(struct pages *s);

void pages_gap(struct pages *s, double height);
/* A new page unless so much is left of this one. */
void pages_keep(struct pages *s, double height);
void pages_line(struct pages *s);
void pages_words(struct pages *s, struct span words,
                 const struct pages_style *style, double indent);
/* A label at the left and what it says at the right. */
void pages_beside(struct pages *s, struct span label, struct span words);
/* pages_table.c: its head again on each page. */
void pages_table(struct pages *s, const struct paper_block *b);
/* Where the reader's list of contents leads to. */
void pages_outline(struct pages *s, struct span label);

/* For pages_table.c. Owned by the caller. */
PangoLayout *pages_layout(struct pages *s, struct span words,
                          const struct pages_style *style, double width);
double pages_left(void);
double pages_content(void); /* width */
double pages_bottom(void);
double pages_top(void);

#endif

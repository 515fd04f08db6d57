/* placed.h — letters and ruled lines on a page, as paragraphs and cells.
 *
 * A PDF and an OFD know no tables, only where each letter and each line is
 * drawn. What lies between the same four lines is a cell; what lies between
 * none is a paragraph, and a line of it with wide gaps is a row of cells.
 * Units are points, y grows downwards. Bounds: PLACED_MAX_GLYPHS letters and
 * PLACED_MAX_RULES lines a page, more are dropped and `full` is set;
 * PLACED_MAX_WORK comparisons for a document, after which its lines are no
 * borders any more. Private to the mail floor. */
#ifndef CONVOKE_MAIL_PLACED_H
#define CONVOKE_MAIL_PLACED_H

#include "convoke/mail/office.h"

enum {
    PLACED_MAX_GLYPHS = 20000,
    PLACED_MAX_RULES = 4000,
    PLACED_MAX_WORK = 60 * 1000 * 1000,
};

struct placed_glyph {
    float x, y; /* of its left end on the base line */
    float width, size;
    unsigned code;
    int cell; /* index of its cell, -1: none */
};

struct placed_rule {
    float x1, y1, x2, y2; /* x1 <= x2, y1 <= y2; one pair is equal */
};

/* A small square that is drawn: a box to tick. */
struct placed_square {
    float x1, y1, x2, y2;
    bool ticked, filled; /* by a slanting line; with a letter */
};

struct placed_page {
    struct arena *arena; /* borrowed; both lists, and what is worked out */
    LIST_OF(struct placed_glyph) glyphs;
    LIST_OF(struct placed_rule) rules;
    LIST_OF(struct placed_square) squares;
    uint64_t work; /* comparisons so far, over all pages */
    bool full;
};

void placed_glyph(struct placed_page *p, struct placed_glyph g);

/* Slanting lines are nobody's border, but may tick a square drawn before. */
void placed_line(struct placed_page *p, float x1, float y1, float x2, float y2);

/* A rectangle: its four sides, the one line it is when it is thin, or a box to
 * tick. */
void placed_box(struct placed_page *p, float x1, float y1, float x2, float y2);

/* Appends the page's blocks; *tables counts the tables of the document. False
 * when `to` is full. The text lives in `arena`. */
bool placed_blocks(struct placed_page *p, int *tables, struct arena *arena,
                   struct office_doc *to);

#endif

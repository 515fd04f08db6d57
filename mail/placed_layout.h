/* placed_layout.h — a page being worked out: its cells, its lines, its text.
 *
 * Private to placed: placed_cells.c finds the cells, placed_text.c puts the
 * letters into lines and the lines into blocks. */
#ifndef CONVOKE_MAIL_PLACED_LAYOUT_H
#define CONVOKE_MAIL_PLACED_LAYOUT_H

#include "convoke/base/text.h"
#include "placed.h"

/* In points: what is nearer than this is in the same place. */
#define NEAR 2.0F
#define FAR 1e6F

struct cell {
    float left, top, right, bottom;
    int table, row, column, columns, rows;
};

/* A line of letters: of a cell, or of the page outside all cells. */
struct line {
    int cell;
    float y, size, left, right;
    size_t from, n; /* glyphs, in their order */
};

struct layout {
    struct placed_page *p;      /* borrowed */
    struct arena *arena;        /* borrowed */
    struct office_doc *to;      /* borrowed */
    LIST_OF(struct cell) cells; /* in the page's arena */
    LIST_OF(struct line) lines; /* … and these */
    struct text text;           /* owned */
    float margin;               /* where lines outside cells end */
    bool full;
};

/* Cells by the lines around each letter, sorted from the top, with the table,
 * row and column of each; every letter is told its own. */
void placed_cells(struct layout *l);

/* The letters as lines, and all of them as blocks; *tables as placed_blocks
 * has it. */
void placed_text(struct layout *l, int *tables);

#endif

/* cells.h — a table as lines of text: what parts its cells, and what is in
 * them.
 *
 * Lines as a workbook is told (TAB) or as CSV is written (comma or semicolon,
 * RFC 4180: a cell in quotes may hold anything, also the end of a line; "" in
 * it is one quote). A stray quote never swallows the rows below it unseen: a
 * cell in quotes ends at a separator or a line's end, spans few lines, and with
 * TAB one; else it ends like any other. Pure, total on any text; results are
 * borrowed from it or live in the arena. Private to the desk. */
#ifndef CONVOKE_DESK_CELLS_H
#define CONVOKE_DESK_CELLS_H

#include "convoke/base/arena.h"
#include "convoke/base/span.h"

enum { CELLS_MOST = 64, CELLS_LINES = 20 /* of one cell */ };

struct cells_row {
    int line;         /* from 1: where it begins */
    struct span text; /* as it stands */
    size_t n;
    struct span at[CELLS_MOST]; /* trimmed; what is beyond is dropped */
};

/* May be copied: reading on with the copy leaves this where it is. */
struct cells {
    struct span rest; /* borrowed */
    struct arena *arena;
    char by; /* TAB, ',' or ';' */
    int line;
};

/* Passes over a byte order mark. */
struct cells cells_from(struct span text, struct arena *arena);

/* False at the end. */
bool cells_next(struct cells *c, struct cells_row *ret);

/* The next row with each separator in turn, until `is_head` knows it by what
 * is `whose`; then reading goes on behind it, with that separator. False: it
 * is no head, and its first line is passed over; *ret is that line, whole. */
bool cells_head(struct cells *c,
                bool (*is_head)(const struct cells_row *row, void *whose),
                void *whose, struct cells_row *ret);

/* Nothing stands in it. */
bool cells_blank(const struct cells_row *row);

#endif

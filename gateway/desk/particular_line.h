/* particular_line.h — one line cut at its labels, and the table of labels.
 *
 * Private to particulars, schedule and agenda. Pure, total; pieces are
 * borrowed from the line. */
#ifndef CONVOKE_DESK_PARTICULAR_LINE_H
#define CONVOKE_DESK_PARTICULAR_LINE_H

#include "convoke/desk/particulars.h"

enum { PARTICULAR_PIECES = 16, PARTICULAR_COLUMNS = 16 };

/* A label that is known and of no use here: it ends the value before it. */
enum { PARTICULAR_OTHER = PARTICULAR_COUNT };

struct particular_piece {
    int key; /* of enum particular, or PARTICULAR_OTHER */
    struct span value;
};

/* at[0] is what stands before the first label, with the key NONE. Returns how
 * many pieces there are, at least 1. */
size_t particular_line_cut(struct span line,
                           struct particular_piece at[PARTICULAR_PIECES]);

/* What all of a cell is. */
int particular_line_label(struct span cell);

/* Takes a cell off a row: tabs and bars stand between cells. */
bool particular_line_cell(struct span *rest, struct span *ret_cell);

/* True when tabs or bars stand in the line. */
bool particular_line_is_row(struct span line);

/* True when a row says nothing: |---|---|. */
bool particular_line_is_rule(struct span line);

struct particular_columns {
    int keys[PARTICULAR_COLUMNS];
    size_t n;
};

/* The columns of a table's heading; false and untouched when it is none. */
bool particular_line_columns(struct span line, struct particular_columns *ret);

#endif

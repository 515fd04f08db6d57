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

/* The columns of a table's heading, 0 when the line is none. */
size_t particular_line_columns(struct span line, int keys[PARTICULAR_COLUMNS]);

#endif

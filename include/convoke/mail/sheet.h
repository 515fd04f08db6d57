/* sheet.h — what stands in an xlsx workbook: sheets of rows of cells.
 *
 * A cell's text is what it says, not how it is drawn: strings as they are,
 * days and times as ISO 8601 ("2026-03-31", "2026-03-31 09:30", "09:30"),
 * other numbers as decimals of at most 15 digits (0.5 for 50%), TRUE, FALSE,
 * errors by their name ("#N/A"); of a formula the result that was stored with
 * it. A cell without text is not there, nor is a row without cells, and what
 * is there keeps its place. Text is UTF-8 without control characters except
 * LF. Needs no file and no network; office_prepare goes before. Results live
 * in the arena given, for which 48 MiB are enough. Sources: ECMA-376 part 1,
 * 18.2 to 18.8; reliability.md T3, T4. */
#ifndef CONVOKE_MAIL_SHEET_H
#define CONVOKE_MAIL_SHEET_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/archive.h"

enum {
    SHEET_MAX_SHEETS = 256,
    SHEET_MAX_ROW = 1048576,
    SHEET_MAX_COLUMN = 16384,
    SHEET_MAX_CELLS = 100000,         /* with text, in all sheets */
    SHEET_MAX_STRINGS = 100000,       /* shared ones */
    SHEET_MAX_TEXT = 4 * 1024 * 1024, /* octets, a shared string once */
};

struct sheet_cell {
    struct span text; /* never empty */
    int column;       /* from 0: A */
};

struct sheet_row {
    int number;                  /* from 1, as the program counts */
    size_t n;                    /* at least 1 */
    const struct sheet_cell *at; /* ascending by column */
};

struct sheet {
    struct span name;               /* one line */
    bool hidden;                    /* nobody sees it without asking for it */
    LIST_OF(struct sheet_row) rows; /* ascending by number */
};

struct sheet_book {
    LIST_OF(struct sheet) sheets; /* in the order of their tabs */
};

/* NEVER with a reason that names the kind of file or the bound when `bytes`
 * is no xlsx that may be read (.xls, encrypted, macros, bomb, DOCTYPE, rows
 * out of order, a string that is not there, …). `budget` is what may still be
 * unpacked; NULL for a full one. */
MUST_USE enum verdict sheet_read(struct span bytes,
                                 struct archive_budget *budget,
                                 struct arena *arena, struct sheet_book *ret,
                                 struct reason *why);

/* The row's text in that column, empty when there is none. */
struct span sheet_text(const struct sheet_row *row, int column);

#endif

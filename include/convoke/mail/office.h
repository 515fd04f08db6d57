/* office.h — what stands in a docx: paragraphs, table cells, ticks.
 *
 * Reads the main document part only, as a stream: text of runs, content
 * controls, legacy form fields, symbols, text boxes; insertions are kept,
 * deletions, notes, headers and field codes are not. Needs no file and no
 * network; any DOCTYPE in any part refuses the file. Text is UTF-8 without
 * control characters, except LF between the paragraphs of a cell. Results live
 * in the arena given. Sources: ECMA-376 part 1; [MS-DOCX] 2.6 (w14:checkbox);
 * reliability.md T3, T4. */
#ifndef CONVOKE_MAIL_OFFICE_H
#define CONVOKE_MAIL_OFFICE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/archive.h"

enum {
    OFFICE_MAX_TEXT = 1024 * 1024, /* octets of text in one document */
    OFFICE_MAX_BLOCKS = 20000,
    OFFICE_MAX_DEPTH = 8, /* tables in cells of tables */
};

/* A paragraph outside tables (table == 0), or one cell. Box controls, form
 * field boxes and the symbol fonts' boxes and ticks are written as U+2611
 * (ticked) or U+2610; ticks typed as text stand as typed. */
struct office_block {
    struct span text;
    int table;   /* 1, 2, … in order of appearance; inner tables count too */
    int row;     /* from 0 */
    int column;  /* first grid column, from 0 */
    int columns; /* grid columns covered, at least 1 */
    bool below;  /* goes on with the cell above (vertical merge): no text */
};

/* In reading order; a cell stands before the cells of tables inside it. */
struct office_doc {
    LIST_OF(struct office_block) blocks;
};

/* Readies the XML and zip libraries (archive_prepare says what that does to
 * TZ). Call once before fork and before the sandbox. */
void office_prepare(void);

/* NEVER with a reason that names the kind of file or the bound when `bytes`
 * is no docx that may be read (.doc, PDF, encrypted, bomb, DOCTYPE, …).
 * `budget` is what may still be unpacked; NULL for a full one. */
MUST_USE enum verdict office_docx_read(struct span bytes,
                                       struct archive_budget *budget,
                                       struct arena *arena,
                                       struct office_doc *ret,
                                       struct reason *why);

#endif

/* sheetml.h — the XML of shared strings and of a sheet as rows of cells.
 *
 * Private to sheet. Source: ECMA-376 part 1, 18.3 and 18.4. */
#ifndef CONVOKE_MAIL_SHEETML_H
#define CONVOKE_MAIL_SHEETML_H

#include "convoke/mail/sheet.h"
#include "workbook.h"

/* What the sheets of one workbook share. */
struct sheetml {
    const struct workbook *book; /* borrowed */
    struct arena *arena;         /* borrowed */
    LIST_OF(struct span) strings;
    size_t octets; /* of text kept so far, at most SHEET_MAX_TEXT */
    size_t cells;  /* at most SHEET_MAX_CELLS */
};

MUST_USE enum verdict sheetml_strings(struct span xml, struct sheetml *sm,
                                      struct reason *why);

/* Fills the rows of `ret`. */
MUST_USE enum verdict sheetml_rows(struct span xml, struct sheetml *sm,
                                   struct sheet *ret, struct reason *why);

#endif

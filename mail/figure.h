/* figure.h — how a number in a cell of a workbook reads.
 *
 * A workbook holds a day as a count of days and says by the cell's format
 * that it is one. Days and times come out as ISO 8601 whatever the format
 * looks like; every other number as the shortest decimal of at most 15 digits,
 * which are all that the programs keep. Private to sheet. Source: ECMA-376
 * part 1, 18.8.30 and 18.17.4. */
#ifndef CONVOKE_MAIL_FIGURE_H
#define CONVOKE_MAIL_FIGURE_H

#include "convoke/base/text.h"

enum figure {
    FIGURE_PLAIN = 0,
    FIGURE_DAY = 1,
    FIGURE_TIME = 2,
    FIGURE_ELAPSED = 4, /* hours, minutes that do not end at 24, 60 */
};

/* Bits of enum figure for a format code ("yyyy-mm-dd hh:mm"), and for one of
 * the formats that have a number only, as Chinese programs know them. */
unsigned figure_of_code(struct span code);
unsigned figure_of_builtin(unsigned id);

/* Appends the number `v` as the bits `kind` want it; days are counted from
 * 1900, or from 1904 when `from_1904`. What is no number is appended as it
 * is; a day no calendar has is appended as a number. */
void figure_put(struct span v, unsigned kind, bool from_1904, struct text *to);

/* The same for an instant that is written out: "2026-03-31T09:30:00". */
void figure_put_iso(struct span v, struct text *to);

#endif

/* worddoc.h — what stands in a .doc of Word 97 to 2003, or of WPS.
 *
 * The main text only: paragraphs, table cells, ticks of form fields and symbol
 * fonts; no notes, headers, text boxes, field codes. Gives the same blocks as
 * office.h, cells merged downwards included. Every offset is checked; reads no
 * more than the file has. Sources: [MS-DOC] 2.4 (piece table, character and
 * paragraph properties), 2.6, 2.9.78 (FFData), 2.9.321 (TDefTable); [MS-CFB].
 */
#ifndef CONVOKE_MAIL_WORDDOC_H
#define CONVOKE_MAIL_WORDDOC_H

#include "convoke/mail/office.h"

/* NEVER when it is no such file, locked, or of a Word before 97. `budget` is
 * not touched: nothing is packed. */
MUST_USE enum verdict worddoc_read(struct span bytes,
                                   struct archive_budget *budget,
                                   struct arena *arena, struct office_doc *ret,
                                   struct reason *why);

/* True when it says of itself that its text is under a password. */
bool worddoc_is_locked(struct span bytes);

#endif

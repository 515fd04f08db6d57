/* filetext.h — a document or a workbook as lines of text.
 *
 * A paragraph is a line (or more, where it is broken by hand), a row of a
 * table is a line with its cells parted by TAB; LF and TAB inside a cell
 * become blanks, empty cells at a row's end and empty rows go. Appends to `to`
 * until its ceiling: to->over says that more stood there. */
#ifndef CONVOKE_MAIL_FILETEXT_H
#define CONVOKE_MAIL_FILETEXT_H

#include "convoke/base/text.h"
#include "convoke/mail/office.h"
#include "convoke/mail/sheet.h"

/* In reading order: a row with a table in it goes on in a new line below. */
void filetext_document(const struct office_doc *doc, struct text *to);

/* The sheets that are not hidden, one after another. A cell stands behind as
 * many TABs as columns are before it; an empty line stands where rows are
 * empty and between sheets. */
void filetext_workbook(const struct sheet_book *book, struct text *to);

#endif

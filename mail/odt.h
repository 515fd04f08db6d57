/* odt.h — what stands in an OpenDocument text (LibreOffice, WPS, 永中).
 *
 * Paragraphs, table cells, text boxes, ticks of content controls and form
 * fields; no notes, annotations, deletions. Gives the same blocks as office.h,
 * under the same bounds. Private to the mail floor. Source: OpenDocument 1.3,
 * part 2 (package); odtml.h has the rest. */
#ifndef CONVOKE_MAIL_ODT_H
#define CONVOKE_MAIL_ODT_H

#include "convoke/mail/office.h"

/* By the media type in it, whatever else is in it. */
bool odt_is(struct archive *ar);

/* True when its manifest says that parts are under a password. */
bool odt_is_locked(struct archive *ar);

/* NEVER when it is none, locked, or breaks a bound. */
MUST_USE enum verdict odt_read(struct span bytes, struct archive_budget *budget,
                               struct arena *arena, struct office_doc *ret,
                               struct reason *why);

#endif

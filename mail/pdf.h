/* pdf.h — the text of a PDF, and where on the page it stands, as blocks.
 *
 * For what office programs and printers write: numbered objects, object
 * streams, Flate, fonts with a ToUnicode map, a Unicode or a GB encoding. No
 * fonts are drawn, no scripts run, no file attached inside is opened. Locked
 * files, even those that open without a password, are refused. Tables are found
 * by their lines (placed.h). Opens no file; bounds below, and the caller's
 * budget for what is unpacked. Private to the mail floor. Source: ISO 32000-1,
 * 7 (syntax), 8 (graphics), 9 (text), 12.7 (forms). */
#ifndef CONVOKE_MAIL_PDF_H
#define CONVOKE_MAIL_PDF_H

#include "convoke/mail/office.h"

enum {
    PDF_MAX_OBJECTS = 200000,
    PDF_MAX_PAGES = 200,
    PDF_MAX_STEPS = 1500 * 1000, /* operators and letters in all */
    PDF_MAX_FONTS = 64,
};

/* NEVER when it is no PDF, locked, or breaks a bound; a PDF without text (a
 * scan) gives no blocks. */
MUST_USE enum verdict pdf_read(struct span bytes, struct archive_budget *budget,
                               struct arena *arena, struct office_doc *ret,
                               struct reason *why);

#endif

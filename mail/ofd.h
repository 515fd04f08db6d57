/* ofd.h — the text of an OFD, and where on the page it stands, as blocks.
 *
 * OFD is China's own page format, a zip with XML: OFD.xml names documents, each
 * names its pages, each page its letters and lines with their places. The first
 * document is read, templates (printed forms) included; seals, fonts and files
 * attached inside are not opened. Tables are found by their lines (placed.h).
 * Opens no file. Private to the mail floor. Source: GB/T 33190-2016, 7 (the
 * package), 8 (pages), 9 (paths), 11 (text). */
#ifndef CONVOKE_MAIL_OFD_H
#define CONVOKE_MAIL_OFD_H

#include "convoke/mail/office.h"

enum { OFD_MAX_PAGES = 200, OFD_MAX_TEMPLATES = 50 };

/* NEVER when it is no OFD, locked, or breaks a bound; one without text (a scan)
 * gives no blocks. */
MUST_USE enum verdict ofd_read(struct span bytes, struct archive_budget *budget,
                               struct arena *arena, struct office_doc *ret,
                               struct reason *why);

#endif

/* odtml.h — the content of an OpenDocument text: XML to blocks. Private to odt.
 * Source: OpenDocument 1.3, part 3, 5 (text), 9 (tables), 10.4 (frames); what
 * LibreOffice writes beside it (loext:content-control, field:fieldmark). */
#ifndef CONVOKE_MAIL_ODTML_H
#define CONVOKE_MAIL_ODTML_H

#include "convoke/mail/office.h"

/* NEVER when it is no well-formed XML or breaks a bound. */
MUST_USE enum verdict odtml_read(struct span xml, struct arena *arena,
                                 struct office_doc *ret, struct reason *why);

#endif

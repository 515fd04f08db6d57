/* wordml.h — the main part of a docx (WordprocessingML) to blocks.
 *
 * A stream: nothing of the XML is kept but the text that counts. The XML must
 * be UTF-8 and hold no DOCTYPE. Private to office. */
#ifndef CONVOKE_MAIL_WORDML_H
#define CONVOKE_MAIL_WORDML_H

#include "convoke/mail/office.h"

/* `xml` must be followed by a NUL, as a struct text is. */
MUST_USE enum verdict wordml_read(struct span xml, struct arena *arena,
                                  struct office_doc *ret, struct reason *why);

#endif

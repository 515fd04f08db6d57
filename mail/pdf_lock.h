/* pdf_lock.h — whether a PDF asks for a password before it shows anything.
 *
 * Many are locked only against printing or changing: every reader opens those
 * with the empty password, and they are none of the locked. Private to the mail
 * floor. Sources: ISO 32000-1, 7.6.3 (revisions 2 to 4); ISO 32000-2, 7.6.4
 * (revisions 5 and 6). */
#ifndef CONVOKE_MAIL_PDF_LOCK_H
#define CONVOKE_MAIL_PDF_LOCK_H

#include "convoke/base/span.h"

/* `bytes` is the whole file. A lock that is not known (of certificates, of a
 * later standard) counts as asking. */
bool pdf_asks_password(struct span bytes);

#endif

/* writing.h — a written document of any kind as paragraphs and cells.
 *
 * One door to the readers of each kind, so that a form is looked for in all of
 * them alike. Private to the mail floor. */
#ifndef CONVOKE_MAIL_WRITING_H
#define CONVOKE_MAIL_WRITING_H

#include "convoke/mail/facts.h"
#include "convoke/mail/office.h"

bool writing_is(enum facts_file_type type);

/* NEVER with the reason when `bytes` is no such document, breaks a bound, is
 * locked, or holds no text at all (a scan). `budget` is what may still be
 * unpacked. */
MUST_USE enum verdict writing_read(struct span bytes, enum facts_file_type type,
                                   struct archive_budget *budget,
                                   struct arena *arena, struct office_doc *ret,
                                   struct reason *why);

#endif

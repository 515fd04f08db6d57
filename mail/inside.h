/* inside.h — what somebody put into an archive, by its content.
 *
 * Unpacks a zip, rar or 7z under the bounds of unpack.h, tells which entries
 * are programs or hold macros, and finds the application form among the
 * documents. An archive in the archive is not opened. Private to the mail
 * floor; requirements.md 6.2, reliability.md T3. */
#ifndef CONVOKE_MAIL_INSIDE_H
#define CONVOKE_MAIL_INSIDE_H

#include "convoke/mail/facts.h"
#include "convoke/mail/office.h"

struct inside {
    struct span programs;   /* names, one a line; FACTS_MAX_INSIDE octets */
    int forms;              /* forms among the documents; only of one … */
    struct office_doc form; /* … this is what it says */
};

/* NEVER when a bound was broken or an entry is damaged: what was seen before
 * that is in `ret` all the same. */
MUST_USE enum verdict inside_look(struct span bytes,
                                  struct archive_budget *budget,
                                  struct arena *arena, struct inside *ret,
                                  struct reason *why);

#endif

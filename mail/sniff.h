/* sniff.h — what kind of file some octets are.
 *
 * By content; the name only decides what content cannot (a script, a form
 * under a password). Archives are listed under the bounds of unpack.h; what
 * lies in them is inside.h's to look at. interop.md 122, requirements.md 6.2.
 */
#ifndef CONVOKE_MAIL_SNIFF_H
#define CONVOKE_MAIL_SNIFF_H

#include "convoke/mail/facts.h"

enum {
    SNIFF_HEAD = 4096,                  /* octets enough for most kinds */
    SNIFF_MAX_WHOLE = 16 * 1024 * 1024, /* of a file that is read whole */
};

/* True when the whole file is wanted: archives, OLE, PDF, TNEF. */
bool sniff_wants_whole(struct span head);

/* Sets type, encrypted and inside of `file`, whose name and media_type are
 * set. `bytes` is the whole file, or its head when it wants no more or is too
 * large. False when an archive breaks a bound and could not be listed. */
bool sniff_file(struct span bytes, struct arena *arena,
                struct facts_file *file);

#endif

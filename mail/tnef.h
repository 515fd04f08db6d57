/* tnef.h — what an answer to a meeting says in a winmail.dat.
 *
 * Outlook packs mail for other Outlooks into attributes and MAPI properties
 * (TNEF). One linear pass over the octets takes the few values an answer needs
 * and the files; everything else is stepped over, objects inside of objects
 * too. A broken or cut file is read as far as it goes; checksums are not
 * looked at, for writers get them wrong. [MS-OXTNEF], [MS-OXOCAL],
 * [MS-OXPROPS]; interop.md 123. */
#ifndef CONVOKE_MAIL_TNEF_H
#define CONVOKE_MAIL_TNEF_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

enum { TNEF_MAX_FILES = 100 };

struct tnef_file {
    struct span name;  /* as it stands there; may be empty */
    struct span bytes; /* borrowed from the octets read */
};

/* Text is UTF-8 in the arena and may hold any control but NUL. Absent is an
 * empty span or MOMENT_NONE. */
struct tnef {
    struct span message_class; /* by its MAPI name: "IPM.Note" */
    uint32_t codepage;         /* of text in octets; 0: none told */
    struct span object_id;     /* GlobalObjectId, of one occurrence … */
    struct span clean_id;      /* … and of the whole series */
    int64_t sequence;          /* 0 when none is told */
    int64_t changed;           /* when the attendee answered */
    int64_t start, end;
    int64_t proposed_start, proposed_end; /* another time he proposes */
    bool counter;                         /* and that he proposes one */
    /* In whose name it was sent, and who sent it; mail as it stands there: an
     * addr-spec, or the name of somebody in an Exchange directory. */
    struct span for_name, for_mail, for_smtp;
    struct span by_name, by_mail, by_smtp;
    struct span subject, location, body;
    LIST_OF(struct tnef_file) files; /* at most TNEF_MAX_FILES */
};

/* False when the octets are no TNEF at all. */
bool tnef_read(struct span octets, struct arena *arena, struct tnef *ret);

#endif

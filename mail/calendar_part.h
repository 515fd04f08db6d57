/* calendar_part.h — the calendar object of a message, wherever it stands.
 *
 * One message brings one object, often twice: the first text/calendar counts
 * before an application/ics, that before a file called .ics of whatever type,
 * and last comes what Outlook packs into winmail.dat, as the answer another
 * program would have sent. An empty one is passed over, and one that is no
 * calendar object is taken only when there is no better. What stands in an
 * attached message or in a delivery report is somebody else's. interop.md 32,
 * 49, 123; RFC 6047. */
#ifndef CONVOKE_MAIL_CALENDAR_PART_H
#define CONVOKE_MAIL_CALENDAR_PART_H

#include "convoke/mail/letter.h"

struct calendar_part {
    struct span text;   /* UTF-8, lines end with LF; in the arena */
    struct span method; /* as the Content-Type says; may be empty */
};

/* An object is read this far: even when every line end has shrunk to one octet
 * more is left than any reader accepts, so he sees that it is too large. */
enum { CALENDAR_PART_MOST = 2 * 64 * 1024 + 8 };

/* `from`: the author's addr-spec, whose answer a winmail.dat is that names
 * nobody; may be empty. False when there is none. */
bool calendar_part_read(const struct letter *l, struct span from,
                        struct arena *arena, struct calendar_part *ret);

#endif

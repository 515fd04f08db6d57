/* parcel.h — a rar or 7z file in memory (libarchive is tamed here).
 *
 * One walk from the front; no file is opened, nothing runs in the background.
 * What an entry declares is never believed: the octets that come out are
 * counted. Names are as the archive has them: UTF-8, or octets of the writer's
 * own charset (old rar: GBK). Private to unpack, whose zip has another
 * `struct archive`. Sources: reliability.md T3; interop.md 122. */
#ifndef CONVOKE_MAIL_PARCEL_H
#define CONVOKE_MAIL_PARCEL_H

#include <stddef.h>
#include <stdint.h>

#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

struct parcel_entry {
    struct span name; /* lives until the call returns */
    bool folder, encrypted;
};

struct parcel_calls {
    void *self; /* borrowed; handed to each call */
    /* `octets` is empty for a folder, a locked entry, and when only names are
     * asked for. */
    void (*take)(void *self, const struct parcel_entry *entry,
                 struct span octets);
};

/* The bounds, which are the caller's; `used` counts over several archives. */
struct parcel_limits {
    size_t entries, part, total, ratio, ratio_from;
    uint64_t *used; /* NULL: names only, nothing is unpacked */
};

/* Loads the locale in which libarchive can name things. */
void parcel_prepare(void);

/* True for octets that begin like a rar or a 7z file. */
bool parcel_is(struct span head);

/* NEVER when it is damaged or breaks a bound; what came before was handed out.
 * An archive whose very names are locked has one entry: encrypted, no name. */
MUST_USE enum verdict parcel_walk(struct span bytes,
                                  const struct parcel_limits *limits,
                                  const struct parcel_calls *calls,
                                  struct reason *why);

#endif

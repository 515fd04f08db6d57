/* unpack.h — what lies in a zip, rar or 7z file, entry by entry.
 *
 * Zip goes through archive.h, rar and 7z through libarchive, which is tamed
 * here. All under the same bounds: UNPACK_MAX_ENTRIES entries, ARCHIVE_MAX_PART
 * octets an entry, the budget for all, ARCHIVE_MAX_RATIO; an archive inside is
 * handed out like any other entry and never opened. Opens no file. Private to
 * the mail floor. Sources: APPNOTE.TXT 6.3.10; interop.md 122; reliability.md
 * T3. */
#ifndef CONVOKE_MAIL_UNPACK_H
#define CONVOKE_MAIL_UNPACK_H

#include "convoke/mail/archive.h"

enum { UNPACK_MAX_ENTRIES = ARCHIVE_MAX_ENTRIES };

struct unpack_entry {
    struct span name; /* UTF-8, one line, with its folders; in the arena */
    bool folder;
    bool encrypted; /* listed, never read */
};

typedef LIST_OF(struct unpack_entry) unpack_entries;

/* Loads what libarchive would otherwise load at its first use. Call once
 * before the sandbox is shut. */
void unpack_prepare(void);

/* True for octets that begin like a rar or a 7z file. */
bool unpack_is_parcel(struct span head);

/* NEVER when the archive is damaged or breaks a bound. A rar or 7z whose very
 * names are locked gives one entry that is encrypted and has no name. */
MUST_USE enum verdict unpack_list(struct span bytes, struct arena *arena,
                                  unpack_entries *ret, struct reason *why);

/* Hands out the octets of every entry that is neither a folder nor encrypted,
 * in order. `octets` live until the call returns. NEVER as above: what came
 * before it was handed out. */
struct unpack_calls {
    void *self; /* borrowed; handed to each call */
    void (*take)(void *self, const struct unpack_entry *entry,
                 struct span octets);
};
MUST_USE enum verdict unpack_each(struct span bytes,
                                  struct archive_budget *budget,
                                  struct arena *arena,
                                  const struct unpack_calls *calls,
                                  struct reason *why);

#endif

/* package.h — the zip file an office document is, part by part.
 *
 * Opened under the bounds of archive.h; refused when a part is locked, when an
 * archive lies inside, when a part of XML declares a document type. A part is
 * unpacked once. Private to office and sheet. Sources: ECMA-376 part 2;
 * reliability.md T3, T4. */
#ifndef CONVOKE_MAIL_PACKAGE_H
#define CONVOKE_MAIL_PACKAGE_H

#include "convoke/mail/archive.h"

struct package {
    struct archive *ar; /* owned */
    bool spent[ARCHIVE_MAX_ENTRIES];
};

/* `kind` is what was hoped for, "a docx": the reason says what came instead.
 * `bytes` and `budget` are borrowed until package_release. On failure there is
 * nothing to release, but releasing does no harm. */
MUST_USE enum verdict package_init(struct package *pk, struct span bytes,
                                   const char *kind,
                                   struct archive_budget *budget,
                                   struct reason *why);
void package_release(struct package *pk);

/* NEVER when an entry of `ar` is locked or an archive itself. */
MUST_USE enum verdict package_check(const struct archive *ar,
                                    struct reason *why);

/* Index of the part of this name, ASCII letters in any case (ECMA-376 part 2,
 * 6.2.2.3); archive_count when there is none. */
size_t package_find(const struct package *pk, struct span name);

/* The part's octets in place of what `ret` held. */
MUST_USE enum verdict package_read(struct package *pk, size_t part,
                                   struct text *ret, struct reason *why);

/* Unpacks the parts nobody asked for, so that a bomb in one of them is still
 * refused and its sender told. */
MUST_USE enum verdict package_finish(struct package *pk, struct reason *why);

#endif

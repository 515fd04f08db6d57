/* archive.h — a zip file in memory, under bounds nobody can lie about.
 *
 * The central directory is walked here before libzip sees a byte: at most
 * ARCHIVE_MAX_ENTRIES entries, no zip64, no entry twice, no two entries over
 * the same octets, none outside the file. Reading counts the octets that
 * really come out; what the directory declares is only good for an early
 * refusal. The archive borrows its bytes and opens no file.
 *
 * One archive_budget may be shared by an archive and one found inside it.
 * Sources: APPNOTE.TXT 6.3.10; reliability.md T3. */
#ifndef CONVOKE_MAIL_ARCHIVE_H
#define CONVOKE_MAIL_ARCHIVE_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

enum {
    ARCHIVE_MAX_ENTRIES = 2000,
    ARCHIVE_MAX_PART = 16 * 1024 * 1024,
    ARCHIVE_MAX_TOTAL = 64 * 1024 * 1024,
    ARCHIVE_MAX_RATIO = 100,          /* real octets out by octets in … */
    ARCHIVE_RATIO_FROM = 1024 * 1024, /* … for parts larger than this */
    ARCHIVE_MAX_NAME = 1024,
};

struct archive_entry {
    struct span name;  /* as stored: UTF-8 when `utf8`, else mostly GBK */
    bool utf8;         /* flag bit 11, or plain ASCII */
    bool encrypted;    /* listed, never read */
    bool folder;       /* name ends with '/' */
    uint16_t method;   /* 0 stored, 8 deflated; nothing else is read */
    uint64_t packed;   /* octets in the archive */
    uint64_t declared; /* octets it says it unpacks to */
    uint64_t at;       /* offset of its local header */
};

struct archive_budget {
    uint64_t used; /* octets unpacked so far, at most ARCHIVE_MAX_TOTAL */
};

struct archive; /* owned by whoever opened it */

/* Sets TZ of this process to UTC, so that no file is opened later on, and lets
 * the C library ask what it asks once. Call
 * before the sandbox is shut, in a process that shows nobody local time. */
void archive_prepare(void);

/* True for octets that begin like a zip file (local header, or empty). */
bool archive_is_zip(struct span bytes);

/* NEVER when the directory breaks a bound; the reason names it. Encrypted
 * entries are listed (the caller tells the sender) but refused on reading.
 * `bytes` and `budget` are borrowed until archive_close. */
MUST_USE enum verdict archive_open(struct span bytes,
                                   struct archive_budget *budget,
                                   struct archive **ret, struct reason *why);
struct archive *archive_close(struct archive *ar); /* returns NULL */
void archive_drop(struct archive **ar);            /* for CLEANUP */

size_t archive_count(const struct archive *ar);
const struct archive_entry *archive_at(const struct archive *ar, size_t i);

/* Index of the entry of exactly this name, or archive_count. */
size_t archive_find(const struct archive *ar, struct span name);

/* Unpacks entry `i` behind what `ret` holds (its ceiling counts too), or only
 * counts its octets when `ret` is NULL. NEVER when a bound or the checksum
 * is broken. */
MUST_USE enum verdict archive_read(struct archive *ar, size_t i,
                                   struct text *ret, struct reason *why);

#endif

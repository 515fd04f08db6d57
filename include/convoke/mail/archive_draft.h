/* archive_draft.h — a zip file being made: names as given, times as given,
 * the same pieces always the same octets.
 *
 * Pieces are read when the draft is finished, one after the other, so that a
 * file of many large mails needs neither memory nor many descriptors. Until
 * then nothing lies at the path. Source: APPNOTE.TXT 6.3.10. */
#ifndef CONVOKE_MAIL_ARCHIVE_DRAFT_H
#define CONVOKE_MAIL_ARCHIVE_DRAFT_H

#include <stdint.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

/* One file of it. Everything is borrowed until the draft is closed. */
struct archive_piece {
    const char *name; /* UTF-8, parts separated by '/' */
    int64_t at;       /* its time, told as that of Asia/Shanghai */
    struct span bytes;
    /* NULL: `bytes` are it. Else gives a descriptor to read it from, which is
     * closed here; it has `size` octets. */
    enum verdict (*open)(void *whose, int *ret_fd, struct reason *why);
    void *whose;
    uint64_t size;
};

struct archive_draft; /* opaque */

/* NEVER when there is something at `path` already. */
MUST_USE enum verdict archive_draft_open(const char *path,
                                         struct archive_draft **ret,
                                         struct reason *why);
MUST_USE enum verdict archive_draft_add(struct archive_draft *d,
                                        const struct archive_piece *piece,
                                        struct reason *why);
/* Writes it; not synced. NEVER when a piece is not what it was said to be. */
MUST_USE enum verdict archive_draft_finish(struct archive_draft *d,
                                           struct reason *why);
/* Not finished: nothing is left at the path. */
struct archive_draft *archive_draft_close(struct archive_draft *d);
void archive_draft_drop(struct archive_draft **d);

#endif

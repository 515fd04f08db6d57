/* maildir.h — letters in and out through a folder (Maildir: tmp, new, cur).
 *
 * Out, exactly once, in phases the caller commits between:
 *   maildir_draft_open … _close   tmp/NAME is whole and synced
 *   maildir_sync(tmp)             its name is durable, for many letters at once
 *   (the caller commits AT_DOT)
 *   maildir_publish               tmp/NAME → new/NAME
 *   maildir_sync(new)             for many letters at once
 *   (the caller commits SENT)
 * Recovery of a row found AT_DOT: maildir_publish with `again`, maildir_sync:
 * while tmp/NAME is there the letter has not left; once it is gone it has. A
 * row not yet AT_DOT starts over; its draft is replaced.
 *
 * In: maildir_list, maildir_take, and maildir_remove once the octets are safe
 * elsewhere. Folders are borrowed paths; the octets are kept as they are given.
 */
#ifndef CONVOKE_MAIL_MAILDIR_H
#define CONVOKE_MAIL_MAILDIR_H

#include <stdint.h>

#include "convoke/base/list.h"
#include "convoke/base/verdict.h"

enum { MAILDIR_NAME = 80 };

enum maildir_part { MAILDIR_TMP, MAILDIR_NEW, MAILDIR_PART_COUNT };

typedef LIST_OF(char *) maildir_names;

/* The folder and its three parts; all there already is fine. */
MUST_USE enum verdict maildir_prepare(const char *folder, struct reason *why);

/* The file name of an outbox row: the same instant and key always give the
 * same name, whatever octets the key has. */
const char *maildir_name(int64_t queued_at, struct span key,
                         char buf[MAILDIR_NAME]);

struct maildir_draft {
    int fd;
    bool failed;
    struct reason why; /* of the first failed write */
};

/* Opens tmp/NAME anew, whatever an interrupted attempt left there. */
MUST_USE enum verdict maildir_draft_open(const char *folder, const char *name,
                                         struct maildir_draft *ret,
                                         struct reason *why);

/* A sink for letter_compose; `draft` is a struct maildir_draft. */
bool maildir_draft_sink(void *draft, struct span piece);

/* Syncs and closes. On failure the letter must not become AT_DOT. */
MUST_USE enum verdict maildir_draft_close(struct maildir_draft *draft,
                                          struct reason *why);

/* The three above for octets at hand. */
MUST_USE enum verdict maildir_write(const char *folder, const char *name,
                                    struct span octets, struct reason *why);

/* LATER when tmp/NAME is not there, unless `again` (recovery): then it has
 * been published before and all is well. */
MUST_USE enum verdict maildir_publish(const char *folder, const char *name,
                                      bool again, struct reason *why);

MUST_USE enum verdict maildir_sync(const char *folder, enum maildir_part part,
                                   struct reason *why);

/* Names of the regular files in new/, numbers in names counted as numbers. */
MUST_USE enum verdict maildir_list(const char *folder, struct arena *arena,
                                   maildir_names *ret, struct reason *why);

/* Opens new/NAME for reading; NEVER when it is no regular file. */
MUST_USE enum verdict maildir_take(const char *folder, const char *name,
                                   int *ret_fd, struct reason *why);

/* Gone already is fine. */
MUST_USE enum verdict maildir_remove(const char *folder, const char *name,
                                     struct reason *why);

#endif

/* mailbox.h — how far the folders of an IMAP mailbox have been read.
 *
 * A cursor says that every message below UID `next` is in the spool. It may
 * lag behind, never run ahead: a message read again is known by its octets. */
#ifndef CONVOKE_STORE_MAILBOX_H
#define CONVOKE_STORE_MAILBOX_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

struct mailbox_row {
    struct span folder; /* UTF-8 */
    int64_t validity;   /* UIDVALIDITY */
    int64_t next;       /* the lowest UID not yet read */
    int64_t at;         /* when that was told, UTC */
};
typedef LIST_OF(struct mailbox_row) mailbox_rows;

MUST_USE enum verdict mailbox_put(struct store *st,
                                  const struct mailbox_row *row,
                                  struct reason *why);

/* All folders ever read, by name; copied into `arena`. */
MUST_USE enum verdict mailbox_all(struct store *st, struct arena *arena,
                                  mailbox_rows *ret, struct reason *why);

/* A message that stays on the server unread, with the reason. Told twice it is
 * one. Of one with this reason the header is here: it is a message, too. */
#define MAILBOX_OVER "over the limit"
MUST_USE enum verdict mailbox_leave(struct store *st,
                                    const struct mailbox_row *at, int64_t uid,
                                    struct span reason, struct reason *why);
MUST_USE enum verdict mailbox_left(struct store *st, int64_t *ret_n,
                                   struct reason *why);

/* Those of since `since` of which nothing is here, by folder and UID; copied
 * into `arena`. */
struct mailbox_refusal {
    struct span folder, reason;
    int64_t uid, at;
};
typedef LIST_OF(struct mailbox_refusal) mailbox_refusals;
MUST_USE enum verdict mailbox_refused(struct store *st, int64_t since,
                                      struct arena *arena,
                                      mailbox_refusals *ret,
                                      struct reason *why);

/* When all of the mailbox was last read to its end; MOMENT_NONE never. */
MUST_USE enum verdict mailbox_read_put(struct store *st, int64_t at,
                                       struct reason *why);
MUST_USE enum verdict mailbox_read_get(struct store *st, int64_t *ret,
                                       struct reason *why);

#endif

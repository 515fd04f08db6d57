/* backlog.h — mails that a server did not take, and for how long already.
 *
 * Held mails wait for a person, not for a server, and do not count. */
#ifndef CONVOKE_STORE_BACKLOG_H
#define CONVOKE_STORE_BACKLOG_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

/* When the oldest mail was queued that was tried and has to be tried again;
 * MOMENT_NONE: there is none. With `busy` also those whose turn it is or that
 * are being tried at this moment: they may yet leave. */
MUST_USE enum verdict backlog_oldest(struct store *st, int64_t now, bool busy,
                                     int64_t *ret, struct reason *why);

/* Whether any mail left after `since`. */
MUST_USE enum verdict backlog_moves(struct store *st, int64_t since, bool *ret,
                                    struct reason *why);

/* How many mails wait, and what a server said last of one of them. */
struct backlog {
    int64_t waiting;
    struct span said; /* may be empty */
};
MUST_USE enum verdict backlog_of(struct store *st, struct arena *arena,
                                 struct backlog *ret, struct reason *why);

/* Mails never tried whose turn comes later: their domain has had its share, or
 * is paused and not counted here (pause.h). Most of them first. */
struct backlog_domain {
    struct span domain;
    int64_t waiting, until;
};
typedef LIST_OF(struct backlog_domain) backlog_domains;
MUST_USE enum verdict backlog_put_off(struct store *st, int64_t now,
                                      struct arena *arena, backlog_domains *ret,
                                      struct reason *why);

#endif

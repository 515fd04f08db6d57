/* source_imap.h — the core's side of an IMAP mailbox.
 *
 * The fetch process (fetcher.h) fills the spool; what it tells of its progress
 * is written down here. Nothing waits for the network. */
#ifndef CONVOKE_SOURCE_IMAP_H
#define CONVOKE_SOURCE_IMAP_H

#include "core.h"
#include "fetcher.h"

struct source_imap {
    struct fetcher *fetcher; /* owned */
    int64_t began;           /* of the look that is going on; MOMENT_NONE */
    int64_t asked;           /* boot ms: last request to look now */
    bool well;
    char told[FETCHER_TEXT]; /* how it is; empty: not yet known */
    int64_t since;
    bool over;  /* a look has ended, well or not */
    bool whole; /* and it was a whole one */
};

/* As configured; strings borrowed from `set`. */
struct imap_settings source_imap_settings(const struct settings *set);

/* Before the database is opened: forks. */
MUST_USE enum verdict source_imap_prepare(const struct core *c,
                                          struct source_imap **ret,
                                          struct reason *why);
struct source_imap *source_imap_close(struct source_imap *s);
void source_imap_drop(struct source_imap **s);

/* When the mailbox was last read to its end, into desk.polled_at. */
MUST_USE enum verdict source_imap_resume(struct core *c, struct reason *why);

/* core_take_in's part: all that has been told, in one commit. `ret_n` counts
 * messages that have come into the spool. */
MUST_USE enum verdict source_imap_take_in(struct core *c, size_t *ret_n,
                                          struct reason *why);

/* To poll; -1 none. */
int source_imap_fd(const struct core *c);

/* One look at the whole mailbox, waited for; needs set, clock and spool of `c`,
 * and opens the database. */
MUST_USE enum verdict source_imap_once(struct core *c, size_t *ret_n,
                                       struct reason *why);

#endif

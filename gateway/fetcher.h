/* fetcher.h — the process that holds the mailbox's password, and nothing else.
 *
 * A keeper is forked first (before the core opens its database); it forks the
 * fetch process, which lives for one IMAP session and ends with it: the next
 * one is forked after a back-off, with a fresh memory. The process writes into
 * the spool by itself and tells the core how far it has come. It sees no
 * database, and of the disk only the spool, its secret and what the name
 * service reads (fetcher_cage.c). Whatever a server does to it, the keeper
 * starts another. What comes from it is checked again. */
#ifndef CONVOKE_GATEWAY_FETCHER_H
#define CONVOKE_GATEWAY_FETCHER_H

#include "convoke/base/clock.h"
#include "fetcher_wire.h"
#include "spool.h"

enum { FETCHER_FOLDERS = 16 };

struct fetcher_settings {
    struct imap_settings imap;
    const char *secret_file; /* its first line; read at each connection */
    const char *state;       /* whose spool is written to */
    struct spool_settings spool;
    const char *const *folders; /* the first is listened to */
    size_t n;                   /* 1 to FETCHER_FOLDERS */
    int64_t poll_ms;            /* below nine minutes */
    struct clock clock;         /* no receipt is later */
};

struct fetcher;

/* Forks; returns when the settings have proved to work. The caller's
 * descriptors are closed there. Everything is borrowed until then. NEVER when
 * they cannot work. */
MUST_USE enum verdict fetcher_open(const struct fetcher_settings *settings,
                                   struct fetcher **ret, struct reason *why);

/* Lets go; a fetch in its middle is simply cut off. */
struct fetcher *fetcher_close(struct fetcher *f);
void fetcher_drop(struct fetcher **f);

/* The next word; false when there is none now. Never waits. After false with
 * fetcher_is_lost the keeper is gone. */
bool fetcher_next(struct fetcher *f, struct fetcher_packet *ret);
bool fetcher_is_lost(const struct fetcher *f);

/* Answers the HELLO of `process`. */
void fetcher_go(struct fetcher *f, int64_t process,
                const struct imap_cursor *cursors, size_t n);

/* Asks the process that was let go last to look at once. */
void fetcher_poll(struct fetcher *f);

/* To poll; -1 when it is lost. */
int fetcher_fd(const struct fetcher *f);

/* fetcher_keeper.c, fetcher_process.c: never return. */
_Noreturn void fetcher_keeper_run(const struct fetcher_settings *settings,
                                  int core);

/* How a fetch process ends, as its exit status. */
enum fetcher_end {
    FETCHER_END_WELL,    /* after a whole look; the session has ended */
    FETCHER_END_FAILED,  /* before one */
    FETCHER_END_REFUSED, /* user or password are wrong: ask a person */
};

_Noreturn void fetcher_process_run(const struct fetcher_settings *settings,
                                   struct imap *imap, int core);

/* fetcher_cage.c: from here on nothing but the spool below `state`, the file
 * `secret`, the name service, and TCP to `port`. */
MUST_USE enum verdict fetcher_cage(const char *state, const char *secret,
                                   int port, struct reason *why);

#endif

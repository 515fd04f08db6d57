/* core.h — the one process that remembers and decides.
 *
 * Holds the only database connection, the clock, the templates and the desk;
 * has no parser of hostile input and no mail password. Opened in the order
 * that keeps it so: readers and senders are forked before there is anything
 * worth hiding. Every pass is safe to be killed in. */
#ifndef CONVOKE_CORE_H
#define CONVOKE_CORE_H

#include "charter.h"
#include "convoke/desk/desk.h"
#include "lane.h"
#include "press.h"
#include "settings.h"
#include "spool.h"
#include "worker.h"

struct delivery_line; /* delivery.h */
struct source_imap;   /* source_imap.h */

/* How long one piece of work may take before commands and the watchdog have
 * their turn. */
enum { CORE_TURN_MS = 1000 };

struct core {
    const struct settings *set; /* borrowed */
    struct clock clock;
    struct clock_watch watch; /* over the system clock; a fixed one has none */
    int64_t marked;           /* boot ms: the last instant seen was kept */
    bool closed;              /* the gate below, when last asked */
    struct arena arena;       /* owned; what lives as long as the core */
    struct arena days;        /* owned; the working days the desk counts by */
    struct workers *workers;
    struct spool *spool;
    struct lanes lanes; /* owned; heads that were looked at */
    struct store *store;
    struct catalog *catalog;
    struct desk_settings desk_set;
    struct desk_post post;
    struct press press;
    struct desk desk;
    struct delivery_line *line;  /* NULL: nothing is sent from here */
    struct source_imap *mailbox; /* NULL: none is fetched from here */
    int64_t swept_at;            /* outgoing files (outgoing.h) */
    int64_t opened_at;           /* by its clock */
    int64_t looked;              /* boot ms: health.h */
    bool suspect; /* a sync failed: what was written since may be gone */
};

struct core_spec {
    const struct settings *set;
    const struct charter *charter;
    struct clock clock;
    bool sends;   /* opens the way out too */
    bool fetches; /* and an IMAP mailbox */
};

/* Brings what a kill left behind in order. NEVER when the templates or the
 * settings are wrong (the reason is for people). */
MUST_USE enum verdict core_open(const struct core_spec *spec, struct core **ret,
                                struct reason *why);
struct core *core_close(struct core *c);
void core_drop(struct core **c);

/* The working days anew, after an import. On failure the old ones stay. */
MUST_USE enum verdict core_learn_days(struct core *c, struct reason *why);

/* The templates alone, for commands that only show them. */
MUST_USE enum verdict core_open_catalog(const struct settings *set,
                                        struct catalog **ret,
                                        struct reason *why);

/* What the desk is told of the settings; everything is borrowed from them and
 * from the arena. */
void core_desk_settings(const struct settings *set,
                        const struct charter *charter, struct arena *arena,
                        struct desk_settings *ret);

/* post.c: the desk's way into the outbox. */
void core_open_post(struct core *c);

/* ingest.c, decide.c: from the source into the spool, and on to decisions. Both
 * stop after about CORE_TURN_MS; `ret_n` counts messages, 0 when nothing is
 * left. What cannot be taken in now stays where it is and is told in the log;
 * a source that was read to its end sets desk.polled_at. */
/* All of `fd` as one ended draft; spool_commit makes it durable. */
MUST_USE enum verdict ingest_copy(struct spool *sp, int fd, int64_t received,
                                  char ret_sha[HASH_HEX], struct reason *why);
MUST_USE enum verdict core_take_in(struct core *c, size_t *ret_n,
                                   struct reason *why);
MUST_USE enum verdict core_decide(struct core *c, size_t *ret_n,
                                  struct reason *why);

/* The gate before everything that decides, reminds or sends: whether the clock
 * is trusted (base/clock_watch.h); one that was fixed by hand always is. Tells
 * the log when that changes. */
bool core_may_act(struct core *c);

/* A receipt stamp, or `now` where the clock that made it was wrong. */
static inline int64_t core_believed(const struct core *c, int64_t stamp,
                                    int64_t now)
{
    return c->clock.watch ? clock_watch_stamp(c->clock.watch, stamp, now)
                          : stamp;
}

/* One piece of work: takes in and decides or, when there is nothing left to,
 * does what is due, in groups of one commit. False when there was nothing.
 * Behind a closed gate it only takes in. */
MUST_USE enum verdict core_step(struct core *c, bool *ret_more,
                                struct reason *why);

/* Steps until there is nothing left to do. */
MUST_USE enum verdict core_pass(struct core *c, struct reason *why);

/* When the next thing is due, sending included. */
MUST_USE enum verdict core_next_due(struct core *c, int64_t *ret,
                                    struct reason *why);

#endif

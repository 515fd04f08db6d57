/* From the spool to decisions. */
#include <assert.h>
#include <string.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "core.h"

enum {
    DECIDE_GROUP = 64,  /* messages in one commit */
    DECIDE_PENDING = 8, /* at the readers: what is begun is waited for */
    DECIDE_RECORDS = 8 * 1024 * 1024, /* octets one group has read */
    DECIDE_ARENA = 64 * 1024 * 1024,
    DECIDE_LIST = 1024 * 1024 * 1024, /* of a flood's names: millions */
};

/* One message on its way to a decision. */
struct reading {
    char sha[HASH_HEX];
    int64_t received, size;
    int64_t id; /* of a row that waits already, else 0 */
    int fd;
    bool answered;
    struct worker_result result;
};

struct reading_group {
    struct reading at[DECIDE_GROUP];
    size_t n;
};

static struct reading *reading_add(struct reading_group *g, const char *sha)
{
    struct reading *r = &g->at[g->n++];

    *r = (struct reading){ .fd = -1 };
    memcpy(r->sha, sha, HASH_HEX);
    return r;
}

static void reading_group_release(struct reading_group *g)
{
    for (size_t i = 0; i < g->n; i++) {
        file_drop(&g->at[i].fd);
        text_release(&g->at[i].result.record);
    }
}

static enum verdict submit(struct core *c, struct reading *r, size_t i,
                           struct reason *why)
{
    enum verdict v = spool_fd(c->spool, r->sha, &r->fd, why);

    if (v == VERDICT_DONE)
        return workers_submit(c->workers, i, r->fd, why);
    if (v != VERDICT_NEVER)
        return v;
    r->answered = true;
    r->result.verdict = VERDICT_NEVER;
    r->result.why = *why;
    return VERDICT_DONE;
}

/* One answer of the readers; gives its octets. */
static size_t hear(struct core *c, struct reading_group *g)
{
    struct worker_result result;

    if (!workers_next(c->workers, -1, &result))
        return 0;
    assert(result.id < g->n);
    file_drop(&g->at[result.id].fd);
    g->at[result.id].result = result;
    g->at[result.id].answered = true;
    return result.record.n;
}

/* All of the group are read before the first is decided, so that the readers
 * work side by side while decisions keep their order. A group that takes long
 * or grows large ends early: commands and the watchdog wait for it. */
static enum verdict read_group(struct core *c, struct reading_group *g,
                               struct reason *why)
{
    int64_t end = clock_ticks() + CORE_TURN_MS;
    size_t octets = 0;
    size_t i = 0;
    enum verdict v = VERDICT_DONE;

    while (i < g->n && v == VERDICT_DONE && octets < DECIDE_RECORDS &&
           (i == 0 || clock_ticks() < end)) {
        v = submit(c, &g->at[i], i, why);
        i++;
        while (workers_pending(c->workers) >= DECIDE_PENDING)
            octets += hear(c, g);
    }
    while (workers_pending(c->workers) > 0)
        hear(c, g);
    g->n = i;
    return v;
}

static enum verdict quarantine(struct core *c, struct message *m,
                               const struct reason *cause, struct reason *why)
{
    log_event(LOG_WARNING, "message.quarantined", KV_INT("message", m->id),
              KV_WHY(cause));
    m->state = MESSAGE_QUARANTINED;
    m->kind = SPAN("unreadable");
    m->reason = span_str(cause->text);
    m->settled_at = clock_now(&c->clock);
    return message_settle(c->store, m, why);
}

/* A message that cannot be decided stands alone: what it did is undone, it is
 * put aside with the reason, the others go on. Where the database itself is at
 * its end, putting aside fails as well and that ends the process. */
static enum verdict decide_row(struct core *c, struct reading *r, int64_t id,
                               struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DECIDE_ARENA);
    struct message m;
    struct reason cause = r->result.why;
    enum verdict decided = r->result.verdict;
    enum verdict v = message_get(c->store, id, &arena, &m, why);

    if (v != VERDICT_DONE || m.state != MESSAGE_RECEIVED)
        return v;
    v = store_mark(c->store, why);
    if (v != VERDICT_DONE)
        return v;
    if (decided == VERDICT_DONE)
        decided =
            desk_intake(&c->desk, &m, text_span(&r->result.record), &cause);
    if (decided == VERDICT_DONE)
        return store_mark_keep(c->store, why);
    if (c->suspect) {
        if (why)
            *why = cause;
        return VERDICT_BROKEN;
    }
    v = store_mark_undo(c->store, why);
    if (decided == VERDICT_LATER) {
        log_event(LOG_WARNING, "message.postponed", KV_INT("message", id),
                  KV_WHY(&cause));
        return v;
    }
    return v == VERDICT_DONE ? quarantine(c, &m, &cause, why) : v;
}

static enum verdict decide_group(struct core *c, struct reading_group *g,
                                 struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    for (size_t i = 0; i < g->n && v == VERDICT_DONE; i++) {
        struct reading *r = &g->at[i];
        bool fresh = false;
        if (r->id == 0)
            v = message_add(c->store, span_str(r->sha), r->received, r->size,
                            &r->id, &fresh, why);
        if (v == VERDICT_DONE && r->answered)
            v = decide_row(c, r, r->id, why);
    }
    if (v != VERDICT_DONE) {
        store_rollback(c->store);
        return v;
    }
    v = store_commit(c->store, why);
    for (size_t i = 0; i < g->n && v == VERDICT_DONE; i++)
        v = spool_keep(c->spool, g->at[i].sha, why);
    return v;
}

static enum verdict run_group(struct core *c, struct reading_group *g,
                              struct reason *why)
{
    enum verdict v = read_group(c, g, why);

    return v == VERDICT_DONE ? decide_group(c, g, why) : v;
}

static enum verdict knows(void *of, struct span mail, bool *ret,
                          struct reason *why)
{
    struct core *c = of;

    return desk_knows(&c->desk, mail, ret, why);
}

static enum verdict decide_new(struct core *c, struct arena *arena,
                               size_t *ret_n, struct reason *why)
{
    int64_t end = clock_ticks() + CORE_TURN_MS;
    int64_t now = clock_now(&c->clock);
    spool_entries found = { 0 };
    const struct lane_book book = { knows, c };
    enum verdict v = spool_list_new(c->spool, arena, &found, why);

    if (v == VERDICT_DONE)
        v = lanes_order(&c->lanes, c->spool, &book, &found, why);
    while (*ret_n < found.n && v == VERDICT_DONE &&
           (*ret_n == 0 || clock_ticks() < end)) {
        CLEANUP(reading_group_release) struct reading_group g = { .n = 0 };
        for (size_t i = *ret_n; i < found.n && g.n < DECIDE_GROUP; i++) {
            const struct spool_entry *e = &found.at[i];
            struct reading *r = reading_add(&g, e->sha);
            r->received = core_believed(c, e->received, now);
            r->size = (int64_t)e->size;
        }
        v = run_group(c, &g, why);
        *ret_n += g.n;
    }
    return v;
}

/* Rows that a person sent back to be decided again, or that had to wait. */
static enum verdict decide_waiting(struct core *c, struct arena *arena,
                                   struct reason *why)
{
    int64_t id = 0;
    enum verdict v = message_next_received(c->store, 0, &id, why);

    while (v == VERDICT_DONE && id != 0) {
        CLEANUP(reading_group_release) struct reading_group g = { .n = 0 };
        struct message m;
        struct reading *r;
        arena_reset(arena);
        v = message_get(c->store, id, arena, &m, why);
        if (v != VERDICT_DONE)
            return v;
        r = reading_add(&g, m.sha256.p);
        r->id = id;
        v = run_group(c, &g, why);
        if (v == VERDICT_DONE)
            v = message_next_received(c->store, id, &id, why);
    }
    return v;
}

enum verdict core_decide(struct core *c, size_t *ret_n, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DECIDE_LIST);
    enum verdict v;

    *ret_n = 0;
    v = decide_new(c, &arena, ret_n, why);
    return v == VERDICT_DONE ? decide_waiting(c, &arena, why) : v;
}

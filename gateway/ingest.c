/* From the source into the spool, from the spool to decisions. */
#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/step.h"
#include "convoke/mail/maildir.h"
#include "core.h"

enum {
    INGEST_GROUP = 64, /* messages in one commit */
    INGEST_ARENA = 64 * 1024 * 1024,
    INGEST_PIECE = 256 * 1024,
};

/* When the message reached us: the file's own time, never later than now. */
static int64_t arrival(const struct core *c, int fd)
{
    int64_t now = clock_now(&c->clock);
    struct stat st;

    if (fstat(fd, &st) != 0 || st.st_mtime > now)
        return now;
    return st.st_mtime;
}

enum verdict ingest_copy(struct spool *sp, int fd, int64_t received,
                         char ret_sha[HASH_HEX], struct reason *why)
{
    CLEANUP(spool_draft_drop) struct spool_draft *draft = NULL;
    CLEANUP(text_release) struct text piece = TEXT_INIT(INGEST_PIECE);
    enum verdict v = spool_begin(sp, received, &draft, why);

    while (v == VERDICT_DONE) {
        size_t n = 0;
        v = file_read_piece(fd, &piece, &n, why);
        if (v != VERDICT_DONE || n == 0)
            break;
        v = spool_write(draft, text_span(&piece), why);
    }
    if (v != VERDICT_DONE)
        return v;
    return spool_end(sp, TAKE(draft), ret_sha, why);
}

/* A message nobody may ever read is answered by no one, but it does not stand
 * in the way: it is put aside under its own name. */
static enum verdict refuse_source(const char *folder, const char *name,
                                  const struct reason *cause,
                                  struct reason *why)
{
    char from[PATH_MAX];
    char to[PATH_MAX];
    char aside[PATH_MAX];
    enum verdict v;

    log_event(LOG_WARNING, "source.refused", KV_STR("name", name),
              KV_WHY(cause));
    if (!file_join(aside, folder, "refused"))
        return reason_set(why, VERDICT_NEVER, "source.refuse", "long path");
    v = file_make_folder(aside, why);
    if (v != VERDICT_DONE)
        return v;
    if (!file_join(to, folder, "new") || !file_join(from, to, name) ||
        !file_join(to, aside, name))
        return reason_set(why, VERDICT_NEVER, "source.refuse", "long path");
    if (rename(from, to) != 0)
        return reason_from_errno(why, VERDICT_LATER, "source.refuse", from);
    return VERDICT_DONE;
}

static enum verdict take_one(struct core *c, const char *name, bool *ret_taken,
                             struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    char sha[HASH_HEX];
    struct reason cause;
    enum verdict v = maildir_take(c->set->source.path, name, &fd, &cause);

    *ret_taken = false;
    if (v == VERDICT_DONE)
        v = ingest_copy(c->spool, fd, arrival(c, fd), sha, &cause);
    *ret_taken = v == VERDICT_DONE;
    if (v == VERDICT_DONE)
        return v;
    if (v == VERDICT_NEVER)
        return refuse_source(c->set->source.path, name, &cause, why);
    if (why)
        *why = cause;
    return v;
}

/* A group is made durable at once; only then are its sources removed. */
static enum verdict take_group(struct core *c, char **names, size_t n,
                               size_t *ret_n, struct reason *why)
{
    bool taken[INGEST_GROUP] = { false };
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < n && v == VERDICT_DONE; i++)
        v = take_one(c, names[i], &taken[i], why);
    if (v == VERDICT_DONE)
        v = spool_commit(c->spool, why);
    step("source.spooled");
    for (size_t i = 0; i < n && v == VERDICT_DONE; i++) {
        if (!taken[i])
            continue;
        v = maildir_remove(c->set->source.path, names[i], why);
        ++*ret_n;
    }
    return v;
}

enum verdict core_take_in(struct core *c, size_t *ret_n, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(INGEST_ARENA);
    maildir_names names = { 0 };
    enum verdict v;

    assert(c);
    *ret_n = 0;
    v = maildir_list(c->set->source.path, &arena, &names, why);
    for (size_t i = 0; i < names.n && v == VERDICT_DONE; i += INGEST_GROUP) {
        size_t n = names.n - i < INGEST_GROUP ? names.n - i : INGEST_GROUP;
        v = take_group(c, names.at + i, n, ret_n, why);
    }
    return v;
}

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
    struct reading at[INGEST_GROUP];
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

/* All of the group are read before the first is decided, so that the readers
 * work side by side while decisions keep their order. */
static enum verdict read_group(struct core *c, struct reading_group *g,
                               struct reason *why)
{
    struct worker_result result;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < g->n && v == VERDICT_DONE; i++)
        v = submit(c, &g->at[i], i, why);
    while (workers_pending(c->workers) > 0 &&
           workers_next(c->workers, -1, &result)) {
        assert(result.id < g->n);
        g->at[result.id].result = result;
        g->at[result.id].answered = true;
    }
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
 * put aside with the reason, the others go on. */
static enum verdict decide_row(struct core *c, struct reading *r, int64_t id,
                               struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(INGEST_ARENA);
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

static enum verdict decide_new(struct core *c, struct arena *arena,
                               size_t *ret_n, struct reason *why)
{
    spool_entries found = { 0 };
    size_t next = 0;
    enum verdict v = spool_list_new(c->spool, arena, &found, why);

    while (next < found.n && v == VERDICT_DONE) {
        CLEANUP(reading_group_release) struct reading_group g = { .n = 0 };
        while (next < found.n && g.n < INGEST_GROUP) {
            const struct spool_entry *e = &found.at[next++];
            struct reading *r = reading_add(&g, e->sha);
            r->received = e->received;
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
        v = message_get(c->store, id, arena, &m, why);
        if (v != VERDICT_DONE)
            return v;
        r = reading_add(&g, m.sha256.p);
        r->id = id;
        r->received = m.received_at;
        v = run_group(c, &g, why);
        if (v == VERDICT_DONE)
            v = message_next_received(c->store, id, &id, why);
    }
    return v;
}

enum verdict core_decide(struct core *c, size_t *ret_n, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(INGEST_ARENA);
    enum verdict v;

    *ret_n = 0;
    v = decide_new(c, &arena, ret_n, why);
    return v == VERDICT_DONE ? decide_waiting(c, &arena, why) : v;
}

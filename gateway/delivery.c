#include "delivery.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/mem.h"
#include "convoke/base/step.h"
#include "convoke/mail/maildir.h"
#include "convoke/store/outbox.h"
#include "sender.h"

enum {
    DELIVERY_GROUP = 64,
    DELIVERY_ARENA = 64 * 1024 * 1024,
    DELIVERY_FIRST_RETRY = 300,
    DELIVERY_LAST_RETRY = 4000,
    DELIVERY_AFTER_REFUSED_LOGIN = 3600,
};

struct delivery_line {
    struct senders *senders; /* NULL: a Maildir */
    int64_t not_before;      /* after a refused login */
};

int64_t delivery_retry_at(int64_t now, int64_t attempts, int64_t delivery)
{
    int64_t wait = DELIVERY_FIRST_RETRY;

    for (int64_t i = 1; i < attempts && wait < DELIVERY_LAST_RETRY; i++)
        wait *= 2;
    if (wait > DELIVERY_LAST_RETRY)
        wait = DELIVERY_LAST_RETRY;
    return now + wait + (delivery * 37) % (wait / 5 + 1);
}

static enum verdict open_senders(struct core *c, struct delivery_line *line,
                                 struct reason *why)
{
    struct senders_settings s = {
        .smtp = { .host = c->set->transport.host,
                  .port = (int)c->set->transport.port,
                  .tls = (enum smtp_tls)c->set->transport.tls,
                  .auth = (enum smtp_auth)c->set->transport.auth,
                  .user = c->set->transport.user,
                  .ca_file = c->set->transport.ca_file[0]
                                 ? c->set->transport.ca_file
                                 : NULL,
                  .helo = c->set->transport.helo },
        .secret_file = c->set->transport.password_file[0]
                           ? c->set->transport.password_file
                           : NULL,
        .n = (size_t)c->set->transport.sessions,
    };

    return senders_open(&s, &line->senders, why);
}

static void line_drop(struct delivery_line **line)
{
    *line = delivery_close(*line);
}

enum verdict delivery_prepare(struct core *c, struct delivery_line **ret,
                              struct reason *why)
{
    CLEANUP(line_drop)
    struct delivery_line *line = MEM_NEW(struct delivery_line);
    enum verdict v;

    if (c->set->transport.kind == TRANSPORT_SMTP)
        v = open_senders(c, line, why);
    else
        v = maildir_prepare(c->set->transport.path, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(line);
    return v;
}

struct delivery_line *delivery_close(struct delivery_line *line)
{
    if (!line)
        return NULL;
    senders_close(line->senders);
    free(line);
    return NULL;
}

static enum verdict open_mail(const struct core *c, const struct delivery *d,
                              int *ret, struct reason *why)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];
    char name[HASH_HEX + 8];

    if (d->file.n >= sizeof(name))
        return reason_set(why, VERDICT_NEVER, "delivery.open", "long name");
    memcpy(name, d->file.p, d->file.n);
    name[d->file.n] = '\0';
    if (!file_join(folder, c->set->state, "outgoing") ||
        !file_join(path, folder, name))
        return reason_set(why, VERDICT_NEVER, "delivery.open", "long path");
    *ret = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*ret < 0)
        return reason_from_errno(why, VERDICT_NEVER, "delivery.open", path);
    return VERDICT_DONE;
}

static enum verdict settle(struct core *c, const struct delivery *d,
                           enum delivery_state to, struct span reply,
                           struct reason *why)
{
    int64_t now = clock_now(&c->clock);
    struct delivery_result r = { .delivery = d->id,
                                 .state = to,
                                 .at = now,
                                 .next_at = now,
                                 .reply = reply };

    if (to == DELIVERY_RETRY && now - d->queued_at > c->set->limits.give_up)
        r.state = DELIVERY_REFUSED;
    if (r.state == DELIVERY_RETRY)
        r.next_at = delivery_retry_at(now, d->attempts, d->id);
    if (r.state != DELIVERY_SENT)
        log_event(LOG_WARNING, "mail.unsent", KV_INT("outbox", d->outbox),
                  KV_STR("state", delivery_state_name(r.state)),
                  KV("reply", reply));
    return outbox_settle(c->store, &r, why);
}

/* Groups of deliveries of one mail share its file: the first of them stands
 * for all, and all move together. */
static bool leads(const struct delivery *all, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (all[k].outbox == all[i].outbox)
            return false;
    return true;
}

static const char *file_name_of(const struct delivery *d,
                                char name[MAILDIR_NAME])
{
    return maildir_name(d->queued_at, d->key, name);
}

static enum verdict draft(struct core *c, const struct delivery *d,
                          struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    CLEANUP(text_release) struct text piece = TEXT_INIT(256 * 1024);
    struct maildir_draft out;
    char name[MAILDIR_NAME];
    enum verdict v;

    file_name_of(d, name);
    if (d->bytes.n)
        return maildir_write(c->set->transport.path, name, d->bytes, why);
    v = open_mail(c, d, &fd, why);
    if (v == VERDICT_DONE)
        v = maildir_draft_open(c->set->transport.path, name, &out, why);
    if (v != VERDICT_DONE)
        return v;
    for (;;) {
        size_t n = 0;
        v = file_read_piece(fd, &piece, &n, why);
        if (v != VERDICT_DONE || n == 0 ||
            !maildir_draft_sink(&out, text_span(&piece)))
            break;
    }
    if (v != VERDICT_DONE)
        out.failed = true;
    return maildir_draft_close(&out, v == VERDICT_DONE ? why : NULL);
}

static enum verdict commit_each(struct core *c, const struct delivery *d,
                                size_t n, bool sent, struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    for (size_t i = 0; i < n && v == VERDICT_DONE; i++)
        v = sent ? settle(c, &d[i], DELIVERY_SENT, SPAN("Maildir"), why)
                 : outbox_at_dot(c->store, d[i].id, clock_now(&c->clock), why);
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

static enum verdict publish(struct core *c, const struct delivery *d, size_t n,
                            struct reason *why)
{
    const char *folder = c->set->transport.path;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < n && v == VERDICT_DONE; i++) {
        char name[MAILDIR_NAME];
        if (leads(d, i))
            v = maildir_publish(folder, file_name_of(&d[i], name), false, why);
        step("mail.published");
    }
    return v == VERDICT_DONE ? maildir_sync(folder, MAILDIR_NEW, why) : v;
}

/* Claim → draft → at_dot → publish → sent, a group at a time. */
static enum verdict maildir_group(struct core *c, size_t *ret_n,
                                  struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct delivery d[DELIVERY_GROUP];
    enum verdict v = store_begin(c->store, why);

    if (v == VERDICT_DONE)
        v = outbox_claim(c->store, clock_now(&c->clock), DELIVERY_GROUP, &arena,
                         d, ret_n, why);
    if (v != VERDICT_DONE) {
        store_rollback(c->store);
        return v;
    }
    v = store_commit(c->store, why);
    for (size_t i = 0; i < *ret_n && v == VERDICT_DONE; i++)
        if (leads(d, i))
            v = draft(c, &d[i], why);
    if (v == VERDICT_DONE && *ret_n)
        v = maildir_sync(c->set->transport.path, MAILDIR_TMP, why);
    step("mail.drafted");
    if (v == VERDICT_DONE && *ret_n)
        v = commit_each(c, d, *ret_n, false, why);
    if (v == VERDICT_DONE)
        v = publish(c, d, *ret_n, why);
    if (v == VERDICT_DONE && *ret_n)
        v = commit_each(c, d, *ret_n, true, why);
    return v;
}

static enum verdict maildir_all(struct core *c, struct reason *why)
{
    size_t n = 1;
    enum verdict v = VERDICT_DONE;

    while (n > 0 && v == VERDICT_DONE)
        v = maildir_group(c, &n, why);
    return v;
}

/* One mail at the dot when the process ended: the Maildir knows. */
static enum verdict recover_one(struct core *c, const struct delivery *d,
                                struct reason *why)
{
    char name[MAILDIR_NAME];
    enum verdict v;

    if (c->line->senders)
        return settle(c, d, DELIVERY_UNCERTAIN,
                      SPAN("ended between the final dot and its reply"), why);
    v = maildir_publish(c->set->transport.path, file_name_of(d, name), true,
                        why);
    if (v == VERDICT_DONE)
        v = maildir_sync(c->set->transport.path, MAILDIR_NEW, why);
    return v == VERDICT_DONE ? settle(c, d, DELIVERY_SENT, SPAN("Maildir"), why)
                             : v;
}

enum verdict delivery_recover(struct core *c, struct reason *why)
{
    int64_t after = 0;
    bool found = true;
    enum verdict v = store_begin(c->store, why);

    if (v == VERDICT_DONE)
        v = outbox_recover(c->store, why);
    while (v == VERDICT_DONE && found) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
        struct delivery d;
        v = outbox_next_at_dot(c->store, after, &arena, &d, &found, why);
        if (v != VERDICT_DONE || !found)
            break;
        after = d.id;
        v = recover_one(c, &d, why);
    }
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

static enum verdict submit(struct core *c, const struct delivery *d,
                           struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    struct sender_job job = { .id = d->id,
                              .from = span_str(c->set->transport.sender),
                              .rcpt = d->recipient,
                              .bytes = d->bytes,
                              .fd = -1 };
    enum verdict v = VERDICT_DONE;

    if (d->bytes.n == 0) {
        job.bytes = SPAN_NONE;
        v = open_mail(c, d, &fd, why);
        job.fd = fd;
    }
    return v == VERDICT_DONE ? senders_submit(c->line->senders, &job, why) : v;
}

/* Idle sessions get what is due, in the running transaction. */
static enum verdict feed(struct core *c, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct delivery d[SENDERS_MOST];
    int64_t now = clock_now(&c->clock);
    size_t idle = senders_idle(c->line->senders);
    size_t n = 0;
    enum verdict v;

    if (idle == 0 || now < c->line->not_before)
        return VERDICT_DONE;
    v = store_begin(c->store, why);
    if (v == VERDICT_DONE)
        v = outbox_claim(c->store, now, idle, &arena, d, &n, why);
    if (v != VERDICT_DONE) {
        store_rollback(c->store);
        return v;
    }
    v = store_commit(c->store, why);
    for (size_t i = 0; i < n && v == VERDICT_DONE; i++)
        v = submit(c, &d[i], why);
    return v;
}

static enum delivery_state state_after(const struct smtp_answer *a)
{
    static const enum delivery_state states[SMTP_OUTCOME_COUNT] = {
        [SMTP_SENT] = DELIVERY_SENT,
        [SMTP_REFUSED] = DELIVERY_REFUSED,
        [SMTP_RETRY] = DELIVERY_RETRY,
        [SMTP_UNCERTAIN] = DELIVERY_UNCERTAIN,
    };

    return states[a->outcome];
}

static enum verdict settled(struct core *c, const struct sender_event *e,
                            struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct delivery d;
    struct span reply;
    enum verdict v = outbox_get(c->store, e->id, &arena, &d, why);

    if (v != VERDICT_DONE)
        return v;
    if (e->answer.auth_failed) {
        log_event(LOG_ERROR, "smtp.login_refused",
                  KV_STR("reply", e->answer.text));
        c->line->not_before =
            clock_now(&c->clock) + DELIVERY_AFTER_REFUSED_LOGIN;
    }
    reply = arena_printf(&arena, "%s: %s", smtp_stage_name(e->answer.stage),
                         e->answer.text);
    return settle(c, &d, state_after(&e->answer), reply, why);
}

/* All events that are there now share one commit; dots leave after it. */
static enum verdict answer_events(struct core *c, struct reason *why)
{
    int64_t dots[SENDERS_MOST];
    size_t n = 0;
    struct sender_event e;
    bool begun = false;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && n < SENDERS_MOST &&
           senders_next(c->line->senders, &e)) {
        if (e.kind == SENDER_LOST)
            return reason_set(why, VERDICT_BROKEN, "delivery.lost",
                              "the send processes' keeper is gone");
        if (!begun)
            v = store_begin(c->store, why);
        begun = true;
        if (v != VERDICT_DONE)
            break;
        if (e.kind == SENDER_SETTLED) {
            v = settled(c, &e, why);
            continue;
        }
        v = outbox_at_dot(c->store, e.id, clock_now(&c->clock), why);
        dots[n++] = e.id;
    }
    if (begun && v == VERDICT_DONE)
        v = store_commit(c->store, why);
    else if (begun)
        store_rollback(c->store);
    for (size_t i = 0; i < n; i++)
        senders_may_dot(c->line->senders, dots[i], v == VERDICT_DONE);
    return v;
}

enum verdict delivery_step(struct core *c, struct reason *why)
{
    enum verdict v;

    assert(c->line);
    if (!c->line->senders)
        return maildir_all(c, why);
    v = answer_events(c, why);
    return v == VERDICT_DONE ? feed(c, why) : v;
}

enum verdict delivery_drain(struct core *c, struct reason *why)
{
    enum verdict v = delivery_step(c, why);

    while (v == VERDICT_DONE && c->line->senders &&
           senders_busy(c->line->senders) > 0) {
        senders_wait(c->line->senders, 1000);
        v = delivery_step(c, why);
    }
    return v;
}

size_t delivery_fds(const struct core *c, struct pollfd fds[DELIVERY_FDS])
{
    if (!c->line || !c->line->senders)
        return 0;
    static_assert((int)SENDERS_FDS <= (int)DELIVERY_FDS, "room for all");
    return senders_fds(c->line->senders, fds);
}

enum verdict delivery_next_due(struct core *c, int64_t *ret, struct reason *why)
{
    enum verdict v = outbox_next_due(c->store, ret, why);

    if (v == VERDICT_DONE && *ret < c->line->not_before)
        *ret = c->line->not_before;
    /* A busy line is fed by its own events. */
    if (v == VERDICT_DONE && c->line->senders &&
        senders_idle(c->line->senders) == 0)
        *ret = INT64_MAX;
    return v;
}

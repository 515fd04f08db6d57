#include "delivery.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/log.h"
#include "convoke/base/mem.h"
#include "convoke/mail/maildir.h"
#include "convoke/store/timer.h"
#include "delivery_way.h"
#include "outgoing.h"

enum {
    FIRST_RETRY = 300,
    LAST_RETRY = 4000,
    WAIT_MS = 1000,
};

int64_t delivery_retry_at(int64_t now, int64_t attempts, int64_t delivery)
{
    int64_t wait = FIRST_RETRY;

    for (int64_t i = 1; i < attempts && wait < LAST_RETRY; i++)
        wait *= 2;
    if (wait > LAST_RETRY)
        wait = LAST_RETRY;
    return now + wait + (delivery * 37) % (wait / 5 + 1);
}

static const char *or_null(const char *s)
{
    return s[0] ? s : NULL;
}

struct smtp_settings delivery_smtp_settings(const struct settings *set)
{
    int64_t patience = set->transport.patience * 1000;

    return (struct smtp_settings){
        .host = set->transport.host,
        .port = (int)set->transport.port,
        .tls = (enum smtp_tls)set->transport.tls,
        .auth = (enum smtp_auth)set->transport.auth,
        .user = set->transport.user,
        .ca_file = or_null(set->transport.ca_file),
        .helo = set->transport.helo,
        .connect_ms = patience,
        .command_ms = patience,
        .body_ms = patience,
        .dot_ms = patience,
    };
}

static enum verdict open_senders(struct core *c, struct delivery_line *line,
                                 struct reason *why)
{
    const struct settings *set = c->set;
    struct senders_settings s = {
        .smtp = delivery_smtp_settings(set),
        .secret_file = or_null(set->transport.password_file),
        .n = (size_t)set->transport.sessions,
    };

    line->rate.most = set->transport.rate;
    line->rate.domain_most = set->transport.domain_rate;
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

enum verdict delivery_open_mail(const struct core *c, const struct delivery *d,
                                int *ret, struct reason *why)
{
    return outgoing_open(c->set->state, d->file, ret, why);
}

/* Whether it means that nobody is there is the desk's to decide. */
static enum verdict tell_desk(struct core *c, const struct delivery *d,
                              int64_t now, struct reason *why)
{
    char object[32];
    struct timer t = { .what = SPAN("refused"), .at = now };

    snprintf(object, sizeof(object), "delivery:%lld", (long long)d->id);
    t.object = span_str(object);
    return timer_set(c->store, &t, why);
}

enum verdict delivery_settle(struct core *c, const struct delivery *d,
                             enum delivery_state to, struct span reply,
                             struct reason *why)
{
    int64_t now = clock_now(&c->clock);
    struct delivery_result r = { .delivery = d->id,
                                 .state = to,
                                 .at = now,
                                 .next_at = now,
                                 .reply = reply };
    enum verdict v;

    if (to == DELIVERY_RETRY && now - d->queued_at > c->set->limits.give_up)
        r.state = DELIVERY_REFUSED;
    if (r.state == DELIVERY_RETRY)
        r.next_at = delivery_retry_at(now, d->attempts, d->id);
    if (r.state != DELIVERY_SENT)
        log_event(LOG_WARNING, "mail.unsent", KV_INT("outbox", d->outbox),
                  KV_STR("state", delivery_state_name(r.state)),
                  KV("reply", reply));
    v = outbox_settle(c->store, &r, why);
    return v == VERDICT_DONE && r.state == DELIVERY_REFUSED
               ? tell_desk(c, d, now, why)
               : v;
}

/* A Maildir knows how far a mail has come; a mail server cannot be asked. */
static enum verdict recover_one(struct core *c, const struct delivery *d,
                                struct reason *why)
{
    if (!c->line->senders)
        return maildir_recover_one(c, d, why);
    return delivery_settle(c, d, DELIVERY_UNCERTAIN,
                           SPAN("ended between the final dot and its reply"),
                           why);
}

enum verdict delivery_recover(struct core *c, struct reason *why)
{
    int64_t after = 0;
    bool found = true;
    enum verdict v = store_begin(c->store, why);

    if (v == VERDICT_DONE)
        v = outbox_recover(c->store, why);
    if (v == VERDICT_DONE && c->line->senders)
        v = smtp_remember(c, why);
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

static enum verdict one_step(struct core *c, size_t *ret_n, struct reason *why)
{
    assert(c->line);
    *ret_n = 0;
    /* What was begun is heard to its end; nothing new is begun. */
    if (!core_may_act(c))
        return c->line->senders ? smtp_hear(c, why) : VERDICT_DONE;
    return c->line->senders ? smtp_step(c, ret_n, why)
                            : maildir_step(c, ret_n, why);
}

enum verdict delivery_step(struct core *c, bool *ret_more, struct reason *why)
{
    size_t n = 0;
    enum verdict v = one_step(c, &n, why);

    *ret_more = n > 0;
    return v;
}

static size_t busy(const struct core *c)
{
    return c->line && c->line->senders ? senders_busy(c->line->senders) : 0;
}

enum verdict delivery_drain(struct core *c, struct reason *why)
{
    size_t n = 1;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && n + busy(c) > 0) {
        if (n == 0)
            senders_wait(c->line->senders, WAIT_MS);
        v = one_step(c, &n, why);
    }
    return v;
}

enum verdict delivery_finish(struct core *c, int64_t ms, struct reason *why)
{
    int64_t end = clock_ticks() + ms;
    enum verdict v = VERDICT_DONE;

    assert(c);
    while (v == VERDICT_DONE && busy(c) > 0 && clock_ticks() < end) {
        senders_wait(c->line->senders, WAIT_MS);
        v = smtp_hear(c, why);
    }
    return v;
}

size_t delivery_fds(const struct core *c, struct pollfd fds[DELIVERY_FDS])
{
    static_assert((int)SENDERS_FDS <= (int)DELIVERY_FDS, "room for all");
    if (!c->line || !c->line->senders)
        return 0;
    return senders_fds(c->line->senders, fds);
}

int64_t delivery_held_until(const struct core *c, bool *ret_login)
{
    const struct delivery_line *line = c->line;

    assert(ret_login);
    *ret_login = false;
    if (!line || !line->senders)
        return 0;
    *ret_login = line->refused;
    return line->not_before;
}

enum verdict delivery_next_due(struct core *c, int64_t *ret, struct reason *why)
{
    enum verdict v = outbox_next_due(c->store, ret, why);

    if (v != VERDICT_DONE)
        return v;
    if (*ret < c->line->not_before)
        *ret = c->line->not_before;
    /* A busy line is fed by its own events. */
    if (c->line->senders && smtp_room(c) == 0)
        *ret = INT64_MAX;
    return v;
}

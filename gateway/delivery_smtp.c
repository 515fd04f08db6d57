/* By SMTP: what the send processes say is committed, then they are fed. */
#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/desk/bounce_address.h"
#include "delivery_way.h"

enum {
    AFTER_REFUSED_LOGIN = 3600,
    AFTER_TOO_MANY = 900, /* connections at once */
    ROUNDS = 8,           /* domains put off in one step */
};

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

struct shut {
    struct span domain;
    int64_t until;
};

static bool tells_refused_login(const struct delivery_line *line)
{
    for (size_t i = 0; i < line->heard_n; i++)
        if (line->heard[i].kind == SENDER_SETTLED &&
            line->heard[i].answer.auth_failed)
            return true;
    return false;
}

/* The hour after a refused login is over when there is something new to log in
 * with: a token that had expired was renewed. */
static void look_at_secret(struct core *c)
{
    struct delivery_line *line = c->line;
    struct file_stamp now = file_stamp_of(c->set->transport.password_file);

    if (clock_now(&c->clock) >= line->not_before)
        line->refused = false;
    if (line->refused && !file_stamp_eq(&now, &line->secret)) {
        line->refused = false;
        line->not_before = clock_now(&c->clock);
    }
    if (!line->refused && senders_busy(line->senders) == 0)
        line->secret = now;
}

static void wait_until(struct delivery_line *line, int64_t at)
{
    if (line->not_before < at)
        line->not_before = at;
}

/* Said to RCPT it is about the recipient's domain; else about us. */
static void slow_down(struct core *c, const struct delivery *d,
                      const struct smtp_answer *a)
{
    struct delivery_line *line = c->line;
    int64_t now = clock_now(&c->clock);
    struct span domain = a->stage == SMTP_STAGE_RCPT
                             ? send_rate_domain(d->recipient)
                             : SPAN_NONE;
    int64_t until = send_rate_pause(&line->rate, domain, now);

    log_event(LOG_WARNING, "smtp.slowed", KV("domain", domain),
              KV_INT("seconds", until - now), KV_STR("reply", a->text));
    if (domain.n == 0)
        wait_until(line, until);
    if (a->stage == SMTP_STAGE_CONNECT)
        line->one_until = until + AFTER_TOO_MANY;
}

static void learn(struct core *c, const struct delivery *d,
                  const struct smtp_answer *a)
{
    if (a->outcome == SMTP_SENT)
        send_rate_taken(&c->line->rate, send_rate_domain(d->recipient));
    if (a->slow_down)
        slow_down(c, d, a);
    if (!a->auth_failed)
        return;
    log_event(LOG_ERROR, "smtp.login_refused", KV_STR("reply", a->text));
    wait_until(c->line, clock_now(&c->clock) + AFTER_REFUSED_LOGIN);
}

static enum verdict settle(struct core *c, const struct sender_event *e,
                           struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct delivery d;
    enum verdict v = outbox_get(c->store, e->id, &arena, &d, why);

    if (v != VERDICT_DONE)
        return v;
    learn(c, &d, &e->answer);
    return delivery_settle(c, &d, state_after(&e->answer),
                           arena_printf(&arena, "%s: %s",
                                        smtp_stage_name(e->answer.stage),
                                        e->answer.text),
                           why);
}

/* What they say now joins what is to be committed; false: their keeper is
 * gone. */
static bool hear(struct delivery_line *line)
{
    while (line->heard_n < DELIVERY_HEARD) {
        struct sender_event *e = &line->heard[line->heard_n];
        if (!senders_next(line->senders, e))
            return true;
        if (e->kind == SENDER_LOST)
            return false;
        line->heard_n++;
    }
    return true;
}

static enum verdict commit_heard(struct core *c, struct reason *why)
{
    const struct delivery_line *line = c->line;
    enum verdict v = store_begin(c->store, why);

    for (size_t i = 0; i < line->heard_n && v == VERDICT_DONE; i++) {
        const struct sender_event *e = &line->heard[i];
        v = e->kind == SENDER_SETTLED
                ? settle(c, e, why)
                : outbox_at_dot(c->store, e->id, clock_now(&c->clock), why);
    }
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

/* Dots leave after the commit that says so, or are held back when it failed;
 * an answer whose commit failed is kept, for it will not be given again. */
static void forget_heard(struct delivery_line *line, bool committed)
{
    size_t kept = 0;

    for (size_t i = 0; i < line->heard_n; i++) {
        if (line->heard[i].kind == SENDER_DOT_WANTED)
            senders_may_dot(line->senders, line->heard[i].id, committed);
        else if (!committed)
            line->heard[kept++] = line->heard[i];
    }
    line->heard_n = kept;
}

/* All that is there now shares one commit. */
enum verdict smtp_hear(struct core *c, struct reason *why)
{
    bool alive = hear(c->line);
    enum verdict v = VERDICT_DONE;

    if (c->line->heard_n > 0) {
        c->line->refused = c->line->refused || tells_refused_login(c->line);
        v = commit_heard(c, why);
        forget_heard(c->line, v == VERDICT_DONE);
    }
    if (alive || v == VERDICT_BROKEN)
        return v;
    return reason_set(why, VERDICT_BROKEN, "delivery.lost",
                      "the send processes' keeper is gone");
}

/* The same in every attempt. */
static struct span sender_of(const struct core *c, const struct delivery *d,
                             char buf[BOUNCE_ADDRESS_ROOM])
{
    const struct bounce_address of = { d->id, d->message_id, d->recipient };

    return bounce_address_make(span_str(c->set->transport.bounces),
                               store_secret(c->store), &of, buf)
               ? span_str(buf)
               : span_str(c->set->transport.sender);
}

static enum verdict submit(struct core *c, const struct delivery *d,
                           struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    char from[BOUNCE_ADDRESS_ROOM];
    struct sender_job job = { .id = d->id,
                              .from = sender_of(c, d, from),
                              .rcpt = d->recipient,
                              .envid = d->message_id,
                              .bytes = d->bytes,
                              .fd = -1 };
    enum verdict v = VERDICT_DONE;

    if (d->bytes.n == 0) {
        job.bytes = SPAN_NONE;
        v = delivery_open_mail(c, d, &fd, why);
        job.fd = fd;
    }
    return v == VERDICT_DONE ? senders_submit(c->line->senders, &job, why) : v;
}

/* What cannot even be begun has an answer too. */
static void unsubmitted(struct delivery_line *line, const struct delivery *d,
                        enum verdict v, const struct reason *cause)
{
    struct sender_event *e;

    assert(line->heard_n < DELIVERY_HEARD);
    e = &line->heard[line->heard_n++];
    *e = (struct sender_event){
        .kind = SENDER_SETTLED,
        .id = d->id,
        .answer = { .outcome = delivery_state_of(v) == DELIVERY_REFUSED
                                   ? SMTP_REFUSED
                                   : SMTP_RETRY,
                    .stage = SMTP_STAGE_CONNECT },
    };
    snprintf(e->answer.text, sizeof(e->answer.text), "%.*s",
             (int)sizeof(e->answer.text) - 1, cause->text);
}

/* How many of the first in line may go, counted as gone; the next one's domain
 * has had its share when `ret_shut` is not empty. */
static enum verdict admit(struct core *c, size_t most, struct arena *arena,
                          size_t *ret_n, struct shut *ret_shut,
                          struct reason *why)
{
    struct delivery_line *line = c->line;
    int64_t now = clock_now(&c->clock);
    struct span due[SENDERS_MOST];
    size_t n = 0;
    enum verdict v = outbox_peek(c->store, now, most, arena, due, &n, why);

    *ret_n = 0;
    for (size_t i = 0; i < n && v == VERDICT_DONE; i++) {
        struct span domain = send_rate_domain(due[i]);
        wait_until(line, send_rate_all_free_at(&line->rate, now));
        if (line->not_before > now)
            break;
        ret_shut->until = send_rate_free_at(&line->rate, domain, now);
        if (ret_shut->until > now) {
            ret_shut->domain = domain;
            break;
        }
        send_rate_count(&line->rate, domain, now);
        (*ret_n)++;
    }
    return v;
}

/* What is due to a domain that has had its share is put off, so that it keeps
 * nobody else waiting. */
static enum verdict claim_admitted(struct core *c, size_t most,
                                   struct arena *arena, struct delivery *ret,
                                   size_t *ret_n, struct reason *why)
{
    struct shut shut = { .domain = SPAN("?") };
    enum verdict v = VERDICT_DONE;

    for (int i = 0; i < ROUNDS && shut.domain.n && v == VERDICT_DONE; i++) {
        size_t n = 0;
        size_t claimed = 0;
        shut.domain = SPAN_NONE;
        v = admit(c, most - *ret_n, arena, &n, &shut, why);
        if (v == VERDICT_DONE && n > 0)
            v = outbox_claim(c->store, clock_now(&c->clock), n, arena,
                             ret + *ret_n, &claimed, why);
        *ret_n += claimed;
        if (v == VERDICT_DONE && shut.domain.n)
            v = outbox_defer(c->store, shut.domain, shut.until, why);
    }
    return v;
}

static enum verdict claim(struct core *c, size_t most, struct arena *arena,
                          struct delivery *ret, size_t *ret_n,
                          struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    *ret_n = 0;
    if (v == VERDICT_DONE)
        v = claim_admitted(c, most, arena, ret, ret_n, why);
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

size_t smtp_room(const struct core *c)
{
    const struct delivery_line *line = c->line;

    if (clock_now(&c->clock) < line->one_until)
        return senders_busy(line->senders) == 0 &&
               senders_idle(line->senders) > 0;
    return senders_idle(line->senders);
}

/* Idle sessions get what is due. */
static enum verdict feed(struct core *c, size_t *ret_n, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct delivery d[SENDERS_MOST];
    size_t idle = smtp_room(c);
    enum verdict v;

    if (idle == 0 || clock_now(&c->clock) < c->line->not_before)
        return VERDICT_DONE;
    v = claim(c, idle, &arena, d, ret_n, why);
    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < *ret_n; i++) {
        struct reason cause;
        v = submit(c, &d[i], &cause);
        if (v != VERDICT_DONE)
            unsubmitted(c->line, &d[i], v, &cause);
    }
    return c->line->heard_n > 0 ? smtp_hear(c, why) : VERDICT_DONE;
}

enum verdict smtp_step(struct core *c, size_t *ret_n, struct reason *why)
{
    enum verdict v;

    look_at_secret(c);
    v = smtp_hear(c, why);
    *ret_n = 0;
    return v == VERDICT_DONE ? feed(c, ret_n, why) : v;
}

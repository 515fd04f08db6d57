/* By SMTP: what the send processes say is committed, then they are fed. */
#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/desk/bounce_address.h"
#include "convoke/store/pause.h"
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

/* Said while connecting it was also about how many connect at once. */
static bool is_of_connecting(const struct pause *p)
{
    return span_starts(p->reply, span_str(smtp_stage_name(SMTP_STAGE_CONNECT)));
}

static void obey(struct delivery_line *line, const struct pause *p)
{
    if (p->domain.n == 0)
        wait_until(line, p->until_at);
    if (is_of_connecting(p) && line->one_until < p->until_at + AFTER_TOO_MANY)
        line->one_until = p->until_at + AFTER_TOO_MANY;
}

/* Said to RCPT it is about the recipient's domain; else about us. */
static enum verdict slow_down(struct core *c, const struct delivery *d,
                              const struct smtp_answer *a, struct span reply,
                              struct reason *why)
{
    int64_t now = clock_now(&c->clock);
    struct pause p = { .reply = reply };
    const struct send_rate_place *place;

    if (a->stage == SMTP_STAGE_RCPT)
        p.domain = send_rate_domain(d->recipient);
    place = send_rate_pause(&c->line->rate, p.domain, now);
    p.until_at = place->paused_until;
    p.times = place->pauses;
    log_event(LOG_WARNING, "smtp.slowed", KV("domain", p.domain),
              KV_INT("seconds", p.until_at - now), KV_STR("reply", a->text));
    obey(c->line, &p);
    return pause_put(c->store, &p, why);
}

enum verdict smtp_remember(struct core *c, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    pause_list pauses = { 0 };
    enum verdict v = pauses_all(c->store, &arena, &pauses, why);

    list_each(&pauses, p)
    {
        send_rate_restore(&c->line->rate, p->domain, p->until_at,
                          (int)p->times);
        obey(c->line, p);
    }
    return v;
}

static enum verdict learn(struct core *c, const struct delivery *d,
                          const struct smtp_answer *a, struct span reply,
                          struct reason *why)
{
    struct span domain = send_rate_domain(d->recipient);
    int64_t now = clock_now(&c->clock);

    if (a->outcome == SMTP_SENT && send_rate_taken(&c->line->rate, domain))
        return pause_taken(c->store, domain, now, why);
    if (a->slow_down)
        return slow_down(c, d, a, reply, why);
    if (a->auth_failed) {
        log_event(LOG_ERROR, "smtp.login_refused", KV_STR("reply", a->text));
        wait_until(c->line, now + AFTER_REFUSED_LOGIN);
    }
    return VERDICT_DONE;
}

static enum verdict settle(struct core *c, const struct sender_event *e,
                           struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct delivery d;
    struct span reply = arena_printf(
        &arena, "%s: %s", smtp_stage_name(e->answer.stage), e->answer.text);
    enum verdict v = outbox_get(c->store, e->id, &arena, &d, why);

    if (v == VERDICT_DONE && e->answer.untried)
        return outbox_put_back(c->store, e->id, why);
    if (v == VERDICT_DONE)
        v = learn(c, &d, &e->answer, reply, why);
    if (v != VERDICT_DONE)
        return v;
    return delivery_settle(c, &d, state_after(&e->answer), reply, why);
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
    struct senders *s = c->line->senders;
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
    if (v != VERDICT_DONE)
        return v;
    return senders_idle(s) ? senders_submit(s, &job, why)
                           : senders_submit_ahead(s, &job, why);
}

/* What cannot even be begun has an answer too. */
static void unsubmitted(struct delivery_line *line, const struct delivery *d,
                        enum verdict v, const struct reason *cause)
{
    struct sender_event *e;

    assert(line->heard_n < ARRAY_LEN(line->heard));
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

/* Deliveries that are claimed to be begun. */
struct turn {
    struct arena *arena;
    size_t most, n;
    struct delivery at[SENDERS_MOST];
};

/* What is due to a domain that has had its share is put off, so that it keeps
 * nobody else waiting. */
static enum verdict claim_admitted(struct core *c, struct turn *next,
                                   struct reason *why)
{
    struct shut shut = { .domain = SPAN("?") };
    enum verdict v = VERDICT_DONE;

    for (int i = 0; i < ROUNDS && shut.domain.n && v == VERDICT_DONE; i++) {
        size_t n = 0;
        size_t claimed = 0;
        shut.domain = SPAN_NONE;
        v = admit(c, next->most - next->n, next->arena, &n, &shut, why);
        if (v == VERDICT_DONE && n > 0)
            v = outbox_claim(c->store, clock_now(&c->clock), n, next->arena,
                             next->at + next->n, &claimed, why);
        next->n += claimed;
        if (v == VERDICT_DONE && shut.domain.n)
            v = outbox_defer(c->store, shut.domain, shut.until, why);
    }
    return v;
}

/* What became of all that is there now, and whose turn is next: one commit. */
static enum verdict commit_turn(struct core *c, struct turn *next,
                                struct reason *why)
{
    const struct delivery_line *line = c->line;
    enum verdict v = store_begin(c->store, why);

    for (size_t i = 0; i < line->heard_n && v == VERDICT_DONE; i++) {
        const struct sender_event *e = &line->heard[i];
        v = e->kind == SENDER_SETTLED
                ? settle(c, e, why)
                : outbox_at_dot(c->store, e->id, clock_now(&c->clock), why);
    }
    if (v == VERDICT_DONE && next->most > 0 &&
        clock_now(&c->clock) >= line->not_before)
        v = claim_admitted(c, next, why);
    if (v == VERDICT_DONE)
        v = store_commit(c->store, why);
    else
        store_rollback(c->store);
    if (v != VERDICT_DONE)
        next->n = 0;
    return v;
}

/* The first `n`: dots leave after the commit that says so, or are held back
 * when it failed; an answer whose commit failed is kept, for it will not be
 * given again. */
static void forget_heard(struct delivery_line *line, size_t n, bool committed)
{
    size_t kept = 0;

    for (size_t i = 0; i < line->heard_n; i++) {
        const struct sender_event *e = &line->heard[i];
        if (i < n && e->kind == SENDER_DOT_WANTED)
            senders_may_dot(line->senders, e->id, committed);
        else if (i >= n || !committed)
            line->heard[kept++] = *e;
    }
    line->heard_n = kept;
}

/* One connection only when more were too many. */
static bool is_alone(const struct core *c)
{
    return clock_now(&c->clock) < c->line->one_until;
}

size_t smtp_room(const struct core *c)
{
    const struct senders *s = c->line->senders;

    if (is_alone(c))
        return senders_busy(s) == 0 && senders_idle(s) > 0;
    return senders_idle(s) + senders_room_ahead(s);
}

static void submit_all(struct core *c, const struct turn *next)
{
    for (size_t i = 0; i < next->n; i++) {
        struct reason cause;
        enum verdict v = submit(c, &next->at[i], &cause);
        if (v != VERDICT_DONE)
            unsubmitted(c->line, &next->at[i], v, &cause);
    }
}

/* Jobs ahead are submitted before the dots they follow are granted. */
static enum verdict turn(struct core *c, struct turn *next, struct reason *why)
{
    struct delivery_line *line = c->line;
    size_t n = line->heard_n;
    enum verdict v = VERDICT_DONE;

    if (n == 0 && next->most == 0)
        return v;
    line->refused = line->refused || tells_refused_login(line);
    v = commit_turn(c, next, why);
    submit_all(c, next);
    forget_heard(line, n, v == VERDICT_DONE);
    return v;
}

/* Idle sessions, and those whose dot is about to leave, get what is due. */
static enum verdict hear_and_feed(struct core *c, bool feeds, size_t *ret_n,
                                  struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct turn next = { .arena = &arena };
    bool alive = hear(c->line);
    enum verdict v;

    if (feeds && alive)
        next.most = smtp_room(c);
    v = turn(c, &next, why);
    *ret_n = next.n;
    if (alive || v == VERDICT_BROKEN)
        return v;
    return reason_set(why, VERDICT_BROKEN, "delivery.lost",
                      "the send processes' keeper is gone");
}

enum verdict smtp_hear(struct core *c, struct reason *why)
{
    size_t none;

    return hear_and_feed(c, false, &none, why);
}

enum verdict smtp_step(struct core *c, size_t *ret_n, struct reason *why)
{
    enum verdict v;

    look_at_secret(c);
    v = hear_and_feed(c, true, ret_n, why);
    /* What could not be begun. */
    return v == VERDICT_DONE && c->line->heard_n > 0 ? smtp_hear(c, why) : v;
}

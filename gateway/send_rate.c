#include "send_rate.h"

#include <assert.h>
#include <string.h>

enum { PAUSE_FIRST = 120, PAUSE_LAST = 3600 };

struct span send_rate_domain(struct span mail)
{
    size_t at = mail.n;

    while (at > 0 && mail.p[at - 1] != '@')
        at--;
    return span_from(mail, at);
}

/* Until when forgetting it would let something go too early. */
static int64_t wanted_until(const struct send_rate_place *p)
{
    return p->paused_until > p->used_at ? p->paused_until : p->used_at;
}

static struct send_rate_place *place_of(struct send_rate *r, struct span domain)
{
    struct send_rate_place *oldest = &r->at[0];

    if (domain.n == 0)
        return &r->all;
    domain = span_sub(domain, 0, sizeof(oldest->domain) - 1);
    for (size_t i = 0; i < SEND_RATE_DOMAINS; i++) {
        struct send_rate_place *p = &r->at[i];

        if (span_eq_nocase(span_str(p->domain), domain))
            return p;
        if (wanted_until(p) < wanted_until(oldest))
            oldest = p;
    }
    *oldest = (struct send_rate_place){ .used_at = 0 };
    memcpy(oldest->domain, domain.p, domain.n);
    return oldest;
}

/* Forgets what left more than a minute ago. A clock that was set back stays
 * where it had been. */
static int64_t move_to(struct send_rate_place *p, int64_t now)
{
    if (now <= p->used_at)
        return p->used_at;
    if (now - p->used_at >= SEND_RATE_MINUTE)
        memset(p->sent, 0, sizeof(p->sent));
    else
        for (int64_t s = p->used_at + 1; s <= now; s++)
            p->sent[s % SEND_RATE_MINUTE] = 0;
    p->used_at = now;
    return now;
}

/* The first second at which half of the limit is free: to look at every second
 * whether one more may go would be work for nothing. */
static int64_t half_free_at(const struct send_rate_place *p, int64_t most,
                            int64_t now, int64_t in_all)
{
    int64_t wait = 0;

    while (in_all > most / 2 && wait < SEND_RATE_MINUTE) {
        wait++;
        in_all -= p->sent[(now + wait) % SEND_RATE_MINUTE];
    }
    return now + wait;
}

static int64_t free_at(struct send_rate_place *p, int64_t most, int64_t now)
{
    int64_t in_all = 0;

    if (p->paused_until > now)
        return p->paused_until;
    if (most == 0)
        return now;
    now = move_to(p, now);
    for (size_t i = 0; i < SEND_RATE_MINUTE; i++)
        in_all += p->sent[i];
    return in_all < most ? now : half_free_at(p, most, now, in_all);
}

int64_t send_rate_free_at(struct send_rate *r, struct span domain, int64_t now)
{
    assert(r);
    assert(domain.n);
    return free_at(place_of(r, domain), r->domain_most, now);
}

int64_t send_rate_all_free_at(struct send_rate *r, int64_t now)
{
    assert(r);
    return free_at(&r->all, r->most, now);
}

static void count(struct send_rate_place *p, int64_t now)
{
    uint16_t *sent;

    now = move_to(p, now);
    sent = &p->sent[now % SEND_RATE_MINUTE];
    if (*sent < UINT16_MAX)
        ++*sent;
}

void send_rate_count(struct send_rate *r, struct span domain, int64_t now)
{
    assert(r);
    assert(domain.n);
    count(&r->all, now);
    count(place_of(r, domain), now);
}

const struct send_rate_place *send_rate_pause(struct send_rate *r,
                                              struct span domain, int64_t now)
{
    struct send_rate_place *p;
    int64_t wait = PAUSE_FIRST;

    assert(r);
    p = place_of(r, domain);
    /* Several sessions are told the same thing at once. */
    if (p->paused_until > now)
        return p;
    for (int i = 0; i < p->pauses && wait < PAUSE_LAST; i++)
        wait *= 2;
    p->pauses++;
    p->paused_until = now + (wait < PAUSE_LAST ? wait : PAUSE_LAST);
    return p;
}

void send_rate_restore(struct send_rate *r, struct span domain, int64_t until,
                       int pauses)
{
    struct send_rate_place *p;

    assert(r);
    p = place_of(r, domain);
    p->paused_until = until;
    p->pauses = pauses;
}

bool send_rate_taken(struct send_rate *r, struct span domain)
{
    struct send_rate_place *p;
    bool had;

    assert(r);
    assert(domain.n);
    p = place_of(r, domain);
    had = r->all.pauses > 0 || p->pauses > 0;
    r->all.pauses = p->pauses = 0;
    return had;
}

#include "bounce.h"

#include <assert.h>

#include "attendance.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/bounce_address.h"
#include "meeting_view.h"
#include "rsvp.h"

enum {
    HARD_AFTER = 72 * 3600, /* seconds after which 4.x.x is given up */
    IDS_TRIED = 32,         /* Message-IDs of one report */
};

/* One report at work. */
struct bounce_work {
    struct intake *in;
    struct bounced proven;    /* its token names this delivery; 0: none */
    LIST_OF(struct span) ids; /* of ours that it gives back */
    int found, hard, soft, again;
    int unclear;        /* failed, but nobody can say for how long */
    struct span object; /* of the first mail it is about */
};

/* ---- whose it is ---- */

static enum verdict try_id(struct bounce_work *w, struct span id, int *tried,
                           struct reason *why)
{
    int64_t at = 0;
    bool ours = false;
    enum verdict v;

    list_each(&w->ids, had) if (span_eq(*had, id)) return VERDICT_DONE;
    if (id.n == 0 || (*tried)++ >= IDS_TRIED)
        return VERDICT_DONE;
    v = outbox_queued_at(w->in->dk->store, id, &at, &ours, why);
    if (v == VERDICT_DONE && ours)
        *list_push(&w->ids, w->in->arena) = id;
    return v;
}

static enum verdict find_ids(struct bounce_work *w, struct reason *why)
{
    const struct facts *f = w->in->f;
    int tried = 0;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < f->returned.n && v == VERDICT_DONE; i++)
        v = try_id(w, f->returned.at[i], &tried, why);
    if (v == VERDICT_DONE)
        v = try_id(w, f->in_reply_to, &tried, why);
    for (size_t i = f->references.n; i-- > 0 && v == VERDICT_DONE;)
        v = try_id(w, f->references.at[i], &tried, why);
    return v;
}

/* The address it came to, when that is one only this state can make. */
static enum verdict find_token(struct bounce_work *w, struct reason *why)
{
    const struct desk *dk = w->in->dk;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < w->in->f->to.n && v == VERDICT_DONE; i++) {
        struct span mail = w->in->f->to.at[i].mail;
        struct bounced b;
        bool found = false;
        int64_t id;
        if (!bounce_address_claims(dk->set->bounces, mail, &id))
            continue;
        v = bounce_get(dk->store, id, w->in->arena, &b, &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        if (bounce_address_proves(
                dk->set->bounces, store_secret(dk->store),
                &(struct bounce_address){ id, b.message_id, b.recipient },
                mail)) {
            w->proven = b;
            break;
        }
    }
    return v;
}

/* As we wrote it first: the final one may be behind a forwarding. */
static enum verdict find_delivery(struct bounce_work *w,
                                  const struct bounce_failure *x,
                                  struct bounced *ret, bool *ret_found,
                                  struct reason *why)
{
    struct span mails[] = { x->original, x->recipient };
    enum verdict v = VERDICT_DONE;

    *ret_found = false;
    for (size_t i = 0; i < w->ids.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(mails); k++) {
            if (v != VERDICT_DONE || *ret_found || mails[k].n == 0)
                continue;
            v = bounce_find(w->in->dk->store, w->ids.at[i], mails[k],
                            w->in->arena, ret, ret_found, why);
        }
    return v;
}

/* ---- what it does ---- */

/* 4.x.x means nothing yet, until three days have passed. */
static enum bounce_class class_of(const struct bounce_work *w,
                                  const struct bounce_failure *x,
                                  const struct bounced *mail)
{
    int64_t since =
        mail->settled_at == MOMENT_NONE ? mail->queued_at : mail->settled_at;

    if (x->pending)
        return BOUNCE_SOFT;
    if (x->class == BOUNCE_SOFT && w->in->m->received_at >= since + HARD_AFTER)
        return BOUNCE_HARD;
    return x->class;
}

/* The committee's own mailboxes are never silent: who else would say so? */
static bool is_own(const struct desk *dk, struct span mail)
{
    const struct desk_settings *set = dk->set;
    const struct {
        const struct span *at;
        size_t n;
    } lists[] = { { &set->service, 1 },
                  { set->secretariat, set->secretariat_n },
                  { set->administrators, set->administrators_n },
                  { set->clerks, set->clerks_n } };

    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (size_t k = 0; k < lists[i].n; k++)
            if (span_eq_nocase(lists[i].at[k], mail))
                return true;
    return false;
}

static struct span words_of(const struct bounce_case *b)
{
    return arena_printf(b->arena, SPAN_FMT "%s" SPAN_FMT,
                        SPAN_ARG(b->row.status), b->row.status.n ? " " : "",
                        SPAN_ARG(b->row.said));
}

static enum verdict note(const struct bounce_case *b, const struct change *c,
                         struct reason *why)
{
    return b->in ? intake_audit(b->in, c, why) : clock_audit(b->dk, c, why);
}

static enum verdict settle(struct bounce_case *b, struct reason *why)
{
    struct delivery_result r = {
        .delivery = b->mail.delivery,
        .state = DELIVERY_REFUSED,
        /* When it was accepted stays known. */
        .at =
            b->mail.settled_at == MOMENT_NONE ? b->row.at : b->mail.settled_at,
        .reply = words_of(b),
    };
    struct change c = {
        .entity = "outbox",
        .id = arena_printf(b->arena, "outbox:%lld", (long long)b->mail.outbox),
        .from = delivery_state_name(b->mail.state),
        .to = delivery_state_name(DELIVERY_REFUSED),
        .event = "outbox.bounced",
        .note =
            arena_printf(b->arena, SPAN_FMT " " SPAN_FMT,
                         SPAN_ARG(b->mail.recipient), SPAN_ARG(b->row.status)),
    };
    enum verdict v = outbox_settle(b->dk->store, &r, why);

    return v == VERDICT_DONE ? note(b, &c, why) : v;
}

static enum verdict silence(struct bounce_case *b, struct reason *why)
{
    struct suppression sup = { .mail = b->mail.recipient,
                               .since = b->row.at,
                               .bounce = b->row.id };
    struct change c = {
        .entity = "address",
        .id = b->mail.recipient,
        .to = "suppressed",
        .event = "address.suppressed",
        .note = b->row.status,
    };
    enum verdict v;

    if (!bounce_blames_address(b->row.status) ||
        is_own(b->dk, b->mail.recipient))
        return VERDICT_DONE;
    v = suppression_add(b->dk->store, &sup, &b->silenced, why);
    return v == VERDICT_DONE && b->silenced ? note(b, &c, why) : v;
}

/* ---- whom it concerns ---- */

/* The notice of a meeting ahead reached nobody of the unit. */
static enum verdict find_notice(struct bounce_case *b, struct meeting *m,
                                struct reason *why)
{
    struct desk *dk = b->dk;
    struct notice_question q;
    struct rsvp_standing now;
    int64_t at;
    bool found = false;
    enum verdict v =
        meeting_get(dk->store, b->mail.object, b->arena, m, &found, why);

    if (v != VERDICT_DONE || !found || !meeting_is_ahead(dk, m))
        return v;
    q = attendance_notice_of(m, b->unit.id);
    if (!span_eq(b->mail.code, span_str(q.code)) || b->mail.queued_at < q.since)
        return v;
    v = notice_accepted(dk->store, &q, &at, &found, why);
    if (v != VERDICT_DONE || found)
        return v;
    b->notice = m;
    v = rsvp_standing(dk, m, b->unit.id, b->arena, &now, why);
    b->cured = v == VERDICT_DONE && now.answered;
    return v;
}

static enum verdict tell_unit(struct bounce_case *b, struct reason *why)
{
    struct meeting m;
    enum verdict v;

    b->notice = NULL;
    b->cured = false;
    v = live_addresses_of(b->dk->store, b->unit.id, b->arena, &b->live, why);
    if (v == VERDICT_DONE)
        v = find_notice(b, &m, why);
    if (v != VERDICT_DONE)
        return v;
    return b->notice || (b->silenced && b->live.n == 0) ? bounce_alert(b, why)
                                                        : VERDICT_DONE;
}

static enum verdict tell(struct bounce_case *b, struct reason *why)
{
    unit_list units = { 0 };
    enum verdict v = units_of_address(b->dk->store, b->mail.recipient, b->arena,
                                      &units, why);

    for (size_t i = 0; i < units.n && v == VERDICT_DONE; i++) {
        b->unit = units.at[i];
        v = tell_unit(b, why);
    }
    return v;
}

/* ---- one recipient, one report ---- */

static enum verdict apply_hard(struct bounce_work *w, struct bounce_case *b,
                               struct reason *why)
{
    enum verdict v;

    w->hard++;
    log_event(LOG_NOTICE, "bounce.hard", KV_INT("outbox", b->mail.outbox),
              KV("recipient", b->mail.recipient), KV("reply", b->row.status));
    v = settle(b, why);
    if (v == VERDICT_DONE)
        v = silence(b, why);
    return v == VERDICT_DONE ? tell(b, why) : v;
}

/* Only what left can come back: the same report again finds it refused. */
static bool may_come_back(const struct bounced *mail)
{
    return mail->state == DELIVERY_SENT || mail->state == DELIVERY_UNCERTAIN;
}

static enum verdict apply(struct bounce_work *w, const struct bounce_failure *x,
                          const struct bounced *mail, struct reason *why)
{
    enum bounce_class class = class_of(w, x, mail);
    struct bounce_case b = {
        .dk = w->in->dk,
        .arena = w->in->arena,
        .in = w->in,
        .mail = *mail,
        .row = { .delivery = mail->delivery,
                 .message = w->in->m->id,
                 .at = w->in->m->received_at,
                 .status = x->status,
                 .said = x->said,
                 .class = span_str(bounce_class_name(class)),
                 .accepted_at = mail->settled_at,
                 .accepted_reply = mail->reply },
    };
    bool fresh = false;
    enum verdict v;

    w->found++;
    if (w->object.n == 0)
        w->object = mail->object.n ? mail->object
                                   : arena_printf(w->in->arena, "outbox:%lld",
                                                  (long long)mail->outbox);
    if (!may_come_back(mail)) {
        w->again++;
        return VERDICT_DONE;
    }
    v = bounce_add(w->in->dk->store, &b.row, &fresh, why);
    if (v != VERDICT_DONE)
        return v;
    if (class == BOUNCE_HARD)
        return apply_hard(w, &b, why);
    w->again += !fresh;
    w->soft += fresh && class == BOUNCE_SOFT;
    w->unclear += fresh && class == BOUNCE_UNKNOWN;
    return v;
}

/* It is about a mail of ours, and a person may read what we cannot (6.4). */
static bool is_unclear(const struct bounce_work *w)
{
    const struct facts *f = w->in->f;
    bool arrived = false;

    list_each(&f->notes, note) arrived =
        arrived || span_eq(*note, span_str(BOUNCE_ARRIVED));
    return w->hard == 0 &&
           (w->unclear > 0 || ((w->ids.n > 0 || w->proven.delivery) &&
                               f->failures.n == 0 && !arrived));
}

static void end(struct bounce_work *w)
{
    if (w->hard) {
        intake_end(w->in, MESSAGE_APPLIED, w->object, "退信，已登记为未送达");
        return;
    }
    if (w->soft)
        intake_end(w->in, MESSAGE_IGNORED, w->object,
                   "暂时未送达的退信，只记录");
    else if (w->again)
        intake_end(w->in, MESSAGE_IGNORED, w->object,
                   "已经处理过的退信，只计数");
    else
        intake_end(w->in, MESSAGE_IGNORED, SPAN_NONE,
                   "自动来件，只计数：与所发邮件对不上的退信");
}

/* Of several, that of the address we wrote to, else the worst: behind a
 * forwarding the report knows other names. */
static const struct bounce_failure *failure_of(const struct facts *f,
                                               struct span mail)
{
    const struct bounce_failure *best = NULL;

    list_each(&f->failures, x)
    {
        if (span_eq_nocase(x->original, mail) ||
            span_eq_nocase(x->recipient, mail))
            return x;
        if (!best || x->class > best->class)
            best = x;
    }
    return best;
}

/* A mail has one recipient: whatever the report calls him. */
static enum verdict apply_proven(struct bounce_work *w, struct reason *why)
{
    const struct bounce_failure *x = failure_of(w->in->f, w->proven.recipient);

    return x ? apply(w, x, &w->proven, why) : VERDICT_DONE;
}

static enum verdict apply_named(struct bounce_work *w, struct reason *why)
{
    const struct facts *f = w->in->f;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < f->failures.n && v == VERDICT_DONE; i++) {
        struct bounced mail;
        bool found = false;
        v = find_delivery(w, &f->failures.at[i], &mail, &found, why);
        if (v == VERDICT_DONE && found)
            v = apply(w, &f->failures.at[i], &mail, why);
    }
    return v;
}

bool bounce_came_to(const struct intake *in)
{
    int64_t id;

    assert(in);
    list_each(&in->f->to, to)
    {
        if (bounce_address_claims(in->dk->set->bounces, to->mail, &id))
            return true;
    }
    return false;
}

enum verdict bounce_receive(struct intake *in, struct span object,
                            struct reason *why)
{
    struct bounce_work w = { .in = in };
    enum verdict v = find_token(&w, why);

    (void)object;
    if (v == VERDICT_DONE)
        v = find_ids(&w, why);
    if (v == VERDICT_DONE)
        v = w.proven.delivery ? apply_proven(&w, why) : apply_named(&w, why);
    if (v != VERDICT_DONE)
        return v;
    if (w.found == 0)
        log_event(LOG_NOTICE, "bounce.unknown", KV_INT("message", in->m->id));
    if (is_unclear(&w))
        return hold_for_person(in, "退信未写明原因或地址，需人工阅处",
                               "a bounce of our mail that says neither why "
                               "nor to whom",
                               why);
    end(&w);
    return v;
}

/* ---- refused at once ---- */

static enum verdict refuse(struct bounce_case *b, struct reason *why)
{
    bool fresh = false;
    enum verdict v = bounce_add(b->dk->store, &b->row, &fresh, why);

    if (v == VERDICT_DONE)
        v = silence(b, why);
    return v == VERDICT_DONE ? tell(b, why) : v;
}

/* A server of ours that is set up wrongly refuses everybody: only what names
 * nobody else than the recipient counts. */
static bool names_nobody(const struct bounced *mail, struct bounce_code *ret)
{
    return mail->state == DELIVERY_REFUSED &&
           bounce_code_find(mail->reply, ret) &&
           bounce_names_nobody(ret->status);
}

enum verdict bounce_refused_turn(struct desk *dk, struct arena *arena,
                                 const struct timer *t, struct reason *why)
{
    struct bounce_case b = { .dk = dk, .arena = arena };
    size_t colon = span_find_char(t->object, ':');
    struct bounce_code code;
    uint64_t id = 0;
    bool found = false;
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    if (v != VERDICT_DONE ||
        !number_parse(span_from(t->object, colon + 1), INT64_MAX, &id))
        return v;
    v = bounce_get(dk->store, (int64_t)id, arena, &b.mail, &found, why);
    if (v != VERDICT_DONE || !found || !names_nobody(&b.mail, &code))
        return v;
    b.row = (struct bounce_row){ .delivery = b.mail.delivery,
                                 .at = desk_now(dk),
                                 .status = code.status,
                                 .said = b.mail.reply,
                                 .class = SPAN("hard"),
                                 .accepted_at = MOMENT_NONE };
    return refuse(&b, why);
}

/* ---- an address lives again ---- */

enum verdict bounce_revive(struct desk *dk, struct span mail,
                           struct span evidence, struct reason *why)
{
    struct audit_entry e = {
        .at = desk_now(dk),
        .entity = SPAN("address"),
        .entity_id = mail,
        .from = SPAN("suppressed"),
        .to = SPAN("live"),
        .event = SPAN("address.revived"),
        .actor = SPAN("convoke"),
        .authority = SPAN("clock"),
        .evidence = evidence,
    };
    bool found = false;
    enum verdict v;

    assert(dk);
    v = suppression_lift(dk->store, mail, desk_now(dk), &found, why);
    return v == VERDICT_DONE && found ? audit_add(dk->store, &e, why) : v;
}

enum verdict bounce_hand_over(struct desk *dk, struct span old,
                              struct span mail, struct span evidence,
                              struct reason *why)
{
    int64_t dropped = 0;
    enum verdict v = bounce_revive(dk, mail, evidence, why);

    if (v != VERDICT_DONE || span_eq_nocase(old, mail))
        return v;
    v = suppression_drop_held(dk->store, old, desk_now(dk), &dropped, why);
    if (dropped)
        log_event(LOG_NOTICE, "address.left", KV("recipient", old),
                  KV_INT("count", dropped));
    return v;
}

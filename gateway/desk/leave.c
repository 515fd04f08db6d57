/* A unit says that it does not come: its reason is on record from the instant
 * it came in; a unit that gives none is asked (requirements.md 5.1, 6.4). */
#include "leave.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "leader_leave.h"
#include "leave_words.h"
#include "rsvp.h"
#include "rsvp_who.h"
#include "rsvp_words.h"

/* One answer, from whatever it came. */
struct statement {
    struct intake *in;
    const struct meeting *m;
    const struct unit *unit;
    struct span person, reason;
    const char *way; /* "leave", "answer", "declined" */
    bool defaulted;
};

static struct leave_notice notice_of(const struct statement *s)
{
    return (struct leave_notice){
        .m = s->m,
        .unit = s->unit,
        .excuse = { .reason = s->reason, .at = s->in->m->received_at },
        .defaulted = s->defaulted,
        .discriminator = intake_evidence(s->in),
    };
}

static struct span object_of(const struct statement *s)
{
    return arena_printf(s->in->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(s->m->id),
                        SPAN_ARG(s->unit->id));
}

/* What a person says twice about one date is one reason. A moved meeting has
 * another date, for which it must be said again. */
static enum verdict find_same(const struct statement *s, struct excuse *ret,
                              bool *ret_found, struct reason *why)
{
    excuses all = { 0 };
    enum verdict v = excuses_of(s->in->dk->store, s->m->id, s->unit->id,
                                s->in->arena, &all, why);

    *ret_found = false;
    list_each(&all, e)
    {
        if (!span_eq(e->reason, s->reason) || e->state == EXCUSE_REJECTED ||
            !span_eq_nocase(e->person, s->person) ||
            (s->m->moved_at != MOMENT_NONE && e->at < s->m->moved_at))
            continue;
        *ret = *e;
        *ret_found = true;
    }
    return v;
}

static enum verdict record(const struct statement *s, struct excuse *ret,
                           bool *ret_new, struct reason *why)
{
    struct intake *in = s->in;
    struct change c = { "excuse", object_of(s),    "",
                        "stated", "excuse.stated", SPAN_NONE };
    bool found = false;
    enum verdict v = find_same(s, ret, &found, why);

    *ret_new = !found;
    if (v != VERDICT_DONE || found)
        return v;
    *ret = (struct excuse){
        .meeting = s->m->id,
        .unit = s->unit->id,
        .person = s->person,
        .reason = s->reason,
        .at = in->m->received_at,
        .message = in->m->id,
        .way = span_str(s->way),
        .decided_at = MOMENT_NONE,
    };
    v = excuse_add(in->dk->store, ret, &ret->id, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

/* ---- leave by mail ---- */

/* Of the date it was said about. */
static int64_t sequence_of(const struct statement *s)
{
    bool earlier =
        s->m->moved_at != MOMENT_NONE && s->in->m->received_at < s->m->moved_at;

    return s->m->sequence - earlier;
}

static enum verdict audit_answer(const struct statement *s,
                                 enum answer_status was, enum answer_status now,
                                 struct reason *why)
{
    struct change c = { "rsvp",
                        object_of(s),
                        answer_status_name(was),
                        answer_status_name(now),
                        "rsvp.answered",
                        s->person };

    return intake_audit(s->in, &c, why);
}

/* Who writes that he does not come has answered the invitation. */
static enum verdict decline(const struct statement *s, bool *ret_others,
                            struct reason *why)
{
    struct intake *in = s->in;
    struct rsvp r = {
        .meeting = s->m->id,
        .party = s->unit->id,
        .person = s->person,
        .status = span_str(answer_status_name(ANSWER_DECLINED)),
        .sequence = sequence_of(s),
        .stamp = in->m->received_at,
        .at = in->m->received_at,
        .message = in->m->id,
        .comment = s->reason,
        .way = SPAN("leave"),
    };
    struct rsvp_standing was;
    struct rsvp_standing now;
    bool added = false;
    enum verdict v = VERDICT_DONE;

    *ret_others = false;
    if (in->m->received_at >= s->m->start_at)
        return v;
    v = rsvp_standing(in->dk, s->m, r.party, in->arena, &was, why);
    if (v == VERDICT_DONE)
        v = rsvp_add(in->dk->store, &r, &added, why);
    if (v == VERDICT_DONE)
        v = rsvp_standing(in->dk, s->m, r.party, in->arena, &now, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_others = now.answered && now.status != ANSWER_DECLINED;
    return audit_answer(s, was.status, now.status, why);
}

static enum verdict state_reason(struct statement *s, struct reason *why)
{
    struct leave_notice l = notice_of(s);
    bool added = false;
    enum verdict v = record(s, &l.excuse, &added, why);

    if (v == VERDICT_DONE)
        v = decline(s, &l.others, why);
    intake_end(s->in, MESSAGE_APPLIED, object_of(s), "请假事由已登记");
    return v == VERDICT_DONE ? leave_tell(s->in, &l, why) : v;
}

/* It does not come, and does not say why. */
static enum verdict state_nothing(struct statement *s, struct reason *why)
{
    struct leave_notice l = notice_of(s);
    enum verdict v = decline(s, &l.others, why);

    intake_end(s->in, MESSAGE_APPLIED, object_of(s), "请假未写明事由，已询问");
    return v == VERDICT_DONE ? leave_ask(s->in, &l, why) : v;
}

/* The subject is the sender's own, not that of the mail he answers. */
static bool is_own_subject(const struct intake *in)
{
    return in->what.via == INTAKE_VIA_SUBJECT ||
           in->what.via == INTAKE_VIA_ADDRESS ||
           (in->what.second == INTAKE_LEAVE &&
            in->what.second_via == INTAKE_VIA_SUBJECT);
}

/* Among the lines of a mail he answers, a person's own cannot be told. */
struct span leave_reason_said(struct intake *in)
{
    struct leave_said said = {
        .subject = is_own_subject(in) ? in->f->subject : SPAN_NONE,
        .words = in->f->words_uncertain ? SPAN_NONE : in->f->words,
    };

    return leave_words_reason(&said, in->arena);
}

static enum verdict hold(struct leave_work *w, struct reason *why)
{
    struct intake *in = w->in;
    struct person contact;
    struct facts_address to;
    enum verdict v =
        person_get(in->dk->store, w->unit.contact, in->arena, &contact, why);

    if (v != VERDICT_DONE)
        return v;
    to = (struct facts_address){ contact.name, contact.mail };
    return hold_for_contact(in, w->unit.name_zh, &to, w->unit.id, why);
}

static enum verdict receive(struct intake *in, struct span object,
                            const char *way, struct reason *why)
{
    struct leave_work w = { .in = in, .object = object };
    struct statement s = { .in = in,
                           .m = &w.m,
                           .unit = &w.unit,
                           .person = rsvp_person(in->arena, in->who.from),
                           .way = way };
    enum verdict v = leave_who(&w, why);

    if (v != VERDICT_DONE || w.answered)
        return v;
    if (w.stranger)
        return hold(&w, why);
    s.reason = leave_reason_said(in);
    s.defaulted = w.defaulted;
    return leave_words_enough(s.reason) ? state_reason(&s, why)
                                        : state_nothing(&s, why);
}

enum verdict leave_receive(struct intake *in, struct span object,
                           struct reason *why)
{
    bool done = false;
    enum verdict v = leader_leave(in, object, &done, why);

    assert(in);
    return v == VERDICT_DONE && !done ? receive(in, object, "leave", why) : v;
}

/* Asked why it does not come, a unit may say that somebody does. */
static bool says_otherwise(const struct intake *in)
{
    struct rsvp_words said = rsvp_words_read(in->f->words);

    return !in->f->words_uncertain && said.sense == RSVP_SENSE_ANSWER &&
           said.status != ANSWER_DECLINED;
}

enum verdict leave_reason(struct intake *in, struct span object,
                          struct reason *why)
{
    assert(in);
    return says_otherwise(in) ? rsvp_reply(in, object, why)
                              : receive(in, object, "answer", why);
}

/* ---- declined by calendar, or in words ---- */

/* Once for each date of a meeting, unless it has said why already. */
static enum verdict ask_once(const struct statement *s, struct reason *why)
{
    struct leave_notice l = notice_of(s);
    excuses all = { 0 };
    bool stated = false;
    enum verdict v = excuses_of(s->in->dk->store, s->m->id, s->unit->id,
                                s->in->arena, &all, why);

    list_each(&all, e) stated =
        stated || (e->state == EXCUSE_STATED &&
                   (s->m->moved_at == MOMENT_NONE || e->at >= s->m->moved_at));
    if (v != VERDICT_DONE || stated)
        return v;
    l.declined = true;
    l.discriminator =
        arena_printf(s->in->arena, "%lld", (long long)s->m->sequence);
    return leave_ask(s->in, &l, why);
}

enum verdict leave_of_decline(const struct rsvp_case *c, struct reason *why)
{
    struct statement s = { .in = c->in,
                           .m = &c->m,
                           .unit = &c->unit,
                           .person = c->person,
                           .reason = c->comment,
                           .way = "declined" };
    struct leave_notice l = notice_of(&s);
    bool added = false;
    enum verdict v;

    assert(c->in);
    if (!c->unit.id.n)
        return leader_declined(c, why);
    if (!leave_words_says(c->comment))
        return c->decides ? ask_once(&s, why) : VERDICT_DONE;
    v = record(&s, &l.excuse, &added, why);
    l.others = !c->decides;
    return v == VERDICT_DONE && added ? leave_tell(c->in, &l, why) : v;
}

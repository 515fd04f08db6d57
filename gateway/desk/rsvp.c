#include "rsvp.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "invitation.h"
#include "rsvp_mail.h"
#include "rsvp_who.h"

/* Methods by which an attendee answers its organizer. */
static bool is_answer(enum answer_method m)
{
    return m == ANSWER_REPLY || m == ANSWER_COUNTER || m == ANSWER_REFRESH;
}

enum verdict rsvp_is_ours(struct intake *in, bool *ret, struct reason *why)
{
    struct answer a;
    enum verdict v;

    assert(in && ret);
    *ret = false;
    if (span_is_empty(in->f->calendar))
        return VERDICT_DONE;
    v = answer_decode(in->f->calendar, in->arena, &a, why);
    if (v != VERDICT_DONE || !is_answer(a.method))
        return v;
    list_each(&a.events, e) *ret =
        *ret || invitation_meeting(in->dk, e->uid).n > 0;
    return v;
}

/* One event of the mail's object. */
struct answering {
    struct intake *in;
    const struct answer *a;
    const struct answer_event *e;
    struct meeting m;
};

/* What the token, or the contact's word for a held mail, says who answers; a
 * token of another meeting says nothing here. */
static struct span party_of(const struct answering *w)
{
    const struct intake *in = w->in;
    struct span meeting;
    struct span party;

    if (in->confirmed)
        rsvp_split(in->m->object, &meeting, &party);
    else if (span_eq(in->token.purpose, SPAN("rsvp")))
        rsvp_split(in->token.object, &meeting, &party);
    else
        return SPAN_NONE;
    return span_eq(meeting, w->m.id) ? party : SPAN_NONE;
}

/* Whom a DELEGATED answer names, and what he is called. */
static void add_delegate(const struct answering *w,
                         const struct answer_attendee *said,
                         struct rsvp_case *c)
{
    c->delegate = rsvp_person(w->in->arena, said->delegated_to);
    list_each(&w->e->attendees, other)
    {
        if (!c->delegate.n && span_eq_nocase(other->delegated_from, said->mail))
            c->delegate = rsvp_person(w->in->arena, other->mail);
        if (c->delegate.n && span_eq_nocase(other->mail, c->delegate))
            c->delegate_name = other->name;
    }
}

static enum verdict reply(struct answering *w, const struct rsvp_who *who,
                          struct reason *why)
{
    struct rsvp_case c = {
        .in = w->in,
        .m = w->m,
        .party = who->party,
        .unit = who->unit,
        .person = who->person,
        .status = who->said ? who->said->status : ANSWER_NEEDS_ACTION,
        .sequence = w->e->sequence,
        /* Without one, two mails that say the same are two answers. */
        .stamp =
            w->e->stamp != MOMENT_NONE ? w->e->stamp : w->in->m->received_at,
        .comment = w->e->comment,
        .way = SPAN("calendar"),
    };

    if (!who->said || !who->said->said)
        return hold_for_person(w->in, "日历答复中没有参会意向",
                               "a calendar answer that does not answer", why);
    if (c.status == ANSWER_DELEGATED)
        add_delegate(w, who->said, &c);
    return rsvp_record(&c, why);
}

static bool is_over(const struct answering *w)
{
    return w->m.state == MEETING_CANCELLED ||
           w->in->m->received_at >= w->m.start_at;
}

static enum verdict counter(struct answering *w, const struct rsvp_who *who,
                            struct reason *why)
{
    struct rsvp_reader to = { &w->m, &who->unit, who->party, who->person };
    struct counter_proposal p = {
        .in = w->in,
        .m = w->m,
        .party = who->party,
        .person = who->person,
        .start = w->e->start,
        .end = w->e->end,
        .start_text = w->e->start_text,
        .comment = w->e->comment,
        .stamp = w->e->stamp,
    };

    if (!answer_is_stale(w->e->sequence, w->m.sequence))
        return counter_receive(&p, why);
    intake_end(w->in, MESSAGE_APPLIED,
               invitation_object(w->in->arena, w->m.id, who->party),
               "时间建议针对变更前的会议安排，未转交");
    return rsvp_tell_stale(w->in, &to, why);
}

static enum verdict refresh(struct answering *w, const struct rsvp_who *who,
                            struct reason *why)
{
    struct rsvp_reader to = { &w->m, &who->unit, who->party, who->person };

    intake_end(w->in, MESSAGE_APPLIED,
               invitation_object(w->in->arena, w->m.id, who->party),
               "已重发最新会议邀请");
    return rsvp_tell_again(w->in, &to, why);
}

static enum verdict act(struct answering *w, const struct rsvp_who *who,
                        struct reason *why)
{
    if (w->a->method == ANSWER_REPLY)
        return reply(w, who, why);
    if (is_over(w)) {
        intake_end(w->in, MESSAGE_APPLIED,
                   invitation_object(w->in->arena, w->m.id, who->party),
                   "会议已开始或已取消，不再处理");
        return VERDICT_DONE;
    }
    return w->a->method == ANSWER_COUNTER ? counter(w, who, why)
                                          : refresh(w, who, why);
}

static enum verdict receive(struct answering *w, struct reason *why)
{
    struct rsvp_question q = { .m = &w->m, .event = w->e };
    struct rsvp_who who;
    bool found = false;
    bool known = false;
    enum verdict v =
        meeting_get(w->in->dk->store, invitation_meeting(w->in->dk, w->e->uid),
                    w->in->arena, &w->m, &found, why);

    if (v == VERDICT_DONE && !found)
        return hold_for_person(w->in, "日历答复所指的会议不存在",
                               "a calendar answer about no meeting of ours",
                               why);
    if (v != VERDICT_DONE)
        return v;
    q.party = party_of(w);
    v = rsvp_who(w->in, &q, &who, &known, why);
    return v == VERDICT_DONE && known ? act(w, &who, why) : v;
}

/* Our meetings do not recur: an answer about one occurrence alone is for a
 * person; beside the answer about the event it says nothing more. */
enum verdict rsvp_receive(struct intake *in, struct span object,
                          struct reason *why)
{
    struct answer a;
    bool any = false;
    enum verdict v = answer_decode(in->f->calendar, in->arena, &a, why);

    (void)object;
    assert(in);
    if (v != VERDICT_DONE)
        return v;
    for (size_t i = 0; i < a.events.n && v == VERDICT_DONE; i++) {
        struct answering w = { .in = in, .a = &a, .e = &a.events.at[i] };
        if (w.e->recurrence.n || !invitation_meeting(in->dk, w.e->uid).n)
            continue;
        any = true;
        v = receive(&w, why);
    }
    if (v != VERDICT_DONE || any)
        return v;
    return hold_for_person(in, "日历答复只涉及其中一次会议",
                           "a calendar answer about one occurrence only", why);
}

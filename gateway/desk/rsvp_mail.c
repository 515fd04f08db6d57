#include "rsvp_mail.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/rsvp_table.h"
#include "convoke/render/phrase.h"
#include "invitation.h"
#include "meeting_view.h"

/* The unit's people in one mail (R-A4), or the one who is no unit. */
static enum verdict add_reader(struct desk *dk, struct notice *n,
                               const struct rsvp_reader *to, struct reason *why)
{
    if (to->unit->id.n)
        return notice_to_unit(dk, n, to->unit, false, why);
    notice_to(n, SPAN_NONE, to->party, false);
    return VERDICT_DONE;
}

/* The charter's row for answers, whatever it is called there. */
static void law_of_answers(struct desk *dk, const struct meeting *m,
                           struct notice *n)
{
    struct meeting_due due;

    n->law_zh = m->leaders ? SPAN("第七条第4项") : SPAN("服务时限（第二十条）");
    n->law_en =
        m->leaders ? SPAN("Article 7(4)") : SPAN("service period (Article 20)");
    if (!m->leaders && meeting_due(dk, "rsvp", m->start_at, &due))
        notice_law_of_duty(n, due.duty);
}

static void view_opening(struct arena *arena, const struct meeting *m,
                         struct view *v)
{
    view_both(v, "due", phrase_moment(arena, PHRASE_ZH, m->start_at),
              phrase_moment(arena, PHRASE_EN, m->start_at));
}

static enum verdict send_current(struct intake *in,
                                 const struct rsvp_reader *to, bool refresh,
                                 struct span discriminator, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "rsvp.stale",
                invitation_object(in->arena, to->m->id, to->party));
    n.group = to->m->group;
    v = add_reader(in->dk, &n, to, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(to->m, in->arena, n.view);
    view_opening(in->arena, to->m, n.view);
    view_moment(n.view, "received", in->m->received_at);
    view_flag(n.view, "refresh", refresh);
    law_of_answers(in->dk, to->m, &n);
    n.discriminator = discriminator;
    n.answers = in->f;
    invitation_attach(&n, to->m, INVITE_REQUEST);
    return notice_send(in->dk, &n, why);
}

enum verdict rsvp_tell_stale(struct intake *in, const struct rsvp_reader *to,
                             struct reason *why)
{
    assert(in && to);
    return send_current(in, to, /* refresh= */ false,
                        arena_printf(in->arena, "%lld/" SPAN_FMT,
                                     (long long)to->m->sequence,
                                     SPAN_ARG(to->person)),
                        why);
}

enum verdict rsvp_tell_again(struct intake *in, const struct rsvp_reader *to,
                             struct reason *why)
{
    char day[CIVIL_TEXT];

    assert(in && to);
    civil_print(civil_of(in->m->received_at), day);
    return send_current(in, to, /* refresh= */ true,
                        arena_printf(in->arena, "refresh/%lld/%s/" SPAN_FMT,
                                     (long long)to->m->sequence, day,
                                     SPAN_ARG(to->person)),
                        why);
}

enum verdict rsvp_tell_understood(const struct rsvp_case *c, struct reason *why)
{
    struct intake *in = c->in;
    struct meeting_words title = meeting_title(in->arena, &c->m);
    struct view *done;
    struct notice n;

    notice_init(&n, in->arena, "cmd.done",
                invitation_object(in->arena, c->m.id, c->party));
    n.group = c->m.group;
    notice_to(&n, SPAN_NONE, in->who.from, true);
    n.targets.at[0].dear = c->unit.name_zh;
    view_flag(n.view, "answer", true);
    view_moment(n.view, "received", in->m->received_at);
    view_list(n.view, "done");
    view_list(n.view, "failed");
    done = view_item(n.view, "done");
    view_both(done, "line", span_str(rsvp_status_zh(c->status)),
              span_str(rsvp_status_en(c->status)));
    view_text(done, "thing", title.zh);
    view_both(done, "said", SPAN("已登记，如有变化请直接回复本邮件"),
              SPAN("recorded; if that changes, reply to this mail"));
    law_of_answers(in->dk, &c->m, &n);
    n.purpose = "rsvp";
    n.token_object = n.object;
    n.lasting = true;
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

/* To a unit that left it open, what it said. */
static enum verdict tell_tentative(struct desk *dk, const struct meeting *m,
                                   struct notice *n, struct reason *why)
{
    rsvps all = { 0 };
    enum verdict v = rsvps_of(dk->store, m->id, SPAN_NONE, n->arena, &all, why);

    for (size_t i = 0; v == VERDICT_DONE && i < n->targets.n; i++) {
        const struct notice_target *to = &n->targets.at[i];
        rsvps own = { 0 };
        struct rsvp_standing s;
        list_each(&all, r)
        {
            if (span_eq(r->party, to->party))
                *list_push(&own, n->arena) = *r;
        }
        s = rsvp_standing_of(m, &own, n->arena);
        if (s.answered && s.status == ANSWER_TENTATIVE)
            notice_item(n, to->to.mail,
                        SPAN("目前登记为“待定”，请确认是否参加"));
    }
    return v;
}

enum verdict rsvp_fill(struct desk *dk, const struct subject *s,
                       struct notice *n, struct reason *why)
{
    struct meeting_words when =
        meeting_when(n->arena, s->meeting.start_at, s->meeting.end_at);

    struct meeting *m = ARENA_NEW(n->arena, struct meeting);

    assert(s && n);
    /* The subject is gone when the mails leave. */
    *m = s->meeting;
    view_text(n->view, "chair", m->chair);
    view_both(n->view, "when", when.zh, when.en);
    invitation_attach(n, m, INVITE_REQUEST);
    return tell_tentative(dk, &s->meeting, n, why);
}

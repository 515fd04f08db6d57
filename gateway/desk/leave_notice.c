/* What is said about an absence and its reason: reason.ask, leave.ack. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "leave.h"
#include "meeting_view.h"

enum { OVERTURN_DAYS = 7, REASON_DAYS = 3 }; /* 0.3, without a charter row */

civil_day leave_overturn_day(const struct desk *dk, int64_t stated)
{
    const struct duty *d = ledger_duty(dk, "leave.overturn");

    if (!d)
        return civil_of(stated) + OVERTURN_DAYS;
    return obligation_dates(d, stated, stated, &dk->rules).due;
}

struct span leave_object(struct arena *arena, int64_t excuse)
{
    return arena_printf(arena, "excuse:%lld", (long long)excuse);
}

static int reason_days(const struct desk *dk)
{
    const struct duty *d = ledger_duty(dk, "absence.reason");

    return d ? d->period.n : REASON_DAYS;
}

static void begin(struct desk *dk, struct arena *arena, struct notice *n,
                  const char *code, const struct leave_notice *l)
{
    const struct meeting *m = l->m;
    struct meeting_words when = meeting_when(arena, m->start_at, m->end_at);
    struct meeting_words thing = meeting_title(arena, m);

    notice_init(n, arena, code,
                arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(m->id),
                             SPAN_ARG(l->unit->id)));
    n->group = m->group;
    n->law_zh = SPAN("第十三条第2项；服务时限");
    n->law_en = SPAN("Article 13(2); service period");
    n->discriminator = l->discriminator;
    view_text(n->view, "id", m->id);
    view_both(n->view, "thing", thing.zh, thing.en);
    view_both(n->view, "when", when.zh, when.en);
    view_text(n->view, "unit", l->unit->name_zh);
    view_text(n->view, "unit_id", l->unit->id);
    view_flag(n->view, "ahead", l->excuse.at < m->start_at);
    view_int(n->view, "days", reason_days(dk));
    view_flag(n->view, "defaulted", l->defaulted);
}

/* ---- reason.ask ---- */

enum verdict leave_ask(struct intake *in, const struct leave_notice *l,
                       struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(in && l);
    begin(in->dk, in->arena, &n, "reason.ask", l);
    v = notice_to_unit(in->dk, &n, l->unit, true, why);
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "said", l->excuse.reason);
    view_flag(n.view, "declined", l->declined);
    n.answers = in->f;
    n.purpose = "reason";
    n.token_object = n.object;
    n.lasting = true;
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

/* ---- leave.ack ---- */

static void view_excuse(struct desk *dk, struct notice *n,
                        const struct leave_notice *l)
{
    const struct excuse *e = &l->excuse;
    bool rejected = e->state == EXCUSE_REJECTED;

    view_moment(n->view, "received", e->at);
    view_text(n->view, "reason", e->reason);
    view_text(n->view, "person", e->person);
    view_due(n->view, "until", leave_overturn_day(dk, e->at));
    view_flag(n->view, "leader", false);
    view_flag(n->view, "others", l->others);
    view_flag(n->view, "final",
              l->m->state == MEETING_FINALISED ||
                  l->m->state == MEETING_CLOSED);
    view_flag(n->view, "for_office", false);
    view_flag(n->view, "rejected", rejected);
    view_text(n->view, "decision", e->decision);
    if (rejected)
        view_moment(n->view, "decided", e->decided_at);
    else
        view_text(n->view, "decided", SPAN_NONE);
}

static enum verdict tell_unit(struct intake *in, const struct leave_notice *l,
                              struct reason *why)
{
    struct notice n;
    enum verdict v;

    begin(in->dk, in->arena, &n, "leave.ack", l);
    v = notice_to_unit(in->dk, &n, l->unit, false, why);
    view_excuse(in->dk, &n, l);
    n.answers = l->excuse.state == EXCUSE_REJECTED ? NULL : in->f;
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict leave_tell(struct intake *in, const struct leave_notice *l,
                        struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_RETURN };
    struct notice n;
    enum verdict v = tell_unit(in, l, why);

    assert(in && l);
    if (v != VERDICT_DONE)
        return v;
    begin(in->dk, in->arena, &n, "leave.ack", l);
    v = notice_to_role(in->dk, &n, ROLE_GS, true, why);
    view_excuse(in->dk, &n, l);
    view_flag(n.view, "for_office", true);
    n.purpose = "leave.reject";
    n.token_object = leave_object(in->arena, l->excuse.id);
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict leave_tell_rejected(struct intake *in,
                                 const struct leave_notice *l,
                                 struct reason *why)
{
    static const enum role told[] = { ROLE_GS, ROLE_GL };
    struct notice n;
    enum verdict v = tell_unit(in, l, why);

    assert(in && l);
    if (v != VERDICT_DONE)
        return v;
    begin(in->dk, in->arena, &n, "leave.ack", l);
    for (size_t i = 0; i < ARRAY_LEN(told) && v == VERDICT_DONE; i++)
        v = notice_to_role(in->dk, &n, told[i], false, why);
    view_excuse(in->dk, &n, l);
    view_flag(n.view, "for_office", true);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

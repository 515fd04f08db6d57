/* The applicant is told the group's result, which the secretariat may turn
 * round with a reason (Art. 12, item 3). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"

static enum verdict tell_approved(struct intake *in, struct papers *p,
                                  const struct review *r, struct reason *why)
{
    struct span object = review_object(in->arena, r->application, r->group);
    const struct duty *d = ledger_duty(in->dk, "app.formality");
    struct notice n;
    civil_day due = 0;
    enum verdict v = ledger_open(in->dk, "app.formality", object,
                                 in->m->received_at, &due, why);

    notice_init(&n, in->arena, "app.approved", p->app.id);
    n.group = r->group;
    n.token_object = object;
    notice_to(&n, p->app.applicant_name, p->app.applicant, true);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    view_text(n.view, "group_id", r->group);
    view_due(n.view, "due", due);
    view_int(n.view, "days", d ? d->period.n : 0);
    view_flag(n.view, "papers", p->app.paper_at == MOMENT_NONE);
    n.law_zh = SPAN("第十一条第2项、第十二条第3项");
    n.law_en = SPAN("Articles 11(2) and 12(3)");
    n.discriminator = r->group;
    n.purpose = "app.formality";
    n.lasting = true;
    return notice_send(in->dk, &n, why);
}

static enum verdict tell_rejected(struct intake *in, struct papers *p,
                                  const struct review *r, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.rejected", p->app.id);
    n.group = r->group;
    notice_to(&n, p->app.applicant_name, p->app.applicant, false);
    v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    view_text(n.view, "group_id", r->group);
    view_text(n.view, "reason", r->reason);
    n.law_zh = SPAN("第十二条第3项");
    n.law_en = SPAN("Article 12(3)");
    n.discriminator = r->group;
    return notice_send(in->dk, &n, why);
}

/* The secretariat may decide otherwise than the group, with a reason; the
 * group reads it in a result of its own. */
static enum verdict overrule(struct intake *in, struct papers *p,
                             struct review *r, struct reason *why)
{
    bool approved = r->state == REVIEW_REJECTED;
    struct notice n;
    enum verdict v;

    r->reason = in->command.reason;
    r->reviewer = in->who.from;
    r->decided_at = in->m->received_at;
    v = review_change(in, r, approved ? REVIEW_APPROVED : REVIEW_REJECTED,
                      "app.overruled", why);
    notice_init(&n, in->arena, "app.result", p->app.id);
    n.group = r->group;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, false, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    view_text(n.view, "group_id", r->group);
    view_flag(n.view, "approved", approved);
    view_flag(n.view, "overruled", true);
    view_text(n.view, "reason", r->reason);
    view_text(n.view, "reviewer", r->reviewer);
    view_moment(n.view, "decided", r->decided_at);
    view_due(n.view, "due", civil_of(in->m->received_at));
    n.law_zh = SPAN("第十二条第3项");
    n.law_en = SPAN("Article 12(3)");
    n.discriminator =
        arena_printf(in->arena, SPAN_FMT "#overruled", SPAN_ARG(r->group));
    return notice_send(in->dk, &n, why);
}

static enum verdict notify(struct intake *in, struct papers *p,
                           struct review *r, struct reason *why)
{
    struct span object = review_object(in->arena, r->application, r->group);
    bool approved = r->state == REVIEW_APPROVED;
    enum verdict v;

    r->notified_at = in->m->received_at;
    v = review_change(in, r, approved ? REVIEW_FORMALITIES : REVIEW_REFUSED,
                      "app.notify", why);
    if (v == VERDICT_DONE)
        v = ledger_close(in->dk, "app.notify", object, in->m->received_at,
                         intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, object, SPAN("app.notify"),
                            desk_now(in->dk), SPAN("notified"), why);
    if (v == VERDICT_DONE)
        v = approved ? tell_approved(in, p, r, why)
                     : tell_rejected(in, p, r, why);
    intake_end(in, MESSAGE_APPLIED, object, "已通知申请单位");
    return v;
}

/* Without a group in the object: the only review that waits to be told. */
static struct review *review_to_tell(struct papers *p, struct span group)
{
    struct review *only = NULL;

    if (group.n)
        return papers_review(p, group);
    list_each(&p->reviews, r)
    {
        if (r->state != REVIEW_APPROVED && r->state != REVIEW_REJECTED)
            continue;
        if (only)
            return NULL;
        only = r;
    }
    return only;
}

/* The group's result is told as it is, or turned round with a reason. 同意 to
 * a rejection may mean either: asked again. */
static enum verdict carry_out(struct intake *in, struct papers *p,
                              struct review *r, struct reason *why)
{
    static const enum command_verb words[2][2] = {
        { COMMAND_NOTIFY, COMMAND_ACCEPT }, { COMMAND_NOTIFY, COMMAND_REJECT }
    };
    bool approved = r->state == REVIEW_APPROVED;
    struct span object = review_object(in->arena, r->application, r->group);
    enum command_verb turn = approved ? COMMAND_REJECT : COMMAND_ACCEPT;
    enum verdict v;

    if (in->command.verb == COMMAND_NOTIFY ||
        (approved && in->command.verb == COMMAND_APPROVE))
        return notify(in, p, r, why);
    if (in->command.verb != turn)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words[approved],
                              2, why);
    if (span_is_empty(in->command.reason))
        return refuse_command(in, object, "改变审核结果须写明理由",
                              "deciding otherwise needs a reason",
                              words[approved], 2, why);
    v = overrule(in, p, r, why);
    return v == VERDICT_DONE ? notify(in, p, r, why) : v;
}

enum verdict review_notify(struct intake *in, struct span object,
                           struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_NOTIFY };
    struct papers p = { 0 };
    struct review *r;
    struct span id;
    struct span group;
    bool may = false;
    bool found = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "通知申请单位须由秘书处发出",
                                "only the secretariat tells the applicant",
                                why);
    review_split(object, &id, &group);
    if (span_is_empty(group))
        group = reference_span(&in->what.group);
    v = papers_load(in->dk, id, in->arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    r = review_to_tell(&p, group);
    if (!r || (r->state != REVIEW_APPROVED && r->state != REVIEW_REJECTED))
        return refuse_command(in, object, "没有待通知的审核结果",
                              "no review result waits to be told", words,
                              ARRAY_LEN(words), why);
    return carry_out(in, &p, r, why);
}

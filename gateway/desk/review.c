/* The group's review: entrusted by the secretariat, told by the leader or the
 * group secretary, passed on to the applicant (Art. 12, items 2 and 3). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"

static enum verdict set_review(struct intake *in, struct review *r,
                               enum review_state to, const char *event,
                               struct reason *why)
{
    struct change c = { "review",
                        review_object(in->arena, r->application, r->group),
                        review_state_name(r->state),
                        review_state_name(to),
                        event,
                        r->reason };
    enum verdict v;

    r->state = to;
    v = review_put(in->dk->store, r, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

static enum verdict load(struct intake *in, struct span object,
                         struct papers *p, struct reason *why)
{
    struct span id;
    struct span group;
    bool found = false;
    enum verdict v;

    review_split(object, &id, &group);
    v = papers_load(in->dk, id, in->arena, p, &found, why);
    if (v == VERDICT_DONE && !found)
        p->app.id = SPAN_NONE;
    return v;
}

static struct review *review_of(struct papers *p, struct span group)
{
    list_each(&p->reviews, r) if (span_eq(r->group, group)) return r;
    return NULL;
}

static enum verdict ask_group(struct intake *in, struct papers *p,
                              const struct form_verdict *f, struct span group,
                              struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_REJECT, COMMAND_MORE };
    struct span object = review_object(in->arena, p->app.id, group);
    const struct duty *d = ledger_duty(in->dk, "app.review");
    struct notice n;
    civil_day due = 0;
    enum verdict v = ledger_open(in->dk, "app.review", object,
                                 in->m->received_at, &due, why);

    notice_init(&n, in->arena, "app.review.req", p->app.id);
    n.group = group;
    n.token_object = object;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_LIA, false, why);
    if (v == VERDICT_DONE)
        v = papers_attach(in->dk, p, &n, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    findings_view(f, n.view);
    view_text(n.view, "group_id", group);
    view_due(n.view, "due", due);
    view_int(n.view, "days", d ? d->period.n : 0);
    n.law_zh = SPAN("第十二条第2项");
    n.law_en = SPAN("Art. 12(2)");
    n.discriminator = arena_printf(in->arena, SPAN_FMT "#%lld", SPAN_ARG(group),
                                   (long long)p->app.version);
    n.purpose = "app.review";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

/* The groups named in the command, else all that were ticked and are open. */
static bool choose_groups(struct intake *in, const struct form_verdict *f,
                          reviews *ret)
{
    struct reference named[16];
    size_t n = reference_all(in->command.rest, REFERENCE_GROUP, named,
                             ARRAY_LEN(named));

    for (size_t i = 0; i < n && i < ARRAY_LEN(named); i++) {
        bool ticked = false;
        for (size_t k = 0; k < f->groups.n; k++)
            ticked =
                ticked || span_eq(f->groups.at[k], reference_span(&named[i]));
        if (!ticked)
            return false;
    }
    for (size_t k = 0; k < f->groups.n; k++) {
        bool wanted = n == 0;
        for (size_t i = 0; i < n && i < ARRAY_LEN(named); i++)
            wanted =
                wanted || span_eq(f->groups.at[k], reference_span(&named[i]));
        if (wanted)
            list_push(ret, in->arena)->group = f->groups.at[k];
    }
    return ret->n > 0;
}

static enum verdict start_review(struct intake *in, struct papers *p,
                                 const struct form_verdict *f,
                                 struct span group, struct reason *why)
{
    struct review r = {
        .application = p->app.id,
        .group = group,
        .state = REVIEW_WAITING,
        .decided_at = MOMENT_NONE,
        .notified_at = MOMENT_NONE,
    };
    enum verdict v = set_review(in, &r, REVIEW_WAITING, "app.dispatch", why);

    return v == VERDICT_DONE ? ask_group(in, p, f, group, why) : v;
}

static enum verdict start_reviews(struct intake *in, struct papers *p,
                                  const struct form_verdict *f,
                                  const reviews *chosen, struct reason *why)
{
    struct change c = {
        "application", p->app.id,      application_state_name(p->app.state),
        "reviewing",   "app.dispatch", in->command.rest
    };
    enum verdict v;

    p->app.state = APPLICATION_REVIEWING;
    v = application_set(in->dk->store, &p->app, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    for (size_t i = 0; i < chosen->n && v == VERDICT_DONE; i++)
        v = start_review(in, p, f, chosen->at[i].group, why);
    if (v == VERDICT_DONE)
        v = ledger_close(in->dk, "app.dispatch", p->app.id, in->m->received_at,
                         intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, p->app.id, SPAN("app.dispatch"),
                            desk_now(in->dk), SPAN("dispatched"), why);
    intake_end(in, MESSAGE_APPLIED, p->app.id, "已委托工作组审核");
    return v;
}

enum verdict review_dispatch(struct intake *in, struct span object,
                             struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_DISPATCH };
    struct papers p = { 0 };
    struct form_verdict f = { 0 };
    reviews chosen = { 0 };
    bool may = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "分派须由秘书处发出",
                                "only the secretariat dispatches", why);
    v = load(in, object, &p, why);
    if (v == VERDICT_DONE && p.app.id.n)
        v = papers_check(in->dk, &p, in->arena, &f, why);
    if (v != VERDICT_DONE)
        return v;
    if (span_is_empty(p.app.id) || p.app.state != APPLICATION_ACCEPTED)
        return refuse_command(in, object, "该申请不在待分派状态",
                              "this application does not wait for dispatch",
                              words, ARRAY_LEN(words), why);
    if (in->command.verb != COMMAND_APPROVE &&
        in->command.verb != COMMAND_DISPATCH)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    if (!choose_groups(in, &f, &chosen))
        return refuse_command(
            in, object, "所列工作组不在申请表勾选且开放申请的范围内",
            "a group named was not ticked on the form or is not open", words,
            ARRAY_LEN(words), why);
    return start_reviews(in, &p, &f, &chosen, why);
}

/* After the applicant sent what the group asked for. */
enum verdict review_again(struct intake *in, struct application *a,
                          struct reason *why)
{
    struct span group = a->asked_by;
    struct papers p;
    struct form_verdict f = { 0 };
    bool found = false;
    enum verdict v;

    a->asked_by = SPAN_NONE;
    v = application_set(in->dk->store, a, why);
    if (v == VERDICT_DONE)
        v = papers_load(in->dk, a->id, in->arena, &p, &found, why);
    if (v == VERDICT_DONE)
        v = papers_check(in->dk, &p, in->arena, &f, why);
    return v == VERDICT_DONE ? ask_group(in, &p, &f, group, why) : v;
}

static enum verdict tell_result(struct intake *in, struct papers *p,
                                const struct review *r, civil_day due,
                                struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_NOTIFY,
                                                 COMMAND_REJECT };
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.result", p->app.id);
    n.group = r->group;
    n.token_object = review_object(in->arena, r->application, r->group);
    v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_LIA, false, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    view_text(n.view, "group_id", r->group);
    view_flag(n.view, "approved", r->state == REVIEW_APPROVED);
    view_text(n.view, "reason", r->reason);
    view_text(n.view, "reviewer", r->reviewer);
    view_moment(n.view, "decided", r->decided_at);
    view_due(n.view, "due", due);
    n.law_zh = SPAN("第十二条第3项");
    n.law_en = SPAN("Art. 12(3)");
    n.discriminator =
        arena_printf(in->arena, SPAN_FMT "#%lld", SPAN_ARG(r->group),
                     (long long)r->decided_at);
    n.purpose = "app.notify";
    n.actions = actions;
    n.actions_n = r->state == REVIEW_APPROVED ? 2 : 1;
    return notice_send(in->dk, &n, why);
}

static bool all_told(const struct papers *p)
{
    list_each(&p->reviews, r) if (r->state == REVIEW_WAITING) return false;
    return true;
}

static enum verdict end_review(struct intake *in, struct papers *p,
                               struct review *r, enum review_state to,
                               struct reason *why)
{
    struct span object = review_object(in->arena, r->application, r->group);
    civil_day due = 0;
    enum verdict v;

    r->reason = in->command.reason;
    r->reviewer = in->who.from;
    r->decided_at = in->m->received_at;
    v = set_review(in, r, to, "app.review", why);
    if (v == VERDICT_DONE && all_told(p)) {
        p->app.state = APPLICATION_DECIDED;
        v = application_set(in->dk->store, &p->app, why);
    }
    if (v == VERDICT_DONE)
        v = ledger_close(in->dk, "app.review", object, in->m->received_at,
                         intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, object, SPAN("app.review"),
                            desk_now(in->dk), SPAN("decided"), why);
    if (v == VERDICT_DONE)
        v = ledger_open(in->dk, "app.notify", object, in->m->received_at, &due,
                        why);
    if (v == VERDICT_DONE)
        v = tell_result(in, p, r, due, why);
    intake_end(in, MESSAGE_APPLIED, object,
               to == REVIEW_APPROVED ? "审核同意" : "审核不同意");
    return v;
}

static enum verdict tell_more(struct intake *in, struct papers *p,
                              struct span text, civil_day due,
                              struct reason *why)
{
    const struct duty *d = ledger_duty(in->dk, "app.supplement");
    struct form_verdict f = { 0 };
    struct notice n;
    struct view *item;
    enum verdict v = papers_check(in->dk, p, in->arena, &f, why);

    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, in->arena, "app.incomplete", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, true);
    papers_view(p, n.view);
    findings_view(&f, n.view);
    item = view_item(n.view, "missing");
    view_both(item, "label", text, text);
    view_both(item, "hint", SPAN("工作组审核要求"),
              SPAN("asked by the working group"));
    view_due(n.view, "due", due);
    view_int(n.view, "days", d ? d->period.n : 0);
    view_flag(n.view, "reviewing", true);
    view_text(n.view, "reason", text);
    notice_law_of_duty(&n, d);
    n.discriminator =
        arena_printf(in->arena, "more#%lld", (long long)in->m->id);
    n.purpose = "app.supplement";
    n.lasting = true;
    attach_blank_form(&n);
    return notice_send(in->dk, &n, why);
}

/* The group wants more: its clock stops, the applicant's starts. */
static enum verdict ask_more(struct intake *in, struct papers *p,
                             struct review *r, struct reason *why)
{
    struct span object = review_object(in->arena, r->application, r->group);
    struct change c = {
        "application", p->app.id,  application_state_name(p->app.state),
        "incomplete",  "app.more", in->command.rest
    };
    civil_day due = 0;
    enum verdict v = ledger_void(in->dk, "app.review", object, why);

    p->app.state = APPLICATION_INCOMPLETE;
    p->app.asked_by = r->group;
    if (v == VERDICT_DONE)
        v = application_set(in->dk->store, &p->app, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, object, SPAN("app.review"),
                            desk_now(in->dk), SPAN("asked for more"), why);
    if (v == VERDICT_DONE)
        v = ledger_open(in->dk, "app.supplement", p->app.id, in->m->received_at,
                        &due, why);
    if (v == VERDICT_DONE)
        v = tell_more(in, p, in->command.rest, due, why);
    intake_end(in, MESSAGE_APPLIED, object, "工作组要求补正");
    return v;
}

enum verdict review_decide(struct intake *in, struct span object,
                           struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE, COMMAND_REJECT,
                                               COMMAND_MORE };
    struct papers p = { 0 };
    struct review *r;
    struct span id;
    struct span group;
    enum verdict v;

    review_split(object, &id, &group);
    if (span_is_empty(in->token.hash))
        return refuse_authority(in, "审核结果须回复带令牌的审核函",
                                "a review result needs the token of the "
                                "review request",
                                why);
    v = load(in, object, &p, why);
    if (v != VERDICT_DONE)
        return v;
    r = review_of(&p, group);
    if (!r || r->state != REVIEW_WAITING ||
        p.app.state != APPLICATION_REVIEWING)
        return refuse_command(in, object, "该申请不在待审核状态",
                              "this application does not wait for a review",
                              words, ARRAY_LEN(words), why);
    switch (in->command.verb) {
    case COMMAND_APPROVE:
        return end_review(in, &p, r, REVIEW_APPROVED, why);
    case COMMAND_REJECT:
        if (in->command.reason.n)
            return end_review(in, &p, r, REVIEW_REJECTED, why);
        return refuse_command(in, object, "不同意须写明理由",
                              "a rejection needs its reason", words,
                              ARRAY_LEN(words), why);
    case COMMAND_MORE:
        if (in->command.rest.n)
            return ask_more(in, &p, r, why);
        return refuse_command(in, object, "请写明需补正的内容",
                              "say what is to be supplemented", words,
                              ARRAY_LEN(words), why);
    default:
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    }
}

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
    n.law_zh = SPAN("第十二条第3项、第十一条第2项");
    n.law_en = SPAN("Art. 12(3), 11(2)");
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
    n.law_en = SPAN("Art. 12(3)");
    n.discriminator = r->group;
    return notice_send(in->dk, &n, why);
}

/* The secretariat may decide otherwise than the group, with a reason; the
 * group reads it in a result of its own. */
static enum verdict overrule(struct intake *in, struct papers *p,
                             struct review *r, struct reason *why)
{
    struct notice n;
    enum verdict v;

    r->reason = in->command.reason;
    r->reviewer = in->who.from;
    r->decided_at = in->m->received_at;
    v = set_review(in, r, REVIEW_REJECTED, "app.overruled", why);
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
    view_flag(n.view, "approved", false);
    view_text(n.view, "reason", r->reason);
    view_text(n.view, "reviewer", r->reviewer);
    view_moment(n.view, "decided", r->decided_at);
    view_due(n.view, "due", civil_of(in->m->received_at));
    n.law_zh = SPAN("第十二条第3项");
    n.law_en = SPAN("Art. 12(3)");
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
    v = set_review(in, r, approved ? REVIEW_FORMALITIES : REVIEW_REFUSED,
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
        return review_of(p, group);
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

enum verdict review_notify(struct intake *in, struct span object,
                           struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_NOTIFY, COMMAND_APPROVE,
                                               COMMAND_REJECT };
    struct papers p = { 0 };
    struct review *r;
    struct span id;
    struct span group;
    bool may = false;
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
    v = load(in, id, &p, why);
    if (v != VERDICT_DONE)
        return v;
    r = review_to_tell(&p, group);
    if (!r || (r->state != REVIEW_APPROVED && r->state != REVIEW_REJECTED))
        return refuse_command(in, object, "没有待通知的审核结果",
                              "no review result waits to be told", words,
                              ARRAY_LEN(words), why);
    if (in->command.verb == COMMAND_REJECT && r->state == REVIEW_APPROVED) {
        if (span_is_empty(in->command.reason))
            return refuse_command(in, object, "改变审核结果须写明理由",
                                  "deciding otherwise needs a reason", words,
                                  ARRAY_LEN(words), why);
        v = overrule(in, &p, r, why);
        return v == VERDICT_DONE ? notify(in, &p, r, why) : v;
    }
    if (in->command.verb != COMMAND_NOTIFY &&
        in->command.verb != COMMAND_APPROVE &&
        in->command.verb != COMMAND_REJECT)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    return notify(in, &p, r, why);
}

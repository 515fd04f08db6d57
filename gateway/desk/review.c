/* The group's review: entrusted by the secretariat, told by the leader or the
 * group secretary, passed on to the applicant (Art. 12, items 2 and 3). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"

enum { WORDS_MOST = 1000 };

enum verdict review_change(struct intake *in, struct review *r,
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

/* What came with the newest mail in plain words, for who asked. */
static void add_words(struct intake *in, struct view *v)
{
    struct span words = span_fit(span_trim(in->f->words), WORDS_MOST);

    if (words.n)
        view_both(
            view_item(v, "notes"), "text",
            arena_printf(in->arena, "申请单位来函：" SPAN_FMT, SPAN_ARG(words)),
            arena_printf(in->arena, "the applicant writes: " SPAN_FMT,
                         SPAN_ARG(words)));
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
    if (span_eq_nocase(in->who.from, p->app.applicant))
        add_words(in, n.view);
    n.law_zh = SPAN("第十二条第2项");
    n.law_en = SPAN("Article 12(2)");
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

/* A request nobody would read must not be sent. */
static enum verdict has_readers(struct intake *in, const reviews *chosen,
                                bool *ret, struct reason *why)
{
    *ret = true;
    for (size_t i = 0; i < chosen->n && *ret; i++) {
        people leaders = { 0 };
        people secretaries = { 0 };
        enum verdict v =
            office_holders(in->dk->store, ROLE_GL, chosen->at[i].group,
                           in->arena, &leaders, why);
        if (v == VERDICT_DONE)
            v = office_holders(in->dk->store, ROLE_GS, chosen->at[i].group,
                               in->arena, &secretaries, why);
        if (v != VERDICT_DONE)
            return v;
        *ret = leaders.n + secretaries.n > 0;
    }
    return VERDICT_DONE;
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
    enum verdict v = review_change(in, &r, REVIEW_WAITING, "app.dispatch", why);

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
    v = has_readers(in, &chosen, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_command(
            in, object,
            "有的工作组尚未登记组长或秘书，请先登记或分派其他工作组",
            "a group has neither leader nor secretary in the register", words,
            ARRAY_LEN(words), why);
    return start_reviews(in, &p, &f, &chosen, why);
}

enum verdict review_again(struct intake *in, struct papers *p,
                          struct span groups, struct reason *why)
{
    struct application asked = { .asked_by = groups };
    struct form_verdict f = { 0 };
    enum verdict v = papers_check(in->dk, p, in->arena, &f, why);

    for (size_t i = 0; i < p->reviews.n && v == VERDICT_DONE; i++) {
        const struct review *r = &p->reviews.at[i];
        if (r->state == REVIEW_WAITING &&
            (groups.n == 0 || asked_by(&asked, r->group)))
            v = ask_group(in, p, &f, r->group, why);
    }
    return v;
}

static enum verdict tell_result(struct intake *in, struct papers *p,
                                const struct review *r, civil_day due,
                                struct reason *why)
{
    static const enum command_verb approved[] = { COMMAND_NOTIFY,
                                                  COMMAND_REJECT };
    static const enum command_verb rejected[] = { COMMAND_NOTIFY,
                                                  COMMAND_ACCEPT };
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
    view_flag(n.view, "overruled", false);
    n.law_zh = SPAN("第十二条第3项");
    n.law_en = SPAN("Article 12(3)");
    n.discriminator =
        arena_printf(in->arena, SPAN_FMT "#%lld", SPAN_ARG(r->group),
                     (long long)r->decided_at);
    n.purpose = "app.notify";
    n.actions = r->state == REVIEW_APPROVED ? approved : rejected;
    n.actions_n = 2;
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
    v = review_change(in, r, to, "app.review", why);
    if (v == VERDICT_DONE && all_told(p))
        v = application_change(in, &p->app, APPLICATION_DECIDED, "app.decided",
                               why);
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
    p->app.asked_by =
        p->app.asked_by.n
            ? arena_printf(in->arena, SPAN_FMT "," SPAN_FMT,
                           SPAN_ARG(p->app.asked_by), SPAN_ARG(r->group))
            : r->group;
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

/* A group that asked for more has to wait for it; the others go on. */
static bool may_decide(const struct papers *p, const struct review *r)
{
    return r->state == REVIEW_WAITING &&
           (p->app.state == APPLICATION_REVIEWING ||
            (p->app.state == APPLICATION_INCOMPLETE &&
             !asked_by(&p->app, r->group)));
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
    r = papers_review(&p, group);
    if (!r || !may_decide(&p, r))
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

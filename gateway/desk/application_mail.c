#include "application_mail.h"

#include "convoke/base/moment.h"

enum verdict tell_incomplete(struct intake *in, const struct papers *p,
                             const struct form_verdict *f, civil_day due,
                             struct reason *why)
{
    const struct duty *d = ledger_duty(in->dk, "app.supplement");
    struct notice n;

    notice_init(&n, in->arena, "app.incomplete", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, true);
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    findings_view(f, n.view);
    view_due(n.view, "due", due);
    view_int(n.view, "days", d ? d->period.n : 0);
    view_flag(n.view, "reviewing", false);
    view_text(n.view, "reason", SPAN_NONE);
    notice_law_of_duty(&n, d);
    /* The set of missing items alone would leave a second, equally lacking
     * supplement without any answer. */
    n.discriminator = arena_printf(in->arena, SPAN_FMT "#%lld",
                                   SPAN_ARG(form_missing_keys(f, in->arena)),
                                   (long long)p->app.version);
    n.purpose = "app.supplement";
    n.lasting = true;
    n.answers = in->f;
    attach_blank_form(&n);
    return notice_send(in->dk, &n, why);
}

enum verdict tell_received(struct intake *in, const struct papers *p,
                           const struct form_verdict *f, struct reason *why)
{
    const struct duty *dispatch = ledger_duty(in->dk, "app.dispatch");
    const struct duty *review = ledger_duty(in->dk, "app.review");
    struct notice n;

    notice_init(&n, in->arena, "app.ack", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, true);
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    findings_view(f, n.view);
    view_list(n.view, "notes");
    view_int(n.view, "dispatch_days", dispatch ? dispatch->period.n : 0);
    view_int(n.view, "review_days", review ? review->period.n : 0);
    n.law_zh = SPAN("第十二条");
    n.law_en = SPAN("Article 12");
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)p->app.version);
    n.purpose = "app.supplement";
    n.lasting = true;
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

enum verdict tell_new(struct intake *in, const struct papers *p,
                      const struct form_verdict *f, civil_day due,
                      struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_DISPATCH };
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.new", p->app.id);
    v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = papers_attach(in->dk, p, &n, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    findings_view(f, n.view);
    view_due(n.view, "due", due);
    notice_law_of_duty(&n, ledger_duty(in->dk, "app.dispatch"));
    n.discriminator =
        arena_printf(in->arena, "%lld", (long long)p->app.version);
    n.purpose = "app.dispatch";
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

/* A second application of the same unit is merged into the first. */
enum verdict tell_duplicate(struct intake *in, const struct papers *p,
                            struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.dup", p->app.id);
    notice_to(&n, in->f->from.at[0].name, in->who.from, false);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v != VERDICT_DONE)
        return v;
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "other", p->app.id);
    n.law_zh = SPAN("第十二条第1项");
    n.law_en = SPAN("Article 12(1)");
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

enum verdict tell_withdrawn(struct intake *in, const struct papers *p,
                            struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "app.withdrawn", p->app.id);
    notice_to(&n, p->app.applicant_name, p->app.applicant, false);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    for (size_t i = 0; i < p->reviews.n && v == VERDICT_DONE; i++) {
        n.group = p->reviews.at[i].group;
        v = notice_to_role(in->dk, &n, ROLE_GL, false, why);
        if (v == VERDICT_DONE)
            v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    }
    if (v != VERDICT_DONE)
        return v;
    n.group = SPAN_NONE;
    papers_view(p, n.view);
    view_moment(n.view, "received", in->m->received_at);
    n.law_zh = SPAN("第十二条第1项");
    n.law_en = SPAN("Article 12(1)");
    n.discriminator = SPAN("withdrawn");
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

enum verdict tell_lapsed(struct desk *dk, struct arena *arena,
                         const struct papers *p,
                         const struct obligation_row *row, struct reason *why)
{
    struct span id;
    struct span group;
    struct notice n;
    bool owes = false;
    enum verdict v;

    review_split(row->object, &id, &group);
    notice_init(&n, arena, "app.lapsed", p->app.id);
    n.group = group;
    notice_to(&n, p->app.applicant_name, p->app.applicant, false);
    v = notice_to_role(dk, &n, ROLE_SEC, false, why);
    if (v == VERDICT_DONE)
        v = papers_view_reminder(dk, p, group, arena, n.view, &owes, why);
    if (v != VERDICT_DONE)
        return v;
    view_due(n.view, "due", row->due_day);
    view_flag(n.view, "supplement", group.n == 0);
    view_flag(n.view, "formalities", group.n > 0);
    notice_law_of_duty(&n, ledger_duty(dk, arena_str(arena, row->duty)));
    n.discriminator = arena_printf(arena, "%lld", (long long)row->id);
    return notice_send(dk, &n, why);
}

#include "project_receipt.h"

#include <assert.h>

#include "project_case.h"

enum verdict project_receipt_fill(struct intake *in,
                                  const struct project_receipt *r,
                                  struct notice *n, struct reason *why)
{
    static const struct filed none;
    const struct filed *f = r->filed ? r->filed : &none;
    enum verdict v = VERDICT_DONE;

    project_view(n, r->p);
    view_both(n->view, "what", r->what_zh, r->what_en);
    view_flag(n->view, "measured", f->open);
    view_flag(n->view, "again", f->filing.version > 1);
    view_int(n->view, "version", f->filing.version);
    v = filed_view(in->dk, f, n, why);
    view_moment(n->view, "filed", in->m->received_at);
    view_list(n->view, "notes");
    if (r->note.zh.n)
        view_both(view_item(n->view, "notes"), "text", r->note.zh, r->note.en);
    n->discriminator = intake_evidence(in);
    n->law_zh = span_str(r->law_zh);
    n->law_en = span_str(r->law_en);
    notice_law_of_duty(n, f->duty);
    return v;
}

static enum verdict tell_lead(struct intake *in,
                              const struct project_receipt *r,
                              struct reason *why)
{
    struct notice n;
    bool ours = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &ours, why);

    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, in->arena, r->code, r->p->id);
    n.group = r->p->group;
    n.answers = in->f;
    notice_to(&n, r->p->lead_name, r->p->lead_mail, false);
    n.targets.at[0].dear =
        arena_printf(in->arena, SPAN_FMT "项目负责人", SPAN_ARG(r->p->id));
    /* A colleague who wrote in his place. */
    if (!ours && in->who.level >= AUTHORITY_L1 && !in->confirmed &&
        !span_eq_nocase(in->who.from, r->p->lead_mail))
        notice_to(&n, SPAN_NONE, in->who.from, false);
    v = project_receipt_fill(in, r, &n, why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict tell_others(struct intake *in,
                                const struct project_receipt *r,
                                const char *others, struct reason *why)
{
    struct span rest = span_str(others);
    struct span word;
    struct notice n;
    enum verdict v = VERDICT_DONE;

    notice_init(&n, in->arena, r->code, r->p->id);
    n.group = r->p->group;
    n.answers = in->f;
    while (v == VERDICT_DONE && span_cut(&rest, ',', &word)) {
        enum role role;
        if (role_from(word, &role))
            v = notice_to_role(in->dk, &n, role, false, why);
    }
    if (v == VERDICT_DONE)
        v = project_receipt_fill(in, r, &n, why);
    if (v == VERDICT_DONE && r->filed)
        v = filed_attach(in->dk, filed_object(in->arena, &r->filed->filing), &n,
                         why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict project_receipt_send(struct intake *in,
                                  const struct project_receipt *r,
                                  const char *others, struct reason *why)
{
    enum verdict v;

    assert(in && r && others);
    v = tell_lead(in, r, why);
    return v == VERDICT_DONE ? tell_others(in, r, others, why) : v;
}

/* The table of comments a project brings to a plenary (Art. 20.5c): its
 * columns are looked at, and it is put to the meeting that is next. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/headings.h"
#include "convoke/store/meeting.h"
#include "filed.h"
#include "project_case.h"
#include "project_mail.h"

enum { AHEAD = 400 * 86400 }; /* a plenary is never announced earlier */

struct table {
    struct project p;
    struct meeting m;
    bool bound;         /* to m */
    struct span object; /* "WG5-2026-P1/WG5-S-01", "WG5-S-01" */
    bool readable;      /* some file's columns could be read */
    uint32_t missing;
    struct filed filed;
};

static bool is_out(const struct meeting *m)
{
    return m->notified_at != MOMENT_NONE && m->state != MEETING_CANCELLED;
}

/* The next plenary whose notice is out and whose opening is still to come. */
static enum verdict find_next(struct intake *in, struct table *t,
                              struct reason *why)
{
    struct meeting_query q = { .group = t->p.group,
                               .from = in->m->received_at + 1,
                               .to = in->m->received_at + AHEAD };
    meetings all = { 0 };
    enum verdict v = meetings_of(in->dk->store, &q, in->arena, &all, why);

    for (size_t i = 0; i < all.n && !t->bound; i++) {
        t->bound = is_out(&all.at[i]);
        if (t->bound)
            t->m = all.at[i];
    }
    return v;
}

/* The one that is named, also when it has begun. */
static enum verdict find_meeting(struct intake *in, struct table *t,
                                 struct reason *why)
{
    struct span named = reference_span(&in->what.meeting);
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (named.n)
        v = meeting_get(in->dk->store, named, in->arena, &t->m, &found, why);
    t->bound = found && !t->m.leaders && is_out(&t->m) &&
               span_eq(t->m.group, t->p.group);
    if (v == VERDICT_DONE && !t->bound)
        v = find_next(in, t, why);
    t->object = t->bound ? arena_printf(in->arena, SPAN_FMT "/" SPAN_FMT,
                                        SPAN_ARG(t->m.id), SPAN_ARG(t->p.id))
                         : t->p.id;
    return v;
}

static int count(uint32_t bits)
{
    int n = 0;

    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

/* The file that lacks least is the table. */
static void read_columns(const struct facts *f, struct table *t)
{
    const struct heading_set *set = &heading_comment_table;

    t->missing = (uint32_t)((UINT64_C(1) << set->n) - 1);
    list_each(&f->files, file)
    {
        uint32_t missing;
        if (!filed_is_document(file) || !file->text_known)
            continue;
        missing = headings_missing_columns(file->text, set);
        t->readable = true;
        if (count(missing) < count(t->missing))
            t->missing = missing;
    }
}

static void view_meeting(struct notice *n, const struct table *t)
{
    view_flag(n->view, "bound", t->bound);
    view_text(n->view, "plenary", t->bound ? t->m.id : SPAN_NONE);
    if (t->bound)
        view_moment(n->view, "start", t->m.start_at);
    else
        view_text(n->view, "start", SPAN_NONE);
}

static enum verdict begin_notice(struct intake *in, struct notice *n,
                                 const char *code, const struct table *t,
                                 struct reason *why)
{
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v = VERDICT_DONE;

    notice_init(n, in->arena, code, t->object);
    n->group = t->p.group;
    n->answers = in->f;
    n->discriminator = intake_evidence(in);
    n->law_zh = SPAN("第二十条第5项");
    n->law_en = SPAN("Article 20(5)");
    if (t->bound)
        v = ledger_asking(in->dk, "comment_table", t->m.id, in->arena, &d, &row,
                          why);
    notice_law_of_duty(n, d);
    project_view(n, &t->p);
    view_meeting(n, t);
    return v;
}

static void to_lead(struct intake *in, struct notice *n, const struct table *t,
                    bool may_act)
{
    notice_to(n, t->p.lead_name, t->p.lead_mail, may_act);
    n->targets.at[0].dear =
        arena_printf(in->arena, SPAN_FMT "项目负责人", SPAN_ARG(t->p.id));
}

/* A colleague of the lead who sent it reads the answer too. */
static enum verdict to_sender(struct intake *in, struct notice *n,
                              const struct table *t, bool may_act,
                              struct reason *why)
{
    bool ours = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &ours, why);

    if (v == VERDICT_DONE && !ours && !in->confirmed &&
        !span_eq_nocase(in->who.from, t->p.lead_mail))
        notice_to(n, SPAN_NONE, in->who.from, may_act);
    return v;
}

/* What is asked for again; the next plenary's reminders go on meanwhile. */
static enum verdict ask(struct intake *in, const struct table *t,
                        struct reason *why)
{
    const struct heading_set *set = &heading_comment_table;
    struct notice n;
    enum verdict v = begin_notice(in, &n, "ctable.incomplete", t, why);

    to_lead(in, &n, t, true);
    if (v == VERDICT_DONE)
        v = to_sender(in, &n, t, true, why);
    if (v != VERDICT_DONE)
        return v;
    view_moment(n.view, "received", in->m->received_at);
    view_flag(n.view, "none", filed_documents(in->f) == 0);
    view_flag(n.view, "unreadable", filed_documents(in->f) > 0 && !t->readable);
    view_list(n.view, "missing");
    for (size_t i = 0; t->readable && i < set->n; i++)
        if (t->missing & (1u << i))
            view_both(view_item(n.view, "missing"), "label",
                      span_str(set->at[i].zh), span_str(set->at[i].en));
    view_list(n.view, "files");
    list_each(&in->f->files, file) if (filed_is_document(file))
        view_text(view_item(n.view, "files"), "name",
                  file->name.n ? file->name : SPAN("附件"));
    n.purpose = "comment_table";
    n.token_object = t->bound ? t->m.id : t->p.id;
    n.lasting = true;
    intake_end(in, MESSAGE_APPLIED, t->object, "意见汇总处理表需补正，已告知");
    return notice_send(in->dk, &n, why);
}

static enum verdict fill_receipt(struct intake *in, struct notice *n,
                                 const struct table *t, struct reason *why)
{
    enum verdict v = filed_view(in->dk, &t->filed, n, why);

    view_flag(n->view, "late", t->bound && in->m->received_at >= t->m.start_at);
    view_flag(n->view, "again", t->filed.filing.version > 1);
    view_int(n->view, "version", t->filed.filing.version);
    return v;
}

static enum verdict receipt(struct intake *in, const struct table *t,
                            struct reason *why)
{
    struct notice n;
    enum verdict v = begin_notice(in, &n, "ctable.ack", t, why);

    to_lead(in, &n, t, false);
    if (v == VERDICT_DONE)
        v = to_sender(in, &n, t, false, why);
    if (v == VERDICT_DONE)
        v = fill_receipt(in, &n, t, why);
    if (v == VERDICT_DONE)
        v = notice_send(in->dk, &n, why);
    if (v == VERDICT_DONE)
        v = begin_notice(in, &n, "ctable.ack", t, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    if (v == VERDICT_DONE)
        v = fill_receipt(in, &n, t, why);
    if (v == VERDICT_DONE)
        v = filed_attach(in->dk, filed_object(in->arena, &t->filed.filing), &n,
                         why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict take(struct intake *in, struct table *t, struct reason *why)
{
    struct ledger_evidence e = { .word = "comment_table",
                                 .object = t->m.id,
                                 .party = t->p.id,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    struct change c = { "project",
                        t->p.id,
                        project_state_name(t->p.state),
                        project_state_name(t->p.state),
                        "project.comment_table",
                        t->object };
    enum verdict v = filed_take(in, "comment_table", t->object, &t->filed, why);

    if (v == VERDICT_DONE && t->bound)
        v = ledger_answer(in->dk, &e, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    intake_end(in, MESSAGE_APPLIED, t->object,
               t->bound ? "意见汇总处理表已登记"
                        : "意见汇总处理表已存入项目，暂无待开的全体会议");
    return v == VERDICT_DONE ? receipt(in, t, why) : v;
}

enum verdict comment_table_receive(struct intake *in, struct span object,
                                   struct reason *why)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    bool reply = in->what.kind <= INTAKE_THREAD_REPLY &&
                 in->what.second != INTAKE_COMMENT_TABLE;
    struct table t = { .bound = false };
    bool go = false;
    enum verdict v;

    (void)object;
    if (reply && filed_documents(in->f) == 0)
        return hold_for_person(in, "对提醒的回复，没有附件，需人工阅处",
                               "an answer to a reminder without a file", why);
    v = project_open(in, PROJECT_OF_UNIT, &t.p, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    if (bad)
        return project_ask_other_file(in, t.p.id, bad, why);
    v = find_meeting(in, &t, why);
    if (v != VERDICT_DONE)
        return v;
    read_columns(in->f, &t);
    return t.missing ? ask(in, &t, why) : take(in, &t, why);
}

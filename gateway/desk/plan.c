/* The plan of a plenary is filed with the secretariat (Art. 20, item 1), which
 * confirms it, with a number or without (Q26: filing is receipt). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/headings.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/when.h"
#include "filed.h"
#include "fold.h"
#include "meeting_mail.h"
#include "plenary.h"

enum {
    NUMBER_MOST = 60, /* octets of a 备案编号 */
    DAYS_MOST = 200,  /* days of a plan that are looked at */
};

/* ---- what lacks ---- */

static void add_missing(struct notice *n, struct span zh, struct span en)
{
    view_both(view_item(n->view, "missing"), "text", zh, en);
}

static void view_lacks(struct intake *in, struct notice *n)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    struct span bad_name =
        bad ? filed_forbidden_name(in->arena, bad) : SPAN_NONE;

    view_list(n->view, "missing");
    if (bad)
        add_missing(n,
                    arena_printf(in->arena,
                                 "附件“" SPAN_FMT "”是程序或带宏的文件，不能接"
                                 "收，请换成不带宏的文件",
                                 SPAN_ARG(bad_name)),
                    arena_printf(in->arena,
                                 "the attachment " SPAN_FMT " is a program or "
                                 "holds macros and is not taken in",
                                 SPAN_ARG(bad_name)));
    if (filed_documents(in->f) == 0)
        add_missing(
            n,
            SPAN("会议方案文件（docx、pdf等附件，写明时间、地点、议程、主持人、"
                 "参会人员和费用说明；云附件链接不能归档）"),
            SPAN("the plan as an attached file (time, place, agenda, chair, "
                 "participants, cost)"));
}

static enum verdict ask_missing(struct intake *in, struct meeting_mail *mm,
                                struct reason *why)
{
    struct meeting_due due;
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "plan.incomplete", mm->m.id);
    n.group = mm->group;
    v = meeting_to_sender(in, &n, true, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(&mm->m, in->arena, n.view);
    view_moment(n.view, "received", in->m->received_at);
    view_lacks(in, &n);
    if (meeting_due(in->dk, "plan", mm->m.start_at, &due)) {
        view_due(n.view, "due", due.day);
        view_left(n.view, "left", due.day - civil_of(desk_now(in->dk)));
        notice_law_of_duty(&n, due.duty);
    } else {
        view_text(n.view, "due", SPAN_NONE);
        view_text(n.view, "left", SPAN_NONE);
    }
    n.purpose = "meeting";
    n.token_object = mm->m.id;
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    intake_end(in, MESSAGE_APPLIED, mm->m.id, "会议方案待补正");
    return notice_send(in->dk, &n, why);
}

/* ---- filing ---- */

static void add_hint(struct view *v, struct span zh, struct span en)
{
    view_both(view_item(v, "hints"), "text", zh, en);
}

/* Whether a text names days, and the meeting's is one of them. */
static void look_for_day(struct span text, civil_day day, bool *ret_any,
                         bool *ret_same)
{
    int year = civil_from_day(day).year;
    struct when w;

    for (int n = 0; n < DAYS_MOST && when_find(&text, year, &w); n++) {
        if (w.days != WHEN_FINE)
            continue;
        *ret_any = true;
        *ret_same = *ret_same || (w.day <= day && day <= w.last);
    }
}

/* A reading, not a judgement: the secretariat judges the plan. */
static void view_hints(struct intake *in, const struct meeting *m,
                       struct view *v)
{
    uint32_t missing = UINT32_MAX;
    bool read = false;
    bool any = false;
    bool same = false;

    view_list(v, "hints");
    list_each(&in->f->files, file)
    {
        if (!filed_is_document(file) || !file->text_known)
            continue;
        read = true;
        missing &= headings_missing(file->text, &heading_meeting_plan);
        look_for_day(file->text, civil_of(m->start_at), &any, &same);
    }
    for (size_t i = 0; read && i < heading_meeting_plan.n; i++)
        if (missing >> i & 1u)
            add_hint(v,
                     arena_printf(in->arena, "方案正文中未见“%s”",
                                  heading_meeting_plan.at[i].zh),
                     arena_printf(in->arena, "the plan's text has no %s",
                                  heading_meeting_plan.at[i].en));
    if (read && !any)
        add_hint(v, SPAN("方案正文中未见会议日期"),
                 SPAN("the plan's text names no day"));
    if (any && !same)
        add_hint(v,
                 SPAN("方案所写日期与登记的会期不同；如需改期，请用“会议改"
                      "期”"),
                 SPAN("the plan names another day than the one registered"));
}

/* What every mail about one filing of a plan says. */
static enum verdict view_filed(struct intake *in, struct meeting_mail *mm,
                               const struct filed *f, struct notice *n,
                               struct reason *why)
{
    enum verdict v;

    meeting_view(&mm->m, in->arena, n->view);
    meeting_view_dues(in->dk, mm->m.start_at, n->view);
    v = filed_view(in->dk, f, n, why);
    view_hints(in, &mm->m, n->view);
    view_flag(n->view, "revised", f->filing.version > 1);
    view_flag(n->view, "change", false);
    view_text(n->view, "old", SPAN_NONE);
    view_text(n->view, "reason", SPAN_NONE);
    view_flag(n->view, "was_late", false);
    view_text(n->view, "number", mm->m.number);
    notice_law_of_duty(n, f->duty);
    n->discriminator =
        arena_printf(in->arena, "%lld", (long long)f->filing.version);
    if (v == VERDICT_DONE)
        v = filed_attach(in->dk, filed_object(in->arena, &f->filing), n, why);
    return v;
}

static enum verdict tell_secretariat(struct intake *in, struct meeting_mail *mm,
                                     const struct filed *f, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_FILED };
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "plan.filed", mm->m.id);
    n.group = mm->group;
    v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = view_filed(in, mm, f, &n, why);
    view_flag(n.view, "for_office", true);
    n.purpose = "plan.confirm";
    n.token_object = mm->m.id;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict tell_group(struct intake *in, struct meeting_mail *mm,
                               const struct filed *f, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "plan.filed", mm->m.id);
    n.group = mm->group;
    v = meeting_to_sender(in, &n, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_LIA, false, why);
    if (v == VERDICT_DONE)
        v = view_filed(in, mm, f, &n, why);
    view_flag(n.view, "for_office", false);
    n.purpose = "meeting";
    n.token_object = mm->m.id;
    n.answers = in->f;
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

/* A second version is as punctual as the first was. */
static enum verdict keep_first_verdict(struct intake *in,
                                       const struct meeting *m, struct filed *f,
                                       struct reason *why)
{
    if (m->filed_at == MOMENT_NONE)
        return VERDICT_DONE;
    f->filing.late_days = f->duty && civil_of(m->filed_at) > f->due
                              ? civil_of(m->filed_at) - f->due
                              : 0;
    return filing_set(in->dk->store, &f->filing, why);
}

static enum verdict file_plan(struct intake *in, struct meeting_mail *mm,
                              struct reason *why)
{
    struct ledger_evidence e = { .word = "plan",
                                 .object = mm->m.id,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    bool first = mm->m.filed_at == MOMENT_NONE;
    enum meeting_state to =
        mm->m.state == MEETING_PLANNED ? MEETING_PLAN_FILED : mm->m.state;
    struct filed f;
    enum verdict v = filed_take(in, "plan", mm->m.id, &f, why);

    if (v == VERDICT_DONE)
        v = keep_first_verdict(in, &mm->m, &f, why);
    if (first)
        mm->m.filed_at = in->m->received_at;
    if (v == VERDICT_DONE)
        v = meeting_change(in, &mm->m, to, "meeting.plan", SPAN_NONE, why);
    if (v == VERDICT_DONE && first)
        v = ledger_answer(in->dk, &e, why);
    if (v == VERDICT_DONE)
        v = tell_secretariat(in, mm, &f, why);
    if (v == VERDICT_DONE)
        v = tell_group(in, mm, &f, why);
    intake_end(in, MESSAGE_APPLIED, mm->m.id, "会议方案已报备");
    return v;
}

enum verdict plan_receive(struct intake *in, struct span object,
                          struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS,GL",
                                                  1u << MEETING_PLANNED,
                                                  MEETING_SORT_PLENARY };
    struct meeting_mail mm;
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    if (mm.m.leaders)
        return refuse_command(in, mm.m.id, "组长办公会无须报备会议方案",
                              "a leaders' meeting needs no plan", NULL, 0, why);
    if (!meeting_is_ahead(in->dk, &mm.m))
        return refuse_command(in, mm.m.id, "该会议已过召开时间或已取消",
                              "that meeting has begun or was cancelled", NULL,
                              0, why);
    if (filed_forbidden(in->f) || filed_documents(in->f) == 0)
        return ask_missing(in, &mm, why);
    return file_plan(in, &mm, why);
}

/* ---- the secretariat's word ---- */

/* "BA-2026-011" of 备案编号：BA-2026-011, or behind the word itself. */
static struct span number_of(struct intake *in)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span number = in->command.number;
    struct span line;

    if (!number.n)
        number = particulars_value(&p, PARTICULAR_NUMBER);
    if (!span_line(&number, &line))
        return SPAN_NONE;
    return span_fit(fold_trim(line), NUMBER_MOST);
}

static enum verdict tell_confirmed(struct intake *in, const struct meeting *m,
                                   struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "plan.confirmed", m->id);
    n.group = m->group;
    v = notice_to_role(in->dk, &n, ROLE_GL, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, true, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(m, in->arena, n.view);
    meeting_view_dues(in->dk, m->start_at, n.view);
    view_text(n.view, "number", m->number);
    n.law_zh = SPAN("第二十条第1项");
    n.law_en = SPAN("Article 20(1)");
    n.purpose = "meeting";
    n.token_object = m->id;
    n.discriminator = intake_evidence(in);
    return notice_send(in->dk, &n, why);
}

static enum verdict confirm(struct intake *in, struct meeting *m,
                            struct reason *why)
{
    struct span number = number_of(in);
    struct filing f;
    bool found = false;
    enum verdict v = filing_last(in->dk->store, m->id, SPAN("plan"), in->arena,
                                 &f, &found, why);

    /* A change that is confirmed keeps the number of the plan. */
    if (number.n)
        m->number = number;
    f.state = FILING_APPROVED;
    f.note = m->number;
    if (v == VERDICT_DONE && found)
        v = filing_set(in->dk->store, &f, why);
    if (v == VERDICT_DONE)
        v = meeting_change(in, m, m->state, "meeting.plan_confirmed", m->number,
                           why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, m->id, SPAN("plan.confirm"),
                            desk_now(in->dk), intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, m->id, "会议方案备案已确认");
    return v == VERDICT_DONE ? tell_confirmed(in, m, why) : v;
}

enum verdict plan_confirm(struct intake *in, struct span object,
                          struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_FILED, COMMAND_APPROVE };
    struct meeting m;
    bool may = false;
    bool found = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    assert(in);
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "备案须由秘书处确认",
                                "only the secretariat confirms a filing", why);
    if (v == VERDICT_DONE)
        v = meeting_get(in->dk->store, object, in->arena, &m, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || m.state == MEETING_CANCELLED)
        return refuse_command(in, object, "该会议已取消",
                              "that meeting was cancelled", NULL, 0, why);
    if (in->command.verb != COMMAND_FILED &&
        in->command.verb != COMMAND_APPROVE && in->command.verb != COMMAND_ACK)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    return confirm(in, &m, why);
}

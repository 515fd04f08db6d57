/* A project's limit is put off, or the project is ended: the secretariat's
 * word, with its reason (Art. 16, 4.6). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "fold.h"
#include "project_case.h"
#include "project_mail.h"
#include "project_receipt.h"
#include "task_mail.h"
#include "term.h"

static struct span due_in(struct intake *in, enum phrase_language l,
                          civil_day d)
{
    return phrase_due(in->arena, l, d);
}

static enum verdict tell_prolonged(struct intake *in, const struct project *p,
                                   civil_day old, civil_day due,
                                   struct span reason, struct reason *why)
{
    struct project_receipt r = {
        .code = "prj.ack",
        .p = p,
        .what_zh = SPAN("延期决定"),
        .what_en = SPAN("prolongation"),
        .law_zh = p->research ? "第十七条" : "第十六条",
        .law_en = p->research ? "Article 17" : "Article 16"
    };

    r.note.zh = arena_printf(
        in->arena,
        "秘书处已将期限由" SPAN_FMT "延至" SPAN_FMT "，理由：" SPAN_FMT,
        SPAN_ARG(phrase_day(in->arena, PHRASE_ZH, old)),
        SPAN_ARG(due_in(in, PHRASE_ZH, due)), SPAN_ARG(reason));
    r.note.en = arena_printf(in->arena,
                             "The limit was moved from " SPAN_FMT
                             " to " SPAN_FMT " by the secretariat",
                             SPAN_ARG(phrase_day(in->arena, PHRASE_EN, old)),
                             SPAN_ARG(due_in(in, PHRASE_EN, due)));
    intake_end(in, MESSAGE_APPLIED, p->id, "项目期限已延长");
    return project_receipt_send(in, &r, "GL,GS,SEC", why);
}

/* The words that say why this day cannot be; NULL: it can. */
static const char *bad_day(struct intake *in, const struct duty *d,
                           const struct obligation_row *row,
                           enum when_state state, civil_day due)
{
    if (!d || (row->state != OBLIGATION_IS_OPEN &&
               row->state != OBLIGATION_IS_OVERDUE &&
               row->state != OBLIGATION_IS_MISSED))
        return "该项目没有未办结的期限";
    if (state == WHEN_NO_SUCH)
        return "所写日期不存在";
    if (state != WHEN_FINE)
        return "请写明新的截止日期，如：延期至2026-12-31";
    if (due <= row->due_day)
        return "新的截止日期须晚于原截止日期";
    if (civil_end(due) <= in->m->received_at)
        return "新的截止日期已过";
    return NULL;
}

static enum verdict prolong(struct intake *in, struct project *p,
                            const struct particulars *said, struct reason *why)
{
    struct span reason = term_reason(in, said);
    const struct duty *d = NULL;
    struct obligation_row row = { .id = 0 };
    struct change c = { "project",
                        p->id,
                        project_state_name(p->state),
                        project_state_name(p->state),
                        "project.prolonged",
                        reason };
    enum when_state state;
    civil_day due = 0;
    civil_day old;
    const char *problem;
    enum verdict v = ledger_asking(
        in->dk, p->research ? "research_result" : "project_approval", p->id,
        in->arena, &d, &row, why);

    if (v != VERDICT_DONE)
        return v;
    state = term_day(in, said, &due);
    problem = bad_day(in, d, &row, state, due);
    if (!problem && !reason.n)
        problem = "延期须写明理由，如：理由：试点延误";
    if (problem)
        return project_ask(
            in, p->id, span_str(problem),
            SPAN("a later day that exists and a reason are needed, for a "
                 "limit that is still open"),
            why);
    old = row.due_day;
    v = ledger_prolong(in->dk, &row, due, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    return v == VERDICT_DONE ? tell_prolonged(in, p, old, due, reason, why) : v;
}

enum verdict project_terminate(struct intake *in, struct project *p,
                               struct reason *why)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    struct project_receipt r = { .code = "prj.ack",
                                 .p = p,
                                 .what_zh = SPAN("终止决定"),
                                 .what_en = SPAN("termination"),
                                 .law_zh = "第十五条",
                                 .law_en = "Article 15" };
    struct span reason = term_reason(in, &said);
    enum verdict v;

    if (p->state == PROJECT_TERMINATED)
        return project_ask(in, p->id, SPAN("该项目已终止"),
                           SPAN("the project was terminated already"), why);
    if (!reason.n)
        return project_ask(in, p->id, SPAN("终止项目须写明理由，如：理由：…"),
                           SPAN("a termination needs its reason"), why);
    p->stage = SPAN("终止");
    v = project_change(in, p, PROJECT_TERMINATED, "project.terminated", reason,
                       why);
    r.note.zh = arena_printf(in->arena,
                             "项目终止，未办结的期限一并撤销，理由：" SPAN_FMT,
                             SPAN_ARG(reason));
    r.note.en = SPAN("The project is terminated, its open deadlines are void");
    intake_end(in, MESSAGE_APPLIED, p->id, "项目已终止");
    return v == VERDICT_DONE ? project_receipt_send(in, &r, "GL,GS,SEC", why)
                             : v;
}

static bool says_end(const struct intake *in)
{
    struct span line = fold_trim(in->f->words);

    return fold_take(&line, "终止") || fold_take(&line, "terminate") ||
           fold_has(in->f->subject, "终止") ||
           fold_has(in->f->subject, "terminate");
}

enum verdict project_prolong(struct intake *in, struct span object,
                             struct reason *why)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    struct project p;
    bool go = false;
    enum verdict v;

    if (in->what.task.kind != REFERENCE_NONE &&
        in->what.project.kind == REFERENCE_NONE)
        return task_prolong(in, object, why);
    v = project_open(in, PROJECT_OF_SEC, &p, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    if (says_end(in))
        return project_terminate(in, &p, why);
    return prolong(in, &p, &said, why);
}

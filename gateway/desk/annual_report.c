/* The year's report with the next year's plan: both, in one mail or in two
 * (Art. 7.5). */
#include <assert.h>

#include "annual_parts.h"
#include "convoke/base/moment.h"
#include "group_filing.h"
#include "project_case.h"

static const char report_kind[] = "annual_report";
static const char plan_kind[] = "annual_next_plan";

struct year_end {
    struct span group, object; /* "WG5", "WG5-2026" */
    int year;
    struct annual_parts parts;
    struct filed report, plan; /* of this mail, or of one before */
    bool has_report, has_plan;
};

static enum verdict load_part(struct intake *in, const char *kind,
                              const struct year_end *y, struct filed *ret,
                              bool *ret_has, struct reason *why)
{
    return filing_last(in->dk->store, y->object, span_str(kind), in->arena,
                       &ret->filing, ret_has, why);
}

/* What was filed before, and over it what this mail brings. */
static enum verdict take_parts(struct intake *in, struct year_end *y,
                               struct reason *why)
{
    enum verdict v =
        load_part(in, report_kind, y, &y->report, &y->has_report, why);

    if (v == VERDICT_DONE)
        v = load_part(in, plan_kind, y, &y->plan, &y->has_plan, why);
    if (v != VERDICT_DONE)
        return v;
    y->parts = annual_parts_of(in->f, y->has_report, y->has_plan);
    if (y->parts.has_report)
        v = filed_take_some(in, report_kind, y->object, y->parts.report,
                            &y->report, why);
    if (v == VERDICT_DONE && y->parts.has_plan)
        v = filed_take_some(in, plan_kind, y->object, y->parts.plan, &y->plan,
                            why);
    y->has_report = y->has_report || y->parts.has_report;
    y->has_plan = y->has_plan || y->parts.has_plan;
    return v;
}

/* How the whole stands to its duty: by this mail, which completes it. */
static enum verdict measure(struct intake *in, struct year_end *y,
                            struct reason *why)
{
    struct obligation_row row = { .id = 0 };
    struct filed *f = &y->report;
    enum verdict v = ledger_asking(in->dk, report_kind, y->object, in->arena,
                                   &f->duty, &row, why);

    if (v != VERDICT_DONE || !f->duty)
        return v;
    f->due = row.due_day;
    f->open = row.state == OBLIGATION_IS_OPEN ||
              row.state == OBLIGATION_IS_OVERDUE ||
              row.state == OBLIGATION_IS_MISSED;
    f->filing.filed_at = in->m->received_at;
    f->filing.late_days = f->open && in->m->received_at >= row.due_at
                              ? civil_of(in->m->received_at) - row.due_day
                              : 0;
    return v;
}

static void view_missing(struct notice *n, const struct year_end *y)
{
    view_list(n->view, "missing");
    if (!y->has_report)
        view_both(view_item(n->view, "missing"), "label",
                  arena_printf(n->arena, "%d年度工作情况（年度总结）", y->year),
                  arena_printf(n->arena, "the report on %d", y->year));
    if (!y->has_plan)
        view_both(view_item(n->view, "missing"), "label",
                  arena_printf(n->arena, "%d年工作计划", y->year + 1),
                  arena_printf(n->arena, "the work plan of %d", y->year + 1));
}

static enum verdict view_got(struct intake *in, struct notice *n,
                             const struct year_end *y, struct reason *why)
{
    const struct filed *parts[] = { y->has_report ? &y->report : NULL,
                                    y->has_plan ? &y->plan : NULL };
    enum verdict v = VERDICT_DONE;

    view_list(n->view, "files");
    for (size_t i = 0; i < ARRAY_LEN(parts) && v == VERDICT_DONE; i++) {
        papers_list all = { 0 };
        if (!parts[i])
            continue;
        v = papers_of(in->dk->store, filed_object(in->arena, &parts[i]->filing),
                      in->arena, &all, why);
        list_each(&all, p)
            view_text(view_item(n->view, "files"), "name", p->name);
    }
    return v;
}

static enum verdict ask_rest(struct intake *in, struct year_end *y,
                             struct reason *why)
{
    struct notice n;
    enum verdict v = measure(in, y, why);
    civil_day due = y->report.duty
                        ? y->report.due
                        : civil_to_day((struct civil){ y->year, 12, 31 });

    notice_init(&n, in->arena, "annual.incomplete", y->object);
    n.group = y->group;
    n.answers = in->f;
    notice_to(&n, SPAN_NONE, in->who.from, true);
    view_textf(n.view, "year", "%d", y->year);
    view_text(n.view, "group_id", y->group);
    view_moment(n.view, "received", in->m->received_at);
    view_missing(&n, y);
    if (v == VERDICT_DONE)
        v = view_got(in, &n, y, why);
    view_due(n.view, "due", due);
    view_left(n.view, "left", due - civil_of(desk_now(in->dk)));
    n.law_zh = SPAN("第七条第5项");
    n.law_en = SPAN("Article 7(5)");
    notice_law_of_duty(&n, y->report.duty);
    n.discriminator = intake_evidence(in);
    n.purpose = report_kind;
    n.lasting = true;
    intake_end(in, MESSAGE_APPLIED, y->object, "年度材料不齐，已告知");
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict complete(struct intake *in, struct year_end *y,
                             struct reason *why)
{
    struct ledger_evidence e = { .word = report_kind,
                                 .object = y->object,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    struct group_receipt r = {
        .group = y->group,
        .object = y->object,
        .what_zh =
            arena_printf(in->arena, "年度总结和%d年工作计划", y->year + 1),
        .what_en = arena_printf(in->arena, "annual report and plan of %d",
                                y->year + 1),
        .filed = &y->report,
        .second = &y->plan,
        .others = "SEC,LIA",
        .law_zh = "第七条第5项",
        .law_en = "Article 7(5)",
    };
    enum verdict v = measure(in, y, why);

    if (v == VERDICT_DONE)
        v = ledger_answer(in->dk, &e, why);
    intake_end(in, MESSAGE_APPLIED, y->object, "年度总结和下年计划已登记");
    return v == VERDICT_DONE ? group_receipt_send(in, &r, why) : v;
}

static enum verdict check(struct intake *in, struct year_end *y, bool *ret_go,
                          struct reason *why)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    bool token = in->what.kind <= INTAKE_THREAD_REPLY &&
                 in->what.second != INTAKE_ANNUAL_REPORT;

    *ret_go = false;
    if (bad)
        return project_ask_other_file(in, y->object, bad, why);
    if (token && filed_documents(in->f) == 0)
        return hold_for_person(in, "对提醒的回复，没有附件，需人工阅处",
                               "an answer to a reminder without a file", why);
    *ret_go = true;
    return VERDICT_DONE;
}

/* The year whose mail was answered, else the one the mail is about. */
static enum verdict find_year(struct intake *in, struct year_end *y,
                              struct reason *why)
{
    struct subject s;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (in->token.hash.n && span_eq(in->token.purpose, span_str(report_kind)))
        v = subject_load(in->dk, in->token.object, in->arena, &s, &found, why);
    if (v == VERDICT_DONE && found)
        y->year = civil_from_day(civil_of(s.at[DUTY_ANCHOR_FIRST])).year;
    else if (v == VERDICT_DONE)
        v = group_filing_year(in, report_kind, y->group, &y->year, why);
    y->object = subject_year(in->arena, y->group, y->year);
    return v;
}

enum verdict annual_report_receive(struct intake *in, struct span object,
                                   struct reason *why)
{
    struct year_end y = { .year = 0 };
    bool go = false;
    enum verdict v = group_filing_open(in, "GS,GL", &y.group, &go, why);

    (void)object;
    if (v != VERDICT_DONE || !go)
        return v;
    v = find_year(in, &y, why);
    if (v == VERDICT_DONE)
        v = check(in, &y, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    v = take_parts(in, &y, why);
    if (v != VERDICT_DONE)
        return v;
    return y.has_report && y.has_plan ? complete(in, &y, why)
                                      : ask_rest(in, &y, why);
}

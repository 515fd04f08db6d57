/* The ledger's rows as items: what is due, over, missed (R-G2 ① to ④, ⑥). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"
#include "digest_act.h"
#include "exit_step.h"
#include "reminder.h"

enum { TEXT_SHOWN = 200 }; /* octets of a task's or mail's own words */

/* One row with what it is about. */
struct ledger_line {
    struct digest *dg;
    const struct obligation_row *row;
    const struct duty *duty;
    struct subject subject;
    bool has_subject;
    struct papers papers; /* of an application */
    bool has_papers;
    struct unit leaver; /* whose account is to be closed */
    bool has_leaver;
    struct span group;
    bool ours;
};

/* Only the secretariat is told, and a word of its own ends it. */
static bool is_ours(const struct duty *d)
{
    struct span who = span_str(d->reminder_to);

    return reminder_answer(d) && span_eq(who, SPAN("SEC"));
}

static bool answers(const struct duty *d, const char *purpose)
{
    const struct reminder_answer *a = reminder_answer(d);

    return a && strcmp(a->purpose, purpose) == 0;
}

/* Once the applicant has done his part, the secretariat's is to activate. */
static bool may_become_ours(const struct duty *d)
{
    return answers(d, "app.formality");
}

static enum verdict weigh_formality(struct ledger_line *l, struct reason *why)
{
    bool owes = true;
    enum verdict v;

    if (!may_become_ours(l->duty))
        return VERDICT_DONE;
    v = papers_view_reminder(l->dg->dk, &l->papers, l->group, l->dg->arena,
                             view_new(l->dg->arena), &owes, why);
    l->ours = !owes && l->papers.app.contact_confirmed;
    return v;
}

static enum verdict load_act(struct ledger_line *l, struct reason *why)
{
    struct span id;
    enum verdict v = exit_subject(l->dg->dk, l->dg->arena, l->row->object,
                                  &l->leaver, &l->group, &l->has_leaver, why);

    if (v != VERDICT_DONE || l->has_leaver)
        return v;
    review_split(l->row->object, &id, &l->group);
    v = papers_load(l->dg->dk, id, l->dg->arena, &l->papers, &l->has_papers,
                    why);
    return v == VERDICT_DONE && l->has_papers ? weigh_formality(l, why) : v;
}

static enum verdict load(struct ledger_line *l, struct reason *why)
{
    enum verdict v;

    l->ours = is_ours(l->duty);
    if (l->duty->about == DUTY_ABOUT_ACT)
        return load_act(l, why);
    v = subject_load(l->dg->dk, l->row->object, l->dg->arena, &l->subject,
                     &l->has_subject, why);
    if (v == VERDICT_DONE && l->has_subject)
        l->group = l->subject.group;
    return v;
}

/* "标准项目《…》：", "2026年第2季度：", "申请单位：" before what is owed. */
static struct digest_words lead_of(const struct ledger_line *l)
{
    const struct subject *s = &l->subject;
    struct arena *a = l->dg->arena;

    if (l->has_leaver)
        return (struct digest_words){ l->leaver.name_zh, l->leaver.id };
    if (l->has_papers)
        return (struct digest_words){ l->papers.app.name, l->papers.app.name };
    switch (l->has_subject ? s->about : DUTY_ABOUT_ACT) {
    case DUTY_ABOUT_STANDARD:
    case DUTY_ABOUT_RESEARCH:
        return (struct digest_words){
            arena_printf(a, "%s%s" SPAN_FMT "%s",
                         s->project.research ? "研究项目" : "标准项目",
                         s->project.title.n ? "《" : "",
                         SPAN_ARG(digest_discreet(a, s->project.title)),
                         s->project.title.n ? "》" : ""),
            s->project.research ? SPAN("research project")
                                : SPAN("standards project")
        };
    case DUTY_ABOUT_YEAR:
    case DUTY_ABOUT_QUARTER:
        return (struct digest_words){
            span_trim(span_from(s->title_zh, s->group.n)), SPAN_NONE
        };
    default:
        return (struct digest_words){ SPAN_NONE, SPAN_NONE };
    }
}

static struct digest_words what_of(const struct ledger_line *l)
{
    struct digest_words lead = lead_of(l);
    struct span text = span_fit(l->subject.task.text, TEXT_SHOWN);
    struct arena *a = l->dg->arena;

    if (l->has_subject && l->subject.about == DUTY_ABOUT_TASK)
        return (struct digest_words){ arena_printf(
                                          a, "%s：" SPAN_FMT, l->duty->title_zh,
                                          SPAN_ARG(digest_discreet(a, text))),
                                      span_str(l->duty->title_en) };
    return (struct digest_words){
        arena_printf(a, SPAN_FMT "%s%s", SPAN_ARG(lead.zh),
                     lead.zh.n ? "：" : "", l->duty->title_zh),
        arena_printf(a, SPAN_FMT "%s%s", SPAN_ARG(lead.en),
                     lead.en.n ? ": " : "", l->duty->title_en),
    };
}

/* The article without the words that say it is a service period: those stand
 * behind the day (R-G5). */
static struct span article(struct span s, struct span lead, struct span open,
                           struct span close)
{
    if (!span_starts(s, lead))
        return s;
    s = span_from(s, lead.n);
    if (!span_starts(s, open) || !span_ends(s, close))
        return SPAN_NONE;
    return span_sub(s, open.n, s.n - open.n - close.n);
}

static struct digest_words law_of(const struct duty *d)
{
    return (struct digest_words){
        article(span_str(d->article_zh), SPAN("服务时限"), SPAN("（"),
                SPAN("）")),
        article(span_str(d->article_en), SPAN("service period"), SPAN(" ("),
                SPAN(")")),
    };
}

static struct span names_of(struct arena *a, const spans *all)
{
    struct span out = SPAN_NONE;
    size_t n = all->n < 6 ? all->n : 6;

    for (size_t i = 0; i < n; i++)
        out = arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(out),
                           i ? "、" : "", SPAN_ARG(all->at[i]));
    return out;
}

/* Of those who are asked one by one: who has not answered. */
static enum verdict note_missing(struct ledger_line *l,
                                 struct digest_item *item, struct reason *why)
{
    struct arena *a = l->dg->arena;
    spans missing = { 0 };
    enum verdict v = subject_missing(l->dg->dk, &l->subject, l->duty,
                                     l->row->id, a, &missing, why);
    bool many = missing.n > 6;

    if (v != VERDICT_DONE || missing.n == 0)
        return v;
    item->note.zh = arena_printf(
        a, "尚缺：" SPAN_FMT "%s", SPAN_ARG(names_of(a, &missing)),
        many ? arena_str(a, arena_printf(a, "等%zu家", missing.n)) : "");
    item->note.en = arena_printf(a, "missing: %zu", missing.n);
    return VERDICT_DONE;
}

/* What the secretariat has to know to say its word. */
static void note_application(const struct ledger_line *l,
                             struct digest_item *item)
{
    if (!l->ours)
        return;
    if (may_become_ours(l->duty))
        item->note = (struct digest_words){
            SPAN("代表已指派、联系人已确认，待核对纸质材料后生效"),
            SPAN("representatives named; waits for the paper originals")
        };
    list_each(&l->papers.reviews, r)
    {
        if (!answers(l->duty, "app.notify") || !span_eq(r->group, l->group))
            continue;
        item->note = r->state == REVIEW_REJECTED
                         ? (struct digest_words){ SPAN("审核结果：不同意"),
                                                  SPAN("result: refused") }
                         : (struct digest_words){ SPAN("审核结果：同意"),
                                                  SPAN("result: approved") };
    }
}

static struct digest_words who_of(const struct ledger_line *l)
{
    const struct duty *d = l->duty;
    struct span to = span_str(d->overdue_to);
    enum role role;

    if (l->ours)
        return digest_roles(l->dg->arena, SPAN("SEC"));
    if (l->has_subject && l->subject.about == DUTY_ABOUT_TASK) {
        struct span whom = l->subject.task.addressee;
        return role_from(whom, &role) ? digest_roles(l->dg->arena, whom)
                                      : (struct digest_words){ whom, whom };
    }
    if (!to.n)
        to = span_str(d->reminder_to);
    if (!to.n)
        to = span_str(d->end_to);
    return digest_roles(l->dg->arena, to);
}

static enum verdict add_reminded(struct ledger_line *l,
                                 struct digest_item *item, struct reason *why)
{
    obligation_steps steps = { 0 };
    enum verdict v = obligation_steps_of(l->dg->dk->store, l->row->id,
                                         l->dg->arena, &steps, why);

    item->reminded = digest_reminded(l->dg->arena, &steps, l->dg->today);
    return v;
}

static const struct digest_words missed = {
    { "期间已过仍未完成", 24 },
    { "its period is over", 18 },
};

static enum verdict add_item(struct ledger_line *l, enum digest_section section,
                             struct reason *why)
{
    struct digest_item *item = digest_add_item(
        l->dg, section, l->has_leaver ? l->leaver.id : l->row->object,
        l->row->due_day);
    struct arena *a = l->dg->arena;
    enum verdict v;

    item->group = l->group;
    item->service = l->duty->class == DUTY_SERVICE;
    item->until = (int)(l->row->due_at - civil_moment(l->row->due_day, 0));
    item->decide = section == DIGEST_DECIDE;
    item->what = what_of(l);
    item->law = law_of(l->duty);
    item->who = who_of(l);
    if (digest_state(l->dg, l->row) == OBLIGATION_IS_MISSED)
        item->note = missed;
    if (l->has_papers)
        note_application(l, item);
    v = l->has_subject ? note_missing(l, item, why) : VERDICT_DONE;
    if (v == VERDICT_DONE)
        v = add_reminded(l, item, why);
    if (v == VERDICT_DONE)
        v = digest_item_acts(
            l->dg, item,
            arena_printf(a, "obligation:%lld", (long long)l->row->id), why);
    /* What the applicant still owes is not the secretariat's to end. */
    if (may_become_ours(l->duty) && !l->ours)
        item->verbs.n = 0;
    return v;
}

/* Held mails, requests to leave and flags are told by what they are, not by the
 * period they wait for. */
static bool is_told_elsewhere(const struct obligation_row *row)
{
    return span_starts(row->object, SPAN("message:")) ||
           span_eq(row->duty, SPAN("exit.request")) ||
           span_starts(row->duty, SPAN("flag."));
}

static enum verdict tell_row(struct digest *dg,
                             const struct obligation_row *row,
                             struct reason *why)
{
    struct ledger_line l = { .dg = dg, .row = row };
    enum digest_section section;
    bool holds = false;
    enum verdict v;

    l.duty = ledger_duty(dg->dk, arena_str(dg->arena, row->duty));
    /* Dues are told by year, in a section of their own. */
    if (!l.duty || is_told_elsewhere(row) || l.duty->about == DUTY_ABOUT_DUES)
        return VERDICT_DONE;
    section = digest_place(dg, l.duty, row, is_ours(l.duty));
    if (section == DIGEST_NOWHERE && !may_become_ours(l.duty))
        return VERDICT_DONE;
    v = load(&l, why);
    if (v != VERDICT_DONE)
        return v;
    section = digest_place(dg, l.duty, row, l.ours);
    if (section == DIGEST_NOWHERE)
        return v;
    if (l.has_subject && digest_state(dg, row) == OBLIGATION_IS_OPEN)
        v = subject_holds(dg->dk, &l.subject, l.duty->unless, dg->arena, &holds,
                          why);
    return v == VERDICT_DONE && !holds ? add_item(&l, section, why) : v;
}

enum verdict digest_ledger(struct digest *dg, struct reason *why)
{
    obligation_rows living = { 0 };
    enum verdict v;

    assert(dg);
    v = obligations_living(dg->dk->store, INT64_MAX, dg->arena, &living, why);
    for (size_t i = 0; i < living.n && v == VERDICT_DONE; i++)
        v = tell_row(dg, &living.at[i], why);
    return v;
}

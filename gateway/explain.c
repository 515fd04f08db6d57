#include "explain.h"

#include <assert.h>

#include "charter.h"
#include "convoke/base/moment.h"
#include "convoke/desk/obligation.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/render/phrase.h"
#include "settings.h"

void explain_row(struct explain *ex, const char *zh, const char *en,
                 struct span value)
{
    assert(ex);
    table_cell(ex->table, span_str(ex->ctx->chinese ? zh : en));
    table_cell(ex->table, value);
}

static enum phrase_language language(const struct explain *ex)
{
    return ex->ctx->chinese ? PHRASE_ZH : PHRASE_EN;
}

static struct span unit_words(const struct explain *ex, enum duty_unit unit)
{
    static const char *const words[DUTY_UNIT_COUNT][2] = {
        [DUTY_DAYS] = { "天", "days" },
        [DUTY_WORKING_DAYS] = { "个工作日", "working days" },
        [DUTY_MONTHS] = { "个月", "months" },
        [DUTY_BACK_DAYS] = { "天（倒推）", "days before" },
        [DUTY_BACK_MONTHS] = { "个月（倒推）", "months before" },
    };

    return span_str(words[unit][ex->ctx->chinese ? 0 : 1]);
}

/* "起算日 2026年2月6日（周五）+ 3 个工作日" */
static void explain_period(struct explain *ex, const struct obligation *o)
{
    const struct duty *d = o->duty;
    const char *extended = "";

    if (d->extend_to_working_day)
        extended = ex->ctx->chinese
                       ? "；末日不是工作日则顺延到下一工作日"
                       : "; a last day off moves to the next working day";
    explain_row(
        ex, "怎样算出", "computed",
        arena_printf(ex->arena, SPAN_FMT " + %d " SPAN_FMT "%s",
                     SPAN_ARG(phrase_day(ex->arena, language(ex), o->anchor)),
                     d->period.n, SPAN_ARG(unit_words(ex, d->period.unit)),
                     extended));
}

/* What became of a step: to whom it was sent, or why not. */
static struct span step_story(struct explain *ex, const obligation_steps *steps,
                              const struct obligation_row *row, int ordinal)
{
    static const char *const words[STEP_STATE_COUNT][2] = {
        [STEP_SENT] = { "已发", "sent" },
        [STEP_MERGED] = { "并入补发", "told in a catch-up mail" },
        [STEP_WAITING] = { "待补发", "waits for a catch-up mail" },
        [STEP_SKIPPED] = { "略过", "skipped" },
    };
    bool living = row->state == OBLIGATION_IS_OPEN ||
                  row->state == OBLIGATION_IS_OVERDUE ||
                  row->state == OBLIGATION_IS_MISSED;
    struct span story = SPAN_NONE;

    list_each(steps, s)
    {
        char at[MOMENT_TEXT];
        if (s->step != ordinal || s->round != row->round)
            continue;
        story = arena_printf(
            ex->arena, SPAN_FMT "%s%s %s " SPAN_FMT "%s" SPAN_FMT,
            SPAN_ARG(story), story.n ? "; " : "",
            words[s->state][ex->ctx->chinese ? 0 : 1],
            moment_print_short(s->at, at), SPAN_ARG(s->person),
            s->person.n && s->reason.n ? ": " : "", SPAN_ARG(s->reason));
    }
    if (story.n)
        return story;
    return ex->ctx->chinese
               ? (living ? SPAN("待发") : SPAN("不再发"))
               : (living ? SPAN("to come") : SPAN("will not be sent"));
}

static void explain_ladder(struct explain *ex, const struct obligation *o,
                           const obligation_steps *steps,
                           const struct obligation_row *row)
{
    for (size_t i = 0; i < o->n; i++) {
        const struct obligation_step *s = &o->steps[i];
        bool reminder = s->kind == OBLIGATION_REMINDER;
        char at[MOMENT_TEXT];
        struct span state = step_story(ex, steps, row, s->ordinal);
        explain_row(ex, reminder ? "提醒" : "逾期通知",
                    reminder ? "reminder" : "overdue mail",
                    arena_printf(ex->arena, "%s (%+d) %s: " SPAN_FMT,
                                 moment_print_short(s->send_at, at), s->offset,
                                 reminder ? o->duty->reminder_notice
                                          : o->duty->overdue_notice,
                                 SPAN_ARG(state)));
    }
}

static void explain_state(struct explain *ex, const struct obligation_row *row)
{
    char at[MOMENT_TEXT];
    bool closed = row->closed_at != MOMENT_NONE;

    explain_row(
        ex, "状态", "state",
        arena_printf(ex->arena, "%s%s%s", obligation_state_name(row->state),
                     closed ? " " : "",
                     closed ? moment_print_short(row->closed_at, at) : ""));
    if (row->evidence.n)
        explain_row(ex, "凭据", "evidence", row->evidence);
}

static enum verdict rules_of(struct explain *ex, struct workdays *days,
                             struct obligation_rules *ret, struct reason *why)
{
    const struct settings *set = ex->ctx->set;
    struct workdays_known known = { 0 };
    enum verdict v = workdays_known(ex->ctx->store, ex->arena, &known, why);

    *days = known.table;
    *ret = (struct obligation_rules){
        .workdays = days,
        .sched_hour = (int)set->times.scheduled,
        .workday_end = (int)set->times.workday_end,
        .clear_days = set->times.deadline == DEADLINE_CLEAR_DAYS,
    };
    return v;
}

static enum verdict explain_plan(struct explain *ex, const struct duty *duty,
                                 const struct obligation_row *row,
                                 struct reason *why)
{
    struct workdays days = { 0 };
    struct obligation_rules rules;
    struct obligation_dates dates = { .anchor = row->anchor_day,
                                      .due = row->due_day,
                                      .due_excl = row->due_at,
                                      .until = row->until_at,
                                      .created_at = row->created_at };
    struct obligation_dates computed;
    struct obligation o;
    obligation_steps steps = { 0 };
    enum verdict v = rules_of(ex, &days, &rules, why);

    if (v != VERDICT_DONE)
        return v;
    v = obligation_steps_of(ex->ctx->store, row->id, ex->arena, &steps, why);
    if (v != VERDICT_DONE)
        return v;
    computed = obligation_dates(duty, civil_moment(row->anchor_day, 0),
                                row->created_at, &rules);
    obligation_plan(duty, &dates, &rules, &o);
    if (computed.due == row->due_day)
        explain_period(ex, &o);
    else
        explain_row(ex, "怎样算出", "computed",
                    ex->ctx->chinese ? SPAN("由人另行指定")
                                     : SPAN("set by hand"));
    explain_ladder(ex, &o, &steps, row);
    return VERDICT_DONE;
}

enum verdict explain_obligation(struct explain *ex,
                                const struct obligation_row *row,
                                struct reason *why)
{
    const struct duty *duty;

    assert(ex);
    assert(row);
    duty = charter_duty(ex->ctx->charter, row->duty);
    explain_row(ex, "事项", "duty",
                arena_printf(ex->arena,
                             "obligation:%lld " SPAN_FMT " — " SPAN_FMT,
                             (long long)row->id, SPAN_ARG(row->duty),
                             SPAN_ARG(row->object)));
    if (duty)
        explain_row(
            ex, "依据", "article",
            span_str(ex->ctx->chinese ? duty->article_zh : duty->article_en));
    explain_row(ex, "截止", "due",
                phrase_due(ex->arena, language(ex), row->due_day));
    explain_state(ex, row);
    if (duty)
        return explain_plan(ex, duty, row, why);
    explain_row(ex, "章程", "charter",
                ex->ctx->chinese ? SPAN("charter.conf 里已没有这项职责")
                                 : SPAN("charter.conf no longer has it"));
    return VERDICT_DONE;
}

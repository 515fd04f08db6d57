/* The steps of a ladder: planned, moved, merged, sent to whom, or not and why;
 * and what comes next. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/cause.h"
#include "explain.h"

/* Why nobody was written to, as the ledger keeps it (in English). */
static const struct {
    const char *en, *zh;
} reasons[] = {
    { "before it began", "早于本事项开始" },
    { "one mail with the other of that day", "与同日的另一次合为一封" },
    { "missed; the most urgent one was sent", "错过，已改发最紧要的一次" },
    { "missed; the due day is over", "错过，期限已过" },
    { "the end of the period", "期间已结束" },
    { "only the digest speaks of it", "只列入日报" },
    { "nobody to tell", "没有收件人" },
    { "the condition of its `unless` holds", "所要求的事已有安排" },
    { "everybody has answered", "各方均已答复" },
    { "the applicant has done his part", "申请单位已办完自己的部分" },
    { "late: for the next catch-up mail", "已迟，并入下一封补发" },
    { "catch-up", "补发" },
    { "done meanwhile", "其间已办结" },
    { "its day moved meanwhile", "其间日期已变动" },
    { "no longer his to hear", "已不是收件人" },
    { "the charter has it no more", "章程配置里已没有这项职责" },
};

static struct span reason_words(const struct explain *ex, struct span reason)
{
    for (size_t i = 0; ex->ctx->chinese && i < ARRAY_LEN(reasons); i++)
        if (span_eq(reason, span_str(reasons[i].en)))
            return span_str(reasons[i].zh);
    return reason;
}

static const char *const state_words[STEP_STATE_COUNT][2] = {
    [STEP_SENT] = { "已发", "sent" },
    [STEP_MERGED] = { "并入补发", "told in a catch-up mail" },
    [STEP_WAITING] = { "待补发", "waits for a catch-up mail" },
    [STEP_SKIPPED] = { "略过", "skipped" },
};

static bool same_mail(const struct obligation_step_row *a,
                      const struct obligation_step_row *b)
{
    return a && a->state == b->state && a->at == b->at &&
           span_eq(a->reason, b->reason);
}

static bool is_living(const struct obligation_row *row)
{
    return row->state == OBLIGATION_IS_OPEN ||
           row->state == OBLIGATION_IS_OVERDUE ||
           row->state == OBLIGATION_IS_MISSED;
}

/* What became of a step: to whom it was sent, or why not. People who were told
 * the same at once stand in one list. */
static struct span told(struct explain *ex, const obligation_steps *steps,
                        const struct obligation_row *row, int ordinal)
{
    bool zh = ex->ctx->chinese;
    const struct obligation_step_row *last = NULL;
    struct span story = SPAN_NONE;

    list_each(steps, s)
    {
        struct span reason = reason_words(ex, s->reason);
        if (s->step != ordinal || s->round != row->round)
            continue;
        if (same_mail(last, s) && s->person.n) {
            story = arena_printf(ex->arena, SPAN_FMT ", " SPAN_FMT,
                                 SPAN_ARG(story), SPAN_ARG(s->person));
            continue;
        }
        last = s;
        story = arena_printf(
            ex->arena, SPAN_FMT "%s%s " SPAN_FMT "%s" SPAN_FMT "%s" SPAN_FMT,
            SPAN_ARG(story), story.n ? "; " : "", state_words[s->state][!zh],
            SPAN_ARG(day_words_moment(ex->words.days, s->at)),
            reason.n ? zh ? "，" : ", " : "", SPAN_ARG(reason),
            s->person.n ? zh ? "：" : ": " : "", SPAN_ARG(s->person));
    }
    return story;
}

static struct span step_story(struct explain *ex, const obligation_steps *steps,
                              const struct obligation_row *row,
                              const struct obligation_step *s)
{
    bool zh = ex->ctx->chinese;
    struct span story = told(ex, steps, row, s->ordinal);

    if (story.n)
        return story;
    if (s->send_at < row->created_at)
        return reason_words(ex, SPAN("before it began"));
    if (is_living(row))
        return zh ? SPAN("待发") : SPAN("to come");
    return zh ? SPAN("不再发") : SPAN("will not be sent");
}

static const char *or_digest(const struct explain *ex, const char *code)
{
    if (code[0])
        return code;
    return ex->ctx->chinese ? "日报" : "digest";
}

static void explain_step(struct explain *ex, const struct obligation *plan,
                         const struct obligation_step *s, struct span story)
{
    bool reminder = s->kind == OBLIGATION_REMINDER;
    const struct duty *d = plan->duty;

    explain_row(
        ex, reminder ? "提醒" : "逾期通知",
        reminder ? "reminder" : "overdue mail",
        arena_printf(
            ex->arena, SPAN_FMT " (%+d) %s: " SPAN_FMT "%s" SPAN_FMT,
            SPAN_ARG(day_words_moment(ex->words.days, s->send_at)), s->offset,
            or_digest(ex, reminder ? d->reminder_notice : d->overdue_notice),
            SPAN_ARG(story), ex->ctx->chinese ? "；" : "; ",
            SPAN_ARG(duty_words_step(&ex->words, plan, s))));
}

static bool was_done(const obligation_steps *steps,
                     const struct obligation_row *row, int64_t ordinal)
{
    list_each(steps,
              s) if (s->step == ordinal && s->round == row->round) return true;
    return false;
}

/* Steps of rounds before the days moved: only that they were. */
static void explain_rounds(struct explain *ex, const obligation_steps *steps,
                           const struct obligation_row *row)
{
    size_t n = 0;

    if (row->round == 0)
        return;
    list_each(steps, s) n += s->round < row->round && s->state == STEP_SENT;
    explain_row(ex, "日期变动", "days moved",
                arena_printf(ex->arena,
                             ex->ctx->chinese
                                 ? "%lld 次；此前各轮已发 %zu 封"
                                 : "%lld time(s); %zu mail(s) in the "
                                   "rounds before",
                             (long long)row->round, n));
}

static void explain_end(struct explain *ex, const struct obligation *plan,
                        const struct obligation_row *row, struct span story)
{
    bool zh = ex->ctx->chinese;

    if (story.n == 0 && is_living(row))
        story = zh ? SPAN("待发") : SPAN("to come");
    explain_row(
        ex, "届满通知", "end notice",
        arena_printf(ex->arena, SPAN_FMT " %s: " SPAN_FMT,
                     SPAN_ARG(day_words_moment(ex->words.days, plan->after_at)),
                     plan->duty->end_notice, SPAN_ARG(story)));
}

enum verdict explain_ladder(struct explain *ex, const struct obligation *plan,
                            const struct obligation_row *row,
                            struct reason *why)
{
    const struct duty *d = plan->duty;
    obligation_steps steps = { 0 };
    struct obligation_step s;
    enum verdict v =
        obligation_steps_of(ex->ctx->store, row->id, ex->arena, &steps, why);

    if (v != VERDICT_DONE)
        return v;
    explain_rounds(ex, &steps, row);
    /* The repeated ones as far as they have come. */
    for (int i = 0; obligation_step_at(plan, i, &s) &&
                    ((size_t)i < plan->n || was_done(&steps, row, i));
         i++)
        explain_step(ex, plan, &s, step_story(ex, &steps, row, &s));
    if (d->repeat_days && is_living(row))
        explain_row(ex, "逾期通知", "overdue mail",
                    arena_printf(ex->arena,
                                 ex->ctx->chinese ? "此后每%d天一次"
                                                  : "then every %d days",
                                 d->repeat_days));
    if (d->end_notice[0])
        explain_end(ex, plan, row, told(ex, &steps, row, CAUSE_END));
    return v;
}

/* ---- what comes next ---- */

static struct span next_step(const struct explain *ex,
                             const struct obligation *plan,
                             const struct obligation_step *s)
{
    const struct duty *d = plan->duty;
    bool reminder = s->kind == OBLIGATION_REMINDER;
    const char *code = reminder ? d->reminder_notice : d->overdue_notice;
    const char *to = reminder ? d->reminder_to : d->overdue_to;
    bool zh = ex->ctx->chinese;

    duty_words_leads(plan, s, &s);
    if (!code[0])
        return zh ? SPAN("只列入日报") : SPAN("only the digest speaks of it");
    return arena_printf(
        ex->arena,
        zh ? SPAN_FMT "的通知 %s，给 %s" : SPAN_FMT ": notice %s to %s",
        SPAN_ARG(duty_words_offset(&ex->words, s->offset)), code, to);
}

static struct span next_words(const struct explain *ex,
                              const struct obligation *plan,
                              const struct obligation_row *row)
{
    bool zh = ex->ctx->chinese;
    struct obligation_step s;
    int64_t at = row->next_at;

    if (obligation_step_at(plan, (int)row->done, &s) && s.send_at <= at &&
        (s.kind == OBLIGATION_OVERDUE || at < plan->due_excl))
        return next_step(ex, plan, &s);
    if (at == plan->until)
        return zh ? SPAN("期间结束，未办结即为未完成")
                  : SPAN("its period ends: missed unless done");
    if (at == plan->due_excl && row->state == OBLIGATION_IS_OPEN)
        return zh ? SPAN("期限届满，未办结即为逾期")
                  : SPAN("the deadline ends: overdue unless done");
    if (at == plan->after_at)
        return zh ? SPAN("届满后处理") : SPAN("what follows its end is done");
    return zh ? SPAN("再次核对") : SPAN("looked at again");
}

void explain_next(struct explain *ex, const struct obligation *plan,
                  const struct obligation_row *row)
{
    bool zh = ex->ctx->chinese;

    assert(ex && plan && row);
    if (!is_living(row)) {
        explain_row(ex, "接下来", "next",
                    zh ? SPAN("已结束，不再有通知")
                       : SPAN("nothing: it has ended"));
        return;
    }
    if (row->next_at == INT64_MAX) {
        explain_row(ex, "接下来", "next",
                    zh ? SPAN("不再有自动通知，等待办结或秘书处处理")
                       : SPAN("no more mails: it waits to be done, or for the "
                              "secretariat"));
        return;
    }
    explain_row(
        ex, "接下来", "next",
        arena_printf(ex->arena, SPAN_FMT "%s" SPAN_FMT,
                     SPAN_ARG(day_words_moment(ex->words.days, row->next_at)),
                     zh ? "：" : ": ", SPAN_ARG(next_words(ex, plan, row))));
}

#include "explain.h"

#include <assert.h>

#include "charter.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/render/phrase.h"
#include "convoke/store/listing.h"
#include "convoke/store/message.h"

void explain_row(struct explain *ex, const char *zh, const char *en,
                 struct span value)
{
    assert(ex);
    table_cell(ex->table, span_str(ex->ctx->chinese ? zh : en));
    table_cell(ex->table, value);
}

void explain_moment(struct explain *ex, const char *zh, const char *en,
                    int64_t at)
{
    if (at != MOMENT_NONE)
        explain_row(ex, zh, en, day_words_moment(ex->words.days, at));
}

static bool is_living(const struct obligation_row *row)
{
    return row->state == OBLIGATION_IS_OPEN ||
           row->state == OBLIGATION_IS_OVERDUE ||
           row->state == OBLIGATION_IS_MISSED;
}

/* ---- what it is ---- */

static void explain_head(struct explain *ex, const struct duty *d,
                         const struct obligation_row *row)
{
    bool zh = ex->ctx->chinese;

    /* People see where one duty ends and the next begins. */
    if (table_rows(ex->table) && ex->ctx->output == TABLE_PEOPLE)
        explain_row(ex, "", "", SPAN_NONE);
    explain_row(ex, "事项", "duty",
                arena_printf(ex->arena,
                             "obligation:%lld " SPAN_FMT " — " SPAN_FMT "%s%s",
                             (long long)row->id, SPAN_ARG(row->duty),
                             SPAN_ARG(row->object), d ? zh ? "：" : ": " : "",
                             d ? zh ? d->title_zh : d->title_en : ""));
    if (d)
        explain_row(ex, "依据", "article", duty_words_law(&ex->words, d));
}

static void explain_due(struct explain *ex, const struct duty *d,
                        const struct obligation_row *row)
{
    bool zh = ex->ctx->chinese;
    enum phrase_language l = zh ? PHRASE_ZH : PHRASE_EN;
    struct span due = phrase_due(ex->arena, l, row->due_day);
    int left = row->due_day - civil_of(clock_now(&ex->ctx->clock));

    if (d && d->exact)
        due = day_words_moment(ex->words.days, row->due_at);
    if (is_living(row))
        due = arena_printf(
            ex->arena, zh ? SPAN_FMT "，" SPAN_FMT : SPAN_FMT ", " SPAN_FMT,
            SPAN_ARG(due), SPAN_ARG(phrase_left(ex->arena, l, left)));
    explain_row(ex, "截止", "due", due);
    explain_moment(ex, "期间终点", "its period ends", row->until_at);
}

/* ---- how its day came about ---- */

/* The last word of a person on this deadline, from the audit trail. */
static enum verdict last_prolonged(struct explain *ex, struct span object,
                                   struct span *ret, struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    enum verdict v = listing_run(ex->ctx->store, listing_find(SPAN("audit")),
                                 object, &t, why);

    if (v != VERDICT_DONE)
        return v;
    /* id, at, object, event, from, to, actor, authority, evidence, note */
    for (size_t i = table_rows(t); i > 0; i--) {
        struct span note = table_at(t, i - 1, 9);
        if (!span_ends(table_at(t, i - 1, 3), SPAN("prolonged")))
            continue;
        *ret = arena_printf(
            ex->arena,
            "%s" SPAN_FMT " " SPAN_FMT "%s" SPAN_FMT " (audit:" SPAN_FMT
            "%s" SPAN_FMT ")",
            ex->ctx->chinese ? "：" : ": ", SPAN_ARG(table_at(t, i - 1, 1)),
            SPAN_ARG(table_at(t, i - 1, 6)),
            note.n ? ex->ctx->chinese ? "，理由：" : ", because: " : "",
            SPAN_ARG(note), SPAN_ARG(table_at(t, i - 1, 0)),
            table_at(t, i - 1, 8).n ? ", " : "",
            SPAN_ARG(table_at(t, i - 1, 8)));
        return v;
    }
    return v;
}

static enum verdict explain_by_hand(struct explain *ex,
                                    const struct obligation_row *row,
                                    civil_day computed, struct reason *why)
{
    bool zh = ex->ctx->chinese;
    struct span who = SPAN_NONE;
    enum verdict v = last_prolonged(ex, row->object, &who, why);

    if (v != VERDICT_DONE)
        return v;
    explain_row(
        ex, "另行指定", "set by hand",
        arena_printf(ex->arena,
                     zh ? SPAN_FMT "，按规则本应为" SPAN_FMT SPAN_FMT
                        : SPAN_FMT ", by the rule it was " SPAN_FMT SPAN_FMT,
                     SPAN_ARG(day_words_day(ex->words.days, row->due_day)),
                     SPAN_ARG(day_words_day(ex->words.days, computed)),
                     SPAN_ARG(who)));
    return v;
}

/* One day earlier satisfies every way of counting (R-D9). */
static void explain_safe(struct explain *ex, const struct duty *d,
                         const struct obligation_row *row)
{
    if (d->class != DUTY_CHARTER || row->state != OBLIGATION_IS_OPEN ||
        (d->period.unit != DUTY_BACK_DAYS &&
         d->period.unit != DUTY_BACK_MONTHS) ||
        d->period.n == 0 || ex->words.rules->clear_days)
        return;
    explain_row(ex, "稳妥", "to be safe",
                arena_printf(
                    ex->arena,
                    ex->ctx->chinese ? "不晚于" SPAN_FMT "，任何算法都算按期"
                                     : "by " SPAN_FMT
                                       ", which every way of counting accepts",
                    SPAN_ARG(day_words_day(ex->words.days, row->due_day - 1))));
}

static enum verdict explain_computed(struct explain *ex, const struct duty *d,
                                     const struct obligation_row *row,
                                     struct reason *why)
{
    int64_t anchor = d->exact ? row->due_at : civil_moment(row->anchor_day, 0);
    struct obligation_dates computed =
        obligation_dates(d, anchor, row->created_at, ex->words.rules);

    explain_moment(ex, "开始", "began", row->created_at);
    explain_row(
        ex, "怎样算出", "computed",
        duty_words_formula(&ex->words, d, row->anchor_day, row->due_at));
    explain_safe(ex, d, row);
    if (row->by_hand)
        return explain_by_hand(ex, row, computed.due, why);
    if (computed.due != row->due_day)
        explain_row(ex, "说明", "note",
                    ex->ctx->chinese
                        ? SPAN("规则或工作日历后来有变动，本期限仍按当时算出的"
                               "日期")
                        : SPAN("the rule or the working days changed since; "
                               "this deadline keeps the day computed then"));
    return VERDICT_DONE;
}

/* ---- where it stands ---- */

static const char *const state_zh[OBLIGATION_STATE_COUNT] = {
    [OBLIGATION_IS_OPEN] = "未到期",
    [OBLIGATION_IS_MET] = "按期办结",
    [OBLIGATION_IS_MET_LATE] = "逾期办结",
    [OBLIGATION_IS_OVERDUE] = "已逾期",
    [OBLIGATION_IS_MISSED] = "期间已过未完成",
    [OBLIGATION_IS_ACKNOWLEDGED] = "未完成，秘书处已阅",
    [OBLIGATION_IS_WAIVED] = "已免除",
    [OBLIGATION_IS_VOID] = "已取消",
};

static struct span state_words(const struct explain *ex,
                               enum obligation_state state)
{
    const char *name = obligation_state_name(state);

    if (!ex->ctx->chinese)
        return span_str(name);
    return arena_printf(ex->arena, "%s（%s）", state_zh[state], name);
}

static void explain_state(struct explain *ex, const struct obligation_row *row)
{
    struct span words = state_words(ex, row->state);

    if (row->closed_at != MOMENT_NONE)
        words = arena_printf(
            ex->arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(words),
            SPAN_ARG(day_words_moment(ex->words.days, row->closed_at)));
    explain_row(ex, "状态", "state", words);
    if (row->evidence.n)
        explain_row(ex, "凭据", "evidence",
                    explain_evidence(ex, row->evidence));
}

struct span explain_evidence(struct explain *ex, struct span evidence)
{
    static const struct span prefix = SPAN("message:");
    struct message m;
    struct reason why;
    uint64_t id = 0;

    if (!span_starts(evidence, prefix) ||
        !number_parse(span_from(evidence, prefix.n), INT64_MAX, &id) ||
        message_get(ex->ctx->store, (int64_t)id, ex->arena, &m, &why) !=
            VERDICT_DONE)
        return evidence;
    return arena_printf(
        ex->arena, SPAN_FMT " " SPAN_FMT " " SPAN_FMT " " SPAN_FMT,
        SPAN_ARG(evidence),
        SPAN_ARG(day_words_moment(ex->words.days, m.received_at)),
        SPAN_ARG(m.sender), SPAN_ARG(m.subject));
}

/* Whom a duty asks one by one, and who has answered. */
static enum verdict explain_parties(struct explain *ex,
                                    const struct obligation_row *row,
                                    struct reason *why)
{
    obligation_parties all = { 0 };
    struct span said = SPAN_NONE;
    enum verdict v =
        obligation_parties_of(ex->ctx->store, row->id, ex->arena, &all, why);

    if (v != VERDICT_DONE || all.n == 0)
        return v;
    list_each(&all, p) said = arena_printf(
        ex->arena, SPAN_FMT "%s" SPAN_FMT " " SPAN_FMT " (" SPAN_FMT ")",
        SPAN_ARG(said), said.n ? "; " : "", SPAN_ARG(p->party),
        SPAN_ARG(day_words_moment(ex->words.days, p->at)),
        SPAN_ARG(p->evidence));
    explain_row(ex, "已有答复", "answered", said);
    return v;
}

enum verdict explain_obligation(struct explain *ex,
                                const struct obligation_row *row,
                                struct reason *why)
{
    const struct duty *d;
    struct obligation plan;
    enum verdict v;

    assert(ex && row);
    d = charter_duty(ex->ctx->charter, row->duty);
    explain_head(ex, d, row);
    explain_due(ex, d, row);
    explain_state(ex, row);
    if (!d) {
        explain_row(ex, "章程", "charter",
                    ex->ctx->chinese ? SPAN("charter.conf 里已没有这项职责")
                                     : SPAN("charter.conf no longer has it"));
        return VERDICT_DONE;
    }
    v = explain_computed(ex, d, row, why);
    if (v == VERDICT_DONE && d->each != DUTY_EACH_NONE)
        v = explain_parties(ex, row, why);
    duty_words_plan(&ex->words, d, row, &plan);
    if (v == VERDICT_DONE)
        v = explain_ladder(ex, &plan, row, why);
    if (v == VERDICT_DONE)
        explain_next(ex, &plan, row);
    return v;
}

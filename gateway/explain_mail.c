/* One mail that came in, and what it did; one that left, and why. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/cause.h"
#include "convoke/store/listing.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"
#include "explain.h"

/* Everything the audit trail says was done on this evidence. */
static enum verdict effects(struct explain *ex, int64_t id, struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    struct span evidence =
        arena_printf(ex->arena, "message:%lld", (long long)id);
    enum verdict v = listing_run(ex->ctx->store, listing_find(SPAN("audit")),
                                 evidence, &t, why);

    if (v != VERDICT_DONE)
        return v;
    /* id, at, object, event, from, to, … */
    for (size_t i = 0; i < table_rows(t); i++) {
        struct span from = table_at(t, i, 4);
        explain_row(
            ex, "所起作用", "effect",
            arena_printf(
                ex->arena,
                SPAN_FMT " " SPAN_FMT " " SPAN_FMT "%s" SPAN_FMT "%s" SPAN_FMT,
                SPAN_ARG(table_at(t, i, 1)), SPAN_ARG(table_at(t, i, 2)),
                SPAN_ARG(table_at(t, i, 3)), from.n ? " " : "", SPAN_ARG(from),
                " → ", SPAN_ARG(table_at(t, i, 5))));
    }
    return v;
}

enum verdict explain_message(struct explain *ex, int64_t id, struct reason *why)
{
    struct message m;
    enum verdict v = message_get(ex->ctx->store, id, ex->arena, &m, why);
    char at[MOMENT_TEXT];

    if (v != VERDICT_DONE)
        return v;
    explain_row(ex, "来件", "message", m.subject);
    explain_row(ex, "收到", "received",
                arena_printf(ex->arena, "%s", moment_print(m.received_at, at)));
    explain_row(ex, "状态", "state", span_str(message_state_name(m.state)));
    explain_row(ex, "原因", "reason", m.reason);
    explain_row(ex, "类别", "kind", m.kind);
    explain_row(ex, "发件人", "sender", m.sender);
    explain_row(ex, "SHA-256", "SHA-256", m.sha256);
    v = effects(ex, m.id, why);
    if (v != VERDICT_DONE || m.object.n == 0)
        return v;
    explain_row(ex, "对象", "object", m.object);
    return explain_named(ex, m.object, why);
}

/* ---- what left ---- */

static enum verdict deliveries(struct explain *ex, int64_t id,
                               struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    struct span number = arena_printf(ex->arena, "%lld", (long long)id);
    enum verdict v = listing_run(ex->ctx->store, listing_find(SPAN("outbox")),
                                 number, &t, why);

    if (v != VERDICT_DONE)
        return v;
    /* id, queued, code, object, recipient, state, attempts, handed, settled,
     * reply */
    for (size_t i = 0; i < table_rows(t); i++)
        if (span_eq(table_at(t, i, 0), number))
            explain_row(
                ex, "投递", "delivery",
                arena_printf(
                    ex->arena, SPAN_FMT " " SPAN_FMT " " SPAN_FMT " " SPAN_FMT,
                    SPAN_ARG(table_at(t, i, 4)), SPAN_ARG(table_at(t, i, 5)),
                    SPAN_ARG(table_at(t, i, 8)), SPAN_ARG(table_at(t, i, 9))));
    return v;
}

static struct span cause_words(struct explain *ex, const struct cause *c)
{
    struct obligation plan;

    if (c->end)
        return ex->ctx->chinese ? SPAN("期限届满后的通知")
                                : SPAN("the notice at its end");
    if (c->dated_anew)
        return arena_printf(
            ex->arena,
            ex->ctx->chinese ? SPAN_FMT "（按当时的日期，后来日期有变动）"
                             : SPAN_FMT " (by the days it had then; they moved "
                                        "since)",
            SPAN_ARG(duty_words_offset(&ex->words, c->offset)));
    duty_words_plan(&ex->words, c->duty, &c->row, &plan);
    return duty_words_step(&ex->words, &plan, &c->step);
}

/* What brought it about: a step of a duty, the mail it answers, or neither. */
static enum verdict explain_cause(struct explain *ex,
                                  const struct outbox_line *line,
                                  struct reason *why)
{
    struct cause_mail mail = { line->key, line->code, line->object };
    struct cause c;
    bool found = false;
    int64_t answers = 0;
    enum verdict v = cause_find(ex->dk, &mail, ex->arena, &c, &found, why);

    if (v == VERDICT_DONE && found) {
        explain_row(ex, "缘由", "because", cause_words(ex, &c));
        return explain_obligation(ex, &c.row, why);
    }
    if (v == VERDICT_DONE && line->answers.n)
        v = message_named(ex->ctx->store, line->answers, &answers, why);
    if (v != VERDICT_DONE)
        return v;
    if (answers) {
        explain_row(ex, "缘由", "because",
                    explain_evidence(ex, arena_printf(ex->arena, "message:%lld",
                                                      (long long)answers)));
        return v;
    }
    explain_row(ex, "缘由", "because",
                ex->ctx->chinese
                    ? SPAN("由当时的事件或日程引起，不属某项期限的阶梯")
                    : SPAN("an event or a day, no step of a deadline"));
    return v;
}

enum verdict explain_outbox(struct explain *ex, int64_t id, struct reason *why)
{
    struct outbox_line line = { .id = 0 };
    bool found = false;
    enum verdict v =
        outbox_next(ex->ctx->store, id - 1, ex->arena, &line, &found, why);

    if (v != VERDICT_DONE || !found || line.id != id)
        return v;
    explain_row(ex, "通知", "notice", line.code);
    explain_row(ex, "对象", "object", line.object);
    explain_row(ex, "主题", "subject", line.subject);
    explain_moment(ex, "入队", "queued", line.queued_at);
    v = deliveries(ex, id, why);
    return v == VERDICT_DONE ? explain_cause(ex, &line, why) : v;
}

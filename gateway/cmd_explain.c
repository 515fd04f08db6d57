#include <sysexits.h>

#include "convoke/base/moment.h"
#include "convoke/store/listing.h"
#include "convoke/store/message.h"
#include "explain.h"
#include "object.h"
#include "verbs.h"

enum { EXPLAIN_ARENA = 96 * 1024 * 1024 };

static const struct table_column columns[] = {
    { "item", "项目", "item", false },
    { "value", "说明", "value", false },
};

static enum verdict explain_numbered(struct explain *ex, int64_t id,
                                     struct reason *why)
{
    struct obligation_row row;
    bool found = false;
    enum verdict v =
        obligation_get(ex->ctx->store, id, ex->arena, &row, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    return explain_obligation(ex, &row, why);
}

/* An application's reviews are objects of their own: APP-2026-001/WG5. */
static enum verdict explain_named(struct explain *ex, struct span object,
                                  struct reason *why)
{
    struct obligation_row row = { .id = 0 };
    bool found = true;

    while (found) {
        enum verdict v = obligation_about(ex->ctx->store, object, row.id,
                                          ex->arena, &row, &found, why);
        if (v == VERDICT_DONE && found)
            v = explain_obligation(ex, &row, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

static enum verdict explain_message(struct explain *ex, int64_t id,
                                    struct reason *why)
{
    struct message m;
    char at[MOMENT_TEXT];
    enum verdict v = message_get(ex->ctx->store, id, ex->arena, &m, why);

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
    if (m.object.n == 0)
        return VERDICT_DONE;
    explain_row(ex, "对象", "object", m.object);
    return explain_named(ex, m.object, why);
}

static enum verdict explain_any(struct explain *ex, const struct object *o,
                                struct reason *why)
{
    switch (o->kind) {
    case OBJECT_OBLIGATION:
        return explain_numbered(ex, o->number, why);
    case OBJECT_MESSAGE:
        return explain_message(ex, o->number, why);
    default:
        return explain_named(ex, o->name, why);
    }
}

/* How it came to stand as it does: the audit rows. */
static int print_history(const struct context *ctx, const struct object *o)
{
    const struct listing *kind =
        listing_find(span_str(o->listing ? o->listing : "audit"));
    CLEANUP(table_drop) struct table *t = NULL;
    struct reason why;

    if (listing_run(ctx->store, kind, o->name, &t, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (table_rows(t) == 0)
        return EX_DATAERR;
    if (ctx->output == TABLE_PEOPLE)
        fputc('\n', ctx->out);
    context_print_table(ctx, t);
    return EX_OK;
}

int cmd_explain(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(EXPLAIN_ARENA);
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    struct explain ex = { ctx, &arena, t };
    struct object o;
    struct reason why;
    int code;

    if (!object_parse(span_str(ctx->argv[0]), &o)) {
        context_fail(ctx, "看不懂编号 %s", "%s is no id", ctx->argv[0]);
        return EX_USAGE;
    }
    if (explain_any(&ex, &o, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (table_rows(t))
        context_print_table(ctx, t);
    code = print_history(ctx, &o);
    if (code == EX_DATAERR && table_rows(t) == 0)
        context_fail(ctx, "关于 %s 没有可说明的", "nothing to explain about %s",
                     ctx->argv[0]);
    return code == EX_DATAERR && table_rows(t) ? EX_OK : code;
}

#include <sysexits.h>

#include "convoke/store/listing.h"
#include "desk_here.h"
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

static enum verdict explain_any(struct explain *ex, const struct object *o,
                                struct reason *why)
{
    switch (o->kind) {
    case OBJECT_OBLIGATION:
        return explain_numbered(ex, o->number, why);
    case OBJECT_MESSAGE:
        return explain_message(ex, o->number, why);
    case OBJECT_OUTBOX:
        return explain_outbox(ex, o->number, why);
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

static enum verdict explain_all(struct context *ctx, struct arena *arena,
                                const struct object *o, struct table *t,
                                struct reason *why)
{
    CLEANUP(desk_here_release) struct desk_here here = { .catalog = NULL };
    struct day_words days;
    struct explain ex = { .ctx = ctx,
                          .dk = &here.desk,
                          .arena = arena,
                          .table = t,
                          .words = { &days, &here.desk.rules } };
    enum verdict v = desk_here_open(ctx, false, &here, why);

    if (v == VERDICT_DONE)
        v = day_words_open(ctx->store, arena, ctx->chinese, &days, why);
    return v == VERDICT_DONE ? explain_any(&ex, o, why) : v;
}

int cmd_explain(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(EXPLAIN_ARENA);
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    struct object o;
    struct reason why;
    int code;

    if (!object_parse(span_str(ctx->argv[0]), &o)) {
        context_fail(ctx, "看不懂编号 %s", "%s is no id", ctx->argv[0]);
        return EX_USAGE;
    }
    if (explain_all(ctx, &arena, &o, t, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (table_rows(t))
        context_print_table(ctx, t);
    code = print_history(ctx, &o);
    if (code == EX_DATAERR && table_rows(t) == 0)
        context_fail(ctx, "关于 %s 没有可说明的", "nothing to explain about %s",
                     ctx->argv[0]);
    return code == EX_DATAERR && table_rows(t) ? EX_OK : code;
}

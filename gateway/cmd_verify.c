#include <sysexits.h>

#include "convoke/store/audit.h"
#include "convoke/store/store.h"
#include "verbs.h"

enum { EX_FOUND = 1 };

static const struct table_column columns[] = {
    { "what", "检查", "check", false },
    { "result", "结果", "result", false },
    { "note", "说明", "note", false },
};

static bool add(const struct context *ctx, struct table *t, const char *zh,
                const char *en, const struct reason *why)
{
    table_cell(t, span_str(ctx->chinese ? zh : en));
    table_cell(t, why->text[0] ? SPAN("!!") : SPAN("ok"));
    table_cell(t, span_str(why->text));
    return why->text[0] == '\0';
}

int cmd_verify(struct context *ctx)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    struct reason database = { 0 };
    struct reason chain = { 0 };
    int64_t rows = 0;
    bool good;

    if (store_verify(ctx->store, &database) == VERDICT_BROKEN ||
        audit_verify(ctx->store, &rows, &chain) == VERDICT_BROKEN)
        return context_refuse(ctx, database.text[0] ? &database : &chain);
    good = add(ctx, t, "数据库", "database", &database);
    good &= add(ctx, t, "审计链", "audit chain", &chain);
    context_print_table(ctx, t);
    context_say(ctx, "审计记录 %lld 条", "%lld audit rows", (long long)rows);
    return good ? EX_OK : EX_FOUND;
}

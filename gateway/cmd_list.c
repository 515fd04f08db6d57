#include <sysexits.h>

#include "kind.h"
#include "verbs.h"

int cmd_list(struct context *ctx)
{
    struct span only = ctx->argc > 1 ? span_str(ctx->argv[1]) : SPAN_NONE;
    CLEANUP(table_drop) struct table *t = NULL;
    struct kind kind;
    struct reason why;

    if (!kind_named(ctx, ctx->argv[0], &kind))
        return EX_USAGE;
    if (kind_table(ctx, &kind, only, &t, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print_table(ctx, t);
    return EX_OK;
}

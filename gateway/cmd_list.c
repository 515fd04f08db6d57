#include <sysexits.h>

#include "convoke/store/listing.h"
#include "nearest.h"
#include "verbs.h"

static int unknown_kind(const struct context *ctx, const char *kind)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(TEXT_MAX_HEADER);
    struct nearest near = nearest_to(span_str(kind));

    for (size_t i = 0; i < listings_n; i++) {
        nearest_try(&near, span_str(listings[i].kind));
        text_addf(&all, "%s%s", i ? " " : "", listings[i].kind);
    }
    if (near.best.n)
        context_fail(ctx, "没有 %s，您是不是想写 " SPAN_FMT "？可列出: %s",
                     "no kind %s; did you mean " SPAN_FMT "? kinds: %s", kind,
                     SPAN_ARG(near.best), text_str(&all));
    else
        context_fail(ctx, "没有 %s。可列出: %s", "no kind %s; kinds: %s", kind,
                     text_str(&all));
    return EX_USAGE;
}

int cmd_list(struct context *ctx)
{
    const struct listing *kind = listing_find(span_str(ctx->argv[0]));
    struct span only = ctx->argc > 1 ? span_str(ctx->argv[1]) : SPAN_NONE;
    CLEANUP(table_drop) struct table *t = NULL;
    struct reason why;

    if (!kind)
        return unknown_kind(ctx, ctx->argv[0]);
    if (listing_run(ctx->store, kind, only, &t, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print_table(ctx, t);
    return EX_OK;
}

#include <sysexits.h>

#include "config.h"
#include "verbs.h"

/* The faults are what was asked for, so they are data and go to `out`. */
int cmd_check(struct context *ctx)
{
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (config_load(ctx->config, ctx->chinese, ctx->colour, &config, &told) !=
        VERDICT_DONE) {
        context_print(ctx, text_span(&told));
        return EX_CONFIG;
    }
    context_say(ctx, "%s: 没有错误", "%s: no errors", config.set->file);
    return EX_OK;
}

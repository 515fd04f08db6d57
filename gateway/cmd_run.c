#include <sysexits.h>

#include "config.h"
#include "convoke/base/log.h"
#include "run.h"
#include "verbs.h"

/* A wrong new configuration leaves the old one in force. */
static bool reread(struct context *ctx, struct config *config)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct config fresh = { 0 };

    if (config_load(ctx->config, ctx->chinese, false, &fresh, &told) !=
        VERDICT_DONE) {
        log_event(LOG_ERROR, "config.refused", KV("why", text_span(&told)));
        return false;
    }
    config_release(config);
    *config = fresh;
    ctx->set = config->set;
    ctx->charter = config->charter;
    log_event(LOG_NOTICE, "config.reread", KV_STR("file", config->set->file));
    return true;
}

int cmd_run(struct context *ctx)
{
    CLEANUP(config_release) struct config config = { 0 };
    struct reason why;
    enum verdict v = VERDICT_LATER;

    /* LATER from the loop is SIGHUP: the core is opened anew with what the
     * files say now. */
    while (v == VERDICT_LATER) {
        CLEANUP(core_drop) struct core *core = NULL;
        struct core_spec spec = { ctx->set, ctx->charter, ctx->clock, true };
        v = core_open(&spec, &core, &why);
        if (v != VERDICT_DONE)
            return context_refuse(ctx, &why);
        v = run_until_told(core, ctx, &why);
        core = core_close(core);
        if (v == VERDICT_LATER)
            reread(ctx, &config);
    }
    return v == VERDICT_DONE ? EX_OK : context_refuse(ctx, &why);
}

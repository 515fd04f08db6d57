#include <string.h>
#include <sysexits.h>

#include "config.h"
#include "convoke/base/log.h"
#include "run.h"
#include "verbs.h"

/* The configuration in force and, while it has not proved itself, the one
 * before. The first of all belongs to our caller. */
struct service {
    struct context *ctx;
    struct config own, before; /* owned; empty: the caller's */
    const struct settings *set_before;
    const struct charter *charter_before;
    bool on_trial;
};

static void service_release(struct service *s)
{
    config_release(&s->own);
    config_release(&s->before);
}

/* The lock and the control socket lie in the state. */
static bool may_follow(const struct service *s, const struct config *fresh)
{
    return strcmp(fresh->set->state, s->ctx->set->state) == 0;
}

/* A wrong new configuration leaves the old one in force. */
static void reread(struct service *s)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(config_release) struct config fresh = { 0 };
    struct context *ctx = s->ctx;

    if (config_load(ctx->config, ctx->chinese, false, &fresh, &told) !=
        VERDICT_DONE) {
        log_event(LOG_ERROR, "config.refused", KV("why", text_span(&told)));
        return;
    }
    if (!may_follow(s, &fresh)) {
        log_event(LOG_ERROR, "config.refused",
                  KV_STR("why", "state may only change with a restart"));
        return;
    }
    s->set_before = ctx->set;
    s->charter_before = ctx->charter;
    s->before = s->own;
    s->own = fresh;
    fresh = (struct config){ 0 };
    ctx->set = s->own.set;
    ctx->charter = s->own.charter;
    s->on_trial = true;
}

/* The core has opened with the new configuration, or could not. */
static void judge(struct service *s, bool good, const struct reason *why)
{
    if (good) {
        log_event(LOG_NOTICE, "config.reread",
                  KV_STR("file", s->ctx->set->file));
        log_set_level(s->ctx->verbosity > 0
                          ? LOG_DEBUG
                          : (enum log_level)s->ctx->set->log.level);
        config_release(&s->before);
    } else {
        log_event(LOG_ERROR, "config.refused", KV_WHY(why));
        config_release(&s->own);
        s->own = s->before;
        s->before = (struct config){ 0 };
        s->ctx->set = s->set_before;
        s->ctx->charter = s->charter_before;
    }
    s->on_trial = false;
}

static enum verdict serve(struct service *s, bool *ret_reload,
                          struct reason *why)
{
    CLEANUP(core_drop) struct core *core = NULL;
    struct context *ctx = s->ctx;
    struct core_spec spec = { ctx->set, ctx->charter, ctx->clock, true, true };
    bool on_trial = s->on_trial;
    enum verdict v = core_open(&spec, &core, why);

    if (on_trial)
        judge(s, v == VERDICT_DONE, why);
    *ret_reload = on_trial && v != VERDICT_DONE;
    if (v != VERDICT_DONE)
        return *ret_reload ? VERDICT_DONE : v;
    v = run_until_told(core, ctx, ret_reload, why);
    core = core_close(core);
    if (v == VERDICT_DONE && *ret_reload)
        reread(s);
    return v;
}

int cmd_run(struct context *ctx)
{
    CLEANUP(service_release) struct service s = { .ctx = ctx };
    const struct settings *set = ctx->set;
    const struct charter *charter = ctx->charter;
    bool again = true;
    struct reason why;
    enum verdict v = run_hold_signals(&why);

    while (v == VERDICT_DONE && again)
        v = serve(&s, &again, &why);
    ctx->set = set;
    ctx->charter = charter;
    return v == VERDICT_DONE ? EX_OK : context_refuse(ctx, &why);
}

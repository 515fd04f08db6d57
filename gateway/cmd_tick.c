#include <sysexits.h>

#include "core.h"
#include "delivery.h"
#include "verbs.h"

/* In the running core, or on a core opened for this one command. */
static int with_core(struct context *ctx, bool sends,
                     enum verdict (*act)(struct core *c, struct reason *why))
{
    CLEANUP(core_drop) struct core *own = NULL;
    struct core_spec spec = { ctx->set, ctx->charter, ctx->clock, sends };
    struct core *core = ctx->core;
    struct clock before;
    struct reason why;
    enum verdict v;

    if (!core) {
        v = core_open(&spec, &own, &why);
        if (v != VERDICT_DONE)
            return context_refuse(ctx, &why);
        core = own;
    }
    before = core->clock;
    core->clock = ctx->clock;
    v = act(core, &why);
    core->clock = before;
    return v == VERDICT_DONE ? EX_OK : context_refuse(ctx, &why);
}

int cmd_tick(struct context *ctx)
{
    return with_core(ctx, false, core_pass);
}

static enum verdict deliver(struct core *c, struct reason *why)
{
    /* A running core is on its way already; its own loop goes on. */
    return delivery_drain(c, why);
}

int cmd_deliver(struct context *ctx)
{
    return with_core(ctx, true, deliver);
}

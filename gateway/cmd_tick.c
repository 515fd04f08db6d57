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

/* A running core must not wait for servers while a client does: it begins what
 * is due, and its own loop goes on. */
static enum verdict begin(struct core *c, struct reason *why)
{
    bool more = false;

    return delivery_step(c, &more, why);
}

int cmd_deliver(struct context *ctx)
{
    return with_core(ctx, true, ctx->core ? begin : delivery_drain);
}

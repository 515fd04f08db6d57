#include <sysexits.h>

#include "convoke/base/moment.h"
#include "core.h"
#include "delivery.h"
#include "timekeeper.h"
#include "verbs.h"

/* What came in is safe, the rest waits. */
static int gate_is_closed(const struct context *ctx,
                          const struct clock_watch *watch)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);

    timekeeper_tell(watch, ctx->chinese, &words);
    context_fail(ctx, "时钟%s。%s", "the clock is %s. %s", text_str(&words),
                 timekeeper_advice(watch, ctx->chinese));
    return EX_TEMPFAIL;
}

/* In the running core, or on a core opened for this one command. */
static int with_core(struct context *ctx, bool sends,
                     enum verdict (*act)(struct core *c, struct reason *why))
{
    CLEANUP(core_drop) struct core *own = NULL;
    struct core_spec spec = { ctx->set, ctx->charter, ctx->clock, sends,
                              false };
    struct core *core = ctx->core;
    struct clock before;
    struct reason why;
    enum verdict v;
    bool open;

    if (!core) {
        v = core_open(&spec, &own, &why);
        if (v != VERDICT_DONE)
            return context_refuse(ctx, &why);
        core = own;
    }
    before = core->clock;
    if (ctx->now_fixed != MOMENT_NONE)
        core->clock = ctx->clock;
    v = act(core, &why);
    open = core_may_act(core);
    core->clock = before;
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    return open ? EX_OK : gate_is_closed(ctx, &core->watch);
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

#include "desk_here.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/workdays_known.h"
#include "core.h"

void desk_here_release(struct desk_here *here)
{
    assert(here);
    here->catalog = catalog_close(here->catalog);
    arena_release(&here->arena);
}

static enum verdict open_own(const struct context *ctx, bool words,
                             struct desk_here *here, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    core_desk_settings(ctx->set, ctx->charter, &here->arena, &here->set);
    if (words)
        v = core_open_catalog(ctx->set, &here->catalog, why);
    if (v != VERDICT_DONE)
        return v;
    here->desk = (struct desk){ .store = ctx->store,
                                .catalog = here->catalog,
                                .set = &here->set,
                                .polled_at = MOMENT_NONE };
    return desk_open(&here->desk, &here->arena, why);
}

enum verdict desk_here_open(const struct context *ctx, bool words,
                            struct desk_here *ret, struct reason *why)
{
    const struct core *core = ctx->core;
    enum verdict v = VERDICT_DONE;

    assert(ret);
    *ret = (struct desk_here){ .arena = ARENA_INIT(WORKDAYS_KNOWN_ARENA) };
    if (core)
        ret->desk = core->desk;
    else
        v = open_own(ctx, words, ret, why);
    if (v != VERDICT_DONE) {
        desk_here_release(ret);
        return v;
    }
    ret->desk.post = NULL;
    ret->desk.clock = &ctx->clock;
    return v;
}

#include <sysexits.h>

#include "convoke/base/moment.h"
#include "convoke/desk/digest.h"
#include "core.h"
#include "verbs.h"

enum { DIGEST_ARENA = 64 * 1024 * 1024 };

static enum verdict print(struct context *ctx, struct digest *dg,
                          struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct rendered words;
    enum verdict v;

    if (ctx->output != TABLE_PEOPLE) {
        t = digest_table(dg);
        context_print_table(ctx, t);
        return VERDICT_DONE;
    }
    v = digest_show(dg, &words, why);
    if (v != VERDICT_DONE)
        return v;
    if (context_option(ctx, "html"))
        text_add(&line, words.html);
    else
        text_addf(&line, "Subject: " SPAN_FMT "\n\n" SPAN_FMT,
                  SPAN_ARG(words.subject), SPAN_ARG(words.text));
    context_print(ctx, text_span(&line));
    return VERDICT_DONE;
}

static enum verdict show(struct context *ctx, struct core *core,
                         struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DIGEST_ARENA);
    struct digest *dg = NULL;
    enum verdict v = digest_make(&core->desk, &arena, &dg, why);

    return v == VERDICT_DONE ? print(ctx, dg, why) : v;
}

static enum verdict send(struct context *ctx, struct core *core,
                         struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DIGEST_ARENA);
    char at[MOMENT_TEXT];
    int64_t before = MOMENT_NONE;
    enum verdict v = store_begin(core->store, why);

    if (v == VERDICT_DONE)
        v = digest_send_now(&core->desk, &arena, &before, why);
    if (v == VERDICT_DONE)
        v = store_commit(core->store, why);
    if (v != VERDICT_DONE) {
        store_rollback(core->store);
        return v;
    }
    if (before == MOMENT_NONE)
        context_say(ctx, "日报已入队", "the digest is queued");
    else
        context_say(ctx, "今天的日报已于 %s 发出，不再重发",
                    "today's digest left at %s; it is not sent again",
                    moment_print_short(before, at));
    return VERDICT_DONE;
}

/* In the running core, or on a core opened for this one command. */
int cmd_digest(struct context *ctx)
{
    CLEANUP(core_drop) struct core *own = NULL;
    struct core_spec spec = { ctx->set, ctx->charter, ctx->clock, false,
                              false };
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
    v = context_option(ctx, "send") ? send(ctx, core, &why)
                                    : show(ctx, core, &why);
    core->clock = before;
    return v == VERDICT_DONE ? EX_OK : context_refuse(ctx, &why);
}

#include <fcntl.h>
#include <sysexits.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/step.h"
#include "core.h"
#include "settings.h"
#include "source_imap.h"
#include "verbs.h"

/* What a mail system's pipe understands: 0 accepted and durable, 75 try
 * again, 65 never. Everything else would make it return the mail to its
 * sender, for trouble of ours. */
static int code_of(enum verdict v)
{
    return v == VERDICT_BROKEN ? EX_TEMPFAIL : verdict_exit(v);
}

/* A message over the limit gets 65 and nothing of it is kept: the mail system
 * that called returns it to its sender with our reason, and a second answer,
 * by us, would be one too many. What a source of ours holds (receive_source)
 * nobody returns, so that is kept as a remnant and answered (oversize.h). */
static enum verdict receive_fd(struct context *ctx, struct spool *sp, int fd,
                               struct reason *why)
{
    char sha[HASH_HEX];
    enum verdict v = ingest_copy(sp, fd, clock_now(&ctx->clock), sha, why);

    if (v == VERDICT_DONE)
        v = spool_commit(sp, why);
    step("receive.durable");
    if (v == VERDICT_DONE)
        fprintf(ctx->out, "%s\n", sha);
    return v;
}

static enum verdict receive_file(struct context *ctx, struct spool *sp,
                                 const char *name, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    enum verdict v = context_open(ctx, name, &fd, why);

    return v == VERDICT_DONE ? receive_fd(ctx, sp, fd, why) : v;
}

/* Once through the configured source. */
static int receive_source(struct context *ctx, struct spool *sp)
{
    struct core part = { .set = ctx->set, .clock = ctx->clock, .spool = sp };
    struct reason why;
    size_t n = 0;

    if (ctx->set->source.kind == SOURCE_IMAP &&
        source_imap_once(&part, &n, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    for (size_t some = 1; some > 0; n += some)
        if (core_take_in(&part, &some, &why) != VERDICT_DONE)
            return context_refuse(ctx, &why);
    context_say(ctx, "收下 %zu 封", "%zu taken in", n);
    return EX_OK;
}

/* Needs no database: whoever decides finds the message in the spool. */
int cmd_receive(struct context *ctx)
{
    CLEANUP(spool_drop) struct spool *sp = NULL;
    struct spool_settings set = {
        .most = (uint64_t)ctx->set->limits.message,
    };
    struct reason why;
    int worst = EX_OK;
    enum verdict v = file_make_folder(ctx->set->state, &why);

    if (v == VERDICT_DONE)
        v = spool_open(ctx->set->state, &set, &sp, &why);
    if (v != VERDICT_DONE) {
        context_refuse(ctx, &why);
        return EX_TEMPFAIL;
    }
    if (context_option(ctx, "source"))
        return receive_source(ctx, sp);
    if (ctx->argc == 0) {
        v = receive_fd(ctx, sp, ctx->input, &why);
        if (v != VERDICT_DONE)
            context_refuse(ctx, &why);
        return code_of(v);
    }
    for (int i = 0; i < ctx->argc; i++) {
        v = receive_file(ctx, sp, ctx->argv[i], &why);
        if (v == VERDICT_DONE)
            continue;
        context_fail(ctx, "%s: %s", "%s: %s", ctx->argv[i], why.text);
        if (worst == EX_OK)
            worst = code_of(v);
    }
    return worst;
}

#include <sysexits.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "import.h"
#include "nearest.h"
#include "verbs.h"

struct import_kind {
    const char *name;
    int (*function)(struct import *im);
};

static const struct import_kind kinds[] = {
    { "attendance", import_attendance },
    { "register", import_register },
    { "workdays", import_workdays },
    { "dues", import_dues },
};

static int unknown_kind(const struct context *ctx)
{
    struct nearest near = nearest_to(span_str(ctx->argv[0]));

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        nearest_try(&near, span_str(kinds[i].name));
    if (near.best.n)
        context_fail(ctx, "不能导入 %s，您是不是想写 " SPAN_FMT "？",
                     "cannot import %s; did you mean " SPAN_FMT "?",
                     ctx->argv[0], SPAN_ARG(near.best));
    else
        context_fail(
            ctx, "不能导入 %s，可导入: attendance register workdays dues",
            "cannot import %s; kinds: attendance register workdays dues",
            ctx->argv[0]);
    return EX_USAGE;
}

static int read_and_run(struct context *ctx, const struct import_kind *kind)
{
    CLEANUP(file_drop) int fd = -1;
    CLEANUP(text_release) struct text bytes = TEXT_INIT(IMPORT_MAX_FILE);
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(IMPORT_ARENA);
    struct import im = { .ctx = ctx, .arena = &arena, .file = ctx->argv[1] };
    struct reason why;

    if (context_open(ctx, ctx->argv[1], &fd, &why) != VERDICT_DONE) {
        context_fail(ctx, "%s", "%s", why.text);
        return EX_NOINPUT;
    }
    if (file_read_fd(fd, &bytes, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    im.bytes = text_span(&bytes);
    im.dry = context_option(ctx, "dry-run") != NULL;
    return kind->function(&im);
}

int cmd_import(struct context *ctx)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, ctx->argv[0]) == 0)
            return read_and_run(ctx, &kinds[i]);
    return unknown_kind(ctx);
}

#include "context.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#include "convoke/base/text.h"

const char *context_option(const struct context *ctx, const char *name)
{
    assert(ctx);
    for (size_t i = ctx->options_n; i > 0; i--)
        if (strcmp(ctx->options[i - 1].name, name) == 0)
            return ctx->options[i - 1].value ? ctx->options[i - 1].value : "";
    return NULL;
}

void context_say(const struct context *ctx, const char *zh, const char *en, ...)
{
    va_list ap;

    assert(ctx);
    if (ctx->verbosity < 0)
        return;
    va_start(ap, en);
    vfprintf(ctx->err, ctx->chinese ? zh : en, ap);
    va_end(ap);
    fputc('\n', ctx->err);
}

void context_fail(const struct context *ctx, const char *zh, const char *en,
                  ...)
{
    va_list ap;

    assert(ctx);
    fputs(ctx->colour ? "\033[1;31mconvoke:\033[0m " : "convoke: ", ctx->err);
    va_start(ap, en);
    vfprintf(ctx->err, ctx->chinese ? zh : en, ap);
    va_end(ap);
    fputc('\n', ctx->err);
}

int context_refuse(const struct context *ctx, const struct reason *why)
{
    assert(why);
    context_fail(ctx, "%s（%s）", "%s (%s)", why->text, why->site);
    return verdict_exit(why->verdict);
}

void context_print(const struct context *ctx, struct span text)
{
    assert(ctx);
    if (text.n)
        fwrite(text.p, 1, text.n, ctx->out);
}

void context_print_table(const struct context *ctx, const struct table *t)
{
    CLEANUP(text_release) struct text printed = TEXT_INIT(TEXT_MAX_OUTPUT);

    assert(ctx);
    table_print(t, ctx->output, ctx->chinese, ctx->width, &printed);
    context_print(ctx, text_span(&printed));
}

enum verdict context_open(const struct context *ctx, const char *name,
                          int *ret_fd, struct reason *why)
{
    int fd = -1;

    assert(ctx);
    assert(name);
    assert(ret_fd);
    if (strcmp(name, "-") == 0)
        fd = fcntl(ctx->input, F_DUPFD_CLOEXEC, 3);
    for (size_t i = 0; i < ctx->files_n && fd < 0; i++)
        if (strcmp(ctx->files[i].name, name) == 0)
            fd = fcntl(ctx->files[i].fd, F_DUPFD_CLOEXEC, 3);
    /* In the core a path of the client's would be looked up with the core's
     * rights and from the core's folder. */
    if (fd < 0 && ctx->remote)
        return reason_set(why, VERDICT_NEVER, "context.open",
                          "the client did not hand over %s", name);
    if (fd < 0)
        fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_NEVER, "context.open", name);
    *ret_fd = fd;
    return VERDICT_DONE;
}

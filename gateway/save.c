#include "save.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "access.h"
#include "convoke/base/file.h"

/* Names and addresses of people stand in what is saved. */
enum { SAVE_MODE = 0600 };

/* What is there already keeps its mode; a device or a pipe would be replaced
 * by a file. */
static bool may_replace(const struct context *ctx, const char *path,
                        mode_t *ret_mode)
{
    struct stat st;

    *ret_mode = SAVE_MODE;
    if (lstat(path, &st) != 0) {
        if (errno == ENOENT)
            return true;
        context_fail(ctx, "%s: %s", "%s: %s", path, strerror(errno));
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        context_fail(ctx, "%s 不是普通文件", "%s is no regular file", path);
        return false;
    }
    *ret_mode = st.st_mode & 0777;
    return true;
}

static int keep(const struct context *ctx, const char *path, mode_t mode,
                struct span bytes)
{
    struct reason why;

    if (file_replace(path, bytes, mode, &why) == VERDICT_DONE)
        return EX_OK;
    context_fail(ctx, "写不了 %s: %s", "cannot write %s: %s", path, why.text);
    return EX_CANTCREAT;
}

int save_run(struct context *ctx, const struct verb *verb, int argc,
             char **argv)
{
    const char *path;
    FILE *person = ctx->out;
    char *bytes = NULL;
    size_t n = 0;
    mode_t mode;
    int code;

    assert(verb->needs & NEED_SAVE);
    assert(ctx->argc > 0);
    path = ctx->argv[ctx->argc - 1];
    if (strcmp(path, "-") == 0)
        return access_run(ctx, verb, argc, argv);
    if (!may_replace(ctx, path, &mode))
        return EX_CANTCREAT;
    ctx->out = open_memstream(&bytes, &n);
    if (ctx->out) {
        code = access_run(ctx, verb, argc, argv);
        if (fclose(ctx->out) != 0 && code == EX_OK)
            code = EX_OSERR;
        if (code == EX_OK)
            code = keep(ctx, path, mode, span_of(bytes, n));
    } else {
        code = EX_OSERR;
    }
    ctx->out = person;
    free(bytes);
    return code;
}

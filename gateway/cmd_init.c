#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sysexits.h>

#include "convoke/base/file.h"
#include "embedded.h"
#include "settings.h"
#include "verbs.h"

/* Absent counts as empty. */
static bool folder_is_empty(const char *path, int *ret_errno)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    bool empty = true;

    *ret_errno = 0;
    if (!folder) {
        *ret_errno = errno == ENOENT ? 0 : errno;
        return errno == ENOENT;
    }
    while (empty && (entry = readdir(folder)))
        empty =
            strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(folder);
    return empty;
}

/* Last, so that a folder with a configuration is a whole one. */
static enum verdict write_sample(const char *at, struct reason *why)
{
    CLEANUP(text_release) struct text sample = TEXT_INIT(TEXT_MAX_LETTER);
    char path[PATH_MAX];

    settings_sample(&sample);
    file_join(path, at, "convoke.conf");
    return file_replace(path, text_span(&sample), 0644, why);
}

int cmd_init(struct context *ctx)
{
    const char *at = ctx->argv[0];
    struct reason why;
    int error;

    if (!folder_is_empty(at, &error)) {
        if (error)
            context_fail(ctx, "打不开 %s: %s", "cannot open %s: %s", at,
                         strerror(error));
        else
            context_fail(ctx, "%s 不是空目录，什么也没有改动",
                         "%s is not empty; nothing was changed", at);
        return EX_CANTCREAT;
    }
    if (embedded_make(at, &why) != VERDICT_DONE ||
        write_sample(at, &why) != VERDICT_DONE) {
        context_fail(ctx, "写不了 %s: %s", "cannot write %s: %s", at, why.text);
        return EX_CANTCREAT;
    }
    context_say(ctx,
                "写好了 %s/convoke.conf 和 charter.conf。接下来:\n"
                "  cd %s\n  convoke check\n  convoke run",
                "wrote %s/convoke.conf and charter.conf. Next:\n"
                "  cd %s\n  convoke check\n  convoke run",
                at, at);
    return EX_OK;
}

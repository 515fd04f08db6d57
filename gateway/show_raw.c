#include "show_raw.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"
#include "settings.h"
#include "spool.h"

enum { RAW_ARENA = 64 * 1024 * 1024 };

/* Piece by piece: a mail may be larger than the process should become. */
static enum verdict copy(const struct context *ctx, int fd, struct reason *why)
{
    char buf[64 * 1024];
    ssize_t n;

    for (;;) {
        n = read(fd, buf, sizeof(buf));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        context_print(ctx, span_of(buf, (size_t)n));
    }
    if (n < 0)
        return reason_from_errno(why, VERDICT_LATER, "show.raw", "read");
    return VERDICT_DONE;
}

static enum verdict message_raw(struct context *ctx, int64_t id,
                                struct arena *arena, struct reason *why)
{
    CLEANUP(spool_drop) struct spool *sp = NULL;
    CLEANUP(file_drop) int fd = -1;
    const struct spool_settings set = { .any_disk = true };
    struct message m;
    enum verdict v = message_get(ctx->store, id, arena, &m, why);

    if (v == VERDICT_DONE)
        v = spool_open(ctx->set->state, &set, &sp, why);
    if (v == VERDICT_DONE)
        v = spool_fd(sp, arena_str(arena, m.sha256), &fd, why);
    return v == VERDICT_DONE ? copy(ctx, fd, why) : v;
}

static enum verdict outbox_raw(struct context *ctx, int64_t id,
                               struct arena *arena, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    struct span bytes;
    struct span file;
    char path[PATH_MAX];
    bool found = false;
    int n;
    enum verdict v =
        outbox_bytes(ctx->store, id, arena, &bytes, &file, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return reason_set(why, VERDICT_NEVER, "show.raw",
                          "there is no outbox:%lld", (long long)id);
    context_print(ctx, bytes);
    if (bytes.n)
        return VERDICT_DONE;
    n = snprintf(path, sizeof(path), "%s/outgoing/" SPAN_FMT, ctx->set->state,
                 SPAN_ARG(file));
    if (n < 0 || n >= (int)sizeof(path))
        return reason_set(why, VERDICT_NEVER, "show.raw", "path too long");
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_NEVER, "show.raw", path);
    return copy(ctx, fd, why);
}

int show_raw(struct context *ctx, const struct object *o)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(RAW_ARENA);
    struct reason why;
    enum verdict v;

    assert(ctx);
    assert(o);
    if (o->kind != OBJECT_MESSAGE && o->kind != OBJECT_OUTBOX) {
        context_fail(ctx, "--raw 只用于 message:编号 和 outbox:编号",
                     "--raw is for message:ID and outbox:ID");
        return EX_USAGE;
    }
    v = o->kind == OBJECT_MESSAGE ? message_raw(ctx, o->number, &arena, &why)
                                  : outbox_raw(ctx, o->number, &arena, &why);
    return v == VERDICT_DONE ? EX_OK : context_refuse(ctx, &why);
}

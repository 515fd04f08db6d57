#include "access.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/store/store.h"
#include "settings.h"
#include "state.h"
#include "timekeeper.h"

/* Another short command gives the state up again soon; a second `run` must
 * give up within two seconds. */
enum { ACCESS_PATIENCE_MS = 5000, ACCESS_ALONE_MS = 1000, ACCESS_NAP_MS = 30 };

static void nap(void)
{
    const struct timespec t = { .tv_nsec = ACCESS_NAP_MS * 1000000L };

    nanosleep(&t, NULL);
}

static int run_here(struct context *ctx, const struct verb *verb)
{
    CLEANUP(store_drop) struct store *store = NULL;
    struct clock before = ctx->clock;
    struct clock_watch watch;
    char path[PATH_MAX];
    struct reason why;
    int code;

    /* Readers and senders are forked before the database is open. */
    if (verb->needs & NEED_CORE)
        return verb->function(ctx);
    if (!file_join(path, ctx->set->state, "convoke.db")) {
        context_fail(ctx, "状态目录的路径太长", "the state's path is too long");
        return EX_CONFIG;
    }
    if (store_open(path, &store, &why) != VERDICT_DONE ||
        timekeeper_open(store, &watch, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    ctx->store = store;
    if (ctx->now_fixed == MOMENT_NONE)
        ctx->clock = clock_watched(&watch);
    code = verb->function(ctx);
    ctx->clock = before;
    ctx->store = NULL;
    return code;
}

struct handed {
    struct context_file files[CONTEXT_MAX_FILES];
    size_t files_n;
    int input; /* owned, -1 none */
};

static void handed_release(struct handed *h)
{
    for (size_t i = 0; i < h->files_n; i++)
        close(h->files[i].fd);
    file_drop(&h->input);
}

/* The core never waits for a pipe or a person: what is no regular file is
 * read to its end here first. */
static bool hand_input(struct handed *h, int from)
{
    char buf[64 * 1024];
    struct stat st;
    struct reason why;
    ssize_t n;

    if (fstat(from, &st) == 0 && S_ISREG(st.st_mode)) {
        h->input = fcntl(from, F_DUPFD_CLOEXEC, 3);
        return h->input >= 0;
    }
    h->input = memfd_create("input", MFD_CLOEXEC);
    if (h->input < 0)
        return false;
    for (;;) {
        n = read(from, buf, sizeof(buf));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        if (file_write_all(h->input, span_of(buf, (size_t)n), &why) !=
            VERDICT_DONE)
            return false;
    }
    lseek(h->input, 0, SEEK_SET);
    return n == 0;
}

static int hand_file(const struct context *ctx, struct handed *h,
                     const char *name)
{
    struct reason why;
    int fd;

    if (h->files_n == CONTEXT_MAX_FILES) {
        context_fail(ctx, "一次最多 %d 个文件", "at most %d files at once",
                     CONTEXT_MAX_FILES);
        return EX_USAGE;
    }
    if (context_open(ctx, name, &fd, &why) != VERDICT_DONE) {
        context_fail(ctx, "%s", "%s", why.text);
        return EX_NOINPUT;
    }
    h->files[h->files_n++] = (struct context_file){ name, fd };
    return EX_OK;
}

static int hand_over(const struct context *ctx, const struct verb *verb,
                     struct handed *h)
{
    bool wants_input = (verb->needs & NEED_INPUT) && ctx->argc == 0;

    h->input = -1;
    for (int i = verb->first_file; i >= 0 && i < ctx->argc; i++) {
        int code;
        if (strcmp(ctx->argv[i], "-") == 0) {
            wants_input = true;
            continue;
        }
        code = hand_file(ctx, h, ctx->argv[i]);
        if (code != EX_OK)
            return code;
    }
    if (wants_input && !hand_input(h, ctx->input)) {
        context_fail(ctx, "读不了标准输入", "cannot read standard input");
        return EX_IOERR;
    }
    return EX_OK;
}

struct attempt {
    struct context *ctx;
    const struct verb *verb;
    int argc;
    char **argv;
    struct handed handed;
    bool handed_over;
};

/* VERDICT_LATER: try again while there is patience. */
static enum verdict try_core(struct attempt *a, int *ret_code,
                             struct reason *why)
{
    struct control_call call = { .ctx = a->ctx,
                                 .argc = a->argc,
                                 .argv = a->argv };
    bool asked = false;
    enum verdict v;

    if (!a->handed_over) {
        *ret_code = hand_over(a->ctx, a->verb, &a->handed);
        if (*ret_code != EX_OK)
            return VERDICT_DONE;
        a->handed_over = true;
    }
    call.files = a->handed.files;
    call.files_n = a->handed.files_n;
    call.input = a->handed.input;
    v = control_call(a->ctx->set->state, &call, ret_code, &asked, why);
    if (v == VERDICT_DONE || !asked)
        return v;
    context_fail(a->ctx,
                 "运行中的 convoke 没有答复就退出了，命令是否已执行不能确定",
                 "the running convoke ended before it answered; whether the "
                 "command was carried out is not known");
    *ret_code = EX_TEMPFAIL;
    return VERDICT_DONE;
}

static enum verdict try_once(struct attempt *a, int *ret_code,
                             struct reason *why)
{
    CLEANUP(file_drop) int lock = -1;
    enum verdict v = state_lock(a->ctx->set->state, &lock, why);

    if (v == VERDICT_DONE) {
        *ret_code = run_here(a->ctx, a->verb);
        return VERDICT_DONE;
    }
    if (v == VERDICT_LATER && (a->verb->needs & NEED_STORE)) {
        struct reason other = *why;
        v = try_core(a, ret_code, &other);
        if (v == VERDICT_NEVER || v == VERDICT_BROKEN)
            *why = other;
    }
    return v;
}

int access_run(struct context *ctx, const struct verb *verb, int argc,
               char **argv)
{
    struct attempt a = { ctx, verb, argc, argv, { .input = -1 }, false };
    int64_t until =
        clock_ticks() +
        (verb->needs & NEED_STORE ? ACCESS_PATIENCE_MS : ACCESS_ALONE_MS);
    struct reason why;
    int code = EX_TEMPFAIL;
    enum verdict v;

    assert(ctx);
    assert(ctx->set);
    v = file_make_folder(ctx->set->state, &why);
    while (v == VERDICT_DONE) {
        v = try_once(&a, &code, &why);
        if (v != VERDICT_LATER || clock_ticks() >= until)
            break;
        v = VERDICT_DONE;
        nap();
    }
    handed_release(&a.handed);
    return v == VERDICT_DONE ? code : context_refuse(ctx, &why);
}

int access_read(struct context *ctx, const struct verb *verb, int argc,
                char **argv, char **ret_bytes, size_t *ret_n)
{
    FILE *person = ctx->out;
    int code = EX_OSERR;

    assert(ret_bytes && ret_n);
    ctx->out = open_memstream(ret_bytes, ret_n);
    if (ctx->out) {
        code = access_run(ctx, verb, argc, argv);
        if (fclose(ctx->out) != 0 && code == EX_OK)
            code = EX_OSERR;
    }
    ctx->out = person;
    return code;
}

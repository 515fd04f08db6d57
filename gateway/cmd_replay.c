#include <limits.h>
#include <sysexits.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/mail/maildir.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"
#include "rehearsal.h"
#include "verbs.h"

enum { REPLAY_ARENA = 64 * 1024 * 1024 };

/* A play may tell thousands of people of meetings that never were: it runs only
 * where nothing has happened yet and nothing can leave the machine. */
static int refuse_transport(const struct context *ctx)
{
    if (ctx->set->transport.kind == TRANSPORT_MAILDIR)
        return EX_OK;
    context_fail(
        ctx,
        "回放会真的“发信”，只能用在 transport.kind = \"maildir\" 的配置"
        "上；本配置是 smtp，未做任何事",
        "a replay really sends: it runs only with transport.kind = "
        "\"maildir\"; this configuration sends by smtp, nothing was "
        "done");
    return EX_CONFIG;
}

static int refuse_used(const struct context *ctx, const char *zh,
                       const char *en)
{
    context_fail(ctx,
                 "回放只能用在空的状态上，%s；请用 convoke init "
                 "新建一个并导入名册，未做任何事",
                 "a replay runs only on a fresh state, and %s; make one with "
                 "convoke init and import the register, nothing was done",
                 ctx->chinese ? zh : en);
    return EX_DATAERR;
}

static enum verdict has_rows(struct store *st, struct arena *arena, bool *ret,
                             struct reason *why)
{
    struct outbox_line line;
    struct span sha;
    int64_t id = 0;
    enum verdict v = message_after(st, 0, arena, &id, &sha, why);

    *ret = false;
    if (v == VERDICT_DONE)
        v = outbox_next(st, 0, arena, &line, ret, why);
    *ret = *ret || id != 0;
    return v;
}

/* Looked at before a core is opened: opening one already goes on with what was
 * begun. */
static int refuse_history(const struct context *ctx, struct arena *arena)
{
    CLEANUP(store_drop) struct store *st = NULL;
    maildir_names names = { 0 };
    char path[PATH_MAX];
    struct reason why;
    bool used = false;

    if (!file_join(path, ctx->set->state, "convoke.db"))
        return EX_CONFIG;
    if (store_open(path, &st, &why) != VERDICT_DONE ||
        has_rows(st, arena, &used, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (used)
        return refuse_used(ctx, "这个状态里已有来件或发件",
                           "this one has messages or mails");
    if (maildir_list(ctx->set->source.path, arena, &names, &why) !=
        VERDICT_DONE)
        return context_refuse(ctx, &why);
    if (names.n)
        return refuse_used(ctx, "来信文件夹里有邮件等待处理",
                           "mail waits in its source");
    return EX_OK;
}

struct replay {
    struct context *ctx;
    struct arena arena;
    rehearsal_scenes scenes;
    int64_t start, until;
};

static int read_scenes(struct replay *p)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct reason why;

    if (rehearsal_read(p->ctx->argv[0], &p->arena, &p->scenes, &told, &why) ==
        VERDICT_DONE)
        return EX_OK;
    fputs(text_str(&told), p->ctx->err);
    context_refuse(p->ctx, &why);
    return told.n ? EX_DATAERR : EX_NOINPUT;
}

/* From --now or the first message, to --until or the last. */
static int read_times(struct replay *p)
{
    const char *until = context_option(p->ctx, "until");
    char at[MOMENT_TEXT];

    p->start = p->scenes.at[0].at;
    p->until = p->scenes.at[p->scenes.n - 1].at;
    if (p->ctx->now_fixed != MOMENT_NONE)
        p->start = p->ctx->now_fixed;
    if (until && !moment_parse(span_str(until), &p->until)) {
        context_fail(p->ctx, "--until %s 不是时间", "--until %s is no time",
                     until);
        return EX_USAGE;
    }
    if (p->start <= p->scenes.at[0].at)
        return EX_OK;
    context_fail(p->ctx, "--now 晚于第一封邮件（%s）",
                 "--now is later than the first message (%s)",
                 moment_print_short(p->scenes.at[0].at, at));
    return EX_USAGE;
}

static enum verdict play(struct replay *p, struct reason *why)
{
    CLEANUP(core_drop) struct core *core = NULL;
    struct context *ctx = p->ctx;
    struct core_spec spec = { ctx->set, ctx->charter, clock_fixed(p->start),
                              true, false };
    struct rehearsal r = { .source = ctx->set->source.path,
                           .timeline = { .ctx = ctx } };
    enum verdict v = core_open(&spec, &core, why);

    if (v != VERDICT_DONE)
        return v;
    r.core = core;
    v = rehearsal_play(&r, &p->scenes, p->until, why);
    context_say(ctx, "来件 %zu 封，发出 %zu 封；--until 之后还有 %zu 封未放",
                "%zu messages in, %zu mails out; %zu messages lie behind "
                "--until",
                r.timeline.in, r.timeline.out, p->scenes.n - r.put);
    return v;
}

static int replay(struct replay *p)
{
    struct reason why;
    int code = refuse_transport(p->ctx);

    if (code == EX_OK)
        code = read_scenes(p);
    if (code == EX_OK)
        code = read_times(p);
    if (code == EX_OK)
        code = refuse_history(p->ctx, &p->arena);
    if (code != EX_OK)
        return code;
    /* What the lines say is not said a second time in the log. */
    log_set_level(LOG_ERROR);
    if (play(p, &why) != VERDICT_DONE)
        return context_refuse(p->ctx, &why);
    return EX_OK;
}

int cmd_replay(struct context *ctx)
{
    struct replay p = { .ctx = ctx, .arena = ARENA_INIT(REPLAY_ARENA) };
    int code = replay(&p);

    arena_release(&p.arena);
    return code;
}

#include <limits.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "config.h"
#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/desk/digest.h"
#include "convoke/store/listing.h"
#include "embedded.h"
#include "rehearsal.h"
#include "templates_folder.h"
#include "verbs.h"

enum { DEMO_ARENA = 64 * 1024 * 1024 };

/* The play: a register, a configuration and message files below
 * templates/demo, acted by the real program in a throw-away state. */

static enum verdict copy(const char *from_folder, const char *to_folder,
                         const char *name, struct reason *why)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_LETTER);
    char from[PATH_MAX];
    char to[PATH_MAX];
    enum verdict v;

    if (!file_join(from, from_folder, name) || !file_join(to, to_folder, name))
        return reason_set(why, VERDICT_NEVER, "demo.copy", "path too long");
    v = file_read(from, &bytes, why);
    return v == VERDICT_DONE ? file_replace(to, text_span(&bytes), 0600, why)
                             : v;
}

static enum verdict make_state(const char *stage, const char *at,
                               struct reason *why)
{
    enum verdict v = embedded_make(at, why);

    if (v == VERDICT_DONE)
        v = copy(stage, at, "convoke.conf", why);
    return v == VERDICT_DONE ? copy(stage, at, "register.json", why) : v;
}

static enum verdict print_listing(const struct context *ctx, struct core *c,
                                  const char *kind, struct reason *why)
{
    CLEANUP(table_drop) struct table *t = NULL;
    enum verdict v =
        listing_run(c->store, listing_find(span_str(kind)), SPAN_NONE, &t, why);

    if (v != VERDICT_DONE)
        return v;
    fputc('\n', ctx->out);
    context_print_table(ctx, t);
    return v;
}

static enum verdict print_digest(const struct context *ctx, struct core *c,
                                 struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DEMO_ARENA);
    struct digest *dg = NULL;
    struct rendered words;
    enum verdict v = digest_make(&c->desk, &arena, &dg, why);

    if (v == VERDICT_DONE)
        v = digest_show(dg, &words, why);
    if (v == VERDICT_DONE)
        fprintf(ctx->out, "\n" SPAN_FMT "\n\n" SPAN_FMT,
                SPAN_ARG(words.subject), SPAN_ARG(words.text));
    return v;
}

static int64_t play_end(void)
{
    int64_t end = 0;

    moment_parse(SPAN("2026-12-31T18:00"), &end);
    return end;
}

static enum verdict play(struct rehearsal *r, const char *stage,
                         struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DEMO_ARENA);
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    rehearsal_scenes scenes = { 0 };
    enum verdict v = rehearsal_read(stage, &arena, &scenes, &told, why);

    return v == VERDICT_DONE ? rehearsal_play(r, &scenes, play_end(), why) : v;
}

static enum verdict act(struct context *ctx, const char *stage, const char *at,
                        struct core *core, struct reason *why)
{
    struct rehearsal r = { .core = core,
                           .source = core->set->source.path,
                           .timeline = { .ctx = ctx, .few = true } };
    enum verdict v = play(&r, stage, why);

    if (v == VERDICT_DONE)
        v = print_listing(ctx, core, "applications", why);
    if (v == VERDICT_DONE)
        v = print_listing(ctx, core, "memberships", why);
    if (v == VERDICT_DONE)
        v = print_digest(ctx, core, why);
    if (v != VERDICT_DONE)
        return v;
    fprintf(ctx->out,
            ctx->chinese
                ? "\n来件 %zu 封，发出通知 %zu 封。\n"
                  "另有秘书处和联络员的日报 %zu 封，最后一封见上。\n"
                  "收到的原件：%s/state/spool/keep\n"
                  "发出的邮件：%s/mail/out/new（任何邮件程序都能打开）\n"
                  "接着看：convoke -c %s/convoke.conf show APP-2026-001\n"
                : "\n%zu messages in, %zu notices out.\n"
                  "%zu digests to the secretariat and the liaison; the last "
                  "stands above.\n"
                  "received: %s/state/spool/keep\n"
                  "sent: %s/mail/out/new (any mail program opens them)\n"
                  "next: convoke -c %s/convoke.conf show APP-2026-001\n",
            r.timeline.in, r.timeline.out, r.timeline.digests, at, at, at);
    return VERDICT_DONE;
}

/* The groups are known from the end of the play on: it shows applications, and
 * what groups owe each year and quarter is no part of it. */
static int import_stage(struct context *ctx, const char *at)
{
    char file[PATH_MAX];
    char kind[] = "register";
    char *words[] = { kind, file };

    if (!file_join(file, at, "register.json"))
        return EX_SOFTWARE;
    ctx->clock = clock_fixed(play_end());
    ctx->argc = ARRAY_LEN(words);
    ctx->argv = words;
    return cmd_import(ctx);
}

static enum verdict perform(struct context *ctx, const char *stage,
                            const char *at, struct reason *why)
{
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(core_drop) struct core *core = NULL;
    struct core_spec spec;
    char path[PATH_MAX];
    int64_t start = 0;
    enum verdict v = make_state(stage, at, why);

    if (v != VERDICT_DONE)
        return v;
    if (!file_join(path, at, "convoke.conf") ||
        config_load(path, ctx->chinese, false, &config, &told) != VERDICT_DONE)
        return reason_set(why, VERDICT_NEVER, "demo.config", "%s",
                          text_str(&told));
    moment_parse(SPAN("2026-01-01T00:00"), &start);
    log_set_level(LOG_ERROR);
    spec = (struct core_spec){ config.set, config.charter, clock_fixed(start),
                               true };
    v = core_open(&spec, &core, why);
    if (v != VERDICT_DONE)
        return v;
    ctx->store = core->store;
    ctx->set = config.set;
    if (import_stage(ctx, at) != EX_OK)
        v = reason_set(why, VERDICT_NEVER, "demo.register",
                       "the register was not taken in");
    ctx->store = NULL;
    if (v == VERDICT_DONE)
        v = act(ctx, stage, at, core, why);
    ctx->set = NULL;
    return v;
}

int cmd_demo(struct context *ctx)
{
    const struct settings none = { .templates = { "", "" } };
    const char *tmp = getenv("TMPDIR");
    char at[PATH_MAX];
    char stage[PATH_MAX];
    struct reason why;

    if (!file_join(stage, templates_folder(&none), "demo") ||
        !file_join(at, tmp && *tmp ? tmp : "/tmp", "convoke-demo-XXXXXX") ||
        !mkdtemp(at)) {
        context_fail(ctx, "建不了临时目录", "cannot make a temporary folder");
        return EX_CANTCREAT;
    }
    return perform(ctx, stage, at, &why) == VERDICT_DONE
               ? EX_OK
               : context_refuse(ctx, &why);
}

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "chronicle.h"
#include "config.h"
#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/desk/digest.h"
#include "demo_words.h"
#include "embedded.h"
#include "pace.h"
#include "rehearsal.h"
#include "templates_folder.h"
#include "verbs.h"

enum { DEMO_ARENA = 64 * 1024 * 1024, DIGEST_AT = (8 * 60 + 30) * 60 };

/* The play: a register, the dues ledger, a configuration and message files
 * below templates/demo, acted by the real program in a throw-away state. */
struct demo {
    struct context *ctx;  /* borrowed */
    char stage[PATH_MAX]; /* where the play lies */
    char at[PATH_MAX];    /* the state it is acted in */
    struct arena arena;
    rehearsal_scenes scenes;
    struct chronicle chronicle;
    struct pace pace;
    struct rehearsal rehearsal;
    civil_day until;          /* its 24:00 ends the play */
    struct text sample, last; /* digests worth seeing */
};

static volatile sig_atomic_t stopped;

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

static civil_day day_of(int year, int month, int day)
{
    return civil_to_day((struct civil){ year, month, day });
}

/* ---- the stage ---- */

static const char *const properties[] = { "register.json", "dues.csv",
                                          "convoke.conf" };

static enum verdict copy(const struct demo *d, const char *name,
                         struct reason *why)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_LETTER);
    char from[PATH_MAX];
    char to[PATH_MAX];
    enum verdict v;

    if (!file_join(from, d->stage, name) || !file_join(to, d->at, name))
        return reason_set(why, VERDICT_NEVER, "demo.copy", "path too long");
    v = file_read(from, &bytes, why);
    return v == VERDICT_DONE ? file_replace(to, text_span(&bytes), 0600, why)
                             : v;
}

static enum verdict make_state(const struct demo *d, struct reason *why)
{
    enum verdict v = embedded_make(d->at, why);

    for (size_t i = 0; v == VERDICT_DONE && i < ARRAY_LEN(properties); i++)
        v = copy(d, properties[i], why);
    return v;
}

static enum verdict import_one(const struct demo *d, const char *kind,
                               const char *name, struct reason *why)
{
    struct context ctx = *d->ctx;
    char file[PATH_MAX];
    char word[32];
    char *words[] = { word, file };

    snprintf(word, sizeof(word), "%s", kind);
    if (!file_join(file, d->at, name))
        return reason_set(why, VERDICT_NEVER, "demo.import", "path too long");
    ctx.argc = ARRAY_LEN(words);
    ctx.argv = words;
    ctx.verbosity = -1;
    ctx.options_n = 0;
    ctx.output = TABLE_PEOPLE;
    if (cmd_import(&ctx) != EX_OK)
        return reason_set(why, VERDICT_NEVER, "demo.import",
                          "%s was not taken in", name);
    return VERDICT_DONE;
}

/* ---- the play ---- */

static void tell(void *listener, const struct timeline_event *e)
{
    struct demo *d = listener;

    bool told;

    if (d->ctx->output == TABLE_JSON) {
        timeline_print(d->ctx, e);
        return;
    }
    told = chronicle_tells(&d->chronicle, e);
    if (told && civil_of(e->at) != d->pace.day) {
        pace_clear(&d->pace);
        chronicle_flush(&d->chronicle);
        pace_day(&d->pace, civil_of(e->at));
    }
    if (told)
        pace_clear(&d->pace);
    chronicle_tell(&d->chronicle, e);
    if (told)
        pace_show(&d->pace, d->rehearsal.timeline.in);
}

static enum verdict digest_words(struct demo *d, struct text *to,
                                 struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DEMO_ARENA);
    struct digest *dg = NULL;
    struct rendered words;
    enum verdict v = digest_make(&d->rehearsal.core->desk, &arena, &dg, why);

    if (v == VERDICT_DONE)
        v = digest_show(dg, &words, why);
    if (v == VERDICT_DONE)
        text_addf(to, SPAN_FMT "\n\n" SPAN_FMT, SPAN_ARG(words.subject),
                  SPAN_ARG(words.text));
    return v;
}

/* Scenes that lie behind an instant are played by the next call. */
static enum verdict play_until(struct demo *d, int64_t until,
                               struct reason *why)
{
    enum verdict v = rehearsal_play(&d->rehearsal, &d->scenes, until, why);

    while (d->scenes.n && d->scenes.at[0].at <= until) {
        d->scenes.at++;
        d->scenes.n--;
    }
    return v;
}

/* The digest of a morning as it is about to leave: it counts what happened
 * since the one before. */
static enum verdict keep_digest(struct demo *d, civil_day morning,
                                struct text *to, struct reason *why)
{
    enum verdict v = play_until(d, civil_moment(morning, DIGEST_AT) - 1, why);

    return v == VERDICT_DONE && !stopped ? digest_words(d, to, why) : v;
}

/* In April the first flag waits for the secretariat, and much else. */
static enum verdict play(struct demo *d, struct reason *why)
{
    civil_day april = day_of(2026, 4, 9);
    enum verdict v = VERDICT_DONE;

    if (d->until > april)
        v = keep_digest(d, april, &d->sample, why);
    if (v == VERDICT_DONE && !stopped)
        v = keep_digest(d, d->until, &d->last, why);
    if (v == VERDICT_DONE && !stopped)
        v = play_until(d, civil_end(d->until) - 1, why);
    pace_clear(&d->pace);
    chronicle_flush(&d->chronicle);
    return v;
}

/* ---- from beginning to end ---- */

static enum verdict act(struct demo *d, struct reason *why)
{
    const struct timeline *t = &d->rehearsal.timeline;
    const struct demo_words words = { d->ctx, d->chronicle.colour, d->at };
    bool people = d->ctx->output != TABLE_JSON;
    enum verdict v;

    if (people)
        demo_words_begin(&words, d->scenes.n);
    v = play(d, why);
    if (stopped) {
        demo_words_stopped(&words, civil_of(d->rehearsal.core->clock.fixed));
        return VERDICT_DONE;
    }
    if (v != VERDICT_DONE || !people)
        return v;
    v = demo_words_records(&words, d->rehearsal.core->store, why);
    if (v != VERDICT_DONE)
        return v;
    demo_words_digests(&words, text_str(&d->sample), text_str(&d->last));
    demo_words_end(&words,
                   &(struct demo_counts){ t->in, t->out - d->chronicle.digests,
                                          d->chronicle.digests });
    return v;
}

static enum verdict read_scenes(struct demo *d, struct reason *why)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    enum verdict v =
        rehearsal_read(d->stage, &d->arena, &d->scenes, &told, why);

    if (v == VERDICT_DONE)
        d->pace.most = d->scenes.n;
    return v;
}

/* Readers leave the signal to us: they ignore it (zygote.c). */
static void heed_interrupt(void)
{
    const struct sigaction act = { .sa_handler = stop };

    sigaction(SIGINT, &act, NULL);
}

static enum verdict perform(struct demo *d, struct reason *why)
{
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(core_drop) struct core *core = NULL;
    struct core_spec spec;
    char path[PATH_MAX];
    enum verdict v = make_state(d, why);

    if (v == VERDICT_DONE)
        v = read_scenes(d, why);
    if (v != VERDICT_DONE)
        return v;
    if (!file_join(path, d->at, "convoke.conf") ||
        config_load(path, d->ctx->chinese, false, &config, &told) !=
            VERDICT_DONE)
        return reason_set(why, VERDICT_NEVER, "demo.config", "%s",
                          text_str(&told));
    log_set_level(LOG_ERROR);
    file_sync_never();
    d->ctx->clock = clock_fixed(civil_moment(day_of(2026, 1, 1), 0));
    spec = (struct core_spec){ config.set, config.charter, d->ctx->clock, true,
                               false };
    v = core_open(&spec, &core, why);
    if (v != VERDICT_DONE)
        return v;
    heed_interrupt();
    d->ctx->store = core->store;
    d->ctx->set = config.set;
    d->ctx->charter = config.charter;
    d->rehearsal.core = core;
    d->rehearsal.source = config.set->source.path;
    v = store_sync_never(core->store, why);
    if (v == VERDICT_DONE)
        v = import_one(d, "register", "register.json", why);
    if (v == VERDICT_DONE)
        v = import_one(d, "dues", "dues.csv", why);
    if (v == VERDICT_DONE)
        v = act(d, why);
    d->ctx->store = NULL;
    d->ctx->set = NULL;
    d->ctx->charter = NULL;
    return v;
}

static bool read_options(struct demo *d)
{
    const char *pace = context_option(d->ctx, "pace");
    const char *until = context_option(d->ctx, "until");

    if (pace && !pace_parse(span_str(pace), &d->pace.day_ms)) {
        context_fail(d->ctx, "--pace %s：应为 fast 或每天的秒数（不超过60）",
                     "--pace %s: it is fast, or seconds a day, at most 60",
                     pace);
        return false;
    }
    if (!until)
        return true;
    if (civil_parse(span_str(until), &d->until) &&
        d->until >= day_of(2026, 1, 1) && d->until <= day_of(2026, 12, 31))
        return true;
    context_fail(d->ctx, "--until %s：应为2026年的一天，如 2026-06-30",
                 "--until %s: it is a day of 2026, such as 2026-06-30", until);
    return false;
}

static bool is_coloured(const struct context *ctx)
{
    const char *none = getenv("NO_COLOR");

    return isatty(fileno(ctx->out)) && (!none || !*none);
}

int cmd_demo(struct context *ctx)
{
    const struct settings none = { .templates = { "", "" } };
    const char *tmp = getenv("TMPDIR");
    struct reason why;
    struct demo d = {
        .ctx = ctx,
        .arena = ARENA_INIT(DEMO_ARENA),
        .chronicle = CHRONICLE_INIT(ctx, is_coloured(ctx)),
        .pace = { .ctx = ctx,
                  .line = isatty(fileno(ctx->err)) && ctx->verbosity >= 0,
                  .stop = &stopped },
        .until = day_of(2026, 12, 31),
        .sample = TEXT_INIT(TEXT_MAX_NOTICE),
        .last = TEXT_INIT(TEXT_MAX_NOTICE),
    };
    enum verdict v;

    d.rehearsal = (struct rehearsal){
        .timeline = { .ctx = ctx, .tell = tell, .listener = &d },
        .stop = &stopped,
    };
    if (!read_options(&d))
        return EX_USAGE;
    if (!file_join(d.stage, templates_folder(&none), "demo") ||
        !file_join(d.at, tmp && *tmp ? tmp : "/tmp", "convoke-demo-XXXXXX") ||
        !mkdtemp(d.at)) {
        context_fail(ctx, "建不了临时目录", "cannot make a temporary folder");
        return EX_CANTCREAT;
    }
    v = perform(&d, &why);
    chronicle_release(&d.chronicle);
    text_release(&d.sample);
    text_release(&d.last);
    arena_release(&d.arena);
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    return stopped ? 128 + SIGINT : EX_OK;
}

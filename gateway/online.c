#include "online.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "access.h"
#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "trial.h"

static const struct table_column columns[] = {
    { "item", "项目", "item", false },
    { "result", "结果", "result", false },
    { "words", "说明", "words", false },
};

struct online {
    struct context *ctx;
    struct table *table; /* owned */
    const char *section;
    bool bad;
};

static void online_release(struct online *o)
{
    table_drop(&o->table);
}

static void add(struct online *o, struct span item, bool good,
                struct span words)
{
    bool people = o->ctx->output == TABLE_PEOPLE && o->ctx->chinese;

    table_cell(o->table, item);
    table_cell(o->table, span_str(good ? (people ? "正常" : "good")
                                       : (people ? "有误" : "bad")));
    table_cell(o->table, words);
    o->bad = o->bad || !good;
}

static void add_trial(void *ctx, enum trial_end end, struct span words)
{
    struct online *o = ctx;
    CLEANUP(text_release) struct text item = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_HEADER);
    const char *setting = trial_setting(end);

    text_addf(&item, "%s%s%s", o->section, setting[0] ? "." : "", setting);
    text_addf(&line, "%s%s" SPAN_FMT, trial_words(end, o->ctx->chinese),
              !words.n          ? ""
              : o->ctx->chinese ? "："
                                : ": ",
              SPAN_ARG(words));
    add(o, text_span(&item), trial_is_good(end), text_span(&line));
}

static void add_lines(struct online *o, struct span rest)
{
    struct span line;
    struct span result;
    struct span item;

    while (span_line(&rest, &line))
        if (span_cut(&line, '\t', &result) && span_cut(&line, '\t', &item))
            add(o, item, span_eq(result, SPAN("good")), line);
}

/* A check makes no state: it would be root's where root has checked. */
static bool has_state(const struct context *ctx)
{
    char path[PATH_MAX];

    return file_join(path, ctx->set->state, "convoke.db") &&
           access(path, F_OK) == 0;
}

/* Before the first run: the clock as the system has it, the days as shipped. */
static int read_alone(struct context *ctx, char **ret_bytes, size_t *ret_n)
{
    struct clock before = ctx->clock;
    FILE *person = ctx->out;
    struct clock_watch watch;
    int code = EX_OSERR;

    clock_watch_begin(&watch, clock_built(), NULL, clock_ticks());
    if (ctx->now_fixed == MOMENT_NONE)
        ctx->clock = clock_watched(&watch);
    ctx->out = open_memstream(ret_bytes, ret_n);
    if (ctx->out) {
        code = cmd_health(ctx);
        if (fclose(ctx->out) != 0)
            code = EX_OSERR;
    }
    ctx->out = person;
    ctx->clock = before;
    return code;
}

static void add_folder(struct online *o)
{
    const char *state = o->ctx->set->state;
    char words[PATH_MAX];

    if (access(state, R_OK | W_OK | X_OK) == 0)
        snprintf(words, sizeof(words), "%s", state);
    else
        snprintf(words, sizeof(words), "%s: %s", state, strerror(errno));
    add(o, SPAN("state"), access(state, R_OK | W_OK | X_OK) == 0,
        span_str(words));
}

static int add_state(struct online *o)
{
    const struct verb *verb = verb_find(SPAN("health"));
    char now[MOMENT_TEXT];
    char *words[] = { "convoke", "--lang", o->ctx->chinese ? "zh" : "en",
                      "health",  "--now",  now };
    int64_t fixed = o->ctx->now_fixed;
    char *bytes = NULL;
    size_t n = 0;
    int code;

    assert(verb);
    if (fixed != MOMENT_NONE)
        moment_print(fixed, now);
    code = has_state(o->ctx)
               ? access_read(o->ctx, verb, fixed == MOMENT_NONE ? 4 : 6, words,
                             &bytes, &n)
               : read_alone(o->ctx, &bytes, &n);
    if (code == EX_OK)
        add_lines(o, span_of(bytes, n));
    free(bytes);
    return code;
}

int online_check(struct context *ctx)
{
    CLEANUP(online_release)
    struct online o = { .ctx = ctx,
                        .table = table_new(columns, ARRAY_LEN(columns)) };
    int code;

    assert(ctx);
    assert(ctx->set);
    add_folder(&o);
    o.section = "source";
    trial_source(ctx->set, add_trial, &o);
    o.section = "transport";
    trial_transport(ctx->set, add_trial, &o);
    code = add_state(&o);
    context_print_table(ctx, o.table);
    return code == EX_OK && o.bad ? EX_CONFIG : code;
}

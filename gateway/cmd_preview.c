#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/render/slots.h"
#include "convoke/store/meeting.h"
#include "convoke/store/outbox.h"
#include "core.h"
#include "desk_here.h"
#include "nearest.h"
#include "preview.h"
#include "verbs.h"

enum {
    PREVIEW_ARENA = 512 * 1024 * 1024,
    PREVIEW_ONE = 32 * 1024 * 1024,
    PREVIEW_DAYS = 30,
    PREVIEW_MOST_DAYS = 800,
    PREVIEW_AFTER = 15,   /* days behind a meeting that its move may touch */
    PREVIEW_SLACK = 14,   /* a day off may move a mail by as much */
    PREVIEW_MOST = 50000, /* mails */
    PREVIEW_MS = 60 * 1000,
    /* A running service has other things to do. */
    PREVIEW_MOST_REMOTE = 5000,
    PREVIEW_REMOTE_MS = 2000,
};

/* ---- one notice with made-up values ---- */

static int unknown_code(const struct context *ctx, const char *code)
{
    struct nearest near = nearest_to(span_str(code));

    for (size_t i = 0; i < slots_of_notices_n; i++)
        nearest_try(&near, span_str(slots_of_notices[i].code));
    if (near.best.n)
        context_fail(ctx, "没有通知 %s，您是不是想写 " SPAN_FMT "？",
                     "no notice %s; did you mean " SPAN_FMT "?", code,
                     SPAN_ARG(near.best));
    else
        context_fail(ctx, "没有通知 %s", "no notice %s", code);
    return EX_USAGE;
}

static void print(const struct context *ctx, const char *code,
                  const struct rendered *r)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_OUTPUT);

    if (ctx->output == TABLE_JSON) {
        text_add_str(&line, "{\"code\":");
        table_json_string(&line, span_str(code));
        text_add_str(&line, ",\"subject\":");
        table_json_string(&line, r->subject);
        text_add_str(&line, ",\"text\":");
        table_json_string(&line, r->text);
        text_add_str(&line, ",\"html\":");
        table_json_string(&line, r->html);
        text_add_str(&line, "}\n");
    } else if (context_option(ctx, "html")) {
        text_add(&line, r->html);
    } else {
        text_addf(&line, "Subject: " SPAN_FMT "\n\n" SPAN_FMT,
                  SPAN_ARG(r->subject), SPAN_ARG(r->text));
    }
    context_print(ctx, text_span(&line));
}

/* One row of the list: the code and what its sample is called. */
static enum verdict add_code(const struct catalog *catalog, const char *code,
                             struct table *to, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(PREVIEW_ONE);
    struct rendered rendered;
    enum verdict v = catalog_render(catalog, code, slots_sample(code, &arena),
                                    &arena, &rendered, why);

    if (v != VERDICT_DONE)
        return v;
    table_cell(to, span_str(code));
    table_cell(to, rendered.subject);
    return v;
}

/* `--template list`: every code there is. */
static int list_templates(struct context *ctx)
{
    static const struct table_column columns[] = {
        { "code", "代码", "code", false },
        { "subject", "主题", "subject", false },
    };
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    CLEANUP(catalog_drop) struct catalog *catalog = NULL;
    struct reason why;
    enum verdict v = core_open_catalog(ctx->set, &catalog, &why);

    for (size_t i = 0; i < slots_of_notices_n && v == VERDICT_DONE; i++)
        v = add_code(catalog, slots_of_notices[i].code, t, &why);
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print_table(ctx, t);
    return EX_OK;
}

/* As a real mail would have them: what an author looks at after changing a
 * template. */
static int preview_template(struct context *ctx, const char *code)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(PREVIEW_ARENA);
    CLEANUP(catalog_drop) struct catalog *catalog = NULL;
    struct view *view = slots_sample(code, &arena);
    struct rendered rendered;
    struct reason why;

    if (!view)
        return unknown_code(ctx, code);
    if (core_open_catalog(ctx->set, &catalog, &why) != VERDICT_DONE ||
        catalog_render(catalog, code, view, &arena, &rendered, &why) !=
            VERDICT_DONE)
        return context_refuse(ctx, &why);
    print(ctx, code, &rendered);
    return EX_OK;
}

/* ---- the days to come ---- */

struct ahead {
    struct context *ctx;
    struct arena *arena;
    struct foresight_change changes[CONTEXT_MAX_OPTIONS];
    size_t changes_n;
    int64_t until; /* what is told of */
    int64_t shift; /* seconds: how far a change moves things */
};

static int bad_change(const struct ahead *a, const char *given)
{
    context_fail(a->ctx,
                 "看不懂 --move %s，请写成 会议编号=时间，如 "
                 "WG5-2026-P1=2026-04-10T09:00",
                 "--move %s is not MEETING=TIME, as in "
                 "WG5-2026-P1=2026-04-10T09:00",
                 given);
    return EX_USAGE;
}

/* The meeting a change names; the look goes as far as it matters. */
static int reach(struct ahead *a, struct foresight_change *c)
{
    struct meeting m;
    struct reason why;
    bool found = false;
    int64_t last;
    int64_t shift;

    if (meeting_get(a->ctx->store, c->meeting, a->arena, &m, &found, &why) !=
        VERDICT_DONE)
        return context_refuse(a->ctx, &why);
    if (!found) {
        context_fail(a->ctx, "没有会议 " SPAN_FMT, "no meeting " SPAN_FMT,
                     SPAN_ARG(c->meeting));
        return EX_DATAERR;
    }
    last = m.start_at;
    shift = c->start == MOMENT_NONE ? 0 : llabs(c->start - m.start_at);
    if (c->start != MOMENT_NONE && c->start > last)
        last = c->start;
    last = civil_end(civil_of(last) + PREVIEW_AFTER) - 1;
    if (!context_option(a->ctx, "days") && last > a->until)
        a->until = last;
    if (shift > a->shift)
        a->shift = shift;
    return EX_OK;
}

static int read_change(struct ahead *a, const struct context_option *o)
{
    struct foresight_change *c = &a->changes[a->changes_n];
    struct span value = span_str(o->value);
    size_t at = span_find_char(value, '=');
    bool moves = strcmp(o->name, "move") == 0;

    if (!moves && strcmp(o->name, "cancel") != 0)
        return EX_OK;
    *c = (struct foresight_change){ value, MOMENT_NONE };
    if (moves) {
        c->meeting = span_sub(value, 0, at);
        if (at == 0 || !moment_parse(span_from(value, at + 1), &c->start))
            return bad_change(a, o->value);
    }
    a->changes_n++;
    return reach(a, c);
}

static int read_options(struct ahead *a)
{
    const char *days = context_option(a->ctx, "days");
    uint64_t n = PREVIEW_DAYS;
    int code = EX_OK;

    if (days &&
        (!number_parse(span_str(days), PREVIEW_MOST_DAYS, &n) || n == 0)) {
        context_fail(a->ctx, "--days 是 1 到 %d 的天数", "--days is 1 to %d",
                     PREVIEW_MOST_DAYS);
        return EX_USAGE;
    }
    a->until =
        civil_end(civil_of(clock_now(&a->ctx->clock)) + (civil_day)n) - 1;
    for (size_t i = 0; i < a->ctx->options_n && code == EX_OK; i++)
        code = read_change(a, &a->ctx->options[i]);
    return code;
}

static void tell_end(const struct ahead *a, bool cut, size_t n)
{
    char until[MOMENT_TEXT];

    moment_print_short(a->until, until);
    if (cut)
        context_say(a->ctx,
                    "只看到 %s（%zu 封）：已到一次可看的上限，可用 --days 缩短",
                    "only until %s (%zu mails): the bound of one look was "
                    "reached; --days makes it shorter",
                    until, n);
    else
        context_say(a->ctx, "到 %s：%zu 封；没有发送或存储任何东西",
                    "until %s: %zu mails; nothing was sent or stored", until,
                    n);
}

/* What is queued already is no longer foreseen. */
static void tell_queue(const struct ahead *a)
{
    struct reason why;
    int64_t at = INT64_MAX;

    if (outbox_next_due(a->ctx->store, &at, &why) == VERDICT_DONE &&
        at != INT64_MAX)
        context_say(a->ctx, "发件队列里还有待发的信，见 convoke list outbox",
                    "mails wait in the queue besides: convoke list outbox");
}

static void stop_at(struct ahead *a, const struct foresight *seen)
{
    if (seen->cut && seen->reached <= a->until)
        a->until = seen->reached - 1;
}

static enum verdict show_mails(struct ahead *a, const struct preview *p,
                               const struct desk *dk,
                               const struct foresight_spec *spec,
                               struct reason *why)
{
    struct foresight seen;
    enum verdict v = foresight_look(dk, spec, a->arena, &seen, why);

    if (v != VERDICT_DONE)
        return v;
    preview_mails(p, &seen);
    stop_at(a, &seen);
    tell_end(a, seen.cut, seen.mails.n);
    tell_queue(a);
    return v;
}

static enum verdict show_difference(struct ahead *a, const struct preview *p,
                                    const struct desk *dk,
                                    struct foresight_spec *spec,
                                    struct reason *why)
{
    struct foresight before;
    struct foresight after;
    enum verdict v;

    spec->until += a->shift + (int64_t)PREVIEW_SLACK * CIVIL_DAY;
    v = foresight_look(dk, spec, a->arena, &before, why);
    spec->changes = a->changes;
    spec->changes_n = a->changes_n;
    if (v == VERDICT_DONE)
        v = foresight_look(dk, spec, a->arena, &after, why);
    if (v != VERDICT_DONE)
        return v;
    stop_at(a, &before);
    stop_at(a, &after);
    tell_end(a, before.cut || after.cut,
             preview_difference(p, &before, &after, a->until));
    return v;
}

static enum verdict look(struct ahead *a, const struct desk *dk,
                         struct reason *why)
{
    struct day_words days;
    struct preview p = { a->ctx, a->arena, { &days, &dk->rules } };
    struct foresight_spec spec = {
        .until = a->until,
        .most = a->ctx->core ? PREVIEW_MOST_REMOTE : PREVIEW_MOST,
        .most_ms = a->ctx->core ? PREVIEW_REMOTE_MS : PREVIEW_MS,
    };
    enum verdict v =
        day_words_open(a->ctx->store, a->arena, a->ctx->chinese, &days, why);

    if (v != VERDICT_DONE)
        return v;
    return a->changes_n ? show_difference(a, &p, dk, &spec, why)
                        : show_mails(a, &p, dk, &spec, why);
}

int cmd_preview(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(PREVIEW_ARENA);
    CLEANUP(desk_here_release) struct desk_here here = { .catalog = NULL };
    struct ahead a = { .ctx = ctx, .arena = &arena };
    const char *code = context_option(ctx, "template");
    struct reason why;
    int exit_code;

    if (code && strcmp(code, "list") == 0)
        return list_templates(ctx);
    if (code)
        return preview_template(ctx, code);
    exit_code = read_options(&a);
    if (exit_code != EX_OK)
        return exit_code;
    if (desk_here_open(ctx, true, &here, &why) != VERDICT_DONE ||
        look(&a, &here.desk, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    return EX_OK;
}

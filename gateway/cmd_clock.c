#include <sysexits.h>

#include "convoke/base/moment.h"
#include "convoke/store/audit.h"
#include "timekeeper.h"
#include "verbs.h"

static const struct table_column columns[] = {
    { "item", "项目", "item", false },
    { "value", "状况", "value", false },
};

static void row(const struct context *ctx, struct table *t, const char *zh,
                const char *en, const char *value)
{
    table_cell(t, span_str(ctx->chinese ? zh : en));
    table_cell(t, span_str(value));
}

static void row_moment(const struct context *ctx, struct table *t,
                       const char *zh, const char *en, int64_t at)
{
    char printed[MOMENT_TEXT];

    row(ctx, t, zh, en, moment_print(at, printed));
}

static int show(const struct context *ctx)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    const struct clock_watch *w = ctx->clock.watch;
    bool trusted = clock_is_trusted(&ctx->clock);
    struct clock_reading r = clock_read();

    timekeeper_tell(w, ctx->chinese, &words);
    row(ctx, t, "状态", "state", text_str(&words));
    row_moment(ctx, t, "系统时钟", "system clock", r.wall);
    row_moment(ctx, t, "按开机计时", "by the boot clock",
               clock_watch_line(w, r.boot));
    if (!trusted)
        row_moment(ctx, t, "不可信始于", "suspect since", w->since);
    row(ctx, t, "时间服务", "time server",
        r.synchronised ? (ctx->chinese ? "已同步" : "synchronised")
                       : (ctx->chinese ? "未同步" : "not synchronised"));
    row_moment(ctx, t, "程序编译于", "program built", w->built);
    if (!trusted)
        row(ctx, t, "怎么办", "what to do", timekeeper_advice(w, ctx->chinese));
    context_print_table(ctx, t);
    return trusted ? EX_OK : 1;
}

/* The word counts from the commit that records it. */
static enum verdict record(const struct context *ctx,
                           const struct clock_watch *fresh,
                           const struct clock_reading *r, struct span doubt,
                           struct reason *why)
{
    struct audit_entry entry = { .at = r->wall,
                                 .entity = SPAN("clock"),
                                 .entity_id = SPAN("system"),
                                 .from = SPAN("suspect"),
                                 .to = SPAN("trusted"),
                                 .event = SPAN("clock.trust"),
                                 .actor = SPAN("operator"),
                                 .authority = SPAN("command"),
                                 .note = doubt };
    enum verdict v = store_begin(ctx->store, why);

    if (v == VERDICT_DONE)
        v = timekeeper_keep(ctx->store, fresh, r->boot, why);
    if (v == VERDICT_DONE)
        v = audit_add(ctx->store, &entry, why);
    if (v == VERDICT_DONE)
        return store_commit(ctx->store, why);
    store_rollback(ctx->store);
    return v;
}

static int trust(const struct context *ctx)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    struct clock_watch *w = ctx->clock.watch;
    struct clock_reading r;
    struct clock_watch fresh;
    struct reason why;

    if (clock_is_trusted(&ctx->clock)) {
        context_say(ctx, "时钟本来就可信", "the clock is trusted already");
        return EX_OK;
    }
    timekeeper_tell(w, false, &words);
    r = clock_read();
    fresh = *w;
    if (!clock_watch_trust(&fresh, &r)) {
        text_reset(&words);
        timekeeper_tell(w, ctx->chinese, &words);
        context_fail(ctx, "时钟%s。这样的时间谁说也不算，请校正系统时钟",
                     "the clock is %s; nobody's word makes that right: set the "
                     "clock",
                     text_str(&words));
        return EX_DATAERR;
    }
    if (record(ctx, &fresh, &r, text_span(&words), &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    *w = fresh;
    context_say(ctx, "时钟已按您的确认视为可信，积压的邮件随即处理",
                "the clock is trusted on your word; what waited goes on");
    return EX_OK;
}

int cmd_clock(struct context *ctx)
{
    if (ctx->argc == 1 && strcmp(ctx->argv[0], "trust") != 0) {
        context_fail(ctx, "用法: convoke clock [trust]",
                     "usage: convoke clock [trust]");
        return EX_USAGE;
    }
    if (!ctx->clock.watch) {
        context_fail(ctx, "--now 给定的时间无需确认",
                     "a time given by --now needs nobody's word");
        return EX_USAGE;
    }
    return ctx->argc == 1 ? trust(ctx) : show(ctx);
}

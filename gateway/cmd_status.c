#include <limits.h>
#include <sysexits.h>

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/store/listing.h"
#include "convoke/store/obligation_row.h"
#include "convoke/store/outbox.h"
#include "convoke/store/workday_row.h"
#include "settings.h"
#include "timekeeper.h"
#include "verbs.h"

enum { STATUS_ARENA = 4 * 1024 * 1024 };

static const struct table_column columns[] = {
    { "item", "项目", "item", false },
    { "value", "状况", "value", false },
};

struct status {
    struct context *ctx;
    struct arena *arena;
    struct table *table;
};

static void row(struct status *s, const char *zh, const char *en,
                struct span value)
{
    table_cell(s->table, span_str(s->ctx->chinese ? zh : en));
    table_cell(s->table, value);
}

static void row_moment(struct status *s, const char *zh, const char *en,
                       int64_t at)
{
    char buf[MOMENT_TEXT];

    row(s, zh, en,
        at == INT64_MAX || at == MOMENT_NONE
            ? SPAN("–")
            : span_str(moment_print_short(at, buf)));
}

/* The time the system shows, also when it is not believed. */
static void add_clock(struct status *s)
{
    CLEANUP(text_release) struct text words = TEXT_INIT(TEXT_MAX_HEADER);
    const struct clock *clock = &s->ctx->clock;
    bool trusted = clock_is_trusted(clock);
    char shown[MOMENT_TEXT];

    moment_print(clock_now(trusted ? clock : &clock_system), shown);
    row(s, "时钟", "clock", arena_printf(s->arena, "%s", shown));
    if (trusted)
        return;
    timekeeper_tell(clock->watch, s->ctx->chinese, &words);
    row(s, "时钟状态", "clock state", arena_span(s->arena, text_span(&words)));
    row(s, "怎么办", "what to do",
        span_str(timekeeper_advice(clock->watch, s->ctx->chinese)));
}

static void add_ends(struct status *s)
{
    const struct settings *set = s->ctx->set;
    bool smtp = set->transport.kind == TRANSPORT_SMTP;

    row(s, "服务", "service",
        s->ctx->remote ? (s->ctx->chinese ? SPAN("运行中") : SPAN("running"))
                       : (s->ctx->chinese ? SPAN("未运行") : SPAN("stopped")));
    add_clock(s);
    row(s, "来信", "mail in",
        arena_printf(s->arena, "maildir %s", set->source.path));
    row(s, "发信", "mail out",
        smtp ? arena_printf(s->arena, "smtp %s:%lld", set->transport.host,
                            (long long)set->transport.port)
             : arena_printf(s->arena, "maildir %s", set->transport.path));
}

static enum verdict add_workdays(struct status *s, struct reason *why)
{
    struct workdays days = { 0 };
    char day[CIVIL_TEXT];
    enum verdict v = workdays_load(s->ctx->store, s->arena, &days, why);
    int year = civil_from_day(civil_of(clock_now(&s->ctx->clock))).year;

    if (v != VERDICT_DONE)
        return v;
    if (days.n == 0)
        row(s, "工作日历", "working days",
            s->ctx->chinese ? SPAN("随程序带的") : SPAN("as shipped"));
    else
        row(s, "工作日历", "working days",
            arena_printf(s->arena, "→ %s%s",
                         civil_print(days.at[days.n - 1].day, day),
                         workdays_knows(&days, year) ? "" : " !"));
    return VERDICT_DONE;
}

static enum verdict add_next(struct status *s, struct reason *why)
{
    int64_t at;
    enum verdict v = obligation_next_at(s->ctx->store, &at, why);

    if (v != VERDICT_DONE)
        return v;
    row_moment(s, "下一期限处理", "next duty", at);
    v = outbox_next_due(s->ctx->store, &at, why);
    if (v == VERDICT_DONE)
        row_moment(s, "下一次发信", "next mail", at);
    return v;
}

int cmd_status(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(STATUS_ARENA);
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    CLEANUP(table_drop) struct table *counts = NULL;
    struct status s = { ctx, &arena, t };
    struct reason why;

    add_ends(&s);
    if (add_workdays(&s, &why) != VERDICT_DONE ||
        add_next(&s, &why) != VERDICT_DONE ||
        listing_counts(ctx->store, &counts, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print_table(ctx, t);
    if (ctx->output == TABLE_PEOPLE)
        fputc('\n', ctx->out);
    context_print_table(ctx, counts);
    return EX_OK;
}

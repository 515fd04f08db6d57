#include <limits.h>
#include <sysexits.h>

#include "charter.h"
#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/render/phrase.h"
#include "convoke/store/digest.h"
#include "convoke/store/listing.h"
#include "convoke/store/mailbox.h"
#include "convoke/store/obligation_row.h"
#include "outflow.h"
#include "settings.h"
#include "source_imap.h"
#include "timekeeper.h"
#include "verbs.h"

enum {
    STATUS_ARENA = 2 * WORKDAYS_KNOWN_ARENA,
    STATUS_NEXT = 5, /* deadlines that are shown */
};

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
        set->source.kind == SOURCE_IMAP
            ? arena_printf(s->arena, "imap %s@%s:%lld", set->source.user,
                           set->source.host, (long long)set->source.port)
            : arena_printf(s->arena, "maildir %s", set->source.path));
    row(s, "发信", "mail out",
        smtp ? arena_printf(s->arena, "smtp %s:%lld", set->transport.host,
                            (long long)set->transport.port)
             : arena_printf(s->arena, "maildir %s", set->transport.path));
}

/* What the fetch process told last, as far as one lives. */
static void row_fetching(struct status *s)
{
    const struct core *core = s->ctx->core;
    const struct source_imap *m = core ? core->mailbox : NULL;
    bool zh = s->ctx->chinese;
    char since[MOMENT_TEXT];

    if (!m)
        return;
    if (!m->told[0]) {
        row(s, "取信", "fetching", zh ? SPAN("连接中") : SPAN("connecting"));
        return;
    }
    moment_print_short(m->since, since);
    row(s, "取信", "fetching",
        arena_printf(s->arena, zh ? "%s（自 %s）" : "%s (since %s)",
                     !m->well ? m->told
                     : zh     ? "正常"
                              : "well",
                     since));
}

static enum verdict add_mailbox(struct status *s, struct reason *why)
{
    int64_t at = MOMENT_NONE;
    int64_t left = 0;
    enum verdict v;

    if (s->ctx->set->source.kind != SOURCE_IMAP)
        return VERDICT_DONE;
    row_fetching(s);
    v = mailbox_read_get(s->ctx->store, &at, why);
    if (v != VERDICT_DONE)
        return v;
    row_moment(s, "信箱最近读完", "mailbox last read", at);
    v = mailbox_left(s->ctx->store, &left, why);
    if (v == VERDICT_DONE && left > 0)
        row(s, "留在服务器未取", "left on the server",
            arena_printf(s->arena, s->ctx->chinese ? "%lld 封" : "%lld",
                         (long long)left));
    return v;
}

/* Dates of a year nobody has told of follow Monday to Friday (R-D10). */
static struct span workdays_words(struct status *s,
                                  const struct workdays_known *known)
{
    const struct workdays_day *last = &known->days.at[known->days.n - 1];
    int now = civil_from_day(civil_of(clock_now(&s->ctx->clock))).year;
    struct span words = arena_printf(
        s->arena,
        s->ctx->chinese ? "到 %d 年（%s），最后一行 %s"
                        : "to %d (%s), last row %s",
        civil_from_day(last->day).year,
        s->ctx->chinese ? (last->shipped ? "随程序带的" : "导入的")
                        : (last->shipped ? "as shipped" : "imported"),
        civil_print(last->day, (char[CIVIL_TEXT]){ 0 }));

    if (workdays_knows(&known->table, now))
        return words;
    return arena_printf(s->arena,
                        s->ctx->chinese ? SPAN_FMT "；没有 %d 年，按周一至周五"
                                        : SPAN_FMT
                            "; %d is not known: Monday to Friday",
                        SPAN_ARG(words), now);
}

static enum verdict add_workdays(struct status *s, struct reason *why)
{
    struct workdays_known known = { 0 };
    enum verdict v = workdays_known(s->ctx->store, s->arena, &known, why);

    if (v == VERDICT_DONE && known.days.n)
        row(s, "工作日历", "working days", workdays_words(s, &known));
    return v;
}

static enum verdict add_digest(struct status *s, struct reason *why)
{
    struct digest_row last;
    bool found = false;
    enum verdict v =
        digest_last(s->ctx->store, SPAN("SEC"), s->arena, &last, &found, why);

    if (v == VERDICT_DONE)
        row_moment(s, "上次日报", "last digest", found ? last.at : MOMENT_NONE);
    return v;
}

static enum verdict add_next(struct status *s, struct reason *why)
{
    outflow_lines lines = { 0 };
    int64_t at;
    enum verdict v = obligation_next_at(s->ctx->store, &at, why);

    if (v != VERDICT_DONE)
        return v;
    row_moment(s, "下一期限处理", "next duty", at);
    v = outflow_tell(s->ctx, s->arena, &lines, &at, why);
    if (v != VERDICT_DONE)
        return v;
    row_moment(s, "下一次发信", "next mail", at);
    list_each(&lines, line) row(s, line->zh, line->en, line->words);
    return v;
}

/* ---- deadlines ---- */

static struct span duty_words(struct status *s, const struct obligation_row *o)
{
    const struct duty *d = charter_duty(s->ctx->charter, o->duty);
    bool zh = s->ctx->chinese;

    return arena_printf(
        s->arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(o->object), zh ? "：" : ": ",
        SPAN_ARG(d ? span_str(zh ? d->title_zh : d->title_en) : o->duty));
}

static struct span left_words(struct status *s, const struct obligation_row *o)
{
    return phrase_left(s->arena, s->ctx->chinese ? PHRASE_ZH : PHRASE_EN,
                       o->due_day - civil_of(clock_now(&s->ctx->clock)));
}

static void row_deadline(struct status *s, const struct obligation_row *o)
{
    row(s, "最近期限", "next deadline",
        arena_printf(s->arena,
                     "%s " SPAN_FMT "%s" SPAN_FMT " (obligation:%lld)",
                     civil_print(o->due_day, (char[CIVIL_TEXT]){ 0 }),
                     SPAN_ARG(duty_words(s, o)), s->ctx->chinese ? "，" : ", ",
                     SPAN_ARG(left_words(s, o)), (long long)o->id));
}

struct overdue {
    size_t charter, service;
    const struct obligation_row *oldest; /* NULL: none */
};

static void row_overdue(struct status *s, const struct overdue *o)
{
    bool zh = s->ctx->chinese;

    if (!o->oldest) {
        row(s, "逾期", "overdue", zh ? SPAN("无") : SPAN("none"));
        return;
    }
    row(s, "逾期", "overdue",
        arena_printf(s->arena,
                     zh ? "章程期限 %zu 项，服务时限 %zu 项；最久的是 " SPAN_FMT
                          "，" SPAN_FMT
                        : "%zu of the charter, %zu service periods; the oldest "
                          "is " SPAN_FMT ", " SPAN_FMT,
                     o->charter, o->service, SPAN_ARG(duty_words(s, o->oldest)),
                     SPAN_ARG(left_words(s, o->oldest))));
}

static enum verdict add_deadlines(struct status *s, struct reason *why)
{
    obligation_rows living = { 0 };
    struct overdue over = { .oldest = NULL };
    int64_t now = clock_now(&s->ctx->clock);
    size_t shown = 0;
    enum verdict v =
        obligations_living(s->ctx->store, INT64_MAX, s->arena, &living, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&living, o)
    {
        const struct duty *d = charter_duty(s->ctx->charter, o->duty);
        if (o->due_at > now)
            break;
        if (!over.oldest)
            over.oldest = o;
        if (d && d->class == DUTY_CHARTER)
            over.charter++;
        else
            over.service++;
    }
    row_overdue(s, &over);
    list_each(&living, o) if (o->due_at > now && shown++ < STATUS_NEXT)
        row_deadline(s, o);
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
    if (add_mailbox(&s, &why) != VERDICT_DONE ||
        add_workdays(&s, &why) != VERDICT_DONE ||
        add_next(&s, &why) != VERDICT_DONE ||
        add_deadlines(&s, &why) != VERDICT_DONE ||
        add_digest(&s, &why) != VERDICT_DONE ||
        listing_counts(ctx->store, &counts, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print_table(ctx, t);
    if (ctx->output == TABLE_PEOPLE)
        fputc('\n', ctx->out);
    context_print_table(ctx, counts);
    return EX_OK;
}

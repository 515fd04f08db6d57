#include <sysexits.h>

#include "bundle.h"
#include "case_archive.h"
#include "convoke/base/clock.h"
#include "convoke/desk/group_calendar.h"
#include "convoke/store/register.h"
#include "desk_here.h"
#include "evidence_file.h"
#include "kind.h"
#include "verbs.h"
#include "xlsx.h"

enum { EXPORT_ARENA = 1024 * 1024 };

struct export
{
    struct context *ctx;
    struct kind kind;
    struct table *table;
    struct text bytes;
};

static enum verdict as_csv(struct export *ex, struct reason *why)
{
    (void)why;
    table_print(ex->table, TABLE_CSV, ex->ctx->chinese, 0, &ex->bytes);
    return VERDICT_DONE;
}

static enum verdict as_json(struct export *ex, struct reason *why)
{
    (void)why;
    table_print(ex->table, TABLE_JSON, ex->ctx->chinese, 0, &ex->bytes);
    return VERDICT_DONE;
}

static enum verdict as_xlsx(struct export *ex, struct reason *why)
{
    const struct xlsx_sheet sheet = {
        .table = ex->table,
        .name = span_str(ex->ctx->chinese ? ex->kind.zh : ex->kind.en),
        .chinese = ex->ctx->chinese,
        .made_at = clock_now(&ex->ctx->clock),
    };

    return xlsx_from_table(&sheet, &ex->bytes, why);
}

typedef enum verdict export_writer(struct export *ex, struct reason *why);

static const struct {
    struct span ending;
    export_writer *write;
} formats[] = {
    { SPAN(".csv"), as_csv },
    { SPAN(".xlsx"), as_xlsx },
    { SPAN(".jsonl"), as_json },
    { SPAN(".json"), as_json },
};

static export_writer *format_of(const struct context *ctx, struct span file)
{
    if (span_eq(file, SPAN("-")))
        return ctx->output == TABLE_JSON ? as_json : as_csv;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (span_ends_nocase(file, formats[i].ending))
            return formats[i].write;
    context_fail(ctx, "文件名请以 .csv、.xlsx、.jsonl、.json 或 .ics 结尾: %s",
                 "the file's name ends in .csv, .xlsx, .jsonl, .json or .ics, "
                 "unlike %s",
                 ctx->argv[1]);
    return NULL;
}

static int export_run(struct export *ex, export_writer *write)
{
    struct context *ctx = ex->ctx;
    struct reason why;
    enum verdict v = kind_table(ctx, &ex->kind, SPAN_NONE, &ex->table, &why);

    if (v == VERDICT_DONE)
        v = write(ex, &why);
    if (v == VERDICT_DONE && ex->bytes.over)
        v = reason_set(&why, VERDICT_NEVER, "export.write",
                       "more than %zu octets", ex->bytes.ceiling);
    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print(ctx, text_span(&ex->bytes));
    context_say(ctx, "%s: %zu 行", "%s: %zu rows",
                ctx->chinese ? ex->kind.zh : ex->kind.en,
                table_rows(ex->table));
    return EX_OK;
}

/* ---- meetings and deadlines, which are no rows ---- */

static const char calendar_kind[] = "calendar"; /* of all groups */

static bool is_calendar(const struct context *ctx)
{
    return strcmp(ctx->argv[0], calendar_kind) == 0 ||
           span_ends_nocase(span_str(ctx->argv[1]), SPAN(".ics"));
}

static int unlike_calendar(const struct context *ctx)
{
    struct span file = span_str(ctx->argv[1]);

    if (span_ends_nocase(file, SPAN(".ics")) || span_eq(file, SPAN("-")))
        return EX_OK;
    context_fail(ctx, "日历的文件名请以 .ics 结尾: %s",
                 "a calendar's file ends in .ics, unlike %s", ctx->argv[1]);
    return EX_USAGE;
}

/* Empty: of all. */
static int named_group(const struct context *ctx, struct arena *arena,
                       struct span *ret)
{
    struct span word = span_str(ctx->argv[0]);
    struct working_group g;
    struct reason why;
    bool found = false;

    *ret = SPAN_NONE;
    if (span_eq(word, span_str(calendar_kind)))
        return EX_OK;
    if (group_get(ctx->store, word, arena, &g, &found, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    *ret = word;
    if (found)
        return EX_OK;
    context_fail(ctx,
                 "没有工作组 %s；.ics 写一个工作组（如 WG5）的日历，或用 "
                 "calendar 写全部的，其他各类请写成 .xlsx、.csv 或 .jsonl",
                 "there is no group %s; .ics is the calendar of a group, such "
                 "as WG5, or of all (calendar); other kinds go to .xlsx, .csv "
                 "or .jsonl",
                 ctx->argv[0]);
    return EX_USAGE;
}

static enum verdict write_calendar(const struct context *ctx, struct span group,
                                   struct text *to, size_t *ret_events,
                                   struct reason *why)
{
    struct desk_here here;
    enum verdict v = desk_here_open(ctx, /* words= */ false, &here, why);

    if (v != VERDICT_DONE)
        return v;
    v = group_calendar_write(&here.desk, group, to, ret_events, why);
    desk_here_release(&here);
    return v;
}

static int export_calendar(const struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(EXPORT_ARENA);
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct reason why;
    struct span group;
    size_t events = 0;
    int code = unlike_calendar(ctx);

    if (code == EX_OK)
        code = named_group(ctx, &arena, &group);
    if (code != EX_OK)
        return code;
    if (write_calendar(ctx, group, &bytes, &events, &why) != VERDICT_DONE)
        return context_refuse(ctx, &why);
    context_print(ctx, text_span(&bytes));
    context_say(ctx, "日历: %zu 项", "calendar: %zu events", events);
    return EX_OK;
}

int cmd_export(struct context *ctx)
{
    struct export ex = { .ctx = ctx, .bytes = TEXT_INIT(TEXT_MAX_OUTPUT) };
    export_writer *write;
    int code = EX_USAGE;

    if (ctx->argc > 2)
        return case_archive_is(ctx)    ? case_archive_print(ctx)
               : evidence_file_is(ctx) ? evidence_file_print(ctx)
                                       : bundle_print(ctx);
    if (is_calendar(ctx))
        return export_calendar(ctx);
    write = format_of(ctx, span_str(ctx->argv[1]));
    if (write && kind_named(ctx, ctx->argv[0], &ex.kind))
        code = export_run(&ex, write);
    table_drop(&ex.table);
    text_release(&ex.bytes);
    return code;
}

#include <sysexits.h>

#include "convoke/base/clock.h"
#include "kind.h"
#include "verbs.h"
#include "xlsx.h"

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
    if (span_ends_nocase(file, SPAN(".ics")))
        context_fail(
            ctx,
            ".ics 只用于会议日历（calendar），这个版本还没有；其他各类请写成"
            " .xlsx、.csv 或 .jsonl",
            ".ics is for the calendar of meetings alone, which is not "
            "there yet; other kinds go to .xlsx, .csv or .jsonl");
    else
        context_fail(ctx, "文件名请以 .csv、.xlsx、.jsonl 或 .json 结尾: %s",
                     "the file's name ends in .csv, .xlsx, .jsonl or .json, "
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

int cmd_export(struct context *ctx)
{
    struct export ex = { .ctx = ctx, .bytes = TEXT_INIT(TEXT_MAX_OUTPUT) };
    export_writer *write;
    int code = EX_USAGE;

    write = format_of(ctx, span_str(ctx->argv[1]));
    if (write && kind_named(ctx, ctx->argv[0], &ex.kind))
        code = export_run(&ex, write);
    table_drop(&ex.table);
    text_release(&ex.bytes);
    return code;
}

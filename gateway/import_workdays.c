#include <sysexits.h>

#include "convoke/desk/workdays_file.h"
#include "convoke/store/workday_row.h"
#include "import.h"

static const struct table_column columns[] = {
    { "year", "年", "year", true },    { "kind", "类别", "kind", false },
    { "first", "起", "first", false }, { "last", "止", "last", false },
    { "name", "名称", "name", false },
};

static int tell_problems(const struct import *im,
                         const struct workdays_rows *rows)
{
    list_each(&rows->problems, p)
        fprintf(im->ctx->err, "%s:%d: %s: " SPAN_FMT "\n", im->file, p->line,
                im->ctx->chinese ? "错误" : "error", SPAN_ARG(p->text));
    context_fail(im->ctx, "%zu 个错误，什么也没有导入",
                 "%zu errors; nothing was imported", rows->problems.n);
    return EX_DATAERR;
}

/* A year of the file replaces that year in the state, so that a corrected
 * notice leaves no day of the old one behind. */
static enum verdict put_rows(struct import *im,
                             const struct workdays_rows *rows,
                             struct reason *why)
{
    enum verdict v = VERDICT_DONE;
    int cleared = 0;

    for (size_t i = 0; i < rows->rows.n && v == VERDICT_DONE; i++) {
        int year = rows->rows.at[i].year;
        if (year != cleared)
            v = workday_clear(im->ctx->store, year, why);
        cleared = year;
    }
    for (size_t i = 0; i < rows->rows.n && v == VERDICT_DONE; i++) {
        const struct workdays_row *row = &rows->rows.at[i];
        for (civil_day d = row->first; d <= row->last; d++) {
            if (v == VERDICT_DONE)
                v = workday_put(im->ctx->store,
                                (struct workday){ d, row->works }, row->name,
                                why);
        }
    }
    return v;
}

static void print_rows(const struct import *im,
                       const struct workdays_rows *rows)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));

    for (size_t i = 0; i < rows->rows.n; i++) {
        const struct workdays_row *row = &rows->rows.at[i];
        char day[CIVIL_TEXT];
        table_cell_int(t, row->year);
        table_cell(t, row->works ? SPAN("work") : SPAN("rest"));
        table_cell(t, span_str(civil_print(row->first, day)));
        table_cell(t, span_str(civil_print(row->last, day)));
        table_cell(t, row->name);
    }
    context_print_table(im->ctx, t);
}

int import_workdays(struct import *im)
{
    struct workdays_rows rows = { 0 };
    struct reason why;
    enum verdict v;
    int code;

    if (workdays_parse(im->bytes, im->arena, &rows, &why) != VERDICT_DONE)
        return tell_problems(im, &rows);
    v = store_begin(im->ctx->store, &why);
    if (v == VERDICT_DONE)
        v = put_rows(im, &rows, &why);
    if (v == VERDICT_DONE)
        v = import_record(im, "workdays", &why);
    code = import_end(im, v, &why);
    if (code != EX_OK)
        return code;
    print_rows(im, &rows);
    context_say(im->ctx, im->dry ? "试运行：没有改动" : "已导入 %zu 行",
                im->dry ? "dry run: nothing was changed" : "imported %zu rows",
                rows.rows.n);
    return EX_OK;
}

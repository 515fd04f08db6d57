#include <sysexits.h>

#include "convoke/store/store.h"
#include "import.h"
#include "register_file.h"

static const struct table_column columns[] = {
    { "path", "位置", "place", false },
    { "kind", "类别", "kind", false },
    { "id", "编号", "id", false },
    { "verdict", "处理", "verdict", false },
};

static int tell_syntax(const struct import *im, struct complaints *c)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);

    complaints_print(c, im->ctx->colour, &told);
    fputs(text_str(&told), im->ctx->err);
    return EX_DATAERR;
}

static int tell_problems(const struct import *im,
                         const struct register_problems *p)
{
    bool zh = im->ctx->chinese;

    list_each(&p->list, one)
        fprintf(im->ctx->err, "%s: " SPAN_FMT ": " SPAN_FMT "\n", im->file,
                SPAN_ARG(one->path), SPAN_ARG(zh ? one->zh : one->en));
    context_fail(im->ctx, "%zu 个错误，什么也没有导入",
                 "%zu errors; nothing was imported", p->list.n);
    return EX_DATAERR;
}

static void print_lines(const struct import *im, const register_lines *lines)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    bool zh = im->ctx->chinese;

    list_each(lines, l)
    {
        table_cell(t, l->path);
        table_cell(t, l->kind);
        table_cell(t, l->id);
        if (im->ctx->output != TABLE_PEOPLE || !zh)
            table_cell(t, l->fresh ? SPAN("new") : SPAN("replaced"));
        else
            table_cell(t, l->fresh ? SPAN("新增") : SPAN("更新"));
    }
    context_print_table(im->ctx, t);
}

static int apply(struct import *im, struct register_data *data)
{
    register_lines lines = { 0 };
    struct reason why;
    enum verdict v = store_begin(im->ctx->store, &why);
    int code;

    data->at = clock_now(&im->ctx->clock);
    if (v == VERDICT_DONE)
        v = register_apply(im->ctx->store, data, im->arena, &lines, &why);
    if (v == VERDICT_DONE)
        v = import_record(im, "register", &why);
    code = import_end(im, v, &why);
    if (code != EX_OK)
        return code;
    if (im->dry || im->ctx->verbosity > 0)
        print_lines(im, &lines);
    if (im->dry)
        context_say(im->ctx, "试运行：没有改动",
                    "dry run: nothing was changed");
    else
        context_say(im->ctx, "已导入 %zu 项", "imported %zu items", lines.n);
    return EX_OK;
}

int import_register(struct import *im)
{
    struct complaints c = { .arena = im->arena, .chinese = im->ctx->chinese };
    struct register_problems problems = { .arena = im->arena };
    struct register_data data = { 0 };
    struct reason why;

    if (register_read(im->file, im->bytes, &c, &problems, &data) !=
        VERDICT_DONE)
        return tell_syntax(im, &c);
    /* Contradictions are only looked for in values that were understood. */
    if (problems.list.n == 0 &&
        register_check(im->ctx->store, &data, &problems, &why) != VERDICT_DONE)
        return context_refuse(im->ctx, &why);
    if (problems.list.n)
        return tell_problems(im, &problems);
    return apply(im, &data);
}

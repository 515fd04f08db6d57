#include <stdlib.h>
#include <sysexits.h>

#include "convoke/desk/workdays_file.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/store/workday_row.h"
#include "core.h"
#include "import.h"

static const struct table_column columns[] = {
    { "day", "日期", "day", false },
    { "kind", "类别", "kind", false },
    { "name", "名称", "name", false },
    { "verdict", "结果", "verdict", false },
    { "before", "原来", "before", false },
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

/* What became of each day: the calendar that held against the one that does. */
enum change { CHANGE_NEW, CHANGE_CHANGED, CHANGE_SAME, CHANGE_REMOVED };

static const char *const change_names[] = {
    [CHANGE_NEW] = "new",
    [CHANGE_CHANGED] = "changed",
    [CHANGE_SAME] = "same",
    [CHANGE_REMOVED] = "removed",
};

struct changes {
    const struct import *im;
    struct table *table;
    size_t count[ARRAY_LEN(change_names)];
    bool covered[WORKDAYS_LAST_YEAR + 2]; /* years the file speaks of */
};

static struct span kind_of(const struct workdays_day *d)
{
    return d->works ? SPAN("work") : SPAN("rest");
}

static bool is_same(const struct workdays_day *a, const struct workdays_day *b)
{
    return a->works == b->works && span_eq(a->name, b->name);
}

/* One day as it was and as it is; either may be NULL. */
static void add_change(struct changes *c, const struct workdays_day *before,
                       const struct workdays_day *now)
{
    enum change how = !before                ? CHANGE_NEW
                      : !now                 ? CHANGE_REMOVED
                      : is_same(before, now) ? CHANGE_SAME
                                             : CHANGE_CHANGED;
    char day[CIVIL_TEXT];

    c->count[how]++;
    table_cell(c->table,
               span_str(civil_print(now ? now->day : before->day, day)));
    table_cell(c->table, now ? kind_of(now) : SPAN_NONE);
    table_cell(c->table, now ? now->name : SPAN_NONE);
    table_cell(c->table, span_str(change_names[how]));
    table_cell(c->table, how == CHANGE_CHANGED || how == CHANGE_REMOVED
                             ? arena_printf(c->im->arena, SPAN_FMT " " SPAN_FMT,
                                            SPAN_ARG(kind_of(before)),
                                            SPAN_ARG(before->name))
                             : SPAN_NONE);
}

/* A row may stand in the December of its own year, which is the next one's. */
static void cover(struct changes *c, const struct workdays_rows *rows)
{
    list_each(&rows->rows, row)
    {
        c->covered[row->year] = true;
        c->covered[workdays_notice_year(row->first)] = true;
        c->covered[workdays_notice_year(row->last)] = true;
    }
}

static bool is_covered(const struct changes *c, civil_day d)
{
    int year = workdays_notice_year(d);

    return year >= 0 && (size_t)year < ARRAY_LEN(c->covered) &&
           c->covered[year];
}

/* Both ascending: walked side by side, over the years the file covers. */
static void compare(struct changes *c, const struct workdays_known *before,
                    const struct workdays_known *now)
{
    size_t i = 0;
    size_t j = 0;

    while (i < before->days.n || j < now->days.n) {
        const struct workdays_day *b =
            i < before->days.n ? &before->days.at[i] : NULL;
        const struct workdays_day *n =
            j < now->days.n ? &now->days.at[j] : NULL;
        if (b && n && b->day != n->day) {
            if (b->day < n->day)
                n = NULL;
            else
                b = NULL;
        }
        if (is_covered(c, n ? n->day : b->day))
            add_change(c, b, n);
        i += b != NULL;
        j += n != NULL;
    }
}

static void tell_sum(const struct changes *c)
{
    const size_t *n = c->count;

    context_say(
        c->im->ctx, "%s %zu 天：新增 %zu，更改 %zu，不变 %zu，删除 %zu",
        "%s %zu days: %zu new, %zu changed, %zu the same; "
        "%zu removed",
        c->im->dry ? (c->im->ctx->chinese ? "试运行，没有改动："
                                          : "dry run: nothing was changed;")
        : c->im->ctx->chinese ? "已导入"
                              : "imported",
        n[CHANGE_NEW] + n[CHANGE_CHANGED] + n[CHANGE_SAME], n[CHANGE_NEW],
        n[CHANGE_CHANGED], n[CHANGE_SAME], n[CHANGE_REMOVED]);
}

/* Everything within the transaction: a dry run looks at what would hold. */
static enum verdict replace(struct import *im, const struct workdays_rows *rows,
                            struct changes *c, struct reason *why)
{
    struct workdays_known before = { 0 };
    struct workdays_known now = { 0 };
    enum verdict v = store_begin(im->ctx->store, why);

    if (v == VERDICT_DONE)
        v = workdays_known(im->ctx->store, im->arena, &before, why);
    if (v == VERDICT_DONE)
        v = put_rows(im, rows, why);
    if (v == VERDICT_DONE)
        v = workdays_known(im->ctx->store, im->arena, &now, why);
    if (v == VERDICT_DONE)
        v = import_record(im, "workdays", why);
    if (v == VERDICT_DONE) {
        cover(c, rows);
        compare(c, &before, &now);
    }
    return v;
}

int import_workdays(struct import *im)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    struct changes changes = { .im = im, .table = t };
    struct workdays_rows rows = { 0 };
    struct reason why;
    enum verdict v = import_is_holidays(im)
                         ? import_holidays(im, &rows, &why)
                         : workdays_parse(im->bytes, im->arena, &rows, &why);
    int code;

    if (v != VERDICT_DONE)
        return tell_problems(im, &rows);
    code = import_end(im, replace(im, &rows, &changes, &why), &why);
    if (code != EX_OK)
        return code;
    if (im->ctx->core && !im->dry &&
        core_learn_days(im->ctx->core, &why) != VERDICT_DONE)
        return context_refuse(im->ctx, &why);
    context_print_table(im->ctx, t);
    tell_sum(&changes);
    return EX_OK;
}

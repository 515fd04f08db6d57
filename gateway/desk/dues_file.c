#include "convoke/desk/dues_file.h"

#include <assert.h>

#include "cells.h"
#include "convoke/base/number.h"
#include "convoke/base/own.h"
#include "convoke/desk/when.h"
#include "fold.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2199 };
enum { HEAD_LINES = 50 }; /* what stands further down is no head */

enum column {
    COLUMN_YEAR,
    COLUMN_UNIT,
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_AMOUNT,
    COLUMN_STATUS,
    COLUMN_VALUE_DATE,
    COLUMN_REF,
    COLUMN_DUE,
    COLUMN_COUNT
};

/* Folded heads, each once. */
static const struct {
    enum column column;
    const char *head;
} heads[] = {
    { COLUMN_YEAR, "year" },
    { COLUMN_YEAR, "年度" },
    { COLUMN_YEAR, "年份" },
    { COLUMN_YEAR, "会费年度" },
    { COLUMN_UNIT, "unit" },
    { COLUMN_UNIT, "id" },
    { COLUMN_UNIT, "单位" },
    { COLUMN_UNIT, "成员单位" },
    { COLUMN_UNIT, "编号" },
    { COLUMN_UNIT, "单位编号" },
    { COLUMN_UNIT, "成员编号" },
    { COLUMN_CODE, "uscc" },
    { COLUMN_CODE, "统一社会信用代码" },
    { COLUMN_CODE, "信用代码" },
    { COLUMN_NAME, "name" },
    { COLUMN_NAME, "单位名称" },
    { COLUMN_NAME, "名称" },
    { COLUMN_AMOUNT, "amount" },
    { COLUMN_AMOUNT, "金额" },
    { COLUMN_AMOUNT, "会费金额" },
    { COLUMN_AMOUNT, "应缴金额" },
    { COLUMN_AMOUNT, "金额(元)" },
    { COLUMN_STATUS, "status" },
    { COLUMN_STATUS, "状态" },
    { COLUMN_STATUS, "缴费状态" },
    { COLUMN_VALUE_DATE, "value_date" },
    { COLUMN_VALUE_DATE, "value date" },
    { COLUMN_VALUE_DATE, "到账日" },
    { COLUMN_VALUE_DATE, "到账日期" },
    { COLUMN_REF, "ref" },
    { COLUMN_REF, "凭证" },
    { COLUMN_REF, "凭证号" },
    { COLUMN_REF, "流水号" },
    { COLUMN_REF, "备注" },
    { COLUMN_DUE, "due" },
    { COLUMN_DUE, "缴费截止日" },
    { COLUMN_DUE, "缴费截止日期" },
    { COLUMN_DUE, "应缴日期" },
};

static const struct {
    enum dues_status status;
    const char *word;
} statuses[] = {
    { DUES_UNPAID, "unpaid" },     { DUES_UNPAID, "billed" },
    { DUES_UNPAID, "未缴" },       { DUES_UNPAID, "未缴费" },
    { DUES_UNPAID, "欠缴" },       { DUES_UNPAID, "应缴" },
    { DUES_PAID, "paid" },         { DUES_PAID, "已缴" },
    { DUES_PAID, "已缴费" },       { DUES_PAID, "已缴清" },
    { DUES_PAID, "缴清" },         { DUES_PARTIAL, "partial" },
    { DUES_PARTIAL, "部分" },      { DUES_PARTIAL, "部分缴费" },
    { DUES_PARTIAL, "部分缴纳" },  { DUES_WAIVED, "waived" },
    { DUES_WAIVED, "减免" },       { DUES_WAIVED, "免缴" },
    { DUES_WAIVED, "免" },         { DUES_DEFERRED, "deferred" },
    { DUES_DEFERRED, "缓缴" },     { DUES_DEFERRED, "延期" },
    { DUES_DISPUTED, "disputed" }, { DUES_DISPUTED, "争议" },
    { DUES_DISPUTED, "有争议" },   { DUES_DISPUTED, "异议" },
};

/* Where each column stands; -1: nowhere. */
struct layout {
    int at[COLUMN_COUNT];
    bool twice;
};

static bool layout_of(const struct cells_row *c, struct layout *ret)
{
    size_t known = 0;

    ret->twice = false;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        ret->at[i] = -1;
    for (size_t i = 0; i < c->n; i++)
        for (size_t h = 0; c->at[i].n && h < ARRAY_LEN(heads); h++) {
            if (!fold_is(c->at[i], heads[h].head))
                continue;
            known++;
            ret->twice = ret->twice || ret->at[heads[h].column] >= 0;
            ret->at[heads[h].column] = (int)i;
        }
    return known >= 3 && ret->at[COLUMN_YEAR] >= 0 &&
           ret->at[COLUMN_STATUS] >= 0 &&
           (ret->at[COLUMN_UNIT] >= 0 || ret->at[COLUMN_CODE] >= 0 ||
            ret->at[COLUMN_NAME] >= 0);
}

static struct span cell(const struct cells_row *c, const struct layout *l,
                        enum column column)
{
    int at = l->at[column];

    return at >= 0 && (size_t)at < c->n ? c->at[at] : SPAN_NONE;
}

void dues_file_fault(struct arena *arena, dues_file_problems *to,
                     const struct dues_file_problem *p)
{
    assert(to && p);
    if (to->n < DUES_FILE_PROBLEMS)
        *list_push(to, arena) = *p;
}

/* as_of=2026-06-21; 截至日期：2026年6月21日; the same in two cells. */
static bool as_of_line(struct span line, civil_day *ret)
{
    static const char *const labels[] = { "as_of", "as of", "台账截至",
                                          "截至" };
    struct span rest = fold_trim(line);

    while (rest.n && (rest.p[0] == '#' || rest.p[0] == '"'))
        rest = fold_trim(span_from(rest, 1));
    if (!FOLD_TAKE_ANY(&rest, labels))
        return false;
    return when_day(rest, 0, ret) == WHEN_FINE;
}

static bool year_of(struct span s, int *ret)
{
    struct span digits = span_sub(s, 0, 4);
    struct span tail = fold_trim(span_from(s, 4));
    uint64_t n = 0;

    if (!number_parse(digits, LAST_YEAR, &n) || n < FIRST_YEAR)
        return false;
    *ret = (int)n;
    return !tail.n || fold_is(tail, "年") || fold_is(tail, "年度");
}

static bool status_of(struct span s, enum dues_status *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
        if (fold_is(s, statuses[i].word)) {
            *ret = statuses[i].status;
            return true;
        }
    return false;
}

/* 12000, 12,000.00, ¥12000, 12000元 */
static bool is_amount(struct span s)
{
    static const char *const signs[] = { "¥", "￥", "rmb", "cny" };
    size_t digits = 0;

    (void)FOLD_TAKE_ANY(&s, signs);
    s = fold_trim(s);
    while (s.n && ((s.p[0] >= '0' && s.p[0] <= '9') || s.p[0] == ',' ||
                   s.p[0] == '.')) {
        digits += s.p[0] >= '0' && s.p[0] <= '9';
        s = span_from(s, 1);
    }
    return digits > 0 && (!s.n || fold_is(s, "元"));
}

struct words {
    const char *zh, *en;
};

static bool takes_value_date(enum dues_status s)
{
    return s == DUES_PAID || s == DUES_PARTIAL;
}

static struct words dates_fault(const struct cells_row *c,
                                const struct layout *l, civil_day as_of,
                                struct dues_file_row *row)
{
    struct span value = cell(c, l, COLUMN_VALUE_DATE);
    struct span due = cell(c, l, COLUMN_DUE);

    if (value.n && !civil_parse(value, &row->value_day))
        return (struct words){ "到账日期无法识别", "no such value date" };
    if (due.n && !civil_parse(due, &row->due))
        return (struct words){ "缴费截止日期无法识别", "no such due date" };
    if (row->status == DUES_PAID && !value.n)
        return (struct words){ "已缴须填到账日期", "paid needs a value date" };
    if (value.n && !takes_value_date(row->status))
        return (struct words){ "未缴费却有到账日期",
                               "a value date, but nothing was paid" };
    if (value.n && as_of && row->value_day > as_of)
        return (struct words){ "到账日期晚于台账截至日期",
                               "the value date lies after as_of" };
    return (struct words){ NULL, NULL };
}

static struct words row_fault(const struct cells_row *c, const struct layout *l,
                              civil_day as_of, struct dues_file_row *row)
{
    struct words none = { "没有写明单位", "names no unit" };
    size_t n = 0;

    for (enum column i = COLUMN_UNIT; i <= COLUMN_NAME; i++) {
        struct span s = cell(c, l, i);
        if (s.n)
            row->units[n++] = s;
    }
    row->amount = cell(c, l, COLUMN_AMOUNT);
    row->ref = cell(c, l, COLUMN_REF);
    if (n == 0)
        return none;
    if (!year_of(cell(c, l, COLUMN_YEAR), &row->year))
        return (struct words){ "年度无法识别", "no such year" };
    if (!status_of(cell(c, l, COLUMN_STATUS), &row->status))
        return (struct words){ "状态无法识别", "no such status" };
    if (row->amount.n && !is_amount(row->amount))
        return (struct words){ "金额无法识别", "no such amount" };
    return dates_fault(c, l, as_of, row);
}

static void fault(struct dues_file *f, struct arena *arena, int line,
                  struct span text, struct words w)
{
    dues_file_fault(arena, &f->problems,
                    &(struct dues_file_problem){ line, span_trim(text),
                                                 span_str(w.zh),
                                                 span_str(w.en) });
}

static void read_row(struct dues_file *f, struct arena *arena,
                     const struct layout *l, const struct cells_row *c)
{
    struct dues_file_row row = { .line = c->line };
    struct words w;

    if (cells_blank(c))
        return;
    w = row_fault(c, l, f->as_of, &row);
    if (!w.zh && f->rows.n >= DUES_FILE_ROWS)
        w = (struct words){ "行数过多", "too many rows" };
    if (w.zh)
        fault(f, arena, c->line, c->text, w);
    else
        *list_push(&f->rows, arena) = row;
}

static bool is_head(const struct cells_row *c, void *whose)
{
    return layout_of(c, whose);
}

void dues_file_read(struct span text, struct arena *arena,
                    struct dues_file *ret)
{
    struct cells all = cells_from(text, arena);
    struct cells_row c;
    struct layout l;
    bool headed = false;

    assert(arena && ret);
    *ret = (struct dues_file){ .as_of = 0 };
    while (!headed && all.line < HEAD_LINES && all.rest.n) {
        headed = cells_head(&all, is_head, &l, &c);
        if (!headed && !ret->as_of)
            (void)as_of_line(c.text, &ret->as_of);
    }
    if (headed && l.twice)
        fault(ret, arena, c.line, c.text,
              (struct words){ "同一列名出现两次",
                              "one head stands there twice" });
    while (headed && cells_next(&all, &c))
        read_row(ret, arena, &l, &c);
    if (!headed)
        fault(ret, arena, 0, SPAN_NONE,
              (struct words){ "没有表头：需要年度、单位、状态等列",
                              "no heads: year, unit, status are needed" });
    else if (!ret->as_of)
        fault(ret, arena, 0, SPAN_NONE,
              (struct words){ "表头之前没有“as_of=日期”一行",
                              "no line as_of=YYYY-MM-DD before the heads" });
    else if (!ret->rows.n && !ret->problems.n)
        fault(ret, arena, 0, SPAN_NONE,
              (struct words){ "没有任何一行", "no rows" });
}

bool dues_file_is_ledger(struct span text, struct arena *arena)
{
    struct cells all = cells_from(text, arena);
    struct cells_row c;
    struct layout l;

    assert(arena);
    while (all.line < HEAD_LINES && all.rest.n)
        if (cells_head(&all, is_head, &l, &c))
            return true;
    return false;
}

#include "convoke/desk/dues_import.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/fold.h"
#include "convoke/base/uscc.h"
#include "dues.h"

/* A ledger being taken in. */
struct taking {
    struct desk *dk;
    struct arena *arena;
    const struct dues_source *src;
    struct dues_file file;
    LIST_OF(struct unit) units; /* of each row */
    dues_years years;           /* of the file, with their due days */
    struct dues_outcome *out;
};

static void fault(struct taking *t, int line, struct span text, const char *zh,
                  const char *en)
{
    dues_file_fault(
        t->arena, &t->out->problems,
        &(struct dues_file_problem){ line, text, span_str(zh), span_str(en) });
}

/* ---- whom and what it speaks of ---- */

static enum verdict find_unit(struct taking *t, struct span written,
                              struct unit *ret, bool *ret_found,
                              struct reason *why)
{
    char code[USCC_TEXT];
    enum verdict v =
        unit_get(t->dk->store, written, t->arena, ret, ret_found, why);

    if (v != VERDICT_DONE || *ret_found)
        return v;
    if (uscc_check(written, code) == USCC_GOOD)
        return unit_match(t->dk->store, span_str(code), SPAN_NONE, t->arena,
                          ret, ret_found, why);
    return unit_match(t->dk->store, SPAN_NONE, fold_name(t->arena, written),
                      t->arena, ret, ret_found, why);
}

/* Every cell that names it must name the same one. */
static enum verdict unit_of_row(struct taking *t,
                                const struct dues_file_row *row,
                                struct reason *why)
{
    struct unit *unit = list_push(&t->units, t->arena);
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < DUES_FILE_UNITS && v == VERDICT_DONE; i++) {
        struct unit u;
        bool found = false;
        if (!row->units[i].n)
            continue;
        v = find_unit(t, row->units[i], &u, &found, why);
        if (v != VERDICT_DONE)
            return v;
        if (!found)
            fault(t, row->line, row->units[i], "没有登记的单位",
                  "no such unit is registered");
        else if (unit->id.n && !span_eq(unit->id, u.id))
            fault(t, row->line, row->units[i], "与同一行的单位编号不是同一单位",
                  "is not the unit that the same line names");
        else
            *unit = u;
    }
    return v;
}

static void check_twice(struct taking *t, size_t at)
{
    const struct dues_file_row *row = &t->file.rows.at[at];

    for (size_t i = 0; i < at; i++)
        if (t->file.rows.at[i].year == row->year && t->units.at[i].id.n &&
            span_eq(t->units.at[i].id, t->units.at[at].id)) {
            fault(t, row->line, row->units[0], "同一单位同一年度出现两次",
                  "this unit stands there twice for the year");
            return;
        }
}

static enum verdict add_year(struct taking *t, const struct dues_file_row *row,
                             struct reason *why)
{
    struct dues_year y = { .year = row->year };
    bool found = false;
    enum verdict v;

    list_each(&t->years, had)
    {
        if (had->year != row->year)
            continue;
        if (row->due && had->due != row->due)
            fault(t, row->line, row->units[0], "同一年度的缴费截止日期不一致",
                  "the year has two due dates");
        return VERDICT_DONE;
    }
    v = dues_year_get(t->dk->store, row->year, &y, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        y = (struct dues_year){ row->year, dues_usual_due(row->year),
                                t->src->at };
    if (row->due)
        y.due = row->due;
    *list_push(&t->years, t->arena) = y;
    return v;
}

static enum verdict check_rows(struct taking *t, struct reason *why)
{
    int last = civil_from_day(t->file.as_of).year + 1;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < t->file.rows.n && v == VERDICT_DONE; i++) {
        const struct dues_file_row *row = &t->file.rows.at[i];
        v = unit_of_row(t, row, why);
        if (v != VERDICT_DONE)
            return v;
        if (row->year > last)
            fault(t, row->line, row->units[0], "年度过早，尚不应缴",
                  "the year lies too far ahead");
        check_twice(t, i);
        v = add_year(t, row, why);
    }
    return v;
}

/* A ledger that is older than what is known would take it back. */
static enum verdict check_day(struct taking *t, struct reason *why)
{
    struct dues_import newest;
    bool found = false;
    enum verdict v =
        dues_import_newest(t->dk->store, t->arena, &newest, &found, why);
    char day[CIVIL_TEXT];

    if (v != VERDICT_DONE)
        return v;
    civil_print(t->file.as_of, day);
    if (t->file.as_of > civil_of(t->src->at))
        fault(t, 0, arena_printf(t->arena, "as_of=%s", day),
              "台账截至日期晚于今天", "as_of lies in the future");
    if (found && t->file.as_of < newest.as_of)
        fault(t, 0, arena_printf(t->arena, "as_of=%s", day),
              "台账截至日期早于已导入的台账",
              "as_of is earlier than a ledger that was imported");
    return v;
}

/* ---- into the state ---- */

static bool says_the_same(const struct dues_entry *e,
                          const struct dues_file_row *row)
{
    return e->status == row->status && e->value_day == row->value_day &&
           span_eq(e->amount, row->amount) && span_eq(e->ref, row->ref);
}

static bool is_decided(const struct dues_entry *e,
                       const struct dues_file_row *row)
{
    return e->import == 0 && dues_are_granted(e->status) &&
           (row->status == DUES_UNPAID || row->status == DUES_PARTIAL);
}

static enum verdict put_row(struct taking *t, size_t at, struct reason *why)
{
    const struct dues_file_row *row = &t->file.rows.at[at];
    struct dues_entry had;
    struct dues_entry e = { .year = row->year,
                            .unit = t->units.at[at].id,
                            .status = row->status,
                            .amount = row->amount,
                            .ref = row->ref,
                            .value_day = row->value_day,
                            .import = t->out->import.id,
                            .message = t->src->message,
                            .at = t->src->at };
    bool found = false;
    enum verdict v = dues_entry_of(t->dk->store, e.year, e.unit, t->arena, &had,
                                   &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (found && is_decided(&had, row)) {
        t->out->kept++;
        return v;
    }
    if (found && says_the_same(&had, row))
        return v;
    t->out->changed++;
    return dues_entry_add(t->dk->store, &e, why);
}

static int by_year(const void *a, const void *b)
{
    const struct dues_year *x = a;
    const struct dues_year *y = b;

    return (x->year > y->year) - (x->year < y->year);
}

static enum verdict settle(struct taking *t, struct reason *why)
{
    struct span source = arena_printf(t->arena, "dues_import:" SPAN_FMT,
                                      SPAN_ARG(t->out->import.name));
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < t->years.n && v == VERDICT_DONE; i++)
        v = dues_settle(t->dk, t->years.at[i].year, source, why);
    return v;
}

/* DI-2026-01: by the year the ledger speaks of. */
static enum verdict number(struct taking *t, struct reason *why)
{
    int year = civil_from_day(t->file.as_of).year;
    int64_t n = 0;
    enum verdict v = store_number(
        t->dk->store, arena_printf(t->arena, "DI-%d", year), &n, why);

    t->out->import = (struct dues_import){
        .name = arena_printf(t->arena, "DI-%d-%02lld", year, (long long)n),
        .as_of = t->file.as_of,
        .sha256 = t->src->sha256,
        .file = t->src->file,
        .message = t->src->message,
        .at = t->src->at,
        .rows = (int64_t)t->file.rows.n,
    };
    return v == VERDICT_DONE
               ? dues_import_add(t->dk->store, &t->out->import, why)
               : v;
}

static enum verdict take_in(struct taking *t, struct reason *why)
{
    enum verdict v = number(t, why);

    qsort(t->years.at, t->years.n, sizeof(*t->years.at), by_year);
    for (size_t i = 0; i < t->years.n && v == VERDICT_DONE; i++) {
        v = dues_year_put(t->dk->store, &t->years.at[i], why);
        *list_push(&t->out->years, t->arena) = t->years.at[i].year;
    }
    for (size_t i = 0; i < t->file.rows.n && v == VERDICT_DONE; i++)
        v = put_row(t, i, why);
    return v == VERDICT_DONE ? settle(t, why) : v;
}

static int by_line(const void *a, const void *b)
{
    const struct dues_file_problem *x = a;
    const struct dues_file_problem *y = b;

    return (x->line > y->line) - (x->line < y->line);
}

enum verdict dues_import_apply(struct desk *dk, const struct dues_source *src,
                               struct arena *arena, struct dues_outcome *ret,
                               struct reason *why)
{
    struct taking t = { .dk = dk, .arena = arena, .src = src, .out = ret };
    enum verdict v;

    assert(dk && src && arena && ret);
    *ret = (struct dues_outcome){ .same = false };
    v = dues_import_of(dk->store, src->sha256, arena, &ret->import, &ret->same,
                       why);
    if (v != VERDICT_DONE || ret->same)
        return v;
    dues_file_read(src->text, arena, &t.file);
    ret->problems = t.file.problems;
    ret->import.as_of = t.file.as_of;
    ret->import.rows = (int64_t)t.file.rows.n;
    if (t.file.as_of)
        v = check_day(&t, why);
    if (v == VERDICT_DONE)
        v = check_rows(&t, why);
    if (v != VERDICT_DONE || !ret->problems.n)
        return v == VERDICT_DONE ? take_in(&t, why) : v;
    qsort(ret->problems.at, ret->problems.n, sizeof(*ret->problems.at),
          by_line);
    return v;
}

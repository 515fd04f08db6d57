#include "convoke/desk/workdays_known.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/desk/workdays_file.h"
#include "convoke/store/workday_row.h"

int workdays_notice_year(civil_day d)
{
    struct civil c = civil_from_day(d);

    return c.month == 12 ? c.year + 1 : c.year;
}

/* A notice always speaks of 1 January: one day decides about its year. */
static bool is_imported(const struct workday_rows *rows, int year)
{
    list_each(&rows->at, row)
    {
        if (workdays_notice_year(row->day) == year)
            return true;
    }
    return false;
}

static void add_shipped(const struct workdays_row *row, struct arena *arena,
                        struct workdays_known *to)
{
    for (civil_day d = row->first; d <= row->last; d++)
        *list_push(&to->days, arena) = (struct workdays_day){
            .day = d, .works = row->works, .shipped = true, .name = row->name
        };
}

static int day_order(const void *a, const void *b)
{
    const struct workdays_day *x = a;
    const struct workdays_day *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

static void make_table(struct workdays_known *known, struct arena *arena)
{
    LIST_OF(struct workday) days = { 0 };

    if (known->days.n)
        qsort(known->days.at, known->days.n, sizeof(known->days.at[0]),
              day_order);
    list_each(&known->days, d) * list_push(&days, arena) =
        (struct workday){ d->day, d->works };
    known->table = (struct workdays){ days.at, days.n };
}

enum verdict workdays_known(struct store *st, struct arena *arena,
                            struct workdays_known *ret, struct reason *why)
{
    struct workdays_known got = { 0 };
    struct workdays_rows shipped = { 0 };
    struct workday_rows rows = { 0 };
    enum verdict v;

    assert(arena);
    assert(ret);
    v = st ? workday_rows_load(st, arena, &rows, why) : VERDICT_DONE;
    if (v == VERDICT_DONE)
        v = workdays_parse(workdays_shipped(), arena, &shipped, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&rows.at, row) * list_push(&got.days, arena) =
        (struct workdays_day){ .day = row->day,
                               .works = row->works,
                               .name = row->name };
    list_each(&shipped.rows, row)
    {
        if (!is_imported(&rows, row->year))
            add_shipped(row, arena, &got);
    }
    make_table(&got, arena);
    *ret = got;
    return VERDICT_DONE;
}

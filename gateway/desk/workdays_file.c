#include "convoke/desk/workdays_file.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/number.h"

enum { COLUMN_COUNT = 5 };

struct reader {
    struct arena *arena; /* borrowed */
    struct workdays_rows *to;
    int line;
};

static void problem(struct reader *r, const char *what, struct span value)
{
    struct workdays_problem *p = list_push(&r->to->problems, r->arena);

    p->line = r->line;
    p->text = value.n ? arena_printf(r->arena, "%s: " SPAN_FMT, what,
                                     SPAN_ARG(span_fit(value, 60)))
                      : arena_printf(r->arena, "%s", what);
}

static size_t columns_cut(struct span line, struct span at[COLUMN_COUNT])
{
    size_t n = 0;
    struct span piece;

    while (n < COLUMN_COUNT && span_cut(&line, '\t', &piece))
        at[n++] = span_trim(piece);
    return n;
}

/* A notice of the State Council for a year may begin in the December before,
 * never elsewhere. */
static bool year_fits(int year, civil_day first)
{
    struct civil c = civil_from_day(first);

    return c.year == year || (c.year == year - 1 && c.month == 12);
}

static bool days_fit(struct reader *r, const struct workdays_row *row)
{
    if (row->last < row->first)
        problem(r, "the last day is before the first", SPAN_NONE);
    else if (row->last - row->first >= WORKDAYS_MAX_RUN)
        problem(r, "more than 31 days in one row", SPAN_NONE);
    else if (!year_fits(row->year, row->first))
        problem(r, "the days are not of that year", SPAN_NONE);
    else
        return true;
    return false;
}

static bool weekend_only(const struct workdays_row *row)
{
    for (civil_day d = row->first; d <= row->last; d++) {
        if (civil_weekday(d) <= 5)
            return false;
    }
    return true;
}

static void row_read(struct reader *r, struct span line)
{
    struct span c[COLUMN_COUNT] = { SPAN_NONE };
    struct workdays_row row = { 0 };
    uint64_t year = 0;

    if (columns_cut(line, c) < 4)
        problem(r, "year, kind, first and last day stand apart by tabs", line);
    else if (!span_is_utf8(line) || span_has_control(c[4]))
        problem(r, "not plain UTF-8 text", SPAN_NONE);
    else if (c[4].n > WORKDAYS_MAX_NAME)
        problem(r, "the name is longer than 120 octets", c[4]);
    else if (!number_parse(c[0], WORKDAYS_LAST_YEAR, &year) ||
             year < WORKDAYS_FIRST_YEAR)
        problem(r, "no year", c[0]);
    else if (!span_eq(c[1], SPAN("rest")) && !span_eq(c[1], SPAN("work")))
        problem(r, "the kind is rest or work", c[1]);
    else if (!civil_parse(c[2], &row.first))
        problem(r, "no date", c[2]);
    else if (!civil_parse(c[3], &row.last))
        problem(r, "no date", c[3]);
    else {
        row.year = (int)year;
        row.works = span_eq(c[1], SPAN("work"));
        row.name = arena_span(r->arena, c[4]);
        if (!days_fit(r, &row))
            return;
        if (row.works && !weekend_only(&row))
            problem(r, "a make-up day lies on a weekend", SPAN_NONE);
        else
            *list_push(&r->to->rows, r->arena) = row;
    }
}

static int day_order(const void *a, const void *b)
{
    const struct workday *x = a;
    const struct workday *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

static void table_make(struct reader *r)
{
    LIST_OF(struct workday) days = { 0 };

    list_each(&r->to->rows, row)
    {
        for (civil_day d = row->first; d <= row->last; d++)
            *list_push(&days, r->arena) =
                (struct workday){ .day = d, .works = row->works };
    }
    if (days.n)
        qsort(days.at, days.n, sizeof(days.at[0]), day_order);
    for (size_t i = 1; i < days.n; i++) {
        char buf[CIVIL_TEXT];

        if (days.at[i].day == days.at[i - 1].day)
            problem(r, "this day stands in two rows",
                    span_str(civil_print(days.at[i].day, buf)));
    }
    r->to->table = (struct workdays){ days.at, days.n };
}

enum verdict workdays_parse(struct span file, struct arena *arena,
                            struct workdays_rows *ret, struct reason *why)
{
    struct workdays_rows got = { 0 };
    struct reader r = { .arena = arena, .to = &got };
    struct span line;

    assert(arena);
    assert(ret);
    if (span_starts(file, SPAN("\xef\xbb\xbf")))
        file = span_from(file, 3);
    while (span_line(&file, &line)) {
        r.line++;
        line = span_trim(line);
        if (line.n && line.p[0] != '#')
            row_read(&r, line);
    }
    r.line = 0; /* what follows is about the file as a whole */
    if (!got.rows.n && !got.problems.n)
        problem(&r, "no row at all", SPAN_NONE);
    table_make(&r);
    if (!got.problems.n) {
        *ret = got;
        return VERDICT_DONE;
    }
    *ret = (struct workdays_rows){ 0 };
    ret->problems.at = got.problems.at;
    ret->problems.n = got.problems.n;
    ret->problems.room = got.problems.room;
    return reason_set(why, VERDICT_NEVER, "workdays.parse",
                      "line %d: " SPAN_FMT, got.problems.at[0].line,
                      SPAN_ARG(got.problems.at[0].text));
}

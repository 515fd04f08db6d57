#include "convoke/store/workday_row.h"

#include <assert.h>

#include "convoke/base/list.h"
#include "stmt.h"

#define SQL_WORKDAY_PUT                                                        \
    "INSERT INTO workday (day, works, name) VALUES (:day, :works, :name)"      \
    " ON CONFLICT (day) DO UPDATE SET works = :works, name = :name"

enum verdict workday_put(struct store *st, struct workday day, struct span name,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_WORKDAY_PUT);

    stmt_int(s, ":day", day.day);
    stmt_int(s, ":works", day.works);
    stmt_text(s, ":name", name);
    return stmt_run(s, why);
}

#define SQL_WORKDAY_CLEAR                                                      \
    "DELETE FROM workday WHERE day >= :first AND day < :next"

enum verdict workday_clear(struct store *st, int year, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_WORKDAY_CLEAR);

    stmt_int(s, ":first", civil_to_day((struct civil){ year - 1, 12, 1 }));
    stmt_int(s, ":next", civil_to_day((struct civil){ year, 12, 1 }));
    return stmt_run(s, why);
}

#define SQL_WORKDAY_ALL "SELECT day, works, name FROM workday ORDER BY day"

enum verdict workday_rows_load(struct store *st, struct arena *arena,
                               struct workday_rows *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_WORKDAY_ALL);
    struct workday_rows got = { 0 };

    assert(ret);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE)
            return v;
        if (!row)
            break;
        *list_push(&got.at, arena) = (struct workday_row){
            .day = (civil_day)stmt_number(s, 0),
            .works = stmt_number(s, 1) != 0,
            .name = arena_span(arena, stmt_span(s, 2)),
        };
    }
    *ret = got;
    return VERDICT_DONE;
}

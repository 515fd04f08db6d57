#include "convoke/store/timer.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

#define SQL_TIMER_SET                                                          \
    "INSERT INTO timer (what, object, at) VALUES (:what, :object, :at)"        \
    " ON CONFLICT DO UPDATE SET at = :at"
#define SQL_TIMER_DROP                                                         \
    "DELETE FROM timer WHERE what = :what AND object = :object"
#define SQL_TIMER_AT                                                           \
    "SELECT at FROM timer WHERE what = :what AND object = :object"
#define SQL_TIMER_NEXT                                                         \
    "SELECT what, object, at FROM timer WHERE at <= :now"                      \
    " ORDER BY at, what, object LIMIT 1"
#define SQL_TIMER_NEXT_AT "SELECT min(at) FROM timer"

enum verdict timer_set(struct store *st, const struct timer *t,
                       struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TIMER_SET);

    assert(t);
    stmt_text(s, ":what", t->what);
    stmt_text(s, ":object", t->object);
    stmt_int(s, ":at", t->at);
    return stmt_run(s, why);
}

enum verdict timer_drop(struct store *st, struct span what, struct span object,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TIMER_DROP);

    stmt_text(s, ":what", what);
    stmt_text(s, ":object", object);
    return stmt_run(s, why);
}

enum verdict timer_at(struct store *st, struct span what, struct span object,
                      int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TIMER_AT);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_text(s, ":what", what);
    stmt_text(s, ":object", object);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = row ? stmt_number(s, 0) : MOMENT_NONE;
    return v;
}

enum verdict timer_next(struct store *st, int64_t now, struct arena *arena,
                        struct timer *ret, bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TIMER_NEXT);
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":now", now);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct timer){ .what = stmt_copy(s, 0, arena),
                           .object = stmt_copy(s, 1, arena),
                           .at = stmt_number(s, 2) };
    return VERDICT_DONE;
}

enum verdict timer_next_at(struct store *st, int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TIMER_NEXT_AT);
    bool row = false;
    enum verdict v = stmt_next(s, &row, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = row && !stmt_is_null(s, 0) ? stmt_number(s, 0) : INT64_MAX;
    return v;
}

#include "convoke/store/clock_row.h"

#include <assert.h>

#include "stmt.h"

#define SQL_CLOCK_PUT                                                          \
    "INSERT INTO clock (id, wall_at, boot_ms, firm, boot)"                     \
    " VALUES (1, :wall_at, :boot_ms, :firm, :boot)"                            \
    " ON CONFLICT (id) DO UPDATE SET wall_at = :wall_at, boot_ms = :boot_ms,"  \
    " firm = :firm, boot = :boot"

enum verdict clock_row_put(struct store *st, const struct clock_row *row,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CLOCK_PUT);

    assert(row);
    stmt_int(s, ":wall_at", row->wall_at);
    stmt_int(s, ":boot_ms", row->boot_ms);
    stmt_int(s, ":firm", row->firm);
    stmt_text(s, ":boot", row->boot);
    return stmt_run(s, why);
}

#define SQL_CLOCK_GET "SELECT wall_at, boot_ms, firm, boot FROM clock"

enum verdict clock_row_get(struct store *st, struct arena *arena,
                           struct clock_row *ret, bool *ret_found,
                           struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_CLOCK_GET);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    ret->wall_at = stmt_number(s, 0);
    ret->boot_ms = stmt_number(s, 1);
    ret->firm = stmt_number(s, 2) != 0;
    ret->boot = stmt_copy(s, 3, arena);
    return VERDICT_DONE;
}

#include "convoke/store/backlog.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

#define SQL_BACKLOG_OLDEST                                                     \
    "SELECT min(queued_at) FROM delivery WHERE state = 'retry'"                \
    " AND state IN ('ready','retry') AND yields IN (0, 1) AND next_at > :now"
#define SQL_BACKLOG_OLDEST_BUSY                                                \
    "SELECT min(queued_at) FROM delivery"                                      \
    " WHERE state IN ('retry','claimed','at_dot') AND :now > 0"

enum verdict backlog_oldest(struct store *st, int64_t now, bool busy,
                            int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave)
    struct stmt *s =
        stmt_of(st, busy ? SQL_BACKLOG_OLDEST_BUSY : SQL_BACKLOG_OLDEST);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":now", now);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = row && !stmt_is_null(s, 0) ? stmt_number(s, 0) : MOMENT_NONE;
    return v;
}

#define SQL_BACKLOG_MOVES                                                      \
    "SELECT 1 FROM delivery WHERE state = 'sent' AND settled_at > :since"      \
    " ORDER BY id DESC LIMIT 1"

enum verdict backlog_moves(struct store *st, int64_t since, bool *ret,
                           struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_BACKLOG_MOVES);

    assert(ret);
    stmt_int(s, ":since", since);
    return stmt_next(s, ret, why);
}

#define SQL_BACKLOG_WAITING                                                    \
    "SELECT count(DISTINCT outbox), (SELECT reply FROM delivery"               \
    " WHERE state IN ('ready','retry') AND reply <> ''"                        \
    " ORDER BY next_at DESC, id DESC LIMIT 1)"                                 \
    " FROM delivery WHERE state IN ('ready','retry')"

enum verdict backlog_of(struct store *st, struct arena *arena,
                        struct backlog *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_BACKLOG_WAITING);
    bool row = false;
    enum verdict v = stmt_next(s, &row, why);

    assert(arena && ret);
    if (v != VERDICT_DONE)
        return v;
    *ret = (struct backlog){ 0 };
    if (!row)
        return v;
    ret->waiting = stmt_number(s, 0);
    if (!stmt_is_null(s, 1))
        ret->said = stmt_copy(s, 1, arena);
    return v;
}

/* The domain stands behind the last @. */
#define SQL_BACKLOG_PUT_OFF                                                    \
    "SELECT lower(substr(recipient, 1 + length(rtrim(recipient,"               \
    " replace(recipient, '@', ''))))) AS host, count(*), min(next_at)"         \
    " FROM delivery WHERE state = 'ready' AND state IN ('ready','retry')"      \
    " AND yields IN (0, 1) AND next_at > :now AND NOT EXISTS (SELECT 1"        \
    " FROM pause WHERE domain = host AND until_at > :now)"                     \
    " GROUP BY host ORDER BY count(*) DESC, host"

enum verdict backlog_put_off(struct store *st, int64_t now, struct arena *arena,
                             backlog_domains *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_BACKLOG_PUT_OFF);
    backlog_domains found = { 0 };
    bool row = true;
    enum verdict v;

    assert(arena && ret);
    stmt_int(s, ":now", now);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(&found, arena) =
            (struct backlog_domain){ .domain = stmt_copy(s, 0, arena),
                                     .waiting = stmt_number(s, 1),
                                     .until = stmt_number(s, 2) };
    if (v == VERDICT_DONE)
        *ret = found;
    return v;
}

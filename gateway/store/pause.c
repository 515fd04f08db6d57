#include "convoke/store/pause.h"

#include <assert.h>

#include "stmt.h"

enum { PAUSE_REPLY = 500 };

#define SQL_PAUSE_PUT                                                          \
    "INSERT INTO pause (domain, until_at, times, reply)"                       \
    " VALUES (:domain, :until, :times, :reply) ON CONFLICT (domain)"           \
    " DO UPDATE SET until_at = :until, times = :times, reply = :reply"

enum verdict pause_put(struct store *st, const struct pause *p,
                       struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PAUSE_PUT);

    assert(p);
    stmt_text(s, ":domain", p->domain);
    stmt_int(s, ":until", p->until_at);
    stmt_int(s, ":times", p->times);
    stmt_text(s, ":reply", span_fit(p->reply, PAUSE_REPLY));
    return stmt_run(s, why);
}

#define SQL_PAUSES_ALL                                                         \
    "SELECT domain, until_at, times, reply, (SELECT count(*) FROM delivery"    \
    " WHERE state IN ('ready','retry') AND (domain = ''"                       \
    " OR substr(recipient, -length(domain) - 1) = '@' || domain"               \
    " COLLATE NOCASE)) FROM pause ORDER BY domain"

enum verdict pauses_all(struct store *st, struct arena *arena, pause_list *ret,
                        struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_PAUSES_ALL);
    pause_list found = { 0 };
    bool row = true;
    enum verdict v;

    assert(arena && ret);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(&found, arena) =
            (struct pause){ .domain = stmt_copy(s, 0, arena),
                            .until_at = stmt_number(s, 1),
                            .times = stmt_number(s, 2),
                            .reply = stmt_copy(s, 3, arena),
                            .waiting = stmt_number(s, 4) };
    if (v == VERDICT_DONE)
        *ret = found;
    return v;
}

#define SQL_PAUSE_TAKEN                                                        \
    "DELETE FROM pause WHERE domain IN ('', :domain) AND until_at <= :now"

enum verdict pause_taken(struct store *st, struct span domain, int64_t now,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PAUSE_TAKEN);

    stmt_text(s, ":domain", domain);
    stmt_int(s, ":now", now);
    return stmt_run(s, why);
}

#include "convoke/store/quota.h"

#include <assert.h>

#include "stmt.h"

#define SQL_QUOTA_USE                                                          \
    "INSERT INTO quota (day, party, used) VALUES (:day, :party, 1)"            \
    " ON CONFLICT DO UPDATE SET used = used + 1 WHERE used < :most"
/* Of a day before the last a late mail may still be asked about: nothing is
 * lost when that one begins at nought again. */
#define SQL_QUOTA_FORGET "DELETE FROM quota WHERE day < :day - 1"

enum verdict quota_use(struct store *st, const struct quota *q,
                       bool *ret_within, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_QUOTA_USE);
    enum verdict v;

    assert(q && q->most > 0);
    assert(ret_within);
    stmt_int(s, ":day", q->day);
    stmt_text(s, ":party", q->party);
    stmt_int(s, ":most", q->most);
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_within = store_changes(st) == 1;
    s = stmt_of(st, SQL_QUOTA_FORGET);
    stmt_int(s, ":day", q->day);
    return stmt_run(s, why);
}

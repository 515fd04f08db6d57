#include "convoke/store/mailbox.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

#define SQL_MAILBOX_PUT                                                        \
    "INSERT INTO mailbox (folder, validity, next, at)"                         \
    " VALUES (:folder, :validity, :next, :at)"                                 \
    " ON CONFLICT (folder) DO UPDATE SET validity = :validity, next = :next,"  \
    " at = :at"

enum verdict mailbox_put(struct store *st, const struct mailbox_row *row,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MAILBOX_PUT);

    assert(row);
    stmt_text(s, ":folder", row->folder);
    stmt_int(s, ":validity", row->validity);
    stmt_int(s, ":next", row->next);
    stmt_int(s, ":at", row->at);
    return stmt_run(s, why);
}

#define SQL_MAILBOX_ALL                                                        \
    "SELECT folder, validity, next, at FROM mailbox ORDER BY folder"

enum verdict mailbox_all(struct store *st, struct arena *arena,
                         mailbox_rows *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MAILBOX_ALL);
    mailbox_rows found = { 0 };
    bool row = true;
    enum verdict v;

    assert(ret);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(&found, arena) =
            (struct mailbox_row){ .folder = stmt_copy(s, 0, arena),
                                  .validity = stmt_number(s, 1),
                                  .next = stmt_number(s, 2),
                                  .at = stmt_number(s, 3) };
    if (v == VERDICT_DONE)
        *ret = found;
    return v;
}

#define SQL_MAILBOX_LEAVE                                                      \
    "INSERT INTO mailbox_left (folder, validity, uid, at, reason)"             \
    " VALUES (:folder, :validity, :uid, :at, :reason)"                         \
    " ON CONFLICT (folder, validity, uid) DO NOTHING"

enum verdict mailbox_leave(struct store *st, const struct mailbox_row *at,
                           int64_t uid, struct span reason, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MAILBOX_LEAVE);

    assert(at);
    stmt_text(s, ":folder", at->folder);
    stmt_int(s, ":validity", at->validity);
    stmt_int(s, ":uid", uid);
    stmt_int(s, ":at", at->at);
    stmt_text(s, ":reason", reason);
    return stmt_run(s, why);
}

static enum verdict one_number(struct stmt *s, int64_t *ret, bool *ret_row,
                               struct reason *why)
{
    enum verdict v = stmt_next(s, ret_row, why);

    if (v == VERDICT_DONE && *ret_row) {
        *ret = stmt_number(s, 0);
        stmt_reset(s);
    }
    return v;
}

#define SQL_MAILBOX_LEFT "SELECT count(*) FROM mailbox_left"

enum verdict mailbox_left(struct store *st, int64_t *ret_n, struct reason *why)
{
    bool row;

    assert(ret_n);
    return one_number(stmt_of(st, SQL_MAILBOX_LEFT), ret_n, &row, why);
}

#define SQL_MAILBOX_REFUSED                                                    \
    "SELECT folder, uid, at, reason FROM mailbox_left"                         \
    " WHERE at >= :since AND reason <> '" MAILBOX_OVER "'"                     \
    " ORDER BY folder, validity, uid"

enum verdict mailbox_refused(struct store *st, int64_t since,
                             struct arena *arena, mailbox_refusals *ret,
                             struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MAILBOX_REFUSED);
    bool row = true;
    enum verdict v;

    assert(ret);
    *ret = (mailbox_refusals){ 0 };
    stmt_int(s, ":since", since);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) =
            (struct mailbox_refusal){ .folder = stmt_copy(s, 0, arena),
                                      .uid = stmt_number(s, 1),
                                      .at = stmt_number(s, 2),
                                      .reason = stmt_copy(s, 3, arena) };
    return v;
}

#define SQL_MAILBOX_READ_PUT                                                   \
    "INSERT INTO mailbox_read (id, at) VALUES (1, :at)"                        \
    " ON CONFLICT (id) DO UPDATE SET at = :at"

enum verdict mailbox_read_put(struct store *st, int64_t at, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MAILBOX_READ_PUT);

    stmt_int(s, ":at", at);
    return stmt_run(s, why);
}

#define SQL_MAILBOX_READ_GET "SELECT at FROM mailbox_read"

enum verdict mailbox_read_get(struct store *st, int64_t *ret,
                              struct reason *why)
{
    bool row = false;
    int64_t at = MOMENT_NONE;
    enum verdict v =
        one_number(stmt_of(st, SQL_MAILBOX_READ_GET), &at, &row, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = at;
    return v;
}

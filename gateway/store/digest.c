#include "convoke/store/digest.h"

#include <assert.h>

#include "stmt.h"

#define SQL_DIGEST_ADD                                                         \
    "INSERT INTO digest (day, at, audience) VALUES (:day, :at, :audience)"     \
    " ON CONFLICT DO NOTHING"

enum verdict digest_add(struct store *st, struct digest_row *d,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DIGEST_ADD);
    enum verdict v;

    assert(d);
    stmt_int(s, ":day", d->day);
    stmt_int(s, ":at", d->at);
    stmt_text(s, ":audience", d->audience);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE && store_changes(st) == 0)
        return reason_set(why, VERDICT_NEVER, "digest.add",
                          "that day's digest was made before");
    if (v == VERDICT_DONE)
        d->id = store_last_id(st);
    return v;
}

#define SQL_DIGEST_ITEM_ADD                                                    \
    "INSERT INTO digest_item (digest, number, section, object, text, ref,"     \
    " state) VALUES (:digest, :number, :section, :object, :text, :ref, "       \
    ":state)"

enum verdict digest_item_add(struct store *st, int64_t digest,
                             const struct digest_item_row *item,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DIGEST_ITEM_ADD);

    assert(item);
    stmt_int(s, ":digest", digest);
    stmt_int(s, ":number", item->number);
    stmt_text(s, ":section", item->section);
    stmt_text(s, ":object", item->object);
    stmt_text(s, ":text", item->text);
    stmt_text(s, ":ref", item->ref);
    stmt_text(s, ":state", item->state);
    return stmt_run(s, why);
}

#define SQL_DIGEST_COLUMNS "SELECT id, day, at, audience FROM digest "
#define SQL_DIGEST_GET SQL_DIGEST_COLUMNS "WHERE id = :id"
#define SQL_DIGEST_LAST                                                        \
    SQL_DIGEST_COLUMNS "WHERE audience = :audience ORDER BY id DESC LIMIT 1"

static enum verdict take_digest(struct stmt *s, struct arena *arena,
                                struct digest_row *ret, bool *ret_found,
                                struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;
    enum verdict v = stmt_next(held, ret_found, why);

    if (v == VERDICT_DONE && *ret_found)
        *ret = (struct digest_row){ .id = stmt_number(s, 0),
                                    .day = (civil_day)stmt_number(s, 1),
                                    .at = stmt_number(s, 2),
                                    .audience = stmt_copy(s, 3, arena) };
    return v;
}

enum verdict digest_get(struct store *st, int64_t id, struct arena *arena,
                        struct digest_row *ret, bool *ret_found,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DIGEST_GET);

    assert(ret && ret_found);
    stmt_int(s, ":id", id);
    return take_digest(s, arena, ret, ret_found, why);
}

enum verdict digest_last(struct store *st, struct span audience,
                         struct arena *arena, struct digest_row *ret,
                         bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DIGEST_LAST);

    assert(ret && ret_found);
    stmt_text(s, ":audience", audience);
    return take_digest(s, arena, ret, ret_found, why);
}

#define SQL_DIGEST_ITEM_GET                                                    \
    "SELECT section, object, text, ref, state FROM digest_item"                \
    " WHERE digest = :digest AND number = :number"

enum verdict digest_item_get(struct store *st, int64_t digest, int64_t number,
                             struct arena *arena, struct digest_item_row *ret,
                             bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DIGEST_ITEM_GET);
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":digest", digest);
    stmt_int(s, ":number", number);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret = (struct digest_item_row){
            .number = number,
            .section = stmt_copy(s, 0, arena),
            .object = stmt_copy(s, 1, arena),
            .text = stmt_copy(s, 2, arena),
            .ref = stmt_copy(s, 3, arena),
            .state = stmt_copy(s, 4, arena),
        };
    return v;
}

/* One decision queues a notice's mails at one instant. */
#define SQL_DIGEST_COUNT                                                       \
    "SELECT (SELECT count(*) FROM message WHERE received_at >= :from"          \
    " AND received_at < :to),"                                                 \
    " (SELECT count(*) FROM (SELECT DISTINCT code, object, queued_at"          \
    " FROM outbox WHERE queued_at >= :from AND queued_at < :to"                \
    " AND code <> 'digest')),"                                                 \
    " (SELECT count(*) FROM outbox WHERE queued_at >= :from"                   \
    " AND queued_at < :to AND code <> 'digest'),"                              \
    " (SELECT count(*) FROM message WHERE kind = 'bounce'"                     \
    " AND received_at >= :from AND received_at < :to),"                        \
    " (SELECT count(*) FROM message WHERE state IN ('held','quarantined'))"

enum verdict digest_count(struct store *st, int64_t from, int64_t to,
                          struct digest_counts *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DIGEST_COUNT);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":from", from);
    stmt_int(s, ":to", to);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = (struct digest_counts){
            stmt_number(s, 0), stmt_number(s, 1), stmt_number(s, 2),
            stmt_number(s, 3), stmt_number(s, 4),
        };
    return v;
}

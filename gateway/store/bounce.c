#include "convoke/store/bounce.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

/* ---- reports ---- */

#define SQL_BOUNCED                                                            \
    "SELECT d.id, d.outbox, d.recipient, o.code, o.object, o.subject,"         \
    " d.state, d.queued_at, d.settled_at, d.reply, o.message_id FROM outbox o" \
    " JOIN delivery d ON d.outbox = o.id "
#define SQL_BOUNCE_FIND                                                        \
    SQL_BOUNCED "WHERE o.message_id = :message_id"                             \
                " AND d.recipient = :mail COLLATE NOCASE"
#define SQL_BOUNCE_GET SQL_BOUNCED "WHERE d.id = :delivery"

static enum verdict damaged(int64_t delivery, struct reason *why)
{
    return reason_set(why, VERDICT_BROKEN, "bounce.find",
                      "delivery %lld is damaged", (long long)delivery);
}

static enum verdict take_bounced(struct stmt *held, struct arena *arena,
                                 struct bounced *ret, bool *ret_found,
                                 struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    enum verdict v;

    assert(ret && ret_found);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct bounced){
        .delivery = stmt_number(s, 0),
        .outbox = stmt_number(s, 1),
        .recipient = stmt_copy(s, 2, arena),
        .code = stmt_copy(s, 3, arena),
        .object = stmt_copy(s, 4, arena),
        .subject = stmt_copy(s, 5, arena),
        .queued_at = stmt_number(s, 7),
        .settled_at = stmt_is_null(s, 8) ? MOMENT_NONE : stmt_number(s, 8),
        .reply = stmt_copy(s, 9, arena),
        .message_id = stmt_copy(s, 10, arena),
    };
    return delivery_state_from(stmt_span(s, 6), &ret->state)
               ? VERDICT_DONE
               : damaged(ret->delivery, why);
}

enum verdict bounce_find(struct store *st, struct span message_id,
                         struct span mail, struct arena *arena,
                         struct bounced *ret, bool *ret_found,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_BOUNCE_FIND);

    stmt_text(s, ":message_id", message_id);
    stmt_text(s, ":mail", mail);
    return take_bounced(s, arena, ret, ret_found, why);
}

enum verdict bounce_get(struct store *st, int64_t delivery, struct arena *arena,
                        struct bounced *ret, bool *ret_found,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_BOUNCE_GET);

    stmt_int(s, ":delivery", delivery);
    return take_bounced(s, arena, ret, ret_found, why);
}

#define SQL_BOUNCE_ID                                                          \
    "SELECT id FROM bounce WHERE delivery = :delivery AND class = :class"

static enum verdict find_id(struct store *st, struct bounce_row *b,
                            struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_BOUNCE_ID);
    bool row = false;
    enum verdict v;

    stmt_int(s, ":delivery", b->delivery);
    stmt_text(s, ":class", b->class);
    v = stmt_next(s, &row, why);
    b->id = v == VERDICT_DONE && row ? stmt_number(s, 0) : 0;
    return v;
}

/* Sent again by a person's word, it may come back again. */
#define SQL_BOUNCE_ADD                                                         \
    "INSERT INTO bounce (delivery, message, at, status, said, class,"          \
    " accepted_at, accepted_reply) VALUES (:delivery, nullif(:message, 0),"    \
    " :at, :status, :said, :class, nullif(:accepted_at, :none),"               \
    " :accepted_reply) ON CONFLICT (delivery, class) DO UPDATE SET"            \
    " message = excluded.message, at = excluded.at, status = excluded.status," \
    " said = excluded.said, accepted_at = excluded.accepted_at,"               \
    " accepted_reply = excluded.accepted_reply"                                \
    " WHERE accepted_at IS NOT excluded.accepted_at"

enum verdict bounce_add(struct store *st, struct bounce_row *b, bool *ret_new,
                        struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_BOUNCE_ADD);
    enum verdict v;

    assert(b && ret_new);
    stmt_int(s, ":delivery", b->delivery);
    stmt_int(s, ":message", b->message);
    stmt_int(s, ":at", b->at);
    stmt_text(s, ":status", b->status);
    stmt_text(s, ":said", b->said);
    stmt_text(s, ":class", b->class);
    stmt_int(s, ":accepted_at", b->accepted_at);
    stmt_int(s, ":none", MOMENT_NONE);
    stmt_text(s, ":accepted_reply", b->accepted_reply);
    v = stmt_run(s, why);
    *ret_new = v == VERDICT_DONE && store_changes(st) == 1;
    return v == VERDICT_DONE ? find_id(st, b, why) : v;
}

#define SQL_BOUNCES_UNMATCHED                                                  \
    "SELECT count(*) FROM message WHERE kind = 'bounce'"                       \
    " AND state = 'ignored' AND object = '' AND received_at >= :from"          \
    " AND received_at < :to"

enum verdict bounces_unmatched(struct store *st, int64_t from, int64_t to,
                               int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_BOUNCES_UNMATCHED);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":from", from);
    stmt_int(s, ":to", to);
    v = stmt_next(s, &row, why);
    *ret = v == VERDICT_DONE && row ? stmt_number(s, 0) : 0;
    return v;
}

/* ---- addresses ---- */

#define SQL_SUPPRESSION_ADD                                                    \
    "INSERT INTO suppression (mail, since, bounce) SELECT :mail, :since,"      \
    " nullif(:bounce, 0) WHERE NOT EXISTS (SELECT 1 FROM suppression"          \
    " WHERE mail = :mail AND lifted_at IS NULL)"
#define SQL_SUPPRESSION_HOLD                                                   \
    "UPDATE delivery SET state = 'held', reply = :why"                         \
    " WHERE recipient = :mail COLLATE NOCASE AND state IN ('ready','retry')"

enum verdict suppression_add(struct store *st, const struct suppression *sup,
                             bool *ret_new, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SUPPRESSION_ADD);
    enum verdict v;

    assert(sup && ret_new);
    stmt_text(s, ":mail", sup->mail);
    stmt_int(s, ":since", sup->since);
    stmt_int(s, ":bounce", sup->bounce);
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_new = store_changes(st) == 1;
    s = stmt_of(st, SQL_SUPPRESSION_HOLD);
    stmt_text(s, ":mail", sup->mail);
    stmt_text(s, ":why", span_str(OUTBOX_SUPPRESSED));
    return stmt_run(s, why);
}

#define SQL_SUPPRESSION_LIFT                                                   \
    "UPDATE suppression SET lifted_at = :at WHERE mail = :mail"                \
    " AND lifted_at IS NULL"

enum verdict suppression_lift(struct store *st, struct span mail, int64_t at,
                              bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SUPPRESSION_LIFT);
    enum verdict v;

    assert(ret_found);
    stmt_text(s, ":mail", mail);
    stmt_int(s, ":at", at);
    v = stmt_run(s, why);
    *ret_found = v == VERDICT_DONE && store_changes(st) == 1;
    return v;
}

#define SQL_SUPPRESSION_COLUMNS                                                \
    "SELECT s.mail, coalesce(b.status, ''), s.since, coalesce(s.bounce, 0),"   \
    " (SELECT count(*) FROM delivery d WHERE d.state = 'held'"                 \
    " AND s.mail = d.recipient) FROM suppression s LEFT JOIN bounce b"         \
    " ON b.id = s.bounce WHERE s.lifted_at IS NULL "
#define SQL_SUPPRESSIONS_LIVING SQL_SUPPRESSION_COLUMNS "ORDER BY s.since, s.id"
#define SQL_SUPPRESSION_GET SQL_SUPPRESSION_COLUMNS "AND s.mail = :mail"

static struct suppression read_suppression(const struct stmt *s,
                                           struct arena *arena)
{
    return (struct suppression){
        .mail = stmt_copy(s, 0, arena),
        .status = stmt_copy(s, 1, arena),
        .since = stmt_number(s, 2),
        .bounce = stmt_number(s, 3),
        .held = stmt_number(s, 4),
    };
}

enum verdict suppressions_living(struct store *st, struct arena *arena,
                                 suppressions *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_SUPPRESSIONS_LIVING);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (suppressions){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = read_suppression(s, arena);
    return v;
}

enum verdict suppression_get(struct store *st, struct span mail,
                             struct arena *arena, struct suppression *ret,
                             bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_SUPPRESSION_GET);
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":mail", mail);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret = read_suppression(s, arena);
    return v;
}

#define SQL_LIVE_ADDRESSES                                                     \
    "SELECT x.mail FROM (SELECT p.mail, 0 AS place FROM unit u JOIN person p"  \
    " ON p.id = u.contact WHERE u.id = :unit UNION ALL"                        \
    " SELECT p.mail, 1 FROM representative r JOIN person p ON p.id = r.person" \
    " WHERE r.unit = :unit) x WHERE x.mail LIKE '%_@_%' AND NOT EXISTS"        \
    " (SELECT 1 FROM suppression s WHERE s.mail = x.mail"                      \
    " AND s.lifted_at IS NULL) GROUP BY x.mail ORDER BY min(x.place), x.mail"

enum verdict live_addresses_of(struct store *st, struct span unit,
                               struct arena *arena, live_addresses *ret,
                               struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_LIVE_ADDRESSES);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (live_addresses){ 0 };
    stmt_text(s, ":unit", unit);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = stmt_copy(s, 0, arena);
    return v;
}

#define SQL_SUPPRESSION_DROP                                                   \
    "UPDATE delivery SET state = 'dropped', settled_at = :at"                  \
    " WHERE recipient = :mail COLLATE NOCASE AND state = 'held'"               \
    " AND reply = :why"

enum verdict suppression_drop_held(struct store *st, struct span mail,
                                   int64_t at, int64_t *ret_n,
                                   struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SUPPRESSION_DROP);
    enum verdict v;

    assert(ret_n);
    stmt_text(s, ":mail", mail);
    stmt_text(s, ":why", span_str(OUTBOX_SUPPRESSED));
    stmt_int(s, ":at", at);
    v = stmt_run(s, why);
    *ret_n = v == VERDICT_DONE ? store_changes(st) : 0;
    return v;
}

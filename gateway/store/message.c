#include "convoke/store/message.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [MESSAGE_RECEIVED] = "received",       [MESSAGE_APPLIED] = "applied",
    [MESSAGE_IGNORED] = "ignored",         [MESSAGE_HELD] = "held",
    [MESSAGE_QUARANTINED] = "quarantined",
};
NAMES_DEFINE(message_state, enum message_state, state_names,
             MESSAGE_STATE_COUNT)

#define SQL_MESSAGE_ADD                                                        \
    "INSERT INTO message (sha256, received_at, size, state, reason, kind,"     \
    " sender, subject, object, message_id, body_hash) VALUES (:sha256,"        \
    " :received_at, :size, 'received', '', '', '', '', '', '', '')"            \
    " ON CONFLICT (sha256) DO NOTHING"

enum verdict message_add(struct store *st, struct span sha256,
                         int64_t received_at, int64_t size, int64_t *ret_id,
                         bool *ret_new, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_ADD);
    enum verdict v;

    assert(ret_id);
    assert(ret_new);
    stmt_text(s, ":sha256", sha256);
    stmt_int(s, ":received_at", received_at);
    stmt_int(s, ":size", size);
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_new = store_changes(st) == 1;
    if (!*ret_new)
        return message_find(st, sha256, ret_id, why);
    *ret_id = store_last_id(st);
    return VERDICT_DONE;
}

#define SQL_MESSAGE_FIND "SELECT id FROM message WHERE sha256 = :sha256"

enum verdict message_find(struct store *st, struct span sha256, int64_t *ret_id,
                          struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_FIND);
    bool row = false;
    enum verdict v;

    assert(ret_id);
    stmt_text(s, ":sha256", sha256);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret_id = row ? stmt_number(s, 0) : 0;
    return v;
}

#define SQL_MESSAGE_GET                                                        \
    "SELECT id, sha256, received_at, size, state, reason, kind, sender,"       \
    " subject, object, message_id, body_hash, facts, settled_at"               \
    " FROM message WHERE id = :id"

enum verdict message_get(struct store *st, int64_t id, struct arena *arena,
                         struct message *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_GET);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":id", id);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    if (!row)
        return reason_set(why, VERDICT_NEVER, "message.get",
                          "there is no message %lld", (long long)id);
    *ret = (struct message){
        .id = stmt_number(s, 0),
        .sha256 = stmt_copy(s, 1, arena),
        .received_at = stmt_number(s, 2),
        .size = stmt_number(s, 3),
        .reason = stmt_copy(s, 5, arena),
        .kind = stmt_copy(s, 6, arena),
        .sender = stmt_copy(s, 7, arena),
        .subject = stmt_copy(s, 8, arena),
        .object = stmt_copy(s, 9, arena),
        .message_id = stmt_copy(s, 10, arena),
        .body_hash = stmt_copy(s, 11, arena),
        .facts = stmt_copy(s, 12, arena),
        .settled_at = stmt_is_null(s, 13) ? MOMENT_NONE : stmt_number(s, 13),
    };
    if (!message_state_from(stmt_span(s, 4), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "message.get",
                          "message %lld has an unknown state", (long long)id);
    return VERDICT_DONE;
}

#define SQL_MESSAGE_FACTS                                                      \
    "UPDATE message SET sender = :sender, subject = :subject,"                 \
    " message_id = :message_id, body_hash = :body_hash, facts = :facts,"       \
    " received_at = :received_at, size = :size WHERE id = :id"

enum verdict message_set_facts(struct store *st, const struct message *m,
                               struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MESSAGE_FACTS);

    assert(m);
    stmt_text(s, ":sender", m->sender);
    stmt_text(s, ":subject", m->subject);
    stmt_text(s, ":message_id", m->message_id);
    stmt_text(s, ":body_hash", m->body_hash);
    stmt_blob(s, ":facts", m->facts);
    stmt_int(s, ":received_at", m->received_at);
    stmt_int(s, ":size", m->size);
    stmt_int(s, ":id", m->id);
    return stmt_run(s, why);
}

#define SQL_MESSAGE_SETTLE                                                     \
    "UPDATE message SET state = :state, reason = :reason, kind = :kind,"       \
    " object = :object, settled_at = :settled_at"                              \
    " WHERE id = :id AND state IN ('received','held')"

enum verdict message_settle(struct store *st, const struct message *m,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MESSAGE_SETTLE);
    enum verdict v;

    assert(m);
    assert(m->state != MESSAGE_RECEIVED);
    stmt_text(s, ":state", span_str(message_state_name(m->state)));
    stmt_text(s, ":reason", m->reason);
    stmt_text(s, ":kind", m->kind);
    stmt_text(s, ":object", m->object);
    stmt_int(s, ":settled_at", m->settled_at);
    stmt_int(s, ":id", m->id);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE && store_changes(st) != 1)
        return reason_set(why, VERDICT_BROKEN, "message.settle",
                          "message %lld was settled before", (long long)m->id);
    return v;
}

#define SQL_MESSAGE_REOPEN                                                     \
    "UPDATE message SET state = 'received', settled_at = NULL"                 \
    " WHERE id = :id AND state IN ('held','quarantined')"

enum verdict message_reopen(struct store *st, int64_t id, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MESSAGE_REOPEN);
    enum verdict v;

    stmt_int(s, ":id", id);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE && store_changes(st) != 1)
        return reason_set(why, VERDICT_NEVER, "message.reopen",
                          "message %lld is neither held nor quarantined",
                          (long long)id);
    return v;
}

#define SQL_MESSAGE_EXCESS                                                     \
    "SELECT object, count(*), count(DISTINCT sender), max(received_at)"        \
    " FROM message WHERE object <> '' AND object >= 'excess:'"                 \
    " AND object < 'excess;' AND state = 'held'"                               \
    " AND (:object = '' OR object = :object) GROUP BY object ORDER BY object"

enum verdict message_excess_of(struct store *st, struct span object,
                               struct arena *arena, message_excesses *ret,
                               struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_EXCESS);

    assert(ret);
    *ret = (message_excesses){ 0 };
    stmt_text(s, ":object", object);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct message_excess){
            .object = stmt_copy(s, 0, arena),
            .messages = stmt_number(s, 1),
            .senders = stmt_number(s, 2),
            .last_at = stmt_number(s, 3),
        };
    }
}

#define SQL_MESSAGE_DISCARD                                                    \
    "UPDATE message SET state = 'ignored', reason = :reason,"                  \
    " settled_at = :at WHERE object = :object AND state = 'held'"

enum verdict message_discard_all(struct store *st, struct span object,
                                 struct span reason, int64_t at,
                                 struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MESSAGE_DISCARD);

    assert(object.n);
    stmt_text(s, ":object", object);
    stmt_text(s, ":reason", reason);
    stmt_int(s, ":at", at);
    return stmt_run(s, why);
}

#define SQL_MESSAGE_WAS_TOLD                                                   \
    "SELECT EXISTS (SELECT 1 FROM message m CROSS JOIN outbox o"               \
    " ON o.answers = m.message_id WHERE m.sender = :sender"                    \
    " AND m.body_hash = :body_hash AND m.received_at > :since"                 \
    " AND m.message_id <> '' AND o.queued_at > :since AND o.code = :code)"

enum verdict message_was_told(struct store *st, const struct message *m,
                              struct span code, bool *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_WAS_TOLD);
    bool row = false;
    enum verdict v;

    assert(m && ret);
    stmt_text(s, ":sender", m->sender);
    stmt_text(s, ":body_hash", m->body_hash);
    stmt_int(s, ":since", m->received_at);
    stmt_text(s, ":code", code);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = row && stmt_number(s, 0) != 0;
    return v;
}

#define SQL_MESSAGE_NEXT                                                       \
    "SELECT id FROM message WHERE state = 'received' AND id > :after"          \
    " ORDER BY id LIMIT 1"

enum verdict message_next_received(struct store *st, int64_t after,
                                   int64_t *ret_id, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_NEXT);
    bool row = false;
    enum verdict v;

    assert(ret_id);
    stmt_int(s, ":after", after);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret_id = row ? stmt_number(s, 0) : 0;
    return v;
}

#define SQL_MESSAGE_AFTER                                                      \
    "SELECT id, sha256 FROM message WHERE id > :after ORDER BY id LIMIT 1"

enum verdict message_after(struct store *st, int64_t after, struct arena *arena,
                           int64_t *ret_id, struct span *ret_sha256,
                           struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_AFTER);
    bool row = false;
    enum verdict v;

    assert(ret_id);
    assert(ret_sha256);
    stmt_int(s, ":after", after);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_id = row ? stmt_number(s, 0) : 0;
    *ret_sha256 = row ? stmt_copy(s, 1, arena) : SPAN_NONE;
    return VERDICT_DONE;
}

#define SQL_MESSAGE_NAMED                                                      \
    "SELECT id FROM message WHERE message_id = :message_id"                    \
    " ORDER BY id LIMIT 1"

enum verdict message_named(struct store *st, struct span message_id,
                           int64_t *ret_id, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGE_NAMED);
    bool row = false;
    enum verdict v;

    assert(ret_id);
    stmt_text(s, ":message_id", message_id);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret_id = row ? stmt_number(s, 0) : 0;
    return v;
}

#define SQL_MESSAGE_TWIN                                                       \
    "SELECT id FROM message WHERE message_id = :message_id"                    \
    " AND body_hash = :body_hash AND id < :id ORDER BY id LIMIT 1"

enum verdict message_twin(struct store *st, const struct message *m,
                          int64_t *ret_id, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = NULL;
    bool row = false;
    enum verdict v;

    assert(ret_id);
    *ret_id = 0;
    if (span_is_empty(m->message_id))
        return VERDICT_DONE;
    s = stmt_of(st, SQL_MESSAGE_TWIN);
    stmt_text(s, ":message_id", m->message_id);
    stmt_text(s, ":body_hash", m->body_hash);
    stmt_int(s, ":id", m->id);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE && row)
        *ret_id = stmt_number(s, 0);
    return v;
}

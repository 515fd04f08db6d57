#include "convoke/store/outbox.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "convoke/base/step.h"
#include "stmt.h"

enum { OUTBOX_MAX_REPLY = 500 };

static const char *const state_names[] = {
    [DELIVERY_READY] = "ready",         [DELIVERY_CLAIMED] = "claimed",
    [DELIVERY_AT_DOT] = "at_dot",       [DELIVERY_SENT] = "sent",
    [DELIVERY_REFUSED] = "refused",     [DELIVERY_RETRY] = "retry",
    [DELIVERY_UNCERTAIN] = "uncertain", [DELIVERY_HELD] = "held",
    [DELIVERY_DROPPED] = "dropped",
};
NAMES_DEFINE(delivery_state, enum delivery_state, state_names,
             DELIVERY_STATE_COUNT)

/* clang-format off */
static const bool may[DELIVERY_STATE_COUNT][DELIVERY_STATE_COUNT] = {
    [DELIVERY_CLAIMED] = { [DELIVERY_READY] = true, [DELIVERY_REFUSED] = true,
                           [DELIVERY_RETRY] = true },
    [DELIVERY_AT_DOT] = { [DELIVERY_SENT] = true, [DELIVERY_REFUSED] = true,
                          [DELIVERY_RETRY] = true,
                          [DELIVERY_UNCERTAIN] = true },
    /* Another system accepted it, and reported later that it cannot. */
    [DELIVERY_SENT] = { [DELIVERY_REFUSED] = true },
    /* What follows is a person's word. */
    [DELIVERY_READY] = { [DELIVERY_HELD] = true, [DELIVERY_DROPPED] = true,
                         [DELIVERY_READY] = true },
    [DELIVERY_RETRY] = { [DELIVERY_HELD] = true, [DELIVERY_DROPPED] = true,
                         [DELIVERY_READY] = true },
    [DELIVERY_HELD] = { [DELIVERY_READY] = true, [DELIVERY_DROPPED] = true },
    [DELIVERY_UNCERTAIN] = { [DELIVERY_READY] = true, [DELIVERY_SENT] = true,
                             [DELIVERY_REFUSED] = true,
                             [DELIVERY_DROPPED] = true },
    [DELIVERY_REFUSED] = { [DELIVERY_READY] = true,
                           [DELIVERY_DROPPED] = true },
};
/* clang-format on */

#define SQL_OUTBOX_ADD                                                         \
    "INSERT INTO outbox (key, code, object, subject, message_id, answers,"     \
    " queued_at, size, bytes, file) VALUES (:key, :code, :object, :subject,"   \
    " :message_id, :answers, :queued_at, :size, :bytes, :file)"                \
    " ON CONFLICT (key) DO NOTHING"
#define SQL_DELIVERY_ADD                                                       \
    "INSERT INTO delivery (outbox, recipient, automatic, state, attempts,"     \
    " next_at, queued_at, reply, yields) SELECT :outbox, :recipient,"          \
    " :automatic, iif(dead, 'held', 'ready'), 0, :queued_at, :queued_at,"      \
    " iif(dead, :suppressed, ''), :yields"                                     \
    " FROM (SELECT NOT :automatic AND EXISTS"                                  \
    " (SELECT 1 FROM suppression WHERE mail = :recipient"                      \
    " AND lifted_at IS NULL) AS dead) WHERE true ON CONFLICT DO NOTHING"

static enum verdict add_deliveries(struct store *st, int64_t outbox,
                                   const struct outbox_mail *m,
                                   struct reason *why)
{
    for (size_t i = 0; i < m->recipients_n; i++) {
        struct stmt *s = stmt_of(st, SQL_DELIVERY_ADD);
        enum verdict v;
        stmt_int(s, ":outbox", outbox);
        stmt_text(s, ":recipient", m->recipients[i]);
        /* Whoever has just written from there can read there; of those in
         * copy nobody knows. */
        stmt_int(s, ":automatic", m->automatic && i == 0);
        stmt_text(s, ":suppressed", span_str(OUTBOX_SUPPRESSED));
        stmt_int(s, ":queued_at", m->queued_at);
        stmt_int(s, ":yields", m->yields);
        v = stmt_run(s, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

enum verdict outbox_add(struct store *st, const struct outbox_mail *m,
                        bool *ret_new, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OUTBOX_ADD);
    enum verdict v;

    assert(m);
    assert(m->recipients_n > 0);
    assert(ret_new);
    stmt_text(s, ":key", m->key);
    stmt_text(s, ":code", m->code);
    stmt_text(s, ":object", m->object);
    stmt_text(s, ":subject", m->subject);
    stmt_text(s, ":message_id", m->message_id);
    stmt_text(s, ":answers", m->answers);
    stmt_int(s, ":queued_at", m->queued_at);
    stmt_int(s, ":size", m->size);
    stmt_blob(s, ":bytes", m->bytes);
    stmt_text(s, ":file", m->file);
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_new = store_changes(st) == 1;
    if (!*ret_new)
        return VERDICT_DONE;
    return add_deliveries(st, store_last_id(st), m, why);
}

#define SQL_OUTBOX_HAS "SELECT 1 FROM outbox WHERE key = :key"

enum verdict outbox_has(struct store *st, struct span key, bool *ret,
                        struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_HAS);

    assert(ret);
    stmt_text(s, ":key", key);
    return stmt_next(s, ret, why);
}

static void read_delivery(const struct stmt *s, struct arena *arena,
                          struct delivery *ret)
{
    *ret = (struct delivery){
        .id = stmt_number(s, 0),
        .outbox = stmt_number(s, 1),
        .recipient = stmt_copy(s, 2, arena),
        .attempts = stmt_number(s, 3),
        .queued_at = stmt_number(s, 4),
        .key = stmt_copy(s, 5, arena),
        .message_id = stmt_copy(s, 6, arena),
        .file = stmt_copy(s, 7, arena),
        .bytes = stmt_copy(s, 8, arena),
    };
}

/* Each of `yields` has its own stretch of the index: with nothing due neither
 * is read. */
#define SQL_DELIVERY_WAITS                                                     \
    "d.state IN ('ready','retry') AND d.yields IN (0, 1) AND d.next_at "
#define SQL_DELIVERY_ORDER " ORDER BY d.yields, d.next_at, d.id LIMIT :most"

#define SQL_DELIVERY_COLUMNS                                                   \
    "SELECT d.id, d.outbox, d.recipient, d.attempts, d.queued_at, o.key,"      \
    " o.message_id, o.file, o.bytes FROM delivery d JOIN outbox o"             \
    " ON o.id = d.outbox "
#define SQL_DELIVERY_DUE                                                       \
    SQL_DELIVERY_COLUMNS                                                       \
    "WHERE " SQL_DELIVERY_WAITS "<= :now" SQL_DELIVERY_ORDER
#define SQL_DELIVERY_CLAIM                                                     \
    "UPDATE delivery SET state = 'claimed', attempts = attempts + 1"           \
    " WHERE id = :id AND state IN ('ready','retry')"

enum verdict outbox_claim(struct store *st, int64_t now, size_t most,
                          struct arena *arena, struct delivery *ret,
                          size_t *ret_n, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *due = stmt_of(st, SQL_DELIVERY_DUE);
    size_t n = 0;

    assert(ret);
    assert(ret_n);
    stmt_int(due, ":now", now);
    stmt_int(due, ":most", (int64_t)most);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(due, &row, why);
        if (v != VERDICT_DONE)
            return v;
        if (!row)
            break;
        read_delivery(due, arena, &ret[n]);
        ret[n].state = DELIVERY_CLAIMED;
        ret[n++].attempts++;
    }
    for (size_t i = 0; i < n; i++) {
        struct stmt *s = stmt_of(st, SQL_DELIVERY_CLAIM);
        enum verdict v;
        stmt_int(s, ":id", ret[i].id);
        v = stmt_run(s, why);
        if (v != VERDICT_DONE)
            return v;
    }
    *ret_n = n;
    return VERDICT_DONE;
}

#define SQL_DELIVERY_PEEK                                                      \
    "SELECT d.recipient FROM delivery d"                                       \
    " WHERE " SQL_DELIVERY_WAITS "<= :now" SQL_DELIVERY_ORDER

enum verdict outbox_peek(struct store *st, int64_t now, size_t most,
                         struct arena *arena, struct span *ret, size_t *ret_n,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DELIVERY_PEEK);
    bool row = false;
    enum verdict v;

    assert(ret && ret_n);
    stmt_int(s, ":now", now);
    stmt_int(s, ":most", (int64_t)most);
    *ret_n = 0;
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        ret[(*ret_n)++] = stmt_copy(s, 0, arena);
    return v;
}

#define SQL_DELIVERY_DEFER                                                     \
    "UPDATE delivery AS d SET next_at = :until"                                \
    " WHERE " SQL_DELIVERY_WAITS                                               \
    "< :until AND substr(recipient, -length(:domain) - 1)"                     \
    " = '@' || :domain COLLATE NOCASE"

enum verdict outbox_defer(struct store *st, struct span domain, int64_t until,
                          struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DELIVERY_DEFER);

    stmt_int(s, ":until", until);
    stmt_text(s, ":domain", domain);
    return stmt_run(s, why);
}

#define SQL_DELIVERY_PUT_BACK                                                  \
    "UPDATE delivery SET state = iif(reply = '', 'ready', 'retry'),"           \
    " attempts = attempts - 1 WHERE id = :id AND state = 'claimed'"

enum verdict outbox_put_back(struct store *st, int64_t delivery,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DELIVERY_PUT_BACK);
    enum verdict v;

    stmt_int(s, ":id", delivery);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE && store_changes(st) != 1)
        return reason_set(why, VERDICT_BROKEN, "outbox.put_back",
                          "delivery %lld is not claimed", (long long)delivery);
    return v;
}

#define SQL_DELIVERY_AT_DOT                                                    \
    "UPDATE delivery SET state = 'at_dot', handed_at = :now"                   \
    " WHERE id = :id AND state = 'claimed'"

enum verdict outbox_at_dot(struct store *st, int64_t delivery, int64_t now,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DELIVERY_AT_DOT);
    enum verdict v;

    stmt_int(s, ":now", now);
    stmt_int(s, ":id", delivery);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE && store_changes(st) != 1)
        return reason_set(why, VERDICT_BROKEN, "outbox.at_dot",
                          "delivery %lld is not claimed", (long long)delivery);
    return v;
}

#define SQL_DELIVERY_STATE "SELECT state FROM delivery WHERE id = :id"

static enum verdict state_of(struct store *st, int64_t id,
                             enum delivery_state *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DELIVERY_STATE);
    bool row = false;
    enum verdict v;

    stmt_int(s, ":id", id);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    if (!row || !delivery_state_from(stmt_span(s, 0), ret))
        return reason_set(why, VERDICT_BROKEN, "outbox.state",
                          "delivery %lld is missing or damaged", (long long)id);
    return VERDICT_DONE;
}

#define SQL_DELIVERY_SETTLE                                                    \
    "UPDATE delivery SET state = :state, reply = :reply, next_at = :next_at,"  \
    " settled_at = :at WHERE id = :id"

enum verdict outbox_settle(struct store *st, const struct delivery_result *r,
                           struct reason *why)
{
    enum delivery_state now = DELIVERY_READY;
    enum verdict v = state_of(st, r->delivery, &now, why);
    struct stmt *s;

    if (v != VERDICT_DONE)
        return v;
    if (!may[now][r->state])
        return reason_set(why, VERDICT_BROKEN, "outbox.settle",
                          "delivery %lld may not go from %s to %s",
                          (long long)r->delivery, delivery_state_name(now),
                          delivery_state_name(r->state));
    s = stmt_of(st, SQL_DELIVERY_SETTLE);
    stmt_text(s, ":state", span_str(delivery_state_name(r->state)));
    stmt_text(s, ":reply", span_fit(r->reply, OUTBOX_MAX_REPLY));
    stmt_int(s, ":next_at", r->next_at);
    stmt_int(s, ":at", r->at);
    stmt_int(s, ":id", r->delivery);
    return stmt_run(s, why);
}

#define SQL_DELIVERY_OF                                                        \
    "SELECT id, state, reply FROM delivery WHERE outbox = :outbox AND"         \
    " id > :after ORDER BY id LIMIT 1"

enum verdict outbox_order(struct store *st, int64_t outbox,
                          enum delivery_state to, int64_t now, int64_t *ret_n,
                          struct reason *why)
{
    int64_t after = 0;
    int64_t n = 0;

    assert(ret_n);
    for (;;) {
        CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DELIVERY_OF);
        struct delivery_result r = { .state = to, .at = now, .next_at = now };
        enum delivery_state from;
        char reply[OUTBOX_MAX_REPLY];
        bool row = false;
        enum verdict v;
        stmt_int(s, ":outbox", outbox);
        stmt_int(s, ":after", after);
        v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE)
            return v;
        if (!row)
            break;
        after = r.delivery = stmt_number(s, 0);
        r.reply = span_fit(stmt_span(s, 2), sizeof(reply));
        if (r.reply.n)
            memcpy(reply, r.reply.p, r.reply.n);
        r.reply.p = reply;
        if (!delivery_state_from(stmt_span(s, 1), &from) || !may[from][to] ||
            from == DELIVERY_CLAIMED || from == DELIVERY_AT_DOT)
            continue;
        stmt_reset(s);
        v = outbox_settle(st, &r, why);
        if (v != VERDICT_DONE)
            return v;
        n++;
    }
    *ret_n = n;
    return VERDICT_DONE;
}

#define SQL_OUTBOX_RECOVER                                                     \
    "UPDATE delivery SET state = 'ready' WHERE state = 'claimed'"

enum verdict outbox_recover(struct store *st, struct reason *why)
{
    return stmt_run(stmt_of(st, SQL_OUTBOX_RECOVER), why);
}

#define SQL_DELIVERY_NEXT_AT_DOT                                               \
    SQL_DELIVERY_COLUMNS "WHERE d.state = 'at_dot' AND d.id > :after"          \
                         " ORDER BY d.id LIMIT 1"

enum verdict outbox_next_at_dot(struct store *st, int64_t after,
                                struct arena *arena, struct delivery *ret,
                                bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave)
    struct stmt *s = stmt_of(st, SQL_DELIVERY_NEXT_AT_DOT);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    stmt_int(s, ":after", after);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    read_delivery(s, arena, ret);
    ret->state = DELIVERY_AT_DOT;
    return VERDICT_DONE;
}

#define SQL_DELIVERY_GET SQL_DELIVERY_COLUMNS "WHERE d.id = :id"

enum verdict outbox_get(struct store *st, int64_t delivery, struct arena *arena,
                        struct delivery *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DELIVERY_GET);
    bool found = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":id", delivery);
    v = stmt_next(s, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return reason_set(why, VERDICT_BROKEN, "outbox.get",
                          "delivery %lld is missing", (long long)delivery);
    read_delivery(s, arena, ret);
    return state_of(st, delivery, &ret->state, why);
}

#define SQL_OUTBOX_NEXT                                                        \
    "SELECT id, queued_at, code, object, subject, (SELECT"                     \
    " group_concat(recipient, ' ') FROM delivery d WHERE d.outbox = o.id),"    \
    " bytes, file, key, answers, (SELECT group_concat(DISTINCT state)"         \
    " FROM delivery d WHERE d.outbox = o.id), (SELECT"                         \
    " group_concat(DISTINCT reply) FROM delivery d WHERE d.outbox = o.id)"     \
    " FROM outbox o WHERE id > :after ORDER BY id LIMIT 1"

enum verdict outbox_next(struct store *st, int64_t after, struct arena *arena,
                         struct outbox_line *ret, bool *ret_found,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_NEXT);
    enum verdict v;

    assert(ret);
    assert(ret_found);
    stmt_int(s, ":after", after);
    v = stmt_next(s, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret = (struct outbox_line){
        .id = stmt_number(s, 0),
        .queued_at = stmt_number(s, 1),
        .code = stmt_copy(s, 2, arena),
        .object = stmt_copy(s, 3, arena),
        .subject = stmt_copy(s, 4, arena),
        .recipients = stmt_copy(s, 5, arena),
        .bytes = stmt_copy(s, 6, arena),
        .file = stmt_copy(s, 7, arena),
        .key = stmt_copy(s, 8, arena),
        .answers = stmt_copy(s, 9, arena),
        .state = stmt_copy(s, 10, arena),
        .reply = stmt_copy(s, 11, arena),
    };
    return VERDICT_DONE;
}

#define SQL_OUTBOX_NEWEST                                                      \
    "SELECT o.id FROM outbox o JOIN delivery d ON d.outbox = o.id"             \
    " WHERE d.recipient = :recipient AND o.code = :code"                       \
    " AND :object IN ('', o.object) ORDER BY o.id DESC LIMIT 1"

enum verdict outbox_newest(struct store *st, struct span code,
                           struct span recipient, struct span object,
                           int64_t *ret_id, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_NEWEST);
    bool row = false;
    enum verdict v;

    assert(ret_id);
    stmt_text(s, ":code", code);
    stmt_text(s, ":recipient", recipient);
    stmt_text(s, ":object", object);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret_id = row ? stmt_number(s, 0) : 0;
    return v;
}

#define SQL_OUTBOX_NEXT_DUE                                                    \
    "SELECT min(next_at) FROM (SELECT min(next_at) AS next_at FROM delivery"   \
    " WHERE state IN ('ready','retry') AND yields = 0 UNION ALL SELECT"        \
    " min(next_at) FROM delivery"                                              \
    " WHERE state IN ('ready','retry') AND yields = 1)"

enum verdict outbox_next_due(struct store *st, int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_NEXT_DUE);
    bool row = false;
    enum verdict v = stmt_next(s, &row, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = row && !stmt_is_null(s, 0) ? stmt_number(s, 0) : INT64_MAX;
    return v;
}

#define SQL_OUTBOX_COUNT_RECENT                                                \
    "SELECT count(*) FROM delivery d JOIN outbox o ON o.id = d.outbox"         \
    " WHERE d.recipient = :recipient AND d.queued_at > :since"                 \
    " AND d.automatic AND (:code = '' OR o.code = :code)"

enum verdict outbox_count_recent(struct store *st, struct span recipient,
                                 int64_t since, struct span code, int64_t *ret,
                                 struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_COUNT_RECENT);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_text(s, ":recipient", recipient);
    stmt_int(s, ":since", since);
    stmt_text(s, ":code", code);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = stmt_number(s, 0);
    return v;
}

#define SQL_OUTBOX_OBJECT_OF                                                   \
    "SELECT object FROM outbox WHERE message_id = :message_id"

enum verdict outbox_object_of(struct store *st, struct span message_id,
                              struct arena *arena, struct span *ret_object,
                              bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_OBJECT_OF);
    enum verdict v;

    assert(ret_object);
    assert(ret_found);
    stmt_text(s, ":message_id", message_id);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret_object = stmt_copy(s, 0, arena);
    return v;
}

#define SQL_OUTBOX_QUEUED_AT                                                   \
    "SELECT queued_at FROM outbox WHERE message_id = :message_id"

enum verdict outbox_queued_at(struct store *st, struct span message_id,
                              int64_t *ret, bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_QUEUED_AT);
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":message_id", message_id);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret = stmt_number(s, 0);
    return v;
}

#define SQL_OUTBOX_BYTES "SELECT bytes, file FROM outbox WHERE id = :outbox"

enum verdict outbox_bytes(struct store *st, int64_t outbox, struct arena *arena,
                          struct span *ret_bytes, struct span *ret_file,
                          bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_BYTES);
    enum verdict v;

    assert(ret_bytes);
    assert(ret_file);
    assert(ret_found);
    stmt_int(s, ":outbox", outbox);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found) {
        *ret_bytes = stmt_copy(s, 0, arena);
        *ret_file = stmt_copy(s, 1, arena);
    }
    return v;
}

#define SQL_OUTBOX_FILE_NEEDED                                                 \
    "SELECT 1 FROM outbox o JOIN delivery d ON d.outbox = o.id"                \
    " WHERE o.file = :file AND o.file <> ''"                                   \
    " AND (d.state NOT IN ('sent','dropped') OR d.settled_at > :since)"        \
    " LIMIT 1"

enum verdict outbox_file_needed(struct store *st, struct span file,
                                int64_t since, bool *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_FILE_NEEDED);

    assert(ret);
    stmt_text(s, ":file", file);
    stmt_int(s, ":since", since);
    return stmt_next(s, ret, why);
}

#define SQL_OUTBOX_WAS_SENT                                                    \
    "SELECT 1 FROM delivery WHERE outbox = :outbox AND state = 'sent' LIMIT 1"

enum verdict outbox_was_sent(struct store *st, int64_t outbox, bool *ret,
                             struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OUTBOX_WAS_SENT);

    assert(ret);
    stmt_int(s, ":outbox", outbox);
    return stmt_next(s, ret, why);
}

#include "convoke/store/waiting.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/outbox.h"
#include "stmt.h"

#define SQL_CONTRIBUTIONS_LATE                                                 \
    "SELECT c.id, m.working_group, c.meeting, c.unit, u.name_zh, c.title,"     \
    " c.received_at FROM contribution c JOIN meeting m ON m.id = c.meeting"    \
    " JOIN unit u ON u.id = c.unit WHERE c.state = 'late'"                     \
    " ORDER BY m.working_group, c.id"

enum verdict waiting_contributions_late(struct store *st, struct arena *arena,
                                        waiting_contributions *ret,
                                        struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_CONTRIBUTIONS_LATE);

    assert(ret);
    *ret = (waiting_contributions){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct waiting_contribution){
            .id = stmt_copy(s, 0, arena),
            .group = stmt_copy(s, 1, arena),
            .meeting = stmt_copy(s, 2, arena),
            .unit = stmt_copy(s, 3, arena),
            .unit_name = stmt_copy(s, 4, arena),
            .title = stmt_copy(s, 5, arena),
            .received_at = stmt_number(s, 6),
        };
    }
}

static enum verdict one_text(struct stmt *s, struct arena *arena,
                             struct span *ret, bool *ret_found,
                             struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;
    enum verdict v = stmt_next(held, ret_found, why);

    assert(ret);
    *ret = v == VERDICT_DONE && *ret_found ? stmt_copy(s, 0, arena) : SPAN_NONE;
    return v;
}

#define SQL_CONTRIBUTION_STATE "SELECT state FROM contribution WHERE id = :id"

enum verdict waiting_contribution_state(struct store *st, struct span id,
                                        struct arena *arena, struct span *ret,
                                        bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTRIBUTION_STATE);

    stmt_text(s, ":id", id);
    return one_text(s, arena, ret, ret_found, why);
}

#define SQL_TASKS_DONE                                                         \
    "SELECT id FROM task WHERE state = 'done' ORDER BY working_group, id"

enum verdict waiting_tasks_done(struct store *st, struct arena *arena,
                                waiting_ids *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TASKS_DONE);

    assert(ret);
    *ret = (waiting_ids){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = stmt_copy(s, 0, arena);
    }
}

#define SQL_MESSAGES_HELD                                                      \
    "SELECT id, received_at, state, kind, sender, subject, reason"             \
    " FROM message WHERE state IN ('held','quarantined')"                      \
    " AND NOT (object >= 'excess:' AND object < 'excess;') ORDER BY id"

enum verdict waiting_messages_held(struct store *st, struct arena *arena,
                                   waiting_messages *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MESSAGES_HELD);

    assert(ret);
    *ret = (waiting_messages){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct waiting_message){
            .id = stmt_number(s, 0),
            .received_at = stmt_number(s, 1),
            .state = stmt_copy(s, 2, arena),
            .kind = stmt_copy(s, 3, arena),
            .sender = stmt_copy(s, 4, arena),
            .subject = stmt_copy(s, 5, arena),
            .reason = stmt_copy(s, 6, arena),
        };
    }
}

/* What may or may not have arrived needs a person first. */
#define SQL_DELIVERY_WORST                                                     \
    "CASE WHEN max(d.state = 'uncertain') THEN 'uncertain'"                    \
    " WHEN max(d.state = 'held') THEN 'held'"                                  \
    " WHEN max(d.state = 'refused') THEN 'refused' ELSE '' END"
#define SQL_DELIVERIES_WAITING                                                 \
    "SELECT o.id, max(coalesce(d.settled_at, "                                 \
    "d.queued_at))," SQL_DELIVERY_WORST                                        \
    ", o.code, o.object, group_concat(d.recipient, ' '), max(d.reply)"         \
    " FROM (SELECT * FROM delivery WHERE state IN ('uncertain','held')"        \
    " AND NOT (reply = '" OUTBOX_SUPPRESSED "' AND EXISTS (SELECT 1"           \
    " FROM suppression s WHERE s.mail = recipient AND s.lifted_at IS NULL))"   \
    " UNION ALL SELECT * FROM delivery WHERE state = 'refused'"                \
    " AND settled_at >= :since) d JOIN outbox o ON o.id = d.outbox"            \
    " GROUP BY o.id ORDER BY o.id"

enum verdict waiting_deliveries_of(struct store *st, int64_t since,
                                   struct arena *arena, waiting_deliveries *ret,
                                   struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DELIVERIES_WAITING);

    assert(ret);
    *ret = (waiting_deliveries){ 0 };
    stmt_int(s, ":since", since);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct waiting_delivery){
            .outbox = stmt_number(s, 0),
            .settled_at = stmt_number(s, 1),
            .state = stmt_copy(s, 2, arena),
            .code = stmt_copy(s, 3, arena),
            .object = stmt_copy(s, 4, arena),
            .recipients = stmt_copy(s, 5, arena),
            .reply = stmt_copy(s, 6, arena),
        };
    }
}

#define SQL_DELIVERY_STATE                                                     \
    "SELECT " SQL_DELIVERY_WORST " FROM delivery d WHERE d.outbox = :outbox"

enum verdict waiting_delivery_state(struct store *st, int64_t outbox,
                                    struct arena *arena, struct span *ret,
                                    struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DELIVERY_STATE);
    bool found = false;

    stmt_int(s, ":outbox", outbox);
    return one_text(s, arena, ret, &found, why);
}

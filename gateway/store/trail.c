#include "convoke/store/trail.h"

#include <assert.h>

#include "stmt.h"

/* '0' follows '/': all that begins with the object and a slash. */
#define SQL_TRAIL_WHERE                                                        \
    " WHERE o.object <> '' AND (o.object = :object"                            \
    " OR (o.object > :object || '/' AND o.object < :object || '0')"            \
    " OR o.object = :unit || '/' || :object)"                                  \
    " AND d.recipient COLLATE NOCASE IN ("                                     \
    "SELECT p.mail FROM unit u JOIN person p ON p.id = u.contact"              \
    " WHERE u.id = :unit UNION"                                                \
    " SELECT p.mail FROM representative r JOIN person p ON p.id = r.person"    \
    " WHERE r.unit = :unit UNION"                                              \
    " SELECT mail FROM contact_change WHERE unit = :unit"                      \
    " AND state IN ('confirmed','done') UNION"                                 \
    " SELECT asked_by FROM contact_change WHERE unit = :unit"                  \
    " AND state IN ('confirmed','done') UNION"                                 \
    " SELECT person FROM invitation WHERE party = :unit)"

#define SQL_TRAIL_MAILS                                                        \
    "SELECT o.id, o.queued_at, o.code, o.object, o.subject, o.message_id,"     \
    " d.recipient, d.state, d.settled_at, d.attempts, d.reply"                 \
    " FROM outbox o JOIN delivery d ON d.outbox = o.id" SQL_TRAIL_WHERE        \
    " ORDER BY o.queued_at, o.id, d.recipient"

enum verdict trail_mails_of(struct store *st, struct span unit,
                            struct span object, struct arena *arena,
                            trail_mails *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TRAIL_MAILS);
    bool row = false;
    enum verdict v;

    assert(arena && ret);
    *ret = (trail_mails){ 0 };
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":object", object);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row) {
        struct trail_mail *m = list_push(ret, arena);
        *m = (struct trail_mail){
            .outbox = stmt_number(s, 0),
            .queued_at = stmt_number(s, 1),
            .code = stmt_copy(s, 2, arena),
            .object = stmt_copy(s, 3, arena),
            .subject = stmt_copy(s, 4, arena),
            .message_id = stmt_copy(s, 5, arena),
            .recipient = stmt_copy(s, 6, arena),
            .settled_at = stmt_instant(s, 8),
            .attempts = stmt_number(s, 9),
            .reply = stmt_copy(s, 10, arena),
        };
        if (!delivery_state_from(stmt_span(s, 7), &m->state))
            return reason_set(why, VERDICT_BROKEN, "trail.mail",
                              "a delivery of mail %lld has no known state",
                              (long long)m->outbox);
    }
    return v;
}

#define SQL_TRAIL_REPORTS                                                      \
    "SELECT coalesce(b.message, 0), b.at, o.code, o.message_id, d.recipient,"  \
    " b.class, b.status, b.said, b.accepted_at, b.accepted_reply"              \
    " FROM outbox o JOIN delivery d ON d.outbox = o.id"                        \
    " JOIN bounce b ON b.delivery = d.id" SQL_TRAIL_WHERE                      \
    " ORDER BY b.at, b.id"

enum verdict trail_reports_of(struct store *st, struct span unit,
                              struct span object, struct arena *arena,
                              trail_reports *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TRAIL_REPORTS);
    bool row = false;
    enum verdict v;

    assert(arena && ret);
    *ret = (trail_reports){ 0 };
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":object", object);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct trail_report){
            .message = stmt_number(s, 0),
            .at = stmt_number(s, 1),
            .code = stmt_copy(s, 2, arena),
            .message_id = stmt_copy(s, 3, arena),
            .recipient = stmt_copy(s, 4, arena),
            .class = stmt_copy(s, 5, arena),
            .status = stmt_copy(s, 6, arena),
            .said = stmt_copy(s, 7, arena),
            .accepted_at = stmt_instant(s, 8),
            .accepted_reply = stmt_copy(s, 9, arena),
        };
    return v;
}

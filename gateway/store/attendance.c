#include "convoke/store/attendance.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

#define SQL_IMPORT_ADD                                                         \
    "INSERT INTO attendance_import (meeting, sha256, file, importer, message," \
    " at) VALUES (:meeting, :sha256, :file, :importer,"                        \
    " nullif(:message, 0), :at)"

enum verdict attendance_import_add(struct store *st,
                                   struct attendance_import *i,
                                   struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_IMPORT_ADD);
    enum verdict v;

    assert(i);
    stmt_text(s, ":meeting", i->meeting);
    stmt_text(s, ":sha256", i->sha256);
    stmt_text(s, ":file", i->file);
    stmt_text(s, ":importer", i->importer);
    stmt_int(s, ":message", i->message);
    stmt_int(s, ":at", i->at);
    v = stmt_run(s, why);
    i->id = v == VERDICT_DONE ? store_last_id(st) : 0;
    return v;
}

#define SQL_IMPORT_COLUMNS                                                     \
    "SELECT id, meeting, sha256, file, importer, coalesce(message, 0), at"     \
    " FROM attendance_import WHERE meeting = :meeting "
#define SQL_IMPORT_LAST SQL_IMPORT_COLUMNS "ORDER BY at DESC, id DESC LIMIT 1"
#define SQL_IMPORTS_OF SQL_IMPORT_COLUMNS "ORDER BY at, id"

static enum verdict take_imports(struct stmt *held, struct arena *arena,
                                 attendance_imports *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    *ret = (attendance_imports){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct attendance_import){
            .id = stmt_number(s, 0),
            .meeting = stmt_copy(s, 1, arena),
            .sha256 = stmt_copy(s, 2, arena),
            .file = stmt_copy(s, 3, arena),
            .importer = stmt_copy(s, 4, arena),
            .message = stmt_number(s, 5),
            .at = stmt_number(s, 6),
        };
    return v;
}

enum verdict attendance_import_last(struct store *st, struct span meeting,
                                    struct arena *arena,
                                    struct attendance_import *ret,
                                    bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_IMPORT_LAST);
    attendance_imports found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":meeting", meeting);
    v = take_imports(s, arena, &found, why);
    *ret_found = v == VERDICT_DONE && found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

enum verdict attendance_imports_of(struct store *st, struct span meeting,
                                   struct arena *arena, attendance_imports *ret,
                                   struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_IMPORTS_OF);

    assert(ret);
    stmt_text(s, ":meeting", meeting);
    return take_imports(s, arena, ret, why);
}

#define SQL_SIGN_IN_ADD                                                        \
    "INSERT INTO sign_in (import, line, unit, person, role, mode, signed_at)"  \
    " VALUES (:import, :line, :unit, :person, :role, :mode, :signed_at)"

enum verdict sign_in_add(struct store *st, int64_t import,
                         const struct sign_in *in, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SIGN_IN_ADD);

    assert(in);
    stmt_int(s, ":import", import);
    stmt_int(s, ":line", in->line);
    stmt_text(s, ":unit", in->unit);
    stmt_text(s, ":person", in->person);
    stmt_text(s, ":role", in->role);
    stmt_text(s, ":mode", in->mode);
    stmt_text(s, ":signed_at", in->signed_at);
    return stmt_run(s, why);
}

#define SQL_SIGN_INS_OF                                                        \
    "SELECT line, unit, person, role, mode, signed_at FROM sign_in"            \
    " WHERE import = :import ORDER BY line"

enum verdict sign_ins_of(struct store *st, int64_t import, struct arena *arena,
                         sign_ins *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_SIGN_INS_OF);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (sign_ins){ 0 };
    stmt_int(s, ":import", import);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct sign_in){
            .line = stmt_number(s, 0),
            .unit = stmt_copy(s, 1, arena),
            .person = stmt_copy(s, 2, arena),
            .role = stmt_copy(s, 3, arena),
            .mode = stmt_copy(s, 4, arena),
            .signed_at = stmt_copy(s, 5, arena),
        };
    return v;
}

#define SQL_ATTENDANCE_PUT                                                     \
    "INSERT INTO attendance (meeting, unit, status, basis, asked_at,"          \
    " window_at, at) VALUES (:meeting, :unit, :status, :basis,"                \
    " nullif(:asked_at, :none), nullif(:window_at, :none), :at)"               \
    " ON CONFLICT (meeting, unit) DO UPDATE SET status = excluded.status,"     \
    " basis = excluded.basis, asked_at = excluded.asked_at,"                   \
    " window_at = excluded.window_at, at = excluded.at"

enum verdict attendance_put(struct store *st, const struct attendance_row *r,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ATTENDANCE_PUT);

    assert(r);
    stmt_text(s, ":meeting", r->meeting);
    stmt_text(s, ":unit", r->unit);
    stmt_text(s, ":status", r->status);
    stmt_text(s, ":basis", r->basis);
    stmt_int(s, ":asked_at", r->asked_at);
    stmt_int(s, ":window_at", r->window_at);
    stmt_int(s, ":none", MOMENT_NONE);
    stmt_int(s, ":at", r->at);
    return stmt_run(s, why);
}

static int64_t instant(const struct stmt *s, int column)
{
    return stmt_is_null(s, column) ? MOMENT_NONE : stmt_number(s, column);
}

static enum verdict take_rows(struct stmt *held, struct arena *arena,
                              attendance_rows *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (attendance_rows){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct attendance_row){
            .meeting = stmt_copy(s, 0, arena),
            .unit = stmt_copy(s, 1, arena),
            .status = stmt_copy(s, 2, arena),
            .basis = stmt_copy(s, 3, arena),
            .asked_at = instant(s, 4),
            .window_at = instant(s, 5),
            .at = stmt_number(s, 6),
        };
    return v;
}

#define SQL_ATTENDANCE_COLUMNS                                                 \
    "SELECT a.meeting, a.unit, a.status, a.basis, a.asked_at, a.window_at,"    \
    " a.at FROM attendance a "

#define SQL_ATTENDANCE_OF                                                      \
    SQL_ATTENDANCE_COLUMNS "WHERE a.meeting = :meeting ORDER BY a.unit"

enum verdict attendance_of(struct store *st, struct span meeting,
                           struct arena *arena, attendance_rows *ret,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ATTENDANCE_OF);

    stmt_text(s, ":meeting", meeting);
    return take_rows(s, arena, ret, why);
}

/* Days are those of Asia/Shanghai. */
#define SQL_ATTENDANCE_HISTORY                                                 \
    SQL_ATTENDANCE_COLUMNS                                                     \
    "JOIN meeting m ON m.id = a.meeting"                                       \
    " JOIN membership s ON s.unit = a.unit AND s.state <> 'exited'"            \
    " AND s.working_group = m.working_group"                                   \
    " WHERE a.unit = :unit AND m.working_group = :working_group"               \
    " AND m.kind = 'plenary' AND m.state IN ('finalised', 'closed')"           \
    " AND m.start_at >= s.effective_day * 86400 - 28800"                       \
    " AND m.start_at >= s.counted_from ORDER BY m.start_at, m.id"

enum verdict attendance_history(struct store *st, struct span unit,
                                struct span group, struct arena *arena,
                                attendance_rows *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ATTENDANCE_HISTORY);

    stmt_text(s, ":unit", unit);
    stmt_text(s, ":working_group", group);
    return take_rows(s, arena, ret, why);
}

#define SQL_ATTENDANCE_RECORD                                                  \
    SQL_ATTENDANCE_COLUMNS                                                     \
    "JOIN meeting m ON m.id = a.meeting WHERE a.unit = :unit"                  \
    " AND m.working_group = :working_group AND m.kind = 'plenary'"             \
    " AND m.state IN ('finalised', 'closed') ORDER BY m.start_at, m.id"

enum verdict attendance_record(struct store *st, struct span unit,
                               struct span group, struct arena *arena,
                               attendance_rows *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ATTENDANCE_RECORD);

    stmt_text(s, ":unit", unit);
    stmt_text(s, ":working_group", group);
    return take_rows(s, arena, ret, why);
}

#define SQL_COUNTER_SET                                                        \
    "UPDATE membership SET unexcused = :unexcused, skipped = :skipped"         \
    " WHERE unit = :unit AND working_group = :working_group"                   \
    " AND state <> 'exited'"

enum verdict attendance_counter_set(struct store *st, struct span group,
                                    const struct attendance_counter *c,
                                    struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_COUNTER_SET);

    assert(c);
    stmt_int(s, ":unexcused", c->unexcused);
    stmt_int(s, ":skipped", c->skipped);
    stmt_text(s, ":unit", c->unit);
    stmt_text(s, ":working_group", group);
    return stmt_run(s, why);
}

#define SQL_COUNT_FROM                                                         \
    "UPDATE membership SET counted_from = :at WHERE unit = :unit"              \
    " AND working_group = :working_group AND state <> 'exited'"

enum verdict attendance_count_from(struct store *st, struct span unit,
                                   struct span group, int64_t at,
                                   struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_COUNT_FROM);

    stmt_int(s, ":at", at);
    stmt_text(s, ":unit", unit);
    stmt_text(s, ":working_group", group);
    return stmt_run(s, why);
}

#define SQL_COUNTERS_OF                                                        \
    "SELECT unit, unexcused, skipped FROM membership"                          \
    " WHERE working_group = :working_group AND state <> 'exited'"              \
    " AND unexcused >= :least ORDER BY unit"

enum verdict attendance_counters_of(struct store *st, struct span group,
                                    int64_t least, struct arena *arena,
                                    attendance_counters *ret,
                                    struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_COUNTERS_OF);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (attendance_counters){ 0 };
    stmt_text(s, ":working_group", group);
    stmt_int(s, ":least", least);
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) =
            (struct attendance_counter){ stmt_copy(s, 0, arena),
                                         stmt_number(s, 1), stmt_number(s, 2) };
    return v;
}

#define SQL_NOTICE_ACCEPTED                                                    \
    "SELECT min(d.settled_at) FROM outbox o JOIN delivery d"                   \
    " ON d.outbox = o.id WHERE ((o.object = :meeting AND o.code = :code)"      \
    " OR (o.object = :meeting || '/' || :unit"                                 \
    " AND o.code = 'notice.late-member'))"                                     \
    " AND o.queued_at >= :since AND (d.state = 'sent' OR EXISTS (SELECT 1"     \
    " FROM bounce b WHERE b.delivery = d.id AND b.class = 'hard'"              \
    " AND b.at >= b.accepted_at + 259200)) AND d.recipient"                    \
    " COLLATE NOCASE IN (SELECT person FROM invitation"                        \
    "  WHERE meeting = :meeting AND party = :unit UNION"                       \
    " SELECT p.mail FROM unit u JOIN person p ON p.id = u.contact"             \
    "  WHERE u.id = :unit UNION"                                               \
    " SELECT p.mail FROM representative r JOIN person p ON p.id = r.person"    \
    "  WHERE r.unit = :unit AND r.working_group = :working_group)"

enum verdict notice_accepted(struct store *st, const struct notice_question *q,
                             int64_t *ret_at, bool *ret_found,
                             struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_NOTICE_ACCEPTED);
    bool row = false;
    enum verdict v;

    assert(q && ret_at && ret_found);
    stmt_text(s, ":meeting", q->meeting);
    stmt_text(s, ":working_group", q->group);
    stmt_text(s, ":unit", q->unit);
    stmt_text(s, ":code", span_str(q->code));
    stmt_int(s, ":since", q->since);
    v = stmt_next(s, &row, why);
    *ret_found = v == VERDICT_DONE && row && !stmt_is_null(s, 0);
    *ret_at = *ret_found ? stmt_number(s, 0) : MOMENT_NONE;
    return v;
}

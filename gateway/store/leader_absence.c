#include "convoke/store/leader_absence.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

#define SQL_PUT                                                                \
    "INSERT INTO leader_absence (meeting, person, role, status, basis,"        \
    " asked_at, window_at, final_at, at) VALUES (:meeting, :person, :role,"    \
    " :status, :basis, :asked_at, :window_at, :final_at, :at)"                 \
    " ON CONFLICT (meeting, person) DO UPDATE SET role = excluded.role,"       \
    " status = excluded.status, basis = excluded.basis,"                       \
    " asked_at = excluded.asked_at, window_at = excluded.window_at,"           \
    " final_at = excluded.final_at, at = excluded.at"

enum verdict leader_absence_put(struct store *st,
                                const struct leader_absence *a,
                                struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PUT);

    assert(a);
    stmt_text(s, ":meeting", a->meeting);
    stmt_int(s, ":person", a->person);
    stmt_text(s, ":role", a->role);
    stmt_text(s, ":status", a->status);
    stmt_text(s, ":basis", a->basis);
    stmt_moment(s, ":asked_at", a->asked_at);
    stmt_moment(s, ":window_at", a->window_at);
    stmt_moment(s, ":final_at", a->final_at);
    stmt_int(s, ":at", a->at);
    return stmt_run(s, why);
}

#define SQL_COLUMNS                                                            \
    "SELECT a.meeting, a.person, p.mail, p.name, a.role, a.status, a.basis,"   \
    " a.asked_at, a.window_at, a.final_at, a.at, m.working_group,"             \
    " m.kind = 'leaders', m.state = 'cancelled', m.start_at"                   \
    " FROM leader_absence a JOIN person p ON p.id = a.person"                  \
    " JOIN meeting m ON m.id = a.meeting "

static enum verdict take(struct stmt *held, struct arena *arena,
                         leader_absences *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (leader_absences){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct leader_absence){
            .meeting = stmt_copy(s, 0, arena),
            .person = stmt_number(s, 1),
            .mail = stmt_copy(s, 2, arena),
            .name = stmt_copy(s, 3, arena),
            .role = stmt_copy(s, 4, arena),
            .status = stmt_copy(s, 5, arena),
            .basis = stmt_copy(s, 6, arena),
            .asked_at = stmt_instant(s, 7),
            .window_at = stmt_instant(s, 8),
            .final_at = stmt_instant(s, 9),
            .at = stmt_number(s, 10),
            .group = stmt_copy(s, 11, arena),
            .leaders = stmt_number(s, 12) != 0,
            .cancelled = stmt_number(s, 13) != 0,
            .start_at = stmt_number(s, 14),
        };
    return v;
}

#define SQL_OF                                                                 \
    SQL_COLUMNS "WHERE a.meeting = :meeting ORDER BY a.role, a.person"

enum verdict leader_absences_of(struct store *st, struct span meeting,
                                struct arena *arena, leader_absences *ret,
                                struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OF);

    stmt_text(s, ":meeting", meeting);
    return take(s, arena, ret, why);
}

#define SQL_FINAL                                                              \
    SQL_COLUMNS "WHERE a.person = :person AND m.working_group = :group"        \
                " AND a.final_at IS NOT NULL ORDER BY m.start_at, m.id"

enum verdict leader_absences_final(struct store *st, int64_t person,
                                   struct span group, struct arena *arena,
                                   leader_absences *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_FINAL);

    stmt_int(s, ":person", person);
    stmt_text(s, ":group", group);
    return take(s, arena, ret, why);
}

#define SQL_SINCE                                                              \
    "SELECT min(since) FROM office WHERE person = :person"                     \
    " AND working_group = :group AND role IN ('GL','DGL')"

enum verdict leader_since(struct store *st, int64_t person, struct span group,
                          int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_SINCE);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_int(s, ":person", person);
    stmt_text(s, ":group", group);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = row ? stmt_instant(s, 0) : MOMENT_NONE;
    return v;
}

/* What the trail names no group for serves all that he leads. A leader who is
 * a unit's person too writes as that when he contributes, answers an
 * invitation or leads a project. */
#define SQL_LAST_DUTY                                                          \
    "SELECT max(at) FROM ("                                                    \
    "SELECT max(m.start_at) AS at FROM leader_absence a"                       \
    " JOIN meeting m ON m.id = a.meeting WHERE a.person = :person"             \
    " AND m.working_group = :group AND a.status = 'A'"                         \
    " UNION ALL SELECT max(at) FROM audit WHERE actor = :mail"                 \
    " AND authority <> 'clock' AND ("                                          \
    "(entity = 'meeting' AND entity_id LIKE :group || '-%')"                   \
    " OR (entity = 'review' AND entity_id LIKE '%/' || :group)"                \
    " OR entity = 'task' OR event IN"                                          \
    " ('contribution.accepted','contribution.returned',"                       \
    "'contribution.tabled','excuse.rejected','excuse.seen',"                   \
    "'suggestion.answered','counter.declined','project.publicity_approved',"   \
    "'project.publicity_returned'))"                                           \
    " UNION ALL SELECT max(filed_at) FROM filing WHERE filed_by = :mail"       \
    " AND (object = :group OR object LIKE :group || '-%'"                      \
    " OR object LIKE :group || '/%') AND kind IN ('plan','resolution',"        \
    "'annual_report','annual_plan','progress','minutes','summary',"            \
    "'publicity'))"

enum verdict leader_last_duty(struct store *st, const struct leader_question *q,
                              int64_t *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_LAST_DUTY);
    bool row = false;
    enum verdict v;

    assert(q && ret);
    stmt_int(s, ":person", q->person);
    stmt_text(s, ":group", q->group);
    stmt_text(s, ":mail", q->mail);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = row ? stmt_instant(s, 0) : MOMENT_NONE;
    return v;
}

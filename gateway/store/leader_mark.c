#include "convoke/store/leader_mark.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "stmt.h"

static const char *const kind_names[] = {
    [LEADER_MARK_ABSENCE] = "ABS",
    [LEADER_MARK_IDLE] = "IDLE",
};
static_assert(ARRAY_LEN(kind_names) == LEADER_MARK_KIND_COUNT,
              "every kind needs its name");

static const char *const state_names[] = {
    [LEADER_MARK_OPEN] = "open",
    [LEADER_MARK_SEEN] = "seen",
    [LEADER_MARK_VOID] = "void",
};
static_assert(ARRAY_LEN(state_names) == LEADER_MARK_STATE_COUNT,
              "every state needs its name");

const char *leader_mark_kind_name(enum leader_mark_kind k)
{
    assert(k < LEADER_MARK_KIND_COUNT);
    return kind_names[k];
}

const char *leader_mark_state_name(enum leader_mark_state s)
{
    assert(s < LEADER_MARK_STATE_COUNT);
    return state_names[s];
}

static void bind_standing(struct stmt *s, const struct leader_mark *m)
{
    stmt_text(s, ":role", m->role);
    stmt_int(s, ":count", m->count);
    stmt_text(s, ":readings", m->readings);
    stmt_text(s, ":state", span_str(leader_mark_state_name(m->state)));
    stmt_moment(s, ":told_at", m->told_at);
    stmt_moment(s, ":ended_at", m->ended_at);
    stmt_text(s, ":ended_by", m->ended_by);
}

#define SQL_ADD                                                                \
    "INSERT INTO leader_mark (working_group, person, role, kind, cause,"       \
    " count, readings, state, raised_at, told_at, ended_at, ended_by)"         \
    " VALUES (:group, :person, :role, :kind, :cause, :count, :readings,"       \
    " :state, :raised_at, :told_at, :ended_at, :ended_by)"

enum verdict leader_mark_add(struct store *st, struct leader_mark *m,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ADD);
    enum verdict v;

    assert(m);
    stmt_text(s, ":group", m->group);
    stmt_int(s, ":person", m->person);
    stmt_text(s, ":kind", span_str(leader_mark_kind_name(m->kind)));
    stmt_text(s, ":cause", m->cause);
    stmt_int(s, ":raised_at", m->raised_at);
    bind_standing(s, m);
    v = stmt_run(s, why);
    m->id = v == VERDICT_DONE ? store_last_id(st) : 0;
    return v;
}

#define SQL_SET                                                                \
    "UPDATE leader_mark SET role = :role, count = :count,"                     \
    " readings = :readings, state = :state, told_at = :told_at,"               \
    " ended_at = :ended_at, ended_by = :ended_by WHERE id = :id"

enum verdict leader_mark_set(struct store *st, const struct leader_mark *m,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SET);

    assert(m);
    bind_standing(s, m);
    stmt_int(s, ":id", m->id);
    return stmt_run(s, why);
}

#define SQL_COLUMNS                                                            \
    "SELECT k.id, k.working_group, k.person, p.mail, p.name, k.role, k.kind,"  \
    " k.cause, k.count, k.readings, k.state, k.raised_at, k.told_at,"          \
    " k.ended_at, k.ended_by"                                                  \
    " FROM leader_mark k JOIN person p ON p.id = k.person "

static enum leader_mark_state state_of(struct span name)
{
    size_t i = 0;

    while (i < LEADER_MARK_VOID && !span_eq(name, span_str(state_names[i])))
        i++;
    return (enum leader_mark_state)i;
}

static enum verdict take(struct stmt *held, struct arena *arena,
                         leader_marks *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    *ret = (leader_marks){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct leader_mark){
            .id = stmt_number(s, 0),
            .group = stmt_copy(s, 1, arena),
            .person = stmt_number(s, 2),
            .mail = stmt_copy(s, 3, arena),
            .name = stmt_copy(s, 4, arena),
            .role = stmt_copy(s, 5, arena),
            .kind = span_eq(stmt_span(s, 6), SPAN("IDLE"))
                        ? LEADER_MARK_IDLE
                        : LEADER_MARK_ABSENCE,
            .cause = stmt_copy(s, 7, arena),
            .count = stmt_number(s, 8),
            .readings = stmt_copy(s, 9, arena),
            .state = state_of(stmt_span(s, 10)),
            .raised_at = stmt_number(s, 11),
            .told_at = stmt_instant(s, 12),
            .ended_at = stmt_instant(s, 13),
            .ended_by = stmt_copy(s, 14, arena),
        };
    return v;
}

#define SQL_GET SQL_COLUMNS "WHERE k.id = :id"

enum verdict leader_mark_get(struct store *st, int64_t id, struct arena *arena,
                             struct leader_mark *ret, bool *ret_found,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_GET);
    leader_marks found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":id", id);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

#define SQL_OF                                                                 \
    SQL_COLUMNS "WHERE (:group = '' OR k.working_group = :group)"              \
                " AND (:person = 0 OR k.person = :person)"                     \
                " ORDER BY k.raised_at, k.id"

enum verdict leader_marks_of(struct store *st,
                             const struct leader_mark_query *q,
                             struct arena *arena, leader_marks *ret,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OF);

    assert(q && ret);
    stmt_text(s, ":group", q->group);
    stmt_int(s, ":person", q->person);
    return take(s, arena, ret, why);
}

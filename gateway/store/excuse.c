#include "convoke/store/excuse.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

static const char *const state_names[] = {
    [EXCUSE_STATED] = "stated",
    [EXCUSE_REJECTED] = "rejected",
};
static_assert(ARRAY_LEN(state_names) == EXCUSE_STATE_COUNT,
              "every state needs its name");

const char *excuse_state_name(enum excuse_state s)
{
    assert(s < EXCUSE_STATE_COUNT);
    return state_names[s];
}

#define SQL_EXCUSE_ADD                                                         \
    "INSERT INTO excuse (meeting, unit, person, reason, at, message, way,"     \
    " state, decided_at, decided_by, decision) VALUES (:meeting, :unit,"       \
    " :person, :reason, :at, :message, :way, :state, :decided_at,"             \
    " :decided_by, :decision)"

enum verdict excuse_add(struct store *st, const struct excuse *e,
                        int64_t *ret_id, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXCUSE_ADD);
    enum verdict v;

    assert(e && ret_id);
    stmt_text(s, ":meeting", e->meeting);
    stmt_text(s, ":unit", e->unit);
    stmt_text(s, ":person", e->person);
    stmt_text(s, ":reason", e->reason);
    stmt_int(s, ":at", e->at);
    stmt_int(s, ":message", e->message);
    stmt_text(s, ":way", e->way);
    stmt_text(s, ":state", span_str(excuse_state_name(e->state)));
    stmt_int(s, ":decided_at", e->decided_at);
    stmt_text(s, ":decided_by", e->decided_by);
    stmt_text(s, ":decision", e->decision);
    v = stmt_run(s, why);
    *ret_id = v == VERDICT_DONE ? store_last_id(st) : 0;
    return v;
}

#define SQL_EXCUSE_COLUMNS                                                     \
    "SELECT id, meeting, unit, person, reason, at, message, way, state,"       \
    " decided_at, decided_by, decision FROM excuse "

static enum verdict take(struct stmt *held, struct arena *arena, excuses *ret,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (excuses){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct excuse){
            .id = stmt_number(s, 0),
            .meeting = stmt_copy(s, 1, arena),
            .unit = stmt_copy(s, 2, arena),
            .person = stmt_copy(s, 3, arena),
            .reason = stmt_copy(s, 4, arena),
            .at = stmt_number(s, 5),
            .message = stmt_number(s, 6),
            .way = stmt_copy(s, 7, arena),
            .state =
                span_eq(stmt_span(s, 8), span_str(state_names[EXCUSE_REJECTED]))
                    ? EXCUSE_REJECTED
                    : EXCUSE_STATED,
            .decided_at = stmt_number(s, 9),
            .decided_by = stmt_copy(s, 10, arena),
            .decision = stmt_copy(s, 11, arena),
        };
    return v;
}

#define SQL_EXCUSE_GET SQL_EXCUSE_COLUMNS "WHERE id = :id"

enum verdict excuse_get(struct store *st, int64_t id, struct arena *arena,
                        struct excuse *ret, bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXCUSE_GET);
    excuses found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":id", id);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

#define SQL_EXCUSE_DECIDE                                                      \
    "UPDATE excuse SET state = :state, decided_at = :decided_at,"              \
    " decided_by = :decided_by, decision = :decision WHERE id = :id"

enum verdict excuse_decide(struct store *st, const struct excuse *e,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXCUSE_DECIDE);

    assert(e);
    stmt_text(s, ":state", span_str(excuse_state_name(e->state)));
    stmt_int(s, ":decided_at", e->decided_at);
    stmt_text(s, ":decided_by", e->decided_by);
    stmt_text(s, ":decision", e->decision);
    stmt_int(s, ":id", e->id);
    return stmt_run(s, why);
}

#define SQL_EXCUSES_OF                                                         \
    SQL_EXCUSE_COLUMNS "WHERE meeting = :meeting AND (:unit = '' OR"           \
                       " unit = :unit) ORDER BY unit, id"

enum verdict excuses_of(struct store *st, struct span meeting, struct span unit,
                        struct arena *arena, excuses *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXCUSES_OF);

    stmt_text(s, ":meeting", meeting);
    stmt_text(s, ":unit", unit);
    return take(s, arena, ret, why);
}

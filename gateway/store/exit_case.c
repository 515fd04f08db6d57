#include "convoke/store/exit_case.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

static const char *const ground_names[] = {
    [EXIT_VOLUNTARY] = "voluntary",
    [EXIT_DEEMED] = "deemed",
    [EXIT_REVOKED] = "revoked",
};
static_assert(ARRAY_LEN(ground_names) == EXIT_GROUND_COUNT,
              "every ground needs its name");

static const char *const state_names[] = {
    [EXIT_REQUESTED] = "requested",
    [EXIT_DECLINED] = "declined",
    [EXIT_EXITING] = "exiting",
    [EXIT_DONE] = "done",
};
static_assert(ARRAY_LEN(state_names) == EXIT_STATE_COUNT,
              "every state needs its name");

const char *exit_ground_name(enum exit_ground g)
{
    assert(g < EXIT_GROUND_COUNT);
    return ground_names[g];
}

bool exit_ground_from(struct span name, enum exit_ground *ret)
{
    assert(ret);
    for (size_t i = 0; i < EXIT_GROUND_COUNT; i++) {
        if (!span_eq(name, span_str(ground_names[i])))
            continue;
        *ret = (enum exit_ground)i;
        return true;
    }
    return false;
}

const char *exit_state_name(enum exit_state s)
{
    assert(s < EXIT_STATE_COUNT);
    return state_names[s];
}

bool exit_state_from(struct span name, enum exit_state *ret)
{
    assert(ret);
    for (size_t i = 0; i < EXIT_STATE_COUNT; i++) {
        if (!span_eq(name, span_str(state_names[i])))
            continue;
        *ret = (enum exit_state)i;
        return true;
    }
    return false;
}

static void bind_standing(struct stmt *s, const struct exit_case *e)
{
    stmt_text(s, ":state", span_str(exit_state_name(e->state)));
    stmt_moment(s, ":decided_at", e->decided_at);
    stmt_text(s, ":decided_by", e->decided_by);
    stmt_moment(s, ":done_at", e->done_at);
    stmt_text(s, ":reason", e->reason);
    stmt_text(s, ":number", e->number);
}

#define SQL_EXIT_CASE_ADD                                                      \
    "INSERT INTO exit_case (unit, working_groups, ground, state, flag,"        \
    " message, begun_at, decided_at, decided_by, done_at, reason, number)"     \
    " VALUES (:unit, :groups, :ground, :state, :flag, nullif(:message, 0),"    \
    " :begun_at, :decided_at, :decided_by, :done_at, :reason, :number)"

enum verdict exit_case_add(struct store *st, struct exit_case *e,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXIT_CASE_ADD);
    enum verdict v;

    assert(e);
    stmt_text(s, ":unit", e->unit);
    stmt_text(s, ":groups", e->groups);
    stmt_text(s, ":ground", span_str(exit_ground_name(e->ground)));
    stmt_text(s, ":flag", e->flag);
    stmt_int(s, ":message", e->message);
    stmt_int(s, ":begun_at", e->begun_at);
    bind_standing(s, e);
    v = stmt_run(s, why);
    e->id = v == VERDICT_DONE ? store_last_id(st) : 0;
    return v;
}

#define SQL_EXIT_CASE_SET                                                      \
    "UPDATE exit_case SET state = :state, decided_at = :decided_at,"           \
    " decided_by = :decided_by, done_at = :done_at, reason = :reason,"         \
    " number = :number WHERE id = :id"

enum verdict exit_case_set(struct store *st, const struct exit_case *e,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXIT_CASE_SET);

    assert(e);
    bind_standing(s, e);
    stmt_int(s, ":id", e->id);
    return stmt_run(s, why);
}

#define SQL_EXIT_CASE_COLUMNS                                                  \
    "SELECT id, unit, working_groups, ground, state, flag, message, begun_at," \
    " decided_at, decided_by, done_at, reason, number FROM exit_case "

static enum verdict take(struct stmt *held, struct arena *arena,
                         exit_cases *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    *ret = (exit_cases){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row) {
        struct exit_case *e = list_push(ret, arena);
        *e = (struct exit_case){
            .id = stmt_number(s, 0),
            .unit = stmt_copy(s, 1, arena),
            .groups = stmt_copy(s, 2, arena),
            .flag = stmt_copy(s, 5, arena),
            .message = stmt_number(s, 6),
            .begun_at = stmt_number(s, 7),
            .decided_at = stmt_instant(s, 8),
            .decided_by = stmt_copy(s, 9, arena),
            .done_at = stmt_instant(s, 10),
            .reason = stmt_copy(s, 11, arena),
            .number = stmt_copy(s, 12, arena),
        };
        if (!exit_ground_from(stmt_span(s, 3), &e->ground) ||
            !exit_state_from(stmt_span(s, 4), &e->state))
            return reason_set(why, VERDICT_BROKEN, "exit_case.load",
                              "exit %lld has an unknown ground or state",
                              (long long)e->id);
    }
    return v;
}

#define SQL_EXIT_CASE_GET SQL_EXIT_CASE_COLUMNS "WHERE id = :id"

enum verdict exit_case_get(struct store *st, int64_t id, struct arena *arena,
                           struct exit_case *ret, bool *ret_found,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXIT_CASE_GET);
    exit_cases found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":id", id);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

#define SQL_EXIT_CASES_OF                                                      \
    SQL_EXIT_CASE_COLUMNS                                                      \
    "WHERE (:unit = '' OR unit = :unit)"                                       \
    " AND (NOT :living OR state IN ('requested','exiting')) ORDER BY id"

enum verdict exit_cases_of(struct store *st, struct span unit, bool living,
                           struct arena *arena, exit_cases *ret,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_EXIT_CASES_OF);

    assert(ret);
    stmt_text(s, ":unit", unit);
    stmt_int(s, ":living", living);
    return take(s, arena, ret, why);
}

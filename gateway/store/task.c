#include "convoke/store/task.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [TASK_OPEN] = "open",
    [TASK_DONE] = "done",
    [TASK_ACCEPTED] = "accepted",
    [TASK_VOID] = "void",
};
NAMES_DEFINE(task_state, enum task_state, state_names, TASK_STATE_COUNT)

#define SQL_TASK_PUT                                                           \
    "INSERT INTO task (id, working_group, addressee, text, target_day, since," \
    " state) VALUES (:id, :working_group, :addressee, :text, :target_day,"     \
    " :since, :state) ON CONFLICT DO UPDATE SET text = :text,"                 \
    " target_day = :target_day, state = :state"

enum verdict task_put(struct store *st, const struct task *t,
                      struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_TASK_PUT);

    assert(t);
    stmt_text(s, ":id", t->id);
    stmt_text(s, ":working_group", t->group);
    stmt_text(s, ":addressee", t->addressee);
    stmt_text(s, ":text", t->text);
    stmt_int(s, ":target_day", t->target_day);
    stmt_int(s, ":since", t->since);
    stmt_text(s, ":state", span_str(task_state_name(t->state)));
    return stmt_run(s, why);
}

#define SQL_TASK_COLUMNS                                                       \
    "SELECT id, working_group, addressee, text, target_day, since, state"      \
    " FROM task "

static enum verdict take(struct stmt *s, struct arena *arena, struct task *ret,
                         struct reason *why)
{
    *ret = (struct task){
        .id = stmt_copy(s, 0, arena),
        .group = stmt_copy(s, 1, arena),
        .addressee = stmt_copy(s, 2, arena),
        .text = stmt_copy(s, 3, arena),
        .target_day = (civil_day)stmt_number(s, 4),
        .since = stmt_number(s, 5),
    };
    if (!task_state_from(stmt_span(s, 6), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "task.get",
                          "task " SPAN_FMT " has an unknown state",
                          SPAN_ARG(ret->id));
    return VERDICT_DONE;
}

#define SQL_TASK_GET SQL_TASK_COLUMNS "WHERE id = :id"

enum verdict task_get(struct store *st, struct span id, struct arena *arena,
                      struct task *ret, bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TASK_GET);
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":id", id);
    v = stmt_next(s, ret_found, why);
    return v == VERDICT_DONE && *ret_found ? take(s, arena, ret, why) : v;
}

#define SQL_TASKS_LIVING                                                       \
    SQL_TASK_COLUMNS "WHERE state IN ('open','done') ORDER BY target_day, id"

enum verdict tasks_living(struct store *st, struct arena *arena, tasks *ret,
                          struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_TASKS_LIVING);

    assert(ret);
    *ret = (tasks){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        v = take(s, arena, list_push(ret, arena), why);
        if (v != VERDICT_DONE)
            return v;
    }
}

/* What became of each step of a duty's ladder, person by person, and who has
 * answered. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "convoke/store/obligation_row.h"
#include "stmt.h"

static const char *const state_names[] = {
    [STEP_SENT] = "sent",
    [STEP_MERGED] = "merged",
    [STEP_WAITING] = "waiting",
    [STEP_SKIPPED] = "skipped",
};
NAMES_DEFINE(step_state, enum step_state, state_names, STEP_STATE_COUNT)

#define SQL_STEP_PUT                                                           \
    "INSERT INTO obligation_step (obligation, round, step, person, at, state," \
    " reason) VALUES (:id, :round, :step, :person, :at, :state, :reason)"      \
    " ON CONFLICT DO UPDATE SET at = :at, state = :state, reason = :reason"

enum verdict obligation_step_put(struct store *st,
                                 const struct obligation_step_row *step,
                                 struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_STEP_PUT);

    assert(step);
    stmt_int(s, ":id", step->obligation);
    stmt_int(s, ":round", step->round);
    stmt_int(s, ":step", step->step);
    stmt_text(s, ":person", step->person);
    stmt_int(s, ":at", step->at);
    stmt_text(s, ":state", span_str(step_state_name(step->state)));
    stmt_text(s, ":reason", step->reason);
    return stmt_run(s, why);
}

static enum verdict take_steps(struct stmt *s, struct arena *arena,
                               obligation_steps *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;

    assert(ret);
    *ret = (obligation_steps){ 0 };
    for (;;) {
        struct obligation_step_row *step;
        bool row = false;
        enum verdict v = stmt_next(held, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        step = list_push(ret, arena);
        *step = (struct obligation_step_row){
            .obligation = stmt_number(s, 0),
            .round = stmt_number(s, 1),
            .step = stmt_number(s, 2),
            .person = stmt_copy(s, 3, arena),
            .at = stmt_number(s, 4),
            .reason = stmt_copy(s, 6, arena),
        };
        if (!step_state_from(stmt_span(s, 5), &step->state))
            return reason_set(why, VERDICT_BROKEN, "obligation.steps",
                              "a step of obligation %lld has no known state",
                              (long long)step->obligation);
    }
}

#define SQL_STEP_COLUMNS                                                       \
    "SELECT obligation, round, step, person, at, state, reason"                \
    " FROM obligation_step "
#define SQL_STEPS_OF                                                           \
    SQL_STEP_COLUMNS "WHERE obligation = :id ORDER BY round, step, person"
#define SQL_STEPS_WAITING                                                      \
    SQL_STEP_COLUMNS "WHERE state = 'waiting' AND person = :person"            \
                     " ORDER BY obligation, round, step"

enum verdict obligation_steps_of(struct store *st, int64_t id,
                                 struct arena *arena, obligation_steps *ret,
                                 struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_STEPS_OF);

    stmt_int(s, ":id", id);
    return take_steps(s, arena, ret, why);
}

enum verdict obligation_steps_waiting(struct store *st, struct span person,
                                      struct arena *arena,
                                      obligation_steps *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_STEPS_WAITING);

    stmt_text(s, ":person", person);
    return take_steps(s, arena, ret, why);
}

/* First whoever may be written to today; a person who had his mail is only
 * counted. The index holds nobody but those who wait. */
#define SQL_CATCH_UP_NEXT                                                      \
    "SELECT s.person, coalesce(c.day, -1) >= :today AS told"                   \
    " FROM obligation_step s LEFT JOIN catch_up c ON c.person = s.person"      \
    " WHERE s.state = 'waiting' ORDER BY told, s.person LIMIT 1"

enum verdict catch_up_next(struct store *st, civil_day today,
                           struct arena *arena, struct span *ret,
                           bool *ret_found, bool *ret_any, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_CATCH_UP_NEXT);
    enum verdict v;

    assert(ret && ret_found && ret_any);
    *ret_found = false;
    stmt_int(s, ":today", today);
    v = stmt_next(s, ret_any, why);
    if (v != VERDICT_DONE || !*ret_any)
        return v;
    *ret_found = stmt_number(s, 1) == 0;
    *ret = stmt_copy(s, 0, arena);
    return VERDICT_DONE;
}

#define SQL_CATCH_UP_NOTE                                                      \
    "INSERT INTO catch_up (person, day) VALUES (:person, :day)"                \
    " ON CONFLICT DO UPDATE SET day = :day"

enum verdict catch_up_note(struct store *st, struct span person, civil_day day,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CATCH_UP_NOTE);

    stmt_text(s, ":person", person);
    stmt_int(s, ":day", day);
    return stmt_run(s, why);
}

#define SQL_PARTY_ADD                                                          \
    "INSERT INTO obligation_party (obligation, party, at, evidence)"           \
    " VALUES (:id, :party, :at, :evidence) ON CONFLICT DO NOTHING"
#define SQL_PARTY_DROP                                                         \
    "DELETE FROM obligation_party WHERE obligation = :id AND party = :party"
#define SQL_PARTIES_OF                                                         \
    "SELECT party, at, evidence FROM obligation_party"                         \
    " WHERE obligation = :id ORDER BY party"

enum verdict obligation_party_add(struct store *st, int64_t id,
                                  const struct obligation_party *p,
                                  bool *ret_new, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PARTY_ADD);
    enum verdict v;

    assert(p && ret_new);
    stmt_int(s, ":id", id);
    stmt_text(s, ":party", p->party);
    stmt_int(s, ":at", p->at);
    stmt_text(s, ":evidence", p->evidence);
    v = stmt_run(s, why);
    *ret_new = v == VERDICT_DONE && store_changes(st) == 1;
    return v;
}

enum verdict obligation_party_drop(struct store *st, int64_t id,
                                   struct span party, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PARTY_DROP);

    stmt_int(s, ":id", id);
    stmt_text(s, ":party", party);
    return stmt_run(s, why);
}

enum verdict obligation_parties_of(struct store *st, int64_t id,
                                   struct arena *arena, obligation_parties *ret,
                                   struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_PARTIES_OF);

    assert(ret);
    *ret = (obligation_parties){ 0 };
    stmt_int(s, ":id", id);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct obligation_party){
            .party = stmt_copy(s, 0, arena),
            .at = stmt_number(s, 1),
            .evidence = stmt_copy(s, 2, arena),
        };
    }
}

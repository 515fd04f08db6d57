#include "convoke/store/obligation_row.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [OBLIGATION_IS_OPEN] = "open",
    [OBLIGATION_IS_MET] = "met",
    [OBLIGATION_IS_MET_LATE] = "met_late",
    [OBLIGATION_IS_OVERDUE] = "overdue",
    [OBLIGATION_IS_MISSED] = "missed",
    [OBLIGATION_IS_ACKNOWLEDGED] = "acknowledged",
    [OBLIGATION_IS_WAIVED] = "waived",
    [OBLIGATION_IS_VOID] = "void",
};
NAMES_DEFINE(obligation_state, enum obligation_state, state_names,
             OBLIGATION_STATE_COUNT)

#define SQL_OBLIGATION_ADD                                                     \
    "INSERT INTO obligation (duty, object, anchor_day, due_day, due_at,"       \
    " until_at, created_at, state, next_at, done, evidence) VALUES (:duty,"    \
    " :object, :anchor_day, :due_day, :due_at, :until_at, :created_at,"        \
    " 'open', :next_at, 0, '') ON CONFLICT DO NOTHING"

enum verdict obligation_add(struct store *st, struct obligation_row *row,
                            bool *ret_new, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OBLIGATION_ADD);
    enum verdict v;

    assert(row);
    assert(ret_new);
    stmt_text(s, ":duty", row->duty);
    stmt_text(s, ":object", row->object);
    stmt_int(s, ":anchor_day", row->anchor_day);
    stmt_int(s, ":due_day", row->due_day);
    stmt_int(s, ":due_at", row->due_at);
    if (row->until_at != MOMENT_NONE)
        stmt_int(s, ":until_at", row->until_at);
    stmt_int(s, ":created_at", row->created_at);
    stmt_int(s, ":next_at", row->next_at);
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_new = store_changes(st) == 1;
    if (*ret_new)
        row->id = store_last_id(st);
    return v;
}

#define SQL_OBLIGATION_SET                                                     \
    "UPDATE obligation SET state = :state, next_at = :next_at,"                \
    " last_sent_at = :last_sent_at, closed_at = :closed_at,"                   \
    " evidence = :evidence, anchor_day = :anchor_day, due_day = :due_day,"     \
    " due_at = :due_at, until_at = :until_at, created_at = :created_at,"       \
    " by_hand = :by_hand, round = :round, done = :done WHERE id = :id"

enum verdict obligation_set(struct store *st, const struct obligation_row *row,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OBLIGATION_SET);

    assert(row);
    stmt_text(s, ":state", span_str(obligation_state_name(row->state)));
    stmt_int(s, ":next_at", row->next_at);
    if (row->last_sent_at != MOMENT_NONE)
        stmt_int(s, ":last_sent_at", row->last_sent_at);
    if (row->closed_at != MOMENT_NONE)
        stmt_int(s, ":closed_at", row->closed_at);
    stmt_text(s, ":evidence", row->evidence);
    stmt_int(s, ":anchor_day", row->anchor_day);
    stmt_int(s, ":due_day", row->due_day);
    stmt_int(s, ":due_at", row->due_at);
    if (row->until_at != MOMENT_NONE)
        stmt_int(s, ":until_at", row->until_at);
    stmt_int(s, ":created_at", row->created_at);
    stmt_int(s, ":by_hand", row->by_hand);
    stmt_int(s, ":round", row->round);
    stmt_int(s, ":done", row->done);
    stmt_int(s, ":id", row->id);
    return stmt_run(s, why);
}

static enum verdict read_row(const struct stmt *s, struct arena *arena,
                             struct obligation_row *ret, struct reason *why)
{
    *ret = (struct obligation_row){
        .id = stmt_number(s, 0),
        .duty = stmt_copy(s, 1, arena),
        .object = stmt_copy(s, 2, arena),
        .anchor_day = (civil_day)stmt_number(s, 3),
        .due_day = (civil_day)stmt_number(s, 4),
        .due_at = stmt_number(s, 5),
        .created_at = stmt_number(s, 6),
        .next_at = stmt_number(s, 8),
        .last_sent_at = stmt_is_null(s, 9) ? MOMENT_NONE : stmt_number(s, 9),
        .closed_at = stmt_is_null(s, 10) ? MOMENT_NONE : stmt_number(s, 10),
        .evidence = stmt_copy(s, 11, arena),
        .done = stmt_number(s, 12),
        .until_at = stmt_is_null(s, 13) ? MOMENT_NONE : stmt_number(s, 13),
        .by_hand = stmt_number(s, 14) != 0,
        .round = stmt_number(s, 15),
    };
    if (!obligation_state_from(stmt_span(s, 7), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "obligation.get",
                          "obligation %lld has an unknown state",
                          (long long)ret->id);
    return VERDICT_DONE;
}

static enum verdict take_row(struct stmt *s, struct arena *arena,
                             struct obligation_row *ret, bool *ret_found,
                             struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *held = s;
    enum verdict v;

    assert(ret);
    assert(ret_found);
    v = stmt_next(held, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    return read_row(held, arena, ret, why);
}

#define SQL_OBLIGATION_COLUMNS                                                 \
    "SELECT id, duty, object, anchor_day, due_day, due_at, created_at, state," \
    " next_at, last_sent_at, closed_at, evidence, done, until_at, by_hand,"    \
    " round FROM obligation "
#define SQL_OBLIGATION_LIVING "state IN ('open','overdue','missed') "
#define SQL_OBLIGATION_FIND                                                    \
    SQL_OBLIGATION_COLUMNS "WHERE " SQL_OBLIGATION_LIVING                      \
                           "AND duty = :duty AND object = :object"
#define SQL_OBLIGATION_GET SQL_OBLIGATION_COLUMNS "WHERE id = :id"
#define SQL_OBLIGATION_NEXT                                                    \
    SQL_OBLIGATION_COLUMNS "WHERE " SQL_OBLIGATION_LIVING                      \
                           "AND next_at <= :now ORDER BY next_at, id LIMIT 1"

#define SQL_OBLIGATIONS_LIVING                                                 \
    SQL_OBLIGATION_COLUMNS "WHERE " SQL_OBLIGATION_LIVING                      \
                           "AND due_at < :before ORDER BY due_at, id"
#define SQL_OBLIGATION_ABOUT                                                   \
    SQL_OBLIGATION_COLUMNS "WHERE id > :after AND (object = :object OR"        \
                           " object LIKE :object || '/%') ORDER BY id LIMIT 1"

enum verdict obligation_find(struct store *st, struct span duty,
                             struct span object, struct arena *arena,
                             struct obligation_row *ret, bool *ret_found,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OBLIGATION_FIND);

    stmt_text(s, ":duty", duty);
    stmt_text(s, ":object", object);
    return take_row(s, arena, ret, ret_found, why);
}

enum verdict obligation_get(struct store *st, int64_t id, struct arena *arena,
                            struct obligation_row *ret, bool *ret_found,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OBLIGATION_GET);

    stmt_int(s, ":id", id);
    return take_row(s, arena, ret, ret_found, why);
}

enum verdict obligation_about(struct store *st, struct span object,
                              int64_t after, struct arena *arena,
                              struct obligation_row *ret, bool *ret_found,
                              struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OBLIGATION_ABOUT);

    stmt_text(s, ":object", object);
    stmt_int(s, ":after", after);
    return take_row(s, arena, ret, ret_found, why);
}

enum verdict obligation_next(struct store *st, int64_t now, struct arena *arena,
                             struct obligation_row *ret, bool *ret_found,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OBLIGATION_NEXT);

    stmt_int(s, ":now", now);
    return take_row(s, arena, ret, ret_found, why);
}

#define SQL_OBLIGATION_NEXT_AT                                                 \
    "SELECT min(next_at) FROM obligation"                                      \
    " WHERE state IN ('open','overdue','missed')"

enum verdict obligation_next_at(struct store *st, int64_t *ret,
                                struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_OBLIGATION_NEXT_AT);
    bool row = false;
    enum verdict v = stmt_next(s, &row, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = row && !stmt_is_null(s, 0) ? stmt_number(s, 0) : INT64_MAX;
    return v;
}

#define SQL_OBLIGATION_LAST                                                    \
    SQL_OBLIGATION_COLUMNS "WHERE duty = :duty AND object = :object"           \
                           " ORDER BY id DESC LIMIT 1"

enum verdict obligation_last(struct store *st, struct span duty,
                             struct span object, struct arena *arena,
                             struct obligation_row *ret, bool *ret_found,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_OBLIGATION_LAST);

    stmt_text(s, ":duty", duty);
    stmt_text(s, ":object", object);
    return take_row(s, arena, ret, ret_found, why);
}

enum verdict obligations_living(struct store *st, int64_t before,
                                struct arena *arena, obligation_rows *ret,
                                struct reason *why)
{
    CLEANUP(stmt_leave)
    struct stmt *s = stmt_of(st, SQL_OBLIGATIONS_LIVING);

    assert(ret);
    *ret = (obligation_rows){ 0 };
    stmt_int(s, ":before", before);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v == VERDICT_DONE && row)
            v = read_row(s, arena, list_push(ret, arena), why);
        if (v != VERDICT_DONE || !row)
            return v;
    }
}

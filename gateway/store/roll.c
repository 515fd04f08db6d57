#include "convoke/store/roll.h"

#include <assert.h>

#include "stmt.h"

#define SQL_ROLL_DROP "DELETE FROM roll WHERE meeting = :meeting"

enum verdict roll_drop(struct store *st, struct span meeting,
                       struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ROLL_DROP);

    stmt_text(s, ":meeting", meeting);
    return stmt_run(s, why);
}

#define SQL_ROLL_ADD                                                           \
    "INSERT INTO roll (meeting, unit, name, voter, mail, at)"                  \
    " VALUES (:meeting, :unit, :name, :voter, :mail, :at)"

static enum verdict add(struct store *st, struct span meeting,
                        const struct roll_line *l, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ROLL_ADD);

    stmt_text(s, ":meeting", meeting);
    stmt_text(s, ":unit", l->unit);
    stmt_text(s, ":name", l->name);
    stmt_text(s, ":voter", l->voter);
    stmt_text(s, ":mail", l->mail);
    stmt_int(s, ":at", l->at);
    return stmt_run(s, why);
}

enum verdict roll_put(struct store *st, struct span meeting,
                      const roll_lines *lines, struct reason *why)
{
    enum verdict v = roll_drop(st, meeting, why);

    assert(lines);
    for (size_t i = 0; i < lines->n && v == VERDICT_DONE; i++)
        v = add(st, meeting, &lines->at[i], why);
    return v;
}

static enum verdict take(struct stmt *held, struct arena *arena,
                         roll_lines *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (roll_lines){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct roll_line){
            .unit = stmt_copy(s, 0, arena),
            .name = stmt_copy(s, 1, arena),
            .voter = stmt_copy(s, 2, arena),
            .mail = stmt_copy(s, 3, arena),
            .at = stmt_number(s, 4),
        };
    return v;
}

#define SQL_ROLL_OF                                                            \
    "SELECT unit, name, voter, mail, at FROM roll WHERE meeting = :meeting"    \
    " ORDER BY unit"

enum verdict roll_of(struct store *st, struct span meeting, struct arena *arena,
                     roll_lines *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ROLL_OF);

    stmt_text(s, ":meeting", meeting);
    return take(s, arena, ret, why);
}

/* One query, whatever the number of units. */
#define SQL_ROLL_NOW                                                           \
    "SELECT u.id, u.name_zh, coalesce(max(p.name), ''),"                       \
    " coalesce(max(p.mail), ''), 0 FROM membership m"                          \
    " JOIN unit u ON u.id = m.unit"                                            \
    " LEFT JOIN representative r ON r.unit = m.unit"                           \
    " AND r.working_group = m.working_group AND r.voter = 1"                   \
    " LEFT JOIN person p ON p.id = r.person"                                   \
    " WHERE m.working_group = :group AND m.state <> 'exited'"                  \
    " GROUP BY u.id ORDER BY u.id"

enum verdict roll_now(struct store *st, struct span group, struct arena *arena,
                      roll_lines *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_ROLL_NOW);

    stmt_text(s, ":group", group);
    return take(s, arena, ret, why);
}

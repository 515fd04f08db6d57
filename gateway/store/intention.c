#include "convoke/store/intention.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "stmt.h"

#define SQL_INTENTION_ADD                                                      \
    "INSERT INTO intention (actor, act, object, state, argument, message, at)" \
    " VALUES (:actor, :act, :object, :state, :argument, :message, :at)"

enum verdict intention_add(struct store *st, struct intention *i,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INTENTION_ADD);
    enum verdict v;

    assert(i);
    stmt_text(s, ":actor", i->actor);
    stmt_text(s, ":act", i->act);
    stmt_text(s, ":object", i->object);
    stmt_text(s, ":state", i->state);
    stmt_text(s, ":argument", i->argument);
    stmt_int(s, ":message", i->message);
    stmt_int(s, ":at", i->at);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE)
        i->id = store_last_id(st);
    return v;
}

#define SQL_INTENTIONS_OF                                                      \
    "SELECT id, actor, act, object, state, argument, at FROM intention"        \
    " WHERE message = :message AND done_at IS NULL ORDER BY id"

enum verdict intentions_of(struct store *st, int64_t message,
                           struct arena *arena, intentions *ret,
                           struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_INTENTIONS_OF);

    assert(ret);
    *ret = (intentions){ 0 };
    stmt_int(s, ":message", message);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct intention){
            .id = stmt_number(s, 0),
            .actor = stmt_copy(s, 1, arena),
            .act = stmt_copy(s, 2, arena),
            .object = stmt_copy(s, 3, arena),
            .state = stmt_copy(s, 4, arena),
            .argument = stmt_copy(s, 5, arena),
            .message = message,
            .at = stmt_number(s, 6),
            .done_at = MOMENT_NONE,
        };
    }
}

#define SQL_INTENTION_DONE "UPDATE intention SET done_at = :at WHERE id = :id"

enum verdict intention_done(struct store *st, int64_t id, int64_t at,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_INTENTION_DONE);

    stmt_int(s, ":id", id);
    stmt_int(s, ":at", at);
    return stmt_run(s, why);
}

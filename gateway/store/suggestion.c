#include "convoke/store/suggestion.h"

#include <assert.h>

#include "stmt.h"

#define SQL_SUGGESTION_PUT                                                     \
    "INSERT INTO suggestion (id, working_group, unit, text, message, since,"   \
    " state, answer) VALUES (:id, :working_group, :unit, :text, :message,"     \
    " :since, :state, :answer) ON CONFLICT DO UPDATE SET state = :state,"      \
    " answer = :answer"

enum verdict suggestion_put(struct store *st, const struct suggestion *g,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SUGGESTION_PUT);

    assert(g);
    stmt_text(s, ":id", g->id);
    stmt_text(s, ":working_group", g->group);
    stmt_text(s, ":unit", g->unit);
    stmt_text(s, ":text", g->text);
    stmt_int(s, ":message", g->message);
    stmt_int(s, ":since", g->since);
    stmt_text(s, ":state", g->answered ? SPAN("answered") : SPAN("open"));
    stmt_text(s, ":answer", g->answer);
    return stmt_run(s, why);
}

#define SQL_SUGGESTION_COLUMNS                                                 \
    "SELECT id, working_group, unit, text, message, since, state, answer"      \
    " FROM suggestion "

static enum verdict take(struct stmt *held, struct arena *arena,
                         suggestions *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;

    assert(ret);
    *ret = (suggestions){ 0 };
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct suggestion){
            .id = stmt_copy(s, 0, arena),
            .group = stmt_copy(s, 1, arena),
            .unit = stmt_copy(s, 2, arena),
            .text = stmt_copy(s, 3, arena),
            .message = stmt_number(s, 4),
            .since = stmt_number(s, 5),
            .answered = span_eq(stmt_span(s, 6), SPAN("answered")),
            .answer = stmt_copy(s, 7, arena),
        };
    }
}

#define SQL_SUGGESTION_GET SQL_SUGGESTION_COLUMNS "WHERE id = :id"
#define SQL_SUGGESTIONS_OF                                                     \
    SQL_SUGGESTION_COLUMNS "WHERE unit = :unit ORDER BY id"

enum verdict suggestion_get(struct store *st, struct span id,
                            struct arena *arena, struct suggestion *ret,
                            bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SUGGESTION_GET);
    suggestions found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":id", id);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (v == VERDICT_DONE && found.n)
        *ret = found.at[0];
    return v;
}

enum verdict suggestions_of(struct store *st, struct span unit,
                            struct arena *arena, suggestions *ret,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_SUGGESTIONS_OF);

    stmt_text(s, ":unit", unit);
    return take(s, arena, ret, why);
}

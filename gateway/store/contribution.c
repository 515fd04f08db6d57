#include "convoke/store/contribution.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [CONTRIBUTION_HELD] = "held",
    [CONTRIBUTION_ONTIME] = "ontime",
    [CONTRIBUTION_LATE] = "late",
    [CONTRIBUTION_SUPERSEDED] = "superseded",
    [CONTRIBUTION_ACCEPTED_LATE] = "accepted_late",
    [CONTRIBUTION_RETURNED] = "returned",
    [CONTRIBUTION_TABLED] = "tabled",
    [CONTRIBUTION_WITHDRAWN] = "withdrawn",
    [CONTRIBUTION_REFUSED] = "refused",
};
NAMES_DEFINE(contribution_state, enum contribution_state, state_names,
             CONTRIBUTION_STATE_COUNT)

#define TO(state_) [CONTRIBUTION_##state_] = true

/* What a unit took back stays so: it sends a new one, with a new number. */
static const bool may[CONTRIBUTION_STATE_COUNT][CONTRIBUTION_STATE_COUNT] = {
    [CONTRIBUTION_HELD] = { TO(ONTIME), TO(LATE), TO(REFUSED) },
    [CONTRIBUTION_ONTIME] = { TO(SUPERSEDED), TO(TABLED), TO(RETURNED),
                              TO(WITHDRAWN) },
    [CONTRIBUTION_LATE] = { TO(ACCEPTED_LATE), TO(RETURNED), TO(WITHDRAWN) },
    [CONTRIBUTION_ACCEPTED_LATE] = { TO(TABLED), TO(WITHDRAWN) },
    [CONTRIBUTION_RETURNED] = { TO(WITHDRAWN) },
    [CONTRIBUTION_TABLED] = { TO(WITHDRAWN) },
};

#undef TO

bool contribution_may(enum contribution_state from, enum contribution_state to)
{
    assert(from < CONTRIBUTION_STATE_COUNT);
    assert(to < CONTRIBUTION_STATE_COUNT);
    return may[from][to];
}

#define SQL_CONTRIBUTION_ADD                                                   \
    "INSERT INTO contribution (id, meeting, unit, project, title,"             \
    " folded_title, state, received_at, due_at, sender, message, replaces,"    \
    " item, reason, decided_at) VALUES (:id, :meeting, :unit, :project,"       \
    " :title, :folded_title, :state, :received_at, :due_at, :sender,"          \
    " :message, :replaces, :item, :reason, :decided_at)"

static void bind_moment(struct stmt *s, const char *name, int64_t moment)
{
    if (moment != MOMENT_NONE)
        stmt_int(s, name, moment);
}

enum verdict contribution_add(struct store *st, const struct contribution *c,
                              struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTRIBUTION_ADD);

    assert(c);
    stmt_text(s, ":id", c->id);
    stmt_text(s, ":meeting", c->meeting);
    stmt_text(s, ":unit", c->unit);
    stmt_text(s, ":project", c->project);
    stmt_text(s, ":title", c->title);
    stmt_text(s, ":folded_title", c->folded_title);
    stmt_text(s, ":state", span_str(contribution_state_name(c->state)));
    stmt_int(s, ":received_at", c->received_at);
    bind_moment(s, ":due_at", c->due_at);
    stmt_text(s, ":sender", c->sender);
    stmt_int(s, ":message", c->message);
    stmt_text(s, ":replaces", c->replaces);
    stmt_text(s, ":item", c->item);
    stmt_text(s, ":reason", c->reason);
    bind_moment(s, ":decided_at", c->decided_at);
    return stmt_run(s, why);
}

#define SQL_CONTRIBUTION_MOVE                                                  \
    "UPDATE contribution SET state = :state, due_at = :due_at,"                \
    " replaces = :replaces, item = :item, reason = :reason,"                   \
    " decided_at = :decided_at WHERE id = :id"

enum verdict contribution_move(struct store *st, struct contribution *c,
                               enum contribution_state to, struct reason *why)
{
    struct stmt *s;
    enum verdict v;

    assert(c);
    if (!contribution_may(c->state, to))
        return reason_set(why, VERDICT_NEVER, "contribution.move",
                          SPAN_FMT " is %s and cannot become %s",
                          SPAN_ARG(c->id), contribution_state_name(c->state),
                          contribution_state_name(to));
    s = stmt_of(st, SQL_CONTRIBUTION_MOVE);
    stmt_text(s, ":id", c->id);
    stmt_text(s, ":state", span_str(contribution_state_name(to)));
    bind_moment(s, ":due_at", c->due_at);
    stmt_text(s, ":replaces", c->replaces);
    stmt_text(s, ":item", c->item);
    stmt_text(s, ":reason", c->reason);
    bind_moment(s, ":decided_at", c->decided_at);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE)
        c->state = to;
    return v;
}

static int64_t moment_at(const struct stmt *s, int column)
{
    return stmt_is_null(s, column) ? MOMENT_NONE : stmt_number(s, column);
}

static enum verdict take(struct stmt *held, struct arena *arena,
                         contributions *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;

    assert(ret);
    *ret = (contributions){ 0 };
    for (;;) {
        struct contribution *c;
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        c = list_push(ret, arena);
        *c = (struct contribution){
            .id = stmt_copy(s, 0, arena),
            .meeting = stmt_copy(s, 1, arena),
            .unit = stmt_copy(s, 2, arena),
            .project = stmt_copy(s, 3, arena),
            .title = stmt_copy(s, 4, arena),
            .folded_title = stmt_copy(s, 5, arena),
            .received_at = stmt_number(s, 7),
            .due_at = moment_at(s, 8),
            .sender = stmt_copy(s, 9, arena),
            .message = stmt_number(s, 10),
            .replaces = stmt_copy(s, 11, arena),
            .item = stmt_copy(s, 12, arena),
            .reason = stmt_copy(s, 13, arena),
            .decided_at = moment_at(s, 14),
        };
        if (!contribution_state_from(stmt_span(s, 6), &c->state))
            return reason_set(why, VERDICT_BROKEN, "contribution.get",
                              SPAN_FMT " has an unknown state",
                              SPAN_ARG(c->id));
    }
}

#define SQL_CONTRIBUTION_COLUMNS                                               \
    "SELECT id, meeting, unit, project, title, folded_title, state,"           \
    " received_at, due_at, sender, message, replaces, item, reason,"           \
    " decided_at FROM contribution "
#define SQL_CONTRIBUTION_GET SQL_CONTRIBUTION_COLUMNS "WHERE id = :id"
#define SQL_CONTRIBUTION_OF_MESSAGE                                            \
    SQL_CONTRIBUTION_COLUMNS "WHERE message = :message"
#define SQL_CONTRIBUTIONS_OF                                                   \
    SQL_CONTRIBUTION_COLUMNS "WHERE meeting = :meeting"                        \
                             " AND :unit IN ('', unit) ORDER BY rowid"

static enum verdict take_one(struct stmt *s, struct arena *arena,
                             struct contribution *ret, bool *ret_found,
                             struct reason *why)
{
    contributions found = { 0 };
    enum verdict v = take(s, arena, &found, why);

    assert(ret && ret_found);
    *ret_found = found.n > 0;
    if (v == VERDICT_DONE && found.n)
        *ret = found.at[0];
    return v;
}

enum verdict contribution_get(struct store *st, struct span id,
                              struct arena *arena, struct contribution *ret,
                              bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTRIBUTION_GET);

    stmt_text(s, ":id", id);
    return take_one(s, arena, ret, ret_found, why);
}

enum verdict contribution_of_message(struct store *st, int64_t message,
                                     struct arena *arena,
                                     struct contribution *ret, bool *ret_found,
                                     struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTRIBUTION_OF_MESSAGE);

    stmt_int(s, ":message", message);
    return take_one(s, arena, ret, ret_found, why);
}

enum verdict contributions_of(struct store *st, struct span meeting,
                              struct span unit, struct arena *arena,
                              contributions *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_CONTRIBUTIONS_OF);

    stmt_text(s, ":meeting", meeting);
    stmt_text(s, ":unit", unit);
    return take(s, arena, ret, why);
}

#define SQL_NONE_ADD                                                           \
    "INSERT INTO contribution_none (meeting, unit, sender, at, message)"       \
    " VALUES (:meeting, :unit, :sender, :at, :message) ON CONFLICT DO NOTHING"
#define SQL_NONES_OF                                                           \
    "SELECT meeting, unit, sender, at, message FROM contribution_none"         \
    " WHERE meeting = :meeting ORDER BY unit"

enum verdict contribution_none_add(struct store *st,
                                   const struct contribution_none *n,
                                   struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_NONE_ADD);

    assert(n);
    stmt_text(s, ":meeting", n->meeting);
    stmt_text(s, ":unit", n->unit);
    stmt_text(s, ":sender", n->sender);
    stmt_int(s, ":at", n->at);
    stmt_int(s, ":message", n->message);
    return stmt_run(s, why);
}

enum verdict contribution_nones_of(struct store *st, struct span meeting,
                                   struct arena *arena, contribution_nones *ret,
                                   struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_NONES_OF);

    assert(ret);
    *ret = (contribution_nones){ 0 };
    stmt_text(s, ":meeting", meeting);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct contribution_none){
            .meeting = stmt_copy(s, 0, arena),
            .unit = stmt_copy(s, 1, arena),
            .sender = stmt_copy(s, 2, arena),
            .at = stmt_number(s, 3),
            .message = stmt_number(s, 4),
        };
    }
}

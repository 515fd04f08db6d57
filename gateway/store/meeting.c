#include "convoke/store/meeting.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [MEETING_PLANNED] = "planned",
    [MEETING_PLAN_FILED] = "plan_filed",
    [MEETING_NOTIFIED] = "notified",
    [MEETING_CONTRIBUTIONS_CLOSED] = "contributions_closed",
    [MEETING_HELD_UNCONFIRMED] = "held_unconfirmed",
    [MEETING_ATTENDANCE_IMPORTED] = "attendance_imported",
    [MEETING_FINALISED] = "finalised",
    [MEETING_CLOSED] = "closed",
    [MEETING_CANCELLED] = "cancelled",
};
NAMES_DEFINE(meeting_state, enum meeting_state, state_names,
             MEETING_STATE_COUNT)

static void bind_moment(struct stmt *s, const char *name, int64_t at)
{
    if (at != MOMENT_NONE)
        stmt_int(s, name, at);
}

static void bind(struct stmt *s, const struct meeting *m)
{
    stmt_text(s, ":id", m->id);
    stmt_text(s, ":state", span_str(meeting_state_name(m->state)));
    stmt_int(s, ":start_at", m->start_at);
    stmt_int(s, ":end_at", m->end_at);
    stmt_text(s, ":place", m->place);
    stmt_text(s, ":link", m->link);
    stmt_text(s, ":chair", m->chair);
    if (m->week_known)
        stmt_int(s, ":standard_week", m->standard_week);
    stmt_text(s, ":week_reason", m->week_reason);
    stmt_int(s, ":sequence", m->sequence);
    bind_moment(s, ":moved_at", m->moved_at);
    bind_moment(s, ":filed_at", m->filed_at);
    bind_moment(s, ":notified_at", m->notified_at);
    bind_moment(s, ":ended_at", m->ended_at);
    stmt_text(s, ":reason", m->reason);
    stmt_text(s, ":number", m->number);
    stmt_text(s, ":present", m->present);
    if (m->notice)
        stmt_int(s, ":notice", m->notice);
}

#define SQL_MEETING_ADD                                                        \
    "INSERT INTO meeting (id, working_group, kind, state, start_at, end_at,"   \
    " place, link, chair, standard_week, week_reason, sequence, since,"        \
    " moved_at, filed_at, notified_at, ended_at, reason, number, present,"     \
    " notice) VALUES (:id, :working_group, :kind, :state, :start_at,"          \
    " :end_at, :place, :link, :chair, :standard_week, :week_reason,"           \
    " :sequence, :since, :moved_at, :filed_at, :notified_at, :ended_at,"       \
    " :reason, :number, :present, :notice) ON CONFLICT DO NOTHING"

enum verdict meeting_add(struct store *st, const struct meeting *m,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MEETING_ADD);
    enum verdict v;

    assert(m);
    bind(s, m);
    stmt_text(s, ":working_group", m->group);
    stmt_text(s, ":kind", m->leaders ? SPAN("leaders") : SPAN("plenary"));
    stmt_int(s, ":since", m->since);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE && store_changes(st) == 0)
        return reason_set(why, VERDICT_NEVER, "meeting.add",
                          "there is a meeting " SPAN_FMT " already",
                          SPAN_ARG(m->id));
    return v;
}

#define SQL_MEETING_SET                                                        \
    "UPDATE meeting SET state = :state, start_at = :start_at,"                 \
    " end_at = :end_at, place = :place, link = :link, chair = :chair,"         \
    " standard_week = :standard_week, week_reason = :week_reason,"             \
    " sequence = :sequence, moved_at = :moved_at, filed_at = :filed_at,"       \
    " notified_at = :notified_at, ended_at = :ended_at, reason = :reason,"     \
    " number = :number, present = :present, notice = :notice WHERE id = :id"

enum verdict meeting_set(struct store *st, const struct meeting *m,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_MEETING_SET);

    assert(m);
    bind(s, m);
    return stmt_run(s, why);
}

static int64_t moment_at(const struct stmt *s, int column)
{
    return stmt_is_null(s, column) ? MOMENT_NONE : stmt_number(s, column);
}

static enum verdict fill(const struct stmt *s, struct arena *arena,
                         struct meeting *ret, struct reason *why)
{
    *ret = (struct meeting){
        .id = stmt_copy(s, 0, arena),
        .group = stmt_copy(s, 1, arena),
        .leaders = span_eq(stmt_span(s, 2), SPAN("leaders")),
        .start_at = stmt_number(s, 4),
        .end_at = stmt_number(s, 5),
        .place = stmt_copy(s, 6, arena),
        .link = stmt_copy(s, 7, arena),
        .chair = stmt_copy(s, 8, arena),
        .week_known = !stmt_is_null(s, 9),
        .standard_week = stmt_number(s, 9) != 0,
        .week_reason = stmt_copy(s, 10, arena),
        .sequence = stmt_number(s, 11),
        .since = stmt_number(s, 12),
        .moved_at = moment_at(s, 13),
        .filed_at = moment_at(s, 14),
        .notified_at = moment_at(s, 15),
        .ended_at = moment_at(s, 16),
        .reason = stmt_copy(s, 17, arena),
        .number = stmt_copy(s, 18, arena),
        .present = stmt_copy(s, 19, arena),
        .notice = stmt_number(s, 20),
    };
    if (!meeting_state_from(stmt_span(s, 3), &ret->state))
        return reason_set(why, VERDICT_BROKEN, "meeting.get",
                          "meeting " SPAN_FMT " has an unknown state",
                          SPAN_ARG(ret->id));
    return VERDICT_DONE;
}

#define SQL_MEETING_COLUMNS                                                    \
    "SELECT id, working_group, kind, state, start_at, end_at, place, link,"    \
    " chair, standard_week, week_reason, sequence, since, moved_at, filed_at," \
    " notified_at, ended_at, reason, number, present, notice FROM meeting "
#define SQL_MEETING_GET SQL_MEETING_COLUMNS "WHERE id = :id"
#define SQL_MEETINGS_OF                                                        \
    SQL_MEETING_COLUMNS "WHERE working_group = :working_group"                 \
                        " AND kind = :kind AND start_at >= :from"              \
                        " AND start_at < :to ORDER BY start_at, id"

enum verdict meeting_get(struct store *st, struct span id, struct arena *arena,
                         struct meeting *ret, bool *ret_found,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MEETING_GET);
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":id", id);
    v = stmt_next(s, ret_found, why);
    return v == VERDICT_DONE && *ret_found ? fill(s, arena, ret, why) : v;
}

enum verdict meetings_of(struct store *st, const struct meeting_query *q,
                         struct arena *arena, meetings *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_MEETINGS_OF);
    bool row = true;
    enum verdict v = VERDICT_DONE;

    assert(q && ret);
    *ret = (meetings){ 0 };
    stmt_text(s, ":working_group", q->group);
    stmt_text(s, ":kind", q->leaders ? SPAN("leaders") : SPAN("plenary"));
    stmt_int(s, ":from", q->from);
    stmt_int(s, ":to", q->to);
    while (v == VERDICT_DONE) {
        v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        v = fill(s, arena, list_push(ret, arena), why);
    }
    return v;
}

#define SQL_AGENDA_CLEAR "DELETE FROM agenda_item WHERE meeting = :meeting"
#define SQL_AGENDA_ADD                                                         \
    "INSERT INTO agenda_item (meeting, position, title, project, presenter,"   \
    " omitted) VALUES (:meeting, :position, :title, :project, :presenter,"     \
    " :omitted)"
#define SQL_AGENDA_OF                                                          \
    "SELECT title, project, presenter, omitted FROM agenda_item"               \
    " WHERE meeting = :meeting ORDER BY position"

enum verdict agenda_put(struct store *st, struct span meeting,
                        const agenda_items *items, struct reason *why)
{
    struct stmt *clear = stmt_of(st, SQL_AGENDA_CLEAR);
    enum verdict v;

    assert(items);
    stmt_text(clear, ":meeting", meeting);
    v = stmt_run(clear, why);
    for (size_t i = 0; i < items->n && v == VERDICT_DONE; i++) {
        struct stmt *s = stmt_of(st, SQL_AGENDA_ADD);
        stmt_text(s, ":meeting", meeting);
        stmt_int(s, ":position", (int64_t)i);
        stmt_text(s, ":title", items->at[i].title);
        stmt_text(s, ":project", items->at[i].project);
        stmt_text(s, ":presenter", items->at[i].presenter);
        stmt_int(s, ":omitted", items->at[i].omitted);
        v = stmt_run(s, why);
    }
    return v;
}

enum verdict agenda_of(struct store *st, struct span meeting,
                       struct arena *arena, agenda_items *ret,
                       struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_AGENDA_OF);

    assert(ret);
    *ret = (agenda_items){ 0 };
    stmt_text(s, ":meeting", meeting);
    for (;;) {
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        *list_push(ret, arena) = (struct agenda_item){
            .title = stmt_copy(s, 0, arena),
            .project = stmt_copy(s, 1, arena),
            .presenter = stmt_copy(s, 2, arena),
            .omitted = stmt_number(s, 3) != 0,
        };
    }
}

#include "convoke/desk/register.h"

#include <assert.h>

#include "attendance.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/store/meeting.h"
#include "convoke/store/timer.h"

struct applying {
    struct store *st;
    int64_t at;
    struct arena *arena;
    register_lines *lines;
    struct reason *why;
};

static void add_line(struct applying *a, struct span path, struct span kind,
                     struct span id, bool fresh)
{
    *list_push(a->lines, a->arena) =
        (struct register_line){ path, kind, id, fresh };
}

static enum verdict put_group(struct applying *a,
                              const struct register_group *g)
{
    struct working_group group = g->group;
    struct working_group old;
    bool found = false;
    enum verdict v =
        group_get(a->st, g->group.id, a->arena, &old, &found, a->why);

    group.since = a->at;
    if (v != VERDICT_DONE)
        return v;
    add_line(a, g->path, SPAN("group"), g->group.id, !found);
    return group_put(a->st, &group, a->why);
}

static enum verdict put_person(struct applying *a, struct span path,
                               struct person *p)
{
    struct person old;
    bool found = false;
    enum verdict v =
        person_find(a->st, p->mail, a->arena, &old, &found, a->why);

    if (v != VERDICT_DONE)
        return v;
    add_line(a, path, SPAN("person"), p->mail, !found);
    return person_put(a->st, p, a->why);
}

static enum verdict put_offices(struct applying *a, struct register_person *p)
{
    enum verdict v = put_person(a, p->path, &p->person);

    for (size_t i = 0; i < p->roles.n && v == VERDICT_DONE; i++)
        v = office_begin(a->st, p->person.id, p->roles.at[i].role,
                         p->roles.at[i].group, a->at, a->why);
    return v;
}

static enum verdict put_representatives(struct applying *a, struct span unit,
                                        struct register_membership *m)
{
    enum verdict v = representations_clear(a->st, unit, m->group, a->why);

    for (size_t i = 0; i < m->representatives.n && v == VERDICT_DONE; i++) {
        struct representation *r = &m->representatives.at[i];
        v = put_person(a, m->path, &r->person);
        if (v == VERDICT_DONE)
            v = representation_add(a->st, unit, m->group, r, m->since, a->why);
    }
    return v;
}

/* The calendars of its people follow with the next tick. */
static enum verdict follow_people(struct applying *a, struct span unit,
                                  struct span group)
{
    const struct timer follow = { SPAN("follow"),
                                  arena_printf(a->arena, SPAN_FMT "/" SPAN_FMT,
                                               SPAN_ARG(unit), SPAN_ARG(group)),
                                  a->at };

    return timer_set(a->st, &follow, a->why);
}

static enum verdict put_membership(struct applying *a, struct span unit,
                                   struct register_membership *m)
{
    struct membership row = { .unit = unit,
                              .group = m->group,
                              .state = SPAN("active"),
                              .effective_day = m->since };
    struct membership old;
    civil_day since = 0;
    bool found = false;
    bool left = false;
    enum verdict v =
        membership_get(a->st, unit, m->group, a->arena, &old, &found, a->why);

    if (v == VERDICT_DONE)
        v = membership_left(a->st, unit, m->group, &since, &left, a->why);
    /* A file from before it left does not bring it back: joining again has
     * another day (R-X12). */
    if (v != VERDICT_DONE || (left && m->since <= since))
        return v;
    add_line(a, m->path, SPAN("membership"),
             arena_printf(a->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(unit),
                          SPAN_ARG(m->group)),
             !found);
    if (!found)
        v = membership_add(a->st, &row, a->why);
    if (v == VERDICT_DONE)
        v = put_representatives(a, unit, m);
    return v == VERDICT_DONE ? follow_people(a, unit, m->group) : v;
}

static enum verdict put_unit(struct applying *a, struct register_unit *u)
{
    struct unit old;
    bool found = false;
    enum verdict v = put_person(a, u->path, &u->contact);

    if (v == VERDICT_DONE)
        v = unit_get(a->st, u->unit.id, a->arena, &old, &found, a->why);
    if (v != VERDICT_DONE)
        return v;
    u->unit.contact = u->contact.id;
    add_line(a, u->path, SPAN("unit"), u->unit.id, !found);
    v = unit_put(a->st, &u->unit, fold_name(a->arena, u->unit.name_zh), a->why);
    for (size_t i = 0; i < u->memberships.n && v == VERDICT_DONE; i++)
        v = put_membership(a, u->unit.id, &u->memberships.at[i]);
    return v;
}

/* What the file does not say stays as it was. */
static void keep_known(const struct register_project *p,
                       const struct project *old, bool found,
                       struct project *row)
{
    if (found)
        row->meeting_day = old->meeting_day;
    row->stage = p->stage.n ? p->stage : found ? old->stage : SPAN_NONE;
    if (!project_state_from(p->state, &row->state))
        row->state = found ? old->state : PROJECT_IN_PROGRESS;
}

static enum verdict put_project(struct applying *a, struct register_project *p)
{
    const struct timer sync = { SPAN("sync"), p->project.id, 0 };
    struct project row = p->project;
    struct project old;
    bool found = false;
    enum verdict v = put_person(a, p->path, &p->lead);

    if (v == VERDICT_DONE)
        v = project_get(a->st, row.id, a->arena, &old, &found, a->why);
    if (v != VERDICT_DONE)
        return v;
    row.lead = p->lead.id;
    row.since = a->at;
    keep_known(p, &old, found, &row);
    add_line(a, p->path, SPAN("project"), row.id, !found);
    v = project_put(a->st, &row, a->why);
    /* Its duties begin, move or end with the next tick. */
    return v == VERDICT_DONE ? timer_set(a->st, &sync, a->why) : v;
}

static const char *result_of(const struct register_history *h, struct span unit)
{
    list_each(&h->results, x) if (span_eq(x->unit, unit)) return x->status;
    return attendance_status_name(ATTENDANCE_PRESENT);
}

static enum verdict put_history_meeting(struct applying *a,
                                        const struct register_history *h,
                                        struct span group)
{
    enum { OPENS = 9 * 3600, ENDS = 17 * 3600 };
    struct meeting m = { .id = h->meeting,
                         .group = group,
                         .state = MEETING_CLOSED,
                         .start_at = civil_moment(h->day, OPENS),
                         .end_at = civil_moment(h->day, ENDS),
                         .since = a->at,
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = MOMENT_NONE,
                         .ended_at = MOMENT_NONE };
    struct meeting old;
    bool found = false;
    enum verdict v = meeting_get(a->st, m.id, a->arena, &old, &found, a->why);

    if (v != VERDICT_DONE)
        return v;
    add_line(a, h->path, SPAN("history"), m.id, !found);
    return found ? meeting_set(a->st, &m, a->why)
                 : meeting_add(a->st, &m, a->why);
}

static enum verdict put_history(struct applying *a,
                                const struct register_history *h)
{
    struct span group =
        span_sub(h->meeting, 0, span_find_char(h->meeting, '-'));
    members all = { 0 };
    enum verdict v = put_history_meeting(a, h, group);

    if (v == VERDICT_DONE)
        v = members_of(a->st, group, a->arena, &all, a->why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct attendance_row row = {
            .meeting = h->meeting,
            .unit = all.at[i].unit.id,
            .status = span_str(result_of(h, all.at[i].unit.id)),
            .basis = span_str(attendance_basis_name(ATTENDANCE_REGISTERED)),
            .asked_at = MOMENT_NONE,
            .window_at = MOMENT_NONE,
            .at = a->at,
        };
        if (all.at[i].effective_day <= h->day)
            v = attendance_put(a->st, &row, a->why);
    }
    return v == VERDICT_DONE
               ? attendance_count_all(a->st, a->arena, group, a->why)
               : v;
}

enum verdict register_apply(struct store *st, struct register_data *data,
                            struct arena *arena, register_lines *ret,
                            struct reason *why)
{
    const struct timer calendar = { SPAN("calendar"), SPAN_NONE, 0 };
    struct applying a = { st, data->at, arena, ret, why };
    enum verdict v = VERDICT_DONE;

    assert(data);
    assert(ret);
    for (size_t i = 0; i < data->groups.n && v == VERDICT_DONE; i++)
        v = put_group(&a, &data->groups.at[i]);
    for (size_t i = 0; i < data->people.n && v == VERDICT_DONE; i++)
        v = put_offices(&a, &data->people.at[i]);
    for (size_t i = 0; i < data->units.n && v == VERDICT_DONE; i++)
        v = put_unit(&a, &data->units.at[i]);
    for (size_t i = 0; i < data->projects.n && v == VERDICT_DONE; i++)
        v = put_project(&a, &data->projects.at[i]);
    for (size_t i = 0; i < data->history.n && v == VERDICT_DONE; i++)
        v = put_history(&a, &data->history.at[i]);
    /* A new group's year and quarter begin with the next tick. */
    return v == VERDICT_DONE ? timer_set(st, &calendar, why) : v;
}

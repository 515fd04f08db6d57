#include "convoke/store/project.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "stmt.h"

static const char *const state_names[] = {
    [PROJECT_IN_PROGRESS] = "in_progress",
    [PROJECT_SUBMITTED] = "submitted",
    [PROJECT_SUBMITTED_LATE] = "submitted_late",
    [PROJECT_TERMINATED] = "terminated",
};
NAMES_DEFINE(project_state, enum project_state, state_names,
             PROJECT_STATE_COUNT)

#define SQL_DRAFTERS_CLEAR "DELETE FROM drafter WHERE project = :project"
#define SQL_DRAFTER_ADD                                                        \
    "INSERT INTO drafter (project, rank, name) VALUES (:project, :rank, "      \
    ":name)"

static enum verdict put_drafters(struct store *st, const struct project *p,
                                 struct reason *why)
{
    struct stmt *clear = stmt_of(st, SQL_DRAFTERS_CLEAR);
    enum verdict v;

    stmt_text(clear, ":project", p->id);
    v = stmt_run(clear, why);
    for (int i = 0; i < PROJECT_DRAFTERS && v == VERDICT_DONE; i++) {
        struct stmt *s = stmt_of(st, SQL_DRAFTER_ADD);
        if (span_is_empty(p->drafters[i]))
            continue;
        stmt_text(s, ":project", p->id);
        stmt_int(s, ":rank", i + 1);
        stmt_text(s, ":name", p->drafters[i]);
        v = stmt_run(s, why);
    }
    return v;
}

#define SQL_PROJECT_PUT                                                        \
    "INSERT INTO project (id, working_group, kind, title, lead, start_day,"    \
    " state, stage, since, meeting_day) VALUES (:id, :working_group, :kind,"   \
    " :title, :lead, :start_day, :state, :stage, :since, :meeting_day)"        \
    " ON CONFLICT DO UPDATE SET title = :title, lead = :lead,"                 \
    " start_day = :start_day, state = :state, stage = :stage,"                 \
    " meeting_day = :meeting_day"

enum verdict project_put(struct store *st, const struct project *p,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PROJECT_PUT);
    enum verdict v;

    assert(p);
    stmt_text(s, ":id", p->id);
    stmt_text(s, ":working_group", p->group);
    stmt_text(s, ":kind", p->research ? SPAN("research") : SPAN("standard"));
    stmt_text(s, ":title", p->title);
    stmt_int(s, ":lead", p->lead);
    stmt_int(s, ":start_day", p->start_day);
    stmt_text(s, ":state", span_str(project_state_name(p->state)));
    stmt_text(s, ":stage", p->stage);
    stmt_int(s, ":since", p->since);
    if (p->meeting_day)
        stmt_int(s, ":meeting_day", p->meeting_day);
    v = stmt_run(s, why);
    return v == VERDICT_DONE ? put_drafters(st, p, why) : v;
}

#define SQL_PROJECT_COLUMNS                                                    \
    "SELECT p.id, p.working_group, p.kind, p.title, p.lead, l.name, l.mail,"   \
    " p.start_day, p.state, p.stage, p.since, p.meeting_day,"                  \
    " (SELECT name FROM drafter d WHERE d.project = p.id AND rank = 1),"       \
    " (SELECT name FROM drafter d WHERE d.project = p.id AND rank = 2),"       \
    " (SELECT name FROM drafter d WHERE d.project = p.id AND rank = 3)"        \
    " FROM project p JOIN person l ON l.id = p.lead "

static enum verdict take(struct stmt *held, struct arena *arena, projects *ret,
                         struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;

    assert(ret);
    *ret = (projects){ 0 };
    for (;;) {
        struct project *p;
        bool row = false;
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE || !row)
            return v;
        p = list_push(ret, arena);
        *p = (struct project){
            .id = stmt_copy(s, 0, arena),
            .group = stmt_copy(s, 1, arena),
            .research = span_eq(stmt_span(s, 2), SPAN("research")),
            .title = stmt_copy(s, 3, arena),
            .lead = stmt_number(s, 4),
            .lead_name = stmt_copy(s, 5, arena),
            .lead_mail = stmt_copy(s, 6, arena),
            .start_day = (civil_day)stmt_number(s, 7),
            .stage = stmt_copy(s, 9, arena),
            .since = stmt_number(s, 10),
            .meeting_day = (civil_day)stmt_number(s, 11),
        };
        for (int i = 0; i < PROJECT_DRAFTERS; i++)
            p->drafters[i] = stmt_copy(s, 12 + i, arena);
        if (!project_state_from(stmt_span(s, 8), &p->state))
            return reason_set(why, VERDICT_BROKEN, "project.get",
                              "project " SPAN_FMT " has an unknown state",
                              SPAN_ARG(p->id));
    }
}

#define SQL_PROJECT_GET SQL_PROJECT_COLUMNS "WHERE p.id = :id"
#define SQL_PROJECTS_OF                                                        \
    SQL_PROJECT_COLUMNS "WHERE :working_group IN ('', p.working_group)"        \
                        " AND (NOT :in_progress OR p.state = 'in_progress')"   \
                        " ORDER BY p.id"
#define SQL_PROJECTS_LED                                                       \
    SQL_PROJECT_COLUMNS "WHERE l.mail = :mail AND p.state <> 'terminated'"     \
                        " ORDER BY p.id"

enum verdict project_get(struct store *st, struct span id, struct arena *arena,
                         struct project *ret, bool *ret_found,
                         struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PROJECT_GET);
    projects found = { 0 };
    enum verdict v;

    assert(ret && ret_found);
    stmt_text(s, ":id", id);
    v = take(s, arena, &found, why);
    *ret_found = found.n > 0;
    if (v == VERDICT_DONE && found.n)
        *ret = found.at[0];
    return v;
}

enum verdict projects_of(struct store *st, struct span group, bool in_progress,
                         struct arena *arena, projects *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PROJECTS_OF);

    stmt_text(s, ":working_group", group);
    stmt_int(s, ":in_progress", in_progress);
    return take(s, arena, ret, why);
}

enum verdict projects_led(struct store *st, struct span mail,
                          struct arena *arena, projects *ret,
                          struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_PROJECTS_LED);

    stmt_text(s, ":mail", mail);
    return take(s, arena, ret, why);
}

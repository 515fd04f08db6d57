#include "subject.h"

#include <assert.h>
#include <stdio.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/reference.h"
#include "dues.h"
#include "meeting_view.h"

enum { SHORT_TEXT = 150 }; /* octets: fifty characters */

static void no_days(struct subject *s)
{
    for (size_t i = 0; i < DUTY_ANCHOR_COUNT; i++)
        s->at[i] = MOMENT_NONE;
    s->moved = MOMENT_NONE;
}

static enum verdict load_meeting(struct desk *dk, struct span id,
                                 struct arena *arena, struct subject *ret,
                                 bool *ret_found, struct reason *why)
{
    struct meeting *m = &ret->meeting;
    enum verdict v = meeting_get(dk->store, id, arena, m, ret_found, why);
    struct meeting_words title;

    if (v != VERDICT_DONE || !*ret_found)
        return v;
    title = meeting_title(arena, m);
    ret->about = m->leaders ? DUTY_ABOUT_LEADERS : DUTY_ABOUT_PLENARY;
    ret->group = m->group;
    ret->living = m->state != MEETING_CANCELLED;
    ret->since = m->since;
    ret->moved = m->moved_at;
    ret->at[DUTY_ANCHOR_KNOWN] = m->since;
    ret->at[DUTY_ANCHOR_START] = m->start_at;
    ret->at[DUTY_ANCHOR_END] = m->end_at;
    ret->title_zh = title.zh;
    ret->title_en = title.en;
    return VERDICT_DONE;
}

static int64_t this_year(const struct desk *dk)
{
    int year = civil_from_day(civil_of(desk_now(dk))).year;

    return civil_moment(civil_to_day((struct civil){ year, 1, 1 }), 0);
}

/* Whoever has handed in owes nothing more (4.6). */
static void project_days(const struct desk *dk, const struct project *p,
                         struct subject *ret)
{
    ret->at[DUTY_ANCHOR_KNOWN] = p->since;
    ret->at[DUTY_ANCHOR_START] = civil_moment(p->start_day, 0);
    ret->at[DUTY_ANCHOR_FIRST] = this_year(dk);
    if (p->meeting_day)
        ret->at[DUTY_ANCHOR_MEETING] = civil_moment(p->meeting_day, 0);
}

static enum verdict load_project(struct desk *dk, struct span id,
                                 struct arena *arena, struct subject *ret,
                                 bool *ret_found, struct reason *why)
{
    struct project *p = &ret->project;
    enum verdict v = project_get(dk->store, id, arena, p, ret_found, why);

    if (v != VERDICT_DONE || !*ret_found)
        return v;
    ret->about = p->research ? DUTY_ABOUT_RESEARCH : DUTY_ABOUT_STANDARD;
    ret->group = p->group;
    ret->living = p->state != PROJECT_TERMINATED;
    ret->since = p->since;
    if (p->state == PROJECT_IN_PROGRESS)
        project_days(dk, p, ret);
    ret->title_zh =
        arena_printf(arena, "%s" SPAN_FMT "《" SPAN_FMT "》",
                     p->research ? "研究项目" : "标准项目", SPAN_ARG(p->id),
                     SPAN_ARG(p->title.n ? p->title : p->id));
    ret->title_en =
        arena_printf(arena, "%s project " SPAN_FMT,
                     p->research ? "research" : "standards", SPAN_ARG(p->id));
    return VERDICT_DONE;
}

/* The first line: the whole text stands in the mail that gave the task. */
static struct span in_short(struct span text)
{
    struct span line = SPAN_NONE;

    (void)span_line(&text, &line);
    return span_fit(line, SHORT_TEXT);
}

static enum verdict load_task(struct desk *dk, struct span id,
                              struct arena *arena, struct subject *ret,
                              bool *ret_found, struct reason *why)
{
    struct task *t = &ret->task;
    enum verdict v = task_get(dk->store, id, arena, t, ret_found, why);

    if (v != VERDICT_DONE || !*ret_found)
        return v;
    ret->about = DUTY_ABOUT_TASK;
    ret->group = t->group;
    ret->living = t->state != TASK_VOID;
    ret->since = t->since;
    ret->at[DUTY_ANCHOR_KNOWN] = t->since;
    ret->at[DUTY_ANCHOR_TARGET] = civil_moment(t->target_day, 0);
    ret->title_zh = arena_printf(arena, "交办事项" SPAN_FMT "：" SPAN_FMT,
                                 SPAN_ARG(t->id), SPAN_ARG(in_short(t->text)));
    ret->title_en = arena_printf(arena, "task " SPAN_FMT, SPAN_ARG(t->id));
    return VERDICT_DONE;
}

/* "2026" or "2026-Q1" behind the group; quarter 0 for a year. */
struct period {
    int year, quarter;
};

static bool period_of(struct span rest, struct period *ret)
{
    struct span year = span_sub(rest, 0, 4);
    struct span tail = span_from(rest, 4);
    uint64_t n = 0;

    if (year.n != 4 || !number_parse(year, 9999, &n) || n < 1970)
        return false;
    *ret = (struct period){ .year = (int)n };
    if (!tail.n)
        return true;
    if (tail.n != 3 || !span_starts(tail, SPAN("-Q")) || tail.p[2] < '1' ||
        tail.p[2] > '4')
        return false;
    ret->quarter = tail.p[2] - '0';
    return true;
}

static void period_days(struct subject *s, struct period p)
{
    int first = p.quarter ? 3 * p.quarter - 2 : 1;
    int last = p.quarter ? 3 * p.quarter : 12;

    s->at[DUTY_ANCHOR_FIRST] =
        civil_moment(civil_to_day((struct civil){ p.year, first, 1 }), 0);
    s->at[DUTY_ANCHOR_LAST] =
        civil_moment(civil_to_day((struct civil){
                         p.year, last, civil_days_in_month(p.year, last) }),
                     0);
}

static void period_titles(struct subject *s, struct period p,
                          struct arena *arena)
{
    if (p.quarter) {
        s->title_zh = arena_printf(arena, SPAN_FMT " %d年第%d季度",
                                   SPAN_ARG(s->group), p.year, p.quarter);
        s->title_en = arena_printf(arena, SPAN_FMT " Q%d %d",
                                   SPAN_ARG(s->group), p.quarter, p.year);
        return;
    }
    s->title_zh =
        arena_printf(arena, SPAN_FMT " %d年度", SPAN_ARG(s->group), p.year);
    s->title_en =
        arena_printf(arena, SPAN_FMT " year %d", SPAN_ARG(s->group), p.year);
}

/* A group that stands on the form but has nobody in office is not kept here
 * yet: the digest asks for its leader, nobody is chased for its plans. */
static enum verdict is_kept(struct desk *dk, const struct working_group *g,
                            struct arena *arena, bool *ret, struct reason *why)
{
    people leaders = { 0 };
    people secretaries = { 0 };
    enum verdict v =
        office_holders(dk->store, ROLE_GL, g->id, arena, &leaders, why);

    if (v == VERDICT_DONE)
        v = office_holders(dk->store, ROLE_GS, g->id, arena, &secretaries, why);
    *ret = !g->abolished && leaders.n + secretaries.n > 0;
    return v;
}

static enum verdict load_period(struct desk *dk, struct span id,
                                struct arena *arena, struct subject *ret,
                                bool *ret_found, struct reason *why)
{
    struct working_group g;
    struct period p;
    enum verdict v = VERDICT_DONE;

    *ret_found = false;
    /* A group's own name may hold dashes: SWG-ETS-2026-Q1. */
    for (size_t i = 0; i + 5 <= id.n && v == VERDICT_DONE && !*ret_found; i++) {
        if (id.p[i] != '-' || !period_of(span_from(id, i + 1), &p))
            continue;
        v = group_get(dk->store, span_sub(id, 0, i), arena, &g, ret_found, why);
    }
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    ret->about = p.quarter ? DUTY_ABOUT_QUARTER : DUTY_ABOUT_YEAR;
    ret->group = g.id;
    v = is_kept(dk, &g, arena, &ret->living, why);
    period_days(ret, p);
    ret->since = ret->at[DUTY_ANCHOR_FIRST];
    if (g.since > ret->since)
        ret->since = g.since;
    period_titles(ret, p, arena);
    return v;
}

enum verdict subject_load(struct desk *dk, struct span id, struct arena *arena,
                          struct subject *ret, bool *ret_found,
                          struct reason *why)
{
    static enum verdict (*const loaders[])(
        struct desk *, struct span, struct arena *, struct subject *, bool *,
        struct reason *) = { load_meeting, load_project, load_task,
                             dues_subject, load_period };

    assert(ret && ret_found);
    *ret_found = false;
    for (size_t i = 0; i < ARRAY_LEN(loaders) && !*ret_found; i++) {
        enum verdict v;
        *ret = (struct subject){ .living = false };
        no_days(ret);
        v = loaders[i](dk, id, arena, ret, ret_found, why);
        if (v != VERDICT_DONE)
            return v;
    }
    if (*ret_found)
        ret->id = arena_span(arena, id);
    return VERDICT_DONE;
}

struct span subject_year(struct arena *arena, struct span group, int year)
{
    return arena_printf(arena, SPAN_FMT "-%d", SPAN_ARG(group), year);
}

struct span subject_quarter(struct arena *arena, struct span group, int year,
                            int quarter)
{
    return arena_printf(arena, SPAN_FMT "-%d-Q%d", SPAN_ARG(group), year,
                        quarter);
}

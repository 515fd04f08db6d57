#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/desk/reference.h"
#include "convoke/desk/register.h"
#include "convoke/store/meeting.h"

void register_problem(struct register_problems *p, struct span path,
                      const char *zh, const char *en, ...)
{
    struct register_problem *one;
    char words[512];
    va_list ap;

    assert(p);
    one = list_push(&p->list, p->arena);
    one->path = arena_span(p->arena, path);
    va_start(ap, en);
    vsnprintf(words, sizeof(words), zh, ap);
    va_end(ap);
    one->zh = arena_span(p->arena, span_fit(span_str(words), sizeof(words)));
    va_start(ap, en);
    vsnprintf(words, sizeof(words), en, ap);
    va_end(ap);
    one->en = arena_span(p->arena, span_fit(span_str(words), sizeof(words)));
}

struct checking {
    struct store *st;
    const struct register_data *data;
    struct register_problems *problems;
    struct arena *arena;
    struct reason *why;
};

static struct span at(struct checking *c, struct span path, const char *key)
{
    return arena_printf(c->arena, SPAN_FMT ".%s", SPAN_ARG(path), key);
}

static enum verdict group_must_be(struct checking *c, struct span path,
                                  struct span id)
{
    struct working_group g;
    bool found = false;
    enum verdict v;

    list_each(&c->data->groups,
              one) if (span_eq(one->group.id, id)) return VERDICT_DONE;
    v = group_get(c->st, id, c->arena, &g, &found, c->why);
    if (v == VERDICT_DONE && !found)
        register_problem(c->problems, path, "没有工作组 " SPAN_FMT,
                         "there is no group " SPAN_FMT, SPAN_ARG(id));
    return v;
}

/* One address is one person: a second name for it is a slip of the pen that
 * would rename somebody else. */
static void person_must_agree(struct checking *c, struct span path,
                              const struct person *p,
                              const struct person *other)
{
    if (p == other || !span_eq_nocase(p->mail, other->mail) ||
        span_eq(p->name, other->name))
        return;
    register_problem(c->problems, path,
                     SPAN_FMT " 同时写成 “" SPAN_FMT "” 和 “" SPAN_FMT "”",
                     SPAN_FMT " is both \"" SPAN_FMT "\" and \"" SPAN_FMT "\"",
                     SPAN_ARG(p->mail), SPAN_ARG(other->name),
                     SPAN_ARG(p->name));
}

struct seen_person {
    const struct person *person;
};
typedef LIST_OF(struct seen_person) seen_people;

static void see_person(struct checking *c, seen_people *seen, struct span path,
                       const struct person *p)
{
    list_each(seen, s)
    {
        if (!span_eq_nocase(p->mail, s->person->mail))
            continue;
        person_must_agree(c, path, p, s->person);
        return;
    }
    list_push(seen, c->arena)->person = p;
}

static void check_names(struct checking *c)
{
    seen_people seen = { 0 };

    list_each(&c->data->people, p)
        see_person(c, &seen, at(c, p->path, "name"), &p->person);
    list_each(&c->data->units, u)
    {
        see_person(c, &seen, at(c, u->path, "contact.name"), &u->contact);
        list_each(&u->memberships, m) list_each(&m->representatives, r)
            see_person(c, &seen, at(c, m->path, "representatives"), &r->person);
    }
    list_each(&c->data->projects, p)
        see_person(c, &seen, at(c, p->path, "lead.name"), &p->lead);
}

/* Art. 11.2: one or two who can vote, one of them votes. None yet is a gap
 * that is reminded of, not an error. */
static void check_representatives(struct checking *c,
                                  const struct register_membership *m)
{
    struct span path = at(c, m->path, "representatives");
    size_t voters = 0;

    list_each(&m->representatives, r) voters += r->voter;
    if (m->representatives.n > 2)
        register_problem(c->problems, path,
                         "代表 1 至 2 名（第十一条第2项），这里有 %zu 名",
                         "one or two representatives (Art. 11.2), not %zu",
                         m->representatives.n);
    else if (m->representatives.n && voters != 1)
        register_problem(c->problems, path,
                         "投票代表只能有 1 名，这里有 %zu 名",
                         "exactly one of them votes, not %zu", voters);
}

static enum verdict check_membership(struct checking *c,
                                     const struct register_unit *u, size_t i)
{
    const struct register_membership *m = &u->memberships.at[i];
    struct membership old;
    bool found = false;
    enum verdict v = group_must_be(c, at(c, m->path, "group"), m->group);

    if (v != VERDICT_DONE)
        return v;
    check_representatives(c, m);
    for (size_t k = 0; k < i; k++)
        if (span_eq(u->memberships.at[k].group, m->group))
            register_problem(c->problems, at(c, m->path, "group"),
                             SPAN_FMT " 写了两次", SPAN_FMT " is given twice",
                             SPAN_ARG(m->group));
    v = membership_get(c->st, u->unit.id, m->group, c->arena, &old, &found,
                       c->why);
    if (v == VERDICT_DONE && found && old.effective_day != m->since) {
        char day[CIVIL_TEXT];
        register_problem(c->problems, at(c, m->path, "since"),
                         "已登记的生效日期是 %s，不能由导入改动",
                         "it is a member since %s, which an import does not "
                         "change",
                         civil_print(old.effective_day, day));
    }
    return v;
}

static enum verdict code_must_be_free(struct checking *c,
                                      const struct register_unit *u)
{
    struct unit other;
    bool found = false;
    enum verdict v;

    if (u->unit.uscc.n == 0)
        return VERDICT_DONE;
    v = unit_match(c->st, u->unit.uscc, fold_name(c->arena, u->unit.name_zh),
                   c->arena, &other, &found, c->why);
    if (v == VERDICT_DONE && found && span_eq(other.uscc, u->unit.uscc) &&
        !span_eq(other.id, u->unit.id))
        register_problem(
            c->problems, at(c, u->path, "uscc"), "这个信用代码已属于 " SPAN_FMT,
            "this code belongs to " SPAN_FMT " already", SPAN_ARG(other.id));
    return v;
}

static enum verdict check_unit(struct checking *c, size_t i)
{
    const struct register_unit *u = &c->data->units.at[i];
    enum verdict v = code_must_be_free(c, u);

    for (size_t k = 0; k < i; k++) {
        const struct unit *other = &c->data->units.at[k].unit;
        if (span_eq(other->id, u->unit.id))
            register_problem(c->problems, at(c, u->path, "id"),
                             SPAN_FMT " 写了两次", SPAN_FMT " is given twice",
                             SPAN_ARG(u->unit.id));
        if (u->unit.uscc.n && span_eq(other->uscc, u->unit.uscc))
            register_problem(c->problems, at(c, u->path, "uscc"),
                             "与 " SPAN_FMT " 的信用代码相同",
                             SPAN_FMT " has the same code",
                             SPAN_ARG(other->id));
    }
    for (size_t k = 0; k < u->memberships.n && v == VERDICT_DONE; k++)
        v = check_membership(c, u, k);
    return v;
}

static void check_groups(struct checking *c)
{
    for (size_t i = 0; i < c->data->groups.n; i++) {
        const struct register_group *g = &c->data->groups.at[i];
        for (size_t k = 0; k < i; k++)
            if (span_eq(c->data->groups.at[k].group.id, g->group.id))
                register_problem(
                    c->problems, at(c, g->path, "id"), SPAN_FMT " 写了两次",
                    SPAN_FMT " is given twice", SPAN_ARG(g->group.id));
    }
}

/* Group roles belong to a group, committee roles to none. */
static enum verdict check_roles(struct checking *c,
                                const struct register_person *p)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < p->roles.n && v == VERDICT_DONE; i++) {
        const struct register_office *o = &p->roles.at[i];
        bool of_group = o->role == ROLE_LIA || o->role == ROLE_GL ||
                        o->role == ROLE_DGL || o->role == ROLE_GS;
        if (of_group && o->group.n == 0)
            register_problem(c->problems, at(c, o->path, "group"),
                             "%s 要写明工作组", "%s needs a group",
                             role_name(o->role));
        else if (!of_group && o->group.n)
            register_problem(c->problems, at(c, o->path, "group"),
                             "%s 不属于某个工作组", "%s belongs to no group",
                             role_name(o->role));
        else if (of_group)
            v = group_must_be(c, at(c, o->path, "group"), o->group);
    }
    return v;
}

/* Mails name a project by its id, and the id tells group and kind. */
static bool is_project_id(const struct project *p)
{
    struct reference r;
    struct span rest = p->id;
    struct span kind = p->research ? SPAN("-R-") : SPAN("-S-");

    return reference_take(&rest, &r) && !rest.n &&
           r.kind == REFERENCE_PROJECT && span_eq(reference_span(&r), p->id) &&
           span_starts(p->id, p->group) &&
           span_starts(span_from(p->id, p->group.n), kind);
}

static enum verdict check_project(struct checking *c, size_t i)
{
    const struct register_project *p = &c->data->projects.at[i];
    const struct project *q = &p->project;

    for (size_t k = 0; k < i; k++)
        if (span_eq(c->data->projects.at[k].project.id, q->id))
            register_problem(c->problems, at(c, p->path, "id"),
                             SPAN_FMT " 写了两次", SPAN_FMT " is given twice",
                             SPAN_ARG(q->id));
    if (!is_project_id(q))
        register_problem(c->problems, at(c, p->path, "id"),
                         "编号应为 " SPAN_FMT "-%c-01 的形式",
                         "the id must be like " SPAN_FMT "-%c-01",
                         SPAN_ARG(q->group), q->research ? 'R' : 'S');
    if (p->n_drafters > PROJECT_DRAFTERS)
        register_problem(c->problems, at(c, p->path, "drafters"),
                         "主要起草人最多 %d 名（第二十条第6项），这里有 %zu 名",
                         "at most %d drafters (Art. 20.6), not %zu",
                         PROJECT_DRAFTERS, p->n_drafters);
    return group_must_be(c, at(c, p->path, "group"), q->group);
}

/* ---- plenaries of before our time ---- */

static bool is_plenary_id(struct span id, struct span *ret_group)
{
    struct reference r;
    struct span rest = id;

    *ret_group = span_sub(id, 0, span_find_char(id, '-'));
    return reference_take(&rest, &r) && !rest.n &&
           r.kind == REFERENCE_MEETING && span_eq(reference_span(&r), id) &&
           span_find(id, SPAN("-P")) < id.n;
}

static enum verdict check_result(struct checking *c,
                                 const struct register_history *h, size_t i)
{
    const struct register_result *x = &h->results.at[i];
    struct unit u;
    bool found = false;

    for (size_t k = 0; k < i; k++)
        if (span_eq(h->results.at[k].unit, x->unit))
            register_problem(c->problems, x->path, SPAN_FMT " 写了两次",
                             SPAN_FMT " is given twice", SPAN_ARG(x->unit));
    for (size_t k = 0; k < c->data->units.n && !found; k++)
        found = span_eq(c->data->units.at[k].unit.id, x->unit);
    if (!found) {
        enum verdict v = unit_get(c->st, x->unit, c->arena, &u, &found, c->why);
        if (v != VERDICT_DONE)
            return v;
    }
    if (!found)
        register_problem(c->problems, x->path, "没有 " SPAN_FMT " 这个单位",
                         "there is no unit " SPAN_FMT, SPAN_ARG(x->unit));
    return VERDICT_DONE;
}

/* What Convoke itself saw is not written over. */
static enum verdict check_history(struct checking *c,
                                  const struct register_history *h)
{
    struct meeting m;
    struct span group;
    bool found = false;
    enum verdict v;

    if (!is_plenary_id(h->meeting, &group)) {
        register_problem(c->problems, at(c, h->path, "meeting"),
                         "编号应为 WG5-2025-P2 的形式",
                         "the id must be like WG5-2025-P2");
        return VERDICT_DONE;
    }
    v = meeting_get(c->st, h->meeting, c->arena, &m, &found, c->why);
    if (v == VERDICT_DONE && found && m.notified_at != MOMENT_NONE)
        register_problem(c->problems, at(c, h->path, "meeting"),
                         SPAN_FMT " 已有通知记录，其出席情况不由此导入",
                         SPAN_FMT " is known here with its notice: its "
                                  "results are not imported",
                         SPAN_ARG(h->meeting));
    for (size_t i = 0; i < h->results.n && v == VERDICT_DONE; i++)
        v = check_result(c, h, i);
    return v == VERDICT_DONE
               ? group_must_be(c, at(c, h->path, "meeting"), group)
               : v;
}

enum verdict register_check(struct store *st, const struct register_data *data,
                            struct register_problems *p, struct reason *why)
{
    struct checking c = { st, data, p, p->arena, why };
    enum verdict v = VERDICT_DONE;

    assert(st);
    assert(data);
    check_groups(&c);
    check_names(&c);
    for (size_t i = 0; i < data->people.n && v == VERDICT_DONE; i++)
        v = check_roles(&c, &data->people.at[i]);
    for (size_t i = 0; i < data->units.n && v == VERDICT_DONE; i++)
        v = check_unit(&c, i);
    for (size_t i = 0; i < data->projects.n && v == VERDICT_DONE; i++)
        v = check_project(&c, i);
    for (size_t i = 0; i < data->history.n && v == VERDICT_DONE; i++)
        v = check_history(&c, &data->history.at[i]);
    return v;
}

#include "exit_view.h"

#include <assert.h>

#include "convoke/mail/compose.h"
#include "dues.h"

static const char *const law_zh[EXIT_GROUND_COUNT] = {
    [EXIT_VOLUNTARY] = "第十三条第1项",
    [EXIT_DEEMED] = "第十三条第2项",
    [EXIT_REVOKED] = "第十三条第3项",
};
static const char *const law_en[EXIT_GROUND_COUNT] = {
    [EXIT_VOLUNTARY] = "Article 13(1)",
    [EXIT_DEEMED] = "Article 13(2)",
    [EXIT_REVOKED] = "Article 13(3)",
};

struct span exit_groups_en(struct arena *arena, const struct exit_case *e)
{
    struct span rest = e->groups;
    struct span out = SPAN_NONE;
    struct span one;

    while (span_cut(&rest, ',', &one))
        out = arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(out),
                           out.n ? ", " : "", SPAN_ARG(one));
    return out;
}

static void view_case(struct exit_view *m)
{
    const struct exit_case *e = m->e;
    struct view *v = m->n.view;

    view_text(v, "unit", m->u.name_zh);
    view_text(v, "unit_id", e->unit);
    view_both(v, "groups", exit_groups_zh(m->n.arena, e),
              exit_groups_en(m->n.arena, e));
    view_flag(v, "voluntary", e->ground == EXIT_VOLUNTARY);
    view_flag(v, "deemed", e->ground == EXIT_DEEMED);
    view_flag(v, "revoked", e->ground == EXIT_REVOKED);
    view_text(v, "number", e->number);
    view_text(v, "reason", e->reason);
    m->n.law_zh = span_str(law_zh[e->ground]);
    m->n.law_en = span_str(law_en[e->ground]);
}

enum verdict exit_view_begin(struct exit_view *m, struct desk *dk,
                             struct arena *arena, const struct exit_case *e,
                             const char *code, struct reason *why)
{
    bool found = false;
    enum verdict v = unit_get(dk->store, e->unit, arena, &m->u, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "exit.unit",
                          "exit %lld has no unit", (long long)e->id);
    if (v != VERDICT_DONE)
        return v;
    m->dk = dk;
    m->e = e;
    notice_init(&m->n, arena, code, e->unit);
    m->n.group = exit_only_group(e);
    m->n.discriminator = exit_object(arena, e->id);
    view_case(m);
    return v;
}

/* ---- to whom ---- */

static void add_copy(struct notice *n, const struct person *p)
{
    struct notice_target *to = &n->targets.at[n->targets.n - 1];

    if (!letter_address_ok(p->mail) || span_eq_nocase(to->to.mail, p->mail))
        return;
    list_each(&to->cc, cc)
    {
        if (span_eq_nocase(cc->mail, p->mail))
            return;
    }
    *list_push(&to->cc, n->arena) =
        (struct facts_address){ .name = p->name, .mail = p->mail };
}

/* The contact, and in copy whoever stands for it in one of the groups. */
enum verdict exit_view_to_unit(struct exit_view *m, bool may_act,
                               struct reason *why)
{
    struct span rest = m->e->groups;
    struct span group;
    enum verdict v = VERDICT_DONE;
    bool first = true;

    while (v == VERDICT_DONE && span_cut(&rest, ',', &group)) {
        representations stand = { 0 };
        m->n.group = group;
        if (first)
            v = notice_to_unit(m->dk, &m->n, &m->u, may_act, why);
        else
            v = representations_of(m->dk->store, m->e->unit, group, m->n.arena,
                                   &stand, why);
        list_each(&stand, r) add_copy(&m->n, &r->person);
        first = false;
    }
    m->n.group = exit_only_group(m->e);
    return v;
}

enum verdict exit_view_to_groups(struct exit_view *m, const enum role *roles,
                                 size_t n_roles, struct reason *why)
{
    struct span rest = m->e->groups;
    struct span group;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && span_cut(&rest, ',', &group)) {
        m->n.group = group;
        for (size_t i = 0; i < n_roles && v == VERDICT_DONE; i++)
            v = notice_to_role(m->dk, &m->n, roles[i], false, why);
    }
    m->n.group = exit_only_group(m->e);
    return v;
}

/* ---- what else they say ---- */

static void view_project(struct view *v, struct arena *arena,
                         const struct project *p)
{
    struct view *item = view_item(v, "projects");

    view_both(
        item, "text",
        arena_printf(arena, SPAN_FMT "%s" SPAN_FMT "%s（负责人：" SPAN_FMT "）",
                     SPAN_ARG(p->id), p->title.n ? "《" : "",
                     SPAN_ARG(p->title), p->title.n ? "》" : "",
                     SPAN_ARG(p->lead_name.n ? p->lead_name : p->lead_mail)),
        p->id);
}

void exit_view_projects(struct exit_view *m, const projects *led)
{
    view_list(m->n.view, "projects");
    list_each(led, p) view_project(m->n.view, m->n.arena, p);
}

enum verdict exit_view_led(struct exit_view *m, struct reason *why)
{
    projects led = { 0 };
    enum verdict v = exit_projects(m->dk, m->n.arena, m->e, &led, why);

    exit_view_projects(m, &led);
    return v;
}

/* The groups in which it stays. */
enum verdict exit_view_rest(struct exit_view *m, struct reason *why)
{
    memberships all = { 0 };
    struct span zh = SPAN_NONE;
    struct span en = SPAN_NONE;
    struct arena *a = m->n.arena;
    enum verdict v = exit_memberships(m->dk, a, m->e->unit, &all, why);

    list_each(&all, s)
    {
        if (exit_names(m->e, s->group))
            continue;
        zh = arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(zh),
                          zh.n ? "、" : "", SPAN_ARG(s->group));
        en = arena_printf(a, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(en),
                          en.n ? ", " : "", SPAN_ARG(s->group));
    }
    view_both(m->n.view, "rest", zh, en);
    return v;
}

static const char *owed(enum dues_status s, const char **ret_en)
{
    switch (s) {
    case DUES_UNPAID:
        *ret_en = "unpaid";
        return "未缴纳";
    case DUES_PARTIAL:
        *ret_en = "paid in part";
        return "部分缴纳";
    case DUES_DEFERRED:
        *ret_en = "deferred";
        return "缓缴";
    case DUES_DISPUTED:
        *ret_en = "disputed";
        return "有争议，处理中";
    case DUES_PAID:
    case DUES_WAIVED:
    case DUES_STATUS_COUNT:
        break;
    }
    return NULL;
}

static enum verdict view_dues_of(struct exit_view *m, int year,
                                 struct reason *why)
{
    dues_parties all = { 0 };
    enum verdict v = dues_bearers(m->dk, year, m->n.arena, &all, why);

    list_each(&all, p)
    {
        const char *en = "";
        const char *zh = owed(p->entry.status, &en);
        if (!zh || !span_eq(p->unit.id, m->e->unit))
            continue;
        view_both(view_item(m->n.view, "dues"), "text",
                  arena_printf(m->n.arena, "%d年度会费：%s", year, zh),
                  arena_printf(m->n.arena, "dues %d: %s", year, en));
    }
    return v;
}

enum verdict exit_view_dues(struct exit_view *m, struct reason *why)
{
    dues_years all = { 0 };
    enum verdict v = dues_years_all(m->dk->store, m->n.arena, &all, why);

    view_list(m->n.view, "dues");
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = view_dues_of(m, all.at[i].year, why);
    return v;
}

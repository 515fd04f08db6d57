#include "release_check.h"

#include <assert.h>

#include "agenda_check.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/store/filing.h"
#include "leaders.h"

struct checking {
    struct desk *dk;
    const struct meeting *m;
    struct arena *arena;
    struct release_check *c;
};

static void lack(struct checking *k, struct span zh, struct span en)
{
    *list_push(&k->c->missing, k->arena) = (struct meeting_words){ zh, en };
}

static void hint(struct checking *k, struct span zh, struct span en)
{
    *list_push(&k->c->hints, k->arena) = (struct meeting_words){ zh, en };
}

/* ---- agenda (20.3, 20.5, 20.6) ---- */

static void tell_projects(struct checking *k, const struct agenda_check *a)
{
    list_each(&a->left_out, p)
    {
        lack(k,
             arena_printf(k->arena,
                          "在研项目" SPAN_FMT
                          "未列入议程（第二十条第3项）：请列入，或写明“不列入"
                          "议程：" SPAN_FMT " 理由：……”",
                          SPAN_ARG((*p)->id), SPAN_ARG((*p)->id)),
             arena_printf(k->arena,
                          "project " SPAN_FMT " is not on the agenda (Art. "
                          "20(3)); add it, or give the reason",
                          SPAN_ARG((*p)->id)));
    }
    list_each(&a->no_reason, item)
    {
        lack(k,
             arena_printf(k->arena,
                          "项目" SPAN_FMT "不列入议程的理由（第二十条第3项）",
                          SPAN_ARG((*item)->project)),
             arena_printf(k->arena, "why " SPAN_FMT " is left out",
                          SPAN_ARG((*item)->project)));
    }
    list_each(&a->research, p)
    {
        hint(k,
             arena_printf(k->arena, "研究项目" SPAN_FMT "未列入议程",
                          SPAN_ARG((*p)->id)),
             arena_printf(k->arena,
                          "research project " SPAN_FMT " is not on the agenda",
                          SPAN_ARG((*p)->id)));
    }
    list_each(&a->unknown, item)
    {
        hint(k,
             arena_printf(k->arena,
                          "议程所列项目" SPAN_FMT "不在本工作组在研项目中",
                          SPAN_ARG((*item)->project)),
             arena_printf(k->arena,
                          SPAN_FMT " is none of the group's projects in "
                                   "progress",
                          SPAN_ARG((*item)->project)));
    }
}

static void tell_presenters(struct checking *k, const struct agenda_check *a)
{
    list_each(&a->no_presenter, item)
    {
        hint(k,
             arena_printf(k->arena, "项目" SPAN_FMT "未写明汇报人",
                          SPAN_ARG((*item)->project)),
             arena_printf(k->arena, "no presenter is named for " SPAN_FMT,
                          SPAN_ARG((*item)->project)));
    }
    list_each(&a->strangers, item)
    {
        hint(k,
             arena_printf(k->arena,
                          "项目" SPAN_FMT "的汇报人" SPAN_FMT
                          "不是项目负责人或排名前三的起草人（第二十条第6项）",
                          SPAN_ARG((*item)->project),
                          SPAN_ARG((*item)->presenter)),
             arena_printf(k->arena,
                          "the presenter of " SPAN_FMT " is neither its lead "
                          "nor one of its first three drafters (Art. 20(6))",
                          SPAN_ARG((*item)->project)));
    }
}

static enum verdict check_agenda(struct checking *k, struct reason *why)
{
    agenda_items items = { 0 };
    projects all = { 0 };
    struct agenda_check a;
    enum verdict v = agenda_of(k->dk->store, k->m->id, k->arena, &items, why);

    if (v == VERDICT_DONE)
        v = projects_of(k->dk->store, k->m->group, true, k->arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    a = agenda_check(&items, &all, k->arena);
    if (!a.points)
        lack(k, SPAN("会议议程（第二十条第5项）"),
             SPAN("the agenda (Art. 20(5))"));
    tell_projects(k, &a);
    tell_presenters(k, &a);
    return v;
}

static enum verdict check_papers(struct checking *k, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v = papers_of(k->dk->store, meeting_papers(k->arena, k->m),
                               k->arena, &all, why);

    if (v == VERDICT_DONE && !all.n)
        lack(k, SPAN("会议文件：请以附件发送（第二十条第5项）"),
             SPAN("the papers, as attachments (Art. 20(5))"));
    return v;
}

/* ---- chair (20.2) ---- */

enum verdict chair_is_delegated(struct desk *dk, const struct meeting *m,
                                struct span name, struct arena *arena,
                                bool *ret, struct reason *why)
{
    struct filing f;
    bool found = false;
    enum verdict v =
        filing_last(dk->store, m->id, SPAN("chair"), arena, &f, &found, why);

    assert(ret);
    *ret = v == VERDICT_DONE && found &&
           span_eq(fold_name(arena, f.note), fold_name(arena, name));
    return v;
}

static void lack_delegation(struct checking *k, const struct leader *l)
{
    lack(k,
         arena_printf(k->arena,
                      "组长的委托（第二十条第2项）：主持人" SPAN_FMT
                      "为副组长，请组长发送“[委托] " SPAN_FMT " " SPAN_FMT "”",
                      SPAN_ARG(l->person.name), SPAN_ARG(k->m->id),
                      SPAN_ARG(l->person.name)),
         arena_printf(
             k->arena,
             "the leader's delegation of the chair (Art. 20(2)): " SPAN_FMT
             " is a deputy",
             SPAN_ARG(l->person.name)));
}

static enum verdict check_chair(struct checking *k, struct reason *why)
{
    leaders_list all = { 0 };
    const struct leader *l;
    bool delegated = false;
    enum verdict v = leaders_load(k->dk, k->m->group, k->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    if (!k->m->chair.n) {
        lack(k,
             SPAN("主持人（第二十条第2项）：组长，或受组长委托的副组长，写作“主"
                  "持人：……”"),
             SPAN("the chair (Art. 20(2)): the leader, or a deputy he "
                  "entrusted"));
        return v;
    }
    l = leaders_find(&all, k->m->chair);
    if (!l) {
        lack(k,
             arena_printf(k->arena,
                          "主持人" SPAN_FMT
                          "不是本工作组登记的组长或副组长（第二十条第2项）",
                          SPAN_ARG(k->m->chair)),
             arena_printf(k->arena,
                          "the chair " SPAN_FMT
                          " is neither leader nor deputy of the group (Art. "
                          "20(2))",
                          SPAN_ARG(k->m->chair)));
        return v;
    }
    if (span_eq(l->role, SPAN("GL")))
        return v;
    v = chair_is_delegated(k->dk, k->m, l->person.name, k->arena, &delegated,
                           why);
    if (v == VERDICT_DONE && !delegated)
        lack_delegation(k, l);
    return v;
}

/* ---- plan (20.1) ---- */

static enum verdict check_plan(struct checking *k, struct reason *why)
{
    struct filing f;
    bool passed = false;
    enum verdict v = VERDICT_DONE;

    if (k->m->filed_at != MOMENT_NONE)
        return v;
    v = filing_last(k->dk->store, k->m->id, SPAN("override"), k->arena, &f,
                    &passed, why);
    k->c->plan_open = v == VERDICT_DONE && !passed;
    return v;
}

enum verdict release_check(struct desk *dk, const struct meeting *m,
                           struct arena *arena, struct release_check *ret,
                           struct reason *why)
{
    struct checking k = { dk, m, arena, ret };
    enum verdict v;

    assert(dk && m && ret);
    *ret = (struct release_check){ .plan_open = false };
    v = check_agenda(&k, why);
    if (v == VERDICT_DONE)
        v = check_papers(&k, why);
    if (v == VERDICT_DONE)
        v = check_chair(&k, why);
    if (v == VERDICT_DONE && !m->place.n && !m->link.n)
        lack(&k, SPAN("会议地点，或线上会议链接"),
             SPAN("the place, or the link of an online meeting"));
    return v == VERDICT_DONE ? check_plan(&k, why) : v;
}

static void view_remarks(const meeting_remarks *all, const char *list,
                         struct view *v)
{
    view_list(v, list);
    list_each(all, r) view_both(view_item(v, list), "text", r->zh, r->en);
}

void release_check_view(const struct release_check *c, struct view *v)
{
    assert(c);
    view_remarks(&c->missing, "missing", v);
    view_remarks(&c->hints, "hints", v);
    view_flag(v, "plan_open", c->plan_open);
    view_flag(v, "complete", release_is_complete(c));
}

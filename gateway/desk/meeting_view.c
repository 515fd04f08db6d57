#include "meeting_view.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "filed.h"

enum { NEAR_WORKING_DAYS = 2 }; /* cancel_min_wd of requirements.md 0.3 */

struct meeting_words meeting_title(struct arena *arena, const struct meeting *m)
{
    const char *zh = m->leaders ? "组长办公会" : "全体会议";
    const char *en = m->leaders ? "leaders' meeting" : "plenary";

    return (struct meeting_words){
        arena_printf(arena, SPAN_FMT "%s（" SPAN_FMT "）", SPAN_ARG(m->group),
                     zh, SPAN_ARG(m->id)),
        arena_printf(arena, SPAN_FMT " %s " SPAN_FMT, SPAN_ARG(m->group), en,
                     SPAN_ARG(m->id)),
    };
}

static int minutes_of(int64_t at, civil_day day)
{
    return (int)((at - civil_moment(day, 0)) / 60);
}

struct meeting_words meeting_when(struct arena *arena, int64_t start,
                                  int64_t end)
{
    civil_day first = civil_of(start);
    /* Until 24:00 is still that day. */
    civil_day last = end > start ? civil_of(end - 1) : first;
    int from = minutes_of(start, first);
    int to = minutes_of(end, last);
    struct span day_zh = phrase_day(arena, PHRASE_ZH, first);
    struct span day_en = phrase_day(arena, PHRASE_EN, first);

    if (last > first)
        return (struct meeting_words){
            arena_printf(arena, SPAN_FMT "%02d:%02d至" SPAN_FMT "%02d:%02d",
                         SPAN_ARG(day_zh), from / 60, from % 60,
                         SPAN_ARG(phrase_day(arena, PHRASE_ZH, last)), to / 60,
                         to % 60),
            arena_printf(arena,
                         "%02d:%02d on " SPAN_FMT " to %02d:%02d on " SPAN_FMT,
                         from / 60, from % 60, SPAN_ARG(day_en), to / 60,
                         to % 60, SPAN_ARG(phrase_day(arena, PHRASE_EN, last))),
        };
    return (struct meeting_words){
        arena_printf(arena, SPAN_FMT "%02d:%02d至%02d:%02d", SPAN_ARG(day_zh),
                     from / 60, from % 60, to / 60, to % 60),
        arena_printf(arena, "%02d:%02d to %02d:%02d on " SPAN_FMT, from / 60,
                     from % 60, to / 60, to % 60, SPAN_ARG(day_en)),
    };
}

static const struct {
    const char *zh, *en;
} state_words[] = {
    [MEETING_PLANNED] = { "已列入计划，会议方案尚未报备",
                          "planned, its plan not filed yet" },
    [MEETING_PLAN_FILED] = { "会议方案已报备，会议通知尚未发出",
                             "plan filed, notice not sent yet" },
    [MEETING_NOTIFIED] = { "会议通知已发出", "notice sent" },
    [MEETING_CONTRIBUTIONS_CLOSED] = { "会议通知已发出，贡献征集已截止",
                                       "notice sent, contributions closed" },
    [MEETING_HELD_UNCONFIRMED] = { "已过召开时间", "its time has passed" },
    [MEETING_ATTENDANCE_IMPORTED] = { "已召开，签到已导入",
                                      "held, attendance imported" },
    [MEETING_FINALISED] = { "已召开，出席情况已定", "held, attendance final" },
    [MEETING_CLOSED] = { "已办结", "closed" },
    [MEETING_CANCELLED] = { "已取消", "cancelled" },
};
static_assert(ARRAY_LEN(state_words) == MEETING_STATE_COUNT,
              "every state needs its words");

struct meeting_words meeting_state_words(const struct meeting *m)
{
    /* A leaders' meeting has neither plan nor notice. */
    if (m->leaders && m->state == MEETING_PLANNED)
        return (struct meeting_words){ SPAN("已通知，尚未召开"),
                                       SPAN("announced, not held yet") };
    return (struct meeting_words){ span_str(state_words[m->state].zh),
                                   span_str(state_words[m->state].en) };
}

bool meeting_due(const struct desk *dk, const char *word, int64_t start,
                 struct meeting_due *ret)
{
    assert(dk && word && ret);
    for (size_t i = 0; i < dk->set->duties_n; i++) {
        const struct duty *d = &dk->set->duties[i];
        struct obligation_dates dates;
        if (d->about != DUTY_ABOUT_PLENARY || strcmp(d->closed_by, word) != 0)
            continue;
        dates = obligation_dates(d, start, start, &dk->rules);
        *ret = (struct meeting_due){ d, dates.due, dates.due_excl };
        return true;
    }
    return false;
}

void meeting_view(const struct meeting *m, struct arena *arena, struct view *v)
{
    struct meeting_words title = meeting_title(arena, m);
    struct meeting_words when = meeting_when(arena, m->start_at, m->end_at);

    view_text(v, "id", m->id);
    view_both(v, "thing", title.zh, title.en);
    view_text(v, "group_id", m->group);
    view_both(v, "when", when.zh, when.en);
    view_text(v, "place", m->place);
    view_text(v, "link", m->link);
    view_text(v, "chair", m->chair);
}

void meeting_view_dues(const struct desk *dk, int64_t start, struct view *v)
{
    static const struct {
        const char *word, *slot;
    } dues[] = { { "plan", "plan" },
                 { "release", "notice" },
                 { "contribution", "contrib" } };

    for (size_t i = 0; i < ARRAY_LEN(dues); i++) {
        struct meeting_due due;
        if (meeting_due(dk, dues[i].word, start, &due))
            view_due(v, dues[i].slot, due.day);
        else
            view_text(v, dues[i].slot, SPAN_NONE);
    }
}

enum verdict meeting_view_agenda(struct desk *dk, const struct meeting *m,
                                 struct notice *n, struct reason *why)
{
    agenda_items items = { 0 };
    enum verdict v = agenda_of(dk->store, m->id, n->arena, &items, why);

    view_list(n->view, "agenda");
    view_list(n->view, "left_out");
    list_each(&items, item)
    {
        struct view *row =
            view_item(n->view, item->omitted ? "left_out" : "agenda");
        view_text(row, "project", item->project);
        if (item->omitted) {
            view_text(row, "reason", item->title);
            continue;
        }
        view_text(row, "title", item->title.n ? item->title : item->project);
        view_text(row, "presenter", item->presenter);
    }
    return v;
}

struct span meeting_papers(struct arena *arena, const struct meeting *m)
{
    return arena_printf(arena, SPAN_FMT "/notice", SPAN_ARG(m->id));
}

enum verdict meeting_view_papers(struct desk *dk, const struct meeting *m,
                                 struct notice *n, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v =
        papers_of(dk->store, meeting_papers(n->arena, m), n->arena, &all, why);

    view_list(n->view, "papers");
    list_each(&all, p)
    {
        struct view *row = view_item(n->view, "papers");
        view_text(row, "name", p->name);
        view_octets(row, "size", (uint64_t)p->size);
    }
    return v;
}

static enum verdict add_roles(struct desk *dk, struct notice *n,
                              const enum role *roles, size_t roles_n,
                              struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < roles_n && v == VERDICT_DONE; i++)
        v = notice_to_role(dk, n, roles[i], false, why);
    return v;
}

static enum verdict add_leads(struct desk *dk, const struct meeting *m,
                              struct notice *n, struct reason *why)
{
    agenda_items items = { 0 };
    enum verdict v = agenda_of(dk->store, m->id, n->arena, &items, why);

    for (size_t i = 0; i < items.n && v == VERDICT_DONE; i++) {
        struct project p;
        bool found = false;
        if (items.at[i].omitted || !items.at[i].project.n)
            continue;
        v = project_get(dk->store, items.at[i].project, n->arena, &p, &found,
                        why);
        if (v != VERDICT_DONE || !found)
            continue;
        notice_to(n, p.lead_name, p.lead_mail, false);
        n->targets.at[n->targets.n - 1].dear =
            arena_printf(n->arena, SPAN_FMT "项目负责人", SPAN_ARG(p.id));
    }
    return v;
}

enum verdict meeting_readers(struct desk *dk, const struct meeting *m,
                             struct notice *n, struct reason *why)
{
    static const enum role leaders[] = { ROLE_GL, ROLE_DGL };
    static const enum role office[] = { ROLE_SEC, ROLE_LIA };
    members all = { 0 };
    enum verdict v = members_of(dk->store, m->group, n->arena, &all, why);

    assert(n->group.n);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = notice_to_unit(dk, n, &all.at[i].unit, false, why);
    if (v == VERDICT_DONE)
        v = add_roles(dk, n, leaders, ARRAY_LEN(leaders), why);
    if (v == VERDICT_DONE)
        v = add_leads(dk, m, n, why);
    return v == VERDICT_DONE ? add_roles(dk, n, office, ARRAY_LEN(office), why)
                             : v;
}

enum verdict meeting_audience(struct desk *dk, const struct meeting *m,
                              struct notice *n, struct reason *why)
{
    static const enum role before[] = { ROLE_GL, ROLE_GS, ROLE_SEC, ROLE_LIA };
    static const enum role leaders[] = { ROLE_GL, ROLE_DGL, ROLE_GS, ROLE_LIA };

    assert(m && n && n->group.n);
    if (m->leaders)
        return add_roles(dk, n, leaders, ARRAY_LEN(leaders), why);
    if (m->notified_at == MOMENT_NONE)
        return add_roles(dk, n, before, ARRAY_LEN(before), why);
    return meeting_readers(dk, m, n, why);
}

bool meeting_is_near(const struct desk *dk, const struct meeting *m)
{
    civil_day today = civil_of(desk_now(dk));

    return workdays_add(&dk->workdays, today, NEAR_WORKING_DAYS) >
           civil_of(m->start_at);
}

bool meeting_is_ahead(const struct desk *dk, const struct meeting *m)
{
    return m->state < MEETING_HELD_UNCONFIRMED && m->start_at > desk_now(dk);
}

bool meeting_is_told(const struct meeting *m)
{
    return m->leaders || m->notified_at != MOMENT_NONE;
}

bool meeting_is_unsent(const struct meeting *m)
{
    return m->state == MEETING_PLANNED || m->state == MEETING_PLAN_FILED;
}

static bool share_a_day(const struct meeting *a, const struct meeting *b)
{
    return civil_of(a->start_at) <= civil_of(b->end_at - 1) &&
           civil_of(b->start_at) <= civil_of(a->end_at - 1);
}

static bool share_an_hour(const struct meeting *a, const struct meeting *b)
{
    return a->start_at < b->end_at && b->start_at < a->end_at;
}

enum verdict meeting_in_the_way(struct desk *dk, const struct meeting *m,
                                struct arena *arena, struct meeting *ret,
                                bool *ret_found, struct reason *why)
{
    enum { LONGEST = 60 * CIVIL_DAY }; /* no meeting lasts longer */

    assert(m && ret && ret_found);
    *ret_found = false;
    for (int leaders = 0; leaders < 2 && !*ret_found; leaders++) {
        struct meeting_query q = { m->group, leaders, m->start_at - LONGEST,
                                   m->end_at + CIVIL_DAY };
        meetings all = { 0 };
        enum verdict v = meetings_of(dk->store, &q, arena, &all, why);
        if (v != VERDICT_DONE)
            return v;
        list_each(&all, other)
        {
            bool clash = other->leaders == m->leaders ? share_a_day(m, other)
                                                      : share_an_hour(m, other);
            if (!clash || other->state == MEETING_CANCELLED ||
                span_eq(other->id, m->id))
                continue;
            *ret = *other;
            *ret_found = true;
        }
    }
    return VERDICT_DONE;
}

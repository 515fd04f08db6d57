/* What reminders about meetings say beyond what all reminders do: the state of
 * the notice, whose turn it is, who votes, when leaders last met. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/rsvp_table.h"
#include "convoke/store/roll.h"
#include "meeting_view.h"
#include "plenary.h"
#include "post.h"
#include "release_check.h"

enum verdict notice_fill(struct desk *dk, const struct subject *s,
                         struct notice *n, struct reason *why)
{
    struct release_check found;
    enum verdict v = release_check(dk, &s->meeting, n->arena, &found, why);

    assert(s && n);
    if (v == VERDICT_DONE)
        release_check_view(&found, n->view);
    return v;
}

enum verdict post_fill(struct desk *dk, const struct subject *s,
                       struct notice *n, struct reason *why)
{
    meeting_remarks waits;
    struct post p;
    enum verdict v = post_load(dk, &s->meeting, n->arena, &p, why);

    assert(s && n);
    if (v != VERDICT_DONE)
        return v;
    waits = post_waits(&p, n->arena);
    view_flag(n->view, "unheld", s->meeting.state == MEETING_HELD_UNCONFIRMED);
    view_list(n->view, "waits");
    list_each(&waits, r)
    {
        view_both(view_item(n->view, "waits"), "text", r->zh, r->en);
    }
    return v;
}

/* "投票代表：李二" for each unit, that it knows who votes (20.7). */
static enum verdict tell_voter(struct desk *dk, struct notice *n,
                               const struct unit *u, struct reason *why)
{
    representations stand = { 0 };
    struct person contact;
    struct span voter = SPAN_NONE;
    enum verdict v = person_get(dk->store, u->contact, n->arena, &contact, why);

    if (v == VERDICT_DONE)
        v = representations_of(dk->store, u->id, n->group, n->arena, &stand,
                               why);
    list_each(&stand, rep)
    {
        if (rep->voter)
            voter = rep->person.name.n ? rep->person.name : rep->person.mail;
    }
    if (v == VERDICT_DONE)
        notice_item(n, contact.mail,
                    voter.n
                        ? arena_printf(n->arena, "贵单位投票代表：" SPAN_FMT,
                                       SPAN_ARG(voter))
                        : SPAN("贵单位尚未登记投票代表，请尽快指派（第二十条"
                               "第7项）"));
    return v;
}

/* The chair's view of the eve: who comes, who may vote. */
static enum verdict tell_leaders(struct desk *dk, const struct meeting *m,
                                 struct notice *n, struct reason *why)
{
    enum { NAMED_MOST = 20 };
    struct rsvp_table table;
    roll_lines roll = { 0 };
    struct span without = SPAN_NONE;
    int64_t named = 0;
    enum verdict v = rsvp_table_of(dk->store, m, n->arena, &table, why);

    if (v == VERDICT_DONE)
        v = roll_now(dk->store, m->group, n->arena, &roll, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&roll, l)
    {
        if (l->mail.n)
            named++;
        else if ((int64_t)roll.n - named <= NAMED_MOST)
            without = arena_printf(n->arena, SPAN_FMT "%s" SPAN_FMT,
                                   SPAN_ARG(without), without.n ? "、" : "",
                                   SPAN_ARG(l->unit));
    }
    list_each(&n->targets, to)
    {
        if (!to->lists_all)
            continue;
        notice_item(
            n, to->to.mail,
            arena_printf(n->arena,
                         "成员单位参加%lld家，待定%lld家，不参加%lld家，"
                         "未答复%lld家",
                         (long long)table.units.accepted,
                         (long long)table.units.tentative,
                         (long long)table.units.declined,
                         (long long)table.units.open));
        notice_item(n, to->to.mail,
                    arena_printf(n->arena,
                                 "投票名册今日18:00确定：有表决权%zu家，已登记"
                                 "投票代表%lld家%s" SPAN_FMT,
                                 roll.n, (long long)named,
                                 without.n ? "，未登记：" : "",
                                 SPAN_ARG(without)));
    }
    return v;
}

enum verdict eve_fill(struct desk *dk, const struct subject *s,
                      struct notice *n, struct reason *why)
{
    struct meeting_words when =
        meeting_when(n->arena, s->meeting.start_at, s->meeting.end_at);
    members all = { 0 };
    enum verdict v = members_of(dk->store, s->group, n->arena, &all, why);

    assert(s && n);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = tell_voter(dk, n, &all.at[i].unit, why);
    if (v == VERDICT_DONE)
        v = tell_leaders(dk, &s->meeting, n, why);
    view_text(n->view, "chair", s->meeting.chair);
    view_both(n->view, "when", when.zh, when.en);
    return v;
}

/* The leaders' meeting held last before now; empty when none is known. */
static enum verdict view_last(struct desk *dk, const struct subject *s,
                              struct notice *n, struct reason *why)
{
    struct meeting_query q = {
        .group = s->group, .leaders = true, .from = 0, .to = desk_now(dk)
    };
    struct meeting_words last = { SPAN_NONE, SPAN_NONE };
    meetings all = { 0 };
    enum verdict v = meetings_of(dk->store, &q, n->arena, &all, why);

    list_each(&all, m)
    {
        if (m->state != MEETING_CANCELLED)
            last = meeting_when(n->arena, m->start_at, m->end_at);
    }
    view_both(n->view, "last", last.zh, last.en);
    return v;
}

static bool is_office(const struct desk *dk, struct span mail)
{
    for (size_t i = 0; i < dk->set->secretariat_n; i++)
        if (span_eq_nocase(dk->set->secretariat[i], mail))
            return true;
    return false;
}

/* Only the secretariat acknowledges what was missed. */
enum verdict quarter_fill(struct desk *dk, const struct subject *s,
                          struct notice *n, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_ACK };

    assert(s && n);
    list_each(&n->targets, to)
    {
        to->may_act = to->may_act && is_office(dk, to->to.mail);
    }
    if (strcmp(n->code, "qtr.missed") == 0) {
        n->purpose = "quarter";
        n->actions = actions;
        n->actions_n = ARRAY_LEN(actions);
    }
    return view_last(dk, s, n, why);
}

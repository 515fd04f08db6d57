/* For which unit and to which meeting somebody says that he does not come. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "leave.h"
#include "meeting_mail.h"
#include "standing.h"

enum { RECENT_DAYS = 30 }; /* a meeting that was held may be meant so long */

/* A unit in one of its groups. */
struct seat {
    struct unit unit;
    struct span group;
    bool speaks; /* the sender may for it there */
};

/* One meeting that may be meant, with the unit that is to come to it. */
struct choice {
    struct meeting m;
    struct unit unit;
};

struct search {
    struct leave_work *w;
    LIST_OF(struct seat) seats;
    LIST_OF(struct choice) choices;
    struct span unit;  /* id: no other is meant; empty: any */
    struct span named; /* id of the meeting that is meant; empty: none is */
};

static enum verdict refuse(struct leave_work *w, struct span zh, struct span en,
                           struct reason *why)
{
    struct arena *arena = w->in->arena;

    w->answered = true;
    return refuse_command(w->in, w->m.id, arena_str(arena, zh),
                          arena_str(arena, en), NULL, 0, why);
}

/* ---- who ---- */

static enum verdict add_seats(struct search *s, const struct unit *u,
                              bool trusted, struct reason *why)
{
    struct intake *in = s->w->in;
    working_groups groups = { 0 };
    enum verdict v = groups_all(in->dk->store, in->arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++) {
        struct seat seat = { *u, groups.at[i].id, trusted };
        struct membership member;
        bool found = false;
        v = membership_get(in->dk->store, u->id, seat.group, in->arena, &member,
                           &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        if (!trusted)
            v = standing_speaks(in, u, seat.group, &seat.speaks, why);
        *list_push(&s->seats, in->arena) = seat;
    }
    return v;
}

/* "M11" of "WG5-2026-P1/M11" */
static struct span unit_of_object(struct span object)
{
    struct reference r;
    size_t slash = span_find_char(object, '/');

    return slash < object.n && reference_find(span_sub(object, 0, slash),
                                              REFERENCE_MEETING, &r)
               ? span_from(object, slash + 1)
               : SPAN_NONE;
}

/* What was held speaks for the unit it was held under. */
static enum verdict confirmed_seats(struct search *s, struct reason *why)
{
    struct intake *in = s->w->in;
    bool found = false;
    enum verdict v = unit_get(in->dk->store, in->m->object, in->arena,
                              &s->w->unit, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "leave.confirmed",
                          "a held leave is of \"" SPAN_FMT "\"",
                          SPAN_ARG(in->m->object));
    return v == VERDICT_DONE ? add_seats(s, &s->w->unit, true, why) : v;
}

/* A leader's leave is his own (leader_leave); anybody else's mail without a
 * unit cannot be told from a mistake. */
static enum verdict refuse_unknown(struct leave_work *w, struct reason *why)
{
    struct intake *in = w->in;
    offices held = { 0 };
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    if (v == VERDICT_DONE && in->who.level >= AUTHORITY_L1 && !held.n &&
        !intake_is_ours(in))
        v = refuse(w,
                   SPAN("发件地址未登记，来函也未写明成员单位；请由成员单位"
                        "联系人或代表用登记邮箱请假"),
                   SPAN("the address is not registered and no member unit was "
                        "named: the unit's contact or representative writes"),
                   why);
    w->answered = true;
    return v == VERDICT_DONE
               ? hold_for_person(in, "请假来件未能对应到成员单位，需人工阅处",
                                 "leave of nobody's unit, for a person", why)
               : v;
}

static enum verdict stranger(struct leave_work *w, struct reason *why)
{
    struct span id = unit_of_object(w->object);
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (id.n)
        v = unit_get(w->in->dk->store, id, w->in->arena, &w->unit, &found, why);
    if (v == VERDICT_DONE && !found)
        v = standing_named_unit(w->in, &w->unit, &found, why);
    if (v != VERDICT_DONE)
        return v;
    w->stranger = found;
    return found ? v : refuse_unknown(w, why);
}

static bool is_his(const unit_list *his, struct span id)
{
    list_each(his, u) if (span_eq(u->id, id)) return true;
    return false;
}

/* Registered for one unit, he writes for another. */
static enum verdict check_written(struct search *s, const unit_list *his,
                                  struct reason *why)
{
    struct leave_work *w = s->w;
    struct intake *in = w->in;
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct unit named;
    bool found = false;
    enum verdict v = standing_unit_written(
        in, particulars_value(&p, PARTICULAR_UNIT), &named, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    s->unit = named.id;
    if (is_his(his, named.id))
        return v;
    return refuse(
        w,
        arena_printf(in->arena,
                     "发件地址登记为" SPAN_FMT "（" SPAN_FMT
                     "），不能代表" SPAN_FMT "请假；请由该单位联系人或代表办理",
                     SPAN_ARG(his->at[0].name_zh), SPAN_ARG(his->at[0].id),
                     SPAN_ARG(named.name_zh)),
        arena_printf(in->arena,
                     "this address is registered for " SPAN_FMT
                     " and cannot act for " SPAN_FMT,
                     SPAN_ARG(his->at[0].id), SPAN_ARG(named.id)),
        why);
}

static enum verdict find_seats(struct search *s, struct reason *why)
{
    struct leave_work *w = s->w;
    struct intake *in = w->in;
    unit_list his = { 0 };
    enum verdict v;

    if (in->confirmed)
        return confirmed_seats(s, why);
    v = units_of_address(in->dk->store, in->who.from, in->arena, &his, why);
    if (v != VERDICT_DONE)
        return v;
    if (!his.n)
        return stranger(w, why);
    if (in->who.level < AUTHORITY_L1) {
        w->answered = true;
        return refuse_authority(in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    }
    /* Any colleague may answer; another unit's person speaks for his own. */
    if (is_his(&his, unit_of_object(w->object)))
        s->unit = unit_of_object(w->object);
    v = check_written(s, &his, why);
    for (size_t i = 0; i < his.n && v == VERDICT_DONE && !w->answered; i++)
        v = add_seats(s, &his.at[i], false, why);
    return v;
}

/* ---- which meeting ---- */

/* In the address, the subject, or behind 会议: as the sender named it. */
static struct span named_meeting(struct intake *in, struct span group)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct reference r;
    struct span id = meeting_named(in, group);

    if (!id.n && reference_find(particulars_value(&p, PARTICULAR_MEETING),
                                REFERENCE_MEETING, &r))
        id = arena_span(in->arena, reference_span(&r));
    return id;
}

/* …else what he answers, else the only one he speaks of. */
static struct span meant_meeting(struct leave_work *w, struct span group)
{
    struct arena *arena = w->in->arena;
    struct reference at[2];
    struct span id = named_meeting(w->in, group);

    if (id.n)
        return id;
    if (reference_find(w->object, REFERENCE_MEETING, &at[0]) ||
        reference_all(w->in->f->words, REFERENCE_MEETING, at, 2) == 1)
        return arena_span(arena, reference_span(&at[0]));
    return SPAN_NONE;
}

static bool is_meant(const struct search *s, const struct seat *seat)
{
    return seat->speaks && (!s->unit.n || span_eq(s->unit, seat->unit.id));
}

static enum verdict add_named(struct search *s, struct reason *why)
{
    struct leave_work *w = s->w;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < s->seats.n && v == VERDICT_DONE; i++) {
        const struct seat *seat = &s->seats.at[i];
        struct span id = meant_meeting(w, seat->group);
        struct meeting m;
        bool found = false;
        if (id.n)
            s->named = id;
        if (!id.n || !is_meant(s, seat))
            continue;
        v = meeting_get(w->in->dk->store, id, w->in->arena, &m, &found, why);
        if (v == VERDICT_DONE && found && span_eq(m.group, seat->group))
            *list_push(&s->choices, w->in->arena) =
                (struct choice){ m, seat->unit };
    }
    return v;
}

/* Its notice is out and it was not called off. */
static bool is_announced(const struct meeting *m)
{
    return m->state >= MEETING_NOTIFIED && m->state < MEETING_CANCELLED;
}

/* The group that the subject names, when it names one. */
static bool is_group_meant(const struct intake *in, struct span group)
{
    struct reference r;

    return !reference_find(in->f->subject, REFERENCE_GROUP, &r) ||
           span_eq(reference_span(&r), group);
}

static enum verdict add_between(struct search *s, int64_t from, int64_t to,
                                struct reason *why)
{
    struct intake *in = s->w->in;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < s->seats.n && v == VERDICT_DONE; i++) {
        const struct seat *seat = &s->seats.at[i];
        struct meeting_query q = { .group = seat->group,
                                   .from = from,
                                   .to = to };
        meetings all = { 0 };
        if (!is_meant(s, seat) || !is_group_meant(in, seat->group))
            continue;
        v = meetings_of(in->dk->store, &q, in->arena, &all, why);
        list_each(&all, m) if (is_announced(m)) *
            list_push(&s->choices, in->arena) =
            (struct choice){ *m, seat->unit };
    }
    return v;
}

/* The only one that is coming; else the only one just held. */
static enum verdict add_likely(struct search *s, struct reason *why)
{
    int64_t at = s->w->in->m->received_at;
    enum verdict v = add_between(s, at + 1, INT64_MAX, why);

    if (v == VERDICT_DONE && !s->choices.n)
        v = add_between(s, at - (int64_t)RECENT_DAYS * CIVIL_DAY, at + 1, why);
    s->w->defaulted = true;
    return v;
}

/* ---- what cannot be ---- */

static enum verdict refuse_meeting(struct search *s, struct span id,
                                   struct reason *why)
{
    struct leave_work *w = s->w;
    struct arena *arena = w->in->arena;
    bool found = false;
    bool member = false;
    enum verdict v =
        meeting_get(w->in->dk->store, id, arena, &w->m, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return refuse(
            w,
            arena_printf(arena, "没有编号为" SPAN_FMT "的会议", SPAN_ARG(id)),
            arena_printf(arena, "there is no meeting " SPAN_FMT, SPAN_ARG(id)),
            why);
    list_each(&s->seats, seat) member =
        member || span_eq(seat->group, w->m.group);
    if (member)
        return refuse(
            w,
            arena_printf(arena,
                         "您登记为贵单位在其他工作组的代表；" SPAN_FMT
                         "的请假请由联系人或贵单位在该工作组的代表办理",
                         SPAN_ARG(id)),
            arena_printf(
                arena,
                "you stand for your unit in another group: for " SPAN_FMT
                " its contact or representative there writes",
                SPAN_ARG(id)),
            why);
    w->m.id = SPAN_NONE; /* its state is none of theirs */
    return refuse(
        w,
        arena_printf(arena,
                     "贵单位不是召开" SPAN_FMT
                     "的工作组的成员单位，或已退出该工作组",
                     SPAN_ARG(id)),
        arena_printf(arena, "your unit is no member of the group of " SPAN_FMT,
                     SPAN_ARG(id)),
        why);
}

static enum verdict ask_which(struct search *s, struct reason *why)
{
    struct leave_work *w = s->w;
    struct arena *arena = w->in->arena;
    struct span ids = SPAN_NONE;

    list_each(&s->choices, c) ids = arena_printf(
        arena, SPAN_FMT "%s" SPAN_FMT "（" SPAN_FMT "）", SPAN_ARG(ids),
        ids.n ? "、" : "", SPAN_ARG(c->m.id), SPAN_ARG(c->unit.id));
    if (!ids.n)
        return refuse(w,
                      SPAN("目前没有贵单位要参加的全体会议；如指某次会议，请在"
                           "主题中写明会议编号，如“[请假] WG5-2026-P1”"),
                      SPAN("no plenary of yours is coming: name the meeting in "
                           "the subject, as in [LEAVE] WG5-2026-P1"),
                      why);
    return refuse(
        w,
        arena_printf(arena,
                     "来函可指多次会议或多家单位，尚未登记：" SPAN_FMT
                     "。请在主题中写明会议编号，并在正文写“单位：单位"
                     "编号”",
                     SPAN_ARG(ids)),
        arena_printf(arena,
                     "several meetings or units are possible: " SPAN_FMT
                     "; name the meeting in the subject and the unit "
                     "in the text",
                     SPAN_ARG(ids)),
        why);
}

static enum verdict choose(struct search *s, struct reason *why)
{
    struct leave_work *w = s->w;
    enum verdict v = add_named(s, why);

    if (v == VERDICT_DONE && s->named.n && !s->choices.n)
        return refuse_meeting(s, s->named, why);
    if (v == VERDICT_DONE && !s->choices.n)
        v = add_likely(s, why);
    if (v != VERDICT_DONE)
        return v;
    if (s->choices.n != 1)
        return ask_which(s, why);
    w->m = s->choices.at[0].m;
    w->unit = s->choices.at[0].unit;
    if (w->m.state == MEETING_CANCELLED)
        return refuse(w, SPAN("该会议已取消，无需请假"),
                      SPAN("that meeting was cancelled"), why);
    if (w->m.leaders)
        return refuse(w, SPAN("该会议是组长办公会，成员单位无需请假"),
                      SPAN("that is a leaders' meeting: units need no leave"),
                      why);
    return v;
}

enum verdict leave_who(struct leave_work *w, struct reason *why)
{
    struct search s = { .w = w };
    enum verdict v;

    assert(w && w->in);
    v = find_seats(&s, why);
    if (v != VERDICT_DONE || w->answered || w->stranger)
        return v;
    return choose(&s, why);
}

/* A leaders' meeting is called (Art. 7, item 4). */
#include <assert.h>

#include <stdio.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/schedule.h"
#include "invitation.h"
#include "meeting_mail.h"
#include "plenary.h"

enum { NUMBERS = 99 };

/* The first meeting the mail names: in its text, else in its subject. */
static const struct schedule_item *called(struct intake *in)
{
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    struct span texts[2] = { in->f->words, in->f->subject };
    const struct schedule_item *first = NULL;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct schedule *s = ARENA_NEW(in->arena, struct schedule);
        *s = schedule_read(texts[i], year, in->arena);
        list_each(&s->items, item)
        {
            if (item->problem == SCHEDULE_FINE)
                return item;
            first = first ? first : item;
        }
    }
    return first;
}

static struct meeting meeting_of(struct intake *in, struct span group,
                                 const struct schedule_item *item)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span place = particulars_value(&p, PARTICULAR_PLACE);
    struct span link = particulars_value(&p, PARTICULAR_LINK);

    return (struct meeting){
        .id = meeting_named(in, group),
        .group = group,
        .leaders = true,
        .state = MEETING_PLANNED,
        .start_at = civil_moment(item->day, item->start),
        .end_at = civil_moment(item->end_day, item->end),
        .place = item->place.n ? item->place : place,
        .link = item->link.n ? item->link : link,
        .chair = particulars_value(&p, PARTICULAR_CHAIR),
        .since = in->m->received_at,
        .moved_at = MOMENT_NONE,
        .filed_at = MOMENT_NONE,
        .notified_at = MOMENT_NONE,
        .ended_at = MOMENT_NONE,
    };
}

static enum verdict number(struct intake *in, struct meeting *m,
                           struct reason *why)
{
    int year = civil_from_day(civil_of(m->start_at)).year;

    for (int n = 1; n <= NUMBERS && !m->id.n; n++) {
        struct span id = arena_printf(in->arena, SPAN_FMT "-%d-L%d",
                                      SPAN_ARG(m->group), year, n);
        struct meeting had;
        bool found = false;
        enum verdict v =
            meeting_get(in->dk->store, id, in->arena, &had, &found, why);
        if (v != VERDICT_DONE)
            return v;
        if (!found)
            m->id = id;
    }
    return VERDICT_DONE;
}

enum verdict leaders_meeting_view(struct desk *dk, const struct meeting *m,
                                  struct notice *n, struct reason *why)
{
    struct civil c = civil_from_day(civil_of(m->start_at));
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v =
        ledger_asking(dk, "resolution", m->id, n->arena, &d, &row, why);

    assert(m && n);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(m, n->arena, n->view);
    view_int(n->view, "quarter", (c.month + 2) / 3);
    view_int(n->view, "year", c.year);
    if (d)
        view_due(n->view, "resolution", row.due_day);
    else
        view_text(n->view, "resolution", SPAN_NONE);
    n->law_zh = SPAN("第七条第4项");
    n->law_en = SPAN("Article 7(4)");
    invitation_attach(n, m, INVITE_REQUEST);
    return v;
}

static enum verdict invite(struct intake *in, const struct meeting *m,
                           struct reason *why)
{
    static const struct {
        enum role role;
        bool may_act;
    } to[] = { { ROLE_GL, true },
               { ROLE_DGL, false },
               { ROLE_GS, true },
               { ROLE_LIA, false } };
    static const enum command_verb actions[] = { COMMAND_MOVE, COMMAND_CANCEL };
    struct notice n;
    enum verdict v = VERDICT_DONE;

    notice_init(&n, in->arena, "lm.invite", m->id);
    n.group = m->group;
    for (size_t i = 0; i < ARRAY_LEN(to) && v == VERDICT_DONE; i++)
        v = notice_to_role(in->dk, &n, to[i].role, to[i].may_act, why);
    if (v == VERDICT_DONE)
        v = leaders_meeting_view(in->dk, m, &n, why);
    if (v != VERDICT_DONE)
        return v;
    n.purpose = "meeting";
    n.token_object = m->id;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    n.discriminator = arena_printf(in->arena, "%lld", (long long)m->sequence);
    n.answers = in->f;
    return notice_send(in->dk, &n, why);
}

static enum verdict call(struct intake *in, struct meeting *m,
                         struct reason *why)
{
    struct change c = { "meeting",        m->id,    "", "planned",
                        "meeting.called", SPAN_NONE };
    enum verdict v = number(in, m, why);

    c.id = m->id;
    if (v == VERDICT_DONE)
        v = meeting_add(in->dk->store, m, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = meeting_watch(in->dk, m, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, m->id, why);
    intake_end(in, MESSAGE_APPLIED, m->id, "组长办公会已登记并通知");
    return v == VERDICT_DONE ? invite(in, m, why) : v;
}

/* Why it cannot be called so; NULL: it can. */
static const char *problem(struct intake *in, const struct meeting *m,
                           const char **ret_en)
{
    struct span series =
        arena_printf(in->arena, SPAN_FMT "-%d-L", SPAN_ARG(m->group),
                     civil_from_day(civil_of(m->start_at)).year);

    if (m->start_at <= desk_now(in->dk)) {
        *ret_en = "that time has passed";
        return "会议时间已过";
    }
    if (m->id.n && !span_starts(m->id, series)) {
        *ret_en = "the id is not one of this group's leaders' meetings of "
                  "that year";
        return "会议编号不是本工作组该年度组长办公会的编号（如WG5-2026-L1）";
    }
    *ret_en = "";
    return NULL;
}

static enum verdict call_if_free(struct intake *in, struct meeting *m,
                                 struct reason *why)
{
    struct meeting had;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (m->id.n)
        v = meeting_get(in->dk->store, m->id, in->arena, &had, &found, why);
    if (v == VERDICT_DONE && found)
        return refuse_command(in, had.id,
                              had.start_at == m->start_at
                                  ? "该组长办公会已登记"
                                  : "该编号的会议已登记为另一时间，改期请用“会"
                                    "议改期”",
                              had.start_at == m->start_at
                                  ? "that meeting is registered already"
                                  : "registered for another time: use [MOVE]",
                              NULL, 0, why);
    if (v == VERDICT_DONE)
        v = meeting_in_the_way(in->dk, m, in->arena, &had, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        return refuse_command(in, had.id,
                              arena_printf(in->arena, "该时间已有会议 %.*s",
                                           (int)had.id.n, had.id.p)
                                  .p,
                              arena_printf(in->arena,
                                           "there is %.*s at that time",
                                           (int)had.id.n, had.id.p)
                                  .p,
                              NULL, 0, why);
    return call(in, m, why);
}

enum verdict leaders_meeting_receive(struct intake *in, struct span object,
                                     struct reason *why)
{
    const struct schedule_item *item;
    struct span group;
    struct meeting m;
    const char *zh;
    const char *en;
    bool go = false;
    enum verdict v = meeting_group(in, "GS,GL", &group, &go, why);

    assert(in);
    (void)object;
    if (v != VERDICT_DONE || !go)
        return v;
    item = called(in);
    if (!item || item->problem != SCHEDULE_FINE)
        return refuse_command(
            in, SPAN_NONE,
            item ? schedule_problem_zh(item->problem)
                 : "请写明组长办公会的日期、时间和地点，如“2026-03-30 14:00 北"
                   "京”",
            item ? schedule_problem_en(item->problem)
                 : "give the day, time and place of the leaders' meeting",
            NULL, 0, why);
    m = meeting_of(in, group, item);
    zh = problem(in, &m, &en);
    if (zh)
        return refuse_command(in, SPAN_NONE, zh, en, NULL, 0, why);
    return call_if_free(in, &m, why);
}

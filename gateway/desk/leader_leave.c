#include "leader_leave.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/store/excuse.h"
#include "leader_attendance.h"
#include "leader_hint.h"
#include "leave.h"
#include "leave_words.h"
#include "meeting_mail.h"
#include "rsvp_who.h"

/* One leader's word about one meeting. */
struct word {
    struct intake *in;
    const struct meeting *m;
    const struct leader *leader;
    struct span reason;
    const char *way; /* "leave", "answer", "declined" */
    bool defaulted;
};

/* ---- kept and answered ---- */

static enum verdict find_same(const struct word *w, bool *ret,
                              struct reason *why)
{
    excuses all = { 0 };
    enum verdict v = excuses_of(w->in->dk->store, w->m->id, SPAN_NONE,
                                w->in->arena, &all, why);

    *ret = false;
    list_each(&all, e) *ret =
        *ret || (!e->unit.n && span_eq(e->reason, w->reason) &&
                 span_eq_nocase(e->person, w->leader->person.mail) &&
                 (w->m->moved_at == MOMENT_NONE || e->at >= w->m->moved_at));
    return v;
}

static enum verdict record(const struct word *w, struct reason *why)
{
    struct intake *in = w->in;
    struct change c = { "excuse",
                        arena_printf(in->arena, SPAN_FMT "/" SPAN_FMT,
                                     SPAN_ARG(w->m->id),
                                     SPAN_ARG(w->leader->role)),
                        "",
                        "stated",
                        "excuse.stated",
                        SPAN_NONE };
    struct excuse e = {
        .meeting = w->m->id,
        .person = rsvp_person(in->arena, w->leader->person.mail),
        .reason = w->reason,
        .at = in->m->received_at,
        .message = in->m->id,
        .way = span_str(w->way),
        .decided_at = MOMENT_NONE,
    };
    bool same = false;
    enum verdict v = find_same(w, &same, why);

    if (v != VERDICT_DONE || same)
        return v;
    v = excuse_add(in->dk->store, &e, &e.id, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

/* Final without it: it is on record, and changes nothing by itself. */
static enum verdict is_late(const struct word *w, bool *ret, struct reason *why)
{
    leader_absences rows = { 0 };
    enum verdict v = leader_absences_of(w->in->dk->store, w->m->id,
                                        w->in->arena, &rows, why);

    *ret = false;
    list_each(&rows, a) *ret = *ret || (a->person == w->leader->person.id &&
                                        a->window_at != MOMENT_NONE &&
                                        w->in->m->received_at >= a->window_at);
    return v;
}

static void view_word(const struct word *w, struct notice *n)
{
    const struct meeting *m = w->m;
    struct meeting_words when = meeting_when(n->arena, m->start_at, m->end_at);
    struct meeting_words thing = meeting_title(n->arena, m);
    const struct person *p = &w->leader->person;

    view_text(n->view, "id", m->id);
    view_both(n->view, "thing", thing.zh, thing.en);
    view_both(n->view, "when", when.zh, when.en);
    view_text(n->view, "unit", p->name.n ? p->name : p->mail);
    view_text(n->view, "unit_id", w->leader->role);
    view_moment(n->view, "received", w->in->m->received_at);
    view_flag(n->view, "ahead", w->in->m->received_at < m->start_at);
    view_int(n->view, "days", 0);
    view_flag(n->view, "defaulted", w->defaulted);
    view_text(n->view, "reason", w->reason);
    view_text(n->view, "person", p->mail);
    view_due(n->view, "until", civil_of(w->in->m->received_at));
    view_flag(n->view, "leader", true);
    view_flag(n->view, "others", false);
    view_flag(n->view, "rejected", false);
    view_text(n->view, "decision", SPAN_NONE);
    view_text(n->view, "decided", SPAN_NONE);
}

static void begin(const struct word *w, struct notice *n, bool late)
{
    struct arena *arena = w->in->arena;

    notice_init(n, arena, "leave.ack",
                arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(w->m->id),
                             SPAN_ARG(w->leader->role)));
    n->group = w->m->group;
    n->law_zh = SPAN("第八条第3项；服务时限");
    n->law_en = SPAN("Article 8(3); service period");
    n->discriminator = intake_evidence(w->in);
    view_word(w, n);
    view_flag(n->view, "final", late);
}

/* To him, and to the secretary who calls the meetings. */
static enum verdict tell(const struct word *w, struct reason *why)
{
    const struct person *p = &w->leader->person;
    const char *en;
    struct notice n;
    bool late = false;
    enum verdict v = is_late(w, &late, why);

    if (v != VERDICT_DONE)
        return v;
    begin(w, &n, late);
    notice_to(&n, p->name, p->mail, false);
    n.targets.at[0].dear =
        arena_printf(w->in->arena, SPAN_FMT "%s", SPAN_ARG(w->m->group),
                     leader_title(w->leader->role, &en));
    view_flag(n.view, "for_office", false);
    n.answers = w->in->f;
    v = notice_send(w->in->dk, &n, why);
    if (v != VERDICT_DONE)
        return v;
    begin(w, &n, late);
    view_flag(n.view, "for_office", true);
    v = notice_to_role(w->in->dk, &n, ROLE_GS, false, why);
    return v == VERDICT_DONE ? notice_send(w->in->dk, &n, why) : v;
}

static enum verdict keep(const struct word *w, struct reason *why)
{
    struct intake *in = w->in;
    enum verdict v = record(w, why);

    if (v == VERDICT_DONE)
        v = leader_attend_again(in->dk, in->arena, w->m, why);
    intake_end(in, MESSAGE_APPLIED, w->m->id, "组长、副组长的缺席事由已登记");
    return v == VERDICT_DONE ? tell(w, why) : v;
}

static enum verdict hear(struct word *w, struct reason *why)
{
    w->reason = leave_reason_said(w->in);
    if (leave_words_enough(w->reason))
        return keep(w, why);
    return refuse_command(
        w->in, w->m->id, "请写明不能参加的事由（至少4个字），直接回复即可",
        "please say why, in a few words: just reply", NULL, 0, why);
}

/* ---- who, and which meeting ---- */

static const struct leader *find_leader(const leaders_list *all,
                                        struct span mail)
{
    list_each(all, l) if (span_eq_nocase(l->person.mail, mail)) return l;
    return NULL;
}

/* He speaks for himself alone. */
enum verdict leader_reason(struct intake *in, struct span object,
                           struct reason *why)
{
    leaders_list all = { 0 };
    struct meeting m;
    struct word w = { .in = in, .m = &m, .way = "answer" };
    bool found = false;
    enum verdict v =
        meeting_get(in->dk->store, object, in->arena, &m, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "leader.reason",
                          "a token is about the meeting \"" SPAN_FMT "\"",
                          SPAN_ARG(object));
    if (v == VERDICT_DONE)
        v = leaders_load(in->dk, m.group, in->arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    w.leader = find_leader(&all, in->who.from);
    if (!w.leader || !span_eq_nocase(in->token.actor, in->who.from))
        return hold_for_person(in, "缺席事由的答复不是本人用登记邮箱发出",
                               "an answer for a leader, not from his address",
                               why);
    if (in->who.level < AUTHORITY_L1)
        return refuse_authority(in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    return hear(&w, why);
}

struct search {
    struct intake *in;
    struct span object;
    LIST_OF(struct span) groups; /* that he leads */
    unit_list units;             /* that he stands for */
    LIST_OF(struct meeting) meant;
    bool named;
};

static enum verdict find_groups(struct search *s, struct reason *why)
{
    struct intake *in = s->in;
    offices held = { 0 };
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    list_each(&held, o) if (o->role == ROLE_GL || o->role == ROLE_DGL) *
        list_push(&s->groups, in->arena) = o->group;
    return v == VERDICT_DONE ? units_of_address(in->dk->store, in->who.from,
                                                in->arena, &s->units, why)
                             : v;
}

static struct span named_in(const struct search *s, struct span group)
{
    struct particulars p = particulars_read(s->in->f->words, s->in->arena);
    struct span id = meeting_named(s->in, group);
    struct reference r;

    if (!id.n && (reference_find(particulars_value(&p, PARTICULAR_MEETING),
                                 REFERENCE_MEETING, &r) ||
                  reference_find(s->object, REFERENCE_MEETING, &r)))
        id = arena_span(s->in->arena, reference_span(&r));
    return id;
}

/* Units are called to plenaries: there a leader who stands for one writes for
 * it, and his reason counts for himself too. */
static bool is_his(const struct search *s, const struct meeting *m)
{
    return m->leaders || !s->units.n;
}

static enum verdict add_named(struct search *s, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < s->groups.n && v == VERDICT_DONE; i++) {
        struct span id = named_in(s, s->groups.at[i]);
        struct meeting m;
        bool found = false;
        s->named = s->named || id.n;
        if (id.n)
            v = meeting_get(s->in->dk->store, id, s->in->arena, &m, &found,
                            why);
        if (found && span_eq(m.group, s->groups.at[i]) && is_his(s, &m))
            *list_push(&s->meant, s->in->arena) = m;
    }
    return v;
}

/* The only one ahead that he is called to. */
static enum verdict add_likely(struct search *s, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < 2 * s->groups.n && v == VERDICT_DONE; i++) {
        struct meeting_query q = { s->groups.at[i / 2], i % 2,
                                   s->in->m->received_at, INT64_MAX };
        meetings all = { 0 };
        v = meetings_of(s->in->dk->store, &q, s->in->arena, &all, why);
        list_each(&all,
                  m) if (m->state != MEETING_CANCELLED && meeting_is_told(m)) *
            list_push(&s->meant, s->in->arena) = *m;
    }
    return v;
}

static enum verdict answer(struct search *s, struct reason *why)
{
    leaders_list all = { 0 };
    struct word w = { .in = s->in, .way = "leave", .defaulted = !s->named };
    enum verdict v;

    if (s->meant.n != 1)
        return refuse_command(
            s->in, SPAN_NONE, "请在主题中写明会议编号，如“[请假] WG5-2026-P1”",
            "name the meeting in the subject, as in [LEAVE] WG5-2026-P1", NULL,
            0, why);
    w.m = &s->meant.at[0];
    if (w.m->state == MEETING_CANCELLED)
        return refuse_command(s->in, w.m->id, "该会议已取消，无需请假",
                              "that meeting was cancelled", NULL, 0, why);
    v = leaders_load(s->in->dk, w.m->group, s->in->arena, &all, why);
    w.leader = find_leader(&all, s->in->who.from);
    return v == VERDICT_DONE && w.leader ? hear(&w, why) : v;
}

enum verdict leader_leave(struct intake *in, struct span object, bool *ret_done,
                          struct reason *why)
{
    struct search s = { .in = in, .object = object };
    enum verdict v;

    assert(in && ret_done);
    *ret_done = false;
    if (in->confirmed || in->who.level < AUTHORITY_L1)
        return VERDICT_DONE;
    v = find_groups(&s, why);
    if (v != VERDICT_DONE || !s.groups.n)
        return v;
    v = add_named(&s, why);
    if (v == VERDICT_DONE && !s.named && !s.units.n)
        v = add_likely(&s, why);
    *ret_done = s.meant.n > 0 || (!s.named && !s.units.n);
    return v == VERDICT_DONE && *ret_done ? answer(&s, why) : v;
}

enum verdict leader_declined(const struct rsvp_case *c, struct reason *why)
{
    leaders_list all = { 0 };
    struct word w = {
        .in = c->in, .m = &c->m, .reason = c->comment, .way = "declined"
    };
    enum verdict v =
        leaders_load(c->in->dk, c->m.group, c->in->arena, &all, why);

    assert(c->in);
    w.leader = find_leader(&all, c->person);
    if (v != VERDICT_DONE || !w.leader || !leave_words_says(c->comment))
        return v;
    v = record(&w, why);
    if (v == VERDICT_DONE)
        v = leader_attend_again(c->in->dk, c->in->arena, w.m, why);
    return v == VERDICT_DONE ? tell(&w, why) : v;
}

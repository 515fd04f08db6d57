/* [状态]: what the sender's own unit, office and projects still owe, and
 * nothing of anybody else's (6.4). */
#include "status_mail.h"

#include <assert.h>

#include "contribution_mail.h"
#include "convoke/base/moment.h"
#include "convoke/desk/rsvp_table.h"
#include "convoke/store/contribution.h"
#include "convoke/store/suggestion.h"
#include "hats.h"
#include "meeting_view.h"
#include "reminder.h"
#include "rsvp.h"
#include "subject.h"

enum { ROWS_MOST = 80, BACK = 366 * 86400 };

struct status {
    struct hats hats;
    struct notice n;
    obligation_rows rows; /* all living ones, by due instant */
    size_t shown;
};

/* The word stands in a list like "GL,GS". */
static bool lists(const char *list, struct span word)
{
    struct span rest = span_str(list);
    struct span one;

    while (span_cut(&rest, ',', &one))
        if (span_eq(span_trim(one), word))
            return true;
    return false;
}

/* Whose duty it is: whom it reminds; of one that only the digest lists, whose
 * mail closes it. */
static const char *owners(const struct duty *d)
{
    if (d->reminder_to[0])
        return d->reminder_to;
    for (enum intake_kind k = 0; k < INTAKE_KIND_COUNT; k++)
        if (strcmp(intake_name(k), d->closed_by) == 0)
            return intake_row(k)->who;
    return "";
}

static bool holds(const struct hats *h, const struct duty *d, struct span group)
{
    list_each(&h->offices, o)
    {
        struct span role = span_str(role_name(o->role));
        if ((!o->group.n || span_eq(o->group, group)) && lists(owners(d), role))
            return true;
    }
    return h->sec && lists(owners(d), SPAN("SEC"));
}

static bool leads(const struct hats *h, struct span project)
{
    list_each(&h->led, p) if (span_eq(p->id, project)) return true;
    return false;
}

static bool has(const spans *list, struct span one)
{
    list_each(list, s) if (span_eq(*s, one)) return true;
    return false;
}

/* A duty that asks units or projects one by one is the sender's while his own
 * has not answered. */
static enum verdict is_asked(struct intake *in, const struct status *st,
                             const struct subject *s, const struct duty *d,
                             int64_t row, bool *ret, struct reason *why)
{
    spans missing = { 0 };
    enum verdict v;

    *ret = false;
    if (d->each == DUTY_EACH_NONE || !d->closed_by[0])
        return VERDICT_DONE;
    v = subject_missing(in->dk, s, d, row, in->arena, &missing, why);
    if (d->each == DUTY_EACH_UNIT)
        *ret = st->hats.member && has(&missing, st->hats.unit.id);
    else
        list_each(&st->hats.led, p) *ret = *ret || has(&missing, p->id);
    return v;
}

/* A task is a role's, a unit's or one person's. */
static bool is_addressee(const struct intake *in, const struct hats *h,
                         const struct task *t)
{
    enum role role;

    if (!role_from(t->addressee, &role))
        return span_eq_nocase(t->addressee, in->who.from) ||
               (h->member && span_eq(t->addressee, h->unit.id));
    list_each(&h->offices,
              o) if (o->role == role &&
                     (!o->group.n || span_eq(o->group, t->group))) return true;
    return false;
}

static enum verdict is_own(struct intake *in, const struct status *st,
                           const struct subject *s, const struct duty *d,
                           int64_t row, bool *ret, struct reason *why)
{
    bool project =
        s->about == DUTY_ABOUT_STANDARD || s->about == DUTY_ABOUT_RESEARCH;

    if (s->about == DUTY_ABOUT_TASK)
        *ret = is_addressee(in, &st->hats, &s->task);
    else if (d->each != DUTY_EACH_NONE)
        return is_asked(in, st, s, d, row, ret, why);
    else
        *ret = holds(&st->hats, d, s->group) ||
               (project && leads(&st->hats, s->id));
    return VERDICT_DONE;
}

static void add_row(struct intake *in, struct status *st,
                    const struct obligation_row *row, const struct duty *d,
                    const struct subject *s)
{
    struct view *item = view_item(st->n.view, "duties");

    view_both(item, "thing", s->title_zh, s->title_en);
    view_both(item, "duty", span_str(d->title_zh), span_str(d->title_en));
    reminder_view_due(in->arena, item, d, row);
    view_left(item, "left", row->due_day - civil_of(desk_now(in->dk)));
    view_both(item, "law", span_str(d->article_zh), span_str(d->article_en));
    st->shown++;
}

/* What an application still waits for is told in its own mails. */
static enum verdict look(struct intake *in, struct status *st,
                         const struct obligation_row *row, struct reason *why)
{
    const struct duty *d = ledger_duty(in->dk, arena_str(in->arena, row->duty));
    struct subject s;
    bool own = false;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (!d || d->about == DUTY_ABOUT_ACT || st->shown >= ROWS_MOST)
        return v;
    v = subject_load(in->dk, row->object, in->arena, &s, &found, why);
    if (v == VERDICT_DONE && found)
        v = is_own(in, st, &s, d, row->id, &own, why);
    if (v == VERDICT_DONE && own)
        add_row(in, st, row, d, &s);
    return v;
}

static enum verdict add_memberships(struct intake *in, struct status *st,
                                    struct reason *why)
{
    working_groups all = { 0 };
    enum verdict v = groups_all(in->dk->store, in->arena, &all, why);

    view_list(st->n.view, "memberships");
    for (size_t i = 0; st->hats.member && i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        struct view *item;
        bool found = false;
        v = membership_get(in->dk->store, st->hats.unit.id, all.at[i].id,
                           in->arena, &m, &found, why);
        if (!found)
            continue;
        item = view_item(st->n.view, "memberships");
        view_text(item, "group_id", m.group);
        view_day(item, "since", m.effective_day);
    }
    return v;
}

static void add_offices(struct status *st)
{
    static const char *const zh[ROLE_COUNT] = {
        [ROLE_SEC] = "秘书处",    [ROLE_LIA] = "联络员",
        [ROLE_GL] = "组长",       [ROLE_DGL] = "副组长",
        [ROLE_GS] = "工作组秘书", [ROLE_ADM] = "平台管理员",
        [ROLE_FIN] = "会费经办",  [ROLE_OPS] = "系统管理员",
    };
    struct arena *a = st->n.arena;

    view_list(st->n.view, "offices");
    list_each(&st->hats.offices, o) view_both(
        view_item(st->n.view, "offices"), "text",
        arena_printf(a, SPAN_FMT "%s", SPAN_ARG(o->group), zh[o->role]),
        arena_printf(a, "%s " SPAN_FMT, role_name(o->role),
                     SPAN_ARG(o->group)));
    list_each(&st->hats.led, p)
        view_both(view_item(st->n.view, "offices"), "text",
                  arena_printf(a, SPAN_FMT "项目负责人", SPAN_ARG(p->id)),
                  arena_printf(a, "lead of " SPAN_FMT, SPAN_ARG(p->id)));
}

static enum verdict add_suggestions(struct intake *in, struct status *st,
                                    struct reason *why)
{
    suggestions all = { 0 };
    enum verdict v = VERDICT_DONE;

    view_list(st->n.view, "suggestions");
    if (st->hats.member)
        v = suggestions_of(in->dk->store, st->hats.unit.id, in->arena, &all,
                           why);
    list_each(&all, s)
    {
        struct view *item = view_item(st->n.view, "suggestions");
        view_text(item, "id", s->id);
        view_moment(item, "received", s->since);
        view_flag(item, "answered", s->answered);
    }
    return v;
}

static void add_contribution(struct view *v, const struct contribution *c)
{
    struct view *item = view_item(v, "contributions");

    view_text(item, "id", c->id);
    view_text(item, "title", c->title);
    view_both(item, "state", contribution_state_zh(c->state),
              contribution_state_en(c->state));
}

/* What the unit answers to one invitation. */
static enum verdict add_answer(struct intake *in, struct status *st,
                               const struct meeting *m, struct reason *why)
{
    struct rsvp_standing s;
    struct meeting_words title = meeting_title(in->arena, m);
    struct meeting_words when = meeting_when(in->arena, m->start_at, m->end_at);
    struct view *item;
    enum verdict v = VERDICT_DONE;

    if (m->notified_at == MOMENT_NONE || !meeting_is_ahead(in->dk, m))
        return v;
    v = rsvp_standing(in->dk, m, st->hats.unit.id, in->arena, &s, why);
    if (v != VERDICT_DONE)
        return v;
    item = view_item(st->n.view, "answers");
    view_both(item, "thing", title.zh, title.en);
    view_both(item, "when", when.zh, when.en);
    view_both(item, "state", span_str(rsvp_status_zh(s.status)),
              span_str(rsvp_status_en(s.status)));
    return v;
}

/* To the meetings to come of the groups it is in. */
static enum verdict add_answers(struct intake *in, struct status *st,
                                struct span group, struct reason *why)
{
    struct meeting_query q = { .group = group,
                               .from = desk_now(in->dk),
                               .to = INT64_MAX };
    struct membership ms;
    meetings all = { 0 };
    bool found = false;
    enum verdict v = membership_get(in->dk->store, st->hats.unit.id, group,
                                    in->arena, &ms, &found, why);

    if (v == VERDICT_DONE && found)
        v = meetings_of(in->dk->store, &q, in->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = add_answer(in, st, &all.at[i], why);
    return v;
}

/* What the unit contributed to the meetings of the last year and to come. */
static enum verdict add_contributions_to(struct intake *in, struct status *st,
                                         struct span group, struct reason *why)
{
    struct meeting_query q = { .group = group,
                               .from = desk_now(in->dk) - BACK,
                               .to = INT64_MAX };
    meetings all = { 0 };
    enum verdict v = meetings_of(in->dk->store, &q, in->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        contributions had = { 0 };
        v = contributions_of(in->dk->store, all.at[i].id, st->hats.unit.id,
                             in->arena, &had, why);
        list_each(&had, c) add_contribution(st->n.view, c);
    }
    return v;
}

/* What it said about meetings, to come and held. */
static enum verdict add_contributions(struct intake *in, struct status *st,
                                      struct reason *why)
{
    working_groups all = { 0 };
    enum verdict v = groups_all(in->dk->store, in->arena, &all, why);

    view_list(st->n.view, "answers");
    view_list(st->n.view, "contributions");
    for (size_t i = 0; st->hats.member && i < all.n && v == VERDICT_DONE; i++) {
        v = add_answers(in, st, all.at[i].id, why);
        if (v == VERDICT_DONE)
            v = add_contributions_to(in, st, all.at[i].id, why);
    }
    return v;
}

static enum verdict fill(struct intake *in, struct status *st,
                         struct reason *why)
{
    enum verdict v =
        obligations_living(in->dk->store, INT64_MAX, in->arena, &st->rows, why);

    view_list(st->n.view, "duties");
    for (size_t i = 0; i < st->rows.n && v == VERDICT_DONE; i++)
        v = look(in, st, &st->rows.at[i], why);
    if (v == VERDICT_DONE)
        v = add_memberships(in, st, why);
    add_offices(st);
    if (v == VERDICT_DONE)
        v = add_suggestions(in, st, why);
    view_text(st->n.view, "unit",
              st->hats.member ? st->hats.unit.name_zh : SPAN_NONE);
    view_moment(st->n.view, "at", desk_now(in->dk));
    return v == VERDICT_DONE ? add_contributions(in, st, why) : v;
}

enum verdict status_receive(struct intake *in, struct span object,
                            struct reason *why)
{
    struct status st = { .shown = 0 };
    enum verdict v = hats_of(in, &st.hats, why);

    (void)object;
    if (v != VERDICT_DONE)
        return v;
    if (in->who.level < AUTHORITY_L1)
        return hold_for_person(in, "查询状态，发件人身份未通过核验",
                               "a status was asked for by somebody who could "
                               "not be authenticated",
                               why);
    if (!hats_any(&st.hats))
        return answer_help(in, why);
    notice_init(&st.n, in->arena, "status.reply",
                st.hats.member ? st.hats.unit.id : SPAN_NONE);
    notice_to(&st.n, SPAN_NONE, in->who.from, false);
    st.n.answers = in->f;
    /* What is asked for the asker rests on no article. */
    st.n.law_zh = st.n.law_en = SPAN_NONE;
    st.n.discriminator = intake_evidence(in);
    v = fill(in, &st, why);
    intake_end(in, MESSAGE_APPLIED, st.n.object, "已答复状态");
    return v == VERDICT_DONE ? notice_send(in->dk, &st.n, why) : v;
}

#include "release_notice.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "filed.h"
#include "invitation.h"
#include "meeting_mail.h"
#include "plenary.h"

/* ---- notice.check ---- */

/* How many mails and addresses the notice would reach. */
static enum verdict view_reach(struct intake *in, const struct meeting *m,
                               struct view *v, struct reason *why)
{
    struct notice n;
    members all = { 0 };
    size_t addresses = 0;
    enum verdict verdict;

    notice_init(&n, in->arena, "notice.issue", m->id);
    n.group = m->group;
    verdict = meeting_readers(in->dk, m, &n, why);
    if (verdict == VERDICT_DONE)
        verdict = members_of(in->dk->store, m->group, in->arena, &all, why);
    list_each(&n.targets, to) addresses += 1 + to->cc.n;
    view_int(v, "units", (int64_t)all.n);
    view_int(v, "addresses", (int64_t)addresses);
    return verdict;
}

static void view_release_due(struct intake *in, const struct meeting *m,
                             struct notice *n)
{
    struct meeting_due due;
    civil_day today = civil_of(desk_now(in->dk));

    if (!meeting_due(in->dk, "release", m->start_at, &due)) {
        view_text(n->view, "due", SPAN_NONE);
        view_text(n->view, "left", SPAN_NONE);
        view_text(n->view, "strict", SPAN_NONE);
        return;
    }
    view_due(n->view, "due", due.day);
    view_left(n->view, "left", due.day - today);
    view_day(n->view, "strict", due.day - 1);
}

static enum verdict view_check(struct intake *in, const struct notice_check *c,
                               struct notice *n, struct reason *why)
{
    enum verdict v = meeting_view_agenda(in->dk, c->m, n, why);

    meeting_view(c->m, in->arena, n->view);
    release_check_view(c->found, n->view);
    view_release_due(in, c->m, n);
    if (v == VERDICT_DONE)
        v = meeting_view_papers(in->dk, c->m, n, why);
    if (v == VERDICT_DONE)
        v = view_reach(in, c->m, n->view, why);
    view_flag(n->view, "asked", c->asked);
    view_flag(n->view, "again", c->again);
    view_both(n->view, "news", c->news.zh, c->news.en);
    view_flag(n->view, "moving", c->move.n > 0);
    view_flag(n->view, "unsent", meeting_is_unsent(c->m));
    view_flag(n->view, "for_office", false);
    n->law_zh = SPAN("第二十条第2项、第3项、第5项、第6项");
    n->law_en = SPAN("Article 20(2), (3), (5) and (6)");
    n->discriminator = intake_evidence(in);
    n->token_object = c->m->id;
    return v;
}

/* Complete, it can be released by the answer; else the token still moves or
 * cancels the meeting. */
static void give_right(const struct notice_check *c, struct notice *n)
{
    static const enum command_verb actions[] = { COMMAND_RELEASE };

    n->purpose = "meeting";
    if (!release_is_complete(c->found) || !meeting_is_unsent(c->m) || c->move.n)
        return;
    n->purpose = "meeting.release";
    n->actions = actions;
    n->actions_n = ARRAY_LEN(actions);
}

/* Who answers an older check would release a text he has not seen. */
static enum verdict withdraw_older(struct intake *in,
                                   const struct notice_check *c,
                                   struct reason *why)
{
    if (c->move.n)
        return VERDICT_DONE;
    return token_close_all(in->dk->store, c->m->id, SPAN("meeting.release"),
                           desk_now(in->dk), SPAN("a newer check was sent"),
                           why);
}

enum verdict notice_check_tell(struct intake *in, const struct notice_check *c,
                               struct reason *why)
{
    struct notice n;
    enum verdict v = withdraw_older(in, c, why);

    assert(in && c);
    notice_init(&n, in->arena, "notice.check", c->m->id);
    n.group = c->m->group;
    if (v == VERDICT_DONE)
        v = meeting_to_sender(in, &n, true, why);
    if (v == VERDICT_DONE)
        v = view_check(in, c, &n, why);
    give_right(c, &n);
    n.answers = in->f;
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict notice_check_group(struct intake *in, const struct notice_check *c,
                                struct reason *why)
{
    struct notice n;
    enum verdict v = withdraw_older(in, c, why);

    assert(in && c);
    notice_init(&n, in->arena, "notice.check", c->m->id);
    n.group = c->m->group;
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GL, true, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(in->dk, &n, ROLE_GS, true, why);
    if (v == VERDICT_DONE)
        v = view_check(in, c, &n, why);
    give_right(c, &n);
    n.answers = in->f;
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict notice_check_ask(struct intake *in, const struct notice_check *c,
                              struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_REJECT };
    struct notice n;
    enum verdict v;

    assert(in && c);
    notice_init(&n, in->arena, "notice.check", c->m->id);
    n.group = c->m->group;
    v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = view_check(in, c, &n, why);
    view_flag(n.view, "for_office", true);
    n.purpose = "meeting.override";
    if (c->move.n)
        n.token_object = c->move;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict notice_check_inform(struct intake *in,
                                 const struct notice_check *c,
                                 struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "notice.check", c->m->id);
    n.group = c->m->group;
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v == VERDICT_DONE)
        v = view_check(in, c, &n, why);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

/* ---- notice.issue ---- */

/* A button that opens a mail with its subject filled. */
static void add_way(struct desk *dk, struct notice *n, const struct meeting *m,
                    const char *list, enum intake_kind kind)
{
    struct span subject = arena_printf(n->arena, "[%s] " SPAN_FMT,
                                       intake_row(kind)->zh, SPAN_ARG(m->id));

    view_list(n->view, list);
    view_text(view_item(n->view, list), "mailto",
              phrase_mailto(n->arena, dk->set->service, subject, SPAN_NONE));
}

static void view_ways(struct desk *dk, struct notice *n,
                      const struct meeting *m)
{
    add_way(dk, n, m, "give", INTAKE_CONTRIBUTION);
    add_way(dk, n, m, "none", INTAKE_NO_CONTRIBUTION);
    add_way(dk, n, m, "leave", INTAKE_LEAVE);
    view_text(n->view, "service", dk->set->service);
}

static void view_on_time(struct desk *dk, const struct meeting *m,
                         struct view *v)
{
    struct meeting_due due;
    bool known = meeting_due(dk, "release", m->start_at, &due);
    bool late = known && m->notified_at >= due.excl;

    view_flag(v, "late", late);
    view_int(v, "days_late", late ? civil_of(m->notified_at) - due.day : 0);
    if (known)
        view_due(v, "due", due.day);
    else
        view_text(v, "due", SPAN_NONE);
}

enum verdict notice_issue_view(struct desk *dk, const struct meeting *m,
                               struct notice *n, struct reason *why)
{
    enum verdict v = meeting_view_agenda(dk, m, n, why);

    meeting_view(m, n->arena, n->view);
    meeting_view_dues(dk, m->start_at, n->view);
    view_on_time(dk, m, n->view);
    view_ways(dk, n, m);
    if (v == VERDICT_DONE)
        v = meeting_view_papers(dk, m, n, why);
    if (v == VERDICT_DONE)
        v = filed_attach(dk, meeting_papers(n->arena, m), n, why);
    n->law_zh = SPAN("第二十条第5项");
    n->law_en = SPAN("Article 20(5)");
    n->discriminator = arena_printf(n->arena, "%lld", (long long)m->sequence);
    invitation_attach(n, m, INVITE_REQUEST);
    return v;
}

enum verdict notice_issue(struct desk *dk, struct arena *arena,
                          const struct meeting *m, struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(dk && m);
    notice_init(&n, arena, "notice.issue", m->id);
    n.group = m->group;
    v = meeting_readers(dk, m, &n, why);
    if (v == VERDICT_DONE)
        v = notice_issue_view(dk, m, &n, why);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

/* ---- notice.late-member ---- */

static enum verdict tell_late(struct desk *dk, struct arena *arena,
                              const struct meeting *m, const struct unit *u,
                              civil_day effective, struct reason *why)
{
    struct meeting_due due;
    struct notice n;
    enum verdict v;
    bool counted = meeting_due(dk, "release", m->start_at, &due) &&
                   effective <= due.day && desk_now(dk) < due.excl;

    notice_init(&n, arena, "notice.late-member",
                arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(m->id),
                             SPAN_ARG(u->id)));
    n.group = m->group;
    v = notice_to_unit(dk, &n, u, false, why);
    if (v == VERDICT_DONE)
        v = notice_issue_view(dk, m, &n, why);
    view_flag(n.view, "counted", counted);
    view_day(n.view, "effective", effective);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

enum verdict notice_late_member(struct desk *dk, struct arena *arena,
                                const struct unit *u, struct span group,
                                civil_day effective, struct reason *why)
{
    struct meeting_query q = { .group = group,
                               .from = desk_now(dk) + 1,
                               .to = INT64_MAX };
    meetings all = { 0 };
    enum verdict v = meetings_of(dk->store, &q, arena, &all, why);

    assert(u);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (all.at[i].notified_at != MOMENT_NONE &&
            meeting_is_ahead(dk, &all.at[i]))
            v = tell_late(dk, arena, &all.at[i], u, effective, why);
    return v;
}

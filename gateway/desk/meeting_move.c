/* A meeting gets another day (R-D13): later, what was filed in time stays
 * filed; earlier, what can no longer be kept is named and the secretariat must
 * let it pass before anybody is told. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "deadline_calendar.h"
#include "filed.h"
#include "invitation.h"
#include "meeting_echo.h"
#include "meeting_mail.h"
#include "meeting_try.h"
#include "new_time.h"
#include "plenary.h"
#include "release_notice.h"

/* A move as it is asked for. */
struct move {
    struct intake *in;
    struct meeting old; /* as it stood */
    struct meeting m;   /* as it will stand */
    struct span reason;
    bool may_act;
    meeting_remarks unmet; /* days of the charter that cannot be kept */
};

static struct span reason_of(struct intake *in)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span reason = in->command.reason;

    return reason.n ? reason : particulars_value(&p, PARTICULAR_REASON);
}

/* ---- what cannot be kept (R-D13, earlier) ---- */

static void note_unmet(struct move *mv, const struct meeting_due *due)
{
    struct arena *arena = mv->in->arena;
    char day[CIVIL_TEXT];

    civil_print(due->day, day);
    *list_push(&mv->unmet, arena) = (struct meeting_words){
        arena_printf(arena, "%s：应于%s 24:00前完成，改期后已无法满足（%s）",
                     due->duty->title_zh, day, due->duty->article_zh),
        arena_printf(arena,
                     "%s: was due by 24:00 on %s, can no longer be kept "
                     "(%s)",
                     due->duty->title_en, day, due->duty->article_en),
    };
}

/* The plan counts from its filing; the new day is told to the members now, and
 * now they have to write for it. */
meeting_dues meeting_move_unmet(const struct desk *dk,
                                const struct meeting *old,
                                const struct meeting *m, struct arena *arena)
{
    static const char *const words[] = { "plan", "release", "contribution" };
    meeting_dues unmet = { 0 };

    assert(dk && old && m);
    if (m->leaders || m->start_at >= old->start_at)
        return unmet;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct meeting_due due;
        int64_t at = desk_now(dk);
        if (i == 0 && m->filed_at != MOMENT_NONE)
            at = m->filed_at;
        if (meeting_due(dk, words[i], m->start_at, &due) && at >= due.excl)
            *list_push(&unmet, arena) = due;
    }
    return unmet;
}

static void check_unmet(struct move *mv)
{
    meeting_dues unmet =
        meeting_move_unmet(mv->in->dk, &mv->old, &mv->m, mv->in->arena);

    list_each(&unmet, due) note_unmet(mv, due);
}

/* ---- telling ---- */

static void view_move(struct move *mv, struct notice *n)
{
    struct desk *dk = mv->in->dk;
    struct meeting_words was =
        meeting_when(mv->in->arena, mv->old.start_at, mv->old.end_at);
    struct meeting_due due;
    bool notified = mv->m.notified_at != MOMENT_NONE;

    meeting_view(&mv->m, mv->in->arena, n->view);
    meeting_view_dues(dk, mv->m.start_at, n->view);
    view_both(n->view, "old", was.zh, was.en);
    view_text(n->view, "reason", mv->reason);
    view_flag(n->view, "plenary", !mv->m.leaders);
    view_flag(n->view, "notified", notified);
    view_flag(n->view, "plan_filed", mv->m.filed_at != MOMENT_NONE);
    view_flag(n->view, "urgent", meeting_is_near(dk, &mv->old));
    view_flag(n->view, "valid",
              meeting_due(dk, "release", mv->m.start_at, &due) &&
                  desk_now(dk) < due.excl);
    view_list(n->view, "unmet");
    list_each(&mv->unmet, u)
    {
        view_both(view_item(n->view, "unmet"), "text", u->zh, u->en);
    }
    n->law_zh =
        mv->m.leaders ? SPAN("第七条第4项") : SPAN("第二十条第1项、第5项");
    n->law_en =
        mv->m.leaders ? SPAN("Article 7(4)") : SPAN("Articles 20(1) and 20(5)");
    n->discriminator =
        arena_printf(mv->in->arena, "%lld", (long long)mv->m.sequence);
}

static enum verdict tell_moved(struct move *mv, struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, mv->in->arena, "meeting.moved", mv->m.id);
    n.group = mv->m.group;
    v = meeting_audience(mv->in->dk, &mv->m, &n, why);
    view_move(mv, &n);
    /* Before its notice nobody has the meeting in his calendar. */
    if (v == VERDICT_DONE && meeting_is_told(&mv->m)) {
        invitation_attach(&n, &mv->m, INVITE_REQUEST);
        v = invitation_add_invited(mv->in->dk, &mv->m, &n, why);
    }
    return v == VERDICT_DONE ? notice_send(mv->in->dk, &n, why) : v;
}

/* ---- the change filing ---- */

static enum verdict file_change(struct move *mv, struct filing *ret,
                                bool *ret_filed, struct reason *why)
{
    struct intake *in = mv->in;
    struct filing had;
    enum verdict v = filing_last(in->dk->store, mv->m.id, SPAN("plan"),
                                 in->arena, &had, ret_filed, why);

    if (v != VERDICT_DONE || !*ret_filed)
        return v;
    *ret = (struct filing){
        .object = mv->m.id,
        .kind = SPAN("plan"),
        .message = in->m->id,
        .filed_at = in->m->received_at,
        .filed_by = in->who.from,
        /* As punctual as the plan it changes. */
        .late_days = had.late_days,
        .state = FILING_FILED,
        .note = SPAN("变更备案"),
    };
    v = filing_add(in->dk->store, ret, why);
    return v == VERDICT_DONE
               ? filed_papers(in, filed_object(in->arena, ret), why)
               : v;
}

static enum verdict view_change(struct move *mv, const struct filing *f,
                                struct notice *n, struct reason *why)
{
    struct filed filed = { .filing = *f };
    enum verdict v = filed_view(mv->in->dk, &filed, n, why);

    view_move(mv, n);
    view_list(n->view, "hints");
    view_flag(n->view, "revised", false);
    view_flag(n->view, "change", true);
    view_flag(n->view, "was_late", f->late_days > 0);
    view_text(n->view, "number", mv->m.number);
    n->law_zh = SPAN("第二十条第1项");
    n->law_en = SPAN("Article 20(1)");
    n->discriminator = arena_printf(n->arena, "%lld", (long long)f->version);
    return v == VERDICT_DONE
               ? filed_attach(mv->in->dk, filed_object(n->arena, f), n, why)
               : v;
}

static enum verdict tell_change(struct move *mv, const struct filing *f,
                                const enum role *roles, size_t roles_n,
                                struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_FILED };
    bool office = roles[0] == ROLE_SEC;
    struct notice n;
    enum verdict v;

    notice_init(&n, mv->in->arena, "plan.filed", mv->m.id);
    n.group = mv->m.group;
    n.token_object = mv->m.id;
    v = view_change(mv, f, &n, why);
    view_flag(n.view, "for_office", office);
    for (size_t i = 0; i < roles_n && v == VERDICT_DONE; i++)
        v = notice_to_role(mv->in->dk, &n, roles[i],
                           office || roles[i] == ROLE_GS, why);
    n.purpose = office ? "plan.confirm" : "meeting";
    n.actions = actions;
    n.actions_n = office ? ARRAY_LEN(actions) : 0;
    return v == VERDICT_DONE ? notice_send(mv->in->dk, &n, why) : v;
}

/* A plan that was filed stays so; the secretariat gets to know the new day. */
static enum verdict tell_filing(struct move *mv, struct reason *why)
{
    static const enum role office[] = { ROLE_SEC };
    static const enum role others[] = { ROLE_GS, ROLE_LIA };
    struct filing f;
    bool filed = false;
    enum verdict v = file_change(mv, &f, &filed, why);

    if (v != VERDICT_DONE || !filed)
        return v;
    v = tell_change(mv, &f, office, ARRAY_LEN(office), why);
    return v == VERDICT_DONE
               ? tell_change(mv, &f, others, ARRAY_LEN(others), why)
               : v;
}

/* ---- doing it ---- */

static enum verdict do_move(struct move *mv, struct reason *why)
{
    struct intake *in = mv->in;
    struct meeting_due contrib;
    enum meeting_state to = mv->m.state;
    enum verdict v;

    mv->m.moved_at = desk_now(in->dk);
    mv->m.sequence++;
    mv->m.reason = mv->reason;
    /* Contributions are open again when their new day lies ahead. */
    if (to == MEETING_CONTRIBUTIONS_CLOSED &&
        meeting_due(in->dk, "contribution", mv->m.start_at, &contrib) &&
        contrib.excl > desk_now(in->dk))
        to = MEETING_NOTIFIED;
    v = meeting_change(in, &mv->m, to, "meeting.moved", mv->reason, why);
    if (v == VERDICT_DONE)
        v = meeting_use_token(in, why);
    if (v == VERDICT_DONE)
        v = meeting_watch(in->dk, &mv->m, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, mv->m.id, why);
    if (v == VERDICT_DONE)
        v = tell_moved(mv, why);
    if (v == VERDICT_DONE && !mv->m.leaders)
        v = deadline_calendar_moved(in->dk, in->arena, &mv->m, why);
    if (v == VERDICT_DONE && mv->m.filed_at != MOMENT_NONE)
        v = tell_filing(mv, why);
    intake_end(in, MESSAGE_APPLIED, mv->m.id, "会议已改期");
    return v;
}

enum verdict meeting_move_do(struct intake *in, const struct meeting *old,
                             const struct meeting *m, struct span reason,
                             struct reason *why)
{
    struct move mv = { .in = in, .old = *old, .m = *m, .reason = reason };

    return do_move(&mv, why);
}

/* ---- asking the secretariat ---- */

static enum verdict is_let_pass(struct move *mv, bool *ret, struct reason *why)
{
    struct filing f;
    bool found = false;
    enum verdict v =
        filing_last(mv->in->dk->store, mv->m.id, SPAN("override.move"),
                    mv->in->arena, &f, &found, why);

    *ret = v == VERDICT_DONE && found && f.message == mv->in->m->id;
    return v;
}

static void add_unmet(struct move *mv, struct release_check *c)
{
    struct meeting_words when =
        meeting_when(mv->in->arena, mv->m.start_at, mv->m.end_at);

    *list_push(&c->missing, mv->in->arena) = (struct meeting_words){
        arena_printf(mv->in->arena, "改期至" SPAN_FMT "，须经秘书处同意",
                     SPAN_ARG(when.zh)),
        arena_printf(mv->in->arena,
                     "the move to " SPAN_FMT " needs the secretariat's consent",
                     SPAN_ARG(when.en)),
    };
    list_each(&mv->unmet, u)
    {
        *list_push(&c->missing, mv->in->arena) = *u;
    }
}

static enum verdict ask_office(struct move *mv, struct reason *why)
{
    struct intake *in = mv->in;
    struct release_check found = { .plan_open = false };
    struct notice_check c = {
        .m = &mv->old,
        .found = &found,
        .asked = true,
        .move = intake_evidence(in),
        .news = { SPAN("改期后有期限无法满足，尚未执行，也未通知成员单位；已请"
                       "秘书处决定"),
                  SPAN("some dates cannot be kept: nothing was done or sent "
                       "yet, the secretariat is asked") },
    };
    enum verdict v;

    add_unmet(mv, &found);
    v = meeting_use_token(in, why);
    if (v == VERDICT_DONE)
        v = notice_check_tell(in, &c, why);
    intake_end(in, MESSAGE_APPLIED, mv->m.id, "改期待秘书处同意");
    return v == VERDICT_DONE ? notice_check_ask(in, &c, why) : v;
}

/* ---- whether it can be ---- */

const char *meeting_move_hindrance(const struct desk *dk,
                                   const struct meeting *old, int64_t start,
                                   const char **ret_en)
{
    assert(dk && old && ret_en);
    if (!meeting_is_ahead(dk, old)) {
        *ret_en = "that meeting has begun or was cancelled";
        return "该会议已过召开时间或已取消，不能改期";
    }
    if (civil_of(start) == civil_of(old->start_at)) {
        *ret_en = "that is the day it is on already";
        return "新的会议日期与原日期相同";
    }
    if (start <= desk_now(dk)) {
        *ret_en = "that day has passed";
        return "新的会议日期已过";
    }
    return NULL;
}

static const char *impossible(struct move *mv, const struct new_time *t,
                              const char **ret_en)
{
    bool ahead = meeting_is_ahead(mv->in->dk, &mv->old);

    if (ahead && t->state != NEW_TIME_FINE) {
        *ret_en = new_time_en(t->state);
        return new_time_zh(t->state);
    }
    return meeting_move_hindrance(mv->in->dk, &mv->old, t->start, ret_en);
}

static enum verdict refuse_clash(struct move *mv, const struct meeting *other,
                                 struct reason *why)
{
    struct intake *in = mv->in;

    return refuse_command(in, mv->m.id,
                          arena_printf(in->arena,
                                       "新的会议日期当天已有会议 %.*s",
                                       (int)other->id.n, other->id.p)
                              .p,
                          arena_printf(in->arena, "there is %.*s on that day",
                                       (int)other->id.n, other->id.p)
                              .p,
                          NULL, 0, why);
}

static enum verdict echo(struct move *mv, struct reason *why)
{
    struct arena *arena = mv->in->arena;
    struct meeting_words title = meeting_title(arena, &mv->m);
    struct meeting_words was =
        meeting_when(arena, mv->old.start_at, mv->old.end_at);
    struct meeting_words when =
        meeting_when(arena, mv->m.start_at, mv->m.end_at);
    struct meeting_words what = {
        arena_printf(arena, "将" SPAN_FMT "由" SPAN_FMT "改至" SPAN_FMT,
                     SPAN_ARG(title.zh), SPAN_ARG(was.zh), SPAN_ARG(when.zh)),
        arena_printf(arena,
                     "move the " SPAN_FMT " from " SPAN_FMT " to " SPAN_FMT,
                     SPAN_ARG(title.en), SPAN_ARG(was.en), SPAN_ARG(when.en)),
    };

    return meeting_echo(mv->in, &mv->old, what, why);
}

static enum verdict move(struct move *mv, struct reason *why)
{
    struct meeting other;
    bool passed = false;
    bool clash = false;
    enum verdict v = meeting_in_the_way(mv->in->dk, &mv->m, mv->in->arena,
                                        &other, &clash, why);

    if (v == VERDICT_DONE && clash)
        return refuse_clash(mv, &other, why);
    if (v == VERDICT_DONE && !mv->may_act)
        return echo(mv, why);
    check_unmet(mv);
    if (v == VERDICT_DONE && mv->unmet.n)
        v = is_let_pass(mv, &passed, why);
    if (v != VERDICT_DONE)
        return v;
    return mv->unmet.n && !passed ? ask_office(mv, why) : do_move(mv, why);
}

enum verdict meeting_move_to(struct intake *in, const struct meeting *old,
                             const struct meeting *m, struct span reason,
                             struct reason *why)
{
    struct move mv = {
        .in = in, .old = *old, .m = *m, .reason = reason, .may_act = true
    };

    assert(in && old && m);
    return move(&mv, why);
}

enum verdict meeting_move_receive(struct intake *in, struct span object,
                                  struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS,GL", 0,
                                                  MEETING_SORT_PLENARY };
    struct move mv = { .in = in, .reason = reason_of(in) };
    struct meeting_mail mm;
    struct new_time t;
    const char *zh;
    const char *en = "";
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    mv.old = mv.m = mm.m;
    mv.may_act = mm.may_act;
    t = new_time_read(
        &(struct new_time_input){ .order = in->command.verb == COMMAND_MOVE
                                               ? in->command.rest
                                               : SPAN_NONE,
                                  .words = in->f->words,
                                  .subject = in->f->subject,
                                  .start = mm.m.start_at,
                                  .end = mm.m.end_at,
                                  .today = civil_of(in->m->received_at) },
        in->arena);
    zh = impossible(&mv, &t, &en);
    if (zh)
        return refuse_command(in, mm.m.id, zh, en, NULL, 0, why);
    mv.m.start_at = t.start;
    mv.m.end_at = t.end;
    return move(&mv, why);
}

#include "post.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "meeting_mail.h"

/* ---- where it stands ---- */

static enum verdict load_kind(struct desk *dk, const struct meeting *m,
                              const char *kind, struct arena *arena,
                              struct filing *ret, bool *ret_good,
                              struct reason *why)
{
    bool found = false;
    enum verdict v =
        filing_last(dk->store, m->id, span_str(kind), arena, ret, &found, why);

    *ret_good = v == VERDICT_DONE && found &&
                (ret->state == FILING_FILED || ret->state == FILING_APPROVED);
    return v;
}

enum verdict post_load(struct desk *dk, const struct meeting *m,
                       struct arena *arena, struct post *ret,
                       struct reason *why)
{
    enum verdict v;

    assert(dk && m && ret);
    *ret = (struct post){ .minutes = false };
    v = load_kind(dk, m, "minutes", arena, &ret->minutes_filing, &ret->minutes,
                  why);
    if (v == VERDICT_DONE)
        v = load_kind(dk, m, "summary", arena, &ret->summary_filing,
                      &ret->summary, why);
    if (v == VERDICT_DONE)
        v = load_kind(dk, m, "publicity", arena, &ret->publicity_filing,
                      &ret->publicity, why);
    ret->approved = ret->summary && ret->publicity &&
                    ret->summary_filing.state == FILING_APPROVED &&
                    ret->publicity_filing.state == FILING_APPROVED;
    return v;
}

static void wait_for(meeting_remarks *to, struct arena *arena, bool wanted,
                     const char *zh, const char *en)
{
    if (wanted)
        *list_push(to, arena) =
            (struct meeting_words){ span_str(zh), span_str(en) };
}

meeting_remarks post_waits(const struct post *p, struct arena *arena)
{
    meeting_remarks waits = { 0 };

    assert(p);
    wait_for(&waits, arena, !p->minutes, "会议纪要：请工作组秘书提交",
             "minutes: to be sent by the group secretary");
    wait_for(&waits, arena, !p->summary, "会议总结：请工作组秘书提交",
             "summary: to be sent by the group secretary");
    wait_for(&waits, arena, !p->publicity, "宣传稿：请工作组秘书提交",
             "publicity: to be sent by the group secretary");
    wait_for(&waits, arena, p->summary && p->publicity && !p->approved,
             "会议总结和宣传稿已提交：请组长审核",
             "summary and publicity: to be approved by the leader");
    return waits;
}

enum verdict post_finish(struct desk *dk, struct arena *arena,
                         struct meeting *m, int64_t at, struct span source,
                         struct reason *why)
{
    struct ledger_evidence e = {
        .word = "post", .object = m->id, .at = at, .source = source
    };
    struct post p;
    enum verdict v = post_load(dk, m, arena, &p, why);

    if (v != VERDICT_DONE || !p.minutes || !p.approved)
        return v;
    v = ledger_answer(dk, &e, why);
    if (v == VERDICT_DONE && m->state == MEETING_FINALISED)
        v = meeting_enter(dk, m, MEETING_CLOSED, "meeting.closed", why);
    return v;
}

/* ---- what handlers share ---- */

enum verdict post_measure(struct intake *in, const struct meeting *m,
                          struct filed *f, struct reason *why)
{
    struct obligation_row row = { .id = 0 };
    int64_t at = f->filing.filed_at;
    enum verdict v =
        ledger_asking(in->dk, "post", m->id, in->arena, &f->duty, &row, why);

    if (v != VERDICT_DONE || !f->duty)
        return v;
    f->due = row.due_day;
    f->filing.late_days =
        at < row.due_at ? 0 : (int64_t)civil_of(at) - row.due_day;
    return filing_set(in->dk->store, &f->filing, why);
}

enum verdict post_open(struct intake *in, struct span object,
                       struct meeting *ret, bool *ret_go, struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS", MEETINGS_HELD,
                                                  MEETING_SORT_PLENARY };
    struct meeting_mail mm;
    enum verdict v = meeting_open(in, object, &wanted, &mm, ret_go, why);

    if (v != VERDICT_DONE || !*ret_go)
        return v;
    *ret = mm.m;
    *ret_go = false;
    if (mm.m.leaders)
        return refuse_command(
            in, mm.m.id, "该会议是组长办公会，请用“办公会决议”报送",
            "a leaders' meeting is reported by [resolution]", NULL, 0, why);
    if (mm.m.state == MEETING_CANCELLED)
        return refuse_command(in, mm.m.id, "该会议已取消",
                              "that meeting was cancelled", NULL, 0, why);
    if (mm.m.start_at > in->m->received_at)
        return refuse_command(in, mm.m.id, "该会议尚未召开",
                              "that meeting has not been held yet", NULL, 0,
                              why);
    *ret_go = true;
    return VERDICT_DONE;
}

static enum verdict view_due_of(struct intake *in, const struct meeting *m,
                                struct notice *n, struct reason *why)
{
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v =
        ledger_asking(in->dk, "post", m->id, in->arena, &d, &row, why);

    if (v != VERDICT_DONE)
        return v;
    notice_law_of_duty(n, d);
    if (d) {
        view_due(n->view, "due", row.due_day);
        view_left(n->view, "left", row.due_day - civil_of(desk_now(in->dk)));
        return v;
    }
    view_text(n->view, "due", SPAN_NONE);
    view_text(n->view, "left", SPAN_NONE);
    return v;
}

static enum verdict send_lacks(struct intake *in, const struct post_lack *l,
                               struct notice *n, struct reason *why)
{
    enum verdict v = view_due_of(in, l->m, n, why);

    if (v != VERDICT_DONE)
        return v;
    meeting_view(l->m, in->arena, n->view);
    view_moment(n->view, "received", in->m->received_at);
    view_flag(n->view, "minutes", l->minutes);
    view_list(n->view, "missing");
    list_each(&l->missing, r)
    {
        view_both(view_item(n->view, "missing"), "text", r->zh, r->en);
    }
    n->discriminator = intake_evidence(in);
    return notice_send(in->dk, n, why);
}

enum verdict post_lacks(struct intake *in, const struct post_lack *l,
                        struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(l && l->missing.n);
    notice_init(&n, in->arena, "post.incomplete", l->m->id);
    n.group = l->m->group;
    n.answers = in->f;
    view_text(n.view, "returned", SPAN_NONE);
    v = meeting_to_sender(in, &n, false, why);
    return v == VERDICT_DONE ? send_lacks(in, l, &n, why) : v;
}

enum verdict post_returned(struct intake *in, const struct post_lack *l,
                           struct span reason, struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(l && l->missing.n);
    notice_init(&n, in->arena, "post.incomplete", l->m->id);
    n.group = l->m->group;
    view_text(n.view, "returned", reason);
    v = notice_to_role(in->dk, &n, ROLE_GS, false, why);
    return v == VERDICT_DONE ? send_lacks(in, l, &n, why) : v;
}

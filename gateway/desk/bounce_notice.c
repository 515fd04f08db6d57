/* bounce.alert: a mail came back, and a unit or a notice is affected. */
#include <assert.h>

#include "bounce.h"
#include "convoke/base/moment.h"
#include "meeting_view.h"

enum { CHANGE_DAYS = 5 }; /* working days for another contact (11.1) */

static const enum command_verb actions[] = { COMMAND_RESUME };

static struct span object_of(const struct bounce_case *b)
{
    return b->notice
               ? arena_printf(b->arena, SPAN_FMT "/" SPAN_FMT,
                              SPAN_ARG(b->notice->id), SPAN_ARG(b->unit.id))
               : b->unit.id;
}

/* The secretary of the meeting's group, else of each group of the unit. */
static enum verdict add_secretaries(const struct bounce_case *b,
                                    struct notice *n, struct reason *why)
{
    struct desk *dk = b->dk;
    working_groups all = { 0 };
    struct span only = SPAN_NONE;
    size_t count = 0;
    enum verdict v = groups_all(dk->store, n->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        if (b->notice && !span_eq(b->notice->group, all.at[i].id))
            continue;
        v = membership_get(dk->store, b->unit.id, all.at[i].id, n->arena, &m,
                           &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        only = n->group = all.at[i].id;
        count++;
        v = notice_to_role(dk, n, ROLE_GS, false, why);
    }
    n->group = count == 1 ? only : SPAN_NONE;
    return v;
}

static void view_notice(const struct bounce_case *b, struct notice *n)
{
    struct meeting_words thing = { SPAN_NONE, SPAN_NONE };
    struct meeting_words when = { SPAN_NONE, SPAN_NONE };

    if (b->notice) {
        thing = meeting_title(n->arena, b->notice);
        when = meeting_when(n->arena, b->notice->start_at, b->notice->end_at);
    }
    view_both(n->view, "thing", thing.zh, thing.en);
    view_both(n->view, "when", when.zh, when.en);
    view_flag(n->view, "cured", b->cured);
}

/* Since now, or since before. */
static bool is_silent(const struct bounce_case *b)
{
    list_each(&b->live, mail)
    {
        if (span_eq_nocase(*mail, b->mail.recipient))
            return false;
    }
    return true;
}

static void view_report(const struct bounce_case *b, struct notice *n)
{
    view_text(n->view, "address", b->mail.recipient);
    view_text(n->view, "code", b->row.status);
    view_text(n->view, "said", b->row.said);
    view_text(n->view, "subject", b->mail.subject);
    view_moment(n->view, "sent",
                b->mail.settled_at == MOMENT_NONE ? b->mail.queued_at
                                                  : b->mail.settled_at);
    view_flag(n->view, "silenced", is_silent(b));
    view_flag(n->view, "none", b->live.n == 0);
    view_list(n->view, "others");
    list_each(&b->live, mail)
    {
        if (!span_eq_nocase(*mail, b->mail.recipient))
            view_text(view_item(n->view, "others"), "text", *mail);
    }
}

static enum verdict view_case(const struct bounce_case *b, struct notice *n,
                              struct reason *why)
{
    const struct desk *dk = b->dk;
    civil_day today = civil_of(b->row.at);
    civil_day due = workdays_add(&dk->workdays, today, CHANGE_DAYS);
    struct person contact;
    enum verdict v =
        person_get(dk->store, b->unit.contact, n->arena, &contact, why);

    if (v != VERDICT_DONE)
        return v;
    view_text(n->view, "unit", b->unit.name_zh);
    view_text(n->view, "unit_id", b->unit.id);
    view_text(n->view, "phone", contact.phone);
    view_due(n->view, "due", due);
    view_left(n->view, "left", due - civil_of(desk_now(dk)));
    view_report(b, n);
    view_notice(b, n);
    return v;
}

enum verdict bounce_alert(const struct bounce_case *b, struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(b);
    notice_init(&n, b->arena, "bounce.alert", object_of(b));
    v = notice_to_role(b->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = add_secretaries(b, &n, why);
    if (v == VERDICT_DONE)
        v = view_case(b, &n, why);
    if (v != VERDICT_DONE)
        return v;
    n.law_zh = SPAN("第十一条第1项；服务时限");
    n.law_en = SPAN("Article 11(1); service period");
    if (is_silent(b)) {
        n.purpose = "bounce";
        n.token_object = b->mail.recipient;
        n.actions = actions;
        n.actions_n = ARRAY_LEN(actions);
    }
    n.discriminator = arena_printf(n.arena, "bounce:%lld#%lld",
                                   (long long)b->row.id, (long long)b->row.at);
    return notice_send(b->dk, &n, why);
}

/* ---- the answer to it ---- */

enum verdict bounce_resume(struct intake *in, struct span object,
                           struct reason *why)
{
    static const char done[] = "已恢复向该地址发信";
    struct suppression sup;
    bool found = false;
    enum verdict v;

    assert(in);
    if (in->command.verb != COMMAND_RESUME)
        return refuse_command(in, object, "请在第一行写“恢复投递”",
                              "please write RESUME in the first line", actions,
                              ARRAY_LEN(actions), why);
    v = suppression_get(in->dk->store, object, in->arena, &sup, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return refuse_command(in, object, "该地址并未停发，无需恢复",
                              "that address is not suppressed", NULL, 0, why);
    v = bounce_revive(in->dk, object, intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, object, done);
    return v;
}

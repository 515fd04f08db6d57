#include "delegate_notice.h"

#include <assert.h>

#include "invitation.h"
#include "meeting_view.h"
#include "roll.h"

struct span delegate_object(const struct delegation *d)
{
    return invitation_object(d->in->arena, d->m.id, d->unit.id);
}

static void view(const struct delegation *d, struct notice *n)
{
    struct arena *arena = d->in->arena;

    meeting_view(&d->m, arena, n->view);
    view_text(n->view, "unit", d->unit.name_zh);
    view_text(n->view, "unit_id", d->unit.id);
    view_text(n->view, "from", d->from);
    view_text(n->view, "delegate", d->delegate.mail);
    view_text(n->view, "name", d->delegate.name);
    view_text(n->view, "contact", d->contact.mail);
    view_both(n->view, "problem", d->problem_zh, d->problem_en);
    view_moment(n->view, "fixed", roll_fixed_at(&d->m));
    view_flag(n->view, "asked", false);
    view_flag(n->view, "invited", d->invited);
    view_flag(n->view, "for_office", false);
    view_flag(n->view, "for_delegate", false);
}

/* One mail for each delegate and date; `step` tells the mails about him
 * apart. */
static void begin(const struct delegation *d, struct notice *n,
                  const char *step)
{
    struct arena *arena = d->in->arena;

    notice_init(n, arena, "delegate.ack", delegate_object(d));
    n->group = d->m.group;
    n->law_zh = SPAN("第二十条第7项");
    n->law_en = SPAN("Article 20(7)");
    n->discriminator =
        arena_printf(arena, SPAN_FMT ":%lld%s", SPAN_ARG(d->delegate.mail),
                     (long long)d->m.sequence, step);
    view(d, n);
}

enum verdict delegate_tell(const struct delegation *d, struct reason *why)
{
    struct desk *dk = d->in->dk;
    struct notice n;
    enum verdict v;

    assert(d);
    begin(d, &n, "");
    v = notice_to_unit(dk, &n, &d->unit, false, why);
    if (v == VERDICT_DONE)
        v = notice_send(dk, &n, why);
    if (v != VERDICT_DONE)
        return v;
    begin(d, &n, "");
    v = notice_to_role(dk, &n, ROLE_GS, false, why);
    view_flag(n.view, "for_office", true);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

/* Only the contact may vouch for him, so nobody else gets the token. */
enum verdict delegate_ask(const struct delegation *d, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_REJECT };
    struct notice n;

    assert(d);
    begin(d, &n, "/asked");
    notice_to(&n, d->contact.name, d->contact.mail, true);
    n.targets.at[0].dear = d->unit.name_zh;
    view_flag(n.view, "asked", true);
    n.purpose = "delegate";
    n.token_object =
        arena_printf(n.arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(n.object),
                     SPAN_ARG(d->delegate.mail));
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(d->in->dk, &n, why);
}

enum verdict delegate_refuse(const struct delegation *d, struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(d);
    begin(d, &n, "/refused");
    n.discriminator = arena_printf(n.arena, SPAN_FMT "/refused",
                                   SPAN_ARG(intake_evidence(d->in)));
    v = notice_to_unit(d->in->dk, &n, &d->unit, false, why);
    return v == VERDICT_DONE ? notice_send(d->in->dk, &n, why) : v;
}

enum verdict delegate_invite(const struct delegation *d, struct reason *why)
{
    struct notice n;

    assert(d);
    begin(d, &n, "/invited");
    view_flag(n.view, "for_delegate", true);
    invitation_to_delegate(&n, &d->m, &d->delegate, d->unit.id, d->from);
    n.targets.at[n.targets.n - 1].dear = d->delegate.name;
    return notice_send(d->in->dk, &n, why);
}

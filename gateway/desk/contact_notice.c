/* The mails about a change of contact. */
#include <assert.h>

#include "bounce.h"
#include "contact.h"
#include "convoke/base/moment.h"
#include "convoke/desk/lookalike.h"
#include "convoke/mail/compose.h"

/* The token outlives the last instant, which is the change's own. */
enum { TOKEN_DAYS = 31 };

static const enum command_verb yes_or_no[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };

static void view_change(struct notice *n, const struct contact_change *c,
                        const struct unit *u)
{
    view_text(n->view, "unit", u->name_zh);
    view_text(n->view, "unit_id", u->id);
    view_text(n->view, "new_name", c->name);
    view_text(n->view, "new_mail", c->mail);
    view_text(n->view, "phone", c->phone);
    view_day(n->view, "effective", c->effective);
    n->law_zh = SPAN("第十一条第1项");
    n->law_en = SPAN("Article 11(1)");
    n->discriminator = contact_object(n->arena, c->id);
}

enum verdict contact_ask_new(struct desk *dk, struct arena *arena,
                             const struct contact_change *c,
                             const struct unit *u, struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(dk && c && u);
    /* Only an answer from there proves that the mailbox works. */
    v = bounce_revive(dk, c->mail, contact_object(arena, c->id), why);
    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, arena, "contact.confirm", c->unit);
    notice_to(&n, c->name, c->mail, true);
    view_change(&n, c, u);
    view_text(n.view, "asked_by", c->asked_by);
    view_due(n.view, "until", civil_of(c->until - 1));
    n.days = TOKEN_DAYS;
    n.purpose = "contact";
    n.token_object = contact_object(arena, c->id);
    n.actions = yes_or_no;
    n.actions_n = ARRAY_LEN(yes_or_no);
    return notice_send(dk, &n, why);
}

enum verdict contact_ask_office(struct intake *in,
                                const struct contact_change *c,
                                const struct unit *u, struct reason *why)
{
    struct notice n;
    enum verdict v;

    assert(in && c && u);
    notice_init(
        &n, in->arena, "held.info",
        arena_printf(in->arena, SPAN_FMT "/contact", SPAN_ARG(c->unit)));
    v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
    if (v == VERDICT_DONE)
        v = lookalike_view(in->dk, in->m->sender, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", u->name_zh);
    n.law_zh = SPAN("第十一条第1项");
    n.law_en = SPAN("Article 11(1)");
    n.discriminator = contact_object(in->arena, c->id);
    view_text(n.view, "sender", in->m->sender);
    view_text(n.view, "subject",
              in->m->subject.n ? in->m->subject : SPAN("（无主题）"));
    view_moment(n.view, "received", in->m->received_at);
    view_both(n.view, "reason",
              arena_printf(in->arena,
                           "未登记地址申请变更联系人为" SPAN_FMT "（" SPAN_FMT
                           "），请核对所附盖章函",
                           SPAN_ARG(c->name), SPAN_ARG(c->mail)),
              arena_printf(in->arena,
                           "an unregistered address asks to make " SPAN_FMT
                           " (" SPAN_FMT ") the contact; please verify the "
                           "sealed letter",
                           SPAN_ARG(c->name), SPAN_ARG(c->mail)));
    view_due(n.view, "due",
             workdays_add(&in->dk->workdays, civil_of(in->m->received_at), 2));
    n.days = TOKEN_DAYS;
    n.purpose = "contact.verify";
    n.token_object = contact_object(in->arena, c->id);
    n.actions = yes_or_no;
    n.actions_n = ARRAY_LEN(yes_or_no);
    return notice_send(in->dk, &n, why);
}

/* ---- contact.changed ---- */

static void add_copy(struct notice *n, struct notice_target *to,
                     const struct person *p)
{
    if (!letter_address_ok(p->mail) || span_eq_nocase(to->to.mail, p->mail))
        return;
    list_each(&to->cc, cc)
    {
        if (span_eq_nocase(cc->mail, p->mail))
            return;
    }
    *list_push(&to->cc, n->arena) =
        (struct facts_address){ .name = p->name, .mail = p->mail };
}

static enum verdict add_representatives(struct desk *dk, struct notice *n,
                                        struct notice_target *to,
                                        struct span group, struct reason *why)
{
    representations stand = { 0 };
    enum verdict v =
        representations_of(dk->store, to->party, group, n->arena, &stand, why);

    list_each(&stand, r) add_copy(n, to, &r->person);
    return v;
}

/* One mail to the unit: the new contact, and in copy the old one and all who
 * stand for it (R-A4). */
static void add_unit(struct notice *n, const struct contact_change *c,
                     const struct unit *u, const struct person *old)
{
    struct notice_target *to;

    notice_to(n, c->name, c->mail, false);
    to = &n->targets.at[n->targets.n - 1];
    to->dear = u->name_zh;
    to->party = u->id;
    add_copy(n, to, old);
}

/* Each of its groups hears of it (Art. 11, item 1: in writing to the
 * secretariat and the group). */
static enum verdict add_groups(struct desk *dk, struct notice *n,
                               const struct unit *u, struct reason *why)
{
    working_groups all = { 0 };
    struct span last = SPAN_NONE;
    size_t count = 0;
    enum verdict v = groups_all(dk->store, n->arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        v = membership_get(dk->store, u->id, all.at[i].id, n->arena, &m, &found,
                           why);
        if (v != VERDICT_DONE || !found)
            continue;
        last = n->group = all.at[i].id;
        count++;
        v = add_representatives(dk, n, &n->targets.at[0], n->group, why);
        if (v == VERDICT_DONE)
            v = notice_to_role(dk, n, ROLE_GS, false, why);
    }
    n->group = count == 1 ? last : SPAN_NONE;
    return v;
}

enum verdict contact_tell_changed(struct desk *dk, struct arena *arena,
                                  const struct contact_change *c,
                                  const struct unit *u,
                                  const struct person *old, struct reason *why)
{
    struct suppression sup;
    struct notice n;
    bool bounced = false;
    enum verdict v;

    assert(dk && c && u && old);
    notice_init(&n, arena, "contact.changed", c->unit);
    add_unit(&n, c, u, old);
    v = add_groups(dk, &n, u, why);
    if (v == VERDICT_DONE)
        v = notice_to_role(dk, &n, ROLE_SEC, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_change(&n, c, u);
    view_text(n.view, "old_name", old->name);
    view_text(n.view, "old_mail", old->mail);
    v = suppression_get(dk->store, old->mail, arena, &sup, &bounced, why);
    if (v != VERDICT_DONE)
        return v;
    view_flag(n.view, "bounced", bounced);
    view_flag(n.view, "ahead", c->state == CONTACT_CHANGE_CONFIRMED);
    return notice_send(dk, &n, why);
}

/* ---- it came to nothing ---- */

static void view_problem(struct notice *n, const struct contact_change *c)
{
    static const char *const zh[CONTACT_CHANGE_STATE_COUNT] = {
        [CONTACT_CHANGE_DECLINED] = "未同意担任联系人，联系人未变更",
        [CONTACT_CHANGE_REFUSED] = "的联系人变更未通过秘书处核实",
        [CONTACT_CHANGE_EXPIRED] = "的联系人变更在30天内未获确认，联系人未变更",
    };
    static const char *const en[CONTACT_CHANGE_STATE_COUNT] = {
        [CONTACT_CHANGE_DECLINED] = "does not agree to be the contact; nothing "
                                    "was changed",
        [CONTACT_CHANGE_REFUSED] = "is not the contact: the secretariat could "
                                   "not verify it",
        [CONTACT_CHANGE_EXPIRED] = "is not the contact: nobody confirmed it "
                                   "within 30 days",
    };

    assert(zh[c->state]);
    view_both(n->view, "problem",
              arena_printf(n->arena, SPAN_FMT "（" SPAN_FMT "）%s",
                           SPAN_ARG(c->name), SPAN_ARG(c->mail), zh[c->state]),
              arena_printf(n->arena, SPAN_FMT " (" SPAN_FMT ") %s",
                           SPAN_ARG(c->name), SPAN_ARG(c->mail), en[c->state]));
}

enum verdict contact_tell_ended(struct desk *dk, struct arena *arena,
                                const struct contact_change *c,
                                struct reason *why)
{
    struct message m;
    struct notice n;
    enum verdict v = message_get(dk->store, c->message, arena, &m, why);

    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, arena, "cmd.refused", c->unit);
    notice_to(&n, SPAN_NONE, c->asked_by, false);
    view_moment(n.view, "received", m.received_at);
    view_text(n.view, "subject", m.subject.n ? m.subject : SPAN("（无主题）"));
    view_problem(&n, c);
    view_text(n.view, "state", SPAN_NONE);
    view_list(n.view, "words");
    n.law_zh = SPAN("第十一条第1项");
    n.law_en = SPAN("Article 11(1)");
    n.discriminator = contact_object(arena, c->id);
    return notice_send(dk, &n, why);
}

/* Mail of a known unit from an address nobody registered: it waits until the
 * unit's contact has vouched for it (R-A3); the first receipt counts. */
#include <assert.h>

#include "case.h"
#include "contribution.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/lookalike.h"
#include "convoke/mail/facts.h"

static void view_mail(struct notice *n, const struct message *m,
                      struct span unit)
{
    view_text(n->view, "unit", unit);
    view_text(n->view, "sender", m->sender.n ? m->sender : SPAN("—"));
    view_text(n->view, "subject",
              m->subject.n ? m->subject : SPAN("（无主题）"));
    view_moment(n->view, "received", m->received_at);
}

static enum verdict ask_contact(struct intake *in, struct span unit,
                                const struct facts_address *contact,
                                struct span object, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_REJECT };
    struct span held = intake_evidence(in);
    struct notice n;
    civil_day due = 0;
    enum verdict v =
        ledger_open(in->dk, "held.settle", held, in->m->received_at, &due, why);

    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, in->arena, "held.confirm", object);
    notice_to(&n, contact->name, contact->mail, true);
    view_mail(&n, in->m, unit);
    view_due(n.view, "due", due);
    notice_law_of_duty(&n, ledger_duty(in->dk, "held.settle"));
    n.discriminator = held;
    n.purpose = "held";
    n.token_object = held;
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    v = notice_send(in->dk, &n, why);
    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, in->arena, "held.info", object);
    v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_mail(&n, in->m, unit);
    v = lookalike_view(in->dk, in->m->sender, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_both(n.view, "reason", SPAN("发件地址未登记，已请联系人确认"),
              SPAN("unregistered address; the contact was asked"));
    view_due(n.view, "due", due);
    n.discriminator = held;
    return notice_send(in->dk, &n, why);
}

enum verdict hold_for_contact(struct intake *in, struct span unit_name,
                              const struct facts_address *contact,
                              struct span object, struct reason *why)
{
    intake_end(in, MESSAGE_HELD, object, "发件地址未登记，待联系人确认");
    return ask_contact(in, unit_name, contact, object, why);
}

static enum verdict held_message(struct desk *dk, struct span object,
                                 struct arena *arena, struct message *ret,
                                 struct reason *why)
{
    size_t colon = span_find_char(object, ':');
    uint64_t id = 0;

    if (!number_parse(span_from(object, colon + 1), INT64_MAX, &id))
        return reason_set(why, VERDICT_BROKEN, "held.message",
                          "a held mail is named \"" SPAN_FMT "\"",
                          SPAN_ARG(object));
    return message_get(dk->store, (int64_t)id, arena, ret, why);
}

/* The unit the held mail speaks for, by the object it waits under. */
static enum verdict unit_of_object(struct desk *dk, struct span object,
                                   struct arena *arena, struct span *ret,
                                   struct reason *why)
{
    struct application a;
    struct contribution c;
    struct unit u;
    struct span id;
    struct span group;
    bool found = false;
    enum verdict v;

    review_split(object, &id, &group);
    *ret = object;
    v = contribution_get(dk->store, id, arena, &c, &found, why);
    if (v == VERDICT_DONE && found)
        id = c.unit;
    if (v != VERDICT_DONE)
        return v;
    v = application_get(dk->store, id, arena, &a, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found) {
        *ret = a.name;
        return v;
    }
    v = unit_get(dk->store, id, arena, &u, &found, why);
    /* An answer to an invitation waits under "WG5-2026-P1/M01". */
    if (v == VERDICT_DONE && !found)
        v = unit_get(dk->store, group, arena, &u, &found, why);
    if (v == VERDICT_DONE && found)
        *ret = u.name_zh;
    return v;
}

static enum verdict tell_refused(struct desk *dk, struct arena *arena,
                                 const struct message *held,
                                 const struct facts_address *contact,
                                 struct reason *why)
{
    struct notice n;
    struct span unit;
    enum verdict v = unit_of_object(dk, held->object, arena, &unit, why);

    if (v != VERDICT_DONE)
        return v;
    notice_init(&n, arena, "held.refused", held->object);
    notice_to(&n, contact->name, contact->mail, false);
    view_mail(&n, held, unit);
    notice_law_of_duty(&n, ledger_duty(dk, "held.settle"));
    n.discriminator = arena_printf(arena, "message:%lld", (long long)held->id);
    return notice_send(dk, &n, why);
}

static enum verdict settle_held(struct desk *dk, struct message *held,
                                enum message_state state, struct span reason,
                                struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (state == MESSAGE_IGNORED)
        v = contribution_refuse_held(dk, held->object, why);
    held->state = state;
    held->reason = reason;
    held->settled_at = desk_now(dk);
    return v == VERDICT_DONE ? message_settle(dk->store, held, why) : v;
}

/* The mail is decided again as if its sender were registered. */
static enum verdict apply_held(struct intake *in, struct message *held,
                               struct reason *why)
{
    struct facts f;
    struct intake again = {
        .dk = in->dk, .arena = in->arena, .m = held, .f = &f, .confirmed = true
    };
    enum verdict v = facts_decode(held->facts, in->arena, &f, why);

    if (v == VERDICT_DONE)
        v = intake_decide(&again, why);
    if (v != VERDICT_DONE)
        return v;
    held->object = again.object;
    return settle_held(in->dk, held, again.state, again.reason, why);
}

/* Whoever answers in the end, it is the contact who was asked. */
static enum verdict refuse_held(struct intake *in, struct message *held,
                                struct span object, struct reason *why)
{
    struct facts_address contact = { SPAN_NONE, in->who.from };
    struct token asked;
    bool found = false;
    enum verdict v =
        token_last_of(in->dk->store, object, in->arena, &asked, &found, why);

    if (v == VERDICT_DONE && found)
        contact.mail = asked.actor;
    if (v == VERDICT_DONE)
        v = tell_refused(in->dk, in->arena, held, &contact, why);
    return v == VERDICT_DONE ? settle_held(in->dk, held, MESSAGE_IGNORED,
                                           SPAN("联系人未予确认"), why)
                             : v;
}

enum verdict held_answered(struct intake *in, struct span object,
                           struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };
    struct message held;
    enum verdict v = held_message(in->dk, object, in->arena, &held, why);

    if (v != VERDICT_DONE)
        return v;
    if (held.state != MESSAGE_HELD)
        return refuse_command(in, SPAN_NONE, "该来件已处理",
                              "that mail was dealt with", NULL, 0, why);
    if (in->command.verb != COMMAND_APPROVE &&
        in->command.verb != COMMAND_REJECT)
        return refuse_command(in, SPAN_NONE, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    v = ledger_close(in->dk, "held.settle", object, in->m->received_at,
                     intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, object, SPAN("held"),
                            desk_now(in->dk), intake_evidence(in), why);
    if (v != VERDICT_DONE)
        return v;
    intake_end(in, MESSAGE_APPLIED, held.object, "来件已由联系人答复");
    if (in->command.verb == COMMAND_APPROVE)
        return apply_held(in, &held, why);
    return refuse_held(in, &held, object, why);
}

/* Two working days without the contact's word. */
enum verdict held_expired(struct desk *dk, struct arena *arena,
                          const struct obligation_row *row, struct reason *why)
{
    struct obligation_row ended = *row;
    struct facts_address contact = { SPAN_NONE, SPAN_NONE };
    struct message held;
    struct token t;
    bool found = false;
    enum verdict v = held_message(dk, row->object, arena, &held, why);

    if (v == VERDICT_DONE)
        v = token_last_of(dk->store, row->object, arena, &t, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (found)
        contact.mail = t.actor;
    if (held.state == MESSAGE_HELD) {
        v = tell_refused(dk, arena, &held, &contact, why);
        if (v == VERDICT_DONE)
            v = settle_held(dk, &held, MESSAGE_IGNORED,
                            SPAN("逾期未获联系人确认"), why);
    }
    if (v == VERDICT_DONE)
        v = token_close_all(dk->store, row->object, SPAN_NONE, desk_now(dk),
                            SPAN("expired"), why);
    /* An operator may have dealt with the mail; the number is free all the
     * same. */
    if (v == VERDICT_DONE)
        v = contribution_refuse_held(dk, held.object, why);
    ended.state = OBLIGATION_IS_MISSED;
    ended.closed_at = desk_now(dk);
    ended.next_at = INT64_MAX;
    return v == VERDICT_DONE ? obligation_set(dk->store, &ended, why) : v;
}

/* Mails about a change of contact: who asks, and who confirms. */
#include <assert.h>

#include "contact.h"
#include "convoke/base/moment.h"
#include "convoke/mail/compose.h"
#include "standing.h"

enum { DAYS_TO_CONFIRM = 30 };

/* The end of the thirtieth day. */
static int64_t until_of(const struct desk *dk)
{
    return civil_end(civil_of(desk_now(dk)) + DAYS_TO_CONFIRM);
}

static struct contact_actor sender_of(struct intake *in)
{
    return (struct contact_actor){
        in->who.from, span_str(authority_level_name(in->who.level)),
        intake_evidence(in)
    };
}

/* ---- what it says ---- */

static struct span missing(struct intake *in, const struct contact_words *w)
{
    const struct {
        bool lacks;
        const char *zh;
    } all[] = { { !w->name.n, "姓名" },
                { !w->mail.n || !letter_address_ok(w->mail), "电子邮件" },
                { !w->phone.n, "手机" },
                { !w->dated, "生效日期" } };
    struct span s = SPAN_NONE;

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i].lacks)
            s = arena_printf(in->arena, SPAN_FMT "%s%s", SPAN_ARG(s),
                             s.n ? "、" : "", all[i].zh);
    return s;
}

/* *ret_go false: answered. */
static enum verdict check_words(struct intake *in, const struct unit *u,
                                const struct contact_words *w, bool *ret_go,
                                struct reason *why)
{
    struct span lacks = missing(in, w);
    const char *zh;

    *ret_go = !lacks.n && !span_eq_nocase(w->mail, in->dk->set->service);
    if (*ret_go)
        return VERDICT_DONE;
    if (!lacks.n)
        return refuse_command(
            in, u->id, "该地址是本系统的收件地址，不能登记为联系人",
            "that address is our own: it cannot be a contact", NULL, 0, why);
    zh = arena_str(
        in->arena,
        arena_printf(in->arena, "请写明新联系人的" SPAN_FMT, SPAN_ARG(lacks)));
    return refuse_command(
        in, u->id, zh,
        "please give the new contact's name, mail address, mobile telephone "
        "and the day from which he is the contact",
        NULL, 0, why);
}

static struct contact_change change_of(struct intake *in, const struct unit *u,
                                       const struct contact_words *w)
{
    return (struct contact_change){
        .unit = u->id,
        .name = w->name,
        .mail = w->mail,
        .phone = w->phone,
        .effective = w->effective,
        .message = in->m->id,
        .asked_by = in->who.from,
        .at = in->m->received_at,
        .until = until_of(in->dk),
    };
}

/* ---- who may ask ---- */

static enum verdict ask(struct intake *in, const struct unit *u,
                        const struct contact_words *w, struct reason *why)
{
    const struct contact_actor by = sender_of(in);
    struct contact_change c = change_of(in, u, w);
    bool go = false;
    enum verdict v = check_words(in, u, w, &go, why);

    if (v != VERDICT_DONE || !go)
        return v;
    v = contact_enter(in->dk, &c, CONTACT_CHANGE_PENDING, &by, why);
    if (v == VERDICT_DONE)
        v = contact_supersede(in->dk, in->arena, &c, &by, why);
    intake_end(in, MESSAGE_APPLIED, u->id, "联系人变更待新联系人确认");
    return v == VERDICT_DONE ? contact_ask_new(in->dk, in->arena, &c, u, why)
                             : v;
}

/* The new person himself, with a letter: the secretariat looks at its seal. */
static enum verdict ask_office(struct intake *in, const struct unit *u,
                               const struct contact_words *w,
                               struct reason *why)
{
    const struct contact_actor by = sender_of(in);
    struct contact_change c = change_of(in, u, w);
    bool go = false;
    enum verdict v = check_words(in, u, w, &go, why);

    if (v != VERDICT_DONE || !go)
        return v;
    v = contact_enter(in->dk, &c, CONTACT_CHANGE_HELD, &by, why);
    intake_end(in, MESSAGE_HELD,
               arena_printf(in->arena, SPAN_FMT "/contact", SPAN_ARG(u->id)),
               "联系人变更待秘书处核实");
    return v == VERDICT_DONE ? contact_ask_office(in, &c, u, why) : v;
}

static enum verdict ask_contact(struct intake *in, const struct unit *u,
                                struct reason *why)
{
    struct facts_address to;
    struct person contact;
    enum verdict v =
        person_get(in->dk->store, u->contact, in->arena, &contact, why);

    if (v != VERDICT_DONE)
        return v;
    to = (struct facts_address){ contact.name, contact.mail };
    return hold_for_contact(
        in, u->name_zh, &to,
        arena_printf(in->arena, SPAN_FMT "/contact", SPAN_ARG(u->id)), why);
}

static bool has_letter(const struct intake *in)
{
    list_each(&in->f->files, f)
    {
        if (!f->cloud_link)
            return true;
    }
    return false;
}

/* Nobody's contact: a stranger, a colleague, a mail that shows no proof. */
static enum verdict by_another(struct intake *in, const struct contact_words *w,
                               struct reason *why)
{
    struct unit u;
    bool own = false;
    bool found = false;
    enum verdict v = standing_unit(in, &u, &own, why);

    found = own;
    if (v == VERDICT_DONE && !own)
        v = standing_named_unit(in, &u, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return hold_for_person(in, "联系人变更未写明单位",
                               "a change of contact of no unit we know", why);
    if (in->confirmed)
        return ask(in, &u, w, why);
    if (!own && has_letter(in) && in->who.level >= AUTHORITY_L1)
        return ask_office(in, &u, w, why);
    return ask_contact(in, &u, why);
}

static enum verdict by_office(struct intake *in, const struct contact_words *w,
                              struct reason *why)
{
    struct unit u;
    bool found = false;
    enum verdict v = standing_named_unit(in, &u, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return refuse_command(in, SPAN_NONE, "请写明单位编号或名称",
                              "please name the unit", NULL, 0, why);
    return ask(in, &u, w, why);
}

enum verdict contact_receive(struct intake *in, struct span object,
                             struct reason *why)
{
    struct contact_words w;
    struct unit u;
    size_t units = 0;
    bool office = false;
    enum verdict v;

    assert(in);
    (void)object;
    w = contact_words_read(in->f->words, civil_of(in->m->received_at));
    v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &office, why);
    if (v != VERDICT_DONE)
        return v;
    if (office)
        return by_office(in, &w, why);
    v = standing_contact_of(in, &u, &units, why);
    if (v != VERDICT_DONE)
        return v;
    if (units == 0 || in->who.level < AUTHORITY_L1)
        return by_another(in, &w, why);
    if (units > 1)
        return refuse_command(in, SPAN_NONE,
                              "您是多个单位的联系人，请写明单位编号",
                              "you are the contact of several units: please "
                              "name the unit",
                              NULL, 0, why);
    return ask(in, &u, &w, why);
}

/* ---- who confirms ---- */

/* *ret_go false: answered. */
static enum verdict load(struct intake *in, struct span object,
                         enum contact_change_state waits,
                         struct contact_change *ret, bool *ret_go,
                         struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };
    bool found = false;
    int64_t id = 0;
    enum verdict v = VERDICT_DONE;

    *ret_go = false;
    if (contact_id(object, &id))
        v = contact_change_get(in->dk->store, id, in->arena, ret, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || ret->state != waits || in->m->received_at >= ret->until)
        return refuse_command(
            in, found ? ret->unit : SPAN_NONE, "该联系人变更已处理或已过期",
            "that change of contact was dealt with, or has expired", NULL, 0,
            why);
    if (in->command.verb != COMMAND_APPROVE &&
        in->command.verb != COMMAND_ACCEPT &&
        in->command.verb != COMMAND_REJECT)
        return refuse_command(in, ret->unit, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    *ret_go = true;
    return v;
}

static enum verdict decline(struct intake *in, struct contact_change *c,
                            enum contact_change_state to, struct reason *why)
{
    const struct contact_actor by = sender_of(in);
    enum verdict v = contact_enter(in->dk, c, to, &by, why);

    return v == VERDICT_DONE ? contact_tell_ended(in->dk, in->arena, c, why)
                             : v;
}

enum verdict contact_confirm(struct intake *in, struct span object,
                             struct reason *why)
{
    const struct contact_actor by = sender_of(in);
    struct contact_change c;
    bool go = false;
    enum verdict v = load(in, object, CONTACT_CHANGE_PENDING, &c, &go, why);

    if (v != VERDICT_DONE || !go)
        return v;
    if (in->command.verb == COMMAND_REJECT) {
        intake_end(in, MESSAGE_APPLIED, c.unit, "新联系人未同意");
        return decline(in, &c, CONTACT_CHANGE_DECLINED, why);
    }
    intake_end(in, MESSAGE_APPLIED, c.unit, "联系人变更已确认");
    return contact_settle(in->dk, in->arena, &c, &by, why);
}

static enum verdict settle_letter(struct intake *in,
                                  const struct contact_change *c,
                                  enum message_state to, struct span reason,
                                  struct reason *why)
{
    struct message m;
    enum verdict v = message_get(in->dk->store, c->message, in->arena, &m, why);

    if (v != VERDICT_DONE || m.state != MESSAGE_HELD)
        return v;
    m.state = to;
    m.reason = reason;
    m.settled_at = desk_now(in->dk);
    return message_settle(in->dk->store, &m, why);
}

/* He who wrote the letter from his own mailbox has confirmed by that; another
 * whom it names is asked. */
static enum verdict verified(struct intake *in, struct contact_change *c,
                             struct reason *why)
{
    const struct contact_actor by = sender_of(in);
    struct unit u;
    bool found = false;
    enum verdict v =
        settle_letter(in, c, MESSAGE_APPLIED, SPAN("秘书处核实通过"), why);

    if (v == VERDICT_DONE)
        v = contact_supersede(in->dk, in->arena, c, &by, why);
    if (v != VERDICT_DONE)
        return v;
    if (span_eq_nocase(c->asked_by, c->mail))
        return contact_settle(in->dk, in->arena, c, &by, why);
    c->until = until_of(in->dk);
    v = contact_enter(in->dk, c, CONTACT_CHANGE_PENDING, &by, why);
    if (v == VERDICT_DONE)
        v = unit_get(in->dk->store, c->unit, in->arena, &u, &found, why);
    return v == VERDICT_DONE && found
               ? contact_ask_new(in->dk, in->arena, c, &u, why)
               : v;
}

enum verdict contact_verify(struct intake *in, struct span object,
                            struct reason *why)
{
    struct contact_change c;
    bool go = false;
    enum verdict v = load(in, object, CONTACT_CHANGE_HELD, &c, &go, why);

    if (v != VERDICT_DONE || !go)
        return v;
    if (in->command.verb != COMMAND_REJECT) {
        intake_end(in, MESSAGE_APPLIED, c.unit, "联系人变更已核实");
        return verified(in, &c, why);
    }
    intake_end(in, MESSAGE_APPLIED, c.unit, "联系人变更核实未通过");
    v = settle_letter(in, &c, MESSAGE_IGNORED, SPAN("秘书处核实未通过"), why);
    return v == VERDICT_DONE ? decline(in, &c, CONTACT_CHANGE_REFUSED, why) : v;
}

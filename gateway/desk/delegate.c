/* Somebody sends another in his place (RFC 5546 3.2.2.3): a colleague is
 * invited at once, a stranger when the unit's contact has said so
 * (requirements.md 6.4; charter Art. 20.7). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/domain.h"
#include "delegate_notice.h"
#include "invitation.h"
#include "rsvp.h"
#include "rsvp_who.h"
#include "standing.h"

/* Whose delegate one may be. */
enum standing_of {
    OF_REPRESENTATIVES, /* he is invited already */
    OF_UNIT,            /* a colleague, or the contact named him */
    OF_ANOTHER,         /* registered for another member: no delegate (Q12) */
    OF_NOBODY,          /* the contact is asked */
};

/* A domain that is the unit's own: anybody may have a mailbox at qq.com. */
static bool shares_domain(struct span mail, struct span other)
{
    struct span domain = domain_of(mail);

    return !domain_is_public(domain) &&
           domain_aligned(domain, domain_of(other));
}

static enum verdict registered_elsewhere(struct delegation *d, bool *ret,
                                         struct reason *why)
{
    unit_list his = { 0 };
    enum verdict v = units_of_address(d->in->dk->store, d->delegate.mail,
                                      d->in->arena, &his, why);

    *ret = his.n > 0;
    list_each(&his, u) *ret = *ret && !span_eq(u->id, d->unit.id);
    return v;
}

static enum verdict find_standing(struct delegation *d, enum standing_of *ret,
                                  struct reason *why)
{
    struct intake *in = d->in;
    representations stand = { 0 };
    bool elsewhere = false;
    bool shares;
    enum verdict v =
        person_get(in->dk->store, d->unit.contact, in->arena, &d->contact, why);

    if (v == VERDICT_DONE)
        v = representations_of(in->dk->store, d->unit.id, d->m.group, in->arena,
                               &stand, why);
    if (v == VERDICT_DONE)
        v = registered_elsewhere(d, &elsewhere, why);
    if (v != VERDICT_DONE)
        return v;
    shares = shares_domain(d->delegate.mail, d->contact.mail) ||
             (in->who.level >= AUTHORITY_L1 &&
              span_eq_nocase(in->who.from, d->contact.mail));
    *ret = span_eq_nocase(d->delegate.mail, d->contact.mail)
               ? OF_REPRESENTATIVES
               : OF_NOBODY;
    list_each(&stand, r)
    {
        if (span_eq_nocase(r->person.mail, d->delegate.mail))
            *ret = OF_REPRESENTATIVES;
        shares = shares || shares_domain(d->delegate.mail, r->person.mail);
    }
    if (*ret == OF_NOBODY && elsewhere)
        *ret = OF_ANOTHER;
    else if (*ret == OF_NOBODY && shares)
        *ret = OF_UNIT;
    return v;
}

static enum verdict audit(struct delegation *d, const char *event,
                          struct reason *why)
{
    struct change c = { "delegate", delegate_object(d), "", "",
                        event,      d->delegate.mail };

    return intake_audit(d->in, &c, why);
}

static enum verdict invite(struct delegation *d, enum standing_of standing,
                           struct reason *why)
{
    enum verdict v;

    d->invited = standing != OF_REPRESENTATIVES;
    v = audit(d, "delegate.named", why);
    intake_end(d->in, MESSAGE_APPLIED, delegate_object(d), "委派已登记");
    if (v == VERDICT_DONE && d->invited)
        v = delegate_invite(d, why);
    return v == VERDICT_DONE ? delegate_tell(d, why) : v;
}

static enum verdict ask(struct delegation *d, struct reason *why)
{
    enum verdict v = audit(d, "delegate.asked", why);

    intake_end(d->in, MESSAGE_APPLIED, delegate_object(d),
               "受托人待联系人确认");
    return v == VERDICT_DONE ? delegate_ask(d, why) : v;
}

/* ---- what cannot be ---- */

/* Whoever was to be sent does not come: nobody answers for the unit. */
static enum verdict take_back(struct delegation *d, struct reason *why)
{
    struct intake *in = d->in;
    struct rsvp r = {
        .meeting = d->m.id,
        .party = d->unit.id,
        .person = d->from,
        .status = span_str(answer_status_name(ANSWER_NEEDS_ACTION)),
        .sequence = d->m.sequence,
        .stamp = in->m->received_at,
        .at = in->m->received_at,
        .message = in->m->id,
        .way = SPAN("text"),
    };
    bool added = false;

    return rsvp_add(in->dk->store, &r, &added, why);
}

static enum verdict refuse(struct delegation *d, struct span zh, struct span en,
                           struct reason *why)
{
    enum verdict v = take_back(d, why);

    d->problem_zh = zh;
    d->problem_en = en;
    if (v == VERDICT_DONE)
        v = audit(d, "delegate.refused", why);
    intake_end(d->in, MESSAGE_APPLIED, delegate_object(d), "委派未登记");
    return v == VERDICT_DONE ? delegate_refuse(d, why) : v;
}

static bool is_malformed(const struct delegation *d)
{
    return !letter_address_ok(d->delegate.mail) ||
           span_eq_nocase(d->delegate.mail, d->from) ||
           span_eq_nocase(d->delegate.mail, d->in->dk->set->service);
}

enum verdict delegate_receive(const struct rsvp_case *c, struct reason *why)
{
    struct delegation d = {
        .in = c->in, .m = c->m, .unit = c->unit, .from = c->person
    };
    enum standing_of standing = OF_NOBODY;
    enum verdict v;

    assert(c->in);
    if (!c->unit.id.n)
        return hold_for_person(c->in, "非成员单位人员的委派，需人工阅处",
                               "a delegation by nobody of a unit, for a person",
                               why);
    d.delegate =
        (struct facts_address){ c->delegate_name,
                                rsvp_person(c->in->arena, c->delegate) };
    if (is_malformed(&d))
        return refuse(&d, SPAN("答复中没有写明受托人的有效邮箱"),
                      SPAN("the answer names no mailbox of the delegate"), why);
    v = find_standing(&d, &standing, why);
    if (v != VERDICT_DONE)
        return v;
    if (standing == OF_ANOTHER)
        return refuse(&d,
                      SPAN("受托人登记为其他成员单位的人员，由其他单位代为出席"
                           "不计为贵单位出席"),
                      SPAN("the delegate is registered for another member: "
                           "that is no attendance of your unit"),
                      why);
    return standing == OF_NOBODY ? ask(&d, why) : invite(&d, standing, why);
}

/* ---- the contact's word ---- */

/* The last one who sent him; his name as it was given then is not kept. */
static enum verdict find_sender(struct delegation *d, bool *ret_found,
                                struct reason *why)
{
    rsvps all = { 0 };
    struct span delegated = span_str(answer_status_name(ANSWER_DELEGATED));
    enum verdict v = rsvps_of(d->in->dk->store, d->m.id, d->unit.id,
                              d->in->arena, &all, why);

    *ret_found = false;
    list_each(&all, r)
    {
        if (!span_eq(r->status, delegated) ||
            !span_eq_nocase(r->delegate, d->delegate.mail) ||
            r->sequence != d->m.sequence)
            continue;
        d->from = r->person;
        *ret_found = true;
    }
    return v;
}

/* "WG5-2026-P1/M10/wu@partner.example" */
static enum verdict load(struct delegation *d, struct span object,
                         struct reason *why)
{
    struct store *st = d->in->dk->store;
    struct arena *arena = d->in->arena;
    struct span meeting;
    struct span unit;
    bool found = false;
    enum verdict v;

    if (!span_cut(&object, '/', &meeting) || !span_cut(&object, '/', &unit))
        return reason_set(why, VERDICT_BROKEN, "delegate.decide",
                          "a token names no delegate");
    d->delegate.mail = object;
    v = meeting_get(st, meeting, arena, &d->m, &found, why);
    if (v == VERDICT_DONE && found)
        v = unit_get(st, unit, arena, &d->unit, &found, why);
    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "delegate.decide",
                          "a token is of \"" SPAN_FMT "\"", SPAN_ARG(meeting));
    return v == VERDICT_DONE
               ? person_get(st, d->unit.contact, arena, &d->contact, why)
               : v;
}

static enum verdict over(struct delegation *d, struct reason *why)
{
    return refuse_command(d->in, d->m.id,
                          "该会议已召开、已取消或已改期，此项委派不再有效",
                          "the meeting has begun, was moved or cancelled: that "
                          "delegation is void",
                          NULL, 0, why);
}

enum verdict delegate_decide(struct intake *in, struct span object,
                             struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };
    struct delegation d = { .in = in };
    bool yes = in->command.verb == COMMAND_APPROVE;
    bool found = false;
    enum verdict v = load(&d, object, why);

    assert(in);
    if (v == VERDICT_DONE)
        v = find_sender(&d, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || in->m->received_at >= d.m.start_at ||
        d.m.state == MEETING_CANCELLED)
        return over(&d, why);
    if (!yes && in->command.verb != COMMAND_REJECT)
        return refuse_command(in, d.m.id, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    v = token_close_all(in->dk->store, object, SPAN("delegate"),
                        desk_now(in->dk), intake_evidence(in), why);
    if (v != VERDICT_DONE)
        return v;
    if (yes)
        return invite(&d, OF_UNIT, why);
    return refuse(&d, SPAN("联系人未予确认"),
                  SPAN("the contact did not confirm it"), why);
}

#include "rsvp_who.h"

#include <assert.h>

#include "invitation.h"
#include "standing.h"

/* An address that may be the one who answers, and what is known of it. */
struct candidate {
    struct span mail; /* lower case; empty: there is none */
    struct invitation invitation;
    bool invited; /* and still is */
};

struct search {
    struct intake *in;
    const struct rsvp_question *q;
    struct candidate from;
    struct candidate attendee;
    const struct answer_attendee *said;
    struct unit unit; /* of From */
    bool of_unit;
    bool speaks; /* From may write for the token's party: one person can stand
                    for two units */
};

struct span rsvp_person(struct arena *arena, struct span mail)
{
    char *copy = arena_alloc(arena, mail.n + 1);

    for (size_t i = 0; i < mail.n; i++) {
        char c = mail.p[i];
        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return span_of(copy, mail.n);
}

void rsvp_split(struct span object, struct span *ret_meeting,
                struct span *ret_party)
{
    size_t at = span_find_char(object, '/');

    assert(ret_meeting && ret_party);
    *ret_meeting = span_sub(object, 0, at);
    *ret_party = span_from(object, at + 1);
}

static enum verdict look_up(struct search *s, struct span mail,
                            struct candidate *ret, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    *ret = (struct candidate){ .mail = rsvp_person(s->in->arena, mail) };
    if (mail.n)
        v = invitation_get(s->in->dk->store, s->q->m->id, ret->mail,
                           s->in->arena, &ret->invitation, &ret->invited, why);
    ret->invited = ret->invited && !ret->invitation.ended;
    return v;
}

static bool is_of(const struct candidate *c, struct span party)
{
    return c->invited && span_eq(c->invitation.party, party);
}

/* How likely an ATTENDEE is the one who answers; programs send all of them, or
 * beside the one who sends another that one (interop.md 37, 45). */
static int likely(const struct search *s, const struct answer_attendee *a,
                  const struct candidate *c)
{
    bool self = span_eq_nocase(a->mail, s->from.mail);
    bool by = span_eq_nocase(a->sent_by, s->from.mail);
    bool ours = c->invited &&
                (!s->q->party.n || span_eq(c->invitation.party, s->q->party));

    if (!a->mail.n)
        return 0;
    return 1 + 16 * (ours && self) + 8 * ours + 4 * self + 2 * by +
           (a->status == ANSWER_DELEGATED || a->delegated_to.n > 0);
}

static enum verdict find_attendee(struct search *s, struct reason *why)
{
    const struct answer_event *e = s->q->event;
    int best = 0;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; e && i < e->attendees.n && v == VERDICT_DONE; i++) {
        const struct answer_attendee *a = &e->attendees.at[i];
        struct candidate c;
        int n;
        v = look_up(s, a->mail, &c, why);
        n = v == VERDICT_DONE ? likely(s, a, &c) : 0;
        if (n <= best)
            continue;
        best = n;
        s->said = a;
        s->attendee = c;
    }
    return v;
}

/* ---- who may not ---- */

static enum verdict hold(struct search *s, const char *zh, const char *en,
                         struct reason *why)
{
    enum verdict v = hold_for_person(s->in, zh, en, why);

    s->in->object = s->q->m->id;
    return v;
}

static enum verdict hold_stranger(struct search *s, struct reason *why)
{
    return hold(s, "应答人未受邀参加该会议，未予登记",
                "who answers was not invited to that meeting; nothing was "
                "recorded",
                why);
}

static enum verdict ask_contact(struct search *s, const struct unit *u,
                                struct reason *why)
{
    struct intake *in = s->in;
    struct person contact;
    struct facts_address to;
    enum verdict v =
        person_get(in->dk->store, u->contact, in->arena, &contact, why);

    if (v != VERDICT_DONE)
        return v;
    to = (struct facts_address){ contact.name, contact.mail };
    return hold_for_contact(in, u->name_zh, &to,
                            invitation_object(in->arena, s->q->m->id, u->id),
                            why);
}

/* ---- with a token ---- */

/* The one person the party's mail goes to: an alias is he (interop.md 41). */
static enum verdict only_person(struct search *s, struct span *ret,
                                struct reason *why)
{
    invitations all = { 0 };
    size_t n = 0;
    enum verdict v = invitations_of_party(s->in->dk->store, s->q->m->id,
                                          s->q->party, s->in->arena, &all, why);

    list_each(&all, i)
    {
        if (i->ended)
            continue;
        n++;
        *ret = i->person;
    }
    if (n != 1)
        *ret = SPAN_NONE;
    return v;
}

static enum verdict person_of_party(struct search *s, struct span *ret,
                                    struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (is_of(&s->attendee, s->q->party))
        *ret = s->attendee.mail;
    else if (is_of(&s->from, s->q->party))
        *ret = s->from.mail;
    else
        v = only_person(s, ret, why);
    if (!ret->n)
        *ret = s->attendee.mail.n ? s->attendee.mail : s->from.mail;
    return v;
}

/* A mail that was forwarded lets nobody answer for others. */
static bool is_anothers(const struct search *s)
{
    struct span party = s->q->party;

    if (s->in->confirmed || s->speaks || is_of(&s->from, party) ||
        span_eq(s->from.mail, party))
        return false;
    return s->from.invited || (s->of_unit && !span_eq(s->unit.id, party)) ||
           (s->attendee.invited && !is_of(&s->attendee, party));
}

/* His program's address may be any; a person who writes is known by his. */
static bool is_known(const struct search *s)
{
    struct span party = s->q->party;

    return s->q->event || s->in->confirmed || s->speaks ||
           is_of(&s->from, party) || span_eq(s->from.mail, party) ||
           (s->of_unit && span_eq(s->unit.id, party));
}

static enum verdict hold_unknown(struct search *s, struct span party,
                                 struct reason *why)
{
    struct unit u;
    bool unit = false;
    enum verdict v =
        unit_get(s->in->dk->store, party, s->in->arena, &u, &unit, why);

    if (v != VERDICT_DONE || unit)
        return v == VERDICT_DONE ? ask_contact(s, &u, why) : v;
    return hold(s, "应答由未登记的邮箱发出，未予登记",
                "the answer came from an unregistered address", why);
}

static enum verdict answer_as(struct rsvp_who *ret, struct span party,
                              struct span person, bool *ret_known)
{
    ret->party = party;
    ret->person = person;
    *ret_known = true;
    return VERDICT_DONE;
}

/* Who stood for a unit and comes as leader now has the unit's object in his
 * calendar still; so has a leader to whom it was forwarded. His answer is his
 * own. */
static bool answers_for_himself(const struct search *s)
{
    return s->from.invited && !s->speaks &&
           span_eq(s->from.invitation.party, s->from.mail) &&
           (!s->attendee.mail.n || span_eq(s->attendee.mail, s->from.mail));
}

static enum verdict by_token(struct search *s, struct rsvp_who *ret,
                             bool *ret_known, struct reason *why)
{
    if (answers_for_himself(s))
        return answer_as(ret, s->from.mail, s->from.mail, ret_known);
    if (is_anothers(s))
        return hold(s, "应答所用的邀请属于另一单位，未予登记",
                    "the invitation that is answered is another unit's", why);
    if (!is_known(s))
        return hold_unknown(s, s->q->party, why);
    ret->party = s->q->party;
    *ret_known = true;
    return person_of_party(s, &ret->person, why);
}

/* ---- without ---- */

static enum verdict is_invited(struct search *s, struct span unit, bool *ret,
                               struct reason *why)
{
    invitations all = { 0 };
    enum verdict v = invitations_of_party(s->in->dk->store, s->q->m->id, unit,
                                          s->in->arena, &all, why);

    *ret = all.n > 0;
    return v;
}

/* The ATTENDEE is invited; From must be his or his unit's. */
static enum verdict by_attendee(struct search *s, struct rsvp_who *ret,
                                bool *ret_known, struct reason *why)
{
    struct span party = s->attendee.invitation.party;

    if (is_of(&s->from, party) || span_eq(s->from.mail, s->attendee.mail) ||
        (s->of_unit && span_eq(s->unit.id, party)))
        return answer_as(ret, party, s->attendee.mail, ret_known);
    if (s->of_unit || s->from.invited)
        return hold(s, "应答由他人的邮箱发出，未予登记",
                    "the answer came from somebody else's mailbox", why);
    return hold_unknown(s, party, why);
}

/* Nobody invited is named: a colleague of an invited unit, or a stranger. */
static enum verdict by_unit(struct search *s, struct rsvp_who *ret,
                            bool *ret_known, struct reason *why)
{
    bool named = s->of_unit;
    bool invited = false;
    enum verdict v = VERDICT_DONE;

    if (!named)
        v = standing_named_unit(s->in, &s->unit, &named, why);
    if (v == VERDICT_DONE && named)
        v = is_invited(s, s->unit.id, &invited, why);
    if (v != VERDICT_DONE)
        return v;
    if (!invited)
        return hold_stranger(s, why);
    return s->of_unit ? answer_as(ret, s->unit.id, s->from.mail, ret_known)
                      : ask_contact(s, &s->unit, why);
}

static enum verdict by_address(struct search *s, struct rsvp_who *ret,
                               bool *ret_known, struct reason *why)
{
    if (s->in->who.level < AUTHORITY_L1)
        return refuse_authority(s->in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    if (s->attendee.invited)
        return by_attendee(s, ret, ret_known, why);
    if (s->from.invited)
        return answer_as(ret, s->from.invitation.party, s->from.mail,
                         ret_known);
    return by_unit(s, ret, ret_known, why);
}

static enum verdict find_speaker(struct search *s, struct reason *why)
{
    struct unit u;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (s->q->party.n)
        v = unit_get(s->in->dk->store, s->q->party, s->in->arena, &u, &found,
                     why);
    return v == VERDICT_DONE && found
               ? standing_speaks(s->in, &u, s->q->m->group, &s->speaks, why)
               : v;
}

enum verdict rsvp_who(struct intake *in, const struct rsvp_question *q,
                      struct rsvp_who *ret, bool *ret_known, struct reason *why)
{
    struct search s = { .in = in, .q = q };
    bool unit = false;
    enum verdict v;

    assert(in && q && q->m && ret && ret_known);
    *ret = (struct rsvp_who){ .said = NULL };
    *ret_known = false;
    v = look_up(&s, in->who.from, &s.from, why);
    if (v == VERDICT_DONE)
        v = find_attendee(&s, why);
    if (v == VERDICT_DONE)
        v = standing_unit(in, &s.unit, &s.of_unit, why);
    if (v == VERDICT_DONE)
        v = find_speaker(&s, why);
    if (v == VERDICT_DONE)
        v = q->party.n ? by_token(&s, ret, ret_known, why)
                       : by_address(&s, ret, ret_known, why);
    if (v != VERDICT_DONE || !*ret_known)
        return v;
    ret->said = s.said;
    v = unit_get(in->dk->store, ret->party, in->arena, &ret->unit, &unit, why);
    if (!unit)
        ret->unit = (struct unit){ .contact = 0 };
    return v;
}

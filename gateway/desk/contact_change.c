/* What a change of contact does, whoever or whatever brings it about. */
#include <assert.h>

#include "bounce.h"
#include "contact.h"
#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "invitation.h"

struct span contact_object(struct arena *arena, int64_t id)
{
    return arena_printf(arena, "contact:%lld", (long long)id);
}

bool contact_id(struct span object, int64_t *ret)
{
    size_t colon = span_find_char(object, ':');
    uint64_t id = 0;

    assert(ret);
    if (!number_parse(span_from(object, colon + 1), INT64_MAX, &id))
        return false;
    *ret = (int64_t)id;
    return true;
}

static bool is_living(enum contact_change_state s)
{
    return s == CONTACT_CHANGE_HELD || s == CONTACT_CHANGE_PENDING ||
           s == CONTACT_CHANGE_CONFIRMED;
}

/* What waits for a word has its last instant, what is confirmed its day. */
static enum verdict watch(struct desk *dk, struct arena *arena,
                          const struct contact_change *c, struct reason *why)
{
    struct timer t = { SPAN("contact"), contact_object(arena, c->id),
                       c->until };

    if (c->state == CONTACT_CHANGE_CONFIRMED)
        t.at = civil_moment(c->effective, 0);
    return is_living(c->state) ? timer_set(dk->store, &t, why)
                               : timer_drop(dk->store, t.what, t.object, why);
}

static enum verdict note(struct desk *dk, const struct contact_change *c,
                         const char *from, const struct contact_actor *by,
                         struct reason *why)
{
    struct audit_entry e = {
        .at = desk_now(dk),
        .entity = SPAN("unit"),
        .entity_id = c->unit,
        .from = span_str(from),
        .to = span_str(contact_change_state_name(c->state)),
        .event = SPAN("contact.change"),
        .actor = by->who,
        .authority = by->authority,
        .evidence = by->evidence,
        .note = c->mail,
    };

    return audit_add(dk->store, &e, why);
}

enum verdict contact_enter(struct desk *dk, struct contact_change *c,
                           enum contact_change_state to,
                           const struct contact_actor *by, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(4096);
    bool fresh = c->id == 0;
    const char *from = fresh ? "" : contact_change_state_name(c->state);
    enum verdict v;

    assert(dk && c && by);
    c->state = to;
    v = fresh ? contact_change_add(dk->store, c, why)
              : contact_change_set(dk->store, c, why);
    /* Whoever was asked is asked no more. */
    if (v == VERDICT_DONE && !fresh)
        v = token_close_all(dk->store, contact_object(&arena, c->id), SPAN_NONE,
                            desk_now(dk), by->evidence, why);
    if (v == VERDICT_DONE)
        v = watch(dk, &arena, c, why);
    return v == VERDICT_DONE ? note(dk, c, from, by, why) : v;
}

/* The mail that lay held for the secretariat is dealt with. */
static enum verdict settle_mail(struct desk *dk, struct arena *arena,
                                const struct contact_change *c,
                                struct reason *why)
{
    struct message m;
    enum verdict v = message_get(dk->store, c->message, arena, &m, why);

    if (v != VERDICT_DONE || m.state != MESSAGE_HELD)
        return v;
    m.state = MESSAGE_IGNORED;
    m.reason = SPAN("已有另一联系人变更");
    m.settled_at = desk_now(dk);
    return message_settle(dk->store, &m, why);
}

enum verdict contact_supersede(struct desk *dk, struct arena *arena,
                               const struct contact_change *c,
                               const struct contact_actor *by,
                               struct reason *why)
{
    contact_changes all = { 0 };
    enum verdict v =
        contact_changes_living(dk->store, c->unit, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct contact_change *other = &all.at[i];
        if (other->id == c->id)
            continue;
        if (other->state == CONTACT_CHANGE_HELD)
            v = settle_mail(dk, arena, other, why);
        if (v == VERDICT_DONE)
            v = contact_enter(dk, other, CONTACT_CHANGE_SUPERSEDED, by, why);
    }
    return v;
}

/* ---- he is it ---- */

/* What the old contact was asked to vouch for is the new one's to answer; not
 * when the old one still answers for another unit. */
static enum verdict pass_on(struct desk *dk, struct arena *arena,
                            const struct person *old, struct span mail,
                            struct reason *why)
{
    unit_list still = { 0 };
    bool another = span_eq_nocase(old->mail, mail);
    enum verdict v = units_of_address(dk->store, old->mail, arena, &still, why);

    list_each(&still, u) another = another || u->contact == old->id;
    return v == VERDICT_DONE && !another
               ? token_pass_on(dk->store, SPAN("held"), old->mail, mail, why)
               : v;
}

static enum verdict put_contact(struct desk *dk, struct arena *arena,
                                const struct contact_change *c, struct unit *u,
                                struct reason *why)
{
    struct person p = { .mail = c->mail, .name = c->name, .phone = c->phone };
    enum verdict v = person_put(dk->store, &p, why);

    u->contact = p.id;
    return v == VERDICT_DONE
               ? unit_put(dk->store, u, fold_name(arena, u->name_zh), why)
               : v;
}

static enum verdict follow(struct desk *dk, struct arena *arena,
                           const struct contact_change *c, struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(dk->store, arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = invitation_follow_people(dk, arena, c->unit, groups.at[i].id,
                                     contact_object(arena, c->id), why);
    return v;
}

static enum verdict missing_unit(const struct contact_change *c,
                                 struct reason *why)
{
    return reason_set(why, VERDICT_BROKEN, "contact.unit",
                      "contact change %lld has no unit", (long long)c->id);
}

enum verdict contact_take_effect(struct desk *dk, struct arena *arena,
                                 struct contact_change *c,
                                 const struct contact_actor *by,
                                 struct reason *why)
{
    struct person old;
    struct unit u;
    bool found = false;
    enum verdict v = unit_get(dk->store, c->unit, arena, &u, &found, why);

    if (v == VERDICT_DONE && !found)
        return missing_unit(c, why);
    if (v == VERDICT_DONE)
        v = person_get(dk->store, u.contact, arena, &old, why);
    if (v == VERDICT_DONE)
        v = put_contact(dk, arena, c, &u, why);
    if (v == VERDICT_DONE)
        v = bounce_hand_over(dk, old.mail, c->mail, by->evidence, why);
    if (v == VERDICT_DONE)
        v = contact_enter(dk, c, CONTACT_CHANGE_DONE, by, why);
    if (v == VERDICT_DONE)
        v = contact_supersede(dk, arena, c, by, why);
    if (v == VERDICT_DONE)
        v = pass_on(dk, arena, &old, c->mail, why);
    return v == VERDICT_DONE ? follow(dk, arena, c, why) : v;
}

enum verdict contact_settle(struct desk *dk, struct arena *arena,
                            struct contact_change *c,
                            const struct contact_actor *by, struct reason *why)
{
    struct person old;
    struct unit u;
    bool found = false;
    enum verdict v = unit_get(dk->store, c->unit, arena, &u, &found, why);

    if (v == VERDICT_DONE && !found)
        return missing_unit(c, why);
    if (v == VERDICT_DONE)
        v = person_get(dk->store, u.contact, arena, &old, why);
    if (v == VERDICT_DONE)
        v = contact_enter(dk, c, CONTACT_CHANGE_CONFIRMED, by, why);
    if (v == VERDICT_DONE)
        v = bounce_revive(dk, c->mail, by->evidence, why);
    /* A day that is past by now was meant to be the next one that comes. */
    if (v == VERDICT_DONE && c->effective <= civil_of(desk_now(dk)))
        v = contact_take_effect(dk, arena, c, by, why);
    if (v == VERDICT_DONE)
        v = unit_get(dk->store, c->unit, arena, &u, &found, why);
    return v == VERDICT_DONE ? contact_tell_changed(dk, arena, c, &u, &old, why)
                             : v;
}

/* ---- what time alone brings about ---- */

enum { POLL_WAIT = 60 };

static struct contact_actor the_clock(void)
{
    return (struct contact_actor){ SPAN("convoke"), SPAN("clock"), SPAN_NONE };
}

static enum verdict expire(struct desk *dk, struct arena *arena,
                           struct contact_change *c, struct reason *why)
{
    const struct contact_actor by = the_clock();
    enum verdict v = VERDICT_DONE;

    if (c->state == CONTACT_CHANGE_HELD)
        v = settle_mail(dk, arena, c, why);
    if (v == VERDICT_DONE)
        v = contact_enter(dk, c, CONTACT_CHANGE_EXPIRED, &by, why);
    return v == VERDICT_DONE ? contact_tell_ended(dk, arena, c, why) : v;
}

enum verdict contact_turn(struct desk *dk, struct arena *arena,
                          const struct timer *t, struct reason *why)
{
    const struct contact_actor by = the_clock();
    struct timer again = { t->what, t->object, desk_now(dk) + POLL_WAIT };
    struct contact_change c;
    bool found = false;
    int64_t id = 0;
    enum verdict v = VERDICT_DONE;

    if (contact_id(t->object, &id))
        v = contact_change_get(dk->store, id, arena, &c, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || !is_living(c.state))
        return timer_drop(dk->store, t->what, t->object, why);
    if (c.state == CONTACT_CHANGE_CONFIRMED)
        return contact_take_effect(dk, arena, &c, &by, why);
    /* What came in until then must have been read (R-D15). */
    if (dk->polled_at < c.until)
        return timer_set(dk->store, &again, why);
    return expire(dk, arena, &c, why);
}

/* Who else has the meeting in his calendar than those a notice goes to, and
 * what happens when other people come to stand for a unit (R-A4, RFC 5546
 * 3.2.5). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "invitation.h"
#include "meeting_view.h"
#include "release_notice.h"

static bool reaches(const struct notice_target *to, struct span mail)
{
    if (span_eq_nocase(to->to.mail, mail))
        return true;
    list_each(&to->cc, cc)
    {
        if (span_eq_nocase(cc->mail, mail))
            return true;
    }
    return false;
}

bool invitation_reaches(const struct notice *n, struct span mail)
{
    list_each(&n->targets, to)
    {
        if (reaches(to, mail))
            return true;
    }
    return false;
}

static struct notice_target *target_of(struct notice *n, struct span party)
{
    list_each(&n->targets, to)
    {
        if (to->party.n && span_eq(to->party, party))
            return to;
    }
    return NULL;
}

static void add_target(struct notice *n, const struct invitation *i)
{
    struct notice_target *to;

    notice_to(n, i->name, i->person, false);
    to = &n->targets.at[n->targets.n - 1];
    to->party = i->party;
    to->delegated_from = i->delegated_from;
    to->dear = i->name;
}

enum verdict invitation_add_invited(struct desk *dk, const struct meeting *m,
                                    struct notice *n, struct reason *why)
{
    invitations all = { 0 };
    enum verdict v = invitations_of(dk->store, m->id, n->arena, &all, why);

    assert(m && n);
    if (v != VERDICT_DONE)
        return v;
    list_each(&all, i)
    {
        struct notice_target *to;
        if (i->ended || invitation_reaches(n, i->person))
            continue;
        to = target_of(n, i->party);
        if (to)
            *list_push(&to->cc, n->arena) =
                (struct facts_address){ .name = i->name, .mail = i->person };
        else
            add_target(n, i);
    }
    return v;
}

/* ---- other people stand for a unit ---- */

struct following {
    struct desk *dk;
    struct arena *arena;
    struct unit unit;
    struct span group, evidence;
    struct notice_target now; /* its people now; `to` empty: none */
    bool left;                /* it is in the group no more */
};

/* A unit that has left the group has nobody there. */
static enum verdict find_people(struct following *f, struct reason *why)
{
    struct notice n;
    struct membership ms;
    bool found = false;
    enum verdict v = membership_get(f->dk->store, f->unit.id, f->group,
                                    f->arena, &ms, &found, why);

    f->left = !found;
    if (v != VERDICT_DONE || !found)
        return v;
    notice_init(&n, f->arena, "notice.issue", SPAN_NONE);
    n.group = f->group;
    v = notice_to_unit(f->dk, &n, &f->unit, false, why);
    if (v == VERDICT_DONE)
        f->now = n.targets.at[0];
    return v;
}

static struct notice_target *alone(struct following *f, struct notice *n,
                                   const struct facts_address *person)
{
    struct notice_target *to;

    notice_to(n, person->name, person->mail, false);
    to = &n->targets.at[n->targets.n - 1];
    to->party = f->unit.id;
    to->dear = f->unit.name_zh;
    return to;
}

/* ---- who came ---- */

static bool is_invited(const invitations *all, struct span mail)
{
    list_each(all, i)
    {
        if (!i->ended && span_eq_nocase(i->person, mail))
            return true;
    }
    return false;
}

static enum verdict invite_one(struct following *f, const struct meeting *m,
                               const struct facts_address *person,
                               struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, f->arena, "notice.issue", m->id);
    n.group = f->group;
    alone(f, &n, person);
    v = notice_issue_view(f->dk, m, &n, why);
    n.discriminator =
        arena_printf(f->arena, "%lld,join-" SPAN_FMT, (long long)m->sequence,
                     SPAN_ARG(f->evidence));
    return v == VERDICT_DONE ? notice_send(f->dk, &n, why) : v;
}

static enum verdict invite_new(struct following *f, const struct meeting *m,
                               const invitations *all, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (f->now.to.mail.n && !is_invited(all, f->now.to.mail))
        v = invite_one(f, m, &f->now.to, why);
    for (size_t i = 0; i < f->now.cc.n && v == VERDICT_DONE; i++)
        if (!is_invited(all, f->now.cc.at[i].mail))
            v = invite_one(f, m, &f->now.cc.at[i], why);
    return v;
}

/* ---- who went ---- */

static enum verdict disinvite_one(struct following *f, const struct meeting *m,
                                  const struct invitation *gone,
                                  struct reason *why)
{
    struct facts_address person = { gone->name, gone->person };
    struct notice n;

    notice_init(&n, f->arena, "meeting.cancelled", m->id);
    n.group = f->group;
    alone(f, &n, &person)->dear = gone->name;
    meeting_view(m, f->arena, n.view);
    view_text(n.view, "leaves", f->unit.name_zh);
    view_flag(n.view, "office", false);
    view_flag(n.view, "unit_left", f->left);
    view_text(n.view, "reason", SPAN_NONE);
    view_flag(n.view, "plenary", !m->leaders);
    view_flag(n.view, "urgent", false);
    view_flag(n.view, "not_held", false);
    view_flag(n.view, "notified", true);
    n.law_zh = f->left ? SPAN("第十三条") : SPAN("第十一条");
    n.law_en = f->left ? SPAN("Article 13") : SPAN("Article 11");
    n.discriminator =
        arena_printf(f->arena, "leave-" SPAN_FMT, SPAN_ARG(f->evidence));
    invitation_attach(&n, m, INVITE_CANCEL);
    return notice_send(f->dk, &n, why);
}

/* A delegate comes for the unit, whoever stands for it; a leader who was its
 * representative comes as leader. */
static bool is_gone(const struct following *f, const struct notice *readers,
                    const struct invitation *i)
{
    return !i->ended && span_eq(i->party, f->unit.id) &&
           !(i->delegated_from.n && f->now.to.mail.n) &&
           !invitation_reaches(readers, i->person);
}

static const struct notice_target *target_reaching(const struct notice *n,
                                                   struct span mail)
{
    list_each(&n->targets, to)
    {
        if (reaches(to, mail))
            return to;
    }
    return NULL;
}

/* He comes in another capacity now: what he answers counts for that one. */
static enum verdict change_hats(struct following *f,
                                const struct notice *readers,
                                const struct invitation *i, struct reason *why)
{
    const struct notice_target *to = target_reaching(readers, i->person);
    struct invitation own = *i;

    if (i->ended || !span_eq(i->party, f->unit.id) || i->delegated_from.n ||
        !to || reaches(&f->now, i->person))
        return VERDICT_DONE;
    own.party = to->party.n ? to->party : i->person;
    return invitation_put(f->dk->store, &own, why);
}

static enum verdict disinvite_gone(struct following *f, const struct meeting *m,
                                   const invitations *all, struct reason *why)
{
    struct notice readers;
    enum verdict v;

    notice_init(&readers, f->arena, "meeting.cancelled", m->id);
    readers.group = f->group;
    v = meeting_readers(f->dk, m, &readers, why);
    for (size_t i = 0; i < all->n && v == VERDICT_DONE; i++)
        v = is_gone(f, &readers, &all->at[i])
                ? disinvite_one(f, m, &all->at[i], why)
                : change_hats(f, &readers, &all->at[i], why);
    return v;
}

static bool has_party(const invitations *all, struct span unit)
{
    list_each(all, i)
    {
        if (span_eq(i->party, unit))
            return true;
    }
    return false;
}

static enum verdict follow(struct following *f, const struct meeting *m,
                           struct reason *why)
{
    invitations all = { 0 };
    enum verdict v = invitations_of(f->dk->store, m->id, f->arena, &all, why);

    if (v != VERDICT_DONE || !has_party(&all, f->unit.id))
        return v;
    v = invite_new(f, m, &all, why);
    return v == VERDICT_DONE ? disinvite_gone(f, m, &all, why) : v;
}

enum verdict invitation_follow_people(struct desk *dk, struct arena *arena,
                                      struct span unit, struct span group,
                                      struct span evidence, struct reason *why)
{
    struct following f = {
        .dk = dk, .arena = arena, .group = group, .evidence = evidence
    };
    struct meeting_query q = { .group = group,
                               .from = desk_now(dk) + 1,
                               .to = INT64_MAX };
    meetings all = { 0 };
    bool found = false;
    enum verdict v = unit_get(dk->store, unit, arena, &f.unit, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    v = find_people(&f, why);
    if (v == VERDICT_DONE)
        v = meetings_of(dk->store, &q, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (meeting_is_ahead(dk, &all.at[i]))
            v = follow(&f, &all.at[i], why);
    return v;
}

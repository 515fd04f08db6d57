/* The people a duty's recipients keywords stand for. */
#include <assert.h>

#include "dues.h"
#include "exit.h"
#include "reminder.h"

static enum verdict add_units(struct desk *dk, struct notice *n,
                              const struct subject *s, const spans *missing,
                              struct reason *why)
{
    members all = { 0 };
    enum verdict v;

    if (s->about == DUTY_ABOUT_DUES)
        return dues_people(dk, n, s, missing, why);
    v = members_of(dk->store, s->group, n->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        bool wanted = false;
        list_each(missing, party) wanted =
            wanted || span_eq(*party, all.at[i].unit.id);
        /* Whoever is on the way out is not chased. */
        if (wanted && !span_eq(all.at[i].state, SPAN("exiting")))
            v = notice_to_unit(dk, n, &all.at[i].unit, true, why);
    }
    return v;
}

static void add_lead(struct notice *n, const struct project *p)
{
    list_each(&n->targets,
              to) if (span_eq_nocase(to->to.mail, p->lead_mail)) return;
    notice_to(n, p->lead_name, p->lead_mail, true);
}

static struct span project_line(struct arena *arena, const struct project *p)
{
    if (span_is_empty(p->title))
        return p->id;
    return arena_printf(arena, SPAN_FMT "《" SPAN_FMT "》", SPAN_ARG(p->id),
                        SPAN_ARG(p->title));
}

/* The lead of each project that is waited for, with his own projects only. */
static enum verdict add_leads(struct desk *dk, struct notice *n,
                              const spans *missing, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < missing->n && v == VERDICT_DONE; i++) {
        struct project p;
        bool found = false;
        v = project_get(dk->store, missing->at[i], n->arena, &p, &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        add_lead(n, &p);
        notice_item(n, p.lead_mail, project_line(n->arena, &p));
    }
    return v;
}

/* Whoever leads nothing reads of all that is missing. */
static enum verdict itemise_rest(struct desk *dk, struct notice *n,
                                 const spans *missing, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < missing->n && v == VERDICT_DONE; i++) {
        struct project p;
        bool found = false;
        v = project_get(dk->store, missing->at[i], n->arena, &p, &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        list_each(&n->targets, to) if (to->lists_all)
            notice_item(n, to->to.mail, project_line(n->arena, &p));
    }
    return v;
}

/* A task is a role's, a unit's or one person's. */
static enum verdict add_addressee(struct desk *dk, struct notice *n,
                                  const struct subject *s, struct reason *why)
{
    struct span to = s->task.addressee;
    struct unit u;
    enum role role;
    bool found = false;
    bool left = false;
    enum verdict v;

    if (role_from(to, &role))
        return notice_to_role(dk, n, role, true, why);
    v = unit_get(dk->store, to, n->arena, &u, &found, why);
    if (v == VERDICT_DONE && found)
        v = exit_is_under_way(dk, n->arena, to, SPAN_NONE, &left, why);
    if (v == VERDICT_DONE && left)
        return v;
    if (v == VERDICT_DONE && found)
        return notice_to_unit(dk, n, &u, true, why);
    if (v == VERDICT_DONE)
        notice_to(n, SPAN_NONE, to, true);
    return v;
}

static enum verdict add_word(struct desk *dk, struct notice *n,
                             const struct subject *s, struct span word,
                             const spans *missing, struct reason *why)
{
    size_t had = n->targets.n;
    enum role role;
    enum verdict v;

    if (span_eq(word, SPAN("UNIT")))
        return add_units(dk, n, s, missing, why);
    if (span_eq(word, SPAN("TO")))
        return add_addressee(dk, n, s, why);
    if (span_eq(word, SPAN("PL"))) {
        if (s->about != DUTY_ABOUT_STANDARD && s->about != DUTY_ABOUT_RESEARCH)
            return add_leads(dk, n, missing, why);
        add_lead(n, &s->project);
        return VERDICT_DONE;
    }
    if (!role_from(word, &role))
        return reason_set(why, VERDICT_BROKEN, "recipient.word",
                          "no recipients \"" SPAN_FMT "\"", SPAN_ARG(word));
    v = notice_to_role(dk, n, role, true, why);
    for (size_t i = had; i < n->targets.n; i++)
        n->targets.at[i].lists_all = true;
    return v;
}

enum verdict reminder_people(struct desk *dk, struct notice *n,
                             const struct subject *s, struct span keyword,
                             const spans *missing, struct reason *why)
{
    struct span word;
    enum verdict v = VERDICT_DONE;

    assert(n && s && missing);
    while (v == VERDICT_DONE && span_cut(&keyword, ',', &word))
        v = add_word(dk, n, s, span_trim(word), missing, why);
    if (v == VERDICT_DONE && n->itemised)
        v = itemise_rest(dk, n, missing, why);
    return v;
}

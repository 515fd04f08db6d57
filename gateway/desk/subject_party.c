/* Whom a duty about a subject still waits for, and what keeps it from
 * reminding. */
#include <assert.h>
#include <string.h>

#include "convoke/base/moment.h"
#include "convoke/desk/condition.h"
#include "convoke/store/obligation_row.h"
#include "dues.h"
#include "rsvp.h"
#include "subject.h"

static enum verdict all_units(struct desk *dk, const struct subject *s,
                              struct arena *arena, spans *ret,
                              struct reason *why)
{
    members found = { 0 };
    enum verdict v = members_of(dk->store, s->group, arena, &found, why);

    list_each(&found, m) * list_push(ret, arena) = m->unit.id;
    return v;
}

/* The projects on the agenda that still go on. */
static enum verdict all_projects(struct desk *dk, const struct subject *s,
                                 struct arena *arena, spans *ret,
                                 struct reason *why)
{
    agenda_items items = { 0 };
    enum verdict v = agenda_of(dk->store, s->id, arena, &items, why);

    for (size_t i = 0; i < items.n && v == VERDICT_DONE; i++) {
        struct project p;
        bool found = false;
        if (items.at[i].omitted || span_is_empty(items.at[i].project))
            continue;
        v = project_get(dk->store, items.at[i].project, arena, &p, &found, why);
        if (v == VERDICT_DONE && found && p.state == PROJECT_IN_PROGRESS)
            *list_push(ret, arena) = p.id;
    }
    return v;
}

/* Duties whose answers are answers to the invitation: what they come to is
 * computed, for a move makes them void (4.3). */
static bool asks_for_rsvp(const struct duty *d)
{
    return d->about == DUTY_ABOUT_PLENARY &&
           (strcmp(d->closed_by, "rsvp") == 0 ||
            strcmp(d->closed_by, "declined") == 0);
}

static enum verdict add_settled(struct desk *dk, const struct subject *s,
                                const struct duty *d, struct arena *arena,
                                obligation_parties *answered,
                                struct reason *why)
{
    spans settled = { 0 };
    enum verdict v = VERDICT_DONE;

    if (asks_for_rsvp(d))
        v = rsvp_settled(dk, &s->meeting, d->closed_by, arena, &settled, why);
    list_each(&settled, party) list_push(answered, arena)->party = *party;
    return v;
}

static bool has(const obligation_parties *answered, struct span party)
{
    list_each(answered, p) if (span_eq(p->party, party)) return true;
    return false;
}

enum verdict subject_missing(struct desk *dk, const struct subject *s,
                             const struct duty *d, int64_t obligation,
                             struct arena *arena, spans *ret,
                             struct reason *why)
{
    obligation_parties answered = { 0 };
    spans all = { 0 };
    enum verdict v = VERDICT_DONE;

    assert(s && d && ret);
    *ret = (spans){ 0 };
    /* The ledger says who has paid; what came in is only evidence. */
    if (s->about == DUTY_ABOUT_DUES)
        return dues_missing(dk, s, arena, ret, why);
    if (d->each == DUTY_EACH_UNIT)
        v = all_units(dk, s, arena, &all, why);
    else if (d->each == DUTY_EACH_PROJECT)
        v = all_projects(dk, s, arena, &all, why);
    if (v == VERDICT_DONE)
        v = obligation_parties_of(dk->store, obligation, arena, &answered, why);
    if (v == VERDICT_DONE)
        v = add_settled(dk, s, d, arena, &answered, why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&all, party)
    {
        bool twice = false;
        list_each(ret, had) twice = twice || span_eq(*had, *party);
        if (!twice && !has(&answered, *party))
            *list_push(ret, arena) = *party;
    }
    return VERDICT_DONE;
}

/* Meetings of the subject's own year or quarter that were not cancelled. */
static enum verdict meetings_within(struct desk *dk, const struct subject *s,
                                    bool leaders, struct arena *arena,
                                    meetings *ret, struct reason *why)
{
    struct meeting_query q = {
        .group = s->group,
        .leaders = leaders,
        .from = s->at[DUTY_ANCHOR_FIRST],
        .to = civil_end(civil_of(s->at[DUTY_ANCHOR_LAST])),
    };
    meetings all = { 0 };
    enum verdict v = meetings_of(dk->store, &q, arena, &all, why);

    *ret = (meetings){ 0 };
    list_each(&all, m) if (m->state != MEETING_CANCELLED) *
        list_push(ret, arena) = *m;
    return v;
}

static enum verdict leaders_scheduled(struct desk *dk, const struct subject *s,
                                      struct arena *arena, bool *ret,
                                      struct reason *why)
{
    meetings found = { 0 };
    enum verdict v = VERDICT_DONE;

    if (s->about == DUTY_ABOUT_QUARTER || s->about == DUTY_ABOUT_YEAR)
        v = meetings_within(dk, s, true, arena, &found, why);
    *ret = found.n > 0;
    return v;
}

/* Until the middle of the year one plenary held will do; then two must be held
 * or planned (20.1b). */
static enum verdict plenaries_planned(struct desk *dk, const struct subject *s,
                                      struct arena *arena, bool *ret,
                                      struct reason *why)
{
    meetings found = { 0 };
    int64_t now = desk_now(dk);
    int64_t last = civil_end(civil_of(s->at[DUTY_ANCHOR_LAST]));
    size_t held = 0;
    enum verdict v = VERDICT_DONE;

    if (s->about == DUTY_ABOUT_YEAR)
        v = meetings_within(dk, s, false, arena, &found, why);
    list_each(&found, m) held += m->start_at <= now;
    if (now >= last)
        *ret = held >= 2;
    else if (civil_from_day(civil_of(now)).month <= 7)
        *ret = held >= 1;
    else
        *ret = found.n >= 2;
    return v;
}

static const struct condition {
    const char *name;
    enum verdict (*holds)(struct desk *dk, const struct subject *s,
                          struct arena *arena, bool *ret, struct reason *why);
} conditions[] = {
    { "leaders.scheduled", leaders_scheduled },
    { "plenaries.planned", plenaries_planned },
};

const char *condition_name(size_t i)
{
    return i < ARRAY_LEN(conditions) ? conditions[i].name : NULL;
}

enum verdict subject_holds(struct desk *dk, const struct subject *s,
                           const char *condition, struct arena *arena,
                           bool *ret, struct reason *why)
{
    assert(ret);
    *ret = false;
    for (size_t i = 0; i < ARRAY_LEN(conditions); i++)
        if (strcmp(conditions[i].name, condition) == 0)
            return conditions[i].holds(dk, s, arena, ret, why);
    return VERDICT_DONE;
}

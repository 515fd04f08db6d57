/* Who has done nothing of a leader's duties for long, looked at every working
 * morning: a hint at 9 and 11 months, a mark when the year is over (8.2,
 * Q14). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/leader_rules.h"
#include "leader_hint.h"
#include "leaders.h"

/* One leader of one group. */
struct idle {
    struct desk *dk;
    struct arena *arena;
    const struct working_group *group;
    const struct leader *leader;
    struct span cause; /* the day of his last duty */
    int months;
    leader_marks marks;
};

/* His last duty; before he had the office, and before anybody wrote anything
 * down here, he had none to do. MOMENT_NONE: unknown. */
static enum verdict last_duty(const struct idle *one, int64_t *ret,
                              struct reason *why)
{
    const struct person *p = &one->leader->person;
    struct leader_question q = { p->id, p->mail, one->group->id };
    int64_t since = MOMENT_NONE;
    enum verdict v = leader_last_duty(one->dk->store, &q, ret, why);

    if (v == VERDICT_DONE)
        v = leader_since(one->dk->store, p->id, one->group->id, &since, why);
    if (since > *ret)
        *ret = since;
    if (one->group->since > *ret)
        *ret = one->group->since;
    if (*ret <= 0)
        *ret = MOMENT_NONE;
    return v;
}

static enum verdict tell(const struct idle *one, struct leader_mark *m,
                         struct reason *why)
{
    enum verdict v;

    m->role = one->leader->role;
    m->mail = one->leader->person.mail;
    m->name = one->leader->person.name;
    m->count = one->months;
    m->state = LEADER_MARK_OPEN;
    m->ended_at = MOMENT_NONE;
    m->told_at = desk_now(one->dk);
    v = leader_mark_enter(one->dk, one->arena, m,
                          one->months == LEADER_IDLE_YEAR ? "leader.flagged"
                                                          : "leader.hinted",
                          why);
    return v == VERDICT_DONE ? leader_tell(one->dk, one->arena, m, why) : v;
}

/* Each step of it is told once. */
static enum verdict agree(struct idle *one, struct reason *why)
{
    struct leader_mark fresh = { .group = one->group->id,
                                 .person = one->leader->person.id,
                                 .kind = LEADER_MARK_IDLE,
                                 .cause = one->cause,
                                 .raised_at = desk_now(one->dk) };
    struct leader_mark *m = &fresh;
    enum verdict v = VERDICT_DONE;

    list_each(&one->marks, old)
    {
        if (old->kind != LEADER_MARK_IDLE)
            continue;
        if (one->months && span_eq(old->cause, one->cause))
            m = old;
        else if (v == VERDICT_DONE)
            v = leader_mark_withdraw(one->dk, one->arena, old, why);
    }
    return v == VERDICT_DONE && one->months > m->count ? tell(one, m, why) : v;
}

static enum verdict look_at(struct idle *one, struct reason *why)
{
    struct leader_mark_query q = { one->group->id, one->leader->person.id };
    int64_t last = MOMENT_NONE;
    char day[CIVIL_TEXT];
    enum verdict v = last_duty(one, &last, why);

    if (v == VERDICT_DONE)
        v = leader_marks_of(one->dk->store, &q, one->arena, &one->marks, why);
    if (v != VERDICT_DONE || last == MOMENT_NONE)
        return v;
    civil_print(civil_of(last), day);
    one->cause = arena_span(one->arena, span_str(day));
    one->months =
        leader_idle_months(civil_of(last), civil_of(desk_now(one->dk)));
    return agree(one, why);
}

static bool leads(const leaders_list *all, int64_t person)
{
    list_each(all, l) if (l->person.id == person) return true;
    return false;
}

/* What was said about somebody who has left the office is of no more use. */
static enum verdict forget_former(struct desk *dk, struct arena *arena,
                                  struct span group, const leaders_list *all,
                                  struct reason *why)
{
    struct leader_mark_query q = { .group = group };
    leader_marks marks = { 0 };
    enum verdict v = leader_marks_of(dk->store, &q, arena, &marks, why);

    for (size_t i = 0; i < marks.n && v == VERDICT_DONE; i++)
        if (!leads(all, marks.at[i].person))
            v = leader_mark_withdraw(dk, arena, &marks.at[i], why);
    return v;
}

static enum verdict look_at_group(struct desk *dk, struct arena *arena,
                                  const struct working_group *g,
                                  struct reason *why)
{
    leaders_list all = { 0 };
    enum verdict v = leaders_load(dk, g->id, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct idle one = {
            .dk = dk, .arena = arena, .group = g, .leader = &all.at[i]
        };
        v = look_at(&one, why);
    }
    return v == VERDICT_DONE ? forget_former(dk, arena, g->id, &all, why) : v;
}

/* In the hours of a working day; the very first look only sets the clock. */
static bool is_time(const struct desk *dk, const struct timer *t)
{
    int64_t now = desk_now(dk);
    civil_day today = civil_of(now);

    return t->at != 0 && workdays_is_working(&dk->workdays, today) &&
           now >= civil_moment(today, dk->set->sched_hour) &&
           now <= civil_moment(today, dk->set->workday_end);
}

static int64_t next_morning(const struct desk *dk)
{
    civil_day day = workdays_at_or_after(&dk->workdays, civil_of(desk_now(dk)));
    int64_t at = civil_moment(day, dk->set->sched_hour);

    return at > desk_now(dk)
               ? at
               : civil_moment(workdays_at_or_after(&dk->workdays, day + 1),
                              dk->set->sched_hour);
}

enum verdict leader_idle_turn(struct desk *dk, struct arena *arena,
                              const struct timer *t, struct reason *why)
{
    struct timer next = { t->what, t->object, next_morning(dk) };
    working_groups groups = { 0 };
    enum verdict v = VERDICT_DONE;

    assert(t);
    if (is_time(dk, t))
        v = groups_all(dk->store, arena, &groups, why);
    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        if (!groups.at[i].abolished)
            v = look_at_group(dk, arena, &groups.at[i], why);
    return v == VERDICT_DONE ? timer_set(dk->store, &next, why) : v;
}

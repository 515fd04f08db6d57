#include "convoke/desk/obligation.h"

#include <assert.h>
#include <stdlib.h>

static civil_day workdays_back(const struct workdays *w, civil_day d, int n)
{
    while (n-- > 0)
        d = workdays_at_or_before(w, d - 1);
    return d;
}

static civil_day duty_due(const struct duty *duty, civil_day anchor,
                          const struct obligation_rules *rules)
{
    int n = duty->period.n;
    int strict = rules->clear_days ? 1 : 0;
    civil_day due = anchor;

    switch (duty->period.unit) {
    case DUTY_DAYS:
        due = anchor + n;
        break;
    case DUTY_WORKING_DAYS:
        due = workdays_add(rules->workdays, anchor, n);
        break;
    case DUTY_MONTHS:
        due = civil_add_months(anchor, n);
        break;
    case DUTY_BACK_DAYS:
        due = anchor - n - strict;
        break;
    case DUTY_BACK_MONTHS:
        due = civil_add_months(anchor, -n) - strict;
        break;
    case DUTY_UNIT_COUNT:
        assert(!"no unit");
    }
    if (duty->extend_to_working_day)
        due = workdays_at_or_after(rules->workdays, due);
    return due;
}

static civil_day offset_day(const struct obligation *o,
                            const struct duty_offset *at)
{
    const struct workdays *w = o->rules->workdays;
    civil_day from = at->base == DUTY_FROM_ANCHOR ? o->anchor : o->due;

    if (at->unit == DUTY_DAYS)
        return from + at->n;
    if (at->n < 0)
        return workdays_back(w, from, -at->n);
    return workdays_add(w, from, at->n);
}

/* R-D5: a reminder may only leave earlier than planned, an overdue mail only
 * later; neither leaves on a day nobody works. */
static struct obligation_step step_make(const struct obligation *o,
                                        enum obligation_step_kind kind,
                                        civil_day planned)
{
    const struct workdays *w = o->rules->workdays;
    civil_day day = kind == OBLIGATION_REMINDER
                        ? workdays_at_or_before(w, planned)
                        : workdays_at_or_after(w, planned);

    return (struct obligation_step){
        .kind = kind,
        .offset = planned - o->due,
        .planned = planned,
        .send_at = civil_moment(day, o->rules->sched_hour),
    };
}

static void plan_add(struct obligation *o, enum obligation_step_kind kind,
                     const struct duty_offset *offset)
{
    civil_day planned = offset_day(o, offset);

    /* A ladder from the anchor may be longer than a period set by hand. */
    if (kind == OBLIGATION_REMINDER && planned > o->due)
        return;
    for (size_t i = 0; i < o->n; i++) {
        if (o->steps[i].planned == planned)
            return;
    }
    assert(o->n < ARRAY_LEN(o->steps));
    o->steps[o->n++] = step_make(o, kind, planned);
}

static int step_order(const void *a, const void *b)
{
    const struct obligation_step *x = a;
    const struct obligation_step *y = b;

    return (x->planned > y->planned) - (x->planned < y->planned);
}

struct obligation_dates obligation_dates(const struct duty *duty,
                                         int64_t anchor, int64_t created_at,
                                         const struct obligation_rules *rules)
{
    civil_day day = civil_of(anchor);
    civil_day due;

    assert(duty);
    assert(rules && rules->workdays);
    due = duty_due(duty, day, rules);
    return (struct obligation_dates){
        .anchor = day,
        .due = due,
        .due_excl = duty->exact ? anchor : civil_end(due),
        .until = MOMENT_NONE,
        .created_at = created_at,
    };
}

void obligation_plan(const struct duty *duty,
                     const struct obligation_dates *dates,
                     const struct obligation_rules *rules,
                     struct obligation *ret)
{
    assert(duty && dates);
    assert(rules && rules->workdays);
    assert(ret);

    *ret = (struct obligation){
        .duty = duty,
        .rules = rules,
        .anchor = dates->anchor,
        .due = dates->due,
        .created_at = dates->created_at,
        .due_excl = dates->due_excl,
        .until = dates->until,
        .after_at = duty->exact
                        ? dates->due_excl
                        : civil_moment(workdays_at_or_after(rules->workdays,
                                                            dates->due + 1),
                                       rules->sched_hour),
    };
    for (size_t i = 0; i < duty->n_reminders; i++)
        plan_add(ret, OBLIGATION_REMINDER, &duty->reminders[i]);
    for (size_t i = 0; i < duty->n_overdue; i++)
        plan_add(ret, OBLIGATION_OVERDUE, &duty->overdue[i]);
    qsort(ret->steps, ret->n, sizeof(ret->steps[0]), step_order);
    for (size_t i = 0; i < ret->n; i++)
        ret->steps[i].ordinal = (int)i;
}

bool obligation_step_at(const struct obligation *o, int ordinal,
                        struct obligation_step *ret)
{
    int beyond;

    assert(o && ret);
    assert(ordinal >= 0);
    if ((size_t)ordinal < o->n) {
        *ret = o->steps[ordinal];
        return true;
    }
    if (!o->duty->repeat_days || !o->n)
        return false;
    /* duty_check promises an overdue step, and those stand last. */
    beyond = ordinal - (int)o->n + 1;
    *ret =
        step_make(o, OBLIGATION_OVERDUE,
                  o->steps[o->n - 1].planned + beyond * o->duty->repeat_days);
    ret->ordinal = ordinal;
    /* Nobody is pressed for what can no longer be done. */
    return o->until == MOMENT_NONE || ret->send_at < o->until;
}

/* `t` itself when somebody is at work then, else the next 09:00 of a working
 * day (R-D12). */
static int64_t working_moment(const struct obligation_rules *r, int64_t t)
{
    civil_day day = civil_of(t);
    int64_t opens = civil_moment(day, r->sched_hour);
    int64_t closes = r->workday_end > r->sched_hour
                         ? civil_moment(day, r->workday_end)
                         : civil_end(day) - 1;

    if (workdays_is_working(r->workdays, day) && t <= closes)
        return t < opens ? opens : t;
    return civil_moment(workdays_at_or_after(r->workdays, day + 1),
                        r->sched_hour);
}

/* What lies between `done` and `now` on the ladder. */
struct pending {
    bool any;                     /* something may still be sent */
    struct obligation_step words; /* the step it is worded for */
    int done;                     /* after dealing with all of it */
};

static struct pending pending_at(const struct obligation *o, int done,
                                 int64_t now)
{
    struct pending p = { .done = done };
    struct obligation_step s;

    while (obligation_step_at(o, p.done, &s) && s.send_at <= now) {
        bool same_mail = p.any && p.words.send_at == s.send_at;

        p.done++;
        if (s.send_at < o->created_at)
            continue;
        if (s.kind == OBLIGATION_REMINDER && now >= o->due_excl)
            continue;
        /* Steps of one send day are one mail, worded for the one nearest to
         * the due day: the last of the reminders, the first of the rest. */
        if (same_mail && s.kind == OBLIGATION_OVERDUE)
            continue;
        p.words = s;
        p.any = true;
    }
    return p;
}

struct obligation_look obligation_look(const struct obligation *o,
                                       struct obligation_progress progress,
                                       int64_t now)
{
    struct obligation_look look;
    struct obligation_step next;
    struct pending p;
    int64_t may = now;

    assert(o);
    assert(progress.done >= 0);
    p = pending_at(o, progress.done, now);
    look = (struct obligation_look){
        .days_left = obligation_days_left(o, now),
        .done = p.done,
        .wake_at = MOMENT_NONE,
    };
    if (p.any) {
        if (progress.last_sent_at != MOMENT_NONE &&
            progress.last_sent_at + OBLIGATION_APART > may)
            may = progress.last_sent_at + OBLIGATION_APART;
        may = working_moment(o->rules, may);
        if (may > now) {
            look.done = progress.done;
            look.wake_at = may;
            return look;
        }
        look.send = true;
        look.step = p.words;
        look.late = now - p.words.send_at > OBLIGATION_LATE;
    }
    if (obligation_step_at(o, p.done, &next))
        look.wake_at = next.send_at;
    return look;
}

const char *obligation_skipped(const struct obligation *o,
                               const struct obligation_look *look, int ordinal)
{
    struct obligation_step s;

    assert(o && look);
    if (!obligation_step_at(o, ordinal, &s))
        return "the end of the period";
    if (look->send && ordinal == look->step.ordinal)
        return NULL;
    if (s.send_at < o->created_at)
        return "before it began";
    if (look->send && s.send_at == look->step.send_at)
        return "one mail with the other of that day";
    if (look->send)
        return "missed; the most urgent one was sent";
    return "missed; the due day is over";
}

int obligation_days_left(const struct obligation *o, int64_t now)
{
    assert(o);
    return o->due - civil_of(now);
}

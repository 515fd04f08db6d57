/* After a time of silence nobody's mailbox is flooded: what should have left
 * long ago waits, and each person gets one mail a working day that is worded
 * for the most urgent thing and lists the others (R-D12). */
#include <assert.h>

#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "reminder.h"

int64_t reminder_working(const struct desk *dk, int64_t t)
{
    const struct obligation_rules *r = &dk->rules;
    civil_day day = civil_of(t);
    int64_t opens = civil_moment(day, r->sched_hour);
    int64_t closes = civil_moment(day, r->workday_end);

    if (workdays_is_working(r->workdays, day) && t <= closes)
        return t < opens ? opens : t;
    return civil_moment(workdays_at_or_after(r->workdays, day + 1),
                        r->sched_hour);
}

/* One thing a person is to be told of. */
struct owed {
    const struct obligation_step_row *step;
    struct obligation_row row;
    struct obligation plan;
    const struct duty *duty;
    const char *moot; /* why it need not be told any more; NULL: it must */
};
typedef LIST_OF(struct owed) owed_list;

static bool is_over(const struct owed *o)
{
    return o->step->step != REMINDER_END &&
           o->row.state != OBLIGATION_IS_OPEN &&
           o->row.state != OBLIGATION_IS_OVERDUE &&
           o->row.state != OBLIGATION_IS_MISSED;
}

static enum verdict weigh(struct desk *dk, struct arena *arena, struct owed *o,
                          struct reason *why)
{
    bool found = false;
    enum verdict v = obligation_get(dk->store, o->step->obligation, arena,
                                    &o->row, &found, why);

    if (v != VERDICT_DONE)
        return v;
    o->duty = found ? ledger_duty(dk, arena_str(arena, o->row.duty)) : NULL;
    if (!o->duty)
        o->moot = "the charter has it no more";
    else if (is_over(o))
        o->moot = "done meanwhile";
    else if (o->row.round != o->step->round)
        o->moot = "its day moved meanwhile";
    if (!o->moot)
        reminder_plan(dk, o->duty, &o->row, &o->plan);
    return v;
}

/* The charter's own deadlines first, then what is longest due. */
static bool before(const struct owed *a, const struct owed *b)
{
    if (!b || b->moot)
        return true;
    if (a->duty->class != b->duty->class)
        return a->duty->class == DUTY_CHARTER;
    return a->row.due_at < b->row.due_at;
}

static struct owed *most_urgent(owed_list *all)
{
    struct owed *first = NULL;

    list_each(all, o) if (!o->moot && before(o, first)) first = o;
    return first;
}

static enum verdict settle(struct desk *dk, const struct owed *o,
                           enum step_state state, struct span reason,
                           struct reason *why)
{
    struct obligation_step_row step = *o->step;

    step.state = state;
    step.reason = reason;
    step.at = desk_now(dk);
    return obligation_step_put(dk->store, &step, why);
}

static enum verdict words_of(struct desk *dk, struct arena *arena,
                             const struct owed *o, struct notice *n,
                             struct reason *why)
{
    struct reminder r = { o->duty, &o->row, { .ordinal = REMINDER_END } };
    const char *silence = NULL;

    if (o->step->step != REMINDER_END &&
        !obligation_step_at(&o->plan, (int)o->step->step, &r.step))
        return reason_set(why, VERDICT_BROKEN, "catch_up.words",
                          "obligation %lld has no step %lld",
                          (long long)o->row.id, (long long)o->step->step);
    return reminder_notice(dk, &r, arena, n, &silence, why);
}

/* Only this person of all whom the notice would go to. */
static bool keep_only(struct notice *n, struct span person)
{
    list_each(&n->targets, to)
    {
        if (!span_eq_nocase(to->to.mail, person))
            continue;
        n->targets.at[0] = *to;
        n->targets.n = 1;
        return true;
    }
    n->targets.n = 0;
    return false;
}

static enum verdict add_also(struct desk *dk, struct arena *arena,
                             struct notice *n, const struct owed *o,
                             struct reason *why)
{
    struct subject s;
    struct view *item = view_item(n->view, "also");
    bool found = false;
    enum verdict v = subject_load(dk, o->row.object, arena, &s, &found, why);

    if (v != VERDICT_DONE)
        return v;
    view_both(item, "duty", span_str(o->duty->title_zh),
              span_str(o->duty->title_en));
    view_both(item, "thing", found ? s.title_zh : o->row.object,
              found ? s.title_en : o->row.object);
    view_both(item, "law", span_str(o->duty->article_zh),
              span_str(o->duty->article_en));
    reminder_view_due(arena, item, o->duty, &o->row);
    view_left(item, "left", o->row.due_day - civil_of(desk_now(dk)));
    return v;
}

static enum verdict send_one(struct desk *dk, struct arena *arena,
                             struct span person, struct owed *first,
                             owed_list *all, struct reason *why)
{
    struct notice n;
    enum verdict v = words_of(dk, arena, first, &n, why);

    if (v != VERDICT_DONE)
        return v;
    if (!keep_only(&n, person)) {
        first->moot = "no longer his to hear";
        return settle(dk, first, STEP_SKIPPED, span_str(first->moot), why);
    }
    list_each(all, o)
    {
        if (o->moot || o == first)
            continue;
        v = add_also(dk, arena, &n, o, why);
        if (v == VERDICT_DONE)
            v = settle(dk, o, STEP_MERGED,
                       arena_printf(arena, "%s %lld", n.code,
                                    (long long)first->row.id),
                       why);
        if (v != VERDICT_DONE)
            return v;
    }
    v = settle(dk, first, STEP_SENT, SPAN("catch-up"), why);
    if (v == VERDICT_DONE)
        v = catch_up_note(dk->store, person, civil_of(desk_now(dk)), why);
    return v == VERDICT_DONE ? notice_send(dk, &n, why) : v;
}

static enum verdict catch_up(struct desk *dk, struct arena *arena,
                             struct span person, struct reason *why)
{
    obligation_steps waiting = { 0 };
    owed_list all = { 0 };
    struct owed *first;
    enum verdict v =
        obligation_steps_waiting(dk->store, person, arena, &waiting, why);

    for (size_t i = 0; i < waiting.n && v == VERDICT_DONE; i++) {
        struct owed *o = list_push(&all, arena);
        *o = (struct owed){ .step = &waiting.at[i] };
        v = weigh(dk, arena, o, why);
        if (v == VERDICT_DONE && o->moot)
            v = settle(dk, o, STEP_SKIPPED, span_str(o->moot), why);
    }
    while (v == VERDICT_DONE && (first = most_urgent(&all))) {
        v = send_one(dk, arena, person, first, &all, why);
        if (!first->moot)
            break;
    }
    return v;
}

enum verdict catch_up_one(struct desk *dk, struct arena *arena, bool *ret_more,
                          struct reason *why)
{
    struct span person;
    bool any = false;
    int64_t now = desk_now(dk);
    enum verdict v;

    *ret_more = false;
    if (reminder_working(dk, now) > now)
        return VERDICT_DONE;
    v = catch_up_next(dk->store, civil_of(now), arena, &person, ret_more, &any,
                      why);
    if (v != VERDICT_DONE || !*ret_more)
        return v;
    return catch_up(dk, arena, person, why);
}

enum verdict catch_up_due(struct desk *dk, int64_t *ret, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);
    struct span person;
    int64_t now = desk_now(dk);
    civil_day tomorrow = civil_of(now) + 1;
    bool found = false;
    bool any = false;
    enum verdict v = catch_up_next(dk->store, civil_of(now), &arena, &person,
                                   &found, &any, why);

    *ret = INT64_MAX;
    if (v != VERDICT_DONE || !any)
        return v;
    *ret = found ? reminder_working(dk, now)
                 : reminder_working(dk, civil_moment(tomorrow, 0));
    return v;
}

/* One row of the ledger that is due: what is sent now, and what becomes of it
 * (requirements.md 3.1, 4.7). */
#include "reminder.h"

#include <assert.h>

#include "case.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "flag_case.h"

enum { POLL_WAIT = 60 }; /* seconds until the barrier is looked at again */

void reminder_plan(const struct desk *dk, const struct duty *d,
                   const struct obligation_row *row, struct obligation *ret)
{
    struct obligation_dates dates = { .anchor = row->anchor_day,
                                      .due = row->due_day,
                                      .due_excl = row->due_at,
                                      .until = row->until_at,
                                      .created_at = row->created_at };

    obligation_plan(d, &dates, &dk->rules, ret);
}

/* What the end of a period does in the program, beyond a mail. */
static const struct {
    const char *duty;
    enum verdict (*end)(struct desk *dk, struct arena *arena,
                        const struct obligation_row *row, struct reason *why);
} endings[] = {
    { "app.supplement", application_lapse },
    { "app.formality", application_lapse },
    { "held.settle", held_expired },
    { "flag.statement", flag_statement_over },
};

static size_t ending_of(const struct duty *d)
{
    size_t i = 0;

    while (i < ARRAY_LEN(endings) && strcmp(d->name, endings[i].duty) != 0)
        i++;
    return i;
}

bool reminder_has_ending(const struct duty *d)
{
    return ending_of(d) < ARRAY_LEN(endings);
}

enum verdict reminder_end_act(struct desk *dk, struct arena *arena,
                              const struct duty *d,
                              const struct obligation_row *row,
                              struct reason *why)
{
    size_t i = ending_of(d);

    assert(i < ARRAY_LEN(endings));
    return endings[i].end(dk, arena, row, why);
}

bool reminder_finishes(const struct duty *d)
{
    return d->collects || d->end_notice[0] || reminder_has_ending(d);
}

int64_t reminder_wake(const struct obligation *o,
                      const struct obligation_row *row, int64_t ladder)
{
    int64_t at = ladder == MOMENT_NONE ? INT64_MAX : ladder;

    if (row->state == OBLIGATION_IS_OPEN && o->due_excl < at)
        at = o->due_excl;
    if (reminder_finishes(o->duty) && o->after_at < at)
        at = o->after_at;
    if (o->until != MOMENT_NONE && row->state != OBLIGATION_IS_MISSED &&
        o->until < at)
        at = o->until;
    return at;
}

static enum verdict note(struct desk *dk, const struct obligation_row *row,
                         const struct obligation_step_row *step,
                         struct reason *why)
{
    struct obligation_step_row s = *step;

    s.obligation = row->id;
    s.round = row->round;
    s.at = desk_now(dk);
    return obligation_step_put(dk->store, &s, why);
}

static enum verdict note_people(struct desk *dk, const struct reminder *r,
                                const struct notice *n, bool late,
                                struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < n->targets.n && v == VERDICT_DONE; i++) {
        struct obligation_step_row step = {
            .step = r->step.ordinal,
            .person = n->targets.at[i].to.mail,
            .state = late ? STEP_WAITING : STEP_SENT,
            .reason =
                late ? SPAN("late: for the next catch-up mail") : SPAN_NONE,
        };
        v = note(dk, r->row, &step, why);
    }
    return v;
}

/* Sends it, or keeps it for each one's catch-up mail; without anybody to tell
 * the ledger says why. */
static enum verdict tell(struct desk *dk, const struct reminder *r, bool late,
                         struct arena *arena, bool *ret_told,
                         struct reason *why)
{
    const char *silence = NULL;
    struct notice n;
    enum verdict v = reminder_notice(dk, r, arena, &n, &silence, why);
    struct obligation_step_row quiet = { .step = r->step.ordinal,
                                         .state = STEP_SKIPPED };

    *ret_told = v == VERDICT_DONE && n.targets.n > 0;
    if (v != VERDICT_DONE)
        return v;
    if (!*ret_told) {
        quiet.reason = span_str(silence ? silence : "nobody to tell");
        return note(dk, r->row, &quiet, why);
    }
    v = note_people(dk, r, &n, late, why);
    return v == VERDICT_DONE && !late ? notice_send(dk, &n, why) : v;
}

static enum verdict note_skipped(struct desk *dk,
                                 const struct obligation_row *row,
                                 const struct obligation *plan,
                                 const struct obligation_look *look,
                                 struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (int64_t i = row->done; i < look->done && v == VERDICT_DONE; i++) {
        const char *reason = obligation_skipped(plan, look, (int)i);
        struct obligation_step_row step = { .step = i,
                                            .state = STEP_SKIPPED,
                                            .reason = span_str(reason) };
        if (reason)
            v = note(dk, row, &step, why);
    }
    return v;
}

/* Nobody is waited for any more, also because a project has been handed in
 * meanwhile. */
static enum verdict all_answered(struct desk *dk, struct arena *arena,
                                 const struct duty *d,
                                 const struct obligation_row *row, bool *ret,
                                 struct reason *why)
{
    struct subject s;
    spans missing = { 0 };
    bool found = false;
    enum verdict v = VERDICT_DONE;

    *ret = d->collects;
    if (d->collects || d->each == DUTY_EACH_NONE)
        return v;
    v = subject_load(dk, row->object, arena, &s, &found, why);
    if (v == VERDICT_DONE && found)
        v = subject_missing(dk, &s, d, row->id, arena, &missing, why);
    *ret = found && missing.n == 0;
    return v;
}

/* The due day of a collection, or of what ends with one mail, is over. */
static enum verdict finish(struct desk *dk, struct arena *arena,
                           const struct duty *d, struct obligation_row *row,
                           struct reason *why)
{
    struct reminder r = { d, row, { .ordinal = REMINDER_END } };
    struct obligation plan;
    int64_t now = desk_now(dk);
    bool told = false;
    bool met = false;
    enum verdict v = VERDICT_DONE;

    reminder_plan(dk, d, row, &plan);
    if (!d->exact && reminder_working(dk, now) > now) {
        row->next_at = reminder_working(dk, now);
        return obligation_set(dk->store, row, why);
    }
    if (d->end_notice[0])
        v = tell(dk, &r, now - plan.after_at > OBLIGATION_LATE, arena, &told,
                 why);
    if (v == VERDICT_DONE)
        v = all_answered(dk, arena, d, row, &met, why);
    if (v != VERDICT_DONE)
        return v;
    row->state = met ? OBLIGATION_IS_MET : OBLIGATION_IS_MISSED;
    row->closed_at = met ? now : MOMENT_NONE;
    row->evidence = met ? SPAN("the due day is over") : SPAN_NONE;
    row->next_at = INT64_MAX;
    v = obligation_set(dk->store, row, why);
    if (v == VERDICT_DONE && d->collects && d->each == DUTY_EACH_UNIT)
        v = plenary_collected(dk, arena, row->object, why);
    return v;
}

static enum verdict climb(struct desk *dk, struct arena *arena,
                          const struct duty *d, struct obligation_row *row,
                          struct reason *why)
{
    struct obligation plan;
    struct obligation_look look;
    int64_t now = desk_now(dk);
    bool told = false;
    enum verdict v = VERDICT_DONE;

    reminder_plan(dk, d, row, &plan);
    look = obligation_look(
        &plan,
        (struct obligation_progress){ (int)row->done, row->last_sent_at }, now);
    if (look.send) {
        struct reminder r = { d, row, look.step };
        v = tell(dk, &r, look.late, arena, &told, why);
    }
    if (v == VERDICT_DONE)
        v = note_skipped(dk, row, &plan, &look, why);
    if (v != VERDICT_DONE)
        return v;
    if (told)
        row->last_sent_at = now;
    row->done = look.done;
    if (row->state == OBLIGATION_IS_OPEN && now >= row->due_at)
        row->state = OBLIGATION_IS_OVERDUE;
    if (row->until_at != MOMENT_NONE && now >= row->until_at)
        row->state = OBLIGATION_IS_MISSED;
    row->next_at = reminder_wake(&plan, row, look.wake_at);
    return obligation_set(dk->store, row, why);
}

enum verdict reminder_look(struct desk *dk, struct arena *arena,
                           struct obligation_row *row, struct reason *why)
{
    const struct duty *d = ledger_duty(dk, arena_str(arena, row->duty));
    int64_t now = desk_now(dk);
    struct obligation plan;

    if (!d) {
        /* The charter lost this row: nothing more is sent about it. */
        row->next_at = INT64_MAX;
        log_event(LOG_WARNING, "obligation.unknown", KV("duty", row->duty));
        return obligation_set(dk->store, row, why);
    }
    /* What came in before the due instant must have been read (R-D15). */
    if (now >= row->due_at && dk->polled_at < row->due_at) {
        row->next_at = now + POLL_WAIT;
        return obligation_set(dk->store, row, why);
    }
    reminder_plan(dk, d, row, &plan);
    if (!reminder_finishes(d) || now < plan.after_at)
        return climb(dk, arena, d, row, why);
    return reminder_has_ending(d) ? reminder_end_act(dk, arena, d, row, why)
                                  : finish(dk, arena, d, row, why);
}

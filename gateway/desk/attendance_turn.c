/* The days for reasons are over: a plenary's attendance is final, each unit's
 * counter stands anew, and who is absent without reason for the first time is
 * warned in the morning (R-X2, R-X3). */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "flag.h"
#include "post.h"
#include "reminder.h"

enum { POLL_WAIT = 60 };

civil_day attendance_window_day(const struct desk *dk, int64_t at)
{
    const struct duty *d = ledger_duty(dk, "absence.reason");

    if (!d)
        return workdays_add(&dk->workdays, civil_of(at),
                            ATTENDANCE_REASON_DAYS);
    return obligation_dates(d, at, at, &dk->rules).due;
}

int64_t attendance_window_of(const attendance_rows *rows)
{
    int64_t last = MOMENT_NONE;

    assert(rows);
    list_each(rows, r) if (r->window_at > last) last = r->window_at;
    return last;
}

static enum verdict warn_later(struct desk *dk, const struct meeting *m,
                               struct reason *why)
{
    struct timer t = { SPAN("absence.warn"), m->id,
                       reminder_working(dk, desk_now(dk)) };

    return timer_set(dk->store, &t, why);
}

static enum verdict finalise(struct desk *dk, struct arena *arena,
                             struct meeting *m, struct reason *why)
{
    attendance_rows rows = { 0 };
    enum verdict v =
        meeting_enter(dk, m, MEETING_FINALISED, "attendance.final", why);

    if (v == VERDICT_DONE)
        v = attendance_judge_all(dk, arena, m, &rows, why);
    if (v == VERDICT_DONE)
        v = attendance_count_all(dk->store, arena, m->group, why);
    if (v == VERDICT_DONE)
        v = flag_of_attendance(dk, arena, m, why);
    if (v == VERDICT_DONE)
        v = warn_later(dk, m, why);
    return v == VERDICT_DONE
               ? post_finish(dk, arena, m, desk_now(dk), m->id, why)
               : v;
}

enum verdict attendance_turn(struct desk *dk, struct arena *arena,
                             const struct timer *t, struct reason *why)
{
    struct timer again = { t->what, t->object, desk_now(dk) + POLL_WAIT };
    attendance_rows rows = { 0 };
    struct meeting m;
    bool found = false;
    int64_t window;
    enum verdict v = meeting_get(dk->store, t->object, arena, &m, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found || m.state != MEETING_ATTENDANCE_IMPORTED)
        return timer_drop(dk->store, t->what, t->object, why);
    v = attendance_of(dk->store, m.id, arena, &rows, why);
    if (v != VERDICT_DONE)
        return v;
    window = attendance_window_of(&rows);
    if (window > desk_now(dk))
        again.at = window;
    /* What came in until then must have been read (R-D15). */
    if (window > desk_now(dk) || dk->polled_at < window)
        return timer_set(dk->store, &again, why);
    v = timer_drop(dk->store, t->what, t->object, why);
    return v == VERDICT_DONE ? finalise(dk, arena, &m, why) : v;
}

static const struct attendance_row *row_of(const attendance_rows *rows,
                                           struct span unit)
{
    list_each(rows, r) if (span_eq(r->unit, unit)) return r;
    return NULL;
}

/* A counter of 2 or more is a flag's. */
enum verdict attendance_warn_turn(struct desk *dk, struct arena *arena,
                                  const struct timer *t, struct reason *why)
{
    attendance_counters all = { 0 };
    attendance_rows rows = { 0 };
    struct meeting m;
    bool found = false;
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    if (v == VERDICT_DONE)
        v = meeting_get(dk->store, t->object, arena, &m, &found, why);
    if (v != VERDICT_DONE || !found || m.state < MEETING_FINALISED ||
        m.state == MEETING_CANCELLED)
        return v;
    v = attendance_of(dk->store, m.id, arena, &rows, why);
    if (v == VERDICT_DONE)
        v = attendance_counters_of(dk->store, m.group, 1, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        const struct attendance_row *r = row_of(&rows, all.at[i].unit);
        if (all.at[i].unexcused == 1 && r && span_eq(r->status, SPAN("U")))
            v = absence_warn(dk, arena, &m, r, why);
    }
    return v;
}

enum verdict attendance_again(struct desk *dk, struct arena *arena,
                              const struct meeting *m, struct reason *why)
{
    attendance_rows rows = { 0 };
    enum verdict v = VERDICT_DONE;

    assert(m);
    /* Results of before our time have no evidence here. */
    if ((m->state != MEETING_FINALISED && m->state != MEETING_CLOSED) ||
        m->notified_at == MOMENT_NONE)
        return v;
    v = attendance_judge_all(dk, arena, m, &rows, why);
    if (v == VERDICT_DONE)
        v = attendance_count_all(dk->store, arena, m->group, why);
    if (v == VERDICT_DONE)
        v = flag_of_attendance(dk, arena, m, why);
    return v == VERDICT_DONE ? warn_later(dk, m, why) : v;
}

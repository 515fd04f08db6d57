/* Who votes at a plenary is fixed at 18:00 of the day before (10.1, 20.7):
 * whoever is named later votes at the next. */
#include "roll.h"

#include <assert.h>

#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/roll.h"
#include "data_gap.h"

enum { FIXED_HOUR = 18 * 3600, POLL_WAIT = 60 };

int64_t roll_fixed_at(const struct meeting *m)
{
    return civil_moment(civil_of(m->start_at) - 1, FIXED_HOUR);
}

enum verdict roll_watch(struct desk *dk, const struct meeting *m,
                        struct reason *why)
{
    struct timer t = { SPAN("roll"), m->id, roll_fixed_at(m) };
    enum verdict v;

    if (m->leaders)
        return VERDICT_DONE;
    v = roll_drop(dk->store, m->id, why);
    if (v == VERDICT_DONE)
        v = data_gap_watch(dk, m, why);
    if (v != VERDICT_DONE)
        return v;
    return m->state == MEETING_CANCELLED
               ? timer_drop(dk->store, t.what, t.object, why)
               : timer_set(dk->store, &t, why);
}

enum verdict roll_fix(struct desk *dk, struct arena *arena,
                      const struct meeting *m, struct reason *why)
{
    roll_lines lines = { 0 };
    enum verdict v = roll_of(dk->store, m->id, arena, &lines, why);

    if (v != VERDICT_DONE || lines.n || m->leaders)
        return v;
    v = roll_now(dk->store, m->group, arena, &lines, why);
    list_each(&lines, l) l->at = desk_now(dk);
    if (v == VERDICT_DONE)
        v = roll_put(dk->store, m->id, &lines, why);
    if (v == VERDICT_DONE)
        log_event(LOG_NOTICE, "roll.fixed", KV("object", m->id),
                  KV_INT("count", (int64_t)lines.n));
    return v;
}

enum verdict roll_turn(struct desk *dk, struct arena *arena,
                       const struct timer *t, struct reason *why)
{
    struct timer again = { t->what, t->object, desk_now(dk) + POLL_WAIT };
    struct meeting m;
    bool found = false;
    enum verdict v = meeting_get(dk->store, t->object, arena, &m, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found || m.state == MEETING_CANCELLED)
        return timer_drop(dk->store, t->what, t->object, why);
    /* What came in until then must have been read (R-D15). */
    if (dk->polled_at < roll_fixed_at(&m))
        return timer_set(dk->store, &again, why);
    v = timer_drop(dk->store, t->what, t->object, why);
    return v == VERDICT_DONE ? roll_fix(dk, arena, &m, why) : v;
}

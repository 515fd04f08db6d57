/* What the clock does to a flag: it is told in the morning, a deferral ends,
 * the days for the unit's statement are over. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "flag_case.h"
#include "reminder.h"

static enum verdict look_again(struct desk *dk, const struct flag *f,
                               struct reason *why)
{
    struct timer t = { SPAN("flag"), f->object,
                       reminder_working(dk, f->until) };

    return timer_set(dk->store, &t, why);
}

enum verdict flag_turn(struct desk *dk, struct arena *arena,
                       const struct timer *t, struct reason *why)
{
    struct flag_move over = { .event = FLAG_EVENT_DUE,
                              .reason = SPAN("暂缓期满"),
                              .until = MOMENT_NONE };
    struct flag f;
    bool found = false;
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    if (v == VERDICT_DONE)
        v = flag_get(dk->store, t->object, arena, &f, &found, why);
    if (v != VERDICT_DONE || !found || !flag_lives(f.state))
        return v;
    if (f.state == FLAG_DEFERRED && desk_now(dk) >= f.until)
        v = flag_move(dk, arena, &f, &over, why);
    if (v == VERDICT_DONE)
        v = flag_tell_raised(dk, arena, &f, why);
    return v == VERDICT_DONE && f.state == FLAG_DEFERRED
               ? look_again(dk, &f, why)
               : v;
}

enum verdict flag_dues_turn(struct desk *dk, struct arena *arena,
                            const struct timer *t, struct reason *why)
{
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    return v == VERDICT_DONE ? flag_of_dues(dk, arena, why) : v;
}

/* What came in until the end has been read (R-D15): the ledger waits for it. */
enum verdict flag_statement_over(struct desk *dk, struct arena *arena,
                                 const struct obligation_row *row,
                                 struct reason *why)
{
    struct flag_move over = { .event = FLAG_EVENT_DUE,
                              .reason = SPAN("陈述期满，没有陈述"),
                              .until = MOMENT_NONE };
    struct obligation_row ended = *row;
    struct flag f;
    bool found = false;
    enum verdict v = flag_get(dk->store, row->object, arena, &f, &found, why);

    assert(row);
    if (v == VERDICT_DONE && found && f.state == FLAG_PRE_EXIT) {
        v = flag_move(dk, arena, &f, &over, why);
        if (v == VERDICT_DONE)
            v = flag_tell_expired(dk, arena, &f, why);
    }
    ended.state = OBLIGATION_IS_MISSED;
    ended.closed_at = desk_now(dk);
    ended.next_at = INT64_MAX;
    return v == VERDICT_DONE ? obligation_set(dk->store, &ended, why) : v;
}

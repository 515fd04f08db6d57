/* What time alone brings about: one thing a call, the earliest first. */
#include <assert.h>

#include "attendance.h"
#include "bounce.h"
#include "case.h"
#include "contact.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/timer.h"
#include "data_gap.h"
#include "flag.h"
#include "invitation.h"
#include "leader_attendance.h"
#include "leader_hint.h"
#include "reminder.h"
#include "roll.h"

static enum verdict sync_thing(struct desk *dk, struct arena *arena,
                               const struct timer *t, struct reason *why)
{
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    (void)arena;
    return v == VERDICT_DONE ? ledger_sync(dk, t->object, why) : v;
}

/* Other people stand for a unit since an import: "M04/WG5". */
static enum verdict follow_import(struct desk *dk, struct arena *arena,
                                  const struct timer *t, struct reason *why)
{
    struct span unit;
    struct span group;
    enum verdict v = timer_drop(dk->store, t->what, t->object, why);

    review_split(t->object, &unit, &group);
    return v == VERDICT_DONE
               ? invitation_follow_people(
                     dk, arena, unit, group,
                     arena_printf(arena, "import:%lld", (long long)t->at), why)
               : v;
}

/* A handler sets its timer anew or drops it. */
static const struct {
    const char *what;
    enum verdict (*act)(struct desk *dk, struct arena *arena,
                        const struct timer *t, struct reason *why);
} timers[] = {
    { "sync", sync_thing }, /* a thing changed where no desk was */
    { "calendar", calendar_turn },
    { "digest", digest_turn },
    { "meeting", meeting_begins },
    { "roll", roll_turn },
    { "attendance.list", attendance_list_turn },
    { "attendance", attendance_turn },
    { "absence.warn", attendance_warn_turn },
    { "flag", flag_turn },
    { "flag.dues", flag_dues_turn },
    { "leader.final", leader_final_turn },
    { "leader.mail", leader_mail_turn },
    { "leader.idle", leader_idle_turn },
    { "contact", contact_turn },
    { "refused", bounce_refused_turn },
    { "gap", data_gap_turn },
    { "voter", data_gap_eve },
    { "follow", follow_import },
};

static enum verdict ring(struct desk *dk, struct arena *arena,
                         const struct timer *t, struct reason *why)
{
    for (size_t i = 0; i < ARRAY_LEN(timers); i++)
        if (span_eq(t->what, span_str(timers[i].what)))
            return timers[i].act(dk, arena, t, why);
    log_event(LOG_WARNING, "timer.unknown", KV("what", t->what));
    return timer_drop(dk->store, t->what, t->object, why);
}

enum verdict desk_tick(struct desk *dk, bool *ret_more, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(CASE_MAX_ARENA);
    struct obligation_row row = { .next_at = INT64_MAX };
    struct timer t = { .at = INT64_MAX };
    int64_t now;
    bool due = false;
    bool rings = false;
    enum verdict v;

    assert(dk && ret_more);
    now = desk_now(dk);
    v = timer_next(dk->store, now, &arena, &t, &rings, why);
    if (v == VERDICT_DONE)
        v = obligation_next(dk->store, now, &arena, &row, &due, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_more = rings || due;
    if (rings && (!due || t.at <= row.next_at))
        return ring(dk, &arena, &t, why);
    if (due)
        return reminder_look(dk, &arena, &row, why);
    return catch_up_one(dk, &arena, ret_more, why);
}

enum verdict desk_next_due(struct desk *dk, int64_t *ret, struct reason *why)
{
    int64_t at[3] = { INT64_MAX, INT64_MAX, INT64_MAX };
    enum verdict v = obligation_next_at(dk->store, &at[0], why);

    assert(ret);
    if (v == VERDICT_DONE)
        v = timer_next_at(dk->store, &at[1], why);
    if (v == VERDICT_DONE)
        v = catch_up_due(dk, &at[2], why);
    if (v != VERDICT_DONE)
        return v;
    *ret = at[0] < at[1] ? at[0] : at[1];
    if (at[2] < *ret)
        *ret = at[2];
    return v;
}

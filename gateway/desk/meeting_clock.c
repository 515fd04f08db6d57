/* What the clock does to a meeting: contributions close, the opening instant
 * passes (4.3). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"
#include "convoke/store/meeting.h"

enum verdict meeting_enter(struct desk *dk, struct meeting *m,
                           enum meeting_state to, const char *event,
                           struct reason *why)
{
    struct change c = { "meeting",
                        m->id,
                        meeting_state_name(m->state),
                        meeting_state_name(to),
                        event,
                        SPAN_NONE };
    enum verdict v;

    m->state = to;
    v = meeting_set(dk->store, m, why);
    return v == VERDICT_DONE ? clock_audit(dk, &c, why) : v;
}

enum verdict meeting_watch(struct desk *dk, const struct meeting *m,
                           struct reason *why)
{
    struct timer t = { SPAN("meeting"), m->id, m->start_at };

    if (m->state == MEETING_CANCELLED)
        return timer_drop(dk->store, t.what, t.object, why);
    return timer_set(dk->store, &t, why);
}

enum verdict plenary_collected(struct desk *dk, struct arena *arena,
                               struct span meeting, struct reason *why)
{
    struct meeting m;
    bool found = false;
    enum verdict v = meeting_get(dk->store, meeting, arena, &m, &found, why);

    if (v != VERDICT_DONE || !found || m.state != MEETING_NOTIFIED)
        return v;
    return meeting_enter(dk, &m, MEETING_CONTRIBUTIONS_CLOSED,
                         "contributions.closed", why);
}

/* The evidence a meeting is by having been opened: its quarter has had a
 * leaders' meeting, its year a second plenary. */
static enum verdict count_for_period(struct desk *dk, struct arena *arena,
                                     const struct meeting *m,
                                     struct reason *why)
{
    struct civil c = civil_from_day(civil_of(m->start_at));
    struct ledger_evidence e = {
        .word = "leaders_held",
        .object = subject_quarter(arena, m->group, c.year, (c.month + 2) / 3),
        .at = m->start_at,
        .source = m->id,
    };
    struct meeting_query q = {
        .group = m->group,
        .from = civil_moment(civil_to_day((struct civil){ c.year, 1, 1 }), 0),
        .to = m->start_at + 1,
    };
    meetings held = { 0 };
    size_t n = 0;
    enum verdict v;

    if (m->leaders)
        return ledger_answer(dk, &e, why);
    v = meetings_of(dk->store, &q, arena, &held, why);
    list_each(&held, h) n += h->state != MEETING_CANCELLED;
    e.word = "two_plenaries";
    e.object = subject_year(arena, m->group, c.year);
    return v == VERDICT_DONE && n >= 2 ? ledger_answer(dk, &e, why) : v;
}

enum verdict meeting_begins(struct desk *dk, struct arena *arena,
                            const struct timer *t, struct reason *why)
{
    struct meeting m;
    bool found = false;
    enum verdict v = meeting_get(dk->store, t->object, arena, &m, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found || m.state >= MEETING_HELD_UNCONFIRMED)
        return timer_drop(dk->store, t->what, t->object, why);
    if (m.start_at > desk_now(dk))
        return meeting_watch(dk, &m, why);
    v = meeting_enter(dk, &m, MEETING_HELD_UNCONFIRMED, "meeting.begins", why);
    if (v == VERDICT_DONE)
        v = timer_drop(dk->store, t->what, t->object, why);
    return v == VERDICT_DONE ? count_for_period(dk, arena, &m, why) : v;
}

/* held, planned, last_filing: why a year may end with fewer than two. */
enum verdict plenary_fill_count(struct desk *dk, const struct subject *s,
                                struct notice *n, struct reason *why)
{
    struct meeting_query q = {
        .group = s->group,
        .from = s->at[DUTY_ANCHOR_FIRST],
        .to = civil_end(civil_of(s->at[DUTY_ANCHOR_LAST])),
    };
    civil_day last = civil_add_months(civil_of(s->at[DUTY_ANCHOR_LAST]), -1);
    meetings all = { 0 };
    int64_t held = 0;
    int64_t planned = 0;
    enum verdict v = meetings_of(dk->store, &q, n->arena, &all, why);

    list_each(&all, m)
    {
        if (m->state == MEETING_CANCELLED)
            continue;
        if (m->start_at <= desk_now(dk))
            held++;
        else
            planned++;
    }
    view_int(n->view, "held", held);
    view_int(n->view, "planned", planned);
    view_due(n->view, "last_filing", last);
    view_flag(n->view, "too_late", civil_of(desk_now(dk)) > last);
    return v;
}

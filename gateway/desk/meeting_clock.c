/* What the clock does to a meeting: contributions close, the opening instant
 * passes (4.3). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"
#include "convoke/store/meeting.h"
#include "plenary.h"
#include "roll.h"

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
    enum verdict v = roll_watch(dk, m, why);

    if (v != VERDICT_DONE)
        return v;
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

/* The duty of a period that a meeting of this kind answers. */
struct period_duty {
    const char *word;
    struct span object;
    size_t least;  /* meetings of the period that it takes */
    int64_t first; /* instant the period begins */
};

static struct period_duty period_duty(struct arena *arena,
                                      const struct meeting *m)
{
    struct civil c = civil_from_day(civil_of(m->start_at));
    int quarter = (c.month + 2) / 3;
    struct civil first = { c.year, m->leaders ? 3 * quarter - 2 : 1, 1 };

    return (struct period_duty){
        .word = m->leaders ? "leaders_held" : "two_plenaries",
        .object = m->leaders ? subject_quarter(arena, m->group, c.year, quarter)
                             : subject_year(arena, m->group, c.year),
        .least = m->leaders ? 1 : 2,
        .first = civil_moment(civil_to_day(first), 0),
    };
}

/* Of this kind, opened in the period until `to` and not called off. */
static enum verdict count_held(struct desk *dk, struct arena *arena,
                               const struct meeting *m,
                               const struct period_duty *p, int64_t to,
                               size_t *ret, struct reason *why)
{
    struct meeting_query q = { m->group, m->leaders, p->first, to };
    meetings all = { 0 };
    enum verdict v = meetings_of(dk->store, &q, arena, &all, why);

    *ret = 0;
    list_each(&all, h) *ret += h->state != MEETING_CANCELLED;
    return v;
}

/* The evidence a meeting is by having been opened: its quarter has had a
 * leaders' meeting, its year a second plenary. */
static enum verdict count_for_period(struct desk *dk, struct arena *arena,
                                     const struct meeting *m,
                                     struct reason *why)
{
    struct period_duty p = period_duty(arena, m);
    struct ledger_evidence e = {
        .word = p.word, .object = p.object, .at = m->start_at, .source = m->id
    };
    size_t held = 0;
    enum verdict v = count_held(dk, arena, m, &p, m->start_at + 1, &held, why);

    return v == VERDICT_DONE && held >= p.least ? ledger_answer(dk, &e, why)
                                                : v;
}

/* The duty is looked at anew; what its ladder sent already is not repeated. */
static enum verdict reopen(struct desk *dk, struct obligation_row *row,
                           struct reason *why)
{
    row->state =
        desk_now(dk) < row->due_at ? OBLIGATION_IS_OPEN : OBLIGATION_IS_OVERDUE;
    row->closed_at = MOMENT_NONE;
    row->evidence = SPAN_NONE;
    row->next_at = desk_now(dk);
    return obligation_set(dk->store, row, why);
}

enum verdict meeting_uncount(struct desk *dk, struct arena *arena,
                             const struct meeting *m, struct reason *why)
{
    struct period_duty p = period_duty(arena, m);
    const struct duty *d = NULL;
    struct obligation_row row;
    size_t held = 0;
    enum verdict v = count_held(dk, arena, m, &p, desk_now(dk), &held, why);

    assert(m->state == MEETING_CANCELLED);
    if (v == VERDICT_DONE)
        v = ledger_asking(dk, p.word, p.object, arena, &d, &row, why);
    if (v != VERDICT_DONE || !d || held >= p.least ||
        (row.state != OBLIGATION_IS_MET && row.state != OBLIGATION_IS_MET_LATE))
        return v;
    return reopen(dk, &row, why);
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
        v = roll_fix(dk, arena, &m, why);
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

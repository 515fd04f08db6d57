/* Exit criteria found met, and found to hold no more (R-X3, R-X7, X20 to X23,
 * X28, X29). */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "dues.h"
#include "evidence.h"
#include "flag_case.h"
#include "reminder.h"

enum { FLAG_LEAST = 2 }; /* in a row: Art. 13, item 2 */

static enum verdict tell_in_the_morning(struct desk *dk, struct span object,
                                        struct reason *why)
{
    struct timer t = { SPAN("flag"), object,
                       reminder_working(dk, desk_now(dk)) };

    return timer_set(dk->store, &t, why);
}

/* Who heard of it hears that it is gone; nobody else need. */
static enum verdict drop(struct desk *dk, struct arena *arena, struct flag *f,
                         struct span reason, struct reason *why)
{
    struct flag_move m = { .event = FLAG_EVENT_UNFOUND,
                           .reason = reason,
                           .until = MOMENT_NONE };
    enum flag_state from = f->state;
    enum verdict v = timer_drop(dk->store, SPAN("flag"), f->object, why);

    if (v == VERDICT_DONE)
        v = flag_move(dk, arena, f, &m, why);
    if (v != VERDICT_DONE || f->told_at == MOMENT_NONE)
        return v;
    return flag_tell_voided(dk, arena, f, from, why);
}

/* What was void holds again: a new question to the secretariat. */
static enum verdict find_again(struct desk *dk, struct arena *arena,
                               struct flag *f, struct reason *why)
{
    struct flag_move m = { .event = FLAG_EVENT_FOUND, .until = MOMENT_NONE };

    f->told_at = MOMENT_NONE;
    return flag_move(dk, arena, f, &m, why);
}

/* *ret_raised: it is one that has to be told now. A person's word on the same
 * cause stands. */
static enum verdict raise(struct desk *dk, struct arena *arena, struct flag *f,
                          bool *ret_raised, struct reason *why)
{
    struct flag had;
    bool found = false;
    enum verdict v = flag_get(dk->store, f->object, arena, &had, &found, why);

    *ret_raised = v == VERDICT_DONE && (!found || had.state == FLAG_VOIDED);
    if (!*ret_raised)
        return v;
    if (!found)
        return flag_begin(dk, arena, f, why);
    had.count = f->count;
    had.skipped = f->skipped;
    *f = had;
    return find_again(dk, arena, f, why);
}

/* ---- absences ---- */

static enum verdict status_of_cause(struct desk *dk, struct arena *arena,
                                    const struct flag *f, struct span *ret,
                                    struct reason *why)
{
    attendance_rows rows = { 0 };
    struct meeting m;
    bool found = false;
    enum verdict v = meeting_get(dk->store, f->cause, arena, &m, &found, why);

    *ret = SPAN_NONE;
    if (v != VERDICT_DONE || !found || m.state == MEETING_CANCELLED)
        return v;
    v = attendance_of(dk->store, f->cause, arena, &rows, why);
    list_each(&rows, r) if (span_eq(r->unit, f->unit)) *ret = r->status;
    return v;
}

/* While its cause is being judged anew only what speaks for the unit counts. */
static enum verdict still_holds(struct desk *dk, struct arena *arena,
                                const struct flag *f,
                                const struct flag_record *r, bool *ret,
                                struct reason *why)
{
    struct span status;
    enum verdict v = VERDICT_DONE;

    *ret = r->at_cause.unexcused >= FLAG_LEAST;
    if (r->cause)
        return v;
    v = status_of_cause(dk, arena, f, &status, why);
    *ret = span_eq(status, SPAN("U"));
    return v;
}

/* What the unit misses since is added to the evidence; the first time is told,
 * and later ones no more: its case is known, and waits (X28). */
static enum verdict add_evidence(struct desk *dk, struct arena *arena,
                                 struct flag *f, const struct flag_record *r,
                                 struct reason *why)
{
    bool more = r->now.unexcused > f->count;
    bool updated = f->count > r->at_cause.unexcused;
    enum verdict v;

    if (f->told_at == MOMENT_NONE || !r->cause)
        return VERDICT_DONE;
    v = evidence_take(dk, arena, f, why);
    if (v != VERDICT_DONE || !more)
        return v;
    f->count = r->now.unexcused;
    f->skipped = r->now.skipped;
    v = flag_set(dk->store, f, why);
    return v == VERDICT_DONE && !updated
               ? tell_in_the_morning(dk, f->object, why)
               : v;
}

static enum verdict review_one(struct desk *dk, struct arena *arena,
                               struct flag *f, struct reason *why)
{
    struct flag_record r;
    bool holds = false;
    enum verdict v = flag_record_of(dk, f, arena, &r, why);

    if (v == VERDICT_DONE)
        v = still_holds(dk, arena, f, &r, &holds, why);
    if (v != VERDICT_DONE)
        return v;
    return holds ? add_evidence(dk, arena, f, &r, why)
                 : drop(dk, arena, f, SPAN("签到数据或缺席认定已更正"), why);
}

static enum verdict review_absences(struct desk *dk, struct arena *arena,
                                    struct span group, struct reason *why)
{
    struct flag_query q = { .group = group, .living = true };
    flags all = { 0 };
    enum verdict v = flags_of(dk->store, &q, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (all.at[i].ground == FLAG_ABSENCE)
            v = review_one(dk, arena, &all.at[i], why);
    return v;
}

static enum verdict has_living(struct desk *dk, struct arena *arena,
                               const struct flag *f, bool *ret,
                               struct reason *why)
{
    struct flag_query q = { .unit = f->unit,
                            .group = f->group,
                            .living = true };
    flags all = { 0 };
    enum verdict v = flags_of(dk->store, &q, arena, &all, why);

    *ret = false;
    list_each(&all, had) *ret = *ret || had->ground == f->ground;
    return v;
}

/* Results of before our time have no evidence here. */
static bool has_evidence(const struct attendance_row *r)
{
    return !span_eq(r->basis, SPAN("register"));
}

static enum verdict is_leaving(struct desk *dk, struct arena *arena,
                               const struct flag *f, bool *ret,
                               struct reason *why)
{
    struct membership m;
    bool found = false;
    enum verdict v =
        membership_get(dk->store, f->unit, f->group, arena, &m, &found, why);

    *ret = !found || span_eq(m.state, SPAN("exiting"));
    return v;
}

static enum verdict raise_absence(struct desk *dk, struct arena *arena,
                                  struct flag *f, struct reason *why)
{
    struct flag_record r;
    bool living = false;
    bool leaving = false;
    bool raised = false;
    enum verdict v = flag_record_of(dk, f, arena, &r, why);

    if (v == VERDICT_DONE)
        v = has_living(dk, arena, f, &living, why);
    if (v == VERDICT_DONE)
        v = is_leaving(dk, arena, f, &leaving, why);
    if (v != VERDICT_DONE || living || leaving || !r.last ||
        !has_evidence(&r.rows.at[r.last - 1]))
        return v;
    f->cause = r.rows.at[r.last - 1].meeting;
    f->object = arena_printf(arena, SPAN_FMT "/ABS/" SPAN_FMT,
                             SPAN_ARG(f->unit), SPAN_ARG(f->cause));
    v = raise(dk, arena, f, &raised, why);
    return v == VERDICT_DONE && raised ? tell_in_the_morning(dk, f->object, why)
                                       : v;
}

enum verdict flag_of_attendance(struct desk *dk, struct arena *arena,
                                const struct meeting *m, struct reason *why)
{
    attendance_counters all = { 0 };
    struct working_group g;
    bool found = false;
    enum verdict v;

    assert(dk && m);
    v = review_absences(dk, arena, m->group, why);
    if (v == VERDICT_DONE)
        v = group_get(dk->store, m->group, arena, &g, &found, why);
    /* Art. 3: nobody leaves a group that is no more. */
    if (v != VERDICT_DONE || !found || g.abolished)
        return v;
    v = attendance_counters_of(dk->store, m->group, FLAG_LEAST, arena, &all,
                               why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct flag f = { .unit = all.at[i].unit,
                          .group = m->group,
                          .ground = FLAG_ABSENCE,
                          .count = all.at[i].unexcused,
                          .skipped = all.at[i].skipped };
        v = raise_absence(dk, arena, &f, why);
    }
    return v;
}

/* ---- dues ---- */

/* What speaks for the unit ends it; that a mail reached people it no longer has
 * does not. */
static bool is_settled(enum dues_finding f)
{
    return f == DUES_CLEAR_GRANTED || f == DUES_CLEAR_PAID ||
           f == DUES_CLEAR_PARTIAL || f == DUES_CLEAR_NO_BILL ||
           f == DUES_CLEAR_BEFORE_CHARTER;
}

static enum verdict find_dues(struct desk *dk, int year, struct span unit,
                              enum dues_finding *ret, struct reason *why)
{
    struct dues_facts facts;
    bool found = false;
    enum verdict v = dues_facts_of(dk, year, unit, &facts, &found, why);

    *ret = found ? dues_find(&facts) : DUES_CLEAR_NO_BILL;
    return v;
}

static enum verdict review_dues(struct desk *dk, struct arena *arena,
                                struct reason *why)
{
    struct flag_query q = { .living = true };
    flags all = { 0 };
    enum verdict v = flags_of(dk->store, &q, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        enum dues_finding now;
        int year = 0;
        if (!flag_year(&all.at[i], &year))
            continue;
        v = find_dues(dk, year, all.at[i].unit, &now, why);
        if (v == VERDICT_DONE && is_settled(now))
            v = drop(dk, arena, &all.at[i], span_str(dues_finding_zh(now)),
                     why);
    }
    return v;
}

static enum verdict raise_dues(struct desk *dk, struct arena *arena, int year,
                               struct span unit, struct reason *why)
{
    struct flag f = { .unit = unit, .ground = FLAG_DUES };
    enum dues_finding now;
    bool living = false;
    bool raised = false;
    enum verdict v = find_dues(dk, year, unit, &now, why);

    if (v == VERDICT_DONE)
        v = has_living(dk, arena, &f, &living, why);
    if (v != VERDICT_DONE || now != DUES_FLAG || living)
        return v;
    f.cause = arena_printf(arena, "%d", year);
    f.object = arena_printf(arena, SPAN_FMT "/DUES/%d", SPAN_ARG(unit), year);
    v = raise(dk, arena, &f, &raised, why);
    return v == VERDICT_DONE && raised ? flag_tell_raised(dk, arena, &f, why)
                                       : v;
}

enum verdict flag_of_dues(struct desk *dk, struct arena *arena,
                          struct reason *why)
{
    dues_years all = { 0 };
    enum verdict v = review_dues(dk, arena, why);

    if (v == VERDICT_DONE)
        v = dues_years_all(dk->store, arena, &all, why);
    for (size_t y = 0; y < all.n && v == VERDICT_DONE; y++) {
        dues_parties units = { 0 };
        v = dues_bearers(dk, all.at[y].year, arena, &units, why);
        for (size_t i = 0; i < units.n && v == VERDICT_DONE; i++)
            v = raise_dues(dk, arena, all.at[y].year, units.at[i].unit.id, why);
    }
    return v;
}

/* ---- the unit is gone ---- */

enum verdict flag_of_exit(struct desk *dk, struct arena *arena,
                          struct span unit, struct span group,
                          struct span evidence, struct reason *why)
{
    struct flag_query q = { .unit = unit, .group = group, .living = true };
    flags all = { 0 };
    enum verdict v;

    assert(dk && unit.n);
    v = flags_of(dk->store, &q, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct flag *f = &all.at[i];
        struct flag_move m = { .event = FLAG_EVENT_LEAVE,
                               .reason = SPAN("单位已另行退出"),
                               .until = MOMENT_NONE,
                               .evidence = evidence };
        spans left = { 0 };
        if (f->ground == FLAG_DUES)
            v = flag_groups(dk, f, arena, &left, why);
        if (v != VERDICT_DONE || left.n)
            continue;
        v = timer_drop(dk->store, SPAN("flag"), f->object, why);
        if (v == VERDICT_DONE)
            v = flag_move(dk, arena, f, &m, why);
    }
    return v;
}

#include "convoke/desk/leader_rules.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"

/* ---- one leader, one meeting ---- */

static bool before_charter(int64_t start_at)
{
    return civil_of(start_at) < civil_to_day((struct civil){ 2025, 4, 1 });
}

/* In office on the day of the meeting; the hour of an appointment is of no
 * matter. */
static bool in_office(const struct leader_evidence *e)
{
    return civil_of(e->since) <= civil_of(e->start_at);
}

struct attendance_verdict leader_judge(const struct leader_evidence *e)
{
    const struct {
        bool holds;
        enum attendance_status status;
        enum attendance_basis basis;
    } rules[] = {
        { e->present, ATTENDANCE_PRESENT, ATTENDANCE_SIGNED },
        { e->cancelled, ATTENDANCE_NOT_COUNTED, ATTENDANCE_CANCELLED },
        { !in_office(e), ATTENDANCE_NOT_COUNTED, ATTENDANCE_NO_MEMBER },
        { !e->told, ATTENDANCE_NOT_COUNTED, ATTENDANCE_NO_NOTICE },
        { before_charter(e->start_at), ATTENDANCE_NOT_COUNTED,
          ATTENDANCE_BEFORE_CHARTER },
        { e->stated && (!e->asked || e->stated_at < e->window_at),
          ATTENDANCE_EXCUSED, ATTENDANCE_STATED },
    };

    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        if (rules[i].holds)
            return (struct attendance_verdict){ rules[i].status,
                                                rules[i].basis };
    return (struct attendance_verdict){ ATTENDANCE_UNEXCUSED,
                                        ATTENDANCE_SILENT };
}

/* ---- two in a row ---- */

static int by_start(const void *left, const void *right)
{
    const struct leader_turn *a = left;
    const struct leader_turn *b = right;

    if (a->start_at != b->start_at)
        return a->start_at < b->start_at ? -1 : 1;
    return span_cmp(a->meeting, b->meeting);
}

struct series {
    const struct leader_turn *turns;
    size_t n;
    int64_t reset_at;
    unsigned reading;
};

static bool counts(const struct series *s, size_t i)
{
    const struct leader_turn *t = &s->turns[i];

    if (t->start_at < s->reset_at || t->status == ATTENDANCE_NOT_COUNTED)
        return false;
    return s->reading == LEADER_READ_MERGED ||
           t->leaders == (s->reading == LEADER_READ_LEADERS);
}

static void find(const struct series *s, struct arena *arena, leader_runs *ret)
{
    struct leader_run run = { .count = 0, .readings = s->reading };

    for (size_t i = 0; i <= s->n; i++) {
        if (i < s->n && !counts(s, i))
            continue;
        if (i < s->n && s->turns[i].status == ATTENDANCE_UNEXCUSED) {
            run.count++;
            run.last = i;
            if (run.count == 1)
                run.first = i;
            if (run.count == 2)
                run.second = i;
            continue;
        }
        if (run.count >= 2)
            *list_push(ret, arena) = run;
        run.count = 0;
    }
}

/* Some absence of the one is one of the other too. */
static bool share(const struct series *s, const struct leader_run *a,
                  const struct leader_run *b)
{
    for (size_t i = a->first; i <= a->last; i++)
        if (i >= b->first && i <= b->last && counts(s, i) &&
            s->turns[i].status == ATTENDANCE_UNEXCUSED)
            return true;
    return false;
}

void leader_runs_find(struct leader_turn *turns, size_t n, int64_t reset_at,
                      struct arena *arena, leader_runs *ret)
{
    static const unsigned alone[] = { LEADER_READ_LEADERS,
                                      LEADER_READ_PLENARIES };
    struct series s = { turns, n, reset_at, LEADER_READ_MERGED };

    assert((turns || !n) && ret);
    *ret = (leader_runs){ 0 };
    if (n)
        qsort(turns, n, sizeof(*turns), by_start);
    find(&s, arena, ret);
    for (size_t k = 0; k < ARRAY_LEN(alone); k++) {
        leader_runs one = { 0 };
        s.reading = alone[k];
        find(&s, arena, &one);
        list_each(ret, run) list_each(&one, other) if (share(&s, run, other))
            run->readings |= alone[k];
    }
}

static const struct {
    enum leader_reading reading;
    const char *name;
} readings[] = {
    { LEADER_READ_MERGED, "merged" },
    { LEADER_READ_LEADERS, "leaders" },
    { LEADER_READ_PLENARIES, "plenaries" },
};

struct span leader_readings_name(struct arena *arena, unsigned met)
{
    struct span name = SPAN_NONE;

    for (size_t i = 0; i < ARRAY_LEN(readings); i++)
        if (met & readings[i].reading)
            name = arena_printf(arena, SPAN_FMT "%s%s", SPAN_ARG(name),
                                name.n ? "," : "", readings[i].name);
    return name;
}

unsigned leader_readings_from(struct span name)
{
    unsigned met = 0;
    struct span word;

    while (span_cut(&name, ',', &word))
        for (size_t i = 0; i < ARRAY_LEN(readings); i++)
            if (span_eq(word, span_str(readings[i].name)))
                met |= readings[i].reading;
    return met;
}

/* ---- nothing for long ---- */

static civil_day months_after(civil_day day, int months)
{
    return civil_add_months(day, months);
}

int leader_idle_months(civil_day last_duty, civil_day today)
{
    if (today > months_after(last_duty, LEADER_IDLE_YEAR))
        return LEADER_IDLE_YEAR;
    if (today >= months_after(last_duty, LEADER_IDLE_LAST))
        return LEADER_IDLE_LAST;
    return today >= months_after(last_duty, LEADER_IDLE_HINT) ? LEADER_IDLE_HINT
                                                              : 0;
}

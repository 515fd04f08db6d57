/* A new day: the years and quarters that began get their duties, and the
 * working-day calendar is looked at (7.4, 7.5, 20.1, R-D10). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"
#include "convoke/desk/alert.h"
#include "convoke/store/timer.h"
#include "reminder.h"

enum { YEARS_BACK = 3 };

/* Periods that are over by now are begun too when Convoke was down as they
 * ran: what was missed then has to be seen. */
static enum verdict sync_years(struct desk *dk, struct arena *arena,
                               const struct working_group *g, civil_day today,
                               struct reason *why)
{
    int year = civil_from_day(today).year;
    int month = civil_from_day(today).month;
    int first = civil_from_day(civil_of(g->since)).year;
    enum verdict v = VERDICT_DONE;

    if (first < year - YEARS_BACK)
        first = year - YEARS_BACK;
    for (int y = first; y <= year && v == VERDICT_DONE; y++) {
        int last = y < year ? 4 : (month + 2) / 3;
        v = ledger_sync(dk, subject_year(arena, g->id, y), why);
        for (int q = 1; q <= last && v == VERDICT_DONE; q++)
            v = ledger_sync(dk, subject_quarter(arena, g->id, y, q), why);
    }
    return v;
}

/* Those with a duty that begins anew each year. */
static enum verdict sync_projects(struct desk *dk, struct arena *arena,
                                  struct reason *why)
{
    projects all = { 0 };
    enum verdict v = projects_of(dk->store, SPAN_NONE, true, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = ledger_sync(dk, all.at[i].id, why);
    return v;
}

static enum verdict sync_all(struct desk *dk, struct arena *arena,
                             civil_day today, struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(dk->store, arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = sync_years(dk, arena, &groups.at[i], today, why);
    return v == VERDICT_DONE ? sync_projects(dk, arena, why) : v;
}

bool calendar_lacks_next_year(const struct desk *dk, civil_day today)
{
    struct civil c = civil_from_day(today);
    civil_day from = civil_to_day((struct civil){ c.year, 11, 15 });

    return today >= workdays_at_or_after(&dk->workdays, from) &&
           !workdays_knows(&dk->workdays, c.year + 1);
}

static enum verdict warn_calendar(struct desk *dk, struct arena *arena,
                                  civil_day today, struct reason *why)
{
    int next = civil_from_day(today).year + 1;
    struct notice n;
    enum verdict v;

    notice_init(&n, arena, "cal.missing", SPAN_NONE);
    v = alert_people(dk, &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_int(n.view, "year", next);
    n.law_zh = SPAN("服务时限（工作日历）");
    n.law_en = SPAN("service period (working days)");
    n.discriminator = arena_printf(arena, "%d", next);
    return notice_send(dk, &n, why);
}

/* Looked at each midnight, told in the morning of a working day. */
static int64_t next_turn(const struct desk *dk, civil_day today)
{
    int64_t morning = civil_moment(today, dk->rules.sched_hour);

    if (desk_now(dk) < morning && calendar_lacks_next_year(dk, today) &&
        workdays_is_working(&dk->workdays, today))
        return morning;
    return civil_end(today);
}

/* The turn before this one was set for `t`: has a quarter begun since? */
static bool quarter_began(const struct timer *t, civil_day today)
{
    struct civil a = civil_from_day(civil_of(t->at) - 1);
    struct civil b = civil_from_day(today);

    return t->at == 0 || a.year != b.year ||
           (a.month - 1) / 3 != (b.month - 1) / 3;
}

enum verdict calendar_turn(struct desk *dk, struct arena *arena,
                           const struct timer *t, struct reason *why)
{
    civil_day today = civil_of(desk_now(dk));
    struct timer next = *t;
    enum verdict v = VERDICT_DONE;

    if (quarter_began(t, today))
        v = sync_all(dk, arena, today, why);
    if (v == VERDICT_DONE && calendar_lacks_next_year(dk, today) &&
        reminder_working(dk, desk_now(dk)) == desk_now(dk))
        v = warn_calendar(dk, arena, today, why);
    next.at = next_turn(dk, today);
    return v == VERDICT_DONE ? timer_set(dk->store, &next, why) : v;
}

#include "zone_read.h"

#include <assert.h>

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "walltime.h"
#include "zone_names.h"

void zone_begin(struct zones *z)
{
    assert(z);
    z->now = (struct zone){ 0 };
}

void zone_name_line(struct zones *z, const struct contentline *line)
{
    assert(z);
    assert(line);
    if (span_eq_nocase(line->name, SPAN("TZID")))
        z->now.name = contentline_text(line->value, false, z->arena);
}

void zone_end(struct zones *z)
{
    assert(z);
    if (z->now.onsets.n)
        *list_push(&z->all, z->arena) = z->now;
    z->now = (struct zone){ 0 };
}

void zone_onset_begin(struct zones *z)
{
    assert(z);
    z->onset = (struct zone_onset){ .until = INT64_MAX };
    z->has_from = z->has_to = z->has_first = false;
    z->more.n = 0;
}

static civil_day day_of(int64_t wall)
{
    int64_t day = wall / CIVIL_DAY;

    return (civil_day)(day - (wall % CIVIL_DAY < 0));
}

static bool weekday_read(struct span s, int *ret)
{
    static const char names[] = "MOTUWETHFRSASU";

    for (int i = 0; i < 7; i++)
        if (span_eq_nocase(s, span_of(names + (ptrdiff_t)i * 2, 2))) {
            *ret = i + 1;
            return true;
        }
    return false;
}

/* "2SU", "-1SU"; "SU" beside days of the month. */
static bool byday_read(struct span s, struct zone_onset *o)
{
    bool minus = span_starts(s, SPAN("-"));
    uint64_t week = 0;

    if (minus || span_starts(s, SPAN("+")))
        s = span_from(s, 1);
    if (s.n == 3 && number_parse(span_sub(s, 0, 1), 5, &week))
        s = span_from(s, 1);
    o->week = minus ? -(int)week : (int)week;
    return weekday_read(s, &o->weekday);
}

/* "8,9,10,11,12,13,14" beside a weekday is the first one from the 8th. */
static bool bymonthday_read(struct span s, struct zone_onset *o)
{
    struct span one;
    uint64_t n = 0;

    while (span_cut(&s, ',', &one)) {
        if (!number_parse(one, 31, &n) || n == 0)
            return false;
        if (o->day == 0 || (int)n < o->day)
            o->day = (int)n;
    }
    return true;
}

static bool bymonth_read(struct span s, struct zone_onset *o)
{
    uint64_t n = 0;
    bool ok = number_parse(s, 12, &n) && n > 0;

    o->month = (int)n;
    return ok;
}

static bool freq_read(struct span s, struct zone_onset *o)
{
    o->yearly = span_eq_nocase(s, SPAN("YEARLY"));
    return o->yearly;
}

/* Stands in UTC; a day more keeps the onset it means, whose next is a year
 * away. */
static bool until_read(struct span s, struct zone_onset *o)
{
    struct walltime until;
    bool ok = walltime_read(s, &until);

    if (ok)
        o->until = until.seconds + CIVIL_DAY;
    return ok;
}

static bool interval_read(struct span s, struct zone_onset *o)
{
    (void)o;
    return span_eq(s, SPAN("1"));
}

/* Those of the clock say what DTSTART says. */
static bool as_dtstart(struct span s, struct zone_onset *o)
{
    (void)s;
    (void)o;
    return true;
}

/* False: a rule nobody computes here. */
static bool rule_part(struct span name, struct span value, struct zone_onset *o)
{
    static const struct {
        struct span name;
        bool (*read)(struct span s, struct zone_onset *o);
    } parts[] = {
        { SPAN("FREQ"), freq_read },
        { SPAN("BYMONTH"), bymonth_read },
        { SPAN("BYDAY"), byday_read },
        { SPAN("BYMONTHDAY"), bymonthday_read },
        { SPAN("UNTIL"), until_read },
        { SPAN("INTERVAL"), interval_read },
        { SPAN("WKST"), as_dtstart },
        { SPAN("BYHOUR"), as_dtstart },
        { SPAN("BYMINUTE"), as_dtstart },
        { SPAN("BYSECOND"), as_dtstart },
    };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (span_eq_nocase(name, parts[i].name))
            return parts[i].read(value, o);
    return false;
}

static void rule_read(struct span rule, struct zone_onset *o)
{
    struct span part;

    while (span_cut(&rule, ';', &part)) {
        size_t equals;

        part = span_trim(part);
        equals = span_find_char(part, '=');
        if (part.n && !rule_part(span_sub(part, 0, equals),
                                 span_from(part, equals + 1), o))
            o->strange = true;
    }
    if (!o->yearly)
        o->strange = true;
}

/* The rule as a day of each year; a year alone repeats the day it began on. */
static void rule_settle(struct zone_onset *o)
{
    struct civil first = civil_from_day(day_of(o->first));

    if (!o->yearly)
        return;
    if (!o->month && !o->weekday && !o->day) {
        o->month = first.month;
        o->day = first.day;
    }
    if (!o->month || (o->week != 0) == (o->day != 0) ||
        (o->week && !o->weekday))
        o->strange = true;
}

static void more_read(struct zones *z, struct span dates)
{
    struct span date;
    struct walltime at;

    while (span_cut(&dates, ',', &date))
        if (walltime_read(date, &at))
            *list_push(&z->more, z->arena) = at.seconds;
}

void zone_onset_line(struct zones *z, const struct contentline *line)
{
    struct walltime at;

    assert(z);
    assert(line);
    if (span_eq_nocase(line->name, SPAN("TZOFFSETFROM")))
        z->has_from = walltime_offset(line->value, &z->onset.from);
    else if (span_eq_nocase(line->name, SPAN("TZOFFSETTO")))
        z->has_to = walltime_offset(line->value, &z->onset.to);
    else if (span_eq_nocase(line->name, SPAN("RRULE")))
        rule_read(span_trim(line->value), &z->onset);
    else if (span_eq_nocase(line->name, SPAN("RDATE")))
        more_read(z, line->value);
    else if (span_eq_nocase(line->name, SPAN("DTSTART")) &&
             walltime_read(line->value, &at)) {
        z->has_first = true;
        z->onset.first = at.seconds;
    }
}

void zone_onset_end(struct zones *z)
{
    struct zone_onset o = z->onset;

    assert(z);
    if (!z->has_to)
        return;
    if (!z->has_from)
        o.from = o.to;
    if (!z->has_first)
        o.first = WALLTIME_OLDEST;
    rule_settle(&o);
    *list_push(&z->now.onsets, z->arena) = o;
    o.yearly = o.strange = false;
    for (size_t i = 0; i < z->more.n; i++) {
        o.first = z->more.at[i];
        *list_push(&z->now.onsets, z->arena) = o;
    }
}

/* The day the rule falls on in that year. */
static civil_day rule_day(const struct zone_onset *o, int year)
{
    int days = civil_days_in_month(year, o->month);
    civil_day first = civil_to_day((struct civil){ year, o->month, 1 });
    civil_day last = first + days - 1;
    civil_day d = first + o->day - 1;

    if (o->day)
        return o->weekday ? d + (o->weekday - civil_weekday(d) + 7) % 7 : d;
    if (o->week > 0) {
        d = first + (o->weekday - civil_weekday(first) + 7) % 7 +
            7 * (o->week - 1);
        return d > last ? d - 7 : d;
    }
    d = last - (civil_weekday(last) - o->weekday + 7) % 7 + 7 * (o->week + 1);
    return d < first ? d + 7 : d;
}

/* Its last onset at or before `wall`; INT64_MIN when there is none. */
static int64_t last_onset(const struct zone_onset *o, int64_t wall)
{
    int64_t end = wall < o->until ? wall : o->until;
    int64_t clock = o->first - (int64_t)day_of(o->first) * CIVIL_DAY;
    int year;

    if (wall < o->first)
        return INT64_MIN;
    if (!o->yearly || o->strange)
        return o->first;
    year = civil_from_day(day_of(end)).year;
    for (int y = year; y >= year - 1; y--) {
        int64_t onset = (int64_t)rule_day(o, y) * CIVIL_DAY + clock;

        if (onset <= end && onset >= o->first)
            return onset;
    }
    return o->first;
}

/* Of a zone whose rules can be computed. */
static int64_t offset_at(const struct zone *zone, int64_t wall)
{
    const struct zone_onset *oldest = NULL;
    const struct zone_onset *now = NULL;
    int64_t latest = INT64_MIN;

    for (size_t i = 0; i < zone->onsets.n; i++) {
        const struct zone_onset *o = &zone->onsets.at[i];
        int64_t onset = last_onset(o, wall);

        if (!oldest || o->first < oldest->first)
            oldest = o;
        if (onset != INT64_MIN && onset >= latest) {
            latest = onset;
            now = o;
        }
    }
    return now ? now->to : oldest->from;
}

/* Whether the zone itself tells its offset at that time. */
static bool embedded_offset(const struct zone *zone, int64_t wall, int64_t *ret)
{
    bool strange = false;
    bool one = true;

    list_each(&zone->onsets, o)
    {
        strange = strange || o->strange;
        one = one && o->to == zone->onsets.at[0].to;
    }
    if (strange && !one)
        return false;
    *ret = one ? zone->onsets.at[0].to : offset_at(zone, wall);
    return true;
}

/* A zone's own word counts, but not that of the sun of 1880, which some take
 * for a zone's only offset. */
static bool is_offset(int64_t offset)
{
    return offset % 900 == 0;
}

static bool offset_of(const struct zones *z, struct span name, int64_t wall,
                      int64_t *ret)
{
    if (zone_names_is_china(name))
        return zone_names_offset(name, ret);
    list_each(&z->all, zone)
    {
        if (span_eq_nocase(zone->name, name) &&
            embedded_offset(zone, wall, ret) && is_offset(*ret))
            return true;
    }
    return zone_names_offset(name, ret);
}

int64_t zone_moment(const struct zones *z, struct span name, int64_t wall)
{
    int64_t offset = CIVIL_OFFSET;
    int64_t moment;

    assert(z);
    if (name.n && !offset_of(z, name, wall, &offset))
        return MOMENT_NONE;
    moment = wall - offset;
    return moment < WALLTIME_OLDEST || moment > WALLTIME_NEWEST ? MOMENT_NONE
                                                                : moment;
}

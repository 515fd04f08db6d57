#include "convoke/calendar/holidays.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/number.h"
#include "holiday_words.h"

enum {
    HOLIDAYS_FIRST_YEAR = 1990,
    HOLIDAYS_LAST_YEAR = 2200,
    HOLIDAYS_MAX_NAME = 200, /* octets of names that share a day */
};

/* The properties of an event that matter. */
enum property {
    PROPERTY_SUMMARY,
    PROPERTY_DTSTART,
    PROPERTY_DTEND,
    PROPERTY_DURATION,
    PROPERTY_RRULE,
    PROPERTY_RDATE,
    PROPERTY_STATUS,
    PROPERTY_CATEGORIES,
    PROPERTY_COUNT,
};

static const struct span property_name[] = {
    [PROPERTY_SUMMARY] = SPAN("SUMMARY"),
    [PROPERTY_DTSTART] = SPAN("DTSTART"),
    [PROPERTY_DTEND] = SPAN("DTEND"),
    [PROPERTY_DURATION] = SPAN("DURATION"),
    [PROPERTY_RRULE] = SPAN("RRULE"),
    [PROPERTY_RDATE] = SPAN("RDATE"),
    [PROPERTY_STATUS] = SPAN("STATUS"),
    [PROPERTY_CATEGORIES] = SPAN("CATEGORIES"),
};
static_assert(ARRAY_LEN(property_name) == PROPERTY_COUNT,
              "every property has its name");

/* An event that says something, before anybody knows what ends mean. */
struct run {
    int line;
    bool works;
    bool has_end;         /* as a date: `end` is what stands there */
    civil_day first, end; /* without has_end the last day */
    struct span name;
};

struct reader {
    struct arena *arena; /* borrowed */
    struct holidays *to;
    int line;
    int calendars; /* begun and not ended */
    bool inside;   /* an event */
    int nested;    /* components begun inside it, an alarm */
    size_t events;
    int event_line;
    struct span value[PROPERTY_COUNT];
    unsigned marked; /* enum holiday_says bits of X- properties */
    LIST_OF(struct run) runs;
};

static void problem(struct reader *r, int line, const char *what,
                    struct span value)
{
    struct holidays_problem *p = list_push(&r->to->problems, r->arena);

    p->line = line;
    p->text = value.n ? arena_printf(r->arena, "%s: " SPAN_FMT, what,
                                     SPAN_ARG(span_fit(value, 60)))
                      : arena_printf(r->arena, "%s", what);
}

static void skip(struct reader *r, enum holidays_skip why, struct span summary)
{
    *list_push(&r->to->skipped, r->arena) = (struct holidays_skipped){
        .line = r->event_line,
        .why = why,
        .summary = arena_span(r->arena, span_fit(summary, 120)),
    };
}

bool holidays_is_ics(struct span file)
{
    if (span_starts(file, SPAN("\xef\xbb\xbf")))
        file = span_from(file, 3);
    return span_starts_nocase(span_trim(file), SPAN("BEGIN:VCALENDAR"));
}

static void add_lines(struct text *to, size_t n)
{
    for (; n; n--)
        text_add_char(to, '\n');
}

enum verdict holidays_unfold(struct span file, struct text *to,
                             struct reason *why)
{
    struct span line;
    size_t owed = 0; /* ends of the lines joined so far */

    assert(to);
    if (file.n > HOLIDAYS_MAX_FILE)
        return reason_set(why, VERDICT_NEVER, "holidays.unfold",
                          "more than %d octets", HOLIDAYS_MAX_FILE);
    if (span_starts(file, SPAN("\xef\xbb\xbf")))
        file = span_from(file, 3);
    while (span_line(&file, &line)) {
        bool goes_on =
            owed && line.n && (line.p[0] == ' ' || line.p[0] == '\t');
        if (!goes_on) {
            add_lines(to, owed);
            owed = 0;
        }
        text_add(to, span_from(line, goes_on));
        owed++;
    }
    add_lines(to, owed);
    return VERDICT_DONE;
}

/* What stands in DTSTART or DTEND, as a day in Asia/Shanghai. */
struct when {
    civil_day day;
    bool timed;
    bool midnight;
};

static bool civil_is(struct civil c)
{
    return c.year >= HOLIDAYS_FIRST_YEAR && c.year <= HOLIDAYS_LAST_YEAR &&
           c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= civil_days_in_month(c.year, c.month);
}

/* "20261001", "20261001T090000", "20260930T160000Z"; a zone by name is taken
 * for ours. */
static bool when_read(struct span s, struct when *ret)
{
    uint64_t date = 0;
    uint64_t time = 0;
    bool utc;
    struct civil c;

    s = span_trim(s);
    utc = span_ends(s, SPAN("Z"));
    s.n -= utc;
    if (!number_parse(span_sub(s, 0, 8), 99999999, &date) ||
        (s.n != 8 && (s.n != 15 || s.p[8] != 'T' ||
                      !number_parse(span_from(s, 9), 235960, &time))))
        return false;
    c = (struct civil){ (int)(date / 10000), (int)(date / 100 % 100),
                        (int)(date % 100) };
    if (!civil_is(c))
        return false;
    if (utc)
        time = (time + 80000) % 240000;
    *ret = (struct when){ .day = civil_to_day(c) + (utc && time < 80000),
                          .timed = s.n > 8,
                          .midnight = s.n > 8 && time == 0 };
    return true;
}

/* "P7D", "P1W"; less than a day is a part of one. */
static bool duration_read(struct span s, int *ret_days)
{
    uint64_t n = 0;
    bool weeks;

    s = span_trim(s);
    if (span_starts(s, SPAN("PT"))) {
        *ret_days = 1;
        return true;
    }
    weeks = span_ends(s, SPAN("W"));
    if (!span_starts(s, SPAN("P")) || !(weeks || span_ends(s, SPAN("D"))) ||
        !number_parse(span_sub(s, 1, s.n - 2), 99, &n) || n == 0)
        return false;
    *ret_days = (int)n * (weeks ? 7 : 1);
    return true;
}

static bool run_end(struct reader *r, struct run *run)
{
    struct when end;
    int days;

    run->end = run->first;
    if (r->value[PROPERTY_DTEND].n) {
        if (!when_read(r->value[PROPERTY_DTEND], &end))
            return false;
        run->has_end = !end.timed;
        run->end = end.day - (end.midnight && end.day > run->first);
    } else if (r->value[PROPERTY_DURATION].n) {
        if (!duration_read(r->value[PROPERTY_DURATION], &days))
            return false;
        run->end = run->first + days - 1;
    }
    return true;
}

/* An event that says rest or work. */
static void take_run(struct reader *r, bool works, struct span summary)
{
    struct run run = { .line = r->event_line, .works = works };
    struct when first;

    if (r->value[PROPERTY_RRULE].n || r->value[PROPERTY_RDATE].n)
        problem(r, run.line, "repeats, which no notice says", summary);
    else if (!when_read(r->value[PROPERTY_DTSTART], &first))
        problem(r, run.line, "no date to begin at", r->value[PROPERTY_DTSTART]);
    else {
        run.first = first.day;
        run.name = holiday_name(summary, r->arena);
        if (run_end(r, &run))
            *list_push(&r->runs, r->arena) = run;
        else
            problem(r, run.line, "no date to end at",
                    r->value[PROPERTY_DTEND].n ? r->value[PROPERTY_DTEND]
                                               : r->value[PROPERTY_DURATION]);
    }
}

/* \n, \; and their kin (RFC 5545, 3.3.11); no control is left. */
static struct span unescaped(struct reader *r, struct span s)
{
    char *to = arena_str(r->arena, s);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        bool escape = s.p[i] == '\\' && i + 1 < s.n;
        char c = s.p[escape ? ++i : i];
        if ((unsigned char)c < 0x20 || c == 0x7f ||
            (escape && (c == 'n' || c == 'N')))
            c = ' ';
        to[n++] = c;
    }
    return span_trim_wide(span_of(to, n));
}

static void event_end(struct reader *r)
{
    struct span summary = unescaped(r, r->value[PROPERTY_SUMMARY]);
    unsigned says = holiday_words_say(summary) | r->marked;

    r->inside = false;
    if (!says)
        says = holiday_categories_say(r->value[PROPERTY_CATEGORIES]);
    if (!says)
        skip(r, HOLIDAYS_SAYS_NEITHER, summary);
    else if (span_eq_nocase(span_trim(r->value[PROPERTY_STATUS]),
                            SPAN("CANCELLED")))
        skip(r, HOLIDAYS_IS_CANCELLED, summary);
    else if (says == (HOLIDAY_SAYS_REST | HOLIDAY_SAYS_WORK))
        problem(r, r->event_line, "says both rest and work", summary);
    else
        take_run(r, says == HOLIDAY_SAYS_WORK, summary);
}

static void event_begin(struct reader *r)
{
    r->inside = true;
    r->nested = 0;
    r->events++;
    r->event_line = r->line;
    r->marked = 0;
    for (size_t i = 0; i < PROPERTY_COUNT; i++)
        r->value[i] = SPAN_NONE;
}

static void component_begin(struct reader *r, struct span name)
{
    if (r->inside)
        r->nested++;
    else if (span_eq_nocase(name, SPAN("VEVENT")))
        event_begin(r);
    else if (span_eq_nocase(name, SPAN("VCALENDAR")))
        r->calendars++;
}

static void component_end(struct reader *r, struct span name)
{
    if (r->inside && r->nested)
        r->nested--;
    else if (r->inside && span_eq_nocase(name, SPAN("VEVENT")))
        event_end(r);
    else if (!r->inside && span_eq_nocase(name, SPAN("VCALENDAR")))
        r->calendars--;
}

static void take_property(struct reader *r, struct span name, struct span value)
{
    if (span_starts_nocase(name, SPAN("X-")))
        r->marked |= holiday_mark_says(value);
    for (size_t i = 0; i < PROPERTY_COUNT; i++)
        if (span_eq_nocase(name, property_name[i]))
            r->value[i] = value;
}

/* NAME;PARAMETER="a:b":VALUE. A line that is none is nobody's business. */
static void take_line(struct reader *r, struct span line)
{
    bool quoted = false;
    size_t colon = 0;
    struct span name;
    struct span value;

    for (; colon < line.n && (quoted || line.p[colon] != ':'); colon++)
        quoted ^= line.p[colon] == '"';
    if (colon == line.n)
        return;
    name = span_trim(span_sub(line, 0, colon));
    name = span_sub(name, 0, span_find_char(name, ';'));
    value = span_from(line, colon + 1);
    if (span_eq_nocase(name, SPAN("BEGIN")))
        component_begin(r, span_trim(value));
    else if (span_eq_nocase(name, SPAN("END")))
        component_end(r, span_trim(value));
    else if (r->inside && !r->nested)
        take_property(r, name, value);
}

/* A writer who ends a day on itself means last days everywhere. */
static void find_inclusive(struct reader *r)
{
    list_each(&r->runs, run)
    {
        if (run->has_end && run->end == run->first && !r->to->inclusive)
            r->to->inclusive = run->line;
    }
}

static void run_days(struct reader *r, const struct run *run)
{
    civil_day last = run->end;
    size_t works_anyway = 0;

    if (run->has_end && !r->to->inclusive)
        last--;
    if (last < run->first || last - run->first >= HOLIDAYS_MAX_RUN) {
        problem(r, run->line,
                last < run->first ? "ends before it begins"
                                  : "more than 31 days in one event",
                run->name);
        return;
    }
    for (civil_day d = run->first; d <= last; d++) {
        if (run->works && civil_weekday(d) <= 5)
            works_anyway++;
        else
            *list_push(&r->to->days, r->arena) = (struct holiday){
                .day = d, .works = run->works, run->line, run->name
            };
    }
    r->event_line = run->line;
    if (works_anyway)
        skip(r, HOLIDAYS_WORKS_ANYWAY, run->name);
}

static int day_order(const void *a, const void *b)
{
    const struct holiday *x = a;
    const struct holiday *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Two holidays may share a day, which then has both names. */
static void merge_day(struct reader *r, struct holiday *into,
                      const struct holiday *other)
{
    char day[CIVIL_TEXT];

    if (into->works != other->works) {
        struct span what =
            arena_printf(r->arena, "%s in lines %d and %d",
                         civil_print(into->day, day), into->line, other->line);
        problem(r, other->line, "a day of rest and of work", what);
    } else if (!span_has(into->name, other->name) &&
               into->name.n + other->name.n < HOLIDAYS_MAX_NAME) {
        into->name = arena_printf(r->arena, SPAN_FMT "、" SPAN_FMT,
                                  SPAN_ARG(into->name), SPAN_ARG(other->name));
    }
}

static void merge_days(struct reader *r)
{
    struct holiday *at = r->to->days.at;
    size_t n = 0;

    if (r->to->days.n)
        qsort(at, r->to->days.n, sizeof(*at), day_order);
    for (size_t i = 0; i < r->to->days.n; i++) {
        if (n && at[n - 1].day == at[i].day)
            merge_day(r, &at[n - 1], &at[i]);
        else
            at[n++] = at[i];
    }
    r->to->days.n = n;
}

static void read_lines(struct reader *r, struct span text)
{
    struct span line;

    while (span_line(&text, &line) && r->events <= HOLIDAYS_MAX_EVENTS) {
        r->line++;
        take_line(r, line);
    }
    if (r->events > HOLIDAYS_MAX_EVENTS)
        problem(r, r->line, "more than 5,000 events", SPAN_NONE);
    else if (r->inside || r->calendars > 0)
        problem(r, 0, "the file is cut off: END is missing", SPAN_NONE);
    else if (!r->runs.n && !r->to->problems.n)
        problem(r, 0,
                "no event says rest or work: festivals alone tell no working "
                "days",
                SPAN_NONE);
}

enum verdict holidays_read(struct span text, struct arena *arena,
                           struct holidays *ret, struct reason *why)
{
    struct holidays got = { 0 };
    struct reader r = { .arena = arena, .to = &got };

    assert(arena);
    assert(ret);
    if (!span_is_utf8(text))
        problem(&r, 0, "not UTF-8", SPAN_NONE);
    else if (!holidays_is_ics(text))
        problem(&r, 0, "no BEGIN:VCALENDAR: this is no calendar", SPAN_NONE);
    else
        read_lines(&r, text);
    find_inclusive(&r);
    list_each(&r.runs, run) run_days(&r, run);
    merge_days(&r);
    *ret = got;
    if (!got.problems.n)
        return VERDICT_DONE;
    ret->days.n = 0;
    return reason_set(why, VERDICT_NEVER, "holidays.read", "line %d: " SPAN_FMT,
                      got.problems.at[0].line,
                      SPAN_ARG(got.problems.at[0].text));
}

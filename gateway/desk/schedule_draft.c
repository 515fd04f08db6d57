#include "schedule_draft.h"

#include <assert.h>

#include "convoke/desk/particulars.h"
#include "fold.h"
#include "schedule_begin.h"
#include "schedule_scan.h"
#include "when_date.h"

enum {
    HOUR = 3600,
    USUAL_START = 9 * HOUR,
    USUAL_END = 17 * HOUR,
    SHORT_MEETING = 2 * HOUR, /* what begins after the usual end */
    REASON_LEAST = 6,         /* octets: two Chinese characters */
};

bool schedule_draft_has_day(const struct schedule_draft *d)
{
    return d->when.days != WHEN_NOTHING;
}

/* The year in "WG5-2026-P1", else `year`. */
int schedule_draft_year(const struct schedule_draft *d, int year)
{
    for (const char *s = d->item.id; *s; s++) {
        struct span rest = span_str(s + 1);
        int own;

        if (*s == '-' && when_number(&rest, &own) == 4)
            return own;
    }
    return year;
}

void schedule_draft_set_id(struct schedule_draft *d, const struct reference *r)
{
    memcpy(d->item.id, r->text, sizeof(d->item.id));
    d->wants_day = true;
}

void schedule_draft_add_hours(struct schedule_draft *d, const struct when *w)
{
    if (w->hours == WHEN_NOTHING || d->when.hours != WHEN_NOTHING)
        return;
    d->when.hours = w->hours;
    d->when.from = w->from;
    d->when.until = w->until;
    d->when.has_until = w->has_until;
}

void schedule_draft_set_day(struct schedule_draft *d, const struct when *w)
{
    struct when hours = d->when;

    d->when = *w;
    d->wants_day = true;
    if (hours.hours != WHEN_NOTHING) {
        d->when.hours = WHEN_NOTHING;
        schedule_draft_add_hours(d, &hours);
    }
}

void schedule_draft_set_stdweek(struct schedule_draft *d, bool yes)
{
    if (d->item.stdweek_known)
        return;
    d->item.stdweek_known = true;
    d->item.stdweek = yes;
}

static bool put_time(struct schedule_draft *d, struct span value, int year)
{
    struct span s = value;
    struct when w;

    if (when_find(&s, schedule_draft_year(d, year), &w) &&
        !schedule_begin_is_limit(s)) {
        if (schedule_draft_has_day(d))
            return false;
        schedule_draft_set_day(d, &w);
        return true;
    }
    s = value;
    if (when_take(&s, 0, &w) && w.days == WHEN_NOTHING) {
        if (d->when.hours != WHEN_NOTHING)
            return false;
        schedule_draft_add_hours(d, &w);
        return true;
    }
    if (schedule_draft_has_day(d))
        return false;
    d->wants_day = true;
    return true;
}

static bool put_span(struct span *to, struct span value)
{
    if (to->n && value.n)
        return false;
    if (value.n)
        *to = value;
    return true;
}

/* "北京（标准周期间）" */
static void note_stdweek(struct schedule_draft *d, struct span value)
{
    if (!fold_has(value, "标准周"))
        return;
    schedule_draft_set_stdweek(d, !fold_has(value, "不在标准周") &&
                                      !fold_has(value, "非标准周") &&
                                      !fold_has(value, "不纳入"));
}

/* "第一次全体会议（P1）" */
static bool find_id(struct span s, struct reference *r)
{
    unsigned before = FOLD_NOTHING;

    for (unsigned c; (c = fold_peek(s)); fold_step(&s)) {
        struct span here = s;

        if (!fold_is_alnum(before) && !fold_is_han(before) && before != '-' &&
            schedule_begin_id(&here, r))
            return true;
        before = c;
    }
    return false;
}

static bool put_title(struct schedule_draft *d, struct span value)
{
    struct reference r;

    if (!put_span(&d->item.title, value))
        return false;
    if (!d->item.id[0] && find_id(value, &r))
        schedule_draft_set_id(d, &r);
    return true;
}

/* A label says more than what was guessed from a line. */
static bool put_place(struct schedule_draft *d, struct span value)
{
    if (d->place_guessed && value.n)
        d->item.place = SPAN_NONE;
    d->place_guessed = false;
    note_stdweek(d, value);
    return put_span(&d->item.place, value);
}

static bool put_meeting(struct schedule_draft *d, struct span value,
                        bool or_title)
{
    struct span s = value;
    struct reference r;
    bool found = schedule_begin_id(&s, &r) || find_id(value, &r);

    if (!found)
        return or_title ? put_span(&d->item.title, value) : true;
    if (d->item.id[0])
        return strcmp(d->item.id, r.text) == 0;
    schedule_draft_set_id(d, &r);
    if (or_title && s.n < value.n)
        put_span(&d->item.title, schedule_scan_bare(s));
    return true;
}

/* "否（单独召开）" gives its reason too. */
static bool put_stdweek(struct schedule_draft *d, struct span value)
{
    bool yes = false;
    struct span s = value;

    if (!particulars_yes(value, &yes))
        return true;
    if (d->item.stdweek_known)
        return false;
    schedule_draft_set_stdweek(d, yes);
    while (s.n && !fold_is_mark(fold_peek(s)))
        fold_step(&s);
    s = schedule_scan_bare(s);
    if (fold_take(&s, "("))
        s = schedule_scan_bare(s);
    if (!yes && s.n >= REASON_LEAST)
        put_span(&d->item.reason, s);
    return true;
}

/* "线上" was told; the number of the meeting says more. */
static bool put_link(struct span *to, struct span value)
{
    if (to->n && (fold_has_digit(*to) || fold_has(*to, "://")))
        return put_span(to, value);
    if (value.n)
        *to = value;
    return true;
}

bool schedule_draft_put(struct schedule_draft *d, int key, struct span value,
                        int year)
{
    assert(d);
    switch (key) {
    case PARTICULAR_TIME:
        return put_time(d, value, year);
    case PARTICULAR_MEETING:
        return put_meeting(d, value, /* or_title= */ true);
    case PARTICULAR_NUMBER:
        return put_meeting(d, value, /* or_title= */ false);
    case PARTICULAR_TITLE:
        return put_title(d, value);
    case PARTICULAR_PLACE:
        return put_place(d, value);
    case PARTICULAR_LINK:
        return put_link(&d->item.link, value);
    case PARTICULAR_REASON:
        return put_span(&d->item.reason, value);
    case PARTICULAR_STDWEEK:
        return put_stdweek(d, value);
    default:
        return true;
    }
}

static enum schedule_problem problem_of(const struct when *w, int start,
                                        int end)
{
    if (w->days == WHEN_NOTHING || w->days == WHEN_NO_YEAR)
        return SCHEDULE_NO_DATE;
    if (w->days == WHEN_NO_SUCH)
        return SCHEDULE_NO_SUCH_DATE;
    if (w->hours == WHEN_NO_SUCH || start == CIVIL_DAY)
        return SCHEDULE_NO_SUCH_TIME;
    if (w->other_weekday)
        return SCHEDULE_OTHER_WEEKDAY;
    if (w->last < w->day || (w->last == w->day && end <= start))
        return SCHEDULE_ENDS_BEFORE_START;
    return SCHEDULE_FINE;
}

struct schedule_item schedule_draft_settle(const struct schedule_draft *d)
{
    struct schedule_item it;
    const struct when *w;

    assert(d);
    it = d->item;
    w = &d->when;
    it.has_time = w->hours == WHEN_FINE;
    it.start = it.has_time ? w->from : USUAL_START;
    it.end = it.has_time && w->has_until ? w->until : USUAL_END;
    if (it.has_time && !w->has_until && w->last == w->day && it.end <= it.start)
        it.end = it.start + SHORT_MEETING < CIVIL_DAY ? it.start + SHORT_MEETING
                                                      : CIVIL_DAY;
    it.problem = problem_of(w, it.start, it.end);
    if (it.problem == SCHEDULE_NO_DATE || it.problem == SCHEDULE_NO_SUCH_DATE)
        return it;
    it.day = w->day;
    it.end_day = w->last;
    return it;
}

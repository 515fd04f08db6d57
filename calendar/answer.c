#include "convoke/calendar/answer.h"

#include <assert.h>

#include "caladdress.h"
#include "contentline.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "walltime.h"
#include "zone_read.h"

static const char *const method_name[] = {
    [ANSWER_METHOD_NONE] = "",
    [ANSWER_REPLY] = "REPLY",
    [ANSWER_COUNTER] = "COUNTER",
    [ANSWER_REFRESH] = "REFRESH",
    [ANSWER_REQUEST] = "REQUEST",
    [ANSWER_CANCEL] = "CANCEL",
    [ANSWER_PUBLISH] = "PUBLISH",
    [ANSWER_ADD] = "ADD",
    [ANSWER_DECLINECOUNTER] = "DECLINECOUNTER",
    [ANSWER_METHOD_OTHER] = "OTHER",
};
static_assert(ARRAY_LEN(method_name) == ANSWER_METHOD_COUNT,
              "every method has its name");

static const char *const status_name[] = {
    [ANSWER_NEEDS_ACTION] = "NEEDS-ACTION", [ANSWER_ACCEPTED] = "ACCEPTED",
    [ANSWER_TENTATIVE] = "TENTATIVE",       [ANSWER_DECLINED] = "DECLINED",
    [ANSWER_DELEGATED] = "DELEGATED",
};
static_assert(ARRAY_LEN(status_name) == ANSWER_STATUS_COUNT,
              "every status has its name");

const char *answer_method_name(enum answer_method m)
{
    assert(m < ANSWER_METHOD_COUNT);
    return method_name[m];
}

enum answer_method answer_method_of(struct span name)
{
    name = span_trim(name);
    for (size_t i = 0; i < ANSWER_METHOD_COUNT; i++)
        if (span_eq_nocase(name, span_str(method_name[i])))
            return (enum answer_method)i;
    return ANSWER_METHOD_OTHER;
}

const char *answer_status_name(enum answer_status s)
{
    assert(s < ANSWER_STATUS_COUNT);
    return status_name[s];
}

bool answer_status_from(struct span name, enum answer_status *ret)
{
    assert(ret);
    name = span_trim(name);
    for (size_t i = 0; i < ANSWER_STATUS_COUNT; i++)
        if (span_eq_nocase(name, span_str(status_name[i]))) {
            *ret = (enum answer_status)i;
            return true;
        }
    return false;
}

enum kind {
    KIND_OTHER, /* nobody's business */
    KIND_CALENDAR,
    KIND_EVENT,
    KIND_ZONE,
    KIND_ONSET,
};

/* Times wait for the zones, which may stand behind the events. */
struct when {
    struct span zone, value;
    bool stands;
};

/* What is known of an event beside what it gives. */
struct draft {
    struct when start, end, due, stamp;
    struct span duration;
    int64_t exchange; /* X-MICROSOFT-CDO-APPT-SEQUENCE */
    struct span note; /* X-RESPONSE-COMMENT of an attendee */
    char *comments;   /* room for several; NULL while there is one */
};

struct reader {
    struct arena *arena; /* borrowed */
    struct reason *why;  /* borrowed */
    enum kind kind[ANSWER_NESTING];
    struct span name[ANSWER_NESTING];
    size_t depth;
    struct answer now; /* the calendar being read */
    size_t begun;      /* events in it, with those that do not count */
    LIST_OF(struct draft) drafts;
    struct zones zones;
    struct answer_event event; /* the one being read */
    struct draft draft;
    bool found, done; /* some calendar; the one that counts */
    struct answer got;
};

static enum verdict refuse(struct reader *r, const char *what)
{
    return reason_set(r->why, VERDICT_NEVER, "answer.read", "%s", what);
}

/* ---- what stands in a line ---- */

static struct span word(struct reader *r, struct span value)
{
    return span_trim_wide(
        span_fit(contentline_text(value, /* lines= */ false, r->arena),
                 ANSWER_MAX_WORD));
}

/* Half an id would be another one. */
static struct span id(struct reader *r, struct span value)
{
    value = contentline_text(value, /* lines= */ false, r->arena);
    return value.n > ANSWER_MAX_WORD ? SPAN_NONE : value;
}

/* Some take the time of day for a SEQUENCE, which does not fit in 32 bits. */
static int64_t count(struct span value)
{
    uint64_t n = 0;

    return number_parse(span_trim(value), ANSWER_MAX_SEQUENCE, &n) ? (int64_t)n
                                                                   : 0;
}

static void take_when(struct reader *r, const struct contentline *line,
                      struct when *to)
{
    struct span rest = line->params;
    struct span name;
    struct span value;

    if (to->stands)
        return;
    *to = (struct when){ .value = line->value, .stands = true };
    while (contentline_param(&rest, &name, &value))
        if (span_eq_nocase(name, SPAN("TZID")))
            to->zone = contentline_plain(value, r->arena);
}

/* "TZID=x:20260331T090000", as it stands. */
static struct span as_it_stands(struct reader *r,
                                const struct contentline *line)
{
    struct span s = line->value;

    if (line->params.n)
        s = span_of(line->params.p,
                    (size_t)(line->value.p - line->params.p) + line->value.n);
    s = contentline_is_text(s, false) ? s : contentline_plain(s, r->arena);
    return span_trim_wide(span_fit(s, ANSWER_MAX_WORD));
}

/* Several comments are one text of several lines. */
static void take_comment(struct reader *r, struct span value)
{
    struct span *to = &r->event.comment;
    struct draft *d = &r->draft;

    value = contentline_text(value, /* lines= */ true, r->arena);
    value = span_fit(value, ANSWER_MAX_TEXT);
    if (!value.n)
        return;
    if (!to->n) {
        *to = value;
        return;
    }
    if (to->n + 1 >= ANSWER_MAX_TEXT)
        return;
    if (!d->comments) {
        d->comments = arena_alloc(r->arena, ANSWER_MAX_TEXT);
        memcpy(d->comments, to->p, to->n);
        to->p = d->comments;
    }
    value = span_fit(value, ANSWER_MAX_TEXT - to->n - 1);
    d->comments[to->n] = '\n';
    memcpy(d->comments + to->n + 1, value.p, value.n);
    to->n += value.n ? value.n + 1 : 0;
}

/* Google's note stands at the attendee, escaped as for a page. */
static struct span note(struct reader *r, struct span value)
{
    static const struct span entity[] = { SPAN("&#39;"), SPAN("&quot;"),
                                          SPAN("&lt;"), SPAN("&gt;"),
                                          SPAN("&amp;") };
    static const char meant[] = "'\"<>&";
    struct span s = contentline_plain(value, r->arena);
    char *to = arena_str(r->arena, s);
    size_t n = 0;

    while (s.n) {
        size_t took = 1;

        to[n] = s.p[0];
        for (size_t i = 0; s.p[0] == '&' && i < ARRAY_LEN(entity); i++)
            if (span_starts(s, entity[i])) {
                to[n] = meant[i];
                took = entity[i].n;
            }
        n++;
        s = span_from(s, took);
    }
    return span_fit(span_of(to, n), ANSWER_MAX_TEXT);
}

static void take_param(struct reader *r, struct answer_attendee *a,
                       struct span name, struct span value)
{
    if (span_eq_nocase(name, SPAN("PARTSTAT"))) {
        value = contentline_plain(value, r->arena);
        a->said = value.n > 0;
        if (!answer_status_from(value, &a->status))
            a->status = ANSWER_NEEDS_ACTION;
    } else if (span_eq_nocase(name, SPAN("CN"))) {
        a->name = span_trim_wide(
            span_fit(contentline_plain(value, r->arena), ANSWER_MAX_WORD));
    } else if (span_eq_nocase(name, SPAN("SENT-BY"))) {
        a->sent_by = caladdress_read(value, r->arena);
    } else if (span_eq_nocase(name, SPAN("DELEGATED-TO"))) {
        a->delegated_to = caladdress_read(contentline_first(value), r->arena);
    } else if (span_eq_nocase(name, SPAN("DELEGATED-FROM"))) {
        a->delegated_from = caladdress_read(contentline_first(value), r->arena);
    } else if (span_eq_nocase(name, SPAN("X-RESPONSE-COMMENT"))) {
        if (!r->draft.note.n)
            r->draft.note = note(r, value);
    }
}

/* The address, or the one of the EMAIL parameter (RFC 7986, 6.2) of those who
 * name people by a path. */
static struct span address(struct reader *r, const struct contentline *line)
{
    struct span mail = caladdress_read(line->value, r->arena);
    struct span rest = line->params;
    struct span name;
    struct span value;

    while (!mail.n && contentline_param(&rest, &name, &value))
        if (span_eq_nocase(name, SPAN("EMAIL")))
            mail = caladdress_read(value, r->arena);
    return mail;
}

static enum verdict take_attendee(struct reader *r,
                                  const struct contentline *line)
{
    struct answer_attendee a = { .mail = address(r, line) };
    struct span rest = line->params;
    struct span name;
    struct span value;

    if (r->event.attendees.n == ANSWER_MAX_ATTENDEES)
        return refuse(r, "more than 200 attendees of one event");
    while (contentline_param(&rest, &name, &value))
        take_param(r, &a, name, value);
    *list_push(&r->event.attendees, r->arena) = a;
    return VERDICT_DONE;
}

/* ---- which line it is ---- */

enum property {
    PROPERTY_UID,
    PROPERTY_SEQUENCE,
    PROPERTY_EXCHANGE,
    PROPERTY_STAMP,
    PROPERTY_START,
    PROPERTY_END,
    PROPERTY_DUE,
    PROPERTY_DURATION,
    PROPERTY_RECURRENCE,
    PROPERTY_ORGANIZER,
    PROPERTY_ATTENDEE,
    PROPERTY_SUMMARY,
    PROPERTY_LOCATION,
    PROPERTY_COMMENT,
    PROPERTY_COUNT,
};

static const struct span property_name[] = {
    [PROPERTY_UID] = SPAN("UID"),
    [PROPERTY_SEQUENCE] = SPAN("SEQUENCE"),
    [PROPERTY_EXCHANGE] = SPAN("X-MICROSOFT-CDO-APPT-SEQUENCE"),
    [PROPERTY_STAMP] = SPAN("DTSTAMP"),
    [PROPERTY_START] = SPAN("DTSTART"),
    [PROPERTY_END] = SPAN("DTEND"),
    [PROPERTY_DUE] = SPAN("DUE"),
    [PROPERTY_DURATION] = SPAN("DURATION"),
    [PROPERTY_RECURRENCE] = SPAN("RECURRENCE-ID"),
    [PROPERTY_ORGANIZER] = SPAN("ORGANIZER"),
    [PROPERTY_ATTENDEE] = SPAN("ATTENDEE"),
    [PROPERTY_SUMMARY] = SPAN("SUMMARY"),
    [PROPERTY_LOCATION] = SPAN("LOCATION"),
    [PROPERTY_COMMENT] = SPAN("COMMENT"),
};
static_assert(ARRAY_LEN(property_name) == PROPERTY_COUNT,
              "every property has its name");

static enum property property_of(struct span name)
{
    size_t i = 0;

    while (i < PROPERTY_COUNT && (name.n != property_name[i].n ||
                                  !span_eq_nocase(name, property_name[i])))
        i++;
    return (enum property)i;
}

/* The first of its name counts. */
static void once(struct span *to, struct span value)
{
    if (!to->n)
        *to = value;
}

static void take_plain(struct reader *r, enum property which,
                       const struct contentline *line)
{
    struct answer_event *e = &r->event;
    struct draft *d = &r->draft;

    if (which == PROPERTY_UID)
        once(&e->uid, id(r, line->value));
    else if (which == PROPERTY_SEQUENCE)
        e->sequence = count(line->value);
    else if (which == PROPERTY_EXCHANGE)
        d->exchange = count(line->value);
    else if (which == PROPERTY_DURATION)
        once(&d->duration, line->value);
    else if (which == PROPERTY_RECURRENCE)
        once(&e->recurrence, id(r, line->value));
    else if (which == PROPERTY_ORGANIZER)
        once(&e->organizer, address(r, line));
    else if (which == PROPERTY_SUMMARY)
        once(&e->summary, word(r, line->value));
    else if (which == PROPERTY_LOCATION)
        once(&e->location, word(r, line->value));
    else if (which == PROPERTY_COMMENT)
        take_comment(r, line->value);
}

static enum verdict take_property(struct reader *r,
                                  const struct contentline *line)
{
    enum property which = property_of(line->name);
    struct draft *d = &r->draft;

    switch (which) {
    case PROPERTY_ATTENDEE:
        return take_attendee(r, line);
    case PROPERTY_START:
        once(&r->event.start_text, as_it_stands(r, line));
        take_when(r, line, &d->start);
        break;
    case PROPERTY_END:
        take_when(r, line, &d->end);
        break;
    case PROPERTY_DUE:
        take_when(r, line, &d->due);
        break;
    case PROPERTY_STAMP:
        take_when(r, line, &d->stamp);
        break;
    default:
        take_plain(r, which, line);
        break;
    }
    return VERDICT_DONE;
}

static void take_line(struct reader *r, const struct contentline *line)
{
    if (span_eq_nocase(line->name, SPAN("METHOD"))) {
        if (r->now.method == ANSWER_METHOD_NONE)
            r->now.method = answer_method_of(line->value);
    } else if (span_eq_nocase(line->name, SPAN("PRODID"))) {
        once(&r->now.product, word(r, line->value));
    }
}

/* ---- beginnings and ends ---- */

static enum kind kind_of(const struct reader *r, struct span name)
{
    static const struct {
        enum kind within, kind;
        struct span name;
    } kinds[] = {
        { KIND_CALENDAR, KIND_EVENT, SPAN("VEVENT") },
        { KIND_CALENDAR, KIND_EVENT, SPAN("VTODO") },
        { KIND_CALENDAR, KIND_EVENT, SPAN("VJOURNAL") },
        { KIND_CALENDAR, KIND_EVENT, SPAN("VFREEBUSY") },
        { KIND_CALENDAR, KIND_ZONE, SPAN("VTIMEZONE") },
        { KIND_ZONE, KIND_ONSET, SPAN("STANDARD") },
        { KIND_ZONE, KIND_ONSET, SPAN("DAYLIGHT") },
    };

    if (r->depth == 0)
        return span_eq_nocase(name, SPAN("VCALENDAR")) ? KIND_CALENDAR
                                                       : KIND_OTHER;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (r->kind[r->depth - 1] == kinds[i].within &&
            span_eq_nocase(name, kinds[i].name))
            return kinds[i].kind;
    return KIND_OTHER;
}

static void calendar_begin(struct reader *r)
{
    r->now = (struct answer){ 0 };
    r->begun = 0;
    r->drafts.n = 0;
    r->zones = (struct zones){ .arena = r->arena };
}

static void event_begin(struct reader *r)
{
    r->event = (struct answer_event){ .stamp = MOMENT_NONE,
                                      .start = MOMENT_NONE,
                                      .end = MOMENT_NONE };
    r->draft = (struct draft){ 0 };
    r->begun++;
}

static enum verdict component_begin(struct reader *r, struct span name)
{
    enum kind kind = kind_of(r, name);

    if (r->depth == ANSWER_NESTING)
        return refuse(r, "nested deeper than 4");
    r->kind[r->depth] = kind;
    r->name[r->depth++] = name;
    if (kind == KIND_CALENDAR)
        calendar_begin(r);
    else if (kind == KIND_EVENT)
        event_begin(r);
    else if (kind == KIND_ZONE)
        zone_begin(&r->zones);
    else if (kind == KIND_ONSET)
        zone_onset_begin(&r->zones);
    return r->begun > ANSWER_MAX_EVENTS ? refuse(r, "more than 20 events")
                                        : VERDICT_DONE;
}

static void event_end(struct reader *r)
{
    struct answer_event *e = &r->event;

    if (e->sequence == 0)
        e->sequence = r->draft.exchange;
    if (!e->comment.n)
        e->comment = r->draft.note;
    e->comment = span_trim_wide(e->comment); /* where it was cut */
    if (!e->uid.n)
        return;
    *list_push(&r->now.events, r->arena) = *e;
    *list_push(&r->drafts, r->arena) = r->draft;
}

static int64_t moment_of(const struct reader *r, const struct when *w,
                         bool *ret_date)
{
    struct walltime at;

    if (!w->stands || !walltime_read(w->value, &at))
        return MOMENT_NONE;
    if (ret_date)
        *ret_date = at.date;
    if (at.utc)
        return at.seconds;
    return zone_moment(&r->zones, at.date ? SPAN_NONE : w->zone, at.seconds);
}

static void set_times(const struct reader *r, const struct draft *d,
                      struct answer_event *e)
{
    int64_t duration;

    e->stamp = moment_of(r, &d->stamp, NULL);
    e->start = moment_of(r, &d->start, &e->all_day);
    e->end = moment_of(r, d->end.stands ? &d->end : &d->due, NULL);
    if (e->end == MOMENT_NONE && e->start != MOMENT_NONE && d->duration.n &&
        walltime_duration(d->duration, &duration) &&
        e->start + duration <= WALLTIME_NEWEST &&
        e->start + duration >= WALLTIME_OLDEST)
        e->end = e->start + duration;
}

/* Of several calendars the first with a method counts, else the first. */
static void calendar_end(struct reader *r)
{
    for (size_t i = 0; i < r->drafts.n; i++)
        set_times(r, &r->drafts.at[i], &r->now.events.at[i]);
    r->done = r->now.method != ANSWER_METHOD_NONE;
    if (r->done || !r->found)
        r->got = r->now;
    r->found = true;
}

static void pop(struct reader *r)
{
    switch (r->kind[--r->depth]) {
    case KIND_CALENDAR:
        calendar_end(r);
        break;
    case KIND_EVENT:
        event_end(r);
        break;
    case KIND_ZONE:
        zone_end(&r->zones);
        break;
    case KIND_ONSET:
        zone_onset_end(&r->zones);
        break;
    case KIND_OTHER:
        break;
    }
}

/* An end closes what was left open inside; one that closes nothing is none. */
static void component_end(struct reader *r, struct span name)
{
    size_t i = r->depth;

    while (i > 0 && !span_eq_nocase(r->name[i - 1], name))
        i--;
    while (i > 0 && r->depth >= i)
        pop(r);
}

static enum verdict take(struct reader *r, const struct contentline *line)
{
    enum kind kind = r->depth ? r->kind[r->depth - 1] : KIND_OTHER;

    if (span_eq_nocase(line->name, SPAN("BEGIN")))
        return component_begin(r, span_trim(line->value));
    if (span_eq_nocase(line->name, SPAN("END")))
        component_end(r, span_trim(line->value));
    else if (kind == KIND_CALENDAR)
        take_line(r, line);
    else if (kind == KIND_EVENT)
        return take_property(r, line);
    else if (kind == KIND_ZONE)
        zone_name_line(&r->zones, line);
    else if (kind == KIND_ONSET)
        zone_onset_line(&r->zones, line);
    return VERDICT_DONE;
}

/* A calendar whose last line is lost is whole in all that counts; an event is
 * not, for the line it was cut in may say anything. */
static enum verdict finish(struct reader *r)
{
    while (!r->done && r->depth) {
        if (r->kind[r->depth - 1] == KIND_EVENT)
            return refuse(r, "cut off inside an event: END is missing");
        pop(r);
    }
    return r->found ? VERDICT_DONE : refuse(r, "no VCALENDAR: no object");
}

enum verdict answer_read(struct span bytes, struct arena *arena,
                         struct answer *ret, struct reason *why)
{
    struct reader r = { .arena = arena, .why = why };
    struct contentline line;
    struct span rest;
    enum verdict v = VERDICT_DONE;

    assert(arena);
    assert(ret);
    if (bytes.n > ANSWER_MOST)
        return refuse(&r, "too large: more than 64 KiB");
    rest = contentline_unfold(bytes, arena);
    while (v == VERDICT_DONE && !r.done && contentline_next(&rest, &line))
        v = take(&r, &line);
    if (v == VERDICT_DONE)
        v = finish(&r);
    if (v == VERDICT_DONE)
        *ret = r.got;
    return v;
}

#include "convoke/calendar/invite.h"

#include <assert.h>

#include "line.h"
#include "zone.h"

enum {
    INVITE_MAX_UID = 255,
    INVITE_MAX_ADDRESS = 320, /* RFC 3696: 64 + 1 + 255 */
};

static const struct {
    const char *name;
    bool people; /* attendees: needed, else forbidden (RFC 5546 3.2) */
    bool alarm;  /* may remind */
} method[] = {
    [INVITE_REQUEST] = { "REQUEST", .people = true, .alarm = true },
    [INVITE_CANCEL] = { "CANCEL", .people = true },
    [INVITE_PUBLISH] = { "PUBLISH", .alarm = true },
    [INVITE_DECLINECOUNTER] = { "DECLINECOUNTER", .people = true },
};
static_assert(ARRAY_LEN(method) == INVITE_METHOD_COUNT,
              "every method has its row");

const char *invite_method_name(enum invite_method m)
{
    assert(m < INVITE_METHOD_COUNT);
    return method[m].name;
}

/* Its year has four digits. */
static bool is_writable(int64_t moment)
{
    return moment >= 0 && moment < INT64_C(253402214400);
}

static bool is_address(struct span mail)
{
    size_t at = mail.n;

    while (at && mail.p[at - 1] != '@')
        at--;
    return at > 1 && at < mail.n && mail.n <= INVITE_MAX_ADDRESS &&
           span_is_utf8(mail) && !span_has_control(mail) &&
           span_find_char(mail, ' ') == mail.n;
}

static bool is_link(struct span link)
{
    return (span_starts_nocase(link, SPAN("http://")) ||
            span_starts_nocase(link, SPAN("https://"))) &&
           !span_has_control(link);
}

/* The first property that cannot be written; NULL: all can. */
static const char *wrong_time(const struct invite_event *e)
{
    if (!is_writable(e->stamp))
        return "DTSTAMP";
    if (!is_writable(e->all_day ? civil_moment(e->day, 0) : e->start))
        return "DTSTART";
    if (!e->all_day && (!is_writable(e->end) || e->end <= e->start))
        return "DTEND";
    if (e->alarm < 0)
        return "TRIGGER";
    return NULL;
}

static const char *wrong_people(const struct invite_event *e,
                                enum invite_method m)
{
    if (!is_address(e->organizer.mail))
        return "ORGANIZER";
    if (method[m].people != (e->attendees_n > 0))
        return "ATTENDEE";
    for (size_t i = 0; i < e->attendees_n; i++) {
        const struct invite_person *p = &e->attendees[i];
        if (!is_address(p->mail))
            return "ATTENDEE";
        if (p->delegated_from.n && !is_address(p->delegated_from))
            return "DELEGATED-FROM";
    }
    return NULL;
}

static const char *wrong_property(const struct invite_event *e,
                                  enum invite_method m)
{
    const char *wrong = wrong_time(e);

    if (wrong)
        return wrong;
    if (!e->uid.n || e->uid.n > INVITE_MAX_UID || span_has_control(e->uid) ||
        span_find_char(e->uid, ' ') < e->uid.n)
        return "UID";
    if (e->sequence < 0 || e->sequence > INT32_MAX)
        return "SEQUENCE";
    if (!line_trim(e->summary).n)
        return "SUMMARY";
    if (e->link.n && !is_link(e->link))
        return "URL";
    return wrong_people(e, m);
}

static void put_text(struct line *l, struct span name, struct span value,
                     bool lines)
{
    value = line_trim(value);
    if (!value.n)
        return;
    line_add(l, name);
    line_text(l, value, lines);
    line_end(l);
}

static void put_name(struct line *l, struct span name)
{
    name = line_trim_name(name);
    if (!name.n)
        return;
    line_add(l, SPAN(";CN="));
    line_parameter(l, name);
}

static void put_organizer(struct line *l, const struct invite_person *p)
{
    line_add(l, SPAN("ORGANIZER"));
    put_name(l, p->name);
    line_add(l, SPAN(":"));
    line_mailto(l, p->mail);
    line_end(l);
}

static void put_attendee(struct line *l, const struct invite_person *p)
{
    line_add(l, SPAN("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE="));
    line_add(l, p->optional ? SPAN("OPT") : SPAN("REQ"));
    line_add(l, SPAN("-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"));
    if (p->delegated_from.n) {
        line_add(l, SPAN(";DELEGATED-FROM=\""));
        line_mailto(l, p->delegated_from);
        line_add(l, SPAN("\""));
    }
    put_name(l, p->name);
    line_add(l, SPAN(":"));
    line_mailto(l, p->mail);
    line_end(l);
}

static void put_trigger(struct line *l, int64_t before)
{
    static const struct {
        int64_t seconds;
        struct span letter;
    } unit[] = { { 3600, SPAN("H") }, { 60, SPAN("M") }, { 1, SPAN("S") } };

    line_add(l, SPAN("TRIGGER:-P"));
    if (before % CIVIL_DAY == 0) {
        line_number(l, before / CIVIL_DAY);
        line_add(l, SPAN("D"));
    } else {
        line_add(l, SPAN("T"));
        for (size_t i = 0; i < ARRAY_LEN(unit); i++) {
            if (before >= unit[i].seconds) {
                line_number(l, before / unit[i].seconds);
                line_add(l, unit[i].letter);
            }
            before %= unit[i].seconds;
        }
    }
    line_end(l);
}

static void put_alarm(struct line *l, const struct invite_event *e)
{
    text_add(l->to, SPAN("BEGIN:VALARM\r\n"
                         "ACTION:DISPLAY\r\n"));
    put_trigger(l, e->alarm);
    put_text(l, SPAN("DESCRIPTION:"), e->summary, /* lines= */ false);
    text_add(l->to, SPAN("END:VALARM\r\n"));
}

static void put_times(struct line *l, const struct invite_event *e)
{
    line_add(l, SPAN("DTSTAMP:"));
    line_utc(l, e->stamp);
    line_end(l);
    if (e->all_day) {
        line_add(l, SPAN("DTSTART;VALUE=DATE:"));
        line_date(l, e->day);
        line_end(l);
        text_add(l->to, SPAN("TRANSP:TRANSPARENT\r\n"));
        return;
    }
    line_add(l, SPAN("DTSTART;TZID=" ZONE_NAME ":"));
    line_local(l, e->start);
    line_end(l);
    line_add(l, SPAN("DTEND;TZID=" ZONE_NAME ":"));
    line_local(l, e->end);
    line_end(l);
}

static void put_status(struct line *l, const struct invite_event *e,
                       enum invite_method m)
{
    if (m == INVITE_CANCEL ? !e->leaves : e->cancelled)
        text_add(l->to, SPAN("STATUS:CANCELLED\r\n"));
    else if (m != INVITE_CANCEL)
        text_add(l->to, SPAN("STATUS:CONFIRMED\r\n"));
}

static void put_event(struct line *l, const struct invite_event *e,
                      enum invite_method m)
{
    text_add(l->to, SPAN("BEGIN:VEVENT\r\n"));
    put_text(l, SPAN("UID:"), e->uid, false);
    line_add(l, SPAN("SEQUENCE:"));
    line_number(l, e->sequence);
    line_end(l);
    put_times(l, e);
    put_text(l, SPAN("SUMMARY:"), e->summary, false);
    put_text(l, SPAN("LOCATION:"), e->location, false);
    put_text(l, SPAN("DESCRIPTION:"), e->description, true);
    if (e->link.n) {
        line_add(l, SPAN("URL:"));
        line_uri(l, e->link);
        line_end(l);
    }
    put_text(l, SPAN("COMMENT:"), e->comment, true);
    put_organizer(l, &e->organizer);
    for (size_t i = 0; i < e->attendees_n; i++)
        put_attendee(l, &e->attendees[i]);
    put_status(l, e, m);
    if (e->alarm && method[m].alarm && !e->cancelled)
        put_alarm(l, e);
    text_add(l->to, SPAN("END:VEVENT\r\n"));
}

/* RFC 7986 5.1 and 5.7, and the older names of the same. */
static void put_calendar_name(struct line *l, struct span name)
{
    put_text(l, SPAN("NAME:"), name, false);
    put_text(l, SPAN("X-WR-CALNAME:"), name, false);
    text_add(l->to, SPAN("X-WR-TIMEZONE:" ZONE_NAME "\r\n"
                         "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"
                         "X-PUBLISHED-TTL:PT6H\r\n"));
}

/* A calendar without any event still needs a component (RFC 5545 3.6). */
static bool needs_zone(const struct invite *i)
{
    for (size_t e = 0; e < i->events_n; e++)
        if (!i->events[e].all_day)
            return true;
    return i->events_n == 0;
}

enum verdict invite_write(const struct invite *i, struct text *to,
                          struct reason *why)
{
    struct line l = { .to = to };

    assert(i && i->method < INVITE_METHOD_COUNT);
    assert(to);
    assert(i->method == INVITE_PUBLISH || (i->events_n == 1 && !i->name.n));
    for (size_t e = 0; e < i->events_n; e++) {
        const char *wrong = wrong_property(&i->events[e], i->method);
        if (wrong)
            return reason_set(why, VERDICT_NEVER, "invite.write",
                              "%s cannot be written", wrong);
    }
    text_add(to, SPAN("BEGIN:VCALENDAR\r\n"
                      "PRODID:-//Convoke//Convoke//ZH\r\n"
                      "VERSION:2.0\r\n"
                      "CALSCALE:GREGORIAN\r\n"
                      "METHOD:"));
    text_add_str(to, method[i->method].name);
    line_end(&l);
    if (i->name.n)
        put_calendar_name(&l, i->name);
    if (needs_zone(i))
        text_add(to, SPAN(ZONE_OBJECT));
    for (size_t e = 0; e < i->events_n; e++)
        put_event(&l, &i->events[e], i->method);
    text_add(to, SPAN("END:VCALENDAR\r\n"));
    if (to->over)
        return reason_set(why, VERDICT_NEVER, "invite.write",
                          "the object is too long");
    return VERDICT_DONE;
}

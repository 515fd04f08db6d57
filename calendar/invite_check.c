#include <assert.h>

#include "convoke/base/text.h"
#include "convoke/calendar/invite.h"
#include "ical_own.h"
#include "zone.h"

enum {
    CHECK_LINE = 75, /* octets of a line, without its CRLF */
    CHECK_ROOM = 1024 * 1024,
    CHECK_TIMES = 64, /* what the copies of one octet come to, at most */
};

/* What an object, or one event in it, was asked to say. */
struct asked {
    struct arena *arena;
    const struct invite *i;
    const struct invite_event *e; /* NULL outside events */
};

/* `p` is NULL when the property is absent. */
typedef bool (*property_same)(const struct ical_property *p,
                              const struct asked *a);

/* One property of a component. What no rule names is not ours. */
struct rule {
    const char *name;
    const char *is;     /* what it always says, or … */
    property_same same; /* … whether it says what was asked */
    unsigned needs;     /* methods to which RFC 5546 3.2 gives it a 1 … */
    unsigned never;     /* … or a 0 */
    bool many;
};

struct rules {
    const char *component;
    const struct rule *at;
    size_t n;
};

#define RULES(component_, rules_)                                              \
    ((struct rules){ (component_), (rules_), ARRAY_LEN(rules_) })

enum {
    REQUEST = 1 << INVITE_REQUEST,
    CANCEL = 1 << INVITE_CANCEL,
    PUBLISH = 1 << INVITE_PUBLISH,
    DECLINECOUNTER = 1 << INVITE_DECLINECOUNTER,
    ALL = REQUEST | CANCEL | PUBLISH | DECLINECOUNTER,
};

static enum verdict broken(struct reason *why, const char *name,
                           const char *what)
{
    return reason_set(why, VERDICT_BROKEN, "invite.check", "%s %s", name, what);
}

/* A text as invite.h says it is written; the writer's own idea of it is not
 * asked. */
static struct span as_promised(const struct asked *a, struct span s, bool lines,
                               const char *without)
{
    char *to = arena_alloc(a->arena, s.n * 3 + 1);
    size_t n = 0;

    while (s.n) {
        unsigned code = 0;
        size_t size = span_char(s, &code);
        bool stands = lines && (code == '\n' || code == '\t');
        bool breaks = code < ' ' || (code > '~' && code < 0xa0) ||
                      code == 0x2028 || code == 0x2029;
        struct span c = !size               ? SPAN("\xef\xbf\xbd")
                        : breaks && !stands ? SPAN(" ")
                                            : span_sub(s, 0, size);
        if (!size || !strchr(without, s.p[0]) || !s.p[0]) {
            memcpy(to + n, c.p, c.n);
            n += c.n;
        }
        s = span_from(s, size ? size : 1);
    }
    return span_trim(span_of(to, n));
}

/* A URI with its %XX resolved. */
static struct span resolved(const struct asked *a, struct span s)
{
    static const char digit[] = "0123456789ABCDEF";
    char *to = arena_alloc(a->arena, s.n + 1);
    size_t n = 0;

    while (s.n) {
        const char *high = NULL, *low = NULL;
        if (s.p[0] == '%' && s.n > 2 && s.p[1] && s.p[2]) {
            high = strchr(digit, s.p[1]);
            low = strchr(digit, s.p[2]);
        }
        if (high && low)
            to[n++] = (char)((high - digit) * 16 + (low - digit));
        else
            to[n++] = s.p[0];
        s = span_from(s, high && low ? 3 : 1);
    }
    return span_of(to, n);
}

static bool text_same(const struct ical_property *p, const struct asked *a,
                      struct span want, bool lines)
{
    want = as_promised(a, want, lines, "");
    return p ? want.n && span_eq(p->text, want) : !want.n;
}

static bool mailto_same(struct span got, const struct asked *a,
                        struct span mail)
{
    return span_starts(got, SPAN("mailto:")) &&
           span_eq(resolved(a, span_from(got, strlen("mailto:"))), mail);
}

static bool name_same(const struct ical_property *p, const struct asked *a,
                      struct span name)
{
    return span_eq(ical_parameter(p, "CN"),
                   as_promised(a, name, false, "\"^\\"));
}

static bool time_same(const struct ical_property *p, int64_t want)
{
    return p && p->kind == ICAL_KIND_TIME && p->parameters.n == 1 &&
           span_eq(ical_parameter(p, "TZID"), SPAN(ZONE_NAME)) &&
           p->number - CIVIL_OFFSET == want;
}

static bool uid_same(const struct ical_property *p, const struct asked *a)
{
    return text_same(p, a, a->e->uid, false);
}

static bool sequence_same(const struct ical_property *p, const struct asked *a)
{
    return p && p->kind == ICAL_KIND_NUMBER && p->number == a->e->sequence;
}

static bool stamp_same(const struct ical_property *p, const struct asked *a)
{
    return p && p->kind == ICAL_KIND_UTC && p->number == a->e->stamp;
}

static bool start_same(const struct ical_property *p, const struct asked *a)
{
    if (!a->e->all_day)
        return time_same(p, a->e->start);
    return p && p->kind == ICAL_KIND_DATE && p->number == a->e->day;
}

static bool end_same(const struct ical_property *p, const struct asked *a)
{
    return a->e->all_day ? !p : time_same(p, a->e->end);
}

static bool transparency_same(const struct ical_property *p,
                              const struct asked *a)
{
    return a->e->all_day ? p && span_eq(p->text, SPAN("TRANSPARENT")) : !p;
}

static bool summary_same(const struct ical_property *p, const struct asked *a)
{
    return text_same(p, a, a->e->summary, false);
}

static bool location_same(const struct ical_property *p, const struct asked *a)
{
    return text_same(p, a, a->e->location, false);
}

static bool description_same(const struct ical_property *p,
                             const struct asked *a)
{
    return text_same(p, a, a->e->description, true);
}

static bool comment_same(const struct ical_property *p, const struct asked *a)
{
    return text_same(p, a, a->e->comment, true);
}

static bool link_same(const struct ical_property *p, const struct asked *a)
{
    if (!p || !a->e->link.n)
        return !p && !a->e->link.n;
    return span_eq(resolved(a, p->text), resolved(a, a->e->link));
}

static bool organizer_same(const struct ical_property *p, const struct asked *a)
{
    const struct invite_person *o = &a->e->organizer;

    return p && mailto_same(p->text, a, o->mail) && name_same(p, a, o->name) &&
           p->parameters.n == (ical_parameter(p, "CN").n > 0);
}

static bool status_same(const struct ical_property *p, const struct asked *a)
{
    bool cancels = a->i->method == INVITE_CANCEL;

    if (cancels && a->e->leaves)
        return !p;
    return p &&
           span_eq(p->text, cancels || a->e->cancelled ? SPAN("CANCELLED")
                                                       : SPAN("CONFIRMED"));
}

static bool trigger_same(const struct ical_property *p, const struct asked *a)
{
    return p && p->kind == ICAL_KIND_SECONDS && !p->parameters.n &&
           p->number == -a->e->alarm;
}

static bool method_same(const struct ical_property *p, const struct asked *a)
{
    return p && span_eq(p->text, span_str(invite_method_name(a->i->method)));
}

static bool calendar_name_same(const struct ical_property *p,
                               const struct asked *a)
{
    return text_same(p, a, a->i->name, false);
}

static bool calendar_zone_same(const struct ical_property *p,
                               const struct asked *a)
{
    return a->i->name.n ? p && span_eq(p->text, SPAN(ZONE_NAME)) : !p;
}

static bool calendar_refresh_same(const struct ical_property *p,
                                  const struct asked *a)
{
    return a->i->name.n ? p && span_eq(p->text, SPAN("PT6H")) : !p;
}

static const struct rule calendar_rules[] = {
    { "PRODID", .is = "-//Convoke//Convoke//ZH", .needs = ALL },
    { "VERSION", .is = "2.0", .needs = ALL },
    { "CALSCALE", .is = "GREGORIAN" },
    { "METHOD", .same = method_same, .needs = ALL },
    { "NAME", .same = calendar_name_same },
    { "X-WR-CALNAME", .same = calendar_name_same },
    { "X-WR-TIMEZONE", .same = calendar_zone_same },
    { "REFRESH-INTERVAL", .same = calendar_refresh_same },
    { "X-PUBLISHED-TTL", .same = calendar_refresh_same },
};

static const struct rule zone_rules[] = {
    { "TZID", .is = ZONE_NAME },
};

static const struct rule standard_rules[] = {
    { "DTSTART", .is = "19910915T000000" },
    { "TZOFFSETFROM", .is = "+0800" },
    { "TZOFFSETTO", .is = "+0800" },
    { "TZNAME", .is = "CST" },
};

static const struct rule event_rules[] = {
    { "UID", .same = uid_same, .needs = ALL },
    { "SEQUENCE", .same = sequence_same, .needs = CANCEL | DECLINECOUNTER },
    { "DTSTAMP", .same = stamp_same, .needs = ALL },
    { "DTSTART", .same = start_same, .needs = REQUEST | PUBLISH },
    { "DTEND", .same = end_same },
    { "TRANSP", .same = transparency_same },
    { "SUMMARY", .same = summary_same, .needs = REQUEST | PUBLISH },
    { "LOCATION", .same = location_same },
    { "DESCRIPTION", .same = description_same },
    { "URL", .same = link_same },
    { "COMMENT", .same = comment_same },
    { "ORGANIZER", .same = organizer_same, .needs = ALL },
    /* Each of them is compared by people_same. */
    { "ATTENDEE", .needs = REQUEST | CANCEL, .never = PUBLISH, .many = true },
    { "STATUS", .same = status_same },
    { "REQUEST-STATUS", .never = ALL },
};

static const struct rule alarm_rules[] = {
    { "ACTION", .is = "DISPLAY" },
    { "TRIGGER", .same = trigger_same },
    { "DESCRIPTION", .same = summary_same },
};

static bool has_rule(const struct rules *r, struct span name)
{
    for (size_t i = 0; i < r->n; i++)
        if (span_eq(name, span_str(r->at[i].name)))
            return true;
    return false;
}

static size_t count(const struct ical_component *c, const char *name)
{
    size_t n = 0;

    list_each(&c->properties, p)
    {
        n += span_eq(p->name, span_str(name));
    }
    return n;
}

static bool follows(const struct ical_component *c, const struct rule *r,
                    const struct asked *a)
{
    const struct ical_property *p = ical_property(c, r->name);

    if (r->is)
        return p && span_eq(p->text, span_str(r->is));
    return !r->same || r->same(p, a);
}

static enum verdict check_properties(const struct ical_component *c,
                                     const struct rules *r,
                                     const struct asked *a, struct reason *why)
{
    unsigned method = 1u << a->i->method;

    if (!span_eq(c->name, span_str(r->component)))
        return broken(why, r->component, "is missing");
    list_each(&c->properties, p)
    {
        if (!has_rule(r, p->name))
            return broken(why, arena_str(a->arena, p->name), "is not ours");
    }
    for (size_t i = 0; i < r->n; i++) {
        const struct rule *rule = &r->at[i];
        size_t n = count(c, rule->name);
        if (!n && (rule->needs & method))
            return broken(why, rule->name, "is missing");
        if (n && (rule->never & method))
            return broken(why, rule->name, "is forbidden");
        if (n > 1 && !rule->many)
            return broken(why, rule->name, "is there twice");
        if (!follows(c, rule, a))
            return broken(why, rule->name, "differs");
    }
    return VERDICT_DONE;
}

static bool person_same(const struct ical_property *p, const struct asked *a,
                        const struct invite_person *want)
{
    struct span from = ical_parameter(p, "DELEGATED-FROM");
    bool from_same = want->delegated_from.n
                         ? mailto_same(from, a, want->delegated_from)
                         : !from.n;

    return mailto_same(p->text, a, want->mail) && name_same(p, a, want->name) &&
           from_same &&
           span_eq(ical_parameter(p, "CUTYPE"), SPAN("INDIVIDUAL")) &&
           span_eq(ical_parameter(p, "ROLE"), want->optional
                                                  ? SPAN("OPT-PARTICIPANT")
                                                  : SPAN("REQ-PARTICIPANT")) &&
           span_eq(ical_parameter(p, "PARTSTAT"), SPAN("NEEDS-ACTION")) &&
           span_eq(ical_parameter(p, "RSVP"), SPAN("TRUE")) &&
           p->parameters.n ==
               4u + (ical_parameter(p, "CN").n > 0) + (from.n > 0);
}

static bool people_same(const struct ical_component *c, const struct asked *a)
{
    size_t n = 0;

    list_each(&c->properties, p)
    {
        if (!span_eq(p->name, SPAN("ATTENDEE")))
            continue;
        if (n == a->e->attendees_n || !person_same(p, a, &a->e->attendees[n++]))
            return false;
    }
    return n == a->e->attendees_n;
}

static enum verdict check_alarm(const struct ical_component *event,
                                const struct asked *a, struct reason *why)
{
    enum invite_method m = a->i->method;
    bool may = m != INVITE_CANCEL && m != INVITE_DECLINECOUNTER;
    bool wants = may && a->e->alarm && !a->e->cancelled;
    const struct ical_component *alarm = event->components.at;

    if (event->components.n && !may)
        return broken(why, "VALARM", "is forbidden");
    if (event->components.n != wants)
        return broken(why, "VALARM", wants ? "is not one" : "is not asked for");
    if (!wants)
        return VERDICT_DONE;
    if (alarm->components.n)
        return broken(why, "VALARM", "has a component");
    return check_properties(alarm, &RULES("VALARM", alarm_rules), a, why);
}

static enum verdict check_event(const struct ical_component *c,
                                const struct asked *a, struct reason *why)
{
    enum verdict v = check_properties(c, &RULES("VEVENT", event_rules), a, why);

    if (v != VERDICT_DONE)
        return v;
    if (!people_same(c, a))
        return broken(why, "ATTENDEE", "differs");
    return check_alarm(c, a, why);
}

static enum verdict check_zone(const struct ical_component *c,
                               const struct asked *a, struct reason *why)
{
    enum verdict v =
        check_properties(c, &RULES("VTIMEZONE", zone_rules), a, why);

    if (v != VERDICT_DONE)
        return v;
    if (c->components.n != 1)
        return broken(why, "STANDARD", "is not one");
    return check_properties(c->components.at,
                            &RULES("STANDARD", standard_rules), a, why);
}

/* Lines as RFC 5545 3.1 wants them; the library takes all sorts. */
static bool lines_same(struct span bytes)
{
    while (bytes.n) {
        size_t n = span_find_char(bytes, '\r');
        struct span line = span_sub(bytes, 0, n);
        if (n > CHECK_LINE || bytes.n - n < 2 || bytes.p[n + 1] != '\n')
            return false;
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)line.p[i] < ' ' && line.p[i] != '\t')
                return false;
        if (!span_is_utf8(line))
            return false;
        bytes = span_from(bytes, n + 2);
    }
    return true;
}

static bool wants_zone(const struct invite *i)
{
    for (size_t e = 0; e < i->events_n; e++)
        if (!i->events[e].all_day)
            return true;
    return !i->events_n;
}

static enum verdict check_calendar(const struct ical_component *c,
                                   struct asked *a, struct reason *why)
{
    const struct ical_component *at = c->components.at;
    size_t zones = wants_zone(a->i);
    enum verdict v =
        check_properties(c, &RULES("VCALENDAR", calendar_rules), a, why);

    if (v == VERDICT_DONE && c->components.n != zones + a->i->events_n)
        return broken(why, "VCALENDAR", "has other components");
    if (v == VERDICT_DONE && zones)
        v = check_zone(at++, a, why);
    for (size_t e = 0; v == VERDICT_DONE && e < a->i->events_n; e++) {
        a->e = &a->i->events[e];
        v = check_event(at++, a, why);
    }
    return v;
}

enum verdict invite_check(struct span bytes, const struct invite *i,
                          struct reason *why)
{
    CLEANUP(arena_release)
    struct arena arena = ARENA_INIT(CHECK_ROOM + bytes.n * CHECK_TIMES);
    struct ical_component c = { 0 };
    struct reason unread;

    assert(i);
    if (!lines_same(bytes))
        return broken(why, "VCALENDAR", "is not made of lines");
    if (ical_own_read(bytes, &arena, &c, &unread) != VERDICT_DONE)
        return broken(why, "VCALENDAR", "is missing");
    return check_calendar(&c, &(struct asked){ .arena = &arena, .i = i }, why);
}

#include "ical_own.h"

#include <assert.h>
#include <libical/ical.h>
#include <stdlib.h>

#include "convoke/base/civil.h"

static void component_drop(icalcomponent **c)
{
    if (*c)
        icalcomponent_free(*c);
    *c = NULL;
    icalmemory_free_ring();
}

/* What the _r functions give is ours: copied, then freed. */
static struct span taken(char *s, struct arena *arena)
{
    struct span copy = arena_span(arena, span_str(s));

    free(s);
    return copy;
}

static int64_t hands(struct icaltimetype t)
{
    struct civil c = { .year = t.year, .month = t.month, .day = t.day };
    int64_t day = civil_to_day(c);

    return t.is_date
               ? day
               : day * CIVIL_DAY + t.hour * 3600 + t.minute * 60 + t.second;
}

static void read_time(struct icaltimetype t, struct ical_property *to)
{
    if (icaltime_is_null_time(t))
        return;
    to->number = hands(t);
    to->kind = t.is_date            ? ICAL_KIND_DATE
               : icaltime_is_utc(t) ? ICAL_KIND_UTC
                                    : ICAL_KIND_TIME;
}

static void read_trigger(struct icaltriggertype t, struct ical_property *to)
{
    if (!icaltime_is_null_time(t.time)) {
        read_time(t.time, to);
        return;
    }
    to->kind = ICAL_KIND_SECONDS;
    to->number = icaldurationtype_as_int(t.duration);
}

static void read_value(const icalvalue *v, struct arena *arena,
                       struct ical_property *to)
{
    icalvalue_kind kind = icalvalue_isa(v);

    if (kind == ICAL_TEXT_VALUE || kind == ICAL_X_VALUE) {
        to->kind = ICAL_KIND_TEXT;
        to->text = arena_span(arena, span_str(kind == ICAL_TEXT_VALUE
                                                  ? icalvalue_get_text(v)
                                                  : icalvalue_get_x(v)));
        return;
    }
    to->kind = ICAL_KIND_OTHER;
    to->text = taken(icalvalue_as_ical_string_r(v), arena);
    switch (kind) {
    case ICAL_DATE_VALUE:
    case ICAL_DATETIME_VALUE:
        read_time(icalvalue_get_datetime(v), to);
        return;
    case ICAL_TRIGGER_VALUE:
        read_trigger(icalvalue_get_trigger(v), to);
        return;
    case ICAL_DURATION_VALUE:
        to->kind = ICAL_KIND_SECONDS;
        to->number = icaldurationtype_as_int(icalvalue_get_duration(v));
        return;
    case ICAL_INTEGER_VALUE:
        to->kind = ICAL_KIND_NUMBER;
        to->number = icalvalue_get_integer(v);
        return;
    default:
        return;
    }
}

static void read_parameters(icalproperty *p, struct arena *arena,
                            struct ical_property *to)
{
    icalparameter *q = icalproperty_get_first_parameter(p, ICAL_ANY_PARAMETER);

    for (; q; q = icalproperty_get_next_parameter(p, ICAL_ANY_PARAMETER)) {
        struct ical_parameter *at = list_push(&to->parameters, arena);
        struct span whole = taken(icalparameter_as_ical_string_r(q), arena);
        size_t cut = span_find_char(whole, '=');

        at->name = span_sub(whole, 0, cut);
        at->text = span_from(whole, cut + 1);
        if (at->text.n >= 2 && at->text.p[0] == '"')
            at->text = span_sub(at->text, 1, at->text.n - 2);
    }
}

static void read_properties(icalcomponent *c, struct arena *arena,
                            struct ical_component *to)
{
    icalproperty *p = icalcomponent_get_first_property(c, ICAL_ANY_PROPERTY);

    for (; p; p = icalcomponent_get_next_property(c, ICAL_ANY_PROPERTY)) {
        struct ical_property *at = list_push(&to->properties, arena);
        const icalvalue *v = icalproperty_get_value(p);

        at->name = taken(icalproperty_get_property_name_r(p), arena);
        if (v)
            read_value(v, arena, at);
        read_parameters(p, arena, at);
    }
}

/* Ours are three deep; a stranger's bomb is none of this reader's business. */
enum { ICAL_MAX_DEPTH = 5 };

static void read_component(icalcomponent *c, struct arena *arena,
                           struct ical_component *to, int depth)
{
    icalcomponent *inner;

    to->name = arena_span(
        arena, span_str(icalcomponent_kind_to_string(icalcomponent_isa(c))));
    read_properties(c, arena, to);
    if (depth == ICAL_MAX_DEPTH)
        return;
    inner = icalcomponent_get_first_component(c, ICAL_ANY_COMPONENT);
    for (; inner;
         inner = icalcomponent_get_next_component(c, ICAL_ANY_COMPONENT))
        read_component(inner, arena, list_push(&to->components, arena),
                       depth + 1);
}

enum verdict ical_own_read(struct span bytes, struct arena *arena,
                           struct ical_component *ret, struct reason *why)
{
    CLEANUP(component_drop) icalcomponent *c = NULL;

    assert(arena);
    assert(ret);
    icalerror_set_errors_are_fatal(0);
    c = icalparser_parse_string(arena_str(arena, bytes));
    if (!c)
        return reason_set(why, VERDICT_NEVER, "ical_own.read",
                          "there is no calendar object");
    *ret = (struct ical_component){ 0 };
    read_component(c, arena, ret, 1);
    return VERDICT_DONE;
}

const struct ical_property *ical_property(const struct ical_component *c,
                                          const char *name)
{
    assert(c && name);
    list_each(&c->properties, p)
    {
        if (span_eq(p->name, span_str(name)))
            return p;
    }
    return NULL;
}

struct span ical_parameter(const struct ical_property *p, const char *name)
{
    assert(p && name);
    list_each(&p->parameters, q)
    {
        if (span_eq(q->name, span_str(name)))
            return q->text;
    }
    return SPAN_NONE;
}

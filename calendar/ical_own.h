/* ical_own.h — libical tamed: the one file that includes it.
 *
 * A calendar object as the library reads it, copied into the arena given:
 * components, their properties, and the values as the library means them.
 * Nothing of the library outlives the call and nothing is ever expanded or
 * converted between zones: of a time the clock's hands are told. Sources:
 * libical 3.0; errors are not fatal, its memory ring is freed each time. */
#ifndef CONVOKE_CALENDAR_ICAL_OWN_H
#define CONVOKE_CALENDAR_ICAL_OWN_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/verdict.h"

enum ical_kind {
    ICAL_KIND_TEXT,    /* `text` without its escapes */
    ICAL_KIND_DATE,    /* `number`: days since 1970-01-01 */
    ICAL_KIND_TIME,    /* `number`: the clock's hands as if they were UTC */
    ICAL_KIND_UTC,     /* the same, and UTC they are */
    ICAL_KIND_SECONDS, /* a duration or a trigger */
    ICAL_KIND_NUMBER,
    ICAL_KIND_OTHER, /* `text` as it stands: addresses, links, words */
};

struct ical_parameter {
    struct span name, text; /* text without its quotes */
};

struct ical_property {
    struct span name;
    enum ical_kind kind;
    struct span text; /* as it stands, but of TEXT */
    int64_t number;
    LIST_OF(struct ical_parameter) parameters;
};

struct ical_component {
    struct span name;
    LIST_OF(struct ical_property) properties;
    LIST_OF(struct ical_component) components;
};

/* NEVER when the library finds no component in it. What it cannot read is a
 * property X-LIC-ERROR; two calendars are one component XROOT. */
MUST_USE enum verdict ical_own_read(struct span bytes, struct arena *arena,
                                    struct ical_component *ret,
                                    struct reason *why);

/* The first property of that name; NULL when there is none. */
const struct ical_property *ical_property(const struct ical_component *c,
                                          const char *name);
/* Empty when there is none. */
struct span ical_parameter(const struct ical_property *p, const char *name);

#endif

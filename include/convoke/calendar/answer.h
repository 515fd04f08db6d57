/* answer.h — what a calendar object that came by mail says, as values.
 *
 * answer_read runs only in the sandboxed worker (and in tests): one linear
 * pass over the content lines, bounds first (64 KiB, nesting 4), nothing
 * expanded: of a recurrence only RECURRENCE-ID is told. What dialects do is
 * forgiven (interop.md 24 to 46): no ORGANIZER, lower-case names, LF lines, a
 * time zone by its Windows or Chinese name, floating times (Asia/Shanghai),
 * Exchange's own sequence, an unknown PARTSTAT (NEEDS-ACTION). The values
 * travel to the core as one record; answer_decode checks all of it again.
 *
 * Text is UTF-8 without control characters but LF. Absent is an empty span or
 * MOMENT_NONE. Everything is borrowed from the arena given. */
#ifndef CONVOKE_CALENDAR_ANSWER_H
#define CONVOKE_CALENDAR_ANSWER_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

enum {
    ANSWER_MOST = 64 * 1024, /* octets of an object */
    ANSWER_NESTING = 4,
    ANSWER_MAX_EVENTS = 20,
    ANSWER_MAX_ATTENDEES = 200,
    ANSWER_MAX_TEXT = 4000, /* octets of a comment */
    ANSWER_MAX_WORD = 400,  /* of a name, an id */
};

#define ANSWER_MAX_SEQUENCE INT64_C(999999999999999)

enum answer_method {
    ANSWER_METHOD_NONE, /* the object names none */
    ANSWER_REPLY,
    ANSWER_COUNTER,
    ANSWER_REFRESH,
    ANSWER_REQUEST, /* the rest is other people's */
    ANSWER_CANCEL,
    ANSWER_PUBLISH,
    ANSWER_ADD,
    ANSWER_DECLINECOUNTER,
    ANSWER_METHOD_OTHER,
    ANSWER_METHOD_COUNT
};
const char *answer_method_name(enum answer_method m);  /* "REPLY"; none: "" */
enum answer_method answer_method_of(struct span name); /* any case */

enum answer_status {
    ANSWER_NEEDS_ACTION,
    ANSWER_ACCEPTED,
    ANSWER_TENTATIVE,
    ANSWER_DECLINED,
    ANSWER_DELEGATED,
    ANSWER_STATUS_COUNT
};
const char *answer_status_name(enum answer_status s); /* "NEEDS-ACTION" */
bool answer_status_from(struct span name, enum answer_status *ret);

struct answer_attendee {
    struct span mail; /* addr-spec, lower case; may be empty when it is none */
    struct span name;
    enum answer_status status;
    bool said;                                /* a PARTSTAT stood there */
    struct span sent_by;                      /* who answered in his place */
    struct span delegated_to, delegated_from; /* the first of each */
};

/* One component that has a UID: an event, mostly; of a recurring one each
 * exception is one more. */
struct answer_event {
    struct span uid;
    struct span
        recurrence;     /* RECURRENCE-ID as it stands; of one event: empty */
    int64_t sequence;   /* 0 when none is told */
    int64_t stamp;      /* DTSTAMP; MOMENT_NONE */
    int64_t start, end; /* MOMENT_NONE: none, or in a zone nobody knows */
    bool all_day;
    struct span start_text; /* as it stands, with its TZID */
    struct span organizer;  /* addr-spec, lower case */
    struct span summary, location, comment;
    LIST_OF(struct answer_attendee) attendees;
};

struct answer {
    enum answer_method method;
    struct span product; /* PRODID */
    LIST_OF(struct answer_event) events;
};

/* `bytes` in any charset it can be read in (UTF-8, else what the caller made
 * of it). NEVER when a bound forbids it or there is no calendar object in it;
 * the reason names the bound. */
MUST_USE enum verdict answer_read(struct span bytes, struct arena *arena,
                                  struct answer *ret, struct reason *why);

void answer_encode(const struct answer *a, struct text *to);
/* NEVER when anything in the record is not as promised above. */
MUST_USE enum verdict answer_decode(struct span record, struct arena *arena,
                                    struct answer *ret, struct reason *why);

#endif

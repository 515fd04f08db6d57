/* invite.h — the calendar objects that leave us: a meeting's invitation, its
 * update and cancellation, the published days of deadlines, the answer to a
 * counter proposal.
 *
 * One object is one mail's: it names only the people it goes to. The writer
 * is our own (five times as fast as a library's, and its bytes are known);
 * invite_check reads the bytes back with libical, which knows nothing of the
 * writer, and compares every value. All text is UTF-8; LF and TAB may stand in
 * descriptions and comments, other control characters (C1, U+2028 and U+2029
 * too) become blanks, and blanks at both ends are left out; so are DQUOTE, "^"
 * and the backslash in names. Instants are UTC
 * seconds; the object shows them in Asia/Shanghai with its VTIMEZONE. CANCEL
 * and DECLINECOUNTER remind of nothing, whatever `alarm` says. Sources: RFC
 * 5545 (3.1 folding, 3.2 parameters, 3.3.11 text), RFC 5546 (3.2 what each
 * method needs), RFC 6047; requirements.md 7, appendix B; interop.md 9 to 29.
 */
#ifndef CONVOKE_CALENDAR_INVITE_H
#define CONVOKE_CALENDAR_INVITE_H

#include <stdint.h>

#include "convoke/base/civil.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

enum invite_method {
    INVITE_REQUEST,
    INVITE_CANCEL,
    INVITE_PUBLISH,
    INVITE_DECLINECOUNTER,
    INVITE_METHOD_COUNT
};
const char *invite_method_name(enum invite_method m); /* "REQUEST" */

struct invite_person {
    struct span name;           /* may be empty */
    struct span mail;           /* addr-spec, no "mailto:" */
    bool optional;              /* told of it, not asked to come */
    struct span delegated_from; /* who sends him in his place; may be empty */
};

struct invite_event {
    struct span uid;
    int64_t sequence;
    int64_t stamp; /* DTSTAMP: when this object was made */
    bool all_day;
    civil_day day;      /* with all_day: that one day, no time of ours taken */
    int64_t start, end; /* else; end > start */
    struct span summary;
    struct span location, description, link; /* may be empty */
    struct span comment; /* why it is cancelled, or the counter not taken */
    /* Seconds before the start (of an all-day event: before its 00:00) at which
     * a reminder shows; 0: none. */
    int64_t alarm;
    bool cancelled; /* among published ones: it no longer takes place */
    /* With CANCEL: it does take place, but no longer for these people, and
     * then no STATUS may say otherwise (RFC 5546 3.2.5). */
    bool leaves;
    struct invite_person organizer;
    const struct invite_person *attendees;
    size_t attendees_n;
};

struct invite {
    enum invite_method method;
    const struct invite_event *events; /* more than one only to PUBLISH */
    size_t events_n;
    /* Of a calendar to subscribe to, which then also says how often to look
     * again; empty in a mail. Only to PUBLISH. */
    struct span name;
};

/* Appends the object, CRLF, folded at 75 octets between characters. NEVER,
 * naming the property, when a value cannot stand in one: no UID, an address
 * that is none, an end not after its start, nobody to invite. */
MUST_USE enum verdict invite_write(const struct invite *i, struct text *to,
                                   struct reason *why);

/* What libical reads in `bytes` is `i`, value by value, and has what RFC 5546
 * asks of the method and nothing it forbids. BROKEN names what differs. */
MUST_USE enum verdict invite_check(struct span bytes, const struct invite *i,
                                   struct reason *why);

#endif

/* contentline.h — the lines of a calendar object, as they come by mail.
 *
 * Forgives what senders do: lines ended by LF, CR or CR CR LF, empty lines
 * between them, a BOM, a fold inside a character, a quote that is never
 * closed, a colon in an unquoted address or in the brackets of a zone's name.
 * Sources: RFC 5545 3.1, 3.2, 3.3.11; RFC 6868; interop.md 7, 14, 15. */
#ifndef CONVOKE_CALENDAR_CONTENTLINE_H
#define CONVOKE_CALENDAR_CONTENTLINE_H

#include "convoke/base/arena.h"

/* Borrowed from the unfolded text; nothing is decoded yet. */
struct contentline {
    struct span name;
    struct span params; /* "CN=x;PARTSTAT=y", may be empty */
    struct span value;
};

/* One line of `bytes` a line, ended by LF, none of them empty; UTF-8, with
 * U+FFFD where the octets are none. In the arena. */
struct span contentline_unfold(struct span bytes, struct arena *arena);

/* The next line that is one; takes it off `rest`. False at the end. */
bool contentline_next(struct span *rest, struct contentline *ret);

/* The next parameter and its value as it stands; takes it off `rest`. */
bool contentline_param(struct span *rest, struct span *ret_name,
                       struct span *ret_value);

/* Of a parameter that is a list, the first value. */
struct span contentline_first(struct span value);

/* A parameter's value without quotes, escapes (RFC 6868) and controls. */
struct span contentline_plain(struct span value, struct arena *arena);

/* A property's text without escapes; LF stays only with `lines`, other
 * controls become blanks. */
struct span contentline_text(struct span value, bool lines,
                             struct arena *arena);

/* Text without controls, LF only with `lines`: what contentline_text gives. */
bool contentline_is_text(struct span s, bool lines);

#endif

/* escape.h — values made harmless for the place they are put in.
 *
 * The place decides, never the author of a template. All but escape_none and
 * escape_html also drop what could mislead a reader: control characters,
 * bidirectional overrides, invisible characters, malformed UTF-8. */
#ifndef CONVOKE_RENDER_ESCAPE_H
#define CONVOKE_RENDER_ESCAPE_H

#include "convoke/base/text.h"

typedef void escape_function(struct text *to, struct span value);

escape_function escape_none;
escape_function escape_html; /* & < > " ' */

/* One line, blanks collapsed: for subjects. */
escape_function escape_line;

/* For notice markup: the value stands between two marks which a value cannot
 * contain, so that page.h never reads markup out of it; its line breaks
 * become a third mark. */
escape_function escape_markup;

enum {
    ESCAPE_VALUE = 0x02,     /* before a value */
    ESCAPE_VALUE_END = 0x03, /* after it */
    ESCAPE_BREAK = 0x04,     /* a line break inside it */
};

/* A link for an href: what no URL may contain is percent-encoded. */
void escape_link(struct text *to, struct span link);

#endif

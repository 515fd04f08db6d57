/* quote.h — where quoted mail begins: the marks mail programs leave. */
#ifndef CONVOKE_MAIL_QUOTE_H
#define CONVOKE_MAIL_QUOTE_H

#include "convoke/base/span.h"

enum quote {
    QUOTE_NONE,
    QUOTE_ATTRIBUTION, /* "On … X wrote:"; its answer may stand below */
    QUOTE_BLOCK,       /* all that follows is quoted */
};

/* What lines[at] starts; *ret_n lines belong to the mark itself. */
enum quote quote_begins(const struct span *lines, size_t n, size_t at,
                        size_t *ret_n);

/* `line` without the blanks, bars, stars and marks of quoting around it. */
struct span quote_bare(struct span line);

/* True for a line that starts with `>`. */
bool quote_is_marked(struct span line);

/* True when nothing but strokes stands there, at least two. */
bool quote_is_rule(struct span line);

#endif

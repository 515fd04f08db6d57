/* html.h — an HTML body as the text a person sees.
 *
 * Streams through libxml2's HTML reader without building a tree: no network,
 * no entities from outside, nesting beyond HTML_MAX_DEPTH or a tag
 * with more than HTML_MAX_ATTRIBUTES ends the text. Blocks
 * become lines, cells are parted by tabs, links keep their address, hidden
 * elements and scripts go, `<input type=checkbox>` is drawn as a box,
 * blockquotes of replies get `> `. interop.md 108, 110. */
#ifndef CONVOKE_MAIL_HTML_H
#define CONVOKE_MAIL_HTML_H

#include "convoke/base/text.h"

enum { HTML_MAX_DEPTH = 256, HTML_MAX_ATTRIBUTES = 128 };

/* Sets up the library's tables; call before fork. */
void html_prepare(void);

struct html_found {
    size_t quote_at; /* in `to`: the mail program's own mark of a quote, or
                        SIZE_MAX */
    bool answered;   /* text stands below a quote */
    bool too_deep;   /* the text ends early for the nesting */
};

/* Appends to `to` until its ceiling. */
struct html_found html_text(struct span html, struct text *to);

#endif

/* catalog.h — notification code and view to subject, text and html.
 *
 * Templates are files, `zh/CODE.mustache` and `en/CODE.mustache` below one
 * folder (an override folder wins file by file), with the closings of both
 * languages, `footer.mustache` and `layout.html` common to all. The first line
 * is `Subject: …`, an empty line follows, then the body in the notice markup
 * of templates/README.md. One body is laid out twice, as text (78 columns,
 * Chinese counts two) and as html.
 *
 * Strict: every name a template uses must be in the code's slots (an error
 * with file:line:column when the catalogue is opened); every slot must be
 * filled by the view, and none is printed empty (an error when rendering).
 * Values are escaped by where they stand (subject, text, html), never by the
 * author. */
#ifndef CONVOKE_RENDER_CATALOG_H
#define CONVOKE_RENDER_CATALOG_H

#include "convoke/base/text.h"
#include "convoke/base/verdict.h"
#include "convoke/render/view.h"

struct catalog;

/* What a code's templates may use: blank-separated names; `name?` for flags,
 * `name[…]` for lists and nested views. "unit due missing[label hint]". */
struct catalog_entry {
    const char *code;
    const char *slots;
};

/* Compiles every template of every entry; `common` are slots that all have.
 * NEVER lists every error, one a line, in `ret_errors`. `override` may be
 * NULL. Entries are borrowed. */
MUST_USE enum verdict catalog_open(const char *folder, const char *override,
                                   const char *common,
                                   const struct catalog_entry *entries,
                                   size_t n, struct catalog **ret,
                                   struct text *ret_errors);
struct catalog *catalog_close(struct catalog *c);
void catalog_drop(struct catalog **c);

struct rendered {
    struct span subject; /* 【group】Chinese / English [object], one line */
    struct span text;    /* LF lines: Chinese, then English */
    struct span html;    /* one whole document */
};

/* The Chinese part, then the short English one. NEVER when a slot is not
 * filled; nothing is ever rendered with a hole. Results live in `arena`. */
MUST_USE enum verdict catalog_render(const struct catalog *c, const char *code,
                                     const struct view *view,
                                     struct arena *arena, struct rendered *ret,
                                     struct reason *why);

#endif

/* template.h — Mustache: the core of the public specification, and a strict
 * kind of it for mails.
 *
 * Interpolation (escaped, {{{raw}}}, {{&raw}}), sections, inverted sections,
 * comments, partials, set delimiters; no lambdas. Lenient, a missing name is
 * empty, as the specification says. Strict (a scope is given), a name that the
 * scope does not know, a raw value, a control character and a partial that is
 * not there are errors; an empty value where words are due ends the rendering.
 *
 * Additions of the strict kind: {{#last}} inside a list; {{list.count}};
 * {{value.zh}} and {{value.en}}.
 *
 * Compiled templates live in an arena and borrow the source. */
#ifndef CONVOKE_RENDER_TEMPLATE_H
#define CONVOKE_RENDER_TEMPLATE_H

#include "convoke/base/text.h"
#include "escape.h"
#include "scope.h"

struct template;

struct template_source {
    const char *file; /* for errors; borrowed */
    int line, column; /* where `text` begins in the file, from 1 */
    struct span text;
};

/* Where partials come from; false when there is no such one. */
struct template_partials {
    bool (*find)(const struct template_partials *from, struct span name,
                 struct template_source *ret);
};

struct template_spec {
    struct arena *arena;
    struct template_source source;
    const struct scope *const *scopes;        /* outermost first */
    size_t scopes_n;                          /* 0: lenient */
    const struct template_partials *partials; /* NULL: none */
    bool raw_allowed;                         /* strict, but raw is wanted */
};

/* NULL when something is wrong; then `errors` has got a line for each thing,
 * `file:line:column: what`. */
const struct template *template_compile(const struct template_spec *spec,
                                        struct text *errors);

struct template_way {
    enum phrase_language language;
    escape_function *escape;
    struct arena *scratch;
};

/* Adds to `to`. NEVER when strict and a value is empty. */
MUST_USE enum verdict template_render(const struct template *t,
                                      const struct value *data,
                                      const struct template_way *way,
                                      struct text *to, struct reason *why);

#endif

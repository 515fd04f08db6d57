/* scope.h — the names a template may use, and what each of them is.
 *
 * Read from the one-line description of a catalog entry. A template is checked
 * against it when it is compiled, a view before it is rendered. */
#ifndef CONVOKE_RENDER_SCOPE_H
#define CONVOKE_RENDER_SCOPE_H

#include "convoke/base/verdict.h"
#include "value.h"

enum slot_kind { SLOT_VALUE, SLOT_FLAG, SLOT_LIST };

struct scope;

struct slot {
    struct span name; /* borrowed from the description */
    enum slot_kind kind;
    struct scope *inside; /* of a LIST, never NULL then */
};

struct scope {
    LIST_OF(struct slot) slots;
};

/* Adds what `description` names (which must outlive `to`). */
MUST_USE enum verdict scope_parse(struct arena *a, const char *description,
                                  struct scope *to, struct reason *why);

const struct slot *scope_find(const struct scope *s, struct span name);

/* NEVER, naming the first slot that `view` does not fill or fills with
 * something of another kind. */
MUST_USE enum verdict scope_check(const struct scope *s,
                                  const struct view *view, struct reason *why);

#endif

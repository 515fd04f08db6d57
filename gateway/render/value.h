/* value.h — one value of a view, as the template meets it.
 *
 * Values live in the view's arena. A value is asked for its words (value_say)
 * in a language, or whether it holds (value_holds). */
#ifndef CONVOKE_RENDER_VALUE_H
#define CONVOKE_RENDER_VALUE_H

#include "convoke/base/list.h"
#include "convoke/render/phrase.h"
#include "convoke/render/view.h"

enum value_kind {
    VALUE_NONE, /* known, but nothing: false and empty */
    VALUE_TEXT,
    VALUE_BOTH,
    VALUE_INT,
    VALUE_FLAG,
    VALUE_DAY,
    VALUE_DUE,
    VALUE_MOMENT,
    VALUE_LEFT,
    VALUE_OCTETS,
    VALUE_LIST,
    VALUE_VIEW,
};

struct value_list; /* opaque outside: ask value_count and value_at */

struct value {
    enum value_kind kind;
    union {
        struct span text;
        struct {
            struct span zh, en;
        } both;
        int64_t number;          /* INT, FLAG, DAY, DUE, MOMENT, LEFT, OCTETS */
        struct value_list *list; /* LIST */
        struct view *view;       /* VIEW */
    };
};

struct value_list {
    LIST_OF(struct value) items;
};

struct view_entry {
    struct span name;
    struct value value;
};

struct view {
    struct arena *arena; /* borrowed */
    LIST_OF(struct view_entry) entries;
};

/* NULL when the view has no such name. */
const struct value *view_find(const struct view *v, struct span name);

/* Puts `value` under `name`, replacing; the name is copied. */
struct value *view_put(struct view *v, struct span name, struct value value);

/* The words of a value; empty for NONE, FLAG, LIST and VIEW. */
struct span value_say(const struct value *value, enum phrase_language l,
                      struct arena *arena);

/* False for NONE, a false flag, zero, an empty text and an empty list. */
bool value_holds(const struct value *value, enum phrase_language l);

#endif

/* view.h — the data of one template: named texts, flags, lists and views.
 *
 * One view is filled by the desk and gives subject, text and html alike. It
 * lives in an arena; names and values are copied. */
#ifndef CONVOKE_RENDER_VIEW_H
#define CONVOKE_RENDER_VIEW_H

#include <stdint.h>

#include "convoke/base/arena.h"

struct view;

struct view *view_new(struct arena *arena);

/* Setting a name twice replaces its value. An empty text counts as false in
 * a section, as in {{#name}}…{{/name}}. */
void view_text(struct view *v, const char *name, struct span value);
void view_textf(struct view *v, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void view_int(struct view *v, const char *name, int64_t value);
void view_flag(struct view *v, const char *name, bool value);

/* A nested view; and one more item of a list (made when it is not there). */
struct view *view_inside(struct view *v, const char *name);
struct view *view_item(struct view *v, const char *list);

/* An empty list, so that the name is known even without items. */
void view_list(struct view *v, const char *list);

#endif

/* view.h — the data of one template: named texts, flags, lists and views.
 *
 * One view is filled by the desk and gives subject, text and html alike, in
 * Chinese and in English: dates and counts are stored as what they are and
 * said in the language of the template that prints them. It lives in an arena;
 * names and values are copied. */
#ifndef CONVOKE_RENDER_VIEW_H
#define CONVOKE_RENDER_VIEW_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"

struct view;

struct view *view_new(struct arena *arena);

/* Setting a name twice replaces its value. An empty text counts as false in
 * a section, as in {{#name}}…{{/name}}, and is refused where it would be
 * printed: a mail has no holes. */
void view_text(struct view *v, const char *name, struct span value);
void view_textf(struct view *v, const char *name, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void view_int(struct view *v, const char *name, int64_t value);
void view_flag(struct view *v, const char *name, bool value);

/* Words that differ between the languages; templates may also ask for one of
 * them by {{name.zh}} and {{name.en}}. */
void view_both(struct view *v, const char *name, struct span zh,
               struct span en);

/* Said by phrase.h: a day, a due day (until 24:00), an instant, days left
 * (negative when overdue), a file's size. */
void view_day(struct view *v, const char *name, civil_day day);
void view_due(struct view *v, const char *name, civil_day day);
void view_moment(struct view *v, const char *name, int64_t moment);
void view_left(struct view *v, const char *name, int days);
void view_octets(struct view *v, const char *name, uint64_t octets);

/* A nested view; and one more item of a list (made when it is not there). */
struct view *view_inside(struct view *v, const char *name);
struct view *view_item(struct view *v, const char *list);

/* An empty list, so that the name is known even without items; what stood in
 * it before is gone: one view serves several recipients. */
void view_list(struct view *v, const char *list);

/* One more action: a button with its mailto, the words in both languages and
 * a phrase_mailto() address. Item of the common slot `actions`. */
void view_action(struct view *v, struct span zh, struct span en,
                 struct span mailto);

#endif

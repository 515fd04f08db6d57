/* choice.h — boxes and ticks beside the words they belong to.
 *
 * A tick is ☑ ☒ ■ √ ✓ ✔ ●, [x], (√), or a checked <input>; a box is ☐ □ ○,
 * [ ], or an <input>. Each belongs to the word behind it or before it, as the
 * line's own order shows. Private to form. */
#ifndef CONVOKE_MAIL_CHOICE_H
#define CONVOKE_MAIL_CHOICE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

enum choice_kind { CHOICE_NATURE, CHOICE_FOREIGN, CHOICE_GROUPS };

typedef LIST_OF(struct span) choice_values;

/* Appends the value of each chosen word, each once. A text without a box has
 * chosen what it names; `printed` says that it may be the form's own list of
 * words, which is no choice while nothing is struck off it. */
void choice_read(enum choice_kind kind, struct span text, bool printed,
                 struct arena *arena, choice_values *ret);

#endif

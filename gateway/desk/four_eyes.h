/* four_eyes.h — the last word on a unit's exit is another operator's than the
 * one before it (R-A1 L3, R-X10).
 *
 * Pure over the desk's settings. Private to the desk. */
#ifndef CONVOKE_DESK_FOUR_EYES_H
#define CONVOKE_DESK_FOUR_EYES_H

#include "convoke/desk/desk.h"

/* Why the step that `before` took cannot be followed by one of `now`, as the
 * answer to him says it; NULL: it can, and *ret_en is untouched. Addresses
 * compare without case; `before` empty: nobody took a step. */
const char *four_eyes_fault(const struct desk *dk, struct span before,
                            struct span now, const char **ret_en);

#endif

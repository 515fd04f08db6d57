/* condition.h — the words of a duty's `unless`: nobody is reminded while what
 * they say holds. Each is a question to the store, answered by the desk. */
#ifndef CONVOKE_DESK_CONDITION_H
#define CONVOKE_DESK_CONDITION_H

#include <stddef.h>

/* "leaders.scheduled": a leaders' meeting stands in this quarter.
 * "plenaries.planned": the year has the plenaries it needs (Art. 20.1).
 * NULL past the last. */
const char *condition_name(size_t i);

#endif

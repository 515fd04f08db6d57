/* guidance.h — what each keyword of the grammar is for, in a line.
 *
 * Shown to those who may use it (help.reply). Private to the desk. */
#ifndef CONVOKE_DESK_GUIDANCE_H
#define CONVOKE_DESK_GUIDANCE_H

#include "hats.h"

struct guidance {
    const char *zh, *en; /* NULL: the kind has no keyword */
};

struct guidance guidance_of(enum intake_kind kind);

/* The slot `words`: every keyword that the sender may use. */
void guidance_add(struct notice *n, const struct hats *h);

#endif

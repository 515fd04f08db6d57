/* press.h — convoke-paper, started for one paper at a time (desk_press).
 *
 * It is a program of its own, so that what shapes strangers' words can neither
 * take the core with it nor make it larger. Whatever it does, print comes back
 * in time: the program is killed at its deadline, and no more than
 * PRESS_MAX_OCTETS are taken from it. */
#ifndef CONVOKE_PRESS_H
#define CONVOKE_PRESS_H

#include <limits.h>

#include "convoke/desk/desk.h"

enum { PRESS_WAIT_MS = 10 * 1000, PRESS_MAX_OCTETS = 32 * 1024 * 1024 };

struct press {
    struct desk_press way;
    char program[PATH_MAX]; /* empty: it is nowhere */
    int wait_ms;
};

/* `program` NULL: beside the running one, in libexec/convoke beside its folder,
 * or where it was to be installed. `wait_ms` 0: PRESS_WAIT_MS. */
void press_init(struct press *p, const char *program, int wait_ms);

#endif

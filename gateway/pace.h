/* pace.h — how fast a play goes by, and the line that says how far it is.
 *
 * The line stands on a terminal's last row of talk and nowhere else; it goes
 * before anything else is printed there. */
#ifndef CONVOKE_PACE_H
#define CONVOKE_PACE_H

#include <signal.h>

#include "context.h"
#include "convoke/base/civil.h"

struct pace {
    const struct context *ctx;         /* borrowed */
    int64_t day_ms;                    /* how long a day is looked at; 0: not */
    size_t most;                       /* messages that will come in */
    bool line;                         /* whether there is a line */
    const volatile sig_atomic_t *stop; /* borrowed; ends the waiting */
    civil_day day;                     /* the one that is shown */
};

/* "fast", or seconds a day with up to three decimals, at most a minute. */
bool pace_parse(struct span word, int64_t *ret_ms);

/* Whether that day is another one than the last, which has been looked at long
 * enough then. */
bool pace_day(struct pace *p, civil_day day);

void pace_clear(const struct pace *p);
void pace_show(const struct pace *p, size_t in);

#endif

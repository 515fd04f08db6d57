/* walltime.h — dates and times as they stand in a calendar object, before
 * anybody knows their zone. RFC 5545 3.3.4, 3.3.5, 3.3.6, 3.3.14. */
#ifndef CONVOKE_CALENDAR_WALLTIME_H
#define CONVOKE_CALENDAR_WALLTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "convoke/base/span.h"

/* The instants that can be printed; nothing else is a time of anything. */
#define WALLTIME_OLDEST INT64_C(-62135596800)
#define WALLTIME_NEWEST INT64_C(253402300799)

struct walltime {
    int64_t seconds; /* since 1970-01-01 of the clock on the wall */
    bool date;       /* a day alone */
    bool utc;        /* the clock's zone is UTC */
};

/* "20260331T090000", with Z, without seconds; "20260331"; RFC 3339 with its
 * offset, which some write, and with a Z behind the offset, too. */
bool walltime_read(struct span s, struct walltime *ret);

/* "+0800", "-023000". In seconds. */
bool walltime_offset(struct span s, int64_t *ret);

/* "PT1H30M", "P1W", "-P1D". In seconds, less than ten years. */
bool walltime_duration(struct span s, int64_t *ret);

#endif

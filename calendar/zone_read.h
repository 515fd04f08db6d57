/* zone_read.h — the time zones of a calendar object, and those known by name.
 *
 * A zone that stands in the object tells its offsets itself; a Chinese zone is
 * UTC+08:00 whatever stands there, for some write nonsense (interop.md 25).
 * Of a name alone only zones without summer time are known. No rule is ever
 * expanded: of a yearly one the onset in the year asked for is computed, and a
 * zone with any other rule tells an offset only when it has but one.
 * RFC 5545 3.6.5; interop.md 22 to 26. */
#ifndef CONVOKE_CALENDAR_ZONE_READ_H
#define CONVOKE_CALENDAR_ZONE_READ_H

#include <stdint.h>

#include "contentline.h"
#include "convoke/base/list.h"

/* When the offset changes. */
struct zone_onset {
    int64_t first; /* clock on the wall before it changes */
    int64_t from, to;
    bool yearly;
    /* The day of each year: the week's weekday (1 … 5, -1 the last …; Monday is
     * 1), the weekday at or after a day of the month, or that day. */
    int month, week, weekday, day;
    int64_t until; /* no onset after it; INT64_MAX */
    bool strange;  /* a rule nobody computes here */
};

struct zone {
    struct span name;
    LIST_OF(struct zone_onset) onsets;
};

struct zones {
    struct arena *arena; /* borrowed */
    LIST_OF(struct zone) all;
    struct zone now;         /* being read */
    struct zone_onset onset; /* being read */
    bool has_from, has_to, has_first;
    LIST_OF(int64_t) more; /* its RDATEs */
};

void zone_begin(struct zones *z);
void zone_name_line(struct zones *z, const struct contentline *line);
void zone_end(struct zones *z);
void zone_onset_begin(struct zones *z);
void zone_onset_line(struct zones *z, const struct contentline *line);
void zone_onset_end(struct zones *z);

/* The instant at which the wall's clock shows `wall` in that zone; without a
 * name in Asia/Shanghai. MOMENT_NONE when nobody knows the zone. */
int64_t zone_moment(const struct zones *z, struct span name, int64_t wall);

#endif

/* counter_time.h — the time that an attendee proposes instead, as the group
 * secretary is shown it and as it is taken. Pure. Private to the desk. Source:
 * RFC 5546 3.2.7; interop.md 26, 46. */
#ifndef CONVOKE_DESK_COUNTER_TIME_H
#define CONVOKE_DESK_COUNTER_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "convoke/base/arena.h"

enum counter_kind {
    COUNTER_OTHER,   /* another time */
    COUNTER_SAME,    /* the time it has: only a comment was meant */
    COUNTER_UNKNOWN, /* in a zone that nobody knows */
};

struct counter_time {
    enum counter_kind kind;
    int64_t start, end; /* of OTHER */
};

/* What `start` and `end` (MOMENT_NONE: not known) propose for a meeting that
 * stands at [was_start, was_end): an unsaid end keeps its length, whole days
 * keep its hours. */
struct counter_time counter_time(int64_t start, int64_t end, int64_t was_start,
                                 int64_t was_end);

/* The proposal as a token names it, "1775005200-1775034000". */
struct span counter_time_text(struct arena *arena,
                              const struct counter_time *t);
bool counter_time_parse(struct span text, struct counter_time *ret);

#endif

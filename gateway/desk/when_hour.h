/* when_hour.h — an hour as written, not yet put into the day.
 *
 * Private to when. Pure, total on any octets. */
#ifndef CONVOKE_DESK_WHEN_HOUR_H
#define CONVOKE_DESK_WHEN_HOUR_H

#include "convoke/base/span.h"

enum when_half {
    WHEN_ANY_HALF,
    WHEN_MORNING,
    WHEN_NOON,
    WHEN_AFTERNOON,
    WHEN_NIGHT,
};

struct when_hour {
    int hour, minute; /* as written: 2 with AFTERNOON, 75 minutes */
    enum when_half half;
};

/* Takes 9:00, 上午9点半, 14时30分, 2 pm off the front of `rest`. */
bool when_hour_take(struct span *rest, struct when_hour *ret);

#endif

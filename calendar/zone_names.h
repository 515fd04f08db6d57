/* zone_names.h — zones without summer time by the names mail programs give
 * them: IANA's, Windows', and what Chinese products write (interop.md 24, 25).
 */
#ifndef CONVOKE_CALENDAR_ZONE_NAMES_H
#define CONVOKE_CALENDAR_ZONE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "convoke/base/span.h"

/* Seconds east of UTC. A prefix like "/mozilla.org/20050126_1/" is none of the
 * name. False: unknown, or with summer time. */
bool zone_names_offset(struct span name, int64_t *ret);

/* Whether it is one of China, where no clock shows anything but UTC+08:00. */
bool zone_names_is_china(struct span name);

#endif

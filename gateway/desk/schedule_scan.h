/* schedule_scan.h — a meeting written on one line without labels.
 *
 * Private to schedule. Pure, total; spans are borrowed from the line. */
#ifndef CONVOKE_DESK_SCHEDULE_SCAN_H
#define CONVOKE_DESK_SCHEDULE_SCAN_H

#include "schedule_draft.h"

/* Puts what it finds into `d`; stops before the id or the day of another
 * meeting and returns what is left from there. */
struct span schedule_scan_line(struct schedule_draft *d, struct span text,
                               int year);

/* Without marks at both ends; brackets stay where they are closed. */
struct span schedule_scan_bare(struct span s);

#endif

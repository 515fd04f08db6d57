/* workdays_known.h — the working-day calendar that holds.
 *
 * What was imported, and the shipped rows for every year nobody imported: an
 * import of next year's notice takes nothing away from this one. December
 * belongs to the notice of the year after (its New Year may begin there).
 * Source: requirements.md R-D10. */
#ifndef CONVOKE_DESK_WORKDAYS_KNOWN_H
#define CONVOKE_DESK_WORKDAYS_KNOWN_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/store/store.h"

/* Room for every day of two centuries, each with a name of its own. */
enum { WORKDAYS_KNOWN_ARENA = 64 * 1024 * 1024 };

struct workdays_day {
    civil_day day;
    bool works;       /* true: make-up working day; false: rest day */
    bool shipped;     /* nobody imported its year */
    struct span name; /* borrowed from the arena; may be empty */
};

struct workdays_known {
    LIST_OF(struct workdays_day) days; /* ascending, no day twice */
    struct workdays table;             /* the same, ready for use */
};

/* The year whose notice speaks of `d`. */
int workdays_notice_year(civil_day d);

/* Everything lives in `arena`. `st` NULL: as shipped. */
MUST_USE enum verdict workdays_known(struct store *st, struct arena *arena,
                                     struct workdays_known *ret,
                                     struct reason *why);

#endif

/* contribution_place.h — to which plenary a unit contributes, and whether one
 * may contribute to it now. Private to the desk. */
#ifndef CONVOKE_DESK_CONTRIBUTION_PLACE_H
#define CONVOKE_DESK_CONTRIBUTION_PLACE_H

#include "case.h"

enum contribution_fault {
    PLACE_FINE,
    PLACE_UNKNOWN, /* there is no meeting of that name */
    PLACE_SEVERAL, /* none was named and several are open */
    PLACE_CLOSED,  /* none was named and none is open */
    PLACE_LEADERS, /* a leaders' meeting takes none */
    PLACE_FOREIGN, /* the unit is no member of its group */
    PLACE_EARLY,   /* its notice is not out */
    PLACE_BEGUN,   /* its opening instant has passed */
    PLACE_CANCELLED,
    PLACE_FAULT_COUNT
};

struct contribution_place {
    enum contribution_fault fault;
    struct meeting meeting;  /* unless UNKNOWN, SEVERAL, CLOSED */
    bool defaulted;          /* nobody named it: it is the only one open */
    const struct duty *duty; /* NULL: the charter asks for none */
    int64_t due_at;          /* exclusive; MOMENT_NONE without a duty */
    struct span named;       /* as it was named */
    meetings open;           /* that the unit may contribute to */
};

struct contribution_place_query {
    struct span unit;
    struct span meeting; /* empty: the only one that is open */
    int64_t at;          /* receipt instant */
};

enum verdict contribution_place_find(struct desk *dk,
                                     const struct contribution_place_query *q,
                                     struct arena *arena,
                                     struct contribution_place *ret,
                                     struct reason *why);

/* Why not, for people; `f` is no PLACE_FINE. */
struct span contribution_fault_zh(const struct contribution_place *p,
                                  struct arena *arena);
struct span contribution_fault_en(const struct contribution_place *p,
                                  struct arena *arena);

#endif

/* charter.h — charter.conf as the rows the obligation engine runs on.
 *
 * One entry a duty: article, class, period, reminder ladder, recipients. The
 * notation is explained at the top of the shipped file.
 * Every mistake is complained about at once, in place. */
#ifndef CONVOKE_CHARTER_H
#define CONVOKE_CHARTER_H

#include "complaint.h"
#include "convoke/base/verdict.h"
#include "convoke/desk/duty.h"

enum { CHARTER_MAX_DUTIES = 64 };

struct charter {
    struct duty duties[CHARTER_MAX_DUTIES];
    size_t n;
};

/* NEVER when there is anything to complain about; nothing is written then. */
MUST_USE enum verdict charter_load(const char *path, struct complaints *c,
                                   struct charter *ret);

/* The same from a text, for tests and for the shipped rules. */
MUST_USE enum verdict charter_parse(const char *name, struct span bytes,
                                    struct complaints *c, struct charter *ret);

/* The shipped charter.conf (templates/charter.conf), for the life of the
 * program. */
struct span charter_shipped(void);

/* NULL when the charter has no such duty. */
const struct duty *charter_duty(const struct charter *charter,
                                struct span name);

#endif

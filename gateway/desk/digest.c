/* The secretariat's digest of a working day (requirements.md 8). */
#include <assert.h>

#include "case.h"
#include "convoke/base/moment.h"

static int64_t next_digest(const struct desk *dk)
{
    civil_day day = workdays_at_or_after(&dk->workdays, civil_of(desk_now(dk)));
    int64_t at = civil_moment(day, dk->set->digest_hour);

    if (at > desk_now(dk))
        return at;
    return civil_moment(workdays_at_or_after(&dk->workdays, day + 1),
                        dk->set->digest_hour);
}

enum verdict digest_turn(struct desk *dk, struct arena *arena,
                         const struct timer *t, struct reason *why)
{
    struct timer next = *t;

    (void)arena;
    next.at = next_digest(dk);
    return timer_set(dk->store, &next, why);
}

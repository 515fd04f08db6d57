#include "convoke/calendar/answer_rules.h"

#include <assert.h>

#include "convoke/base/moment.h"

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* A clock that is ahead of the receipt lacks its zone (interop.md 26), or is
 * wrong: either way it would beat every later answer. */
static int64_t stamp_of(const struct answer_said *a)
{
    return a->stamp == MOMENT_NONE || a->stamp > a->at ? a->at : a->stamp;
}

/* How much of a presence an answer promises. */
static int presence(enum answer_status s)
{
    static const int rank[ANSWER_STATUS_COUNT] = {
        [ANSWER_NEEDS_ACTION] = 0, [ANSWER_DECLINED] = 1,
        [ANSWER_TENTATIVE] = 2,    [ANSWER_DELEGATED] = 3,
        [ANSWER_ACCEPTED] = 4,
    };

    return rank[s];
}

/* An answer to an invitation yet to come is one to the last that went out:
 * its number would else outrank all that are said later. */
static int newer(const struct answer_said *a, const struct answer_said *b,
                 int64_t current)
{
    int64_t as = a->sequence < current ? a->sequence : current;
    int64_t bs = b->sequence < current ? b->sequence : current;
    int by = order(as, bs);

    if (by == 0)
        by = order(stamp_of(a), stamp_of(b));
    if (by == 0)
        by = order(a->at, b->at);
    /* Said in the same second: any rule will do that knows no order. */
    return by ? by : order(presence(a->status), presence(b->status));
}

bool answer_replaces(const struct answer_said *a, const struct answer_said *b)
{
    assert(a);
    assert(b);
    return newer(a, b, INT64_MAX) > 0;
}

static bool counts(const struct answer_said *all, size_t n, int64_t current,
                   const struct answer_said *a)
{
    if (answer_is_stale(a->sequence, current))
        return false;
    for (size_t i = 0; i < n; i++)
        if (span_eq(all[i].person, a->person) && newer(&all[i], a, current) > 0)
            return false;
    return true;
}

/* Whether `a` decides for the unit rather than `b`. */
static bool decides(const struct answer_said *a, const struct answer_said *b,
                    int64_t current)
{
    int by = order(presence(a->status), presence(b->status));

    if (by == 0)
        by = newer(a, b, current);
    return by ? by > 0 : span_cmp(a->person, b->person) < 0;
}

enum answer_status answer_of_unit(const struct answer_said *all, size_t n,
                                  int64_t current, ptrdiff_t *ret_index)
{
    ptrdiff_t best = -1;

    assert(all || n == 0);
    for (size_t i = 0; i < n; i++) {
        if (all[i].status == ANSWER_NEEDS_ACTION ||
            !counts(all, n, current, &all[i]))
            continue;
        if (best < 0 || decides(&all[i], &all[best], current))
            best = (ptrdiff_t)i;
    }
    if (ret_index)
        *ret_index = best;
    return best < 0 ? ANSWER_NEEDS_ACTION : all[best].status;
}

#include "counter_time.h"

#include <assert.h>

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"

enum { LONGEST = 31 * 86400 }; /* of a meeting; what is longer is a slip */
static const int64_t YEAR_2200 = 7258118400;

static bool is_whole_days(int64_t start, int64_t end)
{
    return civil_moment(civil_of(start), 0) == start &&
           civil_moment(civil_of(end), 0) == end;
}

struct counter_time counter_time(int64_t start, int64_t end, int64_t was_start,
                                 int64_t was_end)
{
    struct counter_time t = { .kind = COUNTER_UNKNOWN };

    assert(was_end > was_start);
    if (start == MOMENT_NONE || start < 0 || start > YEAR_2200)
        return t;
    if (end == MOMENT_NONE || end <= start || end - start > LONGEST)
        end = start + (was_end - was_start);
    else if (is_whole_days(start, end) && !is_whole_days(was_start, was_end)) {
        start += was_start - civil_moment(civil_of(was_start), 0);
        end = start + (was_end - was_start);
    }
    t.kind =
        start == was_start && end == was_end ? COUNTER_SAME : COUNTER_OTHER;
    t.start = start;
    t.end = end;
    return t;
}

struct span counter_time_text(struct arena *arena, const struct counter_time *t)
{
    assert(t);
    if (t->kind != COUNTER_OTHER)
        return SPAN("-");
    return arena_printf(arena, "%lld-%lld", (long long)t->start,
                        (long long)t->end);
}

bool counter_time_parse(struct span text, struct counter_time *ret)
{
    size_t at = span_find_char(text, '-');
    uint64_t start = 0;
    uint64_t end = 0;

    assert(ret);
    *ret = (struct counter_time){ .kind = COUNTER_UNKNOWN };
    if (span_eq(text, SPAN("-")))
        return true;
    if (!number_parse(span_sub(text, 0, at), INT64_MAX, &start) ||
        !number_parse(span_from(text, at + 1), INT64_MAX, &end))
        return false;
    *ret = (struct counter_time){ COUNTER_OTHER, (int64_t)start, (int64_t)end };
    return end > start;
}

#include "pace.h"

#include <assert.h>
#include <time.h>

#include "convoke/base/number.h"

enum { SECOND_MS = 1000, PACE_MOST_MS = 60 * SECOND_MS };

bool pace_parse(struct span word, int64_t *ret_ms)
{
    struct span rest = word;
    struct span whole;
    uint64_t seconds = 0;
    uint64_t part = 0;

    assert(ret_ms);
    if (span_eq(word, SPAN("fast"))) {
        *ret_ms = 0;
        return true;
    }
    span_cut(&rest, '.', &whole);
    if (!number_parse(whole, PACE_MOST_MS / SECOND_MS, &seconds))
        return false;
    if (rest.n > 3 || (rest.n && !number_parse(rest, 999, &part)))
        return false;
    for (size_t n = rest.n; n < 3; n++)
        part *= 10;
    if (seconds * SECOND_MS + part > PACE_MOST_MS)
        return false;
    *ret_ms = (int64_t)(seconds * SECOND_MS + part);
    return true;
}

bool pace_day(struct pace *p, civil_day day)
{
    bool first;
    struct timespec left;

    assert(p);
    if (day == p->day)
        return false;
    first = p->day == 0;
    p->day = day;
    if (first)
        return true;
    left = (struct timespec){ .tv_sec = p->day_ms / SECOND_MS,
                              .tv_nsec = p->day_ms % SECOND_MS * 1000000L };
    fflush(p->ctx->out);
    while (p->day_ms && !(p->stop && *p->stop) && nanosleep(&left, &left) != 0)
        continue;
    return true;
}

void pace_clear(const struct pace *p)
{
    assert(p);
    if (p->line)
        fputs("\r\033[K", p->ctx->err);
}

void pace_show(const struct pace *p, size_t in)
{
    char day[CIVIL_TEXT];

    assert(p);
    if (!p->line)
        return;
    fflush(p->ctx->out);
    fprintf(p->ctx->err,
            p->ctx->chinese ? "\r\033[K%s  来件 %zu/%zu  （Ctrl-C 结束）"
                            : "\r\033[K%s  message %zu of %zu  (Ctrl-C ends)",
            civil_print(p->day, day), in, p->most);
    fflush(p->ctx->err);
}

#include "term.h"

#include <assert.h>

#include "fold.h"

enum { REASON_LEAST = 4 }; /* octets: two characters of Chinese are six */

/* "原定2月28日，延期至12月31日": the day behind these words is the new one. */
static const char *const towards[] = { "延期至", "延期到", "延长至", "延长到",
                                       "延至",   "延到",   "推迟至", "推迟到",
                                       "改为",   "until ", "till ",  "to " };

static enum when_state day_behind(struct span words, int year, civil_day *ret)
{
    unsigned c;

    while (words.n) {
        for (size_t i = 0; i < ARRAY_LEN(towards); i++) {
            struct span rest = words;
            struct when w;
            if (!fold_take(&rest, towards[i]))
                continue;
            rest = fold_trim(rest);
            if (!when_take(&rest, year, &w) || w.days == WHEN_NOTHING)
                continue;
            *ret = w.day;
            return w.days;
        }
        words = span_from(words, fold_char(words, &c));
    }
    return WHEN_NOTHING;
}

enum when_state term_day(const struct intake *in, const struct particulars *p,
                         civil_day *ret)
{
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    enum when_state state;

    assert(in && p && ret);
    state = day_behind(in->f->words, year, ret);
    if (state == WHEN_NOTHING)
        state = day_behind(in->f->subject, year, ret);
    if (state == WHEN_NOTHING && in->command.verb == COMMAND_PROLONG &&
        in->command.has_date) {
        *ret = in->command.date;
        state = WHEN_FINE;
    }
    if (state == WHEN_NOTHING)
        state = when_day(particulars_value(p, PARTICULAR_DUE), year, ret);
    if (state == WHEN_NOTHING)
        state = when_day(in->f->subject, year, ret);
    return state == WHEN_NOTHING ? when_day(in->f->words, year, ret) : state;
}

struct span term_reason(const struct intake *in, const struct particulars *p)
{
    struct span reason = particulars_value(p, PARTICULAR_REASON);

    if (!reason.n)
        reason = in->command.reason;
    return reason.n < REASON_LEAST ? SPAN_NONE : span_fit(reason, 500);
}

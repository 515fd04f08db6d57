#include "day_words.h"

#include <assert.h>

#include "convoke/base/moment.h"

enum { SATURDAY = 6 };

enum verdict day_words_open(struct store *st, struct arena *arena, bool chinese,
                            struct day_words *ret, struct reason *why)
{
    assert(ret);
    *ret = (struct day_words){ .arena = arena,
                               .language = chinese ? PHRASE_ZH : PHRASE_EN };
    return workdays_known(st, arena, &ret->known, why);
}

const char *day_words_choose(const struct day_words *w, const char *zh,
                             const char *en)
{
    return w->language == PHRASE_ZH ? zh : en;
}

static const struct workdays_day *row_of(const struct day_words *w, civil_day d)
{
    size_t low = 0;
    size_t high = w->known.days.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->known.days.at[middle].day < d)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < w->known.days.n && w->known.days.at[low].day == d)
        return &w->known.days.at[low];
    return NULL;
}

/* Why this day is unlike others of its weekday; empty: it is not. */
static struct span nature(const struct day_words *w, civil_day d)
{
    const struct workdays_day *row = row_of(w, d);
    const char *off = day_words_choose(w, "休息日", "day off");

    if (!row)
        return civil_weekday(d) < SATURDAY ? SPAN_NONE : span_str(off);
    if (row->works)
        return span_str(day_words_choose(w, "调休上班", "make-up working day"));
    if (row->name.n == 0)
        return span_str(off);
    if (w->language == PHRASE_ZH)
        return arena_printf(w->arena, SPAN_FMT "假期", SPAN_ARG(row->name));
    return arena_printf(w->arena, "day off, " SPAN_FMT, SPAN_ARG(row->name));
}

static struct span with_nature(const struct day_words *w, struct span day,
                               civil_day d)
{
    static const struct span close = SPAN("）");
    struct span why = nature(w, d);

    if (why.n == 0)
        return day;
    if (w->language != PHRASE_ZH)
        return arena_printf(w->arena, SPAN_FMT " (" SPAN_FMT ")", SPAN_ARG(day),
                            SPAN_ARG(why));
    /* …（周六） becomes …（周六，休息日） */
    assert(span_ends(day, close));
    return arena_printf(w->arena, SPAN_FMT "，" SPAN_FMT "）",
                        SPAN_ARG(span_sub(day, 0, day.n - close.n)),
                        SPAN_ARG(why));
}

struct span day_words_day(const struct day_words *w, civil_day d)
{
    assert(w);
    return with_nature(w, phrase_day(w->arena, w->language, d), d);
}

/* Without "2026年" before it or " 2026" behind it. */
static struct span without_year(const struct day_words *w, struct span day)
{
    static const struct span year = SPAN("年");

    if (w->language != PHRASE_ZH)
        return span_sub(day, 0, day.n - sizeof(" 2026") + 1);
    return span_from(day, span_find(day, year) + year.n);
}

struct span day_words_short(const struct day_words *w, civil_day d)
{
    assert(w);
    return with_nature(w, without_year(w, phrase_day(w->arena, w->language, d)),
                       d);
}

struct span day_words_moment(const struct day_words *w, int64_t at)
{
    char buf[MOMENT_TEXT];

    assert(w);
    return arena_span(w->arena, span_str(moment_print_short(at, buf)));
}

bool day_words_works(const struct day_words *w, civil_day d)
{
    assert(w);
    return workdays_is_working(&w->known.table, d);
}

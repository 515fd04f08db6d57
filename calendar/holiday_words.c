#include "holiday_words.h"

#include <assert.h>

#include "convoke/base/text.h"

enum { NAME_MAX_OCTETS = 120 };

/* Words that take back what the next table would read out of them, and half
 * days, for which there is no row. */
static const struct span unsaying[] = {
    SPAN("不放假"), SPAN("不上班"), SPAN("不休"),     SPAN("无假期"),
    SPAN("半天"),   SPAN("半日"),   SPAN("非工作日"),
};

struct holiday_word {
    struct span word;
    unsigned says;
    bool weak; /* yields to any other: 上班(补春节假期) is work */
};

static const struct holiday_word words[] = {
    { SPAN("上班"), HOLIDAY_SAYS_WORK, false },
    { SPAN("补班"), HOLIDAY_SAYS_WORK, false },
    { SPAN("工作日"), HOLIDAY_SAYS_WORK, false },
    { SPAN("workday"), HOLIDAY_SAYS_WORK, false },
    { SPAN("working day"), HOLIDAY_SAYS_WORK, false },
    { SPAN("work day"), HOLIDAY_SAYS_WORK, false },
    { SPAN("business day"), HOLIDAY_SAYS_WORK, false },
    { SPAN("make-up day"), HOLIDAY_SAYS_WORK, false },
    { SPAN("放假"), HOLIDAY_SAYS_REST, false },
    { SPAN("休息"), HOLIDAY_SAYS_REST, false },
    { SPAN("休假"), HOLIDAY_SAYS_REST, false },
    { SPAN("补休"), HOLIDAY_SAYS_REST, false },
    { SPAN("公休"), HOLIDAY_SAYS_REST, false },
    { SPAN("day off"), HOLIDAY_SAYS_REST, false },
    { SPAN("rest day"), HOLIDAY_SAYS_REST, false },
    { SPAN("public holiday"), HOLIDAY_SAYS_REST, true },
    { SPAN("golden week holiday"), HOLIDAY_SAYS_REST, true },
    { SPAN("假期"), HOLIDAY_SAYS_REST, true },
    { SPAN("调休"), HOLIDAY_SAYS_NOTHING, true }, /* off, or made up for? */
};

/* One character that tells when it stands alone: 春节（休）, 班｜春节. */
static const struct holiday_word marks[] = {
    { SPAN("休"), HOLIDAY_SAYS_REST, false },
    { SPAN("假"), HOLIDAY_SAYS_REST, false },
    { SPAN("班"), HOLIDAY_SAYS_WORK, false },
};

static const struct span separators[] = {
    SPAN("（"), SPAN("）"), SPAN("【"), SPAN("】"), SPAN("［"),
    SPAN("］"), SPAN("｜"), SPAN("·"),  SPAN("："), SPAN("，"),
    SPAN("　"), SPAN("－"), SPAN("—"),
};

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Length of the separator at the beginning of `s`, 0 for none. */
static size_t separator_at(struct span s)
{
    if (s.n && !is_letter(s.p[0]))
        return 1;
    for (size_t i = 0; i < ARRAY_LEN(separators); i++)
        if (span_starts(s, separators[i]))
            return separators[i].n;
    return 0;
}

static bool ends_apart(struct span before)
{
    if (!before.n || !is_letter(before.p[before.n - 1]))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(separators); i++)
        if (span_ends(before, separators[i]))
            return true;
    return false;
}

static bool begins_apart(struct span after)
{
    return !after.n || separator_at(after);
}

/* The mark at `at`, NULL when there is none. */
static const struct holiday_word *mark_at(struct span s, size_t at)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        struct span word = marks[i].word;
        if (span_starts(span_from(s, at), word) &&
            ends_apart(span_sub(s, 0, at)) &&
            begins_apart(span_from(s, at + word.n)))
            return &marks[i];
    }
    return NULL;
}

static const struct holiday_word *word_at(struct span s, size_t at)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (span_starts_nocase(span_from(s, at), words[i].word))
            return &words[i];
    return mark_at(s, at);
}

static size_t step_of(struct span s)
{
    unsigned code;
    size_t n = span_char(s, &code);

    return n ? n : 1;
}

unsigned holiday_words_say(struct span summary)
{
    unsigned strong = 0;
    unsigned weak = 0;
    size_t at = 0;

    for (size_t i = 0; i < ARRAY_LEN(unsaying); i++)
        if (span_has(summary, unsaying[i]))
            return HOLIDAY_SAYS_NOTHING;
    while (at < summary.n) {
        const struct holiday_word *w = word_at(summary, at);
        if (w && w->weak)
            weak |= w->says;
        else if (w)
            strong |= w->says;
        at += w ? w->word.n : step_of(span_from(summary, at));
    }
    return strong ? strong : weak;
}

unsigned holiday_mark_says(struct span value)
{
    static const struct holiday_word values[] = {
        { SPAN("WORK-HOLIDAY"), HOLIDAY_SAYS_REST, false },
        { SPAN("REST-DAY"), HOLIDAY_SAYS_REST, false },
        { SPAN("DAY-OFF"), HOLIDAY_SAYS_REST, false },
        { SPAN("ALTERNATE-WORKDAY"), HOLIDAY_SAYS_WORK, false },
        { SPAN("WORKDAY"), HOLIDAY_SAYS_WORK, false },
        { SPAN("MAKEUP-WORKDAY"), HOLIDAY_SAYS_WORK, false },
    };

    value = span_trim(value);
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (span_eq_nocase(value, values[i].word))
            return values[i].says;
    return HOLIDAY_SAYS_NOTHING;
}

unsigned holiday_categories_say(struct span value)
{
    return holiday_words_say(value) & HOLIDAY_SAYS_WORK;
}

/* "第2天/共3天" and all behind it. */
static struct span without_count(struct span s)
{
    struct span count = SPAN("第");
    size_t at = span_find(s, count);
    struct span behind = span_from(s, at + count.n);

    if (behind.n && behind.p[0] >= '0' && behind.p[0] <= '9')
        return span_sub(s, 0, at);
    return s;
}

/* In 上班(补春节假期) the 补 belongs to what tells, not to the name. */
static bool is_for(struct span s, size_t at)
{
    return span_starts(span_from(s, at), SPAN("补")) &&
           ends_apart(span_sub(s, 0, at));
}

/* What stands around a mark is no part of the name; an apostrophe is. */
static void add_to_name(struct text *name, struct span c)
{
    bool blank =
        c.n > 1 ? separator_at(c) : strchr(" ()[]<>{}|", c.p[0]) != NULL;

    if (!blank)
        text_add(name, c);
    else if (name->n && name->p[name->n - 1] != ' ')
        text_add_char(name, ' ');
}

static struct span without_ends(struct span s)
{
    while (s.n && strchr(" -:,/", s.p[0]))
        s = span_from(s, 1);
    while (s.n && strchr(" -:,/", s.p[s.n - 1]))
        s.n--;
    return s;
}

struct span holiday_name(struct span summary, struct arena *arena)
{
    CLEANUP(text_release) struct text name = TEXT_INIT(NAME_MAX_OCTETS);
    struct span s = without_count(span_fit(summary, NAME_MAX_OCTETS));
    struct span left;
    size_t at = 0;

    assert(arena);
    while (at < s.n) {
        const struct holiday_word *w = word_at(s, at);
        size_t n = step_of(span_from(s, at));
        if (w)
            n = w->word.n;
        else if (!is_for(s, at))
            add_to_name(&name, span_sub(s, at, n));
        at += n;
    }
    left = without_ends(text_span(&name));
    return arena_span(arena, left.n ? left : s);
}

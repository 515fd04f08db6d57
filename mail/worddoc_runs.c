#include "worddoc_runs.h"

#include <assert.h>

#include "cfb.h"

enum { PAGE = 512, RUNS_MAX = 200000 };

static struct span character_properties(struct span page, size_t n, size_t i)
{
    size_t at = 2 * (size_t)cfb_number(page, 4 * (n + 1) + i, 1);

    return at ? span_sub(page, at + 1, cfb_number(page, at, 1)) : SPAN_NONE;
}

/* Without the two octets that name the style. */
static struct span paragraph_properties(struct span page, size_t n, size_t i)
{
    size_t at = 2 * (size_t)cfb_number(page, 4 * (n + 1) + 13 * i, 1);
    size_t size = cfb_number(page, at, 1);

    if (at == 0)
        return SPAN_NONE;
    if (size == 0)
        return span_from(
            span_sub(page, at + 2, 2 * (size_t)cfb_number(page, at + 1, 1)), 2);
    return span_from(span_sub(page, at + 1, 2 * size - 1), 2);
}

static void read_page(struct worddoc_runs *to, struct span page,
                      bool paragraphs, struct arena *arena)
{
    size_t n = cfb_number(page, PAGE - 1, 1);

    for (size_t i = 0; i < n && to->at.n < RUNS_MAX; i++) {
        struct worddoc_run run = {
            .from = cfb_number(page, 4 * i, 4),
            .to = cfb_number(page, 4 * (i + 1), 4),
            .properties = paragraphs ? paragraph_properties(page, n, i)
                                     : character_properties(page, n, i),
        };
        size_t before = to->at.n;

        if (run.from < run.to &&
            (before == 0 || to->at.at[before - 1].to <= run.from))
            *list_push(&to->at, arena) = run;
    }
}

struct worddoc_runs worddoc_runs_read(struct span main, struct span index,
                                      bool paragraphs, struct arena *arena)
{
    struct worddoc_runs runs = { .at = { .n = 0 } };
    size_t n = index.n >= 12 ? (index.n - 4) / 8 : 0;

    for (size_t i = 0; i < n; i++) {
        size_t number = cfb_number(index, 4 * (n + 1 + i), 4) & 0x3fffff;
        struct span page = span_sub(main, number * PAGE, PAGE);

        if (page.n == PAGE)
            read_page(&runs, page, paragraphs, arena);
    }
    return runs;
}

struct worddoc_run worddoc_runs_find(const struct worddoc_runs *runs,
                                     uint32_t at)
{
    size_t low = 0;
    size_t high = runs->at.n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct worddoc_run *run = &runs->at.at[mid];

        if (at < run->from)
            high = mid;
        else if (at >= run->to)
            low = mid + 1;
        else
            return *run;
    }
    return (struct worddoc_run){ .from = at, .to = at + 1 };
}

/* How long an operand is stands in the modifier's top three bits; of variable
 * ones in the operand's first octet, of a table's definition in two. */
static size_t operand(unsigned modifier, struct span rest, size_t *ret_skip)
{
    static const size_t sizes[] = { 1, 1, 2, 4, 2, 2, 0, 3 };

    *ret_skip = 0;
    if (modifier >> 13 != 6)
        return sizes[modifier >> 13 & 7];
    *ret_skip = modifier == WORDDOC_TABLE ? 2 : 1;
    if (modifier != WORDDOC_TABLE)
        return cfb_number(rest, 0, 1);
    return cfb_number(rest, 0, 2) ? cfb_number(rest, 0, 2) - 1 : 0;
}

struct span worddoc_property(struct span properties, unsigned modifier)
{
    while (properties.n > 2) {
        unsigned m = cfb_number(properties, 0, 2);
        size_t skip = 0;
        size_t n;

        properties = span_from(properties, 2);
        n = operand(m, properties, &skip);
        if (m == modifier)
            return span_sub(properties, skip, n);
        properties = span_from(properties, skip + n);
    }
    return SPAN_NONE;
}

bool worddoc_flag(struct span properties, unsigned modifier)
{
    return cfb_number(worddoc_property(properties, modifier), 0, 1) != 0;
}

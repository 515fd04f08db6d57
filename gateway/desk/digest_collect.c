/* Everything that belongs on the digest, gathered, sorted and numbered. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "digest_item.h"
#include "dues.h"
#include "exit.h"
#include "flag.h"

/* Whoever has more to tell joins here. */
static enum verdict (*const sources[])(struct digest *dg,
                                       struct reason *why) = {
    digest_ledger,  digest_flags,    digest_decisions, digest_exits,
    digest_leaders, digest_absences, digest_dues,      digest_mails,
    digest_bounces, digest_gaps,     digest_excesses,  digest_refusals,
};

struct digest_item *digest_add_item(struct digest *dg,
                                    enum digest_section section,
                                    struct span object, civil_day due)
{
    struct digest_item *item = list_push(&dg->items, dg->arena);

    assert(section < DIGEST_SECTION_COUNT);
    item->section = section;
    item->object = object;
    item->dated = due != 0;
    item->due = due;
    item->until = CIVIL_DAY;
    item->over = item->dated ? dg->today - due : 0;
    return item;
}

/* What it leaves out follows from the digest before. */
static enum verdict look_back(struct digest *dg, struct reason *why)
{
    struct digest_row last;
    bool found = false;
    enum verdict v =
        digest_last(dg->dk->store, dg->audience, dg->arena, &last, &found, why);

    dg->since = found ? last.at : 0;
    return v;
}

enum verdict digest_collect(struct digest *dg, struct reason *why)
{
    enum verdict v;

    assert(dg && dg->dk && dg->arena);
    dg->now = desk_now(dg->dk);
    dg->today = civil_of(dg->now);
    dg->weekly = digest_opens_week(&dg->dk->workdays, dg->today);
    v = look_back(dg, why);
    for (size_t i = 0; i < ARRAY_LEN(sources) && v == VERDICT_DONE; i++)
        v = sources[i](dg, why);
    if (v != VERDICT_DONE)
        return v;
    digest_sort(&dg->items);
    return digest_count(dg->dk->store, dg->since, dg->now, &dg->counts, why);
}

void digest_narrow(const struct digest *whole, struct digest *dg)
{
    assert(whole && dg && dg->group.n);
    dg->now = whole->now;
    dg->today = whole->today;
    dg->since = whole->since;
    dg->weekly = whole->weekly;
    list_each(&whole->items, item) if (span_eq(item->group, dg->group)) *
        list_push(&dg->items, dg->arena) = *item;
    digest_sort(&dg->items);
}

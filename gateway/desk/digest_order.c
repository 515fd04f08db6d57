/* Which section a duty belongs to, in which order items stand (R-G2, R-G3). */
#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "convoke/base/moment.h"
#include "digest_item.h"
#include "reminder.h"

enum obligation_state digest_state(const struct digest *dg,
                                   const struct obligation_row *row)
{
    if (row->state == OBLIGATION_IS_MISSED ||
        (row->until_at != MOMENT_NONE && dg->now >= row->until_at))
        return OBLIGATION_IS_MISSED;
    return dg->now >= row->due_at ? OBLIGATION_IS_OVERDUE : OBLIGATION_IS_OPEN;
}

/* Nobody is ever written to about it: the digest alone speaks of it, and of
 * what the whole group owes once a week is often enough. */
static bool is_hint(const struct duty *d)
{
    return d->class == DUTY_SERVICE && d->about != DUTY_ABOUT_ACT &&
           !d->reminder_notice[0] && !d->overdue_notice[0] && !d->end_notice[0];
}

/* A collection that nobody hears the end of is a mail to be sent, no duty. */
static bool is_courtesy(const struct duty *d)
{
    return d->collects && !d->end_notice[0];
}

static enum digest_section overdue_section(const struct duty *d)
{
    return d->class == DUTY_CHARTER ? DIGEST_CHARTER : DIGEST_SERVICE;
}

enum digest_section digest_place(const struct digest *dg, const struct duty *d,
                                 const struct obligation_row *row, bool ours)
{
    enum obligation_state state = digest_state(dg, row);

    assert(d);
    if (is_courtesy(d) || (is_hint(d) && !dg->weekly))
        return DIGEST_NOWHERE;
    /* What ends by itself has told everybody how: it is repeated once. */
    if (state != OBLIGATION_IS_OPEN && reminder_finishes(d))
        return row->due_at > dg->since && !d->collects ? overdue_section(d)
                                                       : DIGEST_NOWHERE;
    if (ours || state == OBLIGATION_IS_MISSED)
        return DIGEST_DECIDE;
    if (state == OBLIGATION_IS_OVERDUE)
        return overdue_section(d);
    if (row->due_day == dg->today)
        return DIGEST_TODAY;
    return row->due_day <= dg->today + DIGEST_AHEAD_DAYS ? DIGEST_AHEAD
                                                         : DIGEST_NOWHERE;
}

static int urgency(const struct digest_item *item)
{
    return item->dated ? item->over : INT_MIN;
}

static int compare(const void *left, const void *right)
{
    const struct digest_item *a = left;
    const struct digest_item *b = right;
    int order;

    if (a->section != b->section)
        return a->section < b->section ? -1 : 1;
    if (a->first != b->first)
        return a->first ? -1 : 1;
    /* Furthest past its day first, then what is nearest to it. */
    if (urgency(a) != urgency(b))
        return urgency(a) > urgency(b) ? -1 : 1;
    /* Absences from one group's meetings, then the dues of them all. */
    if (a->section == DIGEST_WARNINGS && !a->group.n != !b->group.n)
        return a->group.n ? -1 : 1;
    order = span_cmp(a->group, b->group);
    if (order == 0)
        order = span_cmp(a->object, b->object);
    return order != 0 ? order : span_cmp(a->ref, b->ref);
}

void digest_sort(digest_items *items)
{
    int number = 0;

    assert(items);
    if (items->n)
        qsort(items->at, items->n, sizeof(*items->at), compare);
    list_each(items, item) item->number = ++number;
}

bool digest_opens_week(const struct workdays *w, civil_day day)
{
    civil_day monday = day - (civil_weekday(day) - 1);

    return workdays_at_or_after(w, monday) == day;
}

bool digest_presses(const struct digest *dg)
{
    list_each(&dg->items, item) if (item->section != DIGEST_DATA &&
                                    !item->standing) return true;
    return false;
}

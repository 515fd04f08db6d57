#include "agenda_check.h"

#include <assert.h>

#include "convoke/base/fold.h"

static const struct project *project_of(const projects *all, struct span id)
{
    list_each(all, p)
    {
        if (span_eq(p->id, id))
            return p;
    }
    return NULL;
}

static const struct agenda_item *item_of(const agenda_items *items,
                                         struct span project)
{
    list_each(items, item)
    {
        if (span_eq(item->project, project))
            return item;
    }
    return NULL;
}

static bool same_name(struct span a, struct span b, struct arena *arena)
{
    return a.n && b.n && span_eq(fold_name(arena, a), fold_name(arena, b));
}

static bool may_present(const struct project *p, struct span name,
                        struct arena *arena)
{
    if (same_name(name, p->lead_name, arena))
        return true;
    for (size_t i = 0; i < PROJECT_DRAFTERS; i++)
        if (same_name(name, p->drafters[i], arena))
            return true;
    return false;
}

/* One of several presenters is enough. */
static bool has_presenter(const struct project *p, struct span names,
                          struct arena *arena)
{
    while (names.n) {
        size_t at = span_find(names, SPAN("、"));
        if (may_present(p, span_sub(names, 0, at), arena))
            return true;
        names = span_from(names, at + sizeof("、") - 1);
    }
    return false;
}

static void check_presenter(struct agenda_check *c,
                            const struct agenda_item *item,
                            const struct project *p, struct arena *arena)
{
    if (!item->presenter.n)
        *list_push(&c->no_presenter, arena) = item;
    else if (!has_presenter(p, item->presenter, arena))
        *list_push(&c->strangers, arena) = item;
}

static void check_item(struct agenda_check *c, const struct agenda_item *item,
                       const projects *all, struct arena *arena)
{
    const struct project *p = project_of(all, item->project);

    if (item->omitted) {
        if (!item->title.n)
            *list_push(&c->no_reason, arena) = item;
        return;
    }
    c->points++;
    if (!item->project.n)
        return;
    if (p)
        check_presenter(c, item, p, arena);
    else
        *list_push(&c->unknown, arena) = item;
}

struct agenda_check agenda_check(const agenda_items *items, const projects *all,
                                 struct arena *arena)
{
    struct agenda_check c = { .points = 0 };

    assert(items && all);
    list_each(items, item) check_item(&c, item, all, arena);
    list_each(all, p)
    {
        if (item_of(items, p->id))
            continue;
        if (p->research)
            *list_push(&c.research, arena) = p;
        else
            *list_push(&c.left_out, arena) = p;
    }
    return c;
}

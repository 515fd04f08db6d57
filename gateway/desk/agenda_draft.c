#include "agenda_draft.h"

#include "convoke/desk/agenda.h"

static struct span names_of(const struct agenda_item *item, struct arena *arena)
{
    struct span names = SPAN_NONE;

    list_each(&item->presenters, name)
    {
        names = names.n ? arena_printf(arena, SPAN_FMT "、" SPAN_FMT,
                                       SPAN_ARG(names), SPAN_ARG(*name))
                        : *name;
    }
    return names;
}

/* An id leans on its group; on no year. */
static struct span id_of(const struct reference *written, struct span group,
                         struct arena *arena)
{
    struct reference r = *written;

    if (!reference_complete(&r, group, 0))
        return SPAN_NONE;
    return arena_span(arena, reference_span(&r));
}

static bool has_project(const struct agenda_draft *d, size_t from,
                        struct span project)
{
    for (size_t i = from; i < d->points.n; i++)
        if (span_eq(d->points.at[i].project, project))
            return true;
    return false;
}

static void add_item(struct agenda_draft *d, const struct agenda_item *item,
                     struct span group, struct arena *arena)
{
    struct agenda_draft_point point = { .title = item->title,
                                        .presenter = names_of(item, arena) };

    size_t from = d->points.n;

    if (!item->projects.n && !item->title.n)
        return;
    if (!item->projects.n)
        *list_push(&d->points, arena) = point;
    for (size_t i = 0; i < item->projects.n; i++) {
        point.project = id_of(&item->projects.at[i], group, arena);
        /* S-04 and WG5-S-04 are one. */
        if (!has_project(d, from, point.project))
            *list_push(&d->points, arena) = point;
    }
}

struct agenda_draft agenda_draft_read(struct span words, struct span group,
                                      struct arena *arena)
{
    struct agenda a = agenda_read(words, arena);
    struct agenda_draft d = { .headed = a.headed };

    list_each(&a.items, item) add_item(&d, item, group, arena);
    list_each(&a.omissions, left)
    {
        *list_push(&d.points, arena) = (struct agenda_draft_point){
            .title = left->reason,
            .project = id_of(&left->project, group, arena),
            .omitted = true,
        };
    }
    return d;
}

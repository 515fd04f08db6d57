/* contrib.closed: who contributed, who did not, when the due day is over. */
#include <assert.h>

#include "contribution.h"
#include "convoke/base/moment.h"

static const char *const lists[] = { "ontime",   "late", "held",
                                     "returned", "none", "silent" };

static const char *list_of(const struct contribution *c)
{
    switch (c->state) {
    case CONTRIBUTION_ONTIME:
        return "ontime";
    case CONTRIBUTION_TABLED:
        return contribution_on_time(c) ? "ontime" : "late";
    case CONTRIBUTION_LATE:
    case CONTRIBUTION_ACCEPTED_LATE:
        return "late";
    case CONTRIBUTION_HELD:
        return "held";
    case CONTRIBUTION_RETURNED:
        return "returned";
    case CONTRIBUTION_SUPERSEDED:
    case CONTRIBUTION_WITHDRAWN:
    case CONTRIBUTION_REFUSED:
    case CONTRIBUTION_STATE_COUNT:
        break;
    }
    return NULL;
}

/* One unit's lines. */
struct closed_unit {
    const struct unit *unit;
    bool spoke, withdrew;
    struct span withdrawn; /* ids */
};

static void add_line(struct notice *n, const char *list,
                     const struct closed_unit *u, struct span tail)
{
    view_text(view_item(n->view, list), "text",
              arena_printf(n->arena, SPAN_FMT " " SPAN_FMT SPAN_FMT,
                           SPAN_ARG(u->unit->id), SPAN_ARG(u->unit->name_zh),
                           SPAN_ARG(tail)));
}

static void add_contribution(struct notice *n, struct closed_unit *u,
                             const struct contribution *c)
{
    const char *list = list_of(c);
    char at[MOMENT_TEXT];

    if (c->state == CONTRIBUTION_WITHDRAWN) {
        u->withdrew = true;
        u->withdrawn = c->id;
    }
    if (!list)
        return;
    u->spoke = true;
    add_line(n, list, u,
             arena_printf(n->arena, "：" SPAN_FMT "《" SPAN_FMT "》（%s）",
                          SPAN_ARG(c->id), SPAN_ARG(c->title),
                          moment_print_short(c->received_at, at)));
}

static void add_rest(struct notice *n, const struct closed_unit *u,
                     const contribution_nones *nones)
{
    if (u->spoke)
        return;
    list_each(nones, none) if (span_eq(none->unit, u->unit->id))
    {
        add_line(n, "none", u, SPAN_NONE);
        return;
    }
    if (u->withdrew)
        add_line(n, "none", u,
                 arena_printf(n->arena, "（撤回" SPAN_FMT "）",
                              SPAN_ARG(u->withdrawn)));
    else
        add_line(n, "silent", u, SPAN_NONE);
}

/* What a unit contributed before it left stays (4.4). */
static enum verdict add_exited(struct desk *dk, struct notice *n,
                               const contributions *all, const members *units,
                               struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < all->n && v == VERDICT_DONE; i++) {
        const struct contribution *c = &all->at[i];
        struct unit unit;
        struct closed_unit u = { .unit = &unit };
        bool found = false;
        bool member = false;
        list_each(units, m) member = member || span_eq(m->unit.id, c->unit);
        if (member)
            continue;
        v = unit_get(dk->store, c->unit, n->arena, &unit, &found, why);
        if (v != VERDICT_DONE || !found)
            continue;
        unit.name_zh = arena_printf(n->arena, SPAN_FMT "（单位已退出）",
                                    SPAN_ARG(unit.name_zh));
        add_contribution(n, &u, c);
    }
    return v;
}

enum verdict contribution_fill_closed(struct desk *dk, const struct subject *s,
                                      struct notice *n, struct reason *why)
{
    int64_t now = desk_now(dk);
    contributions all = { 0 };
    contribution_nones nones = { 0 };
    members units = { 0 };
    enum verdict v =
        contributions_of(dk->store, s->id, SPAN_NONE, n->arena, &all, why);

    if (v == VERDICT_DONE)
        v = contribution_nones_of(dk->store, s->id, n->arena, &nones, why);
    if (v == VERDICT_DONE)
        v = members_of(dk->store, s->group, n->arena, &units, why);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        view_list(n->view, lists[i]);
    list_each(&units, m)
    {
        struct closed_unit u = { .unit = &m->unit };
        list_each(&all, c) if (span_eq(c->unit, m->unit.id) &&
                               c->received_at < now) add_contribution(n, &u, c);
        add_rest(n, &u, &nones);
    }
    return v == VERDICT_DONE ? add_exited(dk, n, &all, &units, why) : v;
}

/* Which contribution a new one follows, and what becomes of that (4.4). */
#include <assert.h>

#include "contribution.h"

static const struct contribution *by_id(const contributions *all,
                                        struct span id)
{
    list_each(all, c) if (span_eq(c->id, id)) return c;
    return NULL;
}

/* The newest of the versions that follow it. */
static const struct contribution *last_version(const contributions *all,
                                               const struct contribution *c)
{
    for (size_t i = 0; c && i < all->n; i++) {
        const struct contribution *next = &all->at[i];
        if (c->state != CONTRIBUTION_SUPERSEDED)
            break;
        if (span_eq(next->replaces, c->id) && contribution_on_time(next))
            c = next;
    }
    return c;
}

static bool is_same(const struct contribution *old,
                    const struct contribution *c)
{
    return old->state == CONTRIBUTION_ONTIME &&
           span_eq(old->project, c->project) &&
           span_eq(old->folded_title, c->folded_title) &&
           old->received_at <= c->received_at;
}

/* What a unit took back, got back or never had cannot be replaced. */
static bool stands(const struct contribution *c)
{
    return c->state == CONTRIBUTION_ONTIME || c->state == CONTRIBUTION_LATE ||
           c->state == CONTRIBUTION_ACCEPTED_LATE ||
           c->state == CONTRIBUTION_TABLED;
}

static const struct contribution *named_before(struct contribution_work *w,
                                               const contributions *all,
                                               struct span id)
{
    const struct contribution *old = last_version(all, by_id(all, id));
    struct arena *arena = w->in->arena;

    if (old && stands(old))
        return old;
    contribution_remark(
        &w->remarks, arena,
        arena_printf(arena,
                     "未找到贵单位在本次会议中有效的" SPAN_FMT
                     "，本件按新的贡献登记",
                     SPAN_ARG(id)),
        arena_printf(arena,
                     "no valid " SPAN_FMT
                     " of yours was found: this is a new contribution",
                     SPAN_ARG(id)));
    return NULL;
}

const struct contribution *contribution_before(struct contribution_work *w,
                                               const contributions *all,
                                               struct contribution *c)
{
    const struct contribution *old = NULL;

    assert(w && all && c);
    if (c->replaces.n)
        old = named_before(w, all, c->replaces);
    else
        for (size_t i = all->n; i-- > 0 && !old;)
            if (is_same(&all->at[i], c) && !span_eq(all->at[i].id, c->id))
                old = &all->at[i];
    c->replaces = old ? old->id : SPAN_NONE;
    return old;
}

enum verdict contribution_supersede(struct contribution_work *w,
                                    const struct contribution *c,
                                    const struct contribution *before,
                                    struct reason *why)
{
    struct contribution old = *before;
    struct arena *arena = w->in->arena;

    if (old.state == CONTRIBUTION_ONTIME) {
        old.reason = arena_printf(arena, "由" SPAN_FMT "替代", SPAN_ARG(c->id));
        old.decided_at = w->in->m->received_at;
        return contribution_change(w->in, &old, CONTRIBUTION_SUPERSEDED,
                                   "contribution.superseded", why);
    }
    contribution_remark(
        &w->remarks, arena,
        arena_printf(arena, SPAN_FMT "的状态为“" SPAN_FMT "”，仍然保留",
                     SPAN_ARG(old.id),
                     SPAN_ARG(contribution_state_zh(old.state))),
        arena_printf(arena, SPAN_FMT " stays as it is: " SPAN_FMT,
                     SPAN_ARG(old.id),
                     SPAN_ARG(contribution_state_en(old.state))));
    return VERDICT_DONE;
}

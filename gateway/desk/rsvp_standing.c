/* What the parties of a meeting answer, computed from all that was said. */
#include <assert.h>
#include <string.h>

#include "rsvp.h"

/* What came when the meeting had begun is kept, and changes nothing. */
static bool counts(const struct meeting *m, const struct rsvp *r,
                   enum answer_status *ret)
{
    return r->at < m->start_at && answer_status_from(r->status, ret);
}

struct rsvp_standing rsvp_standing_of(const struct meeting *m, const rsvps *all,
                                      struct arena *arena)
{
    struct answer_said *said;
    const struct rsvp **from;
    struct rsvp_standing s = { .status = ANSWER_NEEDS_ACTION };
    ptrdiff_t index = -1;
    size_t n = 0;

    assert(m && all);
    said = arena_alloc(arena, (all->n + 1) * sizeof(*said));
    from = arena_alloc(arena, (all->n + 1) * sizeof(*from));
    list_each(all, r)
    {
        enum answer_status status;
        if (!counts(m, r, &status))
            continue;
        from[n] = r;
        said[n++] = (struct answer_said){ .person = r->person,
                                          .status = status,
                                          .sequence = r->sequence,
                                          .stamp = r->stamp,
                                          .at = r->at };
    }
    s.status = answer_of_unit(said, n, m->sequence, &index);
    s.answered = index >= 0;
    if (s.answered)
        s.last = *from[index];
    return s;
}

enum verdict rsvp_standing(struct desk *dk, const struct meeting *m,
                           struct span party, struct arena *arena,
                           struct rsvp_standing *ret, struct reason *why)
{
    rsvps all = { 0 };
    enum verdict v = rsvps_of(dk->store, m->id, party, arena, &all, why);

    assert(ret);
    if (v == VERDICT_DONE)
        *ret = rsvp_standing_of(m, &all, arena);
    return v;
}

static bool settles(const char *word, const struct rsvp_standing *s)
{
    if (strcmp(word, "declined") == 0)
        return s->status == ANSWER_DECLINED;
    return s->answered && s->status != ANSWER_TENTATIVE;
}

enum verdict rsvp_settled(struct desk *dk, const struct meeting *m,
                          const char *word, struct arena *arena, spans *ret,
                          struct reason *why)
{
    rsvps all = { 0 };
    enum verdict v = rsvps_of(dk->store, m->id, SPAN_NONE, arena, &all, why);

    assert(word && ret);
    *ret = (spans){ 0 };
    /* They come sorted by party. */
    for (size_t i = 0; v == VERDICT_DONE && i < all.n;) {
        rsvps one = { .at = &all.at[i] };
        struct rsvp_standing s;
        while (i < all.n && span_eq(all.at[i].party, one.at[0].party)) {
            one.n++;
            i++;
        }
        s = rsvp_standing_of(m, &one, arena);
        if (settles(word, &s))
            *list_push(ret, arena) = one.at[0].party;
    }
    return v;
}

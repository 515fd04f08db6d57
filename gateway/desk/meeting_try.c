#include "meeting_try.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/filing.h"

/* A mail nobody wrote. */
struct trial {
    struct message m;
    struct facts f;
    struct intake in;
};

/* A change that is filed needs a message to stand for it. */
static enum verdict trial_open(struct trial *t, struct desk *dk,
                               struct arena *arena, struct span meeting,
                               struct reason *why)
{
    struct filing had;
    bool found = false;
    enum verdict v =
        filing_last(dk->store, meeting, SPAN("plan"), arena, &had, &found, why);

    *t = (struct trial){
        .m = { .id = found ? had.message : 0, .received_at = desk_now(dk) },
    };
    t->in = (struct intake){ .dk = dk,
                             .arena = arena,
                             .m = &t->m,
                             .f = &t->f,
                             .who = { .from = SPAN("preview") } };
    return v;
}

static enum verdict refuse(const struct meeting_try *t, const char *what,
                           struct reason *why)
{
    return reason_set(why, VERDICT_NEVER, "meeting.try", SPAN_FMT " %s",
                      SPAN_ARG(t->id), what);
}

static enum verdict try_move(struct desk *dk, struct arena *arena,
                             struct meeting_try *t, struct intake *in,
                             struct reason *why)
{
    struct meeting m = t->was;
    struct meeting other;
    bool clash = false;
    enum verdict v;

    if (t->start <= desk_now(dk))
        return refuse(t, "cannot be moved to a time that is past", why);
    if (civil_of(t->start) == civil_of(m.start_at))
        return refuse(t, "is on that day already", why);
    m.end_at += t->start - m.start_at;
    m.start_at = t->start;
    v = meeting_in_the_way(dk, &m, arena, &other, &clash, why);
    if (v == VERDICT_DONE && clash)
        return reason_set(why, VERDICT_NEVER, "meeting.try",
                          SPAN_FMT " stands in the way", SPAN_ARG(other.id));
    if (v != VERDICT_DONE)
        return v;
    t->unmet = meeting_move_unmet(dk, &t->was, &m, arena);
    return meeting_move_do(in, &t->was, &m, SPAN("（预览）"), why);
}

enum verdict meeting_try(struct desk *dk, struct arena *arena,
                         struct meeting_try *t, struct reason *why)
{
    struct trial trial;
    bool found = false;
    enum verdict v;

    assert(dk && t);
    v = meeting_get(dk->store, t->id, arena, &t->was, &found, why);
    if (v == VERDICT_DONE && !found)
        return refuse(t, "is no meeting", why);
    if (v == VERDICT_DONE && !meeting_is_ahead(dk, &t->was))
        return refuse(t, "has begun or was called off", why);
    if (v == VERDICT_DONE)
        v = trial_open(&trial, dk, arena, t->id, why);
    if (v != VERDICT_DONE)
        return v;
    if (t->start == MOMENT_NONE)
        return meeting_cancel_do(&trial.in, &t->was, SPAN("（预览）"), why);
    return try_move(dk, arena, t, &trial.in, why);
}

#include "convoke/desk/group_calendar.h"

#include <assert.h>

#include "deadline_calendar.h"
#include "invitation_event.h"
#include "meeting_view.h"

/* What programs that take the whole file each time still take at ease. */
enum {
    DAYS_BACK = 90,
    DAYS_AHEAD = 400,
    CALENDAR_ARENA = 64 * 1024 * 1024,
};

struct drawing {
    struct desk *dk;
    struct arena arena;
    invite_events events;
};

static void drawing_release(struct drawing *d)
{
    arena_release(&d->arena);
}

/* How it stands; not how to answer, for here nobody is asked. */
static struct span describe(struct drawing *d, const struct meeting *m)
{
    struct meeting_words state = meeting_state_words(m);

    return arena_printf(&d->arena, SPAN_FMT "%s" SPAN_FMT "\n\n" SPAN_FMT,
                        SPAN_ARG(state.zh), m->chair.n ? "\n主持人：" : "",
                        SPAN_ARG(m->chair), SPAN_ARG(state.en));
}

static void add_meeting(struct drawing *d, const struct meeting *m)
{
    struct invite_event e = invitation_event(d->dk, &d->arena, m);

    e.description = describe(d, m);
    e.cancelled = m->state == MEETING_CANCELLED;
    e.comment = e.cancelled ? m->reason : SPAN_NONE;
    *list_push(&d->events, &d->arena) = e;
    if (!m->leaders && meeting_is_ahead(d->dk, m))
        deadline_calendar_add(d->dk, &d->arena, m, &d->events);
}

static enum verdict add_group(struct drawing *d, struct span group,
                              struct reason *why)
{
    int64_t now = desk_now(d->dk);
    enum verdict v = VERDICT_DONE;

    for (int leaders = 0; leaders < 2 && v == VERDICT_DONE; leaders++) {
        const struct meeting_query q = {
            .group = group,
            .leaders = leaders,
            .from = now - (int64_t)DAYS_BACK * CIVIL_DAY,
            .to = now + (int64_t)DAYS_AHEAD * CIVIL_DAY,
        };
        meetings all = { 0 };
        v = meetings_of(d->dk->store, &q, &d->arena, &all, why);
        list_each(&all, m) add_meeting(d, m);
    }
    return v;
}

static enum verdict add_all(struct drawing *d, struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(d->dk->store, &d->arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = add_group(d, groups.at[i].id, why);
    return v;
}

static enum verdict write_all(struct drawing *d, struct span group,
                              struct text *to, struct reason *why)
{
    const struct desk_settings *set = d->dk->set;
    struct invite i = {
        .method = INVITE_PUBLISH,
        .events = d->events.at,
        .events_n = d->events.n,
        .name = arena_printf(&d->arena, SPAN_FMT " 会议与期限",
                             SPAN_ARG(group.n ? group : set->committee_zh)),
    };
    size_t before = to->n;
    enum verdict v;

    list_each(&d->events, e)
    {
        /* Who subscribes wants no bell for what others have to do. */
        e->alarm = 0;
        e->organizer = (struct invite_person){ .name = set->committee_zh,
                                               .mail = set->service };
    }
    v = invite_write(&i, to, why);
    return v == VERDICT_DONE
               ? invite_check(span_from(text_span(to), before), &i, why)
               : v;
}

enum verdict group_calendar_write(struct desk *dk, struct span group,
                                  struct text *to, size_t *ret_events,
                                  struct reason *why)
{
    CLEANUP(drawing_release)
    struct drawing d = { .dk = dk, .arena = ARENA_INIT(CALENDAR_ARENA) };
    enum verdict v;

    assert(dk && to && ret_events);
    v = group.n ? add_group(&d, group, why) : add_all(&d, why);
    if (v == VERDICT_DONE)
        v = write_all(&d, group, to, why);
    if (v == VERDICT_DONE)
        *ret_events = d.events.n;
    return v;
}

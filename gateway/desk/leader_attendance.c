#include "leader_attendance.h"

#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "convoke/desk/leader_rules.h"
#include "convoke/store/excuse.h"
#include "leader_hint.h"
#include "meeting_view.h"

enum { POLL_WAIT = 60 };

/* One meeting's records, read once for all its leaders. */
struct records {
    struct desk *dk;
    struct arena *arena;
    const struct meeting *m;
    excuses reasons;
    leader_absences old;
};

static enum verdict load(struct records *r, struct reason *why)
{
    enum verdict v = excuses_of(r->dk->store, r->m->id, SPAN_NONE, r->arena,
                                &r->reasons, why);

    return v == VERDICT_DONE ? leader_absences_of(r->dk->store, r->m->id,
                                                  r->arena, &r->old, why)
                             : v;
}

static bool was_present(const struct meeting *m, struct span role)
{
    struct span rest = m->present;
    struct span word;

    while (span_cut(&rest, ',', &word))
        if (span_eq(span_trim(word), role))
            return true;
    return false;
}

/* What a leader says as a unit's person is said by him all the same. */
static void add_reason(const struct records *r, struct span mail,
                       struct leader_evidence *e)
{
    list_each(&r->reasons, x)
    {
        if (!span_eq_nocase(x->person, mail) || x->state == EXCUSE_REJECTED ||
            (r->m->moved_at != MOMENT_NONE && x->at < r->m->moved_at))
            continue;
        if (!e->stated || x->at < e->stated_at)
            e->stated_at = x->at;
        e->stated = true;
    }
}

static enum verdict judge(const struct records *r, struct leader_absence *a,
                          bool present, struct reason *why)
{
    struct leader_evidence e = {
        .present = present,
        .cancelled = r->m->state == MEETING_CANCELLED,
        .told = meeting_is_told(r->m),
        .start_at = r->m->start_at,
        .asked = a->window_at != MOMENT_NONE,
        .window_at = a->window_at,
    };
    struct attendance_verdict found;
    enum verdict v =
        leader_since(r->dk->store, a->person, r->m->group, &e.since, why);

    if (v != VERDICT_DONE)
        return v;
    if (e.since == MOMENT_NONE)
        e.since = 0; /* he left since: what he did in office stands */
    add_reason(r, a->mail, &e);
    found = leader_judge(&e);
    a->status = span_str(attendance_status_name(found.status));
    a->basis = span_str(attendance_basis_name(found.basis));
    return v;
}

static bool is_unexcused(const struct leader_absence *a)
{
    return span_eq(a->status, SPAN("U"));
}

static bool is_same(const struct leader_absence *a,
                    const struct leader_absence *b)
{
    return span_eq(a->status, b->status) && span_eq(a->basis, b->basis) &&
           span_eq(a->role, b->role) && a->window_at == b->window_at &&
           a->final_at == b->final_at;
}

static enum verdict keep(const struct records *r, struct leader_absence *a,
                         const struct leader_absence *old, struct reason *why)
{
    struct change c = {
        .entity = "leader_absence",
        .id = arena_printf(r->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(a->role),
                           SPAN_ARG(a->meeting)),
        .from = arena_str(r->arena, old->status),
        .to = arena_str(r->arena, a->status),
        .event = a->final_at != MOMENT_NONE ? "leader.final" : "leader.judged",
        .note = a->basis,
    };
    enum verdict v;

    if (is_same(a, old))
        return VERDICT_DONE;
    a->at = desk_now(r->dk);
    v = leader_absence_put(r->dk->store, a, why);
    return v == VERDICT_DONE ? clock_audit(r->dk, &c, why) : v;
}

static struct leader_absence row_of(const struct records *r,
                                    const struct leader *l)
{
    struct leader_absence a = { .meeting = r->m->id,
                                .person = l->person.id,
                                .mail = l->person.mail,
                                .asked_at = MOMENT_NONE,
                                .window_at = MOMENT_NONE,
                                .final_at = MOMENT_NONE };

    list_each(&r->old, old) if (old->person == l->person.id) a = *old;
    a.role = l->role;
    return a;
}

/* Only silence has to be waited for. */
static enum verdict attend_one(const struct records *r, const struct leader *l,
                               leaders_list *asked, struct reason *why)
{
    struct leader_absence a = row_of(r, l);
    struct leader_absence old = a;
    bool was_final;
    enum verdict v;

    list_each(&r->old, row) if (row->person == a.person) old = *row;
    was_final = old.final_at != MOMENT_NONE && is_unexcused(&old);
    v = judge(r, &a, was_present(r->m, l->role), why);
    if (v != VERDICT_DONE)
        return v;
    if (is_unexcused(&a) && a.asked_at == MOMENT_NONE) {
        a.asked_at = desk_now(r->dk);
        a.window_at = civil_end(attendance_window_day(r->dk, a.asked_at));
        *list_push(asked, r->arena) = *l;
    }
    if (!is_unexcused(&a) && old.final_at == MOMENT_NONE)
        a.final_at = desk_now(r->dk);
    if (is_unexcused(&a) && !was_final)
        a.final_at = MOMENT_NONE;
    return keep(r, &a, &old, why);
}

/* The next that somebody's days are over, if anybody is still waited for. */
static enum verdict watch(struct records *r, struct reason *why)
{
    struct timer t = { SPAN("leader.final"), r->m->id, INT64_MAX };
    int64_t soon = desk_now(r->dk) + POLL_WAIT;
    enum verdict v =
        leader_absences_of(r->dk->store, r->m->id, r->arena, &r->old, why);

    list_each(&r->old, a)
    {
        if (a->final_at != MOMENT_NONE)
            continue;
        if (a->window_at < t.at)
            t.at = a->window_at;
    }
    if (v != VERDICT_DONE)
        return v;
    if (t.at == INT64_MAX)
        return timer_drop(r->dk->store, t.what, t.object, why);
    if (t.at <= desk_now(r->dk))
        t.at = soon;
    return timer_set(r->dk->store, &t, why);
}

static enum verdict look_at_all(const struct records *r, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < r->old.n && v == VERDICT_DONE; i++)
        v = leader_hint_absences(r->dk, r->arena, r->m->group,
                                 r->old.at[i].person, why);
    return v;
}

enum verdict leader_attend(struct desk *dk, struct arena *arena,
                           const struct meeting *m, const leaders_list *all,
                           struct reason *why)
{
    struct records r = { .dk = dk, .arena = arena, .m = m };
    leaders_list asked = { 0 };
    enum verdict v = load(&r, why);

    assert(m && all);
    for (size_t i = 0; i < all->n && v == VERDICT_DONE; i++)
        v = attend_one(&r, &all->at[i], &asked, why);
    if (v == VERDICT_DONE)
        v = absence_ask_leaders(dk, arena, m, &asked, why);
    if (v == VERDICT_DONE)
        v = watch(&r, why);
    return v == VERDICT_DONE ? look_at_all(&r, why) : v;
}

/* `over`: also those whose days are over now. */
static enum verdict judge_open(struct records *r, bool over, struct reason *why)
{
    int64_t now = desk_now(r->dk);
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < r->old.n && v == VERDICT_DONE; i++) {
        struct leader_absence a = r->old.at[i];
        if (a.final_at != MOMENT_NONE)
            continue;
        v = judge(r, &a, /* present= */ false, why);
        /* What came in until then must have been read (R-D15). */
        if (!is_unexcused(&a) ||
            (over && a.window_at <= now && r->dk->polled_at >= a.window_at))
            a.final_at = now;
        if (v == VERDICT_DONE)
            v = keep(r, &a, &r->old.at[i], why);
    }
    if (v == VERDICT_DONE)
        v = watch(r, why);
    return v == VERDICT_DONE ? look_at_all(r, why) : v;
}

enum verdict leader_attend_again(struct desk *dk, struct arena *arena,
                                 const struct meeting *m, struct reason *why)
{
    struct records r = { .dk = dk, .arena = arena, .m = m };
    enum verdict v = load(&r, why);

    assert(m);
    return v == VERDICT_DONE ? judge_open(&r, /* over= */ false, why) : v;
}

enum verdict leader_final_turn(struct desk *dk, struct arena *arena,
                               const struct timer *t, struct reason *why)
{
    struct records r = { .dk = dk, .arena = arena };
    struct meeting m;
    bool found = false;
    enum verdict v = meeting_get(dk->store, t->object, arena, &m, &found, why);

    if (v == VERDICT_DONE && !found)
        return timer_drop(dk->store, t->what, t->object, why);
    r.m = &m;
    if (v == VERDICT_DONE)
        v = load(&r, why);
    return v == VERDICT_DONE ? judge_open(&r, /* over= */ true, why) : v;
}

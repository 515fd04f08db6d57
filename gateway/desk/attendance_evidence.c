/* What is on record about each member unit and one plenary, judged (5.1), and
 * how often in a row (5.2). */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/excuse.h"
#include "rsvp.h"

/* One meeting's records, read once for all units. */
struct records {
    struct desk *dk;
    struct arena *arena;
    const struct meeting *m;
    sign_ins lines;
    excuses reasons;
    rsvps answers;
    attendance_rows old;
};

static enum verdict load(struct records *r, struct reason *why)
{
    struct store *st = r->dk->store;
    struct attendance_import last;
    bool found = false;
    enum verdict v =
        attendance_import_last(st, r->m->id, r->arena, &last, &found, why);

    if (v == VERDICT_DONE && found)
        v = sign_ins_of(st, last.id, r->arena, &r->lines, why);
    if (v == VERDICT_DONE)
        v = excuses_of(st, r->m->id, SPAN_NONE, r->arena, &r->reasons, why);
    if (v == VERDICT_DONE)
        v = rsvps_of(st, r->m->id, SPAN_NONE, r->arena, &r->answers, why);
    if (v == VERDICT_DONE)
        v = attendance_of(st, r->m->id, r->arena, &r->old, why);
    return v;
}

static struct attendance_row old_row(const struct records *r, struct span unit)
{
    list_each(&r->old, row) if (span_eq(row->unit, unit)) return *row;
    return (struct attendance_row){ .meeting = r->m->id,
                                    .unit = unit,
                                    .asked_at = MOMENT_NONE,
                                    .window_at = MOMENT_NONE };
}

/* A moved meeting is another date: what was said to the old one is not said
 * to this. */
static int64_t known_since(const struct meeting *m)
{
    return m->moved_at != MOMENT_NONE ? m->moved_at : INT64_MIN + 1;
}

static void add_sign_in(const struct records *r, struct span unit,
                        struct attendance_evidence *e)
{
    list_each(&r->lines, s)
    {
        bool sent = false;
        if (!span_eq(s->unit, unit))
            continue;
        list_each(&r->answers, a) sent =
            sent || (a->delegate.n && span_eq(a->party, unit) &&
                     span_eq_nocase(a->delegate, s->person));
        e->delegate_signed = e->delegate_signed || sent;
        e->signed_in = e->signed_in || !sent;
    }
}

static void add_reason(const struct records *r, struct span unit,
                       struct attendance_evidence *e)
{
    list_each(&r->reasons, x)
    {
        if (!span_eq(x->unit, unit) || x->state == EXCUSE_REJECTED ||
            x->at < known_since(r->m))
            continue;
        if (!e->stated || x->at < e->stated_at)
            e->stated_at = x->at;
        e->stated = true;
    }
}

struct notice_question attendance_notice_of(const struct meeting *m,
                                            struct span unit)
{
    bool moved;

    assert(m);
    moved = m->moved_at != MOMENT_NONE && m->notified_at != MOMENT_NONE &&
            m->moved_at > m->notified_at;
    return (struct notice_question){
        .meeting = m->id,
        .group = m->group,
        .unit = unit,
        .code = moved ? "meeting.moved" : "notice.issue",
        .since = moved ? m->moved_at : m->notified_at,
    };
}

/* What came back for good within 72 h was not accepted (5.1). */
static enum verdict add_notice(const struct records *r, struct span unit,
                               struct attendance_evidence *e,
                               struct reason *why)
{
    const struct meeting *m = r->m;
    struct notice_question q = attendance_notice_of(m, unit);
    struct rsvp_standing now;
    enum verdict v;

    if (m->notified_at == MOMENT_NONE)
        return VERDICT_DONE;
    v = notice_accepted(r->dk->store, &q, &e->accepted_at, &e->accepted, why);
    if (v == VERDICT_DONE)
        v = rsvp_standing(r->dk, m, unit, r->arena, &now, why);
    e->cured = v == VERDICT_DONE && now.answered;
    return v;
}

static enum verdict keep(const struct records *r, struct attendance_row *row,
                         struct span before, struct reason *why)
{
    struct change c = {
        .entity = "attendance",
        .id = arena_printf(r->arena, SPAN_FMT "/" SPAN_FMT,
                           SPAN_ARG(row->meeting), SPAN_ARG(row->unit)),
        .from = arena_str(r->arena, before),
        .to = arena_str(r->arena, row->status),
        .event = "attendance.judged",
        .note = row->basis,
    };
    enum verdict v;

    row->at = desk_now(r->dk);
    v = attendance_put(r->dk->store, row, why);
    return v == VERDICT_DONE ? clock_audit(r->dk, &c, why) : v;
}

static enum verdict judge(const struct records *r, const struct member *member,
                          struct attendance_row *ret, struct reason *why)
{
    struct attendance_row old = old_row(r, member->unit.id);
    struct attendance_evidence e = {
        .cancelled = r->m->state == MEETING_CANCELLED,
        .day = civil_of(r->m->start_at),
        .effective = member->effective_day,
        .asked = old.window_at != MOMENT_NONE,
        .window_at = old.window_at,
    };
    struct attendance_verdict found;
    enum verdict v;

    e.member = e.effective <= e.day;
    add_sign_in(r, member->unit.id, &e);
    add_reason(r, member->unit.id, &e);
    v = add_notice(r, member->unit.id, &e, why);
    if (v != VERDICT_DONE)
        return v;
    found = attendance_judge(&e);
    *ret = old;
    ret->status = span_str(attendance_status_name(found.status));
    ret->basis = span_str(attendance_basis_name(found.basis));
    if (span_eq(ret->status, old.status) && span_eq(ret->basis, old.basis))
        return v;
    return keep(r, ret, old.status, why);
}

enum verdict attendance_judge_all(struct desk *dk, struct arena *arena,
                                  const struct meeting *m, attendance_rows *ret,
                                  struct reason *why)
{
    struct records r = { .dk = dk, .arena = arena, .m = m };
    members all = { 0 };
    enum verdict v = load(&r, why);

    assert(m && ret);
    *ret = (attendance_rows){ 0 };
    if (v == VERDICT_DONE)
        v = members_of(dk->store, m->group, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = judge(&r, &all.at[i], list_push(ret, arena), why);
    return v;
}

static enum verdict count_one(struct store *st, struct arena *arena,
                              struct span group,
                              const struct attendance_counter *old,
                              struct reason *why)
{
    attendance_rows rows = { 0 };
    LIST_OF(enum attendance_status) all = { 0 };
    struct attendance_counter c = *old;
    struct attendance_count now;
    enum verdict v =
        attendance_history(st, old->unit, group, arena, &rows, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&rows, row)
    {
        enum attendance_status s;
        if (attendance_status_from(row->status, &s))
            *list_push(&all, arena) = s;
    }
    now = attendance_count(all.at, all.n);
    c.unexcused = now.unexcused;
    c.skipped = now.skipped;
    if (c.unexcused == old->unexcused && c.skipped == old->skipped)
        return v;
    log_event(LOG_NOTICE, "attendance.counted", KV("object", c.unit),
              KV_INT("count", c.unexcused));
    return attendance_counter_set(st, group, &c, why);
}

enum verdict attendance_count_all(struct store *st, struct arena *arena,
                                  struct span group, struct reason *why)
{
    attendance_counters all = { 0 };
    enum verdict v = attendance_counters_of(st, group, 0, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = count_one(st, arena, group, &all.at[i], why);
    return v;
}

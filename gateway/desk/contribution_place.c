#include "contribution_place.h"

#include <assert.h>

#include "convoke/base/moment.h"

/* Its notice is out and it has not been cancelled; whether it has begun is for
 * the receipt instant to say, not for the clock (R-D15). */
static bool is_announced(const struct meeting *m)
{
    return m->state >= MEETING_NOTIFIED && m->state < MEETING_CANCELLED;
}

static enum verdict find_due(struct desk *dk, struct arena *arena,
                             struct contribution_place *p, struct reason *why)
{
    struct obligation_row row;
    enum verdict v = ledger_asking(dk, "contribution", p->meeting.id, arena,
                                   &p->duty, &row, why);

    p->due_at = v == VERDICT_DONE && p->duty ? row.due_at : MOMENT_NONE;
    return v;
}

static enum verdict find_named(struct desk *dk,
                               const struct contribution_place_query *q,
                               struct arena *arena,
                               struct contribution_place *p, struct reason *why)
{
    struct membership member;
    bool found = false;
    enum verdict v =
        meeting_get(dk->store, q->meeting, arena, &p->meeting, &found, why);

    p->fault = PLACE_UNKNOWN;
    if (v != VERDICT_DONE || !found)
        return v;
    v = membership_get(dk->store, q->unit, p->meeting.group, arena, &member,
                       &found, why);
    if (v != VERDICT_DONE)
        return v;
    p->fault = !found                                  ? PLACE_FOREIGN
               : p->meeting.leaders                    ? PLACE_LEADERS
               : p->meeting.state == MEETING_CANCELLED ? PLACE_CANCELLED
               : !is_announced(&p->meeting)            ? PLACE_EARLY
               : q->at >= p->meeting.start_at          ? PLACE_BEGUN
                                                       : PLACE_FINE;
    return find_due(dk, arena, p, why);
}

static enum verdict open_of_group(struct desk *dk, struct span group,
                                  const struct contribution_place_query *q,
                                  struct arena *arena,
                                  struct contribution_place *p,
                                  struct reason *why)
{
    struct meeting_query ahead = { .group = group,
                                   .from = q->at + 1,
                                   .to = INT64_MAX };
    struct membership member;
    meetings all = { 0 };
    bool found = false;
    enum verdict v =
        membership_get(dk->store, q->unit, group, arena, &member, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    v = meetings_of(dk->store, &ahead, arena, &all, why);
    list_each(&all, m) if (is_announced(m)) * list_push(&p->open, arena) = *m;
    return v;
}

/* The only one of `open` that still collects at that instant; else, when all
 * have closed, the only one that has not begun. */
static enum verdict choose(struct desk *dk,
                           const struct contribution_place_query *q,
                           struct arena *arena, struct contribution_place *p,
                           struct reason *why)
{
    struct contribution_place chosen = *p;
    size_t collecting = 0;

    for (size_t i = 0; i < p->open.n; i++) {
        struct contribution_place one = *p;
        enum verdict v;
        one.meeting = p->open.at[i];
        v = find_due(dk, arena, &one, why);
        if (v != VERDICT_DONE)
            return v;
        if (one.due_at != MOMENT_NONE && q->at >= one.due_at && p->open.n > 1)
            continue;
        collecting++;
        chosen = one;
    }
    if (collecting == 1)
        *p = chosen;
    p->defaulted = collecting == 1;
    p->fault = collecting == 1 ? PLACE_FINE
               : p->open.n     ? PLACE_SEVERAL
                               : PLACE_CLOSED;
    return VERDICT_DONE;
}

enum verdict contribution_place_find(struct desk *dk,
                                     const struct contribution_place_query *q,
                                     struct arena *arena,
                                     struct contribution_place *ret,
                                     struct reason *why)
{
    working_groups groups = { 0 };
    enum verdict v = groups_all(dk->store, arena, &groups, why);

    assert(q && ret);
    *ret = (struct contribution_place){ .due_at = MOMENT_NONE,
                                        .named = q->meeting };
    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = open_of_group(dk, groups.at[i].id, q, arena, ret, why);
    if (v != VERDICT_DONE)
        return v;
    return q->meeting.n ? find_named(dk, q, arena, ret, why)
                        : choose(dk, q, arena, ret, why);
}

static const struct {
    const char *zh, *en;
} faults[PLACE_FAULT_COUNT] = {
    [PLACE_UNKNOWN] = { "没有编号为%s的会议", "there is no meeting %s" },
    [PLACE_SEVERAL] = { "目前有多次会议征集贡献，来函未注明会议编号",
                        "several meetings are open and none was named" },
    [PLACE_CLOSED] = { "目前没有面向贵单位征集贡献的全体会议",
                       "no plenary of yours is open for contributions now" },
    [PLACE_LEADERS] = { "%s是组长办公会，不征集标准建议和贡献",
                        "%s is a leaders' meeting and takes no contributions" },
    [PLACE_FOREIGN] = { "贵单位不是召开%s的工作组的成员单位，或已退出该工作组",
                        "your unit is no member of the group of %s" },
    [PLACE_EARLY] = { "%s的会议通知尚未发出，征集尚未开始，请在收到通知后提交",
                      "the notice of %s is not out yet: please wait for it" },
    [PLACE_BEGUN] = { "%s已经召开，不再受理贡献，请提交下次会议",
                      "%s has begun: please contribute to the next one" },
    [PLACE_CANCELLED] = { "%s已取消，不再征集贡献", "%s was cancelled" },
};

static struct span fault_words(const struct contribution_place *p,
                               const char *words, struct arena *arena)
{
    struct span id = p->meeting.id.n ? p->meeting.id : p->named;
    struct span before = span_str(words);
    size_t at = span_find(before, SPAN("%s"));

    if (at == before.n)
        return before;
    return arena_printf(arena, SPAN_FMT SPAN_FMT SPAN_FMT,
                        SPAN_ARG(span_sub(before, 0, at)), SPAN_ARG(id),
                        SPAN_ARG(span_from(before, at + 2)));
}

struct span contribution_fault_zh(const struct contribution_place *p,
                                  struct arena *arena)
{
    assert(p && faults[p->fault].zh);
    return fault_words(p, faults[p->fault].zh, arena);
}

struct span contribution_fault_en(const struct contribution_place *p,
                                  struct arena *arena)
{
    assert(p && faults[p->fault].en);
    return fault_words(p, faults[p->fault].en, arena);
}

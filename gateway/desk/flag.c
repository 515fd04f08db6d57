/* A flag's steps: the one place where its state changes, with what follows from
 * it in the register, the ledger and the tokens (requirements.md 4.2). */
#include "flag.h"

#include <assert.h>

#include "attendance.h"
#include "convoke/base/log.h"
#include "convoke/base/moment.h"
#include "convoke/store/token.h"
#include "flag_case.h"
#include "reminder.h"

static const struct {
    const char *zh, *en;
} state_words[] = {
    [FLAG_OPEN] = { "待秘书处决定", "waits for the secretariat" },
    [FLAG_DEFERRED] = { "暂缓决定", "deferred" },
    [FLAG_PRE_EXIT] = { "已告知拟退出，陈述期内",
                        "the unit may state its view" },
    [FLAG_OBJECTED] = { "已收到陈述，待秘书处决定",
                        "the unit has stated its view; to be decided" },
    [FLAG_EXPIRED] = { "陈述期满，待秘书处决定",
                       "the days for a statement are over; to be decided" },
    [FLAG_CONFIRMED] = { "已确认退出", "the exit is confirmed" },
    [FLAG_DISMISSED] = { "标记已撤销", "dismissed" },
    [FLAG_VOIDED] = { "记录已不支持，标记作废",
                      "void: the record no longer supports it" },
    [FLAG_MOOT] = { "单位已另行退出，标记终结", "moot: the unit has left" },
};
static_assert(ARRAY_LEN(state_words) == FLAG_STATE_COUNT,
              "every state needs its words");

const char *flag_state_zh(enum flag_state s)
{
    assert(s < FLAG_STATE_COUNT);
    return state_words[s].zh;
}

const char *flag_state_en(enum flag_state s)
{
    assert(s < FLAG_STATE_COUNT);
    return state_words[s].en;
}

enum verdict flag_groups(struct desk *dk, const struct flag *f,
                         struct arena *arena, spans *ret, struct reason *why)
{
    working_groups all = { 0 };
    enum verdict v = VERDICT_DONE;

    assert(f && ret);
    *ret = (spans){ 0 };
    if (f->group.n) {
        *list_push(ret, arena) = f->group;
        return v;
    }
    v = groups_all(dk->store, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        v = membership_get(dk->store, f->unit, all.at[i].id, arena, &m, &found,
                           why);
        if (v == VERDICT_DONE && found)
            *list_push(ret, arena) = all.at[i].id;
    }
    return v;
}

/* ---- the register ---- */

static bool is_under_review(enum flag_state s)
{
    return s == FLAG_PRE_EXIT || s == FLAG_OBJECTED || s == FLAG_EXPIRED;
}

/* Any flag of the unit that concerns the group: dismissing one leaves what
 * another began. */
static enum verdict review_state(struct desk *dk, struct arena *arena,
                                 struct span unit, struct span group,
                                 const char **ret, struct reason *why)
{
    struct flag_query q = { .unit = unit, .group = group, .living = true };
    flags all = { 0 };
    enum verdict v = flags_of(dk->store, &q, arena, &all, why);

    *ret = "active";
    list_each(&all, f) if (is_under_review(f->state)) *ret = "exit_review";
    return v;
}

static enum verdict move_membership(struct desk *dk, struct arena *arena,
                                    const struct flag *f, struct span group,
                                    struct reason *why)
{
    struct membership m;
    struct change c = { .entity = "membership", .event = "flag.review" };
    bool found = false;
    enum verdict v =
        membership_get(dk->store, f->unit, group, arena, &m, &found, why);

    if (v == VERDICT_DONE && found)
        v = review_state(dk, arena, f->unit, group, &c.to, why);
    /* An exit that was confirmed is not taken back by a flag. */
    if (v != VERDICT_DONE || !found || span_eq(m.state, span_str(c.to)) ||
        span_eq(m.state, SPAN("exiting")))
        return v;
    c.from = arena_str(arena, m.state);
    c.id = arena_printf(arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(f->unit),
                        SPAN_ARG(group));
    c.note = f->object;
    v = membership_set_state(dk->store, f->unit, group, span_str(c.to), why);
    return v == VERDICT_DONE ? clock_audit(dk, &c, why) : v;
}

static enum verdict move_memberships(struct desk *dk, struct arena *arena,
                                     const struct flag *f, struct reason *why)
{
    spans groups = { 0 };
    enum verdict v = flag_groups(dk, f, arena, &groups, why);

    for (size_t i = 0; i < groups.n && v == VERDICT_DONE; i++)
        v = move_membership(dk, arena, f, groups.at[i], why);
    return v;
}

/* The same absences cannot flag again (R-X11). */
static enum verdict count_anew(struct desk *dk, struct arena *arena,
                               const struct flag *f, struct reason *why)
{
    enum verdict v =
        attendance_count_from(dk->store, f->unit, f->group, desk_now(dk), why);

    return v == VERDICT_DONE
               ? attendance_count_all(dk->store, arena, f->group, why)
               : v;
}

/* ---- the ledger ---- */

static bool decides(enum flag_event e)
{
    return flag_event_actor(e) == FLAG_BY_SECRETARIAT;
}

static int64_t act_at(const struct desk *dk, const struct flag_move *m)
{
    return m->in ? m->in->m->received_at : desk_now(dk);
}

static enum verdict end_duties(struct desk *dk, const struct flag *f,
                               const struct flag_move *m, enum flag_state from,
                               struct reason *why)
{
    int64_t at = act_at(dk, m);
    enum verdict v = VERDICT_DONE;

    if (decides(m->event))
        v = ledger_close(dk, "flag.decide", f->object, at, m->evidence, why);
    else if (!flag_lives(f->state) || m->event == FLAG_EVENT_OBJECT)
        v = ledger_void(dk, "flag.decide", f->object, why);
    /* What ends with its day the ledger ends itself. */
    if (v != VERDICT_DONE || from != FLAG_PRE_EXIT ||
        m->event == FLAG_EVENT_DUE)
        return v;
    return m->event == FLAG_EVENT_OBJECT
               ? ledger_close(dk, "flag.statement", f->object, at, m->evidence,
                              why)
               : ledger_void(dk, "flag.statement", f->object, why);
}

/* The days to state a view end with the ledger's own due day. */
static enum verdict open_duties(struct desk *dk, struct flag *f,
                                struct reason *why)
{
    civil_day due = 0;
    enum verdict v = VERDICT_DONE;

    if (f->state == FLAG_PRE_EXIT) {
        v = ledger_open(dk, "flag.statement", f->object, desk_now(dk), &due,
                        why);
        f->until = civil_end(due);
    }
    if (v == VERDICT_DONE &&
        (f->state == FLAG_OBJECTED || f->state == FLAG_EXPIRED))
        v = ledger_open(dk, "flag.decide", f->object, desk_now(dk), NULL, why);
    return v;
}

/* ---- the step ---- */

static enum verdict audit(struct desk *dk, struct arena *arena,
                          const struct flag *f, const struct flag_move *m,
                          const char *from, struct reason *why)
{
    struct change c = {
        .entity = "flag",
        .id = f->object,
        .from = from,
        .to = flag_state_name(f->state),
        .event = arena_str(
            arena, arena_printf(arena, "flag.%s", flag_event_name(m->event))),
        .note = m->reason,
    };

    log_event(LOG_NOTICE, "flag.stepped", KV("object", f->object),
              KV_STR("state", c.to));
    return m->in ? intake_audit(m->in, &c, why) : clock_audit(dk, &c, why);
}

static enum verdict end_tokens(struct desk *dk, const struct flag *f,
                               const struct flag_move *m, struct reason *why)
{
    struct span by = m->evidence.n ? m->evidence : SPAN("the flag moved on");
    enum verdict v = token_close_all(dk->store, f->object, SPAN("flag"),
                                     desk_now(dk), by, why);

    if (v != VERDICT_DONE || flag_lives(f->state))
        return v;
    return token_close_all(dk->store, f->object, SPAN("statement"),
                           desk_now(dk), by, why);
}

static void take(struct desk *dk, struct flag *f, const struct flag_move *m,
                 enum flag_state to)
{
    f->state = to;
    f->stepped_at = desk_now(dk);
    /* The end of the days for a statement stays on record. */
    if (to != FLAG_OBJECTED && to != FLAG_EXPIRED)
        f->until = m->until;
    if (m->in && decides(m->event))
        f->stepped_by = m->in->who.from;
    if (decides(m->event) || to == FLAG_VOIDED)
        f->reason = m->reason;
}

enum verdict flag_move(struct desk *dk, struct arena *arena, struct flag *f,
                       const struct flag_move *m, struct reason *why)
{
    enum flag_state from;
    enum flag_state to;
    enum verdict v;

    assert(dk && f && m);
    from = f->state;
    if (!flag_step(from, m->event, &to))
        return reason_set(why, VERDICT_NEVER, "flag.move",
                          "a flag that is %s takes no %s",
                          flag_state_name(from), flag_event_name(m->event));
    take(dk, f, m, to);
    v = end_duties(dk, f, m, from, why);
    if (v == VERDICT_DONE)
        v = open_duties(dk, f, why);
    if (v == VERDICT_DONE)
        v = flag_set(dk->store, f, why);
    if (v == VERDICT_DONE)
        v = audit(dk, arena, f, m, flag_state_name(from), why);
    if (v == VERDICT_DONE)
        v = end_tokens(dk, f, m, why);
    /* A confirmed exit's memberships are the exit's to move. */
    if (v == VERDICT_DONE && to != FLAG_CONFIRMED)
        v = move_memberships(dk, arena, f, why);
    if (v == VERDICT_DONE && to == FLAG_DISMISSED && f->ground == FLAG_ABSENCE)
        v = count_anew(dk, arena, f, why);
    return v;
}

enum verdict flag_begin(struct desk *dk, struct arena *arena, struct flag *f,
                        struct reason *why)
{
    struct change c = { .entity = "flag",
                        .id = f->object,
                        .from = "",
                        .to = flag_state_name(FLAG_OPEN),
                        .event = "flag.raise" };
    enum verdict v;

    f->state = FLAG_OPEN;
    f->raised_at = desk_now(dk);
    f->stepped_at = f->raised_at;
    f->told_at = MOMENT_NONE;
    f->until = MOMENT_NONE;
    c.note = f->group.n ? arena_printf(arena, SPAN_FMT "：连续%lld次无故缺席",
                                       SPAN_ARG(f->group), (long long)f->count)
                        : arena_printf(arena, SPAN_FMT "年度会费满1年未缴",
                                       SPAN_ARG(f->cause));
    log_event(LOG_NOTICE, "flag.raised", KV("object", f->object));
    v = flag_add(dk->store, f, why);
    return v == VERDICT_DONE ? clock_audit(dk, &c, why) : v;
}

enum verdict flag_decide_day(struct desk *dk, const struct flag *f,
                             struct arena *arena, civil_day *ret,
                             struct reason *why)
{
    const struct duty *d = ledger_duty(dk, "flag.decide");
    int64_t told = reminder_working(dk, desk_now(dk));
    bool found = false;
    enum verdict v = ledger_due(dk, "flag.decide", f->object, ret, &found, why);

    (void)arena;
    if (v != VERDICT_DONE || found)
        return v;
    *ret = d ? obligation_dates(d, told, told, &dk->rules).due : civil_of(told);
    return v;
}

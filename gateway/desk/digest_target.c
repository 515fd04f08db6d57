/* The thing an item stands for, as it stands now. */
#include <assert.h>

#include "convoke/base/number.h"
#include "convoke/store/waiting.h"
#include "digest_act.h"
#include "exit_step.h"
#include "flag_case.h"
#include "leader_hint.h"

static const struct {
    const char *state, *zh, *en;
} state_words[] = {
    { "open", "尚未到期", "open" },
    { "overdue", "已逾期", "overdue" },
    { "missed", "期间已过，未完成", "missed" },
    { "met", "已按期办结", "met" },
    { "met_late", "已逾期办结", "met late" },
    { "acknowledged", "已阅处", "acknowledged" },
    { "waived", "已豁免", "waived" },
    { "void", "已失效", "void" },
    { "late", "待裁定", "late" },
    { "accepted_late", "已接受（迟交）", "accepted" },
    { "returned", "已退回", "returned" },
    { "superseded", "已被新版本替代", "superseded" },
    { "tabled", "已列入议程", "tabled" },
    { "withdrawn", "已撤回", "withdrawn" },
    { "ontime", "按期", "on time" },
    { "done", "报称已完成", "called done" },
    { "accepted", "已核收", "accepted" },
    { "held", "暂存", "held" },
    { "quarantined", "隔离", "quarantined" },
    { "received", "待处理", "received" },
    { "applied", "已处理", "dealt with" },
    { "ignored", "已处理，不再列入", "dealt with" },
    { "seen", "已阅", "seen" },
    { "uncertain", "是否送达不明", "uncertain" },
    { "refused", "被拒收", "refused" },
    { "requested", "待秘书处确认", "requested" },
    { "declined", "未予确认或已撤回", "declined" },
    { "exiting", "已确认，待注销账号", "confirmed" },
    { "", "已处理", "dealt with" },
};

static struct digest_words words_of(struct span state)
{
    for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
        if (span_eq(state, span_str(state_words[i].state)))
            return (struct digest_words){ span_str(state_words[i].zh),
                                          span_str(state_words[i].en) };
    return (struct digest_words){ state, state };
}

struct lookup {
    struct desk *dk;
    struct arena *arena;
    struct digest_target *t;
};

static bool number_of(const struct digest_target *t, int64_t *ret)
{
    uint64_t n = 0;

    if (!number_parse(t->id, INT64_MAX, &n))
        return false;
    *ret = (int64_t)n;
    return true;
}

/* A day that moved makes it another thing to decide on. */
static enum verdict load_obligation(struct lookup *l, bool *ret_found,
                                    struct reason *why)
{
    struct digest_target *t = l->t;
    int64_t id = 0;
    enum verdict v;

    if (!number_of(t, &id))
        return VERDICT_DONE;
    v = obligation_get(l->dk->store, id, l->arena, &t->row, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    t->duty = ledger_duty(l->dk, arena_str(l->arena, t->row.duty));
    t->object = t->row.object;
    t->now = words_of(span_str(obligation_state_name(t->row.state)));
    t->state =
        arena_printf(l->arena, "%s/%lld", obligation_state_name(t->row.state),
                     (long long)t->row.round);
    return v;
}

static enum verdict load_contribution(struct lookup *l, bool *ret_found,
                                      struct reason *why)
{
    struct digest_target *t = l->t;

    t->object = t->id;
    return waiting_contribution_state(l->dk->store, t->id, l->arena, &t->state,
                                      ret_found, why);
}

static enum verdict load_task(struct lookup *l, bool *ret_found,
                              struct reason *why)
{
    struct digest_target *t = l->t;
    struct task task;
    enum verdict v =
        task_get(l->dk->store, t->id, l->arena, &task, ret_found, why);

    t->object = t->id;
    if (v == VERDICT_DONE && *ret_found)
        t->state = span_str(task_state_name(task.state));
    return v;
}

/* Each step makes it another thing to decide on. */
static enum verdict load_flag(struct lookup *l, bool *ret_found,
                              struct reason *why)
{
    struct digest_target *t = l->t;
    struct flag f;
    enum verdict v =
        flag_get(l->dk->store, t->id, l->arena, &f, ret_found, why);

    t->object = t->id;
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    t->state = arena_printf(l->arena, "%s/%lld", flag_state_name(f.state),
                            (long long)f.stepped_at);
    t->now = (struct digest_words){ span_str(flag_state_zh(f.state)),
                                    span_str(flag_state_en(f.state)) };
    return v;
}

static enum verdict load_message(struct lookup *l, bool *ret_found,
                                 struct reason *why)
{
    struct digest_target *t = l->t;
    struct message m;
    int64_t id = 0;
    enum verdict v;

    if (!number_of(t, &id))
        return VERDICT_DONE;
    v = message_get(l->dk->store, id, l->arena, &m, why);
    *ret_found = v == VERDICT_DONE;
    if (*ret_found)
        t->state = span_str(message_state_name(m.state));
    return v == VERDICT_NEVER ? VERDICT_DONE : v;
}

/* All that was too much on one day. */
static enum verdict load_excess(struct lookup *l, bool *ret_found,
                                struct reason *why)
{
    message_excesses days = { 0 };
    enum verdict v =
        message_excess_of(l->dk->store, l->t->ref, l->arena, &days, why);

    *ret_found = days.n > 0;
    if (*ret_found)
        l->t->state = span_str(message_state_name(MESSAGE_HELD));
    return v;
}

static enum verdict load_mail(struct lookup *l, bool *ret_found,
                              struct reason *why)
{
    int64_t id = 0;

    *ret_found = number_of(l->t, &id);
    if (!*ret_found)
        return VERDICT_DONE;
    return waiting_delivery_state(l->dk->store, id, l->arena, &l->t->state,
                                  why);
}

static enum verdict load_exit(struct lookup *l, bool *ret_found,
                              struct reason *why)
{
    struct digest_target *t = l->t;
    struct exit_case e;
    int64_t id = 0;
    enum verdict v;

    if (!number_of(t, &id))
        return VERDICT_DONE;
    v = exit_case_get(l->dk->store, id, l->arena, &e, ret_found, why);
    t->object = t->ref;
    if (v == VERDICT_DONE && *ret_found)
        t->state = span_str(exit_state_name(e.state));
    return v;
}

/* Another month, another absence: another thing to look at. */
static enum verdict load_mark(struct lookup *l, bool *ret_found,
                              struct reason *why)
{
    struct digest_target *t = l->t;
    struct leader_mark m;
    int64_t id = 0;
    enum verdict v;

    if (!number_of(t, &id))
        return VERDICT_DONE;
    v = leader_mark_get(l->dk->store, id, l->arena, &m, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    t->object = leader_mark_object(l->arena, &m);
    t->now = words_of(span_str(leader_mark_state_name(m.state)));
    t->state =
        arena_printf(l->arena, "%s/%lld", leader_mark_state_name(m.state),
                     (long long)m.count);
    return v;
}

static const struct {
    const char *kind;
    enum verdict (*load)(struct lookup *l, bool *ret_found, struct reason *why);
} kinds[] = {
    { "obligation", load_obligation },
    { "contribution", load_contribution },
    { "task", load_task },
    { "message", load_message },
    { "excess", load_excess },
    { "outbox", load_mail },
    { "exit", load_exit },
    { "flag", load_flag },
    { "mark", load_mark },
};

enum verdict digest_target_load(struct desk *dk, struct span ref,
                                struct arena *arena, struct digest_target *ret,
                                bool *ret_found, struct reason *why)
{
    size_t colon = span_find_char(ref, ':');
    struct lookup l = { dk, arena, ret };

    assert(ret && ret_found);
    *ret_found = false;
    *ret = (struct digest_target){
        .ref = ref,
        .object = ref,
        .kind = span_sub(ref, 0, colon),
        .id = span_from(ref, colon + 1),
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        enum verdict v;
        if (!span_eq(ret->kind, span_str(kinds[i].kind)))
            continue;
        v = kinds[i].load(&l, ret_found, why);
        if (v == VERDICT_DONE && !ret->now.zh.n)
            ret->now = words_of(ret->state);
        return v;
    }
    return VERDICT_DONE;
}

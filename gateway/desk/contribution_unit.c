/* A unit says that it has none, or takes one back (6.4). */
#include <assert.h>

#include "contribution.h"
#include "convoke/base/moment.h"

/* Of the unit for the meeting, what still stands; SPAN_NONE: nothing. */
static struct span standing_ids(const contributions *all, struct arena *arena)
{
    struct span ids = SPAN_NONE;

    list_each(all, c)
    {
        if (c->state != CONTRIBUTION_ONTIME && c->state != CONTRIBUTION_LATE &&
            c->state != CONTRIBUTION_ACCEPTED_LATE &&
            c->state != CONTRIBUTION_TABLED)
            continue;
        ids = arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(ids),
                           ids.n ? ", " : "", SPAN_ARG(c->id));
    }
    return ids;
}

static enum verdict answer(struct intake *in, struct span meeting,
                           struct span unit, struct reason *why)
{
    struct ledger_evidence e = {
        .word = "contribution",
        .object = meeting,
        .party = unit,
        .at = in->m->received_at,
        .source = intake_evidence(in),
    };

    return ledger_answer(in->dk, &e, why);
}

static enum verdict declare(struct contribution_work *w, struct reason *why)
{
    struct intake *in = w->in;
    struct contribution_none none = {
        .meeting = w->place.meeting.id,
        .unit = w->unit.id,
        .sender = in->who.from,
        .at = in->m->received_at,
        .message = in->m->id,
    };
    struct span object =
        arena_printf(in->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(none.meeting),
                     SPAN_ARG(none.unit));
    struct change change = { "contribution",      object,   "", "none",
                             "contribution.none", SPAN_NONE };
    enum verdict v = contribution_none_add(in->dk->store, &none, why);

    if (v == VERDICT_DONE)
        v = intake_audit(in, &change, why);
    if (v == VERDICT_DONE)
        v = answer(in, none.meeting, none.unit, why);
    intake_end(in, MESSAGE_APPLIED, object, "已登记无贡献");
    return v == VERDICT_DONE
               ? contribution_tell_none(in, &w->unit, &w->place, why)
               : v;
}

/* What a unit has handed in it takes back first, by its number. */
static enum verdict declare_checked(struct contribution_work *w,
                                    struct reason *why)
{
    struct intake *in = w->in;
    contributions all = { 0 };
    struct span ids;
    enum verdict v = contributions_of(in->dk->store, w->place.meeting.id,
                                      w->unit.id, in->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    ids = standing_ids(&all, in->arena);
    if (!ids.n)
        return declare(w, why);
    return refuse_command(
        in, w->place.meeting.id,
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "贵单位已提交" SPAN_FMT
                               "，“无贡献”未登记；如需撤回，请发送主题为"
                               "“[撤回] 贡献编号”的邮件",
                               SPAN_ARG(ids))),
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "you have contributed " SPAN_FMT
                               ": withdraw it with [WITHDRAW] and its number",
                               SPAN_ARG(ids))),
        NULL, 0, why);
}

enum verdict contribution_declare_none(struct intake *in, struct span object,
                                       struct reason *why)
{
    struct contribution_work w = { .in = in, .object = object };
    enum verdict v = contribution_draft_read(in, SPAN_NONE, &w.draft, why);

    if (v == VERDICT_DONE)
        v = contribution_who(&w, why);
    if (v == VERDICT_DONE && !w.answered)
        v = contribution_where(&w, why);
    if (v != VERDICT_DONE || w.answered)
        return v;
    if (w.stranger)
        return contribution_hold(&w, w.unit.id, why);
    return w.place.fault == PLACE_FINE ? declare_checked(&w, why)
                                       : contribution_refuse_place(&w, why);
}

/* ---- withdrawing ---- */

static enum verdict ask_which(struct contribution_work *w, struct reason *why)
{
    struct intake *in = w->in;
    contributions all = { 0 };
    struct span ids = SPAN_NONE;
    enum verdict v = VERDICT_DONE;

    if (w->place.meeting.id.n)
        v = contributions_of(in->dk->store, w->place.meeting.id, w->unit.id,
                             in->arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    ids = standing_ids(&all, in->arena);
    return refuse_command(
        in, SPAN_NONE,
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "没有找到贵单位要撤回的贡献，请写明贡献编号，"
                               "如“[撤回] C-2026-001”%s" SPAN_FMT,
                               ids.n ? "；贵单位现有：" : "", SPAN_ARG(ids))),
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "no such contribution of yours: please name it, "
                               "as in [WITHDRAW] C-2026-001%s" SPAN_FMT,
                               ids.n ? "; you have " : "", SPAN_ARG(ids))),
        NULL, 0, why);
}

static enum verdict refuse_state(struct intake *in,
                                 const struct contribution *c, bool begun,
                                 struct reason *why)
{
    struct span zh = contribution_state_zh(c->state);
    struct span en = contribution_state_en(c->state);

    if (begun)
        return refuse_command(in, c->id, "会议已经开始，不能再撤回贡献",
                              "the meeting has begun: nothing can be withdrawn",
                              NULL, 0, why);
    if (c->state == CONTRIBUTION_HELD)
        return refuse_command(in, c->id,
                              "该件尚待联系人核实；不予认可的，请回复核实函"
                              "“不同意”",
                              "this one waits for the contact's word: answer "
                              "that mail with REJECT",
                              NULL, 0, why);
    return refuse_command(
        in, c->id,
        arena_str(in->arena,
                  arena_printf(in->arena,
                               "该件当前状态为“" SPAN_FMT "”，不能撤回",
                               SPAN_ARG(zh))),
        arena_str(in->arena,
                  arena_printf(in->arena, "it cannot be withdrawn: " SPAN_FMT,
                               SPAN_ARG(en))),
        NULL, 0, why);
}

/* It counts as "无贡献": the unit stays one that has answered (4.4). */
static enum verdict take_back(struct intake *in, struct contribution *c,
                              struct reason *why)
{
    enum verdict v;

    c->reason = SPAN("单位撤回");
    c->decided_at = in->m->received_at;
    v = contribution_change(in, c, CONTRIBUTION_WITHDRAWN,
                            "contribution.withdrawn", why);
    if (v == VERDICT_DONE)
        v = answer(in, c->meeting, c->unit, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, c->id, SPAN("contribution.late"),
                            desk_now(in->dk), intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, c->id, "贡献已撤回");
    c->reason = SPAN_NONE;
    return v == VERDICT_DONE
               ? contribution_tell_state(in, "contrib.withdrawn", c, SPAN_NONE,
                                         SPAN_NONE, why)
               : v;
}

/* The sender and the meeting are right: is it theirs, and may it go? */
static enum verdict withdraw_checked(struct contribution_work *w,
                                     struct contribution *c, bool found,
                                     struct reason *why)
{
    bool begun;

    if (!found || !span_eq(c->unit, w->unit.id))
        return ask_which(w, why);
    begun = w->in->m->received_at >= w->place.meeting.start_at;
    if (begun || !contribution_may(c->state, CONTRIBUTION_WITHDRAWN))
        return refuse_state(w->in, c, begun, why);
    return take_back(w->in, c, why);
}

enum verdict contribution_withdraw(struct intake *in, struct span object,
                                   struct reason *why)
{
    struct contribution_work w = { .in = in, .object = object };
    struct contribution c;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    /* "[WITHDRAW] APP-2026-001" is said of applications too. */
    if (in->what.contribution.kind == REFERENCE_NONE &&
        in->what.application.kind != REFERENCE_NONE)
        return application_withdraw(in, reference_span(&in->what.application),
                                    why);
    v = contribution_draft_read(in, SPAN_NONE, &w.draft, why);
    if (v == VERDICT_DONE)
        v = contribution_who(&w, why);
    if (v != VERDICT_DONE || w.answered)
        return v;
    if (w.stranger)
        return contribution_hold(&w, w.unit.id, why);
    v = contribution_named(in, object, &c, &found, why);
    if (v == VERDICT_DONE && found)
        w.draft.meeting = c.meeting;
    if (v == VERDICT_DONE)
        v = contribution_where(&w, why);
    if (v != VERDICT_DONE || w.answered)
        return v;
    return withdraw_checked(&w, &c, found, why);
}

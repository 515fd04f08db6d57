/* The leader does not accept a stated reason, within his days
 * (leave.overturn_days); silence leaves it as it is. */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "leave.h"
#include "rsvp.h"

struct decision {
    struct intake *in;
    struct excuse e;
    struct meeting m;
    struct unit unit;
};

static enum verdict broken(struct span object, struct reason *why)
{
    return reason_set(why, VERDICT_BROKEN, "leave.decide",
                      "a token is about the excuse \"" SPAN_FMT "\"",
                      SPAN_ARG(object));
}

static enum verdict load(struct decision *d, struct span object,
                         struct reason *why)
{
    struct store *st = d->in->dk->store;
    struct arena *arena = d->in->arena;
    uint64_t id = 0;
    bool found = false;
    enum verdict v;

    if (!span_starts(object, SPAN("excuse:")) ||
        !number_parse(span_from(object, 7), INT64_MAX, &id))
        return broken(object, why);
    v = excuse_get(st, (int64_t)id, arena, &d->e, &found, why);
    if (v == VERDICT_DONE && found)
        v = meeting_get(st, d->e.meeting, arena, &d->m, &found, why);
    if (v == VERDICT_DONE && found)
        v = unit_get(st, d->e.unit, arena, &d->unit, &found, why);
    return v == VERDICT_DONE && !found ? broken(object, why) : v;
}

static enum verdict refuse(struct decision *d, const char *zh, const char *en,
                           struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_RETURN, COMMAND_ACK };

    return refuse_command(d->in, d->m.id, zh, en, words, ARRAY_LEN(words), why);
}

static enum verdict store_word(struct decision *d, enum excuse_state to,
                               const char *event, struct reason *why)
{
    struct intake *in = d->in;
    struct change c = { "excuse",
                        arena_printf(in->arena, SPAN_FMT "/" SPAN_FMT,
                                     SPAN_ARG(d->m.id), SPAN_ARG(d->unit.id)),
                        excuse_state_name(d->e.state),
                        excuse_state_name(to),
                        event,
                        in->command.reason };
    enum verdict v;

    d->e.state = to;
    d->e.decided_at = in->m->received_at;
    d->e.decided_by = in->who.from;
    d->e.decision = in->command.reason;
    v = excuse_decide(in->dk->store, &d->e, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

static enum verdict reject(struct decision *d, struct reason *why)
{
    struct intake *in = d->in;
    struct leave_notice l = {
        .m = &d->m,
        .unit = &d->unit,
        .discriminator = arena_printf(in->arena, "message:%lld/rejected",
                                      (long long)d->e.message),
    };
    enum verdict v = store_word(d, EXCUSE_REJECTED, "excuse.rejected", why);

    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, leave_object(in->arena, d->e.id),
                            SPAN_NONE, desk_now(in->dk), intake_evidence(in),
                            why);
    if (v == VERDICT_DONE)
        v = attendance_again(in->dk, in->arena, &d->m, why);
    intake_end(in, MESSAGE_APPLIED, d->m.id, "请假事由未予采纳");
    l.excuse = d->e;
    return v == VERDICT_DONE ? leave_tell_rejected(in, &l, why) : v;
}

static enum verdict reject_checked(struct decision *d, struct reason *why)
{
    struct intake *in = d->in;
    civil_day until = leave_overturn_day(in->dk, d->e.at);

    if (in->m->received_at >= civil_moment(until + 1, 0))
        return refuse(d, "已过可以不予采纳的期限，该事由继续有效",
                      "the days for rejecting it are over: the reason stands",
                      why);
    if (!in->command.reason.n)
        return refuse(d, "不予采纳须写明理由", "a rejection needs its reason",
                      why);
    return reject(d, why);
}

static enum verdict decide(struct decision *d, struct reason *why)
{
    struct intake *in = d->in;

    if (d->e.state == EXCUSE_REJECTED)
        return refuse(d, "该事由此前已决定不予采纳",
                      "that reason was rejected before", why);
    switch (in->command.verb) {
    case COMMAND_RETURN:
    case COMMAND_REJECT:
        return reject_checked(d, why);
    case COMMAND_ACCEPT:
    case COMMAND_APPROVE:
    case COMMAND_ACK:
        intake_end(in, MESSAGE_APPLIED, d->m.id, "请假事由无异议");
        return store_word(d, d->e.state, "excuse.seen", why);
    default:
        return refuse(d, "没有读懂指令", "the command was not understood", why);
    }
}

/* The mail with the token goes to the secretary alone; the leader, to whom he
 * passes it on, answers it as himself. */
enum verdict leave_decide(struct intake *in, struct span object,
                          struct reason *why)
{
    static const enum role may_roles[] = { ROLE_GL, ROLE_GS };
    struct decision d = { .in = in };
    bool may = false;
    enum verdict v = load(&d, object, why);

    assert(in);
    for (size_t i = 0; i < ARRAY_LEN(may_roles) && v == VERDICT_DONE && !may;
         i++)
        v = intake_has_role(in, may_roles[i], d.m.group, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "该事由须由工作组组长（或秘书）决定",
                                "only the leader (or the group secretary) "
                                "decides about a reason",
                                why);
    in->who.level = AUTHORITY_L2;
    return decide(&d, why);
}

/* One answer, attributed: kept, and what follows from it. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "invitation.h"
#include "meeting_view.h"
#include "rsvp.h"
#include "rsvp_mail.h"

static struct span object_of(const struct rsvp_case *c)
{
    return invitation_object(c->in->arena, c->m.id, c->party);
}

static struct rsvp row_of(const struct rsvp_case *c)
{
    struct span from = c->in->who.from;

    return (struct rsvp){
        .meeting = c->m.id,
        .party = c->party,
        .person = c->person,
        .from = span_eq_nocase(from, c->person) ? SPAN_NONE : from,
        .status = span_str(answer_status_name(c->status)),
        .sequence = c->sequence,
        .stamp = c->stamp,
        .at = c->in->m->received_at,
        .message = c->in->m->id,
        .comment = c->comment,
        .delegate = c->delegate,
        .way = c->way,
    };
}

static bool is_over(const struct rsvp_case *c)
{
    return c->m.state == MEETING_CANCELLED ||
           c->in->m->received_at >= c->m.start_at;
}

static enum verdict audit(const struct rsvp_case *c,
                          const struct rsvp_standing *before,
                          const struct rsvp_standing *now, struct reason *why)
{
    struct change change = { "rsvp",
                             object_of(c),
                             answer_status_name(before->status),
                             answer_status_name(now->status),
                             "rsvp.answered",
                             c->person };

    return intake_audit(c->in, &change, why);
}

/* His own later answer, or a colleague's who comes, may say something else. */
static enum verdict find_weight(struct rsvp_case *c, const rsvps *all,
                                const struct rsvp_standing *now,
                                bool *ret_counts)
{
    struct answer_said own = { .person = c->person,
                               .status = c->status,
                               .sequence = c->sequence,
                               .stamp = c->stamp,
                               .at = c->in->m->received_at };

    *ret_counts = true;
    list_each(all, r)
    {
        struct answer_said other = { .person = r->person,
                                     .sequence = r->sequence,
                                     .stamp = r->stamp,
                                     .at = r->at };
        if (!answer_status_from(r->status, &other.status) ||
            !span_eq(other.person, own.person))
            continue;
        if (answer_replaces(&other, &own))
            *ret_counts = false;
    }
    c->decides = *ret_counts && now->status == c->status;
    return VERDICT_DONE;
}

/* What follows. A reason is one even from who is outvoted by his colleague;
 * whether the unit comes is then known. */
static enum verdict follow(struct rsvp_case *c, bool counts, struct reason *why)
{
    bool words = span_eq(c->way, SPAN("text"));

    if (!counts)
        return VERDICT_DONE;
    if (c->status == ANSWER_DECLINED && c->decides)
        return leave_of_decline(c, why);
    if (c->status == ANSWER_DELEGATED)
        return delegate_receive(c, why);
    /* A calendar shows what it sent; who writes wants to know that he was
     * understood, and who could not be authenticated is not answered. */
    if (words && c->in->who.level >= AUTHORITY_L1)
        return rsvp_tell_understood(c, why);
    return VERDICT_DONE;
}

static const char *outcome(const struct rsvp_case *c, bool counts)
{
    static const char *const said[] = {
        [ANSWER_NEEDS_ACTION] = "参会答复已撤回",
        [ANSWER_ACCEPTED] = "已登记：参加",
        [ANSWER_TENTATIVE] = "已登记：待定",
        [ANSWER_DECLINED] = "已登记：不参加",
        [ANSWER_DELEGATED] = "已登记：委派他人参加",
    };

    return counts ? said[c->status] : "已存档：该人之后另有答复";
}

static enum verdict take_effect(struct rsvp_case *c, const rsvps *before,
                                struct reason *why)
{
    struct intake *in = c->in;
    struct rsvp_standing was = rsvp_standing_of(&c->m, before, in->arena);
    struct rsvp_standing now;
    rsvps all = { 0 };
    bool counts = false;
    enum verdict v =
        rsvps_of(in->dk->store, c->m.id, c->party, in->arena, &all, why);

    if (v != VERDICT_DONE)
        return v;
    now = rsvp_standing_of(&c->m, &all, in->arena);
    v = find_weight(c, &all, &now, &counts);
    if (v == VERDICT_DONE)
        v = audit(c, &was, &now, why);
    intake_end(in, MESSAGE_APPLIED, object_of(c), outcome(c, counts));
    return v == VERDICT_DONE ? follow(c, counts, why) : v;
}

static enum verdict tell_stale(struct rsvp_case *c, struct reason *why)
{
    struct rsvp_reader to = { &c->m, &c->unit, c->party, c->person };

    return rsvp_tell_stale(c->in, &to, why);
}

enum verdict rsvp_record(struct rsvp_case *c, struct reason *why)
{
    struct intake *in = c->in;
    struct rsvp row;
    rsvps before = { 0 };
    bool fresh = false;
    enum verdict v;

    /* One to an invitation we never sent is one to the last we did. */
    if (c->sequence > c->m.sequence)
        c->sequence = c->m.sequence;
    row = row_of(c);
    v = rsvps_of(in->dk->store, c->m.id, c->party, in->arena, &before, why);
    if (v == VERDICT_DONE)
        v = rsvp_add(in->dk->store, &row, &fresh, why);
    if (v != VERDICT_DONE)
        return v;
    if (!fresh) {
        intake_end(in, MESSAGE_IGNORED, object_of(c), "重复的参会答复");
        return v;
    }
    if (is_over(c)) {
        intake_end(in, MESSAGE_APPLIED, object_of(c),
                   c->m.state == MEETING_CANCELLED
                       ? "会议已取消，参会答复只存档"
                       : "会议已开始，参会答复只存档");
        return v;
    }
    if (answer_is_stale(c->sequence, c->m.sequence)) {
        intake_end(in, MESSAGE_APPLIED, object_of(c),
                   "答复的是变更前的会议安排，只存档");
        return tell_stale(c, why);
    }
    return take_effect(c, &before, why);
}

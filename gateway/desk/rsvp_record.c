/* One answer, attributed: kept, and what follows from it. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "invitation.h"
#include "leave_words.h"
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
static bool weigh(struct rsvp_case *c, const rsvps *all,
                  const struct rsvp_standing *now)
{
    struct answer_said own = { .person = c->person,
                               .status = c->status,
                               .sequence = c->sequence,
                               .stamp = c->stamp,
                               .at = c->in->m->received_at };

    bool counts = true;

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
            counts = false;
    }
    c->decides = counts && now->status == c->status;
    return counts;
}

/* A calendar shows what it sent; who writes wants to know that he was
 * understood. Who could not be authenticated is not answered. */
static bool wants_receipt(const struct rsvp_case *c)
{
    return span_eq(c->way, SPAN("text")) && c->in->who.level >= AUTHORITY_L1;
}

/* leave.ack or reason.ask are a receipt themselves. */
static enum verdict follow_decline(struct rsvp_case *c, struct reason *why)
{
    bool told = c->unit.id.n && (c->decides || leave_words_says(c->comment));
    enum verdict v = leave_of_decline(c, why);

    return v == VERDICT_DONE && !told && wants_receipt(c)
               ? rsvp_tell_understood(c, why)
               : v;
}

static enum verdict follow(struct rsvp_case *c, struct reason *why)
{
    if (c->status == ANSWER_DECLINED)
        return follow_decline(c, why);
    if (c->status == ANSWER_DELEGATED)
        return delegate_receive(c, why);
    return wants_receipt(c) ? rsvp_tell_understood(c, why) : VERDICT_DONE;
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
    counts = weigh(c, &all, &now);
    v = audit(c, &was, &now, why);
    intake_end(in, MESSAGE_APPLIED, object_of(c), outcome(c, counts));
    /* A stated reason is on record whatever he said later: its weight must not
     * hang on the order in which mails came to be read (5.1 E). */
    counts = counts ||
             (c->status == ANSWER_DECLINED && leave_words_says(c->comment));
    return v == VERDICT_DONE && counts ? follow(c, why) : v;
}

static enum verdict tell_stale(struct rsvp_case *c, struct reason *why)
{
    struct rsvp_reader to = { &c->m, &c->unit, c->party, c->person };

    return rsvp_tell_stale(c->in, &to, why);
}

/* Whether anybody comes is settled then; why somebody did not is heard until
 * the window for reasons ends (5.1 E). */
static enum verdict keep_only(struct rsvp_case *c, struct reason *why)
{
    bool cancelled = c->m.state == MEETING_CANCELLED;

    intake_end(c->in, MESSAGE_APPLIED, object_of(c),
               cancelled ? "会议已取消，参会答复只存档"
                         : "会议已开始，参会答复只存档");
    if (cancelled || c->status != ANSWER_DECLINED ||
        !leave_words_says(c->comment))
        return VERDICT_DONE;
    c->decides = true;
    return leave_of_decline(c, why);
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
    if (is_over(c))
        return keep_only(c, why);
    if (answer_is_stale(c->sequence, c->m.sequence)) {
        intake_end(in, MESSAGE_APPLIED, object_of(c),
                   "答复的是变更前的会议安排，只存档");
        return tell_stale(c, why);
    }
    return take_effect(c, &before, why);
}

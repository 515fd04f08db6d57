/* An attendee proposes another time: the group secretary decides. Taken, it is
 * a move like any other; nothing is ever taken by itself (interop.md 46). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "counter_time.h"
#include "invitation.h"
#include "meeting_mail.h"
#include "meeting_try.h"
#include "plenary.h"
#include "rsvp.h"
#include "standing.h"

/* A proposal, as its token names it: meeting/party/sequence/time/person. */
struct counter {
    struct intake *in;
    struct meeting m;
    struct unit unit; /* id empty: the party is no unit */
    struct span party, person;
    int64_t sequence; /* of the time it would replace */
    struct counter_time time;
};

static struct span object_of(const struct counter *c)
{
    return invitation_object(c->in->arena, c->m.id,
                             c->unit.id.n ? c->unit.id : c->party);
}

static struct span token_object(const struct counter *c)
{
    return arena_printf(
        c->in->arena, SPAN_FMT "/" SPAN_FMT "/%lld/" SPAN_FMT "/" SPAN_FMT,
        SPAN_ARG(c->m.id), SPAN_ARG(c->party), (long long)c->sequence,
        SPAN_ARG(counter_time_text(c->in->arena, &c->time)),
        SPAN_ARG(c->person));
}

static enum verdict audit(const struct counter *c, const char *event,
                          struct reason *why)
{
    struct change change = { "counter", object_of(c), "",
                             "",        event,        c->in->command.reason };

    return intake_audit(c->in, &change, why);
}

static void view(const struct counter *c, struct notice *n)
{
    struct arena *arena = c->in->arena;

    n->group = c->m.group;
    meeting_view(&c->m, arena, n->view);
    view_text(n->view, "unit", c->unit.id.n ? c->unit.name_zh : c->party);
    view_text(n->view, "unit_id", c->unit.id);
    view_text(n->view, "person", c->person);
    view_text(n->view, "proposed", SPAN_NONE);
    if (c->time.kind == COUNTER_OTHER) {
        struct meeting_words w =
            meeting_when(arena, c->time.start, c->time.end);
        view_both(n->view, "proposed", w.zh, w.en);
    }
}

/* ---- it comes in ---- */

/* What cannot be taken is told at once; the words are kept as they stand. */
static void view_proposal(const struct counter *c,
                          const struct counter_proposal *p, struct notice *n,
                          bool *ret_can)
{
    const char *en = "";
    const char *zh =
        c->time.kind == COUNTER_OTHER
            ? meeting_move_hindrance(c->in->dk, &c->m, c->time.start, &en)
            : NULL;

    view_both(n->view, "hindrance", span_str(zh), span_str(en));
    view_flag(n->view, "same", c->time.kind == COUNTER_SAME);
    view_flag(n->view, "unknown", c->time.kind == COUNTER_UNKNOWN);
    view_text(n->view, "as_written",
              c->time.kind == COUNTER_UNKNOWN ? p->start_text : SPAN_NONE);
    view_text(n->view, "comment", p->comment);
    view_moment(n->view, "received", c->in->m->received_at);
    *ret_can = c->time.kind == COUNTER_OTHER && !zh;
}

static enum verdict forward(const struct counter *c,
                            const struct counter_proposal *p,
                            struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_ACCEPT,
                                                 COMMAND_REJECT };
    bool can = false;
    struct notice n;
    enum verdict v;

    notice_init(&n, c->in->arena, "counter.fwd", object_of(c));
    n.law_zh = SPAN("第二十条第1项");
    n.law_en = SPAN("Article 20(1)");
    view(c, &n);
    view_proposal(c, p, &n, &can);
    n.discriminator = arena_printf(
        n.arena, SPAN_FMT ":%lld", SPAN_ARG(c->person),
        (long long)(p->stamp == MOMENT_NONE ? c->in->m->id : p->stamp));
    v = notice_to_role(c->in->dk, &n, ROLE_GS, true, why);
    if (c->time.kind != COUNTER_SAME) {
        n.purpose = "counter";
        n.token_object = token_object(c);
        n.actions = can ? actions : actions + 1;
        n.actions_n = can ? 2 : 1;
    }
    return v == VERDICT_DONE ? notice_send(c->in->dk, &n, why) : v;
}

enum verdict counter_receive(const struct counter_proposal *p,
                             struct reason *why)
{
    struct counter c = { .in = p->in,
                         .m = p->m,
                         .party = p->party,
                         .person = p->person,
                         .sequence = p->m.sequence,
                         .time = counter_time(p->start, p->end, p->m.start_at,
                                              p->m.end_at) };
    bool found = false;
    enum verdict v;

    assert(p->in);
    v = unit_get(c.in->dk->store, c.party, c.in->arena, &c.unit, &found, why);
    if (v == VERDICT_DONE && !found)
        c.unit = (struct unit){ .contact = 0 };
    if (v == VERDICT_DONE)
        v = audit(&c, "counter.proposed", why);
    intake_end(c.in, MESSAGE_APPLIED, object_of(&c), "时间建议已转工作组秘书");
    return v == VERDICT_DONE ? forward(&c, p, why) : v;
}

/* ---- the secretary's word ---- */

static enum verdict broken(struct span object, struct reason *why)
{
    return reason_set(why, VERDICT_BROKEN, "counter.decide",
                      "a token is about the proposal \"" SPAN_FMT "\"",
                      SPAN_ARG(object));
}

static bool parse(struct counter *c, struct span object, struct span *ret_id)
{
    struct span sequence;
    struct span time;
    uint64_t n = 0;

    if (!span_cut(&object, '/', ret_id) || !span_cut(&object, '/', &c->party) ||
        !span_cut(&object, '/', &sequence) || !span_cut(&object, '/', &time) ||
        !number_parse(sequence, INT64_MAX, &n))
        return false;
    c->sequence = (int64_t)n;
    c->person = object;
    return counter_time_parse(time, &c->time);
}

static enum verdict load(struct counter *c, struct span object,
                         struct reason *why)
{
    struct store *st = c->in->dk->store;
    struct span id;
    bool found = false;
    enum verdict v;

    if (!parse(c, object, &id))
        return broken(object, why);
    v = meeting_get(st, id, c->in->arena, &c->m, &found, why);
    if (v == VERDICT_DONE && !found)
        return broken(object, why);
    if (v == VERDICT_DONE)
        v = unit_get(st, c->party, c->in->arena, &c->unit, &found, why);
    if (v == VERDICT_DONE && !found)
        c->unit = (struct unit){ .contact = 0 };
    return v;
}

static enum verdict refuse(const struct counter *c, const char *zh,
                           const char *en, struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_ACCEPT, COMMAND_REJECT,
                                               COMMAND_MOVE };

    return refuse_command(c->in, c->m.id, zh, en, words, ARRAY_LEN(words), why);
}

static enum verdict accept(struct counter *c, struct reason *why)
{
    struct intake *in = c->in;
    struct meeting to = c->m;
    struct span reason = in->command.reason;
    const char *en = "";
    const char *zh;

    if (c->time.kind != COUNTER_OTHER)
        return refuse(c, "该建议的时间无法识别，请回复“改期”并写明日期和时间",
                      "its time could not be read: reply MOVE with the date",
                      why);
    if (c->sequence != c->m.sequence)
        return refuse(c, "会议时间此后已经改变，该建议不再适用",
                      "the meeting was moved since: that proposal is void",
                      why);
    zh = meeting_move_hindrance(in->dk, &c->m, c->time.start, &en);
    if (zh)
        return refuse(c, zh, en, why);
    to.start_at = c->time.start;
    to.end_at = c->time.end;
    return meeting_move_to(in, &c->m, &to,
                           reason.n ? reason : SPAN("采纳参会方提出的时间建议"),
                           why);
}

static enum verdict tell_declined(struct counter *c, struct reason *why)
{
    struct intake *in = c->in;
    struct notice n;
    enum verdict v = VERDICT_DONE;

    notice_init(&n, in->arena, "counter.declined", object_of(c));
    n.law_zh = SPAN("第二十条第1项");
    n.law_en = SPAN("Article 20(1)");
    view(c, &n);
    view_text(n.view, "reason", in->command.reason);
    n.discriminator = intake_evidence(in);
    if (c->unit.id.n)
        v = notice_to_unit(in->dk, &n, &c->unit, false, why);
    else
        notice_to(&n, SPAN_NONE, c->person, false);
    invitation_decline(&n, &c->m, c->person, in->command.reason);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict decline(struct counter *c, struct reason *why)
{
    struct intake *in = c->in;
    enum verdict v;

    if (!meeting_is_ahead(in->dk, &c->m))
        return refuse(c, "该会议已过召开时间或已取消",
                      "that meeting has begun or was cancelled", why);
    v = audit(c, "counter.declined", why);
    if (v == VERDICT_DONE)
        v = meeting_use_token(in, why);
    intake_end(in, MESSAGE_APPLIED, object_of(c), "时间建议未采纳");
    return v == VERDICT_DONE ? tell_declined(c, why) : v;
}

static enum verdict decide(struct counter *c, struct reason *why)
{
    switch (c->in->command.verb) {
    case COMMAND_ACCEPT:
    case COMMAND_APPROVE:
        return accept(c, why);
    case COMMAND_REJECT:
    case COMMAND_RETURN:
        return decline(c, why);
    case COMMAND_MOVE: /* to a third time: told back first, as always */
        return meeting_move_receive(c->in, c->m.id, why);
    default:
        return refuse(c, "没有读懂指令", "the command was not understood", why);
    }
}

enum verdict counter_decide(struct intake *in, struct span object,
                            struct reason *why)
{
    struct counter c = { .in = in };
    bool may = false;
    enum verdict v = load(&c, object, why);

    assert(in);
    if (v == VERDICT_DONE)
        v = standing_is(in, "GS,GL", c.m.group, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(in, "时间建议须由工作组秘书或组长决定",
                                "only the group secretary or the leader "
                                "decides about a proposed time",
                                why);
    return decide(&c, why);
}

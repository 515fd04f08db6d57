/* What leader and group secretary say of a contribution: accepted although
 * late, given back, put on the agenda (4.4). */
#include <assert.h>

#include "contribution.h"
#include "contribution_words.h"
#include "convoke/base/moment.h"
#include "standing.h"

/* Who may move one from which state by which word. */
static const struct office_act {
    enum command_verb verb;
    enum contribution_state from, to;
    const char *who;     /* of the group */
    const char *purpose; /* of the token it needs; NULL: none (R-A2) */
    const char *event, *code;
} acts[] = {
    { COMMAND_ACCEPT, CONTRIBUTION_LATE, CONTRIBUTION_ACCEPTED_LATE, "GL",
      "contribution.late", "contribution.accepted", "contrib.decision" },
    { COMMAND_RETURN, CONTRIBUTION_LATE, CONTRIBUTION_RETURNED, "GL",
      "contribution.late", "contribution.returned", "contrib.decision" },
    { COMMAND_RETURN, CONTRIBUTION_ONTIME, CONTRIBUTION_RETURNED, "GL,GS",
      "contribution.office", "contribution.returned", "contrib.decision" },
    { COMMAND_TABLE, CONTRIBUTION_ONTIME, CONTRIBUTION_TABLED, "GL,GS", NULL,
      "contribution.tabled", "contrib.tabled" },
    { COMMAND_TABLE, CONTRIBUTION_ACCEPTED_LATE, CONTRIBUTION_TABLED, "GL,GS",
      NULL, "contribution.tabled", "contrib.tabled" },
};

static const struct office_act *act_of(enum command_verb verb,
                                       enum contribution_state from)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        if (acts[i].verb == verb && acts[i].from == from)
            return &acts[i];
    return NULL;
}

struct office_case {
    struct intake *in;
    struct contribution c;
    struct meeting meeting;
    const struct office_act *act;
    struct span item_zh, item_en; /* what it is linked to */
};

static enum verdict refuse(struct office_case *o, const char *zh,
                           const char *en, struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_ACCEPT, COMMAND_RETURN,
                                               COMMAND_TABLE };

    return refuse_command(o->in, o->c.id, zh, en, words, ARRAY_LEN(words), why);
}

static enum verdict link_project(struct office_case *o,
                                 const struct contribution_item *item,
                                 bool *ret, struct reason *why)
{
    struct project p;
    enum verdict v =
        project_get(o->in->dk->store, reference_span(&item->project),
                    o->in->arena, &p, ret, why);

    if (v != VERDICT_DONE || !*ret)
        return v;
    o->c.item = p.id;
    o->item_zh = arena_printf(o->in->arena, "项目" SPAN_FMT "《" SPAN_FMT "》",
                              SPAN_ARG(p.id), SPAN_ARG(p.title));
    o->item_en =
        arena_printf(o->in->arena, "project " SPAN_FMT, SPAN_ARG(p.id));
    return v;
}

/* The n-th of what is really on the agenda. */
static enum verdict link_agenda(struct office_case *o,
                                const struct contribution_item *item, bool *ret,
                                struct reason *why)
{
    struct arena *arena = o->in->arena;
    agenda_items all = { 0 };
    uint64_t n = 0;
    enum verdict v =
        agenda_of(o->in->dk->store, o->meeting.id, arena, &all, why);

    *ret = false;
    list_each(&all, a)
    {
        if (a->omitted || ++n != item->number)
            continue;
        *ret = true;
        o->c.item = arena_printf(arena, "%llu", (unsigned long long)n);
        o->item_zh = arena_printf(arena, "议程第%llu项：" SPAN_FMT,
                                  (unsigned long long)n, SPAN_ARG(a->title));
        o->item_en =
            arena_printf(arena, "agenda item %llu", (unsigned long long)n);
    }
    return v;
}

/* True when the word is whole: its reason, or what it is linked to. */
static enum verdict is_whole(struct office_case *o, bool *ret,
                             struct reason *why)
{
    const struct command *said = &o->in->command;
    struct contribution_item item;

    o->c.reason = said->reason;
    *ret = said->verb != COMMAND_RETURN || said->reason.n > 0;
    if (said->verb != COMMAND_TABLE)
        return VERDICT_DONE;
    *ret = contribution_item_read(said->rest, &item);
    if (!*ret)
        return VERDICT_DONE;
    return item.project.kind != REFERENCE_NONE
               ? link_project(o, &item, ret, why)
               : link_agenda(o, &item, ret, why);
}

static enum verdict refuse_part(struct office_case *o, struct reason *why)
{
    if (o->in->command.verb == COMMAND_RETURN)
        return refuse(o, "退回须写明理由", "a return needs its reason", why);
    return refuse(
        o, "没有找到要列入的议程项或项目，请写“列入议程 2”或“列入 项目编号”",
        "no such item or project: write TABLE 2, or TABLE and a "
        "project's id",
        why);
}

/* Whoever else of the unit waited for: it has answered no more, unless with
 * something else. */
static enum verdict reopen(struct office_case *o, struct reason *why)
{
    struct desk *dk = o->in->dk;
    contributions all = { 0 };
    contribution_nones nones = { 0 };
    bool answered = false;
    enum verdict v = contributions_of(dk->store, o->c.meeting, o->c.unit,
                                      o->in->arena, &all, why);

    if (v == VERDICT_DONE)
        v = contribution_nones_of(dk->store, o->c.meeting, o->in->arena, &nones,
                                  why);
    if (v != VERDICT_DONE)
        return v;
    list_each(&all, c) answered =
        answered ||
        (contribution_on_time(c) && (c->state == CONTRIBUTION_ONTIME ||
                                     c->state == CONTRIBUTION_TABLED)) ||
        c->state == CONTRIBUTION_WITHDRAWN;
    list_each(&nones, n) answered = answered || span_eq(n->unit, o->c.unit);
    return answered ? v
                    : ledger_unanswer(dk, "contribution", o->c.meeting,
                                      o->c.unit, why);
}

static enum verdict decide(struct office_case *o, struct reason *why)
{
    struct intake *in = o->in;
    bool accepted = o->act->to == CONTRIBUTION_ACCEPTED_LATE;
    enum verdict v;

    o->c.decided_at = in->m->received_at;
    v = contribution_change(in, &o->c, o->act->to, o->act->event, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, o->c.id, SPAN("contribution.late"),
                            desk_now(in->dk), intake_evidence(in), why);
    if (v == VERDICT_DONE && o->act->to == CONTRIBUTION_RETURNED)
        v = reopen(o, why);
    if (v == VERDICT_DONE)
        v = contribution_tell_state(in, o->act->code, &o->c, o->item_zh,
                                    o->item_en, why);
    if (v == VERDICT_DONE && accepted)
        v = contribution_tell_lead(in, &o->c, why);
    intake_end(in, MESSAGE_APPLIED, o->c.id,
               arena_str(in->arena, contribution_state_zh(o->act->to)));
    return v;
}

/* The secretariat acts for everybody but the leader. */
static enum verdict may_act(struct office_case *o, bool *ret,
                            struct reason *why)
{
    if (strcmp(o->act->who, "GL") == 0)
        return intake_has_role(o->in, ROLE_GL, o->meeting.group, ret, why);
    return standing_is(o->in, o->act->who, o->meeting.group, ret, why);
}

static bool has_token(const struct office_case *o)
{
    return !o->act->purpose ||
           (o->in->who.level >= AUTHORITY_L2 &&
            span_eq(o->in->token.purpose, span_str(o->act->purpose)) &&
            span_eq(o->in->token.object, o->c.id));
}

static enum verdict act(struct office_case *o, struct reason *why)
{
    bool may = false;
    bool whole = false;
    enum verdict v = may_act(o, &may, why);

    if (v != VERDICT_DONE)
        return v;
    if (!may)
        return refuse_authority(o->in, "该指令须由工作组组长（或秘书）发出",
                                "only the leader (or the group secretary) says "
                                "so",
                                why);
    if (!has_token(o))
        return contribution_tell_again(o->in, &o->c, o->act->purpose,
                                       o->act->verb, why);
    v = is_whole(o, &whole, why);
    if (v != VERDICT_DONE)
        return v;
    return whole ? decide(o, why) : refuse_part(o, why);
}

enum verdict contribution_office(struct intake *in, struct span object,
                                 struct reason *why)
{
    struct office_case o = { .in = in };
    bool found = false;
    enum verdict v = contribution_named(in, object, &o.c, &found, why);

    if (v == VERDICT_DONE && found)
        v = meeting_get(in->dk->store, o.c.meeting, in->arena, &o.meeting,
                        &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return refuse(&o, "没有这个贡献编号", "there is no such contribution",
                      why);
    o.act = act_of(in->command.verb, o.c.state);
    if (o.act)
        return act(&o, why);
    if (in->command.verb != COMMAND_ACCEPT &&
        in->command.verb != COMMAND_RETURN && in->command.verb != COMMAND_TABLE)
        return refuse(&o, "没有读懂指令", "the command was not understood",
                      why);
    return refuse(&o, "该贡献的当前状态不允许这项操作",
                  "its state does not allow this", why);
}

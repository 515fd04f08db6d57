/* Who writes about a contribution, for which unit, to which meeting. */
#include <assert.h>

#include "contribution.h"
#include "convoke/desk/reference.h"
#include "filed.h"
#include "standing.h"

static enum verdict refuse(struct contribution_work *w, struct span zh,
                           struct span en, struct reason *why)
{
    w->answered = true;
    return refuse_command(w->in, w->place.meeting.id,
                          arena_str(w->in->arena, zh),
                          arena_str(w->in->arena, en), NULL, 0, why);
}

enum verdict contribution_hold(struct contribution_work *w, struct span object,
                               struct reason *why)
{
    struct person contact;
    struct facts_address to;
    enum verdict v = person_get(w->in->dk->store, w->unit.contact, w->in->arena,
                                &contact, why);

    w->answered = true;
    if (v != VERDICT_DONE)
        return v;
    to = (struct facts_address){ contact.name, contact.mail };
    return hold_for_contact(w->in, w->unit.name_zh, &to, object, why);
}

/* What was held speaks for the unit it was held under. */
static enum verdict confirmed_unit(struct contribution_work *w, bool *ret_found,
                                   struct reason *why)
{
    struct intake *in = w->in;
    enum verdict v = unit_get(in->dk->store, in->m->object, in->arena, &w->unit,
                              ret_found, why);

    w->remarks.confirmed = true;
    return v == VERDICT_DONE && !*ret_found
               ? standing_named_unit(in, &w->unit, ret_found, why)
               : v;
}

/* Mails that lacked something wait under their unit: nobody else's answer
 * takes them over. */
static bool is_own_draft(const struct contribution_work *w)
{
    for (size_t i = 0; i + 1 < w->draft.mails.n; i++)
        if (!span_eq(w->draft.mails.at[i].m->object, w->unit.id))
            return false;
    return true;
}

static enum verdict refuse_unknown(struct contribution_work *w,
                                   struct reason *why)
{
    struct intake *in = w->in;
    offices held = { 0 };
    bool told = in->who.level >= AUTHORITY_L1;
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    if (v == VERDICT_DONE && told)
        v = refuse(w,
                   SPAN("发件地址不是成员单位登记的地址，来函也未写明成员单位；"
                        "请由成员单位联系人或代表用登记邮箱提交"),
                   SPAN("the address is none that a member unit registered, "
                        "and no unit was named: the unit's contact or "
                        "representative writes"),
                   why);
    w->answered = true;
    /* One of our own has been told; anybody else's may be worth a look. */
    if (told && (held.n || intake_is_ours(in)))
        return v;
    return v == VERDICT_DONE
               ? hold_for_person(in, "来件未能对应到成员单位",
                                 "no member unit stands behind this mail", why)
               : v;
}

/* A program from a stranger is nothing to bother a contact with. */
static enum verdict stranger(struct contribution_work *w, struct reason *why)
{
    bool found = false;
    enum verdict v = standing_named_unit(w->in, &w->unit, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return refuse_unknown(w, why);
    w->stranger = true;
    if (!w->draft.forbidden)
        return v;
    w->answered = true;
    return hold_for_person(w->in, "未登记地址的来件附有程序或含宏文件",
                           "a program or macros from an unregistered address",
                           why);
}

/* Registered for one unit, he writes for another. */
static enum verdict check_unit_named(struct contribution_work *w,
                                     struct reason *why)
{
    struct intake *in = w->in;
    struct unit named;
    bool found = false;
    bool may = false;
    enum verdict v =
        standing_unit_written(in, w->draft.unit, &named, &found, why);

    if (v != VERDICT_DONE || !found || span_eq(named.id, w->unit.id))
        return v;
    v = standing_speaks(in, &named, SPAN_NONE, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (may) {
        w->unit = named;
        return v;
    }
    return refuse(w,
                  arena_printf(in->arena,
                               "发件地址登记为" SPAN_FMT "（" SPAN_FMT
                               "），不能代表" SPAN_FMT
                               "提交；请由该单位联系人或代表提交",
                               SPAN_ARG(w->unit.name_zh), SPAN_ARG(w->unit.id),
                               SPAN_ARG(named.name_zh)),
                  arena_printf(in->arena,
                               "this address is registered for " SPAN_FMT
                               " and cannot act for " SPAN_FMT,
                               SPAN_ARG(w->unit.id), SPAN_ARG(named.id)),
                  why);
}

enum verdict contribution_who(struct contribution_work *w, struct reason *why)
{
    struct intake *in = w->in;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (in->confirmed) {
        v = confirmed_unit(w, &found, why);
        return v == VERDICT_DONE && !found ? refuse_unknown(w, why) : v;
    }
    v = standing_unit(in, &w->unit, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found)
        return stranger(w, why);
    if (in->who.level < AUTHORITY_L1) {
        w->answered = true;
        return refuse_authority(in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    }
    if (!is_own_draft(w))
        return refuse(w,
                      SPAN("您答复的是另一单位的补充通知；请以新邮件提交本单位"
                           "的贡献"),
                      SPAN("you answered a notice to another unit: please send "
                           "your own contribution as a new mail"),
                      why);
    return check_unit_named(w, why);
}

enum verdict contribution_refuse_place(struct contribution_work *w,
                                       struct reason *why)
{
    return refuse(w, contribution_fault_zh(&w->place, w->in->arena),
                  contribution_fault_en(&w->place, w->in->arena), why);
}

/* The meeting of the contribution that `id` names; an old one that is replaced
 * after its meeting began says nothing about the new one's. */
static enum verdict meeting_of(struct contribution_work *w, struct span id,
                               bool ahead, struct span *ret, struct reason *why)
{
    struct intake *in = w->in;
    struct contribution c;
    struct meeting m;
    bool found = false;
    enum verdict v =
        contribution_get(in->dk->store, id, in->arena, &c, &found, why);

    if (v == VERDICT_DONE && found)
        v = meeting_get(in->dk->store, c.meeting, in->arena, &m, &found, why);
    if (v == VERDICT_DONE && found &&
        (!ahead || m.start_at > in->m->received_at))
        *ret = m.id;
    return v;
}

/* The meeting that is named, else that of what is answered or replaced. */
static enum verdict meeting_meant(struct contribution_work *w, struct span *ret,
                                  struct reason *why)
{
    struct arena *arena = w->in->arena;
    struct reference r;
    enum verdict v = VERDICT_DONE;

    *ret = w->draft.meeting;
    if (ret->n)
        return v;
    if (reference_find(w->object, REFERENCE_MEETING, &r))
        *ret = arena_span(arena, reference_span(&r));
    else if (reference_find(w->object, REFERENCE_CONTRIBUTION, &r))
        v = meeting_of(w, reference_span(&r), false, ret, why);
    else if (w->draft.replaces.n)
        v = meeting_of(w, w->draft.replaces, true, ret, why);
    return v;
}

enum verdict contribution_where(struct contribution_work *w, struct reason *why)
{
    struct intake *in = w->in;
    struct contribution_place_query q = {
        .unit = w->unit.id,
        .at = in->m->received_at,
    };
    bool may = w->stranger || in->confirmed;
    enum verdict v = meeting_meant(w, &q.meeting, why);

    if (v == VERDICT_DONE)
        v = contribution_place_find(in->dk, &q, in->arena, &w->place, why);
    w->remarks.defaulted = w->place.defaulted;
    if (v == VERDICT_DONE && w->place.meeting.id.n && !may &&
        w->place.fault != PLACE_FOREIGN)
        v = standing_speaks(in, &w->unit, w->place.meeting.group, &may, why);
    if (v != VERDICT_DONE || !w->place.meeting.id.n || may ||
        w->place.fault == PLACE_FOREIGN)
        return v;
    return refuse(
        w,
        arena_printf(in->arena,
                     "您登记为" SPAN_FMT "在其他工作组的代表；" SPAN_FMT
                     "的贡献请由联系人或该单位在本工作组的代表提交",
                     SPAN_ARG(w->unit.name_zh), SPAN_ARG(w->place.meeting.id)),
        arena_printf(in->arena,
                     "you stand for " SPAN_FMT
                     " in another group: for " SPAN_FMT
                     " its contact or its representative there writes",
                     SPAN_ARG(w->unit.id), SPAN_ARG(w->place.meeting.id)),
        why);
}

enum verdict contribution_change(struct intake *in, struct contribution *c,
                                 enum contribution_state to, const char *event,
                                 struct reason *why)
{
    struct change change = { "contribution",
                             c->id,
                             contribution_state_name(c->state),
                             contribution_state_name(to),
                             event,
                             c->reason };
    enum verdict v = contribution_move(in->dk->store, c, to, why);

    return v == VERDICT_DONE ? intake_audit(in, &change, why) : v;
}

enum verdict contribution_named(struct intake *in, struct span object,
                                struct contribution *ret, bool *ret_found,
                                struct reason *why)
{
    struct reference r = in->what.contribution;

    *ret_found = false;
    if (!reference_find(object, REFERENCE_CONTRIBUTION, &r) &&
        r.kind == REFERENCE_NONE)
        return VERDICT_DONE;
    return contribution_get(in->dk->store, reference_span(&r), in->arena, ret,
                            ret_found, why);
}

#include "exit.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/base/number.h"
#include "convoke/desk/domain.h"
#include "exit_step.h"

struct span exit_object(struct arena *arena, int64_t id)
{
    return arena_printf(arena, "exit:%lld", (long long)id);
}

bool exit_id(struct span object, int64_t *ret)
{
    uint64_t id = 0;

    assert(ret);
    if (!span_starts(object, SPAN("exit:")) ||
        !number_parse(span_from(object, 5), INT64_MAX, &id))
        return false;
    *ret = (int64_t)id;
    return true;
}

enum verdict exit_memberships(struct desk *dk, struct arena *arena,
                              struct span unit, memberships *ret,
                              struct reason *why)
{
    working_groups all = { 0 };
    enum verdict v = groups_all(dk->store, arena, &all, why);

    assert(ret);
    *ret = (memberships){ 0 };
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        v = membership_get(dk->store, unit, all.at[i].id, arena, &m, &found,
                           why);
        if (v == VERDICT_DONE && found)
            *list_push(ret, arena) = m;
    }
    return v;
}

bool exit_names(const struct exit_case *e, struct span group)
{
    struct span rest = e->groups;
    struct span one;

    while (span_cut(&rest, ',', &one))
        if (span_eq(one, group))
            return true;
    return false;
}

struct span exit_groups_zh(struct arena *arena, const struct exit_case *e)
{
    struct span rest = e->groups;
    struct span out = SPAN_NONE;
    struct span one;

    while (span_cut(&rest, ',', &one))
        out = arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(out),
                           out.n ? "、" : "", SPAN_ARG(one));
    return out;
}

struct span exit_only_group(const struct exit_case *e)
{
    return span_find_char(e->groups, ',') < e->groups.n ? SPAN_NONE : e->groups;
}

enum verdict exit_subject(struct desk *dk, struct arena *arena,
                          struct span object, struct unit *ret,
                          struct span *ret_group, bool *ret_found,
                          struct reason *why)
{
    struct exit_case e;
    int64_t id = 0;
    enum verdict v = VERDICT_DONE;

    assert(ret && ret_group && ret_found);
    *ret_found = false;
    if (exit_id(object, &id))
        v = exit_case_get(dk->store, id, arena, &e, ret_found, why);
    if (v != VERDICT_DONE || !*ret_found)
        return v;
    *ret_group = exit_only_group(&e);
    return unit_get(dk->store, e.unit, arena, ret, ret_found, why);
}

enum verdict exit_enter(struct intake *in, struct exit_case *e,
                        enum exit_state to, const char *event,
                        struct reason *why)
{
    bool fresh = e->id == 0;
    struct change c = { .entity = "exit",
                        .from = fresh ? "" : exit_state_name(e->state),
                        .to = exit_state_name(to),
                        .event = event,
                        .note = e->reason };
    enum verdict v;

    e->state = to;
    v = fresh ? exit_case_add(in->dk->store, e, why)
              : exit_case_set(in->dk->store, e, why);
    c.id = exit_object(in->arena, e->id);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

/* Whoever was asked for his word about it is asked no more. */
static enum verdict end_waiting(struct intake *in, const struct exit_case *e,
                                struct reason *why)
{
    struct span object = exit_object(in->arena, e->id);
    enum verdict v =
        token_close_all(in->dk->store, object, SPAN_NONE, desk_now(in->dk),
                        intake_evidence(in), why);

    return v == VERDICT_DONE
               ? ledger_close(in->dk, "exit.request", object,
                              in->m->received_at, intake_evidence(in), why)
               : v;
}

enum verdict exit_drop(struct intake *in, struct exit_case *e,
                       const char *event, struct span reason,
                       struct reason *why)
{
    enum verdict v;

    e->decided_at = desk_now(in->dk);
    e->decided_by = in->who.from;
    e->reason = reason;
    v = exit_enter(in, e, EXIT_DECLINED, event, why);
    return v == VERDICT_DONE ? end_waiting(in, e, why) : v;
}

/* ---- confirmed ---- */

static bool may_leave(const struct membership *m)
{
    return !span_eq(m->state, SPAN("exiting"));
}

static enum verdict send_off(struct intake *in, const struct membership *m,
                             struct reason *why)
{
    struct change c = {
        .entity = "membership",
        .id = arena_printf(in->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(m->unit),
                           SPAN_ARG(m->group)),
        .from = arena_str(in->arena, m->state),
        .to = "exiting",
        .event = "exit.confirmed",
    };
    enum verdict v = membership_set_state(in->dk->store, m->unit, m->group,
                                          SPAN("exiting"), why);

    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

static enum verdict send_all_off(struct intake *in, const struct exit_case *e,
                                 bool *ret_none, struct reason *why)
{
    memberships all = { 0 };
    enum verdict v = exit_memberships(in->dk, in->arena, e->unit, &all, why);

    *ret_none = true;
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        if (!exit_names(e, all.at[i].group) || !may_leave(&all.at[i]))
            continue;
        *ret_none = false;
        v = send_off(in, &all.at[i], why);
    }
    return v;
}

enum verdict exit_confirm(struct intake *in, struct exit_case *e,
                          bool *ret_none, struct reason *why)
{
    enum verdict v;

    assert(in && e && ret_none);
    v = send_all_off(in, e, ret_none, why);
    if (v != VERDICT_DONE || *ret_none)
        return v;
    e->decided_at = desk_now(in->dk);
    e->decided_by = in->who.from;
    v = exit_enter(in, e, EXIT_EXITING, "exit.confirmed", why);
    if (v == VERDICT_DONE)
        v = end_waiting(in, e, why);
    if (v == VERDICT_DONE)
        v = ledger_open(in->dk, "account.cancel", exit_object(in->arena, e->id),
                        in->m->received_at,
                        /* ret_due= */ NULL, why);
    if (v == VERDICT_DONE)
        v = exit_tell_confirmed(in, e, why);
    intake_end(in, MESSAGE_APPLIED, e->unit, "退出已确认，待注销账号");
    return v == VERDICT_DONE ? exit_ask_account(in, e, why) : v;
}

enum verdict exit_is_under_way(struct desk *dk, struct arena *arena,
                               struct span unit, struct span group, bool *ret,
                               struct reason *why)
{
    memberships all = { 0 };
    enum verdict v = exit_memberships(dk, arena, unit, &all, why);
    bool any = false;

    assert(ret);
    *ret = true;
    list_each(&all, m)
    {
        if (group.n && !span_eq(m->group, group))
            continue;
        any = true;
        *ret = *ret && !may_leave(m);
    }
    *ret = *ret && (any || !group.n);
    return v;
}

/* The flag's group, or all that the unit is in. */
static struct span groups_of_flag(struct arena *arena, const struct flag *f,
                                  const memberships *all)
{
    struct span out = SPAN_NONE;

    if (f->ground == FLAG_ABSENCE)
        return f->group;
    list_each(all, m) if (may_leave(m)) out =
        arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(out),
                     out.n ? "," : "", SPAN_ARG(m->group));
    return out;
}

enum verdict exit_of_flag(struct intake *in, const struct flag *f,
                          struct reason *why)
{
    struct exit_case e = { .unit = f->unit,
                           .ground = EXIT_DEEMED,
                           .flag = f->object,
                           .message = in->m->id,
                           .begun_at = desk_now(in->dk),
                           .decided_at = MOMENT_NONE,
                           .done_at = MOMENT_NONE,
                           .reason = f->reason };
    memberships all = { 0 };
    bool none = false;
    enum verdict v;

    assert(in && f);
    v = exit_memberships(in->dk, in->arena, f->unit, &all, why);
    e.groups = groups_of_flag(in->arena, f, &all);
    if (v == VERDICT_DONE)
        v = exit_confirm(in, &e, &none, why);
    /* It is on its way out already: that goes on as it is. */
    return v == VERDICT_DONE && none
               ? refuse_command(in, f->object,
                                "该单位在相关工作组的退出已在办理或已完成",
                                "the unit is leaving that group already, or "
                                "has left",
                                NULL, 0, why)
               : v;
}

/* ---- what a token is about ---- */

enum verdict exit_load(struct intake *in, struct span object,
                       enum exit_state wanted, struct exit_case *ret,
                       bool *ret_go, struct reason *why)
{
    bool found = false;
    int64_t id = 0;
    enum verdict v = VERDICT_DONE;

    *ret_go = false;
    if (exit_id(object, &id))
        v = exit_case_get(in->dk->store, id, in->arena, ret, &found, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_go = found && ret->state == wanted;
    return *ret_go ? v
                   : refuse_command(in, found ? ret->unit : SPAN_NONE,
                                    "该退出事项已办理",
                                    "that exit was dealt with", NULL, 0, why);
}

/* ---- projects it leads ---- */

static enum verdict is_its(struct desk *dk, struct arena *arena,
                           const struct exit_case *e, struct span domain,
                           struct span mail, bool *ret, struct reason *why)
{
    unit_list all = { 0 };
    enum verdict v = units_of_address(dk->store, mail, arena, &all, why);

    *ret = !all.n && domain.n && !domain_is_public(domain) &&
           span_eq_nocase(domain_of(mail), domain);
    list_each(&all, u) *ret = *ret || span_eq(u->id, e->unit);
    return v;
}

enum verdict exit_projects(struct desk *dk, struct arena *arena,
                           const struct exit_case *e, projects *ret,
                           struct reason *why)
{
    struct person contact = { .id = 0 };
    struct unit u;
    projects all = { 0 };
    bool found = false;
    enum verdict v = unit_get(dk->store, e->unit, arena, &u, &found, why);

    assert(ret);
    *ret = (projects){ 0 };
    if (v == VERDICT_DONE && found)
        v = person_get(dk->store, u.contact, arena, &contact, why);
    if (v == VERDICT_DONE)
        v = projects_of(dk->store, SPAN_NONE, true, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        bool its = false;
        if (!exit_names(e, all.at[i].group))
            continue;
        v = is_its(dk, arena, e, domain_of(contact.mail), all.at[i].lead_mail,
                   &its, why);
        if (its)
            *list_push(ret, arena) = all.at[i];
    }
    return v;
}

/* The administrator has closed the account: now the unit has left (4.2). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "dues.h"
#include "exit_step.h"
#include "flag.h"
#include "fold.h"
#include "invitation.h"
#include "standing.h"

static enum verdict end_membership(struct intake *in, const struct exit_case *e,
                                   const struct membership *m,
                                   struct reason *why)
{
    struct change c = {
        .entity = "membership",
        .id = arena_printf(in->arena, SPAN_FMT "/" SPAN_FMT, SPAN_ARG(m->unit),
                           SPAN_ARG(m->group)),
        .from = arena_str(in->arena, m->state),
        .to = "exited",
        .event = "exit.done",
        .note = span_str(exit_ground_name(e->ground)),
    };
    enum verdict v = membership_end(in->dk->store, m->unit, m->group, why);

    if (v == VERDICT_DONE)
        v = representations_clear(in->dk->store, m->unit, m->group, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

/* Meetings ahead: nobody of the unit is asked any more, and who was invited
 * has the meeting taken off his calendar. */
static enum verdict leave_meetings(struct intake *in, const struct exit_case *e,
                                   struct span group, struct reason *why)
{
    struct meeting_query q = { .group = group,
                               .from = desk_now(in->dk),
                               .to = INT64_MAX };
    meetings all = { 0 };
    enum verdict v = invitation_follow_people(
        in->dk, in->arena, e->unit, group, exit_object(in->arena, e->id), why);

    if (v == VERDICT_DONE)
        v = meetings_of(in->dk->store, &q, in->arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        v = ledger_sync(in->dk, all.at[i].id, why);
    return v;
}

static enum verdict leave_group(struct intake *in, const struct exit_case *e,
                                const struct membership *m, struct reason *why)
{
    enum verdict v = end_membership(in, e, m, why);

    if (v == VERDICT_DONE)
        v = leave_meetings(in, e, m->group, why);
    if (v == VERDICT_DONE)
        v = token_close_party(in->dk->store, m->group, e->unit,
                              desk_now(in->dk), intake_evidence(in), why);
    return v == VERDICT_DONE ? flag_of_exit(in->dk, in->arena, e->unit,
                                            m->group, intake_evidence(in), why)
                             : v;
}

/* What was asked for meanwhile about groups it has left by now. */
static enum verdict end_moot(struct intake *in, const struct exit_case *e,
                             struct reason *why)
{
    memberships stay = { 0 };
    exit_cases all = { 0 };
    enum verdict v = exit_cases_of(in->dk->store, e->unit, /* living= */ true,
                                   in->arena, &all, why);

    if (v == VERDICT_DONE)
        v = exit_memberships(in->dk, in->arena, e->unit, &stay, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        bool left = all.at[i].state == EXIT_REQUESTED;
        list_each(&stay, m) left = left && !exit_names(&all.at[i], m->group);
        if (left)
            v = exit_drop(in, &all.at[i], "exit.moot", SPAN("已另行退出"), why);
    }
    return v;
}

static enum verdict close_account(struct intake *in, const struct exit_case *e,
                                  struct reason *why)
{
    struct span object = exit_object(in->arena, e->id);
    enum verdict v = ledger_close(in->dk, "account.cancel", object,
                                  in->m->received_at, intake_evidence(in), why);

    return v == VERDICT_DONE
               ? token_close_all(in->dk->store, object, SPAN_NONE,
                                 desk_now(in->dk), intake_evidence(in), why)
               : v;
}

static enum verdict finish(struct intake *in, struct exit_case *e,
                           struct reason *why)
{
    memberships all = { 0 };
    projects led = { 0 };
    enum verdict v = exit_projects(in->dk, in->arena, e, &led, why);

    if (v == VERDICT_DONE)
        v = exit_memberships(in->dk, in->arena, e->unit, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++)
        if (exit_names(e, all.at[i].group))
            v = leave_group(in, e, &all.at[i], why);
    e->done_at = in->m->received_at;
    if (v == VERDICT_DONE)
        v = exit_enter(in, e, EXIT_DONE, "exit.done", why);
    if (v == VERDICT_DONE)
        v = close_account(in, e, why);
    if (v == VERDICT_DONE)
        v = end_moot(in, e, why);
    if (v == VERDICT_DONE)
        v = dues_settle_all(in->dk, intake_evidence(in), why);
    intake_end(in, MESSAGE_APPLIED, e->unit, "账号已注销，单位已退出");
    return v == VERDICT_DONE ? exit_tell_done(in, e, &led, why) : v;
}

/* The confirmed case of a unit whose account is still open. */
static enum verdict open_case(struct intake *in, struct span unit,
                              struct exit_case *ret, size_t *ret_n,
                              struct reason *why)
{
    exit_cases all = { 0 };
    enum verdict v = exit_cases_of(in->dk->store, unit, /* living= */ true,
                                   in->arena, &all, why);

    *ret_n = 0;
    list_each(&all, e)
    {
        if (e->state != EXIT_EXITING)
            continue;
        *ret = *e;
        ++*ret_n;
    }
    return v;
}

static bool says_closed(struct span subject)
{
    return fold_has(subject, "注销") || fold_has(subject, "closed");
}

enum verdict exit_account_told(struct intake *in, struct span object,
                               struct reason *why)
{
    struct exit_case e;
    struct unit u;
    size_t units = 0;
    size_t cases = 0;
    bool adm = false;
    bool sec = false;
    enum verdict v = intake_has_role(in, ROLE_ADM, SPAN_NONE, &adm, why);

    (void)object;
    if (v == VERDICT_DONE)
        v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &sec, why);
    /* The same keyword says that one was opened. */
    if (v == VERDICT_DONE && (adm || sec) && says_closed(in->f->subject))
        v = standing_units_in(in, in->f->subject, &u, &units, why);
    if (v == VERDICT_DONE && units == 1)
        v = open_case(in, u.id, &e, &cases, why);
    if (v != VERDICT_DONE)
        return v;
    return cases == 1 ? finish(in, &e, why)
                      : hold_for_person(in, "账号办理情况，需人工阅处",
                                        "an account's news, for a person", why);
}

enum verdict exit_account_done(struct intake *in, struct span object,
                               struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_DONE };
    struct exit_case e;
    bool may = false;
    bool sec = false;
    bool go = false;
    enum verdict v;

    assert(in);
    v = intake_has_role(in, ROLE_ADM, SPAN_NONE, &may, why);
    if (v == VERDICT_DONE)
        v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &sec, why);
    if (v == VERDICT_DONE && !may && !sec)
        return refuse_authority(in, "账号注销须由平台管理员确认",
                                "only the administrator closes accounts", why);
    if (v == VERDICT_DONE)
        v = exit_load(in, object, EXIT_EXITING, &e, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    if (in->command.verb != COMMAND_DONE && in->command.verb != COMMAND_APPROVE)
        return refuse_command(in, e.unit, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    return finish(in, &e, why);
}

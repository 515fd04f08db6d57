/* The secretariat's word on a unit that asks to leave, and the second
 * operator's on one whose membership shall be revoked (Art. 13). */
#include <assert.h>

#include "exit_step.h"
#include "four_eyes.h"

static const enum command_verb words[] = { COMMAND_APPROVE, COMMAND_REJECT };

/* *ret_zh NULL: he may. */
static enum verdict second_operator(struct intake *in,
                                    const struct exit_case *e,
                                    const char **ret_zh, const char **ret_en,
                                    struct reason *why)
{
    struct message asked;
    enum verdict v = VERDICT_DONE;

    *ret_zh = NULL;
    if (e->ground != EXIT_REVOKED)
        return v;
    v = message_get(in->dk->store, e->message, in->arena, &asked, why);
    if (v == VERDICT_DONE)
        *ret_zh = four_eyes_fault(in->dk, asked.sender, in->who.from, ret_en);
    return v;
}

static enum verdict agree(struct intake *in, struct exit_case *e,
                          struct reason *why)
{
    const char *en = "";
    const char *zh = NULL;
    bool none = false;
    enum verdict v = second_operator(in, e, &zh, &en, why);

    if (v != VERDICT_DONE)
        return v;
    if (zh)
        return refuse_command(in, e->unit, zh, en, words, ARRAY_LEN(words),
                              why);
    if (e->ground == EXIT_REVOKED)
        in->who.level = AUTHORITY_L3;
    v = exit_confirm(in, e, &none, why);
    if (v != VERDICT_DONE || !none)
        return v;
    v = exit_drop(in, e, "exit.moot", SPAN("已另行退出"), why);
    return v == VERDICT_DONE
               ? refuse_command(in, e->unit,
                                "该单位在所申请工作组的退出已在办理或已完成",
                                "the unit is leaving those groups already, or "
                                "has left",
                                NULL, 0, why)
               : v;
}

/* A unit hears why; that a revocation was not confirmed is the office's. */
static enum verdict decline(struct intake *in, struct exit_case *e,
                            struct reason *why)
{
    enum verdict v;

    if (!in->command.reason.n)
        return refuse_command(in, e->unit, "请写明不同意的理由",
                              "please give the reason", words, ARRAY_LEN(words),
                              why);
    v = exit_drop(in, e, "exit.declined", in->command.reason, why);
    intake_end(in, MESSAGE_APPLIED, e->unit, "退出未予确认");
    if (v != VERDICT_DONE)
        return v;
    return e->ground == EXIT_REVOKED
               ? exit_tell_office(in, e, EXIT_NEWS_DECLINED, why)
               : exit_tell_unit(in, e, EXIT_NEWS_DECLINED, why);
}

enum verdict exit_decide(struct intake *in, struct span object,
                         struct reason *why)
{
    struct exit_case e;
    bool may = false;
    bool go = false;
    enum verdict v;

    assert(in);
    v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "退出须由秘书处确认",
                                "only the secretariat confirms an exit", why);
    if (v == VERDICT_DONE)
        v = exit_load(in, object, EXIT_REQUESTED, &e, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    switch (in->command.verb) {
    case COMMAND_APPROVE:
    case COMMAND_CONFIRM_EXIT:
        return agree(in, &e, why);
    case COMMAND_REJECT:
        return decline(in, &e, why);
    default:
        return refuse_command(in, e.unit, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    }
}

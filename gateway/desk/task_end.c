/* A task is said to be done; the secretariat takes it or gives it back. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "filed.h"
#include "project_case.h"
#include "task_addressee.h"
#include "task_mail.h"

static enum verdict finish(struct intake *in, struct task *t,
                           struct reason *why)
{
    struct ledger_evidence e = { .word = "task_done",
                                 .object = t->id,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    struct filed filed = { .duty = NULL };
    enum verdict v = filed_take(in, "task_done", t->id, &filed, why);

    if (v == VERDICT_DONE)
        v = ledger_answer(in->dk, &e, why);
    if (v == VERDICT_DONE)
        v = task_change(in, t, TASK_DONE, "task.done", SPAN_NONE, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, t->id, SPAN("task"),
                            desk_now(in->dk), SPAN("done"), why);
    if (v == VERDICT_DONE)
        v = task_tell_end(in, t, TASK_END_SAID, SPAN_NONE, why);
    intake_end(in, MESSAGE_APPLIED, t->id, "已报完成，待秘书处确认");
    return v == VERDICT_DONE
               ? task_tell_end(in, t, TASK_END_ASKED, SPAN_NONE, why)
               : v;
}

/* By the keyword, or by the word 完成, or by the documents asked for. */
static bool says_done(const struct intake *in)
{
    return in->what.kind == INTAKE_TASK_DONE ||
           in->what.second == INTAKE_TASK_DONE ||
           in->command.verb == COMMAND_DONE || filed_documents(in->f) > 0;
}

enum verdict task_done(struct intake *in, struct span object,
                       struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_DONE };
    const struct facts_file *bad = filed_forbidden(in->f);
    struct task t;
    bool found = false;
    bool may = false;
    enum verdict v = task_named(in, object, &t, &found, why);

    if (v == VERDICT_DONE && found)
        v = addressee_is(in, &t, &may, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found && in->who.level >= AUTHORITY_L1)
        return project_ask(in, SPAN_NONE,
                           SPAN("请在主题中写明交办事项编号，如 T-2026-001"),
                           SPAN("name the task, such as T-2026-001"), why);
    if (!may)
        return refuse_authority(in, "发件人不是该事项的承办人",
                                "the task was given to somebody else", why);
    if (t.state != TASK_OPEN)
        return project_ask(in, t.id, SPAN("该事项已报完成、已办结或已撤销"),
                           SPAN("this task is not open any more"), why);
    if (bad)
        return project_ask_other_file(in, t.id, bad, why);
    if (!says_done(in))
        return refuse_command(in, t.id, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    return finish(in, &t, why);
}

static enum verdict accept(struct intake *in, struct task *t,
                           struct reason *why)
{
    enum verdict v = task_change(in, t, TASK_ACCEPTED, "task.accepted",
                                 in->command.reason, why);

    intake_end(in, MESSAGE_APPLIED, t->id, "交办事项已办结");
    return v == VERDICT_DONE
               ? task_tell_end(in, t, TASK_END_ACCEPTED, SPAN_NONE, why)
               : v;
}

/* It is open again, with the day it had. */
static enum verdict give_back(struct intake *in, struct task *t,
                              struct reason *why)
{
    struct span reason = in->command.reason;
    enum verdict v =
        task_change(in, t, TASK_OPEN, "task.returned", reason, why);

    if (v == VERDICT_DONE)
        v = ledger_reopen(in->dk, "task_done", t->id, why);
    intake_end(in, MESSAGE_APPLIED, t->id, "交办事项已退回");
    return v == VERDICT_DONE ? task_tell(in, t, TASK_NEWS_RETURNED, reason, why)
                             : v;
}

enum verdict task_accept(struct intake *in, struct span object,
                         struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_RETURN };
    enum command_verb verb = in->command.verb;
    struct task t;
    bool found = false;
    enum verdict v = task_named(in, object, &t, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found || t.state != TASK_DONE)
        return refuse_command(in, object, "该事项不在待确认状态",
                              "this task does not wait for your word", words,
                              ARRAY_LEN(words), why);
    if (verb != COMMAND_APPROVE && verb != COMMAND_ACCEPT &&
        verb != COMMAND_RETURN)
        return refuse_command(in, object, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    if (verb == COMMAND_RETURN && !in->command.reason.n)
        return refuse_command(in, object, "退回须写明理由",
                              "giving it back needs a reason", words,
                              ARRAY_LEN(words), why);
    v = token_close_all(in->dk->store, t.id, SPAN("task.accept"),
                        desk_now(in->dk), intake_evidence(in), why);
    if (v != VERDICT_DONE)
        return v;
    return verb == COMMAND_RETURN ? give_back(in, &t, why)
                                  : accept(in, &t, why);
}

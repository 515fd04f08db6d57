/* What is told of a task, to whom it was given and to who gave it. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "filed.h"
#include "reminder.h"
#include "task_mail.h"

static void view_lines(struct view *v, struct span text)
{
    struct span line;

    view_list(v, "lines");
    while (span_line(&text, &line)) {
        line = span_trim_wide(line);
        if (line.n)
            view_text(view_item(v, "lines"), "text", line);
    }
}

/* Fills what both mails say; *ret_duty is the charter's row. */
static enum verdict view_task(struct intake *in, struct notice *n,
                              const struct task *t, struct reason *why)
{
    const struct duty *d = NULL;
    struct obligation_row row;
    enum verdict v =
        ledger_asking(in->dk, "task_done", t->id, in->arena, &d, &row, why);

    notice_law_of_duty(n, d);
    view_text(n->view, "task", t->id);
    view_text(n->view, "group_id", t->group);
    view_lines(n->view, t->text);
    view_due(n->view, "due", t->target_day);
    view_left(n->view, "left", t->target_day - civil_of(desk_now(in->dk)));
    n->discriminator = intake_evidence(in);
    return v;
}

/* To whom it was given, as the engine reminds him. */
static enum verdict to_addressee(struct intake *in, struct notice *n,
                                 const struct task *t, struct reason *why)
{
    struct subject s;
    const spans none = { 0 };
    bool found = false;
    enum verdict v = subject_load(in->dk, t->id, in->arena, &s, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    return reminder_people(in->dk, n, &s, SPAN("TO"), &none, why);
}

static enum verdict send_news(struct intake *in, const struct task *t,
                              enum task_news news, struct span reason,
                              bool secretariat, struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_DONE };
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "task.new", t->id);
    n.group = t->group;
    if (secretariat) {
        v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    } else {
        v = to_addressee(in, &n, t, why);
        n.purpose = "task";
        n.actions = actions;
        n.actions_n = ARRAY_LEN(actions);
    }
    if (v == VERDICT_DONE)
        v = view_task(in, &n, t, why);
    if (v == VERDICT_DONE)
        v = filed_attach(in->dk, t->id, &n, why);
    view_flag(n.view, "moved", news == TASK_NEWS_DATE);
    view_flag(n.view, "returned", news == TASK_NEWS_RETURNED);
    view_text(n.view, "reason", reason);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

enum verdict task_tell(struct intake *in, const struct task *t,
                       enum task_news news, struct span reason,
                       struct reason *why)
{
    enum verdict v = send_news(in, t, news, reason, false, why);

    return v == VERDICT_DONE ? send_news(in, t, news, reason, true, why) : v;
}

static enum verdict view_end(struct intake *in, struct notice *n,
                             const struct task *t, enum task_end end,
                             struct reason *why)
{
    struct filed f = { .duty = NULL };
    bool found = false;
    enum verdict v = filing_last(in->dk->store, t->id, SPAN("task_done"),
                                 in->arena, &f.filing, &found, why);

    if (v == VERDICT_DONE)
        v = filed_view(in->dk, &f, n, why);
    if (v == VERDICT_DONE)
        v = view_task(in, n, t, why);
    if (v == VERDICT_DONE && end == TASK_END_ASKED && found)
        v = filed_attach(in->dk, filed_object(in->arena, &f.filing), n, why);
    view_flag(n->view, "asked", end == TASK_END_ASKED);
    view_flag(n->view, "accepted", end == TASK_END_ACCEPTED);
    view_flag(n->view, "void", end == TASK_END_VOID);
    view_text(n->view, "sender", found ? f.filing.filed_by : SPAN_NONE);
    return v;
}

enum verdict task_tell_end(struct intake *in, const struct task *t,
                           enum task_end end, struct span reason,
                           struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE,
                                                 COMMAND_RETURN };
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "task.ack", t->id);
    n.group = t->group;
    if (end == TASK_END_ASKED) {
        v = notice_to_role(in->dk, &n, ROLE_SEC, true, why);
        n.purpose = "task.accept";
        n.actions = actions;
        n.actions_n = ARRAY_LEN(actions);
    } else {
        v = to_addressee(in, &n, t, why);
        n.answers = in->f;
    }
    if (v == VERDICT_DONE)
        v = view_end(in, &n, t, end, why);
    view_text(n.view, "reason", reason);
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

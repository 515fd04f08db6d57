/* What the lines of one answer came to: a receipt, and an echo of what waits
 * for a yes. */
#include <assert.h>

#include "digest_answer.h"

enum { ECHO_DAYS = 7 };

static void begin(struct intake *in, struct notice *n, const char *code)
{
    notice_init(n, in->arena, code, SPAN_NONE);
    notice_to(n, SPAN_NONE, in->who.from, true);
    n->targets.at[0].dear = SPAN("秘书处");
    n->law_zh = n->law_en = SPAN_NONE;
    n->discriminator = intake_evidence(in);
    n->answers = in->f;
    view_moment(n->view, "received", in->m->received_at);
}

static void view_line(struct view *v, struct span line, struct span thing)
{
    view_text(v, "line", line);
    view_text(v, "thing", thing);
}

static void view_said(struct view *v, struct digest_words said)
{
    view_both(v, "said", said.zh, said.en.n ? said.en : said.zh);
}

enum verdict receipt_send(struct intake *in, const receipt_lines *lines,
                          struct reason *why)
{
    struct notice n;

    assert(lines);
    if (lines->n == 0)
        return VERDICT_DONE;
    begin(in, &n, "cmd.done");
    view_flag(n.view, "answer", false);
    view_list(n.view, "done");
    view_list(n.view, "failed");
    list_each(lines, l)
    {
        struct view *v = view_item(n.view, l->done ? "done" : "failed");
        view_line(v, l->line, l->thing);
        view_said(v, l->said);
    }
    return notice_send(in->dk, &n, why);
}

enum verdict echo_send(struct intake *in, const echo_lines *lines,
                       struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE };
    struct notice n;

    assert(lines);
    if (lines->n == 0)
        return VERDICT_DONE;
    begin(in, &n, "cmd.confirm");
    view_list(n.view, "items");
    list_each(lines, l)
    {
        struct view *v = view_item(n.view, "items");
        view_line(v, l->line, l->thing);
        view_both(v, "effect", l->effect.zh, l->effect.en);
        view_text(v, "reason", l->reason);
    }
    n.purpose = "intention";
    n.token_object = intake_evidence(in);
    n.days = ECHO_DAYS;
    view_moment(n.view, "until",
                desk_now(in->dk) + ECHO_DAYS * (int64_t)CIVIL_DAY);
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    return notice_send(in->dk, &n, why);
}

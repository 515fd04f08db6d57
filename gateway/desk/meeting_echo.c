#include "meeting_echo.h"

#include <assert.h>

#include "convoke/base/number.h"

static void view_words(struct notice *n)
{
    const struct command_word *w = command_word(COMMAND_APPROVE);
    struct view *item;

    view_list(n->view, "words");
    item = view_item(n->view, "words");
    view_textf(item, "word", "%s / %s", w->zh, w->en);
    view_both(item, "meaning", SPAN("内容无误，照此执行"),
              SPAN("do it as said above"));
}

enum verdict command_echo(struct intake *in, const struct command_echo *e,
                          struct reason *why)
{
    static const enum command_verb actions[] = { COMMAND_APPROVE };
    struct notice n;

    assert(in && e);
    notice_init(&n, in->arena, "cmd.refused", e->object);
    n.group = e->group;
    notice_to(&n, SPAN_NONE, in->who.from, true);
    view_moment(n.view, "received", in->m->received_at);
    view_text(n.view, "subject",
              in->m->subject.n ? in->m->subject : SPAN("（无主题）"));
    view_both(
        n.view, "problem",
        arena_printf(in->arena,
                     "此项操作须凭令牌确认，尚未执行。请核对：" SPAN_FMT,
                     SPAN_ARG(e->what.zh)),
        arena_printf(in->arena,
                     "this needs your confirmation by token and has not been "
                     "done yet; please check: " SPAN_FMT,
                     SPAN_ARG(e->what.en)));
    view_both(n.view, "state", e->state.zh, e->state.en);
    view_words(&n);
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    n.purpose = "echo";
    n.token_object = intake_evidence(in);
    n.actions = actions;
    n.actions_n = ARRAY_LEN(actions);
    intake_end(in, MESSAGE_APPLIED, e->object, "已请发件人凭令牌确认");
    return notice_send(in->dk, &n, why);
}

enum verdict meeting_echo(struct intake *in, const struct meeting *m,
                          struct meeting_words what, struct reason *why)
{
    struct command_echo e = { m->id, m->group, meeting_state_words(m), what };

    return command_echo(in, &e, why);
}

bool meeting_echo_message(struct span object, int64_t *ret)
{
    struct span rest = object;
    uint64_t id = 0;

    assert(ret);
    if (!span_starts(rest, SPAN("message:")) ||
        !number_parse(span_from(rest, 8), INT64_MAX, &id))
        return false;
    *ret = (int64_t)id;
    return true;
}

enum verdict meeting_repeat(struct intake *in, struct span object,
                            struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE };
    int64_t message = 0;
    bool closed = false;
    enum verdict v;

    if (in->command.verb != COMMAND_APPROVE)
        return refuse_command(in, SPAN_NONE, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    if (!meeting_echo_message(object, &message))
        return reason_set(why, VERDICT_BROKEN, "meeting.repeat",
                          "an echo is of \"" SPAN_FMT "\"", SPAN_ARG(object));
    v = token_close(in->dk->store, in->token.hash, desk_now(in->dk),
                    intake_evidence(in), &closed, why);
    return v == VERDICT_DONE ? intake_repeat(in, message, why) : v;
}

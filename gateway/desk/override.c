/* The secretariat lets pass what the charter's days forbid: a notice before the
 * plan was filed, a move that leaves too little time (4.3, R-D13). */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/filing.h"
#include "meeting_echo.h"
#include "meeting_mail.h"
#include "plenary.h"
#include "release_notice.h"

/* What is asked: about which meeting, and by which mail when it is a move. */
struct asked {
    struct meeting m;
    int64_t move; /* message; 0: the notice */
};

static enum verdict load(struct intake *in, struct span object,
                         struct asked *ret, bool *ret_found, struct reason *why)
{
    struct message m = { .object = object };
    enum verdict v = VERDICT_DONE;

    ret->move = 0;
    if (meeting_echo_message(object, &ret->move))
        v = message_get(in->dk->store, ret->move, in->arena, &m, why);
    return v == VERDICT_DONE ? meeting_get(in->dk->store, m.object, in->arena,
                                           &ret->m, ret_found, why)
                             : v;
}

static enum verdict tell_group(struct intake *in, const struct asked *a,
                               struct meeting_words news, struct reason *why)
{
    struct release_check found;
    struct notice_check c = { .m = &a->m, .found = &found, .news = news };
    enum verdict v = release_check(in->dk, &a->m, in->arena, &found, why);

    if (a->move)
        c.move = intake_evidence(in);
    return v == VERDICT_DONE ? notice_check_group(in, &c, why) : v;
}

static enum verdict refuse(struct intake *in, const struct asked *a,
                           struct reason *why)
{
    struct span reason = in->command.reason;
    struct meeting_words news = {
        arena_printf(in->arena, "秘书处未同意%s。理由：" SPAN_FMT,
                     a->move ? "改期，会议时间不变"
                             : "在会议方案报备前发布通知",
                     SPAN_ARG(reason)),
        arena_printf(
            in->arena, "the secretariat does not consent%s. Reason: " SPAN_FMT,
            a->move ? "; the meeting's time stays" : "", SPAN_ARG(reason)),
    };
    struct change c = { "meeting", a->m.id, "", "", "meeting.not_let_pass",
                        reason };
    enum verdict v = intake_audit(in, &c, why);

    intake_end(in, MESSAGE_APPLIED, a->m.id, "秘书处未同意");
    return v == VERDICT_DONE ? tell_group(in, a, news, why) : v;
}

static enum verdict let_pass(struct intake *in, const struct asked *a,
                             struct reason *why)
{
    static const struct meeting_words news = {
        SPAN("秘书处已同意在会议方案报备前发布通知"),
        SPAN("the secretariat lets the notice go before the plan is filed"),
    };
    struct filing f = {
        .object = a->m.id,
        .kind = a->move ? SPAN("override.move") : SPAN("override"),
        .message = a->move ? a->move : in->m->id,
        .filed_at = in->m->received_at,
        .filed_by = in->who.from,
        .state = FILING_APPROVED,
        .note = in->command.reason,
    };
    struct change c = { "meeting",          a->m.id,           "", "",
                        "meeting.let_pass", in->command.reason };
    enum verdict v = filing_add(in->dk->store, &f, why);

    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    intake_end(in, MESSAGE_APPLIED, a->m.id, "秘书处已同意");
    if (v != VERDICT_DONE)
        return v;
    return a->move ? intake_repeat(in, a->move, why)
                   : tell_group(in, a, news, why);
}

static enum verdict decide(struct intake *in, const struct asked *a,
                           struct span object, struct reason *why)
{
    bool yes = in->command.verb == COMMAND_APPROVE ||
               in->command.verb == COMMAND_WAIVE;
    enum verdict v;

    if (!yes && !in->command.reason.n)
        return refuse_command(in, a->m.id, "不同意须写明理由",
                              "a refusal needs its reason", NULL, 0, why);
    v = token_close_all(in->dk->store, object, SPAN("meeting.override"),
                        desk_now(in->dk), intake_evidence(in), why);
    if (v != VERDICT_DONE)
        return v;
    return yes ? let_pass(in, a, why) : refuse(in, a, why);
}

enum verdict meeting_override(struct intake *in, struct span object,
                              struct reason *why)
{
    static const enum command_verb words[] = { COMMAND_APPROVE,
                                               COMMAND_REJECT };
    struct asked a;
    bool may = false;
    bool found = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    assert(in);
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "须由秘书处决定",
                                "only the secretariat decides this", why);
    if (v == VERDICT_DONE)
        v = load(in, object, &a, &found, why);
    if (v != VERDICT_DONE)
        return v;
    if (!found || !meeting_is_ahead(in->dk, &a.m))
        return refuse_command(in, object, "该会议已过召开时间或已取消",
                              "that meeting has begun or was cancelled", NULL,
                              0, why);
    switch (in->command.verb) {
    case COMMAND_APPROVE:
    case COMMAND_WAIVE:
    case COMMAND_REJECT:
    case COMMAND_RETURN:
        return decide(in, &a, object, why);
    default:
        return refuse_command(in, a.m.id, "没有读懂指令",
                              "the command was not understood", words,
                              ARRAY_LEN(words), why);
    }
}

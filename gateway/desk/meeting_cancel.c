/* A meeting is called off before its time, or found not to have been held after
 * it (4.3): its duties are void and it counts for nothing. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "fold.h"
#include "invitation.h"
#include "meeting_echo.h"
#include "meeting_mail.h"
#include "meeting_try.h"
#include "plenary.h"

enum { REASON_LEAST = 2 }; /* characters */

static struct span reason_of(struct intake *in)
{
    struct particulars p = particulars_read(in->f->words, in->arena);
    struct span reason = in->command.reason;

    return reason.n ? reason : particulars_value(&p, PARTICULAR_REASON);
}

/* "无", "。" is no reason. */
static bool is_reason(struct span s)
{
    int n = 0;
    unsigned c;
    size_t step;

    while ((step = fold_char(s, &c))) {
        n += fold_is_han(c) || fold_is_alnum(c);
        s = span_from(s, step);
    }
    return n >= REASON_LEAST;
}

/* Its time has passed, and the sender says that it was not held. */
static bool says_not_held(struct intake *in)
{
    static const char *const words[] = { "未召开", "没有召开", "未能召开",
                                         "未如期召开", "not held" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (fold_has(in->f->words, words[i]) ||
            fold_has(in->f->subject, words[i]))
            return true;
    return false;
}

static enum verdict tell(struct intake *in, const struct meeting *m, bool late,
                         struct reason *why)
{
    struct notice n;
    enum verdict v;

    notice_init(&n, in->arena, "meeting.cancelled", m->id);
    n.group = m->group;
    v = meeting_audience(in->dk, m, &n, why);
    if (v != VERDICT_DONE)
        return v;
    meeting_view(m, in->arena, n.view);
    view_text(n.view, "leaves", SPAN_NONE);
    view_flag(n.view, "office", false);
    view_flag(n.view, "unit_left", false);
    view_text(n.view, "reason", m->reason);
    view_flag(n.view, "plenary", !m->leaders);
    view_flag(n.view, "urgent", !late && meeting_is_near(in->dk, m));
    view_flag(n.view, "not_held", late);
    view_flag(n.view, "notified", m->notified_at != MOMENT_NONE);
    n.law_zh = m->leaders ? SPAN("第七条第4项") : SPAN("第二十条");
    n.law_en = m->leaders ? SPAN("Article 7(4)") : SPAN("Article 20");
    n.discriminator = arena_printf(in->arena, "%lld", (long long)m->sequence);
    if (meeting_is_told(m)) {
        invitation_attach(&n, m, INVITE_CANCEL);
        n.calendar_comment = m->reason;
        v = invitation_add_invited(in->dk, m, &n, why);
    }
    return v == VERDICT_DONE ? notice_send(in->dk, &n, why) : v;
}

static enum verdict cancel(struct intake *in, struct meeting *m,
                           struct span reason, bool late, struct reason *why)
{
    enum verdict v;

    m->reason = reason;
    m->sequence++;
    m->ended_at = desk_now(in->dk);
    v = meeting_change(in, m, MEETING_CANCELLED,
                       late ? "meeting.not_held" : "meeting.cancelled", reason,
                       why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, m->id, SPAN_NONE, desk_now(in->dk),
                            intake_evidence(in), why);
    if (v == VERDICT_DONE)
        v = meeting_watch(in->dk, m, why);
    if (v == VERDICT_DONE)
        v = ledger_sync(in->dk, m->id, why);
    if (v == VERDICT_DONE && late)
        v = meeting_uncount(in->dk, in->arena, m, why);
    intake_end(in, MESSAGE_APPLIED, m->id, "会议已取消");
    return v == VERDICT_DONE ? tell(in, m, late, why) : v;
}

enum verdict meeting_cancel_do(struct intake *in, const struct meeting *m,
                               struct span reason, struct reason *why)
{
    struct meeting off = *m;

    return cancel(in, &off, reason, /* late= */ false, why);
}

static enum verdict echo(struct intake *in, const struct meeting *m,
                         struct span reason, struct reason *why)
{
    struct meeting_words title = meeting_title(in->arena, m);
    struct meeting_words when = meeting_when(in->arena, m->start_at, m->end_at);
    struct meeting_words what = {
        arena_printf(in->arena,
                     "取消" SPAN_FMT "（" SPAN_FMT "），理由：" SPAN_FMT,
                     SPAN_ARG(title.zh), SPAN_ARG(when.zh), SPAN_ARG(reason)),
        arena_printf(in->arena,
                     "cancel the " SPAN_FMT " (" SPAN_FMT
                     "), for this reason: " SPAN_FMT,
                     SPAN_ARG(title.en), SPAN_ARG(when.en), SPAN_ARG(reason)),
    };

    return meeting_echo(in, m, what, why);
}

/* Why it cannot be cancelled; NULL: it can. */
static const char *impossible(struct intake *in, const struct meeting *m,
                              struct span reason, const char **ret_en)
{
    bool over = m->state > MEETING_HELD_UNCONFIRMED;

    if (m->state == MEETING_CANCELLED) {
        *ret_en = "that meeting is cancelled already";
        return "该会议已取消";
    }
    if (over || (!meeting_is_ahead(in->dk, m) && !says_not_held(in))) {
        *ret_en = over ? "that meeting was held"
                       : "its time has passed: if it was not held, say so "
                         "(未召开) and why";
        return over ? "该会议已召开，不能取消"
                    : "该会议已过召开时间；如未召开，请写明“未召开”和原因";
    }
    if (!is_reason(reason)) {
        *ret_en = "a cancellation needs its reason";
        return "取消会议须写明理由，如“取消 理由：场地不可用”";
    }
    return NULL;
}

enum verdict meeting_cancel_receive(struct intake *in, struct span object,
                                    struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS,GL", 0,
                                                  MEETING_SORT_PLENARY };
    struct span reason = reason_of(in);
    struct meeting_mail mm;
    const char *zh;
    const char *en = "";
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    zh = impossible(in, &mm.m, reason, &en);
    if (zh)
        return refuse_command(in, mm.m.id, zh, en, NULL, 0, why);
    if (!mm.may_act)
        return echo(in, &mm.m, reason, why);
    return cancel(in, &mm.m, reason, !meeting_is_ahead(in->dk, &mm.m), why);
}

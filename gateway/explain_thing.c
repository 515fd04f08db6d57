/* What an object of the charter is, and every duty about it. */
#include <assert.h>

#include "charter.h"
#include "convoke/base/moment.h"
#include "convoke/store/application.h"
#include "convoke/store/contribution.h"
#include "convoke/store/meeting.h"
#include "convoke/store/project.h"
#include "explain.h"

static const char *const meeting_zh[MEETING_STATE_COUNT] = {
    [MEETING_PLANNED] = "已列入计划",
    [MEETING_PLAN_FILED] = "方案已报备",
    [MEETING_NOTIFIED] = "通知已发出",
    [MEETING_CONTRIBUTIONS_CLOSED] = "贡献已截止",
    [MEETING_HELD_UNCONFIRMED] = "开会时间已过，待签到数据",
    [MEETING_ATTENDANCE_IMPORTED] = "签到已导入",
    [MEETING_FINALISED] = "出席已定",
    [MEETING_CLOSED] = "已结束",
    [MEETING_CANCELLED] = "已取消",
};

static struct span named(const struct explain *ex, const char *zh,
                         const char *name)
{
    if (!ex->ctx->chinese)
        return span_str(name);
    return arena_printf(ex->arena, "%s（%s）", zh, name);
}

static void meeting_moves(struct explain *ex, const struct meeting *m)
{
    if (m->moved_at == MOMENT_NONE)
        return;
    explain_row(
        ex, "改期", "moved",
        arena_printf(ex->arena, SPAN_FMT "%s" SPAN_FMT,
                     SPAN_ARG(day_words_moment(ex->words.days, m->moved_at)),
                     m->reason.n ? ex->ctx->chinese ? "，理由：" : ": " : "",
                     SPAN_ARG(m->reason)));
}

static enum verdict meeting_rows(struct explain *ex, struct span id,
                                 struct reason *why)
{
    struct meeting m;
    bool found = false;
    enum verdict v =
        meeting_get(ex->ctx->store, id, ex->arena, &m, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    explain_row(ex, "会议", "meeting",
                arena_printf(ex->arena, SPAN_FMT " %s", SPAN_ARG(m.id),
                             m.leaders ? ex->ctx->chinese ? "组长办公会"
                                                          : "leaders' meeting"
                             : ex->ctx->chinese ? "全体会议"
                                                : "plenary"));
    explain_row(ex, "状态", "state",
                named(ex, meeting_zh[m.state], meeting_state_name(m.state)));
    explain_row(
        ex, "开始", "begins",
        arena_printf(
            ex->arena, SPAN_FMT " " SPAN_FMT,
            SPAN_ARG(day_words_moment(ex->words.days, m.start_at)),
            SPAN_ARG(day_words_day(ex->words.days, civil_of(m.start_at)))));
    explain_moment(ex, "登记", "known since", m.since);
    meeting_moves(ex, &m);
    explain_moment(ex, "方案报备", "plan filed", m.filed_at);
    explain_moment(ex, "通知发出", "notice sent", m.notified_at);
    explain_moment(ex, "取消", "called off", m.ended_at);
    return v;
}

static enum verdict project_rows(struct explain *ex, struct span id,
                                 struct reason *why)
{
    struct project p;
    bool found = false;
    enum verdict v =
        project_get(ex->ctx->store, id, ex->arena, &p, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    explain_row(
        ex, "项目", "project",
        arena_printf(ex->arena, SPAN_FMT " %s " SPAN_FMT, SPAN_ARG(p.id),
                     p.research ? ex->ctx->chinese ? "研究项目" : "research"
                     : ex->ctx->chinese ? "标准项目"
                                        : "standard",
                     SPAN_ARG(p.title)));
    explain_row(ex, "状态", "state", span_str(project_state_name(p.state)));
    explain_row(ex, p.research ? "起始" : "计划下达",
                p.research ? "began" : "plan issued",
                day_words_day(ex->words.days, p.start_day));
    explain_row(ex, "负责人", "lead",
                arena_printf(ex->arena, SPAN_FMT " " SPAN_FMT,
                             SPAN_ARG(p.lead_name), SPAN_ARG(p.lead_mail)));
    return v;
}

static enum verdict application_rows(struct explain *ex, struct span id,
                                     struct reason *why)
{
    struct application a;
    bool found = false;
    enum verdict v =
        application_get(ex->ctx->store, id, ex->arena, &a, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    explain_row(ex, "入会申请", "application",
                arena_printf(ex->arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(a.id),
                             SPAN_ARG(a.name)));
    explain_row(ex, "状态", "state", span_str(application_state_name(a.state)));
    explain_moment(ex, "收到", "received", a.received_at);
    return v;
}

static const char *const contribution_zh[CONTRIBUTION_STATE_COUNT] = {
    [CONTRIBUTION_HELD] = "待联系人确认",
    [CONTRIBUTION_ONTIME] = "按期收到",
    [CONTRIBUTION_LATE] = "迟交，待组长决定",
    [CONTRIBUTION_SUPERSEDED] = "已被新版本替代",
    [CONTRIBUTION_ACCEPTED_LATE] = "迟交，组长已接受",
    [CONTRIBUTION_RETURNED] = "已退回",
    [CONTRIBUTION_TABLED] = "已列入议程或项目",
    [CONTRIBUTION_WITHDRAWN] = "已撤回",
    [CONTRIBUTION_REFUSED] = "无人确认，未予接收",
};

/* Measured to the second: this is what being late hangs on (R-D3, R-D7). */
static void contribution_time(struct explain *ex, const struct contribution *c)
{
    bool zh = ex->ctx->chinese;
    bool timely = contribution_on_time(c);
    char at[MOMENT_TEXT];

    explain_row(
        ex, "收到", "received",
        arena_printf(ex->arena, "%s", moment_print(c->received_at, at)));
    if (c->due_at == MOMENT_NONE)
        return;
    explain_row(
        ex, "判定", "judged",
        arena_printf(ex->arena,
                     zh ? "%s截止时刻 %s%s" : "%s its due instant, %s%s",
                     zh       ? timely ? "早于" : "不早于"
                     : timely ? "before"
                              : "not before",
                     moment_print(c->due_at, at),
                     zh       ? timely ? "，按期" : "，迟交"
                     : timely ? ": on time"
                              : ": late"));
}

/* Which day that was, and how it came about. */
static enum verdict contribution_duty(struct explain *ex, struct span meeting,
                                      struct reason *why)
{
    struct obligation_row row = { .id = 0 };
    bool found = true;

    while (found) {
        const struct duty *d;
        enum verdict v = obligation_about(ex->ctx->store, meeting, row.id,
                                          ex->arena, &row, &found, why);
        if (v != VERDICT_DONE || !found)
            return v;
        d = charter_duty(ex->ctx->charter, row.duty);
        if (d && strcmp(d->closed_by, "contribution") == 0)
            return explain_obligation(ex, &row, why);
    }
    return VERDICT_DONE;
}

static enum verdict contribution_rows(struct explain *ex, struct span id,
                                      struct reason *why)
{
    struct contribution c;
    bool found = false;
    enum verdict v =
        contribution_get(ex->ctx->store, id, ex->arena, &c, &found, why);

    if (v != VERDICT_DONE || !found)
        return v;
    explain_row(ex, "贡献", "contribution",
                arena_printf(ex->arena, SPAN_FMT " " SPAN_FMT, SPAN_ARG(c.id),
                             SPAN_ARG(c.title)));
    explain_row(ex, "单位", "unit", c.unit);
    explain_row(ex, "会议", "meeting", c.meeting);
    explain_row(
        ex, "状态", "state",
        named(ex, contribution_zh[c.state], contribution_state_name(c.state)));
    contribution_time(ex, &c);
    explain_row(ex, "凭据", "evidence",
                explain_evidence(ex, arena_printf(ex->arena, "message:%lld",
                                                  (long long)c.message)));
    if (c.replaces.n)
        explain_row(ex, "替代", "replaces", c.replaces);
    explain_moment(ex, "决定", "decided", c.decided_at);
    if (c.reason.n)
        explain_row(ex, "理由", "reason", c.reason);
    return contribution_duty(ex, c.meeting, why);
}

/* An object belongs to one of them at most. */
static enum verdict (*const things[])(struct explain *ex, struct span id,
                                      struct reason *why) = {
    meeting_rows,      project_rows, application_rows,
    contribution_rows, explain_case,
};

/* An application's reviews are objects of their own: APP-2026-001/WG5. */
enum verdict explain_duties(struct explain *ex, struct span object,
                            struct reason *why)
{
    struct obligation_row row = { .id = 0 };
    bool found = true;
    enum verdict v = VERDICT_DONE;

    assert(ex);
    while (found && v == VERDICT_DONE) {
        v = obligation_about(ex->ctx->store, object, row.id, ex->arena, &row,
                             &found, why);
        if (v == VERDICT_DONE && found)
            v = explain_obligation(ex, &row, why);
    }
    return v;
}

enum verdict explain_named(struct explain *ex, struct span object,
                           struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(ex);
    for (size_t i = 0; i < ARRAY_LEN(things) && v == VERDICT_DONE; i++)
        v = things[i](ex, object, why);
    return v == VERDICT_DONE ? explain_duties(ex, object, why) : v;
}

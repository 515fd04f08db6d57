/* Stored words as a reader outside understands them. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/attendance_rules.h"
#include "convoke/render/phrase.h"
#include "evidence_case.h"

static const struct {
    struct span code;
    const char *zh;
} notices[] = {
    { SPAN("notice.issue"), "会议通知" },
    { SPAN("notice.late-member"), "会议通知（补发）" },
    { SPAN("meeting.moved"), "会议改期通知" },
    { SPAN("meeting.cancelled"), "会议取消通知" },
    { SPAN("meeting.rem"), "会前提醒" },
    { SPAN("rsvp.rem"), "会议回执提醒" },
    { SPAN("rsvp.stale"), "请重新确认回执" },
    { SPAN("reason.ask"), "询问不参加的事由" },
    { SPAN("leave.ack"), "请假事由收悉" },
    { SPAN("absence.ask"), "询问未到会事由" },
    { SPAN("absence.warn"), "无故缺席警示" },
    { SPAN("atrisk.notice"), "再次缺席的后果提示" },
    { SPAN("dues.rem"), "会费缴纳提醒（账单）" },
    { SPAN("dues.arrears"), "会费催缴" },
    { SPAN("dues.final"), "满1年前最后提醒" },
    { SPAN("flag.preexit"), "拟退出的告知" },
    { SPAN("flag.preexit.rem"), "陈述期限提醒" },
    { SPAN("flag.dismissed"), "撤销标记的通知" },
    { SPAN("flag.voided"), "标记失效的通知" },
    { SPAN("exit.confirmed"), "退出确认" },
    { SPAN("exit.done"), "退出办理完毕" },
    { SPAN("dues.waived"), "会费减免等决定" },
};

const char *evidence_notice_zh(struct span code)
{
    for (size_t i = 0; i < ARRAY_LEN(notices); i++)
        if (span_eq(code, notices[i].code))
            return notices[i].zh;
    return "通知";
}

static const char *const statuses[] = {
    [ATTENDANCE_PRESENT] = "到会",
    [ATTENDANCE_NOT_COUNTED] = "不计入",
    [ATTENDANCE_EXCUSED] = "有事由未到会",
    [ATTENDANCE_UNEXCUSED] = "无故未到会",
};
static_assert(ARRAY_LEN(statuses) == ATTENDANCE_STATUS_COUNT,
              "every status needs its words");

static const char *const bases[] = {
    [ATTENDANCE_SIGNED] = "签到表中有该单位人员的签到记录",
    [ATTENDANCE_BY_DELEGATE] = "该单位委派的人员签到",
    [ATTENDANCE_CANCELLED] = "会议已取消",
    [ATTENDANCE_NO_MEMBER] = "会议当日不是该工作组的成员",
    [ATTENDANCE_NEW_MEMBER] = "成员资格生效日距会议不足21天",
    [ATTENDANCE_NO_NOTICE] = "会议通知没有在会前3周有效送达",
    [ATTENDANCE_BEFORE_CHARTER] = "会议早于章程实施之日（2025年4月1日）",
    [ATTENDANCE_STATED] = "在期限内说明了事由，组长未予否定",
    [ATTENDANCE_SILENT] =
        "会议通知已有效送达，签到表中没有该单位，期限内没有说明事由",
    [ATTENDANCE_REGISTERED] = "本系统启用以前的记录，随成员名册导入",
};
static_assert(ARRAY_LEN(bases) == ATTENDANCE_BASIS_COUNT,
              "every basis needs its words");

const char *evidence_status_zh(struct span status)
{
    enum attendance_status s;

    return attendance_status_from(status, &s) ? statuses[s] : "未认定";
}

const char *evidence_basis_zh(struct span basis)
{
    enum attendance_basis b;

    return attendance_basis_from(basis, &b) ? bases[b] : "";
}

static const char *const states[] = {
    [FLAG_OPEN] = "待秘书处决定",
    [FLAG_DEFERRED] = "秘书处决定暂缓",
    [FLAG_PRE_EXIT] = "已告知单位，等待其陈述",
    [FLAG_OBJECTED] = "单位已陈述，待秘书处决定",
    [FLAG_EXPIRED] = "陈述期限已过，待秘书处决定",
    [FLAG_CONFIRMED] = "秘书处已确认退出",
    [FLAG_DISMISSED] = "秘书处已撤销标记",
    [FLAG_VOIDED] = "记录已更正，标记失效",
    [FLAG_MOOT] = "单位已另行退出，标记终止",
};
static_assert(ARRAY_LEN(states) == FLAG_STATE_COUNT,
              "every state needs its words");

const char *evidence_state_zh(enum flag_state s)
{
    assert(s < FLAG_STATE_COUNT);
    return states[s];
}

/* To the second: these instants decide. */
struct span evidence_moment(struct arena *arena, int64_t at)
{
    char buf[MOMENT_TEXT];
    char *words;

    if (at == MOMENT_NONE)
        return SPAN("—");
    words = arena_str(arena, span_str(moment_print(at, buf)));
    words[10] = ' ';
    words[19] = '\0'; /* the zone stands at the head of the paper */
    return span_str(words);
}

struct span evidence_end(struct arena *arena, int64_t excl)
{
    if (excl == MOMENT_NONE)
        return SPAN("—");
    return phrase_due(arena, PHRASE_ZH, civil_of(excl - 1));
}

struct span evidence_cite(struct evidence_case *c, int64_t id)
{
    bool there = false;

    assert(c);
    if (id == 0)
        return SPAN_NONE;
    list_each(&c->cited, n) there = there || *n == id;
    if (!there)
        *list_push(&c->cited, c->arena) = id;
    return arena_printf(c->arena, "message:%lld", (long long)id);
}

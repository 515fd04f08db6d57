#include "convoke/desk/recognise.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

/* The grammar (requirements.md 6.4, authority R-A2): one row a kind. Several
 * words of one column stand apart by |. */
/* clang-format off */
static const struct intake_row rows[INTAKE_KIND_COUNT] = {
#define ROW(kind_, name_, zh_, en_, plus_, file_, level_, who_)                \
    [INTAKE_##kind_] = { INTAKE_##kind_, name_, zh_, en_, plus_, file_,        \
                         level_, who_ }
ROW(UNRECOGNISED, "unrecognised", NULL, NULL, NULL, NULL, 0, "any"),
ROW(BOUNCE, "bounce", NULL, NULL, NULL, NULL, 0, "MTA"),
ROW(AUTO_REPLY, "auto_reply", NULL, NULL, NULL, NULL, 0, "any"),
ROW(LIST, "list", NULL, NULL, NULL, NULL, 0, "any"),
ROW(RECEIPT, "receipt", NULL, NULL, NULL, NULL, 0, "any"),
ROW(LOOP, "loop", NULL, NULL, NULL, NULL, 0, "any"),
ROW(CALENDAR, "calendar", NULL, NULL, NULL, NULL, 0, "invited"),
ROW(TOKEN_REPLY, "token_reply", NULL, NULL, NULL, NULL, 0, "any"),
ROW(THREAD_REPLY, "thread_reply", NULL, NULL, NULL, NULL, 0, "any"),

ROW(APPLICATION, "application", "入会申请|成员申请", "apply|application", "apply", "申请表", 0, "any"),
ROW(SUPPLEMENT, "supplement", "补正|补正材料", "supplement", "supplement", NULL, 0, "APP"),
ROW(WITHDRAW_APPLICATION, "withdraw_application", "撤回申请", "withdraw-application", NULL, NULL, 0, "APP"),
ROW(DISPATCH, "dispatch", "分派", "dispatch", NULL, NULL, 2, "SEC"),
ROW(REVIEW, "review", "审核结果", "review", NULL, NULL, 2, "GL,DGL,GS"),
ROW(NOTIFY, "notify", "审核通知", "notify", NULL, NULL, 2, "SEC"),
ROW(ACTIVATE, "activate", "成员生效", "activate", NULL, NULL, 2, "SEC"),
ROW(REPRESENTATIVES, "representatives", "代表指派", "rep|representatives", "rep", NULL, 1, "contact,APP"),
ROW(ACCOUNT_DONE, "account_done", "账号完成|账号已开通|账号已注销", "account-done", NULL, NULL, 1, "ADM"),
ROW(HELP, "help", "帮助|使用说明", "help", "help", NULL, 0, "any"),
ROW(STATUS, "status", "状态", "status", "status", NULL, 1, "registered"),

ROW(CONTRIBUTION, "contribution", "贡献", "contrib|contribution", "contrib", "标准建议", 1, "contact,rep"),
ROW(NO_CONTRIBUTION, "no_contribution", "无贡献", "none", NULL, "无贡献", 1, "contact,rep"),
ROW(WITHDRAW_CONTRIBUTION, "withdraw_contribution", "撤回", "withdraw", NULL, NULL, 1, "contact,rep"),
ROW(CONTACT, "contact", "联系人变更", "contact", NULL, NULL, 1, "contact"),
ROW(LEAVE, "leave", "请假", "leave", "leave", NULL, 1, "contact,rep"),
ROW(EXIT, "exit", "退出申请", "exit", NULL, "退出申请", 1, "contact"),
ROW(OBJECTION, "objection", "陈述", "objection", NULL, NULL, 1, "contact"),
ROW(SUGGESTION, "suggestion", "建议", "suggest|suggestion", NULL, NULL, 1, "unit"),

ROW(PRE_EXIT, "pre_exit", "拟退出", "pre-exit", NULL, NULL, 2, "SEC"),
ROW(CONFIRM_EXIT, "confirm_exit", "确认退出", "confirm-exit", NULL, NULL, 3, "SEC"),
ROW(DISMISS_FLAG, "dismiss_flag", "撤销标记", "dismiss", NULL, NULL, 2, "SEC"),
ROW(DEFER, "defer", "暂缓", "defer", NULL, NULL, 2, "SEC"),
ROW(REVOKE, "revoke", "撤销资格|撤销成员资格", "revoke", NULL, NULL, 3, "SEC"),
ROW(DUES_WAIVER, "dues_waiver", "会费减免", "waive", NULL, NULL, 2, "SEC"),
ROW(PROJECT_REGISTER, "project_register", "项目立项", "project", NULL, NULL, 2, "SEC"),
ROW(PROLONG, "prolong", "延期", "prolong", NULL, NULL, 2, "SEC"),
ROW(TASK, "task", "交办", "task", NULL, NULL, 2, "SEC"),
ROW(APPOINT, "appoint", "任命", "appoint", NULL, NULL, 2, "SEC"),
ROW(ASSESSMENT, "assessment", "年度考核", "assessment", NULL, NULL, 2, "SEC"),
ROW(RULING, "ruling", "章程解释", "ruling", NULL, NULL, 2, "SEC"),
ROW(ACKNOWLEDGE, "acknowledge", "已阅|阅处|已阅处", "ack|acknowledge", NULL, NULL, 1, "SEC"),

ROW(ANNUAL_MEETINGS, "annual_meetings", "年度会议计划", "annual-meetings", NULL, NULL, 1, "GS,GL"),
ROW(ADD_MEETING, "add_meeting", "新增会议", "add-meeting", NULL, NULL, 1, "GS,GL"),
ROW(PLAN, "plan", "会议方案", "plan", NULL, "会议方案", 1, "GS,GL"),
ROW(NOTICE_DRAFT, "notice_draft", "会议通知草稿", "draft", NULL, NULL, 1, "GS,GL"),
ROW(NOTICE_RELEASE, "notice_release", "发布通知", "release", NULL, NULL, 2, "GS,GL"),
ROW(MEETING_MOVE, "meeting_move", "会议改期", "move", NULL, NULL, 2, "GS,GL"),
ROW(MEETING_CANCEL, "meeting_cancel", "会议取消", "cancel", NULL, NULL, 2, "GS,GL"),
ROW(MINUTES, "minutes", "会议纪要", "minutes", NULL, "会议纪要", 1, "GS"),
ROW(SUMMARY, "summary", "会议总结", "summary", NULL, "会议总结", 1, "GS"),
ROW(PUBLICITY, "publicity", "宣传稿", "publicity", NULL, NULL, 1, "GS"),
ROW(ATTENDANCE, "attendance", "签到导入", "attend", NULL, NULL, 2, "GS,ADM"),
ROW(DUES, "dues", "会费导入", "dues", NULL, NULL, 2, "FIN"),
ROW(LEADERS_MEETING, "leaders_meeting", "组长办公会", "leaders-meeting", NULL, NULL, 1, "GS"),
ROW(RESOLUTION, "resolution", "办公会决议", "resolution", NULL, NULL, 1, "GS"),
ROW(DELEGATE_CHAIR, "delegate_chair", "委托", "delegate", NULL, NULL, 1, "GL,DGL"),
ROW(RESIGN, "resign", "辞任", "resign", NULL, NULL, 1, "GL,DGL"),
ROW(SECRETARY, "secretary", "秘书报备|秘书备案", "secretary", NULL, NULL, 1, "GL"),
ROW(ANNUAL_REPORT, "annual_report", "年度总结", "annual-report", NULL, NULL, 1, "GS,GL"),
ROW(ANNUAL_PLAN, "annual_plan", "年度计划", "annual-plan", NULL, NULL, 1, "GS,GL"),
ROW(PROGRESS, "progress", "进展|工作进展|季度进展", "progress", NULL, NULL, 1, "GS,GL"),
ROW(TASK_DONE, "task_done", "交办完成", "task-done", NULL, NULL, 1, "addressee"),

ROW(COMMENT_TABLE, "comment_table", "意见汇总处理表", "comments", NULL, "意见汇总处理表", 1, "PL,unit"),
ROW(PROJECT_TEAM, "project_team", "项目组名单", "project-team", NULL, NULL, 1, "PL"),
ROW(PROJECT_PLAN, "project_plan", "项目会议计划", "project-plan", NULL, NULL, 1, "PL"),
ROW(PROJECT_MEETING, "project_meeting", "项目会议", "project-meeting", NULL, NULL, 1, "PL"),
ROW(PROJECT_NEWS, "project_news", "项目进展", "project-news", NULL, NULL, 1, "PL"),
ROW(PROJECT_APPROVAL, "project_approval", "报批材料", "project-approval", NULL, NULL, 1, "PL"),
ROW(RESEARCH_RESULT, "research_result", "研究成果", "research-result", NULL, NULL, 1, "PL"),
#undef ROW
};
/* clang-format on */

static const char *const via_names[] = {
    [INTAKE_VIA_NOTHING] = "nothing", [INTAKE_VIA_WRITER] = "writer",
    [INTAKE_VIA_TOKEN] = "token",     [INTAKE_VIA_THREAD] = "thread",
    [INTAKE_VIA_ADDRESS] = "address", [INTAKE_VIA_SUBJECT] = "subject",
    [INTAKE_VIA_FORM] = "form",       [INTAKE_VIA_FILE] = "file",
};
static_assert(ARRAY_LEN(via_names) == INTAKE_VIA_COUNT,
              "every way needs its name");

const struct intake_row *intake_row(enum intake_kind k)
{
    assert(k < INTAKE_KIND_COUNT);
    assert(rows[k].name);
    return &rows[k];
}

const char *intake_name(enum intake_kind k)
{
    return intake_row(k)->name;
}

const char *intake_via_name(enum intake_via v)
{
    assert(v < INTAKE_VIA_COUNT);
    return via_names[v];
}

static bool one_of(const char *words, struct span word)
{
    struct span rest = span_str(words);
    struct span piece;

    while (span_cut(&rest, '|', &piece)) {
        char buf[64];

        assert(piece.n < sizeof(buf));
        memcpy(buf, piece.p, piece.n);
        buf[piece.n] = '\0';
        if (fold_is(word, buf))
            return true;
    }
    return false;
}

enum intake_kind intake_of_keyword(struct span word)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (one_of(rows[i].zh, word) || one_of(rows[i].en, word))
            return rows[i].kind;
    }
    return INTAKE_UNRECOGNISED;
}

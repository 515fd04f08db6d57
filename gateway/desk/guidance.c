#include "guidance.h"

#include <assert.h>

/* clang-format off */
static const struct guidance lines[INTAKE_KIND_COUNT] = {
    [INTAKE_APPLICATION] = { "提交工作组成员申请，附可编辑的申请表（docx）和资质文件",
        "apply for membership, with the form (docx) and documents" },
    [INTAKE_SUPPLEMENT] = { "补充申请材料，也可直接回复补正通知",
        "send what an application lacks" },
    [INTAKE_WITHDRAW_APPLICATION] = { "撤回申请，注明申请编号",
        "withdraw an application; name it" },
    [INTAKE_DISPATCH] = { "将入会申请分派工作组，注明申请编号和工作组",
        "pass an application to working groups" },
    [INTAKE_REVIEW] = { "报送审核结果，须回复带令牌的审核函",
        "the review's result, as a reply with its token" },
    [INTAKE_NOTIFY] = { "将审核结果通知申请单位，注明申请编号",
        "tell the applicant the result" },
    [INTAKE_ACTIVATE] = { "成员资格生效，注明申请编号和“纸质已收”",
        "let a membership take effect" },
    [INTAKE_REPRESENTATIVES] = { "指派1至2名代表，其中投票代表1名（姓名，职务，电子邮件）",
        "name 1 to 2 representatives, one voting" },
    [INTAKE_ACCOUNT_DONE] = { "账号任务已完成，也可回复任务函",
        "an account task is done" },
    [INTAKE_HELP] = { "本说明", "this text" },
    [INTAKE_STATUS] = { "查询本单位（或本人负责事项）的待办、期限和贡献",
        "your own open duties, deadlines and contributions" },
    [INTAKE_CONTRIBUTION] = { "提交标准建议和贡献，注明会议和题目并附文件",
        "a contribution: meeting, title, file" },
    [INTAKE_NO_CONTRIBUTION] = { "声明本次会议无贡献，注明会议编号",
        "nothing to contribute to a meeting" },
    [INTAKE_WITHDRAW_CONTRIBUTION] = { "撤回贡献，注明贡献编号",
        "withdraw a contribution; name it" },
    [INTAKE_CONTACT] = { "变更联系人：姓名，电子邮件，手机，生效日期",
        "another contact: name, mail, mobile, day" },
    [INTAKE_LEAVE] = { "请假，注明会议编号和事由",
        "leave from a meeting, with the reason" },
    [INTAKE_EXIT] = { "申请退出工作组，附盖章申请", "leave a group, with the sealed request" },
    [INTAKE_OBJECTION] = { "对退出告知作出陈述", "answer to an intended exit" },
    [INTAKE_SUGGESTION] = { "对工作组工作提出建议，由秘书处或组长答复",
        "a suggestion; it will be answered" },
    [INTAKE_PRE_EXIT] = { "告知成员单位拟按退出处理", "tell a unit of its intended exit" },
    [INTAKE_CONFIRM_EXIT] = { "确认成员单位退出", "confirm an exit" },
    [INTAKE_DISMISS_FLAG] = { "撤销退出标记，写明理由", "drop an exit flag, with a reason" },
    [INTAKE_DEFER] = { "暂缓决定至某日", "decide on a later day" },
    [INTAKE_REVOKE] = { "撤销成员资格，写明决定编号和理由，由另一位经办人确认", "revoke a membership; another operator confirms" },
    [INTAKE_DUES_WAIVER] = { "登记会费减免：单位、年度、理由", "waive dues: unit, year, reason" },
    [INTAKE_PROJECT_REGISTER] = { "登记项目：编号、项目名称、负责人（姓名，电子邮件）、计划下达日期",
        "register a project: id, title, lead with mail, day of issue" },
    [INTAKE_PROLONG] = { "项目或交办事项延期：编号、延期至某日、理由；写“终止”则终止项目",
        "a later due day for a project or task, with a reason" },
    [INTAKE_TASK] = { "交办事项：要求、交办对象、截止日期",
        "a task: text, addressee, due day" },
    [INTAKE_APPOINT] = { "登记任命或离任：工作组、职务、姓名、电子邮件、批准文号、生效日期",
        "an office begins or ends: group, office, name, mail, approval no." },
    [INTAKE_ASSESSMENT] = { "登记工作组年度考核结果", "a group's yearly assessment" },
    [INTAKE_RULING] = { "登记对章程的解释", "a ruling on the charter" },
    [INTAKE_ACKNOWLEDGE] = { "对未召开的季度组长办公会予以阅处",
        "a missed quarter was seen" },
    [INTAKE_ANNUAL_MEETINGS] = { "报送年度全体会议计划：日期、时间、地点、是否在标准周",
        "the year's plenaries: days, hours, places" },
    [INTAKE_ADD_MEETING] = { "新增会议", "one more meeting" },
    [INTAKE_PLAN] = { "报备会议方案，注明会议编号并附方案", "file a plenary's plan" },
    [INTAKE_NOTICE_DRAFT] = { "会议通知草稿：议程、文件、主持人、地点", "draft of a notice" },
    [INTAKE_NOTICE_RELEASE] = { "发布会议通知，须回复带令牌的提醒函", "release the notice" },
    [INTAKE_MEETING_MOVE] = { "会议改期，写明新时间和理由", "move a meeting" },
    [INTAKE_MEETING_CANCEL] = { "取消会议，写明理由", "cancel a meeting" },
    [INTAKE_MINUTES] = { "报送会议纪要（docx），七项内容齐备", "minutes with all seven headings" },
    [INTAKE_SUMMARY] = { "报送会议总结", "a plenary's summary" },
    [INTAKE_PUBLICITY] = { "报送宣传稿，经组长审核后送秘书处",
        "publicity, read by the leader, then sent on" },
    [INTAKE_ATTENDANCE] = { "导入签到数据(CSV)", "attendance as CSV" },
    [INTAKE_DUES] = { "导入会费台账(CSV)", "the dues ledger as CSV" },
    [INTAKE_LEADERS_MEETING] = { "安排组长办公会：日期、时间、地点", "schedule a leaders' meeting" },
    [INTAKE_RESOLUTION] = { "报送办公会决议，写明出席人员", "the leaders' resolution" },
    [INTAKE_DELEGATE_CHAIR] = { "委托副组长主持会议", "let a deputy chair a meeting" },
    [INTAKE_RESIGN] = { "辞去组长或副组长职务", "resign from an office" },
    [INTAKE_SECRETARY] = { "报备工作组秘书：姓名，电子邮件",
        "the group secretary: name, mail" },
    [INTAKE_ANNUAL_REPORT] = { "报送年度总结和下一年工作计划，两份文件都要",
        "annual report and next year's plan, both files" },
    [INTAKE_ANNUAL_PLAN] = { "报送工作组年度工作计划", "the group's work plan" },
    [INTAKE_PROGRESS] = { "报送季度工作进展", "a quarter's progress" },
    [INTAKE_TASK_DONE] = { "报告交办事项完成，注明编号，可附文件",
        "a task is done; name it" },
    [INTAKE_COMMENT_TABLE] = { "上传意见汇总处理表（xlsx或docx），注明项目编号",
        "a project's comment table (xlsx, docx)" },
    [INTAKE_PROJECT_TEAM] = { "报送项目组名单，注明项目编号", "the project group" },
    [INTAKE_PROJECT_PLAN] = { "报送项目会议计划，注明项目编号", "a project's meeting plan" },
    [INTAKE_PROJECT_MEETING] = { "报送项目会议情况：日期、内容", "note of a project meeting" },
    [INTAKE_PROJECT_NEWS] = { "报送项目进展，写明阶段，如“阶段：送审稿”",
        "where a project stands: \"stage: …\"" },
    [INTAKE_PROJECT_APPROVAL] = { "报送标准项目报批材料，附文件",
        "a standard's approval papers" },
    [INTAKE_RESEARCH_RESULT] = { "报送研究项目成果，附文件", "a research project's result" },
};
/* clang-format on */

struct guidance guidance_of(enum intake_kind kind)
{
    assert(kind < INTAKE_KIND_COUNT);
    return lines[kind];
}

static void add_line(struct notice *n, const struct intake_row *row)
{
    struct span zh = span_str(row->zh);
    struct span en = span_str(row->en);
    struct view *item = view_item(n->view, "words");
    char capitals[48];
    size_t i = 0;

    zh = span_sub(zh, 0, span_find_char(zh, '|'));
    en = span_sub(en, 0, span_find_char(en, '|'));
    for (; i < en.n && i + 1 < sizeof(capitals); i++)
        capitals[i] =
            en.p[i] >= 'a' && en.p[i] <= 'z' ? (char)(en.p[i] - 32) : en.p[i];
    capitals[i] = '\0';
    view_textf(item, "word", "[" SPAN_FMT "] / [%s]", SPAN_ARG(zh), capitals);
    view_both(item, "meaning", span_str(lines[row->kind].zh),
              span_str(lines[row->kind].en));
}

void guidance_add(struct notice *n, const struct hats *h)
{
    view_list(n->view, "words");
    for (enum intake_kind k = 0; k < INTAKE_KIND_COUNT; k++) {
        const struct intake_row *row = intake_row(k);
        if (row->zh && hats_wear(h, row->who))
            add_line(n, row);
    }
}

#include "convoke/base/own.h"
#include "convoke/desk/headings.h"

#define WORDS(name_, ...)                                                      \
    static const char *const name_[] = { __VA_ARGS__, NULL }
#define SET(name_, table_)                                                     \
    {                                                                          \
        name_, table_, ARRAY_LEN(table_)                                       \
    }

/* ---- minutes of a plenary, Art. 20.8 ---- */

WORDS(system_words, "标准体系", "本技术领域标准体系", "技术领域标准体系",
      "本领域标准体系", "领域标准体系", "体系$", "体系建设", "体系更新",
      "standards system", "system of standards", "standards framework",
      "standard system");
WORDS(proposal_words, "新标准项目", "新标准立项", "新标准研讨", "新项目立项",
      "新立项", "新工作项目", "立项研讨", "立项建议", "标准立项", "项目立项",
      "new standard", "new work item", "new proposal", "new project",
      "proposals for new", "project proposal");
WORDS(progress_words, "在研标准", "在研项目", "在研$", "在研情况", "标准推进",
      "标准项目推进", "标准研制推进", "标准研制进展", "标准制修订推进",
      "标准制修订进展", "standards in progress", "standards under",
      "ongoing standard", "ongoing project", "projects in progress",
      "progress of", "progress$");
WORDS(research_words, "标准研究项目", "研究项目", "工作组研究项目",
      "标准研究工作", "标准研究课题", "研究课题", "课题研究",
      "research project", "work on research", "progress of research",
      "study item", "study project");
WORDS(next_words, "下一步", "下步工作", "下步安排", "下阶段", "后续工作",
      "后续安排", "后续计划", "next step", "further step", "future work",
      "follow-up", "way forward", "arrangements for further work");
WORDS(attendance_words, "参会人员", "参会名单", "参会代表", "参会单位",
      "参会专家", "与会人员", "与会代表", "与会名单", "与会单位", "出席人员",
      "出席名单", "出席会议", "到会人员", "到会名单", "参加人员", "参加名单",
      "参加会议人员", "人员名单", "签到表", "签到名单", "签到情况",
      "attendance", "attendees", "participants", "list of participants",
      "list of attendees", "present$");
WORDS(other_words, "其他$", "其它$", "其他事项", "其它事项", "其他内容",
      "其他相关内容", "其他有关", "其他情况", "其他工作", "其他议题", "other$",
      "others$", "other business", "other matters", "other items",
      "any other business", "aob$", "miscellaneous");

static const struct heading minutes[] = {
    { "system", "20.8", "本技术领域标准体系", "standards system of the field",
      system_words },
    { "proposals", "20.8", "新标准项目立项研讨情况", "new standards projects",
      proposal_words },
    { "progress", "20.8", "在研标准推进情况", "progress of ongoing standards",
      progress_words },
    { "research", "20.8", "标准研究项目的工作情况", "work on research projects",
      research_words },
    { "next", "20.8", "下一步工作安排", "next steps", next_words },
    { "attendance", "20.8", "参会人员名单", "list of participants",
      attendance_words },
    { "other", "20.8", "其他相关内容", "other matters", other_words },
};
const struct heading_set heading_minutes = SET("minutes", minutes);

/* ---- plan of a plenary, Art. 20.1 ---- */

WORDS(time_words, "时间$", "会议时间", "召开时间", "时间安排", "时间地点",
      "会议日期", "日期$", "time$", "date$", "date and time", "when$");
WORDS(place_words, "地点$", "会议地点", "召开地点", "会议形式", "召开形式",
      "地点及", "线上会议", "place$", "venue", "location", "online$", "where$");
WORDS(agenda_words, "议程$", "会议议程", "主要议程", "议程安排", "议程草案",
      "拟定议程", "议题$", "会议议题", "主要议题", "会议内容", "主要内容",
      "会议日程", "日程$", "日程安排", "agenda", "draft agenda", "programme",
      "outline of the agenda");
WORDS(chair_words, "主持$", "主持人", "会议主持", "会议由$", "chair$",
      "chairs$", "chairperson", "chaired by");
WORDS(people_words, "参会人员", "参会范围", "参会单位", "参会对象", "参会代表",
      "参加人员", "参加范围", "参加单位", "与会人员", "出席人员", "出席范围",
      "会议规模", "拟邀人员", "邀请人员", "人员范围", "participants",
      "participation", "attendees", "invited");
WORDS(cost_words, "经费$", "会议经费", "经费预算", "经费说明", "经费来源",
      "经费安排", "经费保障", "费用$", "费用说明", "费用预算", "会议费",
      "会务费", "预算$", "食宿", "cost$", "costs$", "cost note", "budget",
      "funding", "expenses");

static const struct heading meeting_plan[] = {
    { "time", "20.1", "会议时间", "time", time_words },
    { "place", "20.1", "会议地点", "place", place_words },
    { "agenda", "20.1", "议程安排", "agenda outline", agenda_words },
    { "chair", "20.2", "主持人", "chair", chair_words },
    { "participants", "20.1", "参会人员", "participants", people_words },
    { "cost", "22", "经费说明", "cost note", cost_words },
};
const struct heading_set heading_meeting_plan =
    SET("meeting_plan", meeting_plan);

/* ---- annual report and plan, Art. 7.5 ---- */

WORDS(need_words, "标准需求", "需求研究", "需求调研", "标准立项", "立项研讨",
      "新标准立项", "新标准项目", "needs", "standards needs",
      "research of needs", "new projects");
WORDS(pilot_words, "标准试点", "试点", "标准宣传", "宣传推广", "标准宣贯",
      "宣贯", "标准推广", "应用推广", "标准实施", "实施效果", "效果评估",
      "标准应用", "pilots", "pilot", "promotion", "publicity",
      "implementation");
WORDS(plan_words, "年度工作计划", "工作计划", "年度计划", "工作要点",
      "重点工作", "主要任务", "工作安排", "工作思路", "work plan",
      "plan of work", "priorities", "main tasks");
WORDS(making_words, "标准制修订", "标准研制", "标准项目", "在研标准",
      "在研项目", "项目进展", "标准研究和制修订", "标准项目研究", "制修订",
      "standards projects", "standards development", "ongoing standards",
      "ongoing projects", "progress of");
WORDS(review_words, "标准复审", "复审", "现行标准复审", "现行标准",
      "已发布标准复审", "review of standards", "review of current",
      "systematic review", "standards review");
WORDS(world_words, "国际标准化", "国际标准", "国际工作", "国际化", "国际交流",
      "international");

static const struct heading annual_report[] = {
    { "needs", "7.1", "标准需求研究和立项研讨", "needs and new projects",
      need_words },
    { "pilots", "7.3", "试点验证、宣传推广和实施效果评估",
      "pilots, promotion, effects", pilot_words },
    { "system", "14.1", "本技术领域标准体系", "standards system of the field",
      system_words },
    { "projects", "14.3", "标准项目研究和制修订", "standards projects",
      making_words },
    { "review", "14.4", "现行标准复审评估", "review of current standards",
      review_words },
    { "international", "14.5", "国际标准化工作", "international work",
      world_words },
};
const struct heading_set heading_annual_report =
    SET("annual_report", annual_report);

static const struct heading annual_plan[] = {
    { "needs", "7.1", "标准需求研究和立项研讨", "needs and new projects",
      need_words },
    { "pilots", "7.3", "试点验证、宣传推广和实施效果评估",
      "pilots, promotion, effects", pilot_words },
    { "system", "14.1", "本技术领域标准体系", "standards system of the field",
      system_words },
    { "plan", "14.2", "年度工作计划", "work plan of the year", plan_words },
    { "projects", "14.3", "标准项目研究和制修订", "standards projects",
      making_words },
    { "review", "14.4", "现行标准复审评估", "review of current standards",
      review_words },
    { "international", "14.5", "国际标准化工作", "international work",
      world_words },
};
const struct heading_set heading_annual_plan = SET("annual_plan", annual_plan);

/* ---- columns of 意见汇总处理表 ---- */

WORDS(number_words, "序号$", "编号$", "no$", "no.$", "number$", "#$");
WORDS(clause_words, "标准章条", "章条", "章节", "条款", "条文", "条号$",
      "clause", "subclause", "section");
WORDS(comment_words, "意见内容", "修改意见", "意见$", "具体意见", "意见建议",
      "意见和建议", "意见及建议", "建议内容", "修改建议", "comment");
WORDS(source_words, "提出单位", "提出意见单位", "意见提出", "提出人", "提出者",
      "意见来源", "来源$", "单位$", "单位名称", "反馈单位", "organisation",
      "organization", "source", "submitted by", "member$", "unit$", "proposer");
WORDS(answer_words, "处理意见", "处理结果", "处理情况", "处理$", "采纳情况",
      "是否采纳", "意见处理", "处理及理由", "resolution", "disposition",
      "decision", "response");

static const struct heading comment_table[] = {
    { "number", "20.5", "序号", "number", number_words },
    { "clause", "20.5", "标准章条编号", "clause", clause_words },
    { "comment", "20.5", "意见内容", "comment", comment_words },
    { "source", "20.5", "提出单位", "organisation", source_words },
    { "resolution", "20.5", "处理意见", "resolution", answer_words },
};
const struct heading_set heading_comment_table =
    SET("comment_table", comment_table);

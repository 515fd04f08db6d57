#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "convoke/desk/headings.h"

struct headings_case {
    const char *what;
    const struct heading_set *set;
    const char *text;
    const char *missing; /* keys, joined by "," */
};

static const char full_minutes[] =
    "WG5 2026年第一次全体会议纪要\n"
    "一、本技术领域标准体系\n会议讨论了体系框架。\n"
    "二、新标准项目立项研讨情况\n三项新标准。\n"
    "三、在研标准推进情况\n……\n"
    "四、标准研究项目的工作情况\n……\n"
    "五、下一步工作安排\n……\n"
    "六、参会人员名单\n张三\n"
    "七、其他\n无\n";

static const struct headings_case cases[] = {
    { "the charter's words", &heading_minutes, full_minutes, "" },
    { "one is missing", &heading_minutes,
      "一、标准体系\n二、新标准立项\n三、在研标准\n五、下一步工作\n"
      "六、参会名单\n七、其他\n",
      "research" },
    { "all kinds of numbers", &heading_minutes,
      "1. 标准体系建设情况\n1.1 新标准立项研讨\n（一）在研标准推进\n"
      "第四部分 标准研究项目\n第五章、下一步安排\n⑥参会人员\n"
      "（7）其他事项\n",
      "" },
    { "dress", &heading_minutes,
      "【标准体系】\n《新标准项目立项》\n## 在研标准\n**研究项目**\n"
      "“下一步工作安排”\n附件1：参会人员名单\n其 他\n",
      "" },
    { "full width and hard blanks", &heading_minutes,
      "１．标准体系\n２．\xc2\xa0新标准立项\n３、在研标准　推进情况\n"
      "４）研究项目\n５．下一步　工作安排\n６．参 会 人 员\n７．其　他\n",
      "" },
    { "with a colon and its text behind", &heading_minutes,
      "标准体系：会议认为现有标准体系基本完善，今后重点补充数据安全评估和云计算"
      "安全评估方面的标准，并于年底前完成更新。\n其他：无\n",
      "proposals,progress,research,next,attendance" },
    { "two on a line", &heading_minutes,
      "一、标准体系及新标准项目立项研讨情况\n二、在研标准、标准研究项目进展\n"
      "三、下一步工作安排和其他\n四、参会人员\n",
      "" },
    { "a sentence is none", &heading_minutes,
      "会议听取了标准体系和研究项目的汇报\n"
      "在研标准推进情况良好。\n参会人员对下一步工作安排进行了讨论；\n"
      "其他单位也参加了会议\n新标准立项应当充分论证，"
      "标准体系是本组各项工作的基础，须与在研标准和研究项目相互衔接并且每年更新"
      "\n",
      "system,proposals,progress,research,next,attendance,other" },
    { "a full stop behind a heading", &heading_minutes, "其他。\n标准体系。\n",
      "proposals,progress,research,next,attendance" },
    { "cells of a table", &heading_minutes,
      "标准体系\t已更新\n新标准立项\t2项\n| 在研标准 | 研究项目 |\n",
      "next,attendance,other" },
    { "English", &heading_minutes,
      "1. Standards system\n2. New work item proposals\n"
      "3. Progress of standards under development\n4. Research projects\n"
      "5. Next Steps\n6. List of participants\n7. Any other business\n",
      "" },
    { "the longest word decides", &heading_minutes,
      "Progress of research projects\n",
      "system,proposals,progress,next,attendance,other" },
    { "nothing", &heading_minutes, "",
      "system,proposals,progress,research,next,attendance,other" },
    { "no UTF-8", &heading_minutes, "\xff\n其他\n\xe5",
      "system,proposals,progress,research,next,attendance" },
    { "a plan in labels", &heading_meeting_plan,
      "会议时间：2026年3月31日9:00-17:00\n会议地点：北京市海淀区某路某号某宾馆"
      "二层会议厅（标准周期间）\n主持人：张三\n议程：\n1. 开幕\n"
      "参会人员：各成员单位代表，约80人\n经费：由工作组经费列支\n",
      "" },
    { "a plan in headings", &heading_meeting_plan,
      "一、时间和地点\n二、会议主要议程\n三、参加人员\n四、经费预算\n",
      "agenda,chair" },
    { "words joined", &heading_meeting_plan, "会议时间地点\n主持\n日程安排\n",
      "participants,cost" },
    { "a table", &heading_meeting_plan,
      "时间\t2026-03-31\t地点\t北京\n主持\t张三\t经费\t无\n",
      "agenda,participants" },
    { "a short word in a sentence", &heading_meeting_plan,
      "时间紧任务重\n地点另行通知\n主持召开会议\n经费充足\n",
      "time,place,agenda,chair,participants,cost" },
    { "an English plan", &heading_meeting_plan,
      "Date: 31 March\nVenue: Beijing\nDraft agenda\nChair: X\n"
      "Participants: all\nCost note: none\n",
      "" },
    { "an annual report", &heading_annual_report,
      "一、标准需求研究\n二、标准体系\n三、标准制修订工作\n四、标准复审\n"
      "五、国际标准化工作\n六、宣传推广\n",
      "" },
    { "an annual plan", &heading_annual_plan,
      "一、2027年工作要点\n二、关于标准体系\n三、国际标准化\n",
      "needs,pilots,projects,review" },
};

static struct span keys_of(const struct heading_set *set, uint32_t bits,
                           char *buf, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (bits >> i & 1)
            n += (size_t)snprintf(buf + n, room - n, "%s%s", n ? "," : "",
                                  set->at[i].key);
    }
    return span_of(buf, n);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct headings_case *c = &cases[i];
        char buf[300];

        CHECK_SPAN(c->what,
                   keys_of(c->set, headings_missing(span_str(c->text), c->set),
                           buf, sizeof(buf)),
                   span_str(c->missing));
    }
}

static const struct headings_case column_cases[] = {
    { "the customary table", &heading_comment_table,
      "意见汇总处理表\n序号\t标准章条编号\t意见内容\t提出单位\t处理意见\t备注\n"
      "1\t5.1\t改\t甲\t采纳\t\n",
      "" },
    { "other words", &heading_comment_table,
      "编号\t章节条款\t修改意见及理由\t意见提出单位\t采纳情况\n", "" },
    { "English", &heading_comment_table,
      "No.\tClause\tComments\tOrganisation\tResolution\n", "" },
    { "one is missing", &heading_comment_table,
      "序号\t章条\t意见内容\t提出单位\n1\t5.1\t改\t甲\n", "resolution" },
    { "a row broken in its cells", &heading_comment_table,
      "序号\t标准章条\n编号\t意见内容\t提出\n单位\t处理意见\n", "" },
    { "a block a line", &heading_comment_table,
      "序号\n标准章条编号\n意见内容\n提出单位\n处理意见\n备注\n1\n5.1\n", "" },
    { "bars", &heading_comment_table,
      "| 序号 | 章条 | 意见 | 单位 | 处理结果 |\n|---|---|---|---|---|\n", "" },
    { "words far apart are no row", &heading_comment_table,
      "序号\n\n\n\n\n\n\n\n\n\n\n\n\n章条\n",
      "clause,comment,source,resolution" },
    { "no table", &heading_comment_table, "请见附件。\n",
      "number,clause,comment,source,resolution" },
};

static void test_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(column_cases); i++) {
        const struct headings_case *c = &column_cases[i];
        char buf[300];

        CHECK_SPAN(c->what,
                   keys_of(c->set,
                           headings_missing_columns(span_str(c->text), c->set),
                           buf, sizeof(buf)),
                   span_str(c->missing));
    }
}

static const struct heading_set *const sets[] = {
    &heading_minutes,     &heading_meeting_plan,  &heading_annual_report,
    &heading_annual_plan, &heading_comment_table,
};

/* What we ask for, written as we ask for it, is found; in both languages. */
static void test_sets(void **state)
{
    (void)state;
    for (size_t k = 0; k < ARRAY_LEN(sets); k++) {
        for (size_t i = 0; i < sets[k]->n; i++) {
            const struct heading *h = &sets[k]->at[i];

            CHECK_INT(h->zh,
                      headings_missing(span_str(h->zh), sets[k]) >> i & 1, 0);
            CHECK_INT(h->en,
                      headings_missing(span_str(h->en), sets[k]) >> i & 1, 0);
            CHECK_TRUE(h->key, h->article[0] && h->words[0]);
        }
    }
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "标准体系", "其他", "：",       "\n",     "一、",
        "1.",       "\t",   "|",        "、",     "和",
        "【",       "】",   "。",       "\xff",   " ",
        "时间",     "地点", "附件",     "2026年", "第一",
        "部分",     "*",    "参会人员", "序号",   "\xe2\x80\x8b",
    };
    unsigned seed = 41;

    (void)state;
    for (int round = 0; round < 1500; round++) {
        char s[260];
        size_t n = 0;

        while (n < 220) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
        }
        for (size_t k = 0; k < ARRAY_LEN(sets); k++) {
            uint32_t missing = headings_missing(span_of(s, n), sets[k]);

            CHECK_INT("no bit beyond the set", missing >> sets[k]->n, 0);
            /* Columns stand in one place: they are never more than that. */
            CHECK_INT(
                "columns",
                missing & ~headings_missing_columns(span_of(s, n), sets[k]), 0);
        }
    }
}

static void test_bounds(void **state)
{
    static const char *const worst[] = { "其他\t", "标准\n", "时间、", "1.",
                                         "附件",   "*",      "标\n" };
    static char s[1024 * 1024];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(worst); i++) {
        size_t length = strlen(worst[i]);
        long begun = check_cpu_ms();

        for (size_t n = 0; n + length <= sizeof(s); n += length)
            memcpy(s + n, worst[i], length);
        headings_missing(span_of(s, sizeof(s)), &heading_minutes);
        headings_missing_columns(span_of(s, sizeof(s)), &heading_comment_table);
        CHECK_TRUE(worst[i], check_cpu_ms() - begun < 3000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),  cmocka_unit_test(test_columns),
        cmocka_unit_test(test_sets),   cmocka_unit_test(test_random),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

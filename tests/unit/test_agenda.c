#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/agenda.h"

enum { ARENA = 32 * 1024 * 1024 };

struct agenda_case {
    const char *what;
    const char *words;
    /* number | title | projects | presenters, an item a line, then
     * "- project: reason" for those left out */
    const char *want;
};

static const struct agenda_case cases[] = {
    { "numbered under a heading",
      "各位代表：\n会议议程：\n1. 开幕\n"
      "2. WG5-S-04《数据安全评估》标准草案讨论（汇报人：张三）\n"
      "3. WG5-R-03 研究报告 汇报人：李四、王五\n",
      "1 | 开幕 |  | \n"
      "2 | 《数据安全评估》标准草案讨论 | WG5-S-04 | 张三\n"
      "3 | 研究报告 | WG5-R-03 | 李四,王五\n" },
    { "the id behind",
      "议程\n（一）《数据安全评估》（WG5-S-04），汇报人：张三（项目负责人）\n",
      "一 | 《数据安全评估》 | WG5-S-04 | 张三\n" },
    { "Chinese numbers, brackets, bullets",
      "【会议议程】\n一、开幕\n（二）S-05 讨论\n• S-06 讨论\n",
      "一 | 开幕 |  | \n二 | 讨论 | S-05 | \n | 讨论 | S-06 | \n" },
    { "bullets of Outlook",
      "议程：\n\n·\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0 WG5-S-04\xc2\xa0 "
      "汇报人：张三\n\n\xef\x82\xb7\xc2\xa0 WG5-S-05\xc2\xa0 汇报人：李四\n",
      " |  | WG5-S-04 | 张三\n |  | WG5-S-05 | 李四\n" },
    { "full width", "议　程：\n１．ＷＧ５－Ｓ－０４　讨论（汇报人：张三）\n",
      "１ | 讨论 | WG5-S-04 | 张三\n" },
    { "by the hour",
      "会议日程\n09:00-09:30 开幕\n09:30－10:30　WG5-S-04　汇报人：张三\n"
      "上午10:30 茶歇\n",
      "09:00-09:30 | 开幕 |  | \n09:30－10:30 |  | WG5-S-04 | 张三\n"
      "上午10:30 | 茶歇 |  | \n" },
    { "plain lines", "议程\n开幕\nWG5-S-04 讨论\n闭幕\n",
      " | 开幕 |  | \n | 讨论 | WG5-S-04 | \n | 闭幕 |  | \n" },
    { "an item of several lines",
      "议程：\n1. 《数据安全评估》\n   项目编号：WG5-S-04\n   汇报人：张三\n"
      "   时间：9:00-9:30\n2. 闭幕\n",
      "1 | 《数据安全评估》 | WG5-S-04 | 张三\n2 | 闭幕 |  | \n" },
    { "levels",
      "议程\n1. 在研标准\n1.1 WG5-S-04\n1.2 WG5-S-05、WG5-S-06 合并讨论\n",
      "1 | 在研标准 |  | \n1.1 |  | WG5-S-04 | \n"
      "1.2 | 合并讨论 | WG5-S-05,WG5-S-06 | \n" },
    { "on the line of the heading",
      "议程：1.开幕；2.WG5-S-04讨论；3.闭幕\n地点：北京\n",
      "1 | 开幕 |  | \n2 | 讨论 | WG5-S-04 | \n3 | 闭幕 |  | \n" },
    { "projects only", "议程S-01,S-02,R-03,S-04\n",
      " |  | S-01,S-02,R-03,S-04 | \n" },
    { "English",
      "Draft agenda:\n1) Opening\n2) WG5-S-04: second draft, presented by "
      "Zhang San and Li Si\n3) WG5-R-03 (presenter: Wang Wu)\n\n"
      "Participants: all members\n1. M01\n",
      "1 | Opening |  | \n2 | second draft | WG5-S-04 | Zhang San,Li Si\n"
      "3 |  | WG5-R-03 | Wang Wu\n" },
    { "the word item", "议程\n议题一：WG5-S-04 讨论\n议题2：闭幕\n",
      " | 讨论 | WG5-S-04 | \n | 闭幕 |  | \n" },
    /* tables */
    { "a table",
      "序号\t议题\t项目编号\t汇报人\n1\t标准草案讨论\tWG5-S-04\t张三\n"
      "2\t研究报告\tWG5-R-03\t李四、王五\n\n请准时参会。\n1. 其他\n",
      "1 | 标准草案讨论 | WG5-S-04 | 张三\n"
      "2 | 研究报告 | WG5-R-03 | 李四,王五\n" },
    { "a table of bars under a heading",
      "会议议程\n| 时间 | 内容 | 汇报人 |\n|---|---|---|\n"
      "| 9:00 | WG5-S-04 讨论 | 张三 |\n",
      "9:00 | 讨论 | WG5-S-04 | 张三\n" },
    { "a table whose titles end with ids",
      "议题\t汇报人\n《评估》 WG5-S-04\t组长 张三\n《云》（S-05）\t李四 / "
      "王五\n",
      " | 《评估》 | WG5-S-04 | 张三\n | 《云》 | S-05 | 李四,王五\n" },
    /* where the section ends */
    { "the next heading of the letter",
      "一、会议时间\n2026年3月31日\n二、会议议程\n1. 开幕\n2. WG5-S-04\n"
      "三、参会人员\n1. 各成员单位代表\n",
      "1 | 开幕 |  | \n2 |  | WG5-S-04 | \n" },
    { "a heading of no known word",
      "二、会议议程\n1. 开幕\n三、其他安排\n1. 午餐\n四、WG5-S-04\n",
      "1 | 开幕 |  | \n" },
    { "labels of the meeting",
      "时间：3月31日\n议程：\n1. 开幕\n地点：北京\n联系人：张三\n1. 不是议题\n",
      "1 | 开幕 |  | \n" },
    { "attachments", "议程\n1. 开幕\n\n附件：\n1. 草案.docx\n",
      "1 | 开幕 |  | \n" },
    /* no heading */
    { "numbered lines anywhere",
      "各位：\n会议讨论以下内容。\n1. WG5-S-04 讨论\n2. 其他事项\n"
      "3. 时间：3月31日\n请准时。\n",
      "1 | 讨论 | WG5-S-04 | \n2 | 其他事项 |  | \n" },
    { "numbered items of several lines",
      "1、WG5-S-01 汇报，主讲：张三，30分钟\n2、WG5-S-02\n   汇报人：李四\n"
      "3、讨论\n",
      "1 | 汇报 | WG5-S-01 | 张三\n2 |  | WG5-S-02 | 李四\n3 | 讨论 |  | \n" },
    { "lines of projects", "WG5-S-04 汇报人：张三\n- WG5-S-05\n- 请准时\n",
      " |  | WG5-S-04 | 张三\n |  | WG5-S-05 | \n" },
    /* left out */
    { "left out with a reason",
      "议程：\n1. WG5-S-05\n不列入议程：WG5-S-04 理由：正在报批\n",
      "1 |  | WG5-S-05 | \n- WG5-S-04: 正在报批\n" },
    { "in other words",
      "未列入本次会议议程：WG5-S-04：项目暂停\nWG5-S-"
      "05不列入议程，因正在报批。\n"
      "由于项目暂停，S-06 不列入议程\n",
      "- WG5-S-04: 项目暂停\n- WG5-S-05: 正在报批\n- S-06: 项目暂停\n" },
    { "several, one reason", "不列入议程：WG5-S-04、WG5-S-05 理由：正在报批\n",
      "- WG5-S-04: 正在报批\n- WG5-S-05: 正在报批\n" },
    { "several, each its own",
      "不列入议程：WG5-S-04（正在报批）、WG5-S-05（项目暂停）\n",
      "- WG5-S-04: 正在报批\n- WG5-S-05: 项目暂停\n" },
    { "the reason below", "不列入议程：WG5-S-04\n理由：正在报批\n",
      "- WG5-S-04: 正在报批\n" },
    { "a list",
      "不列入议程的项目：\n1. WG5-S-04 理由：正在报批\n2. WG5-S-05：项目暂停\n"
      "议程：\n1. 开幕\n",
      "1 | 开幕 |  | \n- WG5-S-04: 正在报批\n- WG5-S-05: 项目暂停\n" },
    { "English",
      "Not on the agenda: WG5-S-04 reason: under approval\n"
      "WG5-S-05 is left out because of its pause\n",
      "- WG5-S-04: under approval\n- WG5-S-05: its pause\n" },
    { "no reason", "不列入议程：WG5-S-04\n", "- WG5-S-04: \n" },
    { "an item about something else", "议程\n1. 未列入计划的 WG5-S-04\n",
      "1 | 未列入计划的 | WG5-S-04 | \n" },
    { "nothing", "", "" },
    { "words", "各位好，议程缺少项目。\n谢谢\n", "" },
    { "no UTF-8", "议程\n1. \xff\n", "1 | \xff |  | \n" },
};

static size_t show_item(const struct agenda_item *it, char *buf, size_t room)
{
    size_t n = (size_t)snprintf(buf, room, SPAN_FMT " | " SPAN_FMT " | ",
                                SPAN_ARG(it->number), SPAN_ARG(it->title));

    for (size_t i = 0; i < it->projects.n; i++)
        n += (size_t)snprintf(buf + n, room - n, "%s%s", i ? "," : "",
                              it->projects.at[i].text);
    n += (size_t)snprintf(buf + n, room - n, " | ");
    for (size_t i = 0; i < it->presenters.n; i++)
        n += (size_t)snprintf(buf + n, room - n, "%s" SPAN_FMT, i ? "," : "",
                              SPAN_ARG(it->presenters.at[i]));
    buf[n++] = '\n';
    return n;
}

static struct span shown(const struct agenda *a, char *buf, size_t room)
{
    size_t n = 0;

    list_each(&a->items, it)
    {
        n += show_item(it, buf + n, room - n);
    }
    list_each(&a->omissions, o)
    {
        n += (size_t)snprintf(buf + n, room - n, "- %s: " SPAN_FMT "\n",
                              o->project.text, SPAN_ARG(o->reason));
    }
    return span_of(buf, n);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct agenda a = agenda_read(span_str(cases[i].words), &arena);
        char buf[3000];

        CHECK_SPAN(cases[i].what, shown(&a, buf, sizeof(buf)),
                   span_str(cases[i].want));
    }
}

static void test_lines(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct agenda a =
        agenda_read(SPAN("\n议程\n\n 1. 开幕 \n不列入议程：S-04"), &arena);

    (void)state;
    CHECK_TRUE("headed", a.headed);
    CHECK_INT("the item's line", a.items.at[0].line, 4);
    CHECK_SPAN("the item's text", a.items.at[0].text, SPAN("1. 开幕"));
    CHECK_INT("the omission's line", a.omissions.at[0].line, 5);
    CHECK_TRUE("not headed", !agenda_read(SPAN("1. 开幕"), &arena).headed);
}

static bool inside(struct span s, const char *p, size_t n)
{
    return !s.n || (s.p >= p && s.p + s.n <= p + n);
}

static void check_agenda(const struct agenda *a, const char *p, size_t n)
{
    list_each(&a->items, it)
    {
        CHECK_TRUE("inside", inside(it->number, p, n) &&
                                 inside(it->title, p, n) &&
                                 inside(it->text, p, n) && it->text.n);
        list_each(&it->presenters, name)
        {
            CHECK_TRUE("a name inside", name->n && inside(*name, p, n));
        }
        list_each(&it->projects, r)
        {
            CHECK_INT("a project", r->kind, REFERENCE_PROJECT);
        }
    }
    list_each(&a->omissions, o)
    {
        CHECK_TRUE("inside", inside(o->reason, p, n) && inside(o->text, p, n));
    }
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "议程",       "1.",    "一、",     "WG5-S-04", "S-05", "汇报人",
        "：",         "张三",  "、",       "（",       "）",   "\n",
        "\t",         "|",     "；",       "不列入",   "理由", "序号",
        "议题",       "9:00-", " ",        "\xff",     "，",   "附件",
        "未列入议程", "\n\n",  "汇报人\n", "地点：",   "[",    "]",
    };
    unsigned seed = 37;

    (void)state;
    for (int round = 0; round < 8000; round++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        char w[300];
        size_t n = 0;
        struct agenda a;

        while (n < 250) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(w + n, p, strlen(p));
            n += strlen(p);
        }
        a = agenda_read(span_of(w, n), &arena);
        check_agenda(&a, w, n);
    }
}

static void test_bounds(void **state)
{
    static const char *const worst[] = {
        "S-04",   "S-04 ",  "汇报人：", "1. S-04\n", "未列入",       "议程\n",
        "议程：", "S-04（", "1.a；",    "汇报人\n",  "不列入 S-04 ",
    };
    static char s[256 * 1024];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(worst); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        size_t length = strlen(worst[i]);
        long begun = check_cpu_ms();

        for (size_t n = 0; n + length <= sizeof(s); n += length)
            memcpy(s + n, worst[i], length);
        agenda_read(span_of(s, sizeof(s)), &arena);
        CHECK_TRUE(worst[i], check_cpu_ms() - begun < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/schedule.h"

enum { ARENA = 32 * 1024 * 1024, YEAR = 2026 };

struct schedule_case {
    const char *what;
    const char *words;
    /* a line a meeting: id | from - until | title | place | link | std |
     * reason, cut behind the last that is not empty; or "line problem: text" */
    const char *want;
};

static const struct schedule_case cases[] = {
    { "ids, days, hours, places",
      "WG5-2026-P1 2026-03-31 09:00-17:00 北京 标准周：是\n"
      "WG5-2026-P2 2026-10-21 09:30-12:00 苏州 标准周：否 理由：单独召开\n",
      "WG5-2026-P1 | 2026-03-31 09:00 - 17:00 |  | 北京 |  | yes\n"
      "WG5-2026-P2 | 2026-10-21 09:30 - 12:00 |  | 苏州 |  | no | 单独召开\n" },
    { "short ids, Chinese days, the year above",
      "各位领导：\n现报送2026年度全体会议计划如下：\n"
      "1. P1：3月31日（周二）上午9:00-下午5:00，北京\n"
      "2. P2：10月21日（周三）14时，线上（腾讯会议）\n请审阅。\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京\n"
      "P2 | 2026-10-21 14:00 - 17:00 |  |  | 线上（腾讯会议）\n" },
    { "the year given", "P1 3月31日\n", "P1 | 2026-03-31 09:00 - 17:00\n" },
    { "the year of the id", "WG5-2027-P1 3月31日\n",
      "WG5-2027-P1 | 2027-03-31 09:00 - 17:00\n" },
    { "the year in force changes", "2026年\nP1 3月31日\n2027年\nP2 3月30日\n",
      "P1 | 2026-03-31 09:00 - 17:00\nP2 | 2027-03-30 09:00 - 17:00\n" },
    { "the year of some letter is not that of the meetings",
      "根据2025年12月10日通知和2025年度总结，报送计划。\nP1 3月31日\n"
      "参见2027年1月5日文件\nP2 10月21日\n",
      "P1 | 2026-03-31 09:00 - 17:00\nP2 | 2026-10-21 09:00 - 17:00\n" },
    { "the year of the meeting before", "P1 2027-03-31\nP2 10月21日\n",
      "P1 | 2027-03-31 09:00 - 17:00\nP2 | 2027-10-21 09:00 - 17:00\n" },
    { "the year in a line below", "P1 3月31日\n2027年计划另行报送\n",
      "P1 | 2026-03-31 09:00 - 17:00\n" },
    { "a period", "P1 3月31日-4月1日 北京\nP2 10月20日至21日 9:00-12:00\n",
      "P1 | 2026-03-31 09:00 - 2026-04-01 17:00 |  | 北京\n"
      "P2 | 2026-10-20 09:00 - 2026-10-21 12:00\n" },
    { "over new year", "P3 12月31日-1月1日\n",
      "P3 | 2026-12-31 09:00 - 2027-01-01 17:00\n" },
    { "bullets of Outlook",
      "·\xc2\xa0\xc2\xa0\xc2\xa0 P1\xc2\xa0 2026年3月31日\xc2\xa0 北京\r\n"
      "\xef\x82\xb7\xc2\xa0 P2\xc2\xa0 2026年10月21日\xc2\xa0 苏州\r\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京\n"
      "P2 | 2026-10-21 09:00 - 17:00 |  | 苏州\n" },
    { "full width", "Ｐ１　２０２６－０３－３１　０９：００—１７：００　北京\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京\n" },
    { "titles",
      "一、第一次全体会议：2026年3月31日9:00，在北京友谊宾馆召开\n"
      "二、第二次全体会议：10月21日9:00，在苏州召开\n",
      " | 2026-03-31 09:00 - 17:00 | 第一次全体会议 | 北京友谊宾馆\n"
      " | 2026-10-21 09:00 - 17:00 | 第二次全体会议 | 苏州\n" },
    { "days alone", "2026-03-31\n2026-10-21\n",
      " | 2026-03-31 09:00 - 17:00\n | 2026-10-21 09:00 - 17:00\n" },
    { "English",
      "1. Tuesday, 31 March 2026, 9:00-17:00, Beijing, standards week: yes\n"
      "2. October 21, 2 pm - 5 pm, https://x.cn/m?a=1, standards week: no, "
      "reason: apart\n",
      " | 2026-03-31 09:00 - 17:00 |  | Beijing |  | yes\n"
      " | 2026-10-21 14:00 - 17:00 |  |  | https://x.cn/m?a=1 | no | apart\n" },
    { "the 标准周 in passing",
      "P1 3月31日 北京（标准周期间）\nP2 10月21日 苏州 不在标准周\n"
      "P3 12月9日 标准周 是\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京 |  | yes\n"
      "P2 | 2026-10-21 09:00 - 17:00 |  | 苏州 |  | no\n"
      "P3 | 2026-12-09 09:00 - 17:00 |  |  |  | yes\n" },
    { "several on a line",
      "2026年4次全体会议(P1 03-31, PX 07-08, P2 10-21, P3 12-09,均09:30)\n",
      "P1 | 2026-03-31 09:30 - 17:00\nPX | 2026-07-08 09:30 - 17:00\n"
      "P2 | 2026-10-21 09:30 - 17:00\nP3 | 2026-12-09 09:30 - 17:00\n" },
    { "a name before the day",
      "一季度：3月31日\n会议二：6月30日，北京\n反馈时间：3月1日\n",
      " | 2026-03-31 09:00 - 17:00 | 一季度\n"
      " | 2026-06-30 09:00 - 17:00 | 会议二 | 北京\n" },
    { "hours and the way in below",
      "时间：3月31日（星期二）\n   上午 9:00-12:00\n腾讯会议 123 456\n",
      " | 2026-03-31 09:00 - 12:00 |  |  | 腾讯会议 123 456\n" },
    { "a label says more than a guess",
      "会议拟于3月30日下午2：00召开，会议室暂定，请准时参加。\n地点：301\n",
      " | 2026-03-30 14:00 - 17:00 |  | 301\n" },
    { "English reasons",
      "P2: 21 Oct 2026, online, not in the standards week because of dates\n",
      "P2 | 2026-10-21 09:00 - 17:00 |  |  | online | no | dates\n" },
    { "a change told in words", "改期：P3 由12月9日改为12月16日9:00\n",
      "P3 | 2026-12-16 09:00 - 17:00\n" },
    { "the id in a title's bracket",
      "会议名称\t时间\t未纳入标准周理由\n第一次会议（P1）\t3月31日\t冲突\n",
      "P1 | 2026-03-31 09:00 - 17:00 | 第一次会议（P1） |  |  |  | 冲突\n" },
    { "a subject", "[组长办公会] L1 2026-03-30 14:00\n",
      "L1 | 2026-03-30 14:00 - 17:00\n" },
    { "an id in brackets", "[WG5-2026-P1] 3月31日\n",
      "WG5-2026-P1 | 2026-03-31 09:00 - 17:00\n" },
    { "a sentence", "经研究，定于2026年3月31日9:00召开组长办公会。\n",
      " | 2026-03-31 09:00 - 17:00 | 组长办公会\n" },
    /* tables */
    { "a table with a heading",
      "序号\t会议\t日期\t时间\t地点\t是否标准周\t理由\n"
      "1\tP1\t2026-03-31\t09:00-17:00\t北京\t是\t\n"
      "2\tP2\t2026-10-21\t14:00\t苏州\t否\t单独召开\n\n"
      "以上请备案。\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京 |  | yes\n"
      "P2 | 2026-10-21 14:00 - 17:00 |  | 苏州 |  | no | 单独召开\n" },
    { "bars", "| 会议 | 时间 | 地点 |\n| P1 第一次 | 3月31日 9:00 | 北京 |\n",
      "P1 | 2026-03-31 09:00 - 17:00 | 第一次 | 北京\n" },
    { "a row without a day is told", "会议\t时间\t地点\nP1\t待定\t北京\n",
      "2 no_date: P1\t待定\t北京\n" },
    { "a table without a heading",
      "P1\t2026-03-31\t09:00-17:00\t北京\t是\n"
      "P2\t2026-10-21\t09:00-17:00\t苏州\t否\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京 |  | yes\n"
      "P2 | 2026-10-21 09:00 - 17:00 |  | 苏州 |  | no\n" },
    { "a rule under the heading",
      "| 会议 | 日期 | 标准周 |\n|---|---|---|\n| P2 | 10月21日 | 否，另行安排 "
      "|"
      "\n\n理由：见上\n",
      "P2 | 2026-10-21 09:00 - 17:00 |  |  |  | no | 另行安排\n" },
    { "a cell of two lines",
      "会议\t时间\t地点\nP1\t3月31日\n9:30\t北京\nP2\t10月21日\t苏州\n",
      "P1 | 2026-03-31 09:30 - 17:00 |  | 北京\n"
      "P2 | 2026-10-21 09:00 - 17:00 |  | 苏州\n" },
    { "a row with blanks",
      "1、3月31日 9:00 第一次全体会议 北京 是\n"
      "2、10月21日 第二次全体会议 苏州 否 单独召开\n",
      " | 2026-03-31 09:00 - 17:00 | 第一次全体会议 | 北京 |  | yes\n"
      " | 2026-10-21 09:00 - 17:00 | 第二次全体会议 | 苏州 |  | no | "
      "单独召开\n" },
    /* several days on a line */
    { "a list of days", "拟于3月31日、10月21日召开全体会议。\n",
      " | 2026-03-31 09:00 - 17:00\n"
      " | 2026-10-21 09:00 - 17:00 | 全体会议\n" },
    { "counted", "第一次：3月31日，第二次：10月21日\n",
      " | 2026-03-31 09:00 - 17:00 | 第一次\n"
      " | 2026-10-21 09:00 - 17:00 | 第二次\n" },
    { "a remark", "P1 3月31日（3月30日报到），北京\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京\n" },
    { "arrival", "P1 3月31日，3月30日报到，北京\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京\n" },
    { "the day to which it moved", "[会议改期] P3 12-09 → 12-16 09:00\n",
      "P3 | 2026-12-16 09:00 - 17:00\n" },
    /* labels */
    { "one block",
      "会议：WG5-2026-P1\n时间：2026年3月31日（周二）9:00-17:00\n"
      "地点：北京\n会议链接：https://x.cn\n标准周：否\n理由：单独召开\n"
      "主持人：张三\n",
      "WG5-2026-P1 | 2026-03-31 09:00 - 17:00 |  | 北京 | https://x.cn | no | "
      "单独召开\n" },
    { "the day before the id", "时间：3月31日\n会议：P1\n",
      "P1 | 2026-03-31 09:00 - 17:00\n" },
    { "two blocks",
      "会议：P1\n时间：3月31日\n地点：北京\n\n会议：P2\n时间：10月21日\n"
      "地点：苏州\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | 北京\n"
      "P2 | 2026-10-21 09:00 - 17:00 |  | 苏州\n" },
    { "two blocks by their time",
      "时间：3月31日\n地点：北京\n"
      "时间：10月21日\n地点：苏州\n",
      " | 2026-03-31 09:00 - 17:00 |  | 北京\n"
      " | 2026-10-21 09:00 - 17:00 |  | 苏州\n" },
    { "day and hours apart", "日期：2026-03-31\n时间：上午9:30\n",
      " | 2026-03-31 09:30 - 17:00\n" },
    { "the value below", "时间：\n2026-03-31 9:00\n地点：\n北京\n",
      " | 2026-03-31 09:00 - 17:00 |  | 北京\n" },
    { "under a numbered line",
      "1. 第一次全体会议\n时间：3月31日\n地点：北京\n"
      "2. 第二次全体会议\n时间：10月21日\n",
      " | 2026-03-31 09:00 - 17:00 | 第一次全体会议 | 北京\n"
      " | 2026-10-21 09:00 - 17:00 | 第二次全体会议\n" },
    { "its day on the next line", "1. 第一次全体会议\n  3月31日 9:00，北京\n",
      " | 2026-03-31 09:00 - 17:00 | 第一次全体会议 | 北京\n" },
    { "an answer with its reason", "时间：3月31日\n标准周：否（单独召开）\n",
      " | 2026-03-31 09:00 - 17:00 |  |  |  | no | 单独召开\n" },
    { "the 标准周 beside the place",
      "时间：3月31日\n地点：北京（标准周期间）\n",
      " | 2026-03-31 09:00 - 17:00 |  | 北京（标准周期间） |  | yes\n" },
    { "a number says more than online", "P1 3月31日，线上，会议号：123 456\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  |  | 123 456\n" },
    { "labels on one line", "时间：3月31日 9:00；地点：北京；标准周：是\n",
      " | 2026-03-31 09:00 - 17:00 |  | 北京 |  | yes\n" },
    { "an agenda below is none",
      "时间：3月31日 9:00\n地点：北京\n议程：\n1. 开幕\n2. WG5-S-04 讨论\n"
      "9:30 茶歇\n3月31日下午 参观\n附件：\n1. 方案\n",
      " | 2026-03-31 09:00 - 17:00 |  | 北京\n" },
    /* what begins like a meeting and is none */
    { "no day", "1. 第一次全体会议 北京\n2. 第二次全体会议 10月21日\n",
      "1 no_date: 1. 第一次全体会议 北京\n"
      " | 2026-10-21 09:00 - 17:00 | 第二次全体会议\n" },
    { "an id alone", "P1\n", "1 no_date: P1\n" },
    { "to be fixed", "时间：待定\n地点：北京\n", "1 no_date: 时间：待定\n" },
    { "no such day", "P1 2月30日\nP2 2026-13-01\n时间：2026年6月31日\n",
      "1 no_such_date: P1 2月30日\n2 no_such_date: P2 2026-13-01\n"
      "3 no_such_date: 时间：2026年6月31日\n" },
    { "no such hour", "\nP1 3月31日 25:00\n",
      "2 no_such_time: P1 3月31日 25:00\n" },
    { "ends before it starts",
      "P1 3月31日 17:00-09:00\nP2 4月2日-4月1日\nP3 4月3日 9:00-9:00\n",
      "1 ends_before_start: P1 3月31日 17:00-09:00\n"
      "2 ends_before_start: P2 4月2日-4月1日\n"
      "3 ends_before_start: P3 4月3日 9:00-9:00\n" },
    { "another weekday", "P1 3月31日（周三）\n",
      "1 other_weekday: P1 3月31日（周三）\n" },
    /* what is no meeting */
    { "letters have words around",
      "各位老师：\n根据2025年12月10日通知，现报送计划。\n"
      "P1 2026-03-31\n请于2026年3月1日前反馈。\n谢谢！\n"
      "WG5秘书处\n2026年1月15日\n",
      "P1 | 2026-03-31 09:00 - 17:00\n" },
    { "limits", "1. P1 3月31日\n注意事项：\n1. 3月20日前反馈回执\n2. 附照片\n",
      "P1 | 2026-03-31 09:00 - 17:00\n" },
    { "headings of another number",
      "一、会议安排\n1. P1 3月31日\n2. P2 10月21日\n二、有关要求\n请准时。\n",
      "P1 | 2026-03-31 09:00 - 17:00\nP2 | 2026-10-21 09:00 - 17:00\n" },
    { "an announcement", "1、会议安排如下：\nP1 3月31日\n",
      "P1 | 2026-03-31 09:00 - 17:00\n" },
    { "a place alone", "地点：北京\n主持人：张三\n", "" },
    { "nothing", "", "" },
    { "no UTF-8", "P1 3月31日 \xe5\n",
      "P1 | 2026-03-31 09:00 - 17:00 |  | \xe5\n" },
};

static size_t show_fine(const struct schedule_item *it, char *buf, size_t room)
{
    char day[CIVIL_TEXT];
    char end[CIVIL_TEXT + 2] = "";
    const struct span more[] = {
        it->title,
        it->place,
        it->link,
        it->stdweek_known ? (it->stdweek ? SPAN("yes") : SPAN("no"))
                          : SPAN_NONE,
        it->reason,
    };
    size_t last = 0;
    size_t n;

    if (it->end_day != it->day) {
        civil_print(it->end_day, end);
        memcpy(end + strlen(end), " ", 2);
    }
    n = (size_t)snprintf(buf, room, "%s | %s %02d:%02d - %s%02d:%02d", it->id,
                         civil_print(it->day, day), it->start / 3600,
                         it->start / 60 % 60, end, it->end / 3600,
                         it->end / 60 % 60);
    for (size_t i = 0; i < ARRAY_LEN(more); i++)
        last = more[i].n ? i + 1 : last;
    for (size_t i = 0; i < last; i++)
        n += (size_t)snprintf(buf + n, room - n, " | " SPAN_FMT,
                              SPAN_ARG(more[i]));
    return n;
}

static struct span shown(const struct schedule *s, char *buf, size_t room)
{
    size_t n = 0;

    list_each(&s->items, it)
    {
        if (it->problem == SCHEDULE_FINE)
            n += show_fine(it, buf + n, room - n);
        else
            n += (size_t)snprintf(buf + n, room - n, "%zu %s: " SPAN_FMT,
                                  it->line, schedule_problem_name(it->problem),
                                  SPAN_ARG(it->text));
        buf[n++] = '\n';
    }
    return span_of(buf, n);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct schedule s =
            schedule_read(span_str(cases[i].words), YEAR, &arena);
        char buf[2000];

        CHECK_SPAN(cases[i].what, shown(&s, buf, sizeof(buf)),
                   span_str(cases[i].want));
    }
}

static void test_numbers(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct schedule s =
        schedule_read(SPAN("P1 3月31日\nP2\nP3 2月30日\n"), YEAR, &arena);

    (void)state;
    CHECK_INT("items", s.items.n, 3);
    CHECK_INT("problems", s.problems, 2);
    CHECK_TRUE("no time was written", !s.items.at[0].has_time);
    CHECK_TRUE("all was read", !s.cut);
    s = schedule_read(SPAN("P1 3月31日\nP2 2026-10-21"), 0, &arena);
    CHECK_INT("any year will do", s.problems, 0);
    s = schedule_read(SPAN("P1 3月31日\n"), /* year= */ 0, &arena);
    CHECK_INT("no year at all", s.items.at[0].problem, SCHEDULE_NO_DATE);
    s = schedule_read(SPAN("P1 3月31日 18:30"), YEAR, &arena);
    CHECK_INT("an evening", s.items.at[0].end, 20 * 3600 + 1800);
}

static void test_many(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    static char words[20000];
    size_t n = 0;
    struct schedule s;

    (void)state;
    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(words + n, sizeof(words) - n, "P%d 2026-03-31\n",
                              i % 90);
    s = schedule_read(span_of(words, n), YEAR, &arena);
    CHECK_INT("at most", s.items.n, SCHEDULE_MAX);
    CHECK_TRUE("and it is told", s.cut);
}

static bool inside(struct span s, const char *p, size_t n)
{
    return !s.n || (s.p >= p && s.p + s.n <= p + n);
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "P1", "WG5-2026-P2", "3月31日", "2026-",  "03-31", "-",         "9:00",
        "至", "上午",        "北京",    "标准周", "：",    "是",        "\n",
        "\t", "|",           "时间",    "地点",   "1.",    "一、",      "（",
        "）", "议程",        "，",      " ",      "\xff",  "https://x", "均",
        "[",  "]",           "定于",    "召开",   "理由",  "周二",      "　",
        "前", "2月30日",     "会议",
    };
    unsigned seed = 31;

    (void)state;
    for (int round = 0; round < 8000; round++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        char w[300];
        size_t n = 0;
        struct schedule s;

        while (n < 250) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(w + n, p, strlen(p));
            n += strlen(p);
        }
        s = schedule_read(span_of(w, n), YEAR, &arena);
        list_each(&s.items, it)
        {
            CHECK_TRUE("inside",
                       inside(it->title, w, n) && inside(it->place, w, n) &&
                           inside(it->link, w, n) && inside(it->reason, w, n) &&
                           inside(it->text, w, n) && it->text.n);
            if (it->problem != SCHEDULE_FINE)
                continue;
            CHECK_TRUE("ends after it starts",
                       civil_moment(it->end_day, it->end) >
                           civil_moment(it->day, it->start));
        }
    }
}

static void test_bounds(void **state)
{
    static const char *const worst[] = {
        "P1 ",        "时间：", "3月31日", "1. a\n",        "定于",
        "(P1 03-31,", "[P1",    "|时间",   "https://",      "9:00-",
        "周二，",     "-",      " ",       "P1 3月31日 ；", "\xe2\x80\x8b",
        "P1 北京，",  "(",      "["
    };
    static char s[256 * 1024];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(worst); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        size_t length = strlen(worst[i]);
        long begun = check_cpu_ms();

        for (size_t n = 0; n + length <= sizeof(s); n += length)
            memcpy(s + n, worst[i], length);
        schedule_read(span_of(s, sizeof(s)), YEAR, &arena);
        CHECK_TRUE(worst[i], check_cpu_ms() - begun < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),  cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_many),   cmocka_unit_test(test_random),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/particulars.h"

enum { ARENA = 16 * 1024 * 1024 };

struct particulars_case {
    const char *what;
    const char *words;
    const char *want; /* "key=value;" in order; LF in a value as / */
};

static const struct particulars_case cases[] = {
    { "one a line", "时间：2026年3月31日 09:00\n地点：北京\n",
      "time=2026年3月31日 09:00;place=北京;" },
    { "narrow colons and blanks", "  时间 : 3月31日\r\n 地点:北京  \r\n",
      "time=3月31日;place=北京;" },
    { "full-width letters", "ＴＩＭＥ：9:00\nＰｌａｃｅ：Ｂ\n",
      "time=9:00;place=Ｂ;" },
    { "blanks inside a label", "时　间：3月31日\n地    点：北京\n",
      "time=3月31日;place=北京;" },
    { "hard blanks",
      "时\xc2\xa0间：\xc2\xa0\xc2\xa0"
      "3月31日\xc2\xa0\n",
      "time=3月31日;" },
    { "a gloss", "时间 Time：9:00\n地点/Place: B\n", "time=9:00;place=B;" },
    { "a note", "会议时间（暂定）：3月31日\n", "time=3月31日;" },
    { "numbers", "1. 时间：3月31日\n二、地点：北京\n（三）主持人：张三\n",
      "time=3月31日;place=北京;chair=张三;" },
    { "bullets of Outlook",
      "·\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0 时间：3月31日\n"
      "o\xc2\xa0\xc2\xa0 地点：北京\n\xef\x82\xa7  主持人：张三\n",
      "time=3月31日;place=北京;chair=张三;" },
    { "brackets", "【时间】3月31日\n【地点】：北京\n[Chair] Zhang San\n",
      "time=3月31日;place=北京;chair=Zhang San;" },
    { "bold", "**时间：** 3月31日\n**地点**：北京\n",
      "time=3月31日;place=北京;" },
    { "several on a line",
      "时间：3月31日 9:00；地点：北京，友谊宾馆；主持人：张三\n",
      "time=3月31日 9:00;place=北京，友谊宾馆;chair=张三;" },
    { "several between blanks",
      "Time: 9:00  Place: Beijing  Standards week: yes\n",
      "time=9:00;place=Beijing;stdweek=yes;" },
    { "a row of label and value", "时间\t3月31日\t地点\t北京\n",
      "time=3月31日;place=北京;" },
    { "a row of bars", "| 时间 | 3月31日 |\n| 地点 | 北京 |\n",
      "time=3月31日;place=北京;" },
    { "labels above values", "序号\t时间\t地点\n1\t3月31日\t北京\n",
      "time=3月31日;place=北京;" },
    { "the value below", "时间\n3月31日\n\n地点：\n\n北京\n",
      "time=3月31日;place=北京;" },
    { "goes on", "理由：会场\n已被占用\n地点：北京\n",
      "reason=会场/已被占用;place=北京;" },
    { "an empty line ends a reason", "理由：会场\n\n请知悉\n", "reason=会场;" },
    { "a strange label ends it", "理由：会场\n抄送单位：甲\n", "reason=会场;" },
    { "an hour does not", "时间：3月31日\n9:00\n", "time=3月31日/9:00;" },
    { "a closing does", "理由：会场\n谢谢！\n", "reason=会场;" },
    { "a day ends with its line", "截止：2026-06-30\n请按时完成\n",
      "due=2026-06-30;" },
    { "a task goes beyond empty lines",
      "要求：复审下列标准\n\n1. GB/T 1\n2. GB/T 2\n\n截止：2026-06-30\n",
      "text=复审下列标准//1. GB/T 1/2. GB/T 2;due=2026-06-30;" },
    { "a label of no use ends a value", "地点：北京 联系人：张三 电话：1\n",
      "place=北京;" },
    { "all of a project",
      "项目：WG5-S-05\n项目名称：数据安全评估\n项目负责人：张三\n"
      "主要起草人：张三、李四\n计划下达日期：2026-06-15\n",
      "project=WG5-S-05;title=数据安全评估;lead=张三;drafters=张三、李四;"
      "issued=2026-06-15;" },
    { "all of a research project",
      "Project: WG5-R-03\nTitle: X\nLead: Y\nStart date: 2026-01-05\n",
      "project=WG5-R-03;title=X;lead=Y;started=2026-01-05;" },
    { "a resolution", "出席：张三、李四\n缺席：王五（请假）\n",
      "present=张三、李四;absent=王五（请假）;" },
    { "an appointment",
      "批准文号：网安标委〔2026〕3号\n生效日期：2026-04-01\n单位名称：甲\n",
      "approval=网安标委〔2026〕3号;effective=2026-04-01;unit=甲;" },
    { "a task", "交办对象：GL\n事项：答复国际文件\n完成期限：2026-05-01\n",
      "addressee=GL;text=答复国际文件;due=2026-05-01;" },
    { "others",
      "备案编号：5号\n阶段：送审稿\n替代：C-2026-001\n会议：P1\n"
      "委托：李四\n腾讯会议：123-456-789\n标准周：否\n",
      "number=5号;stage=送审稿;replaces=C-2026-001;meeting=P1;deputy=李四;"
      "link=123-456-789;stdweek=否;" },
    { "a sentence with a colon is none",
      "请注意：时间有变\n现通知如下：会议照常\nhttps://x.cn/时间\n", "" },
    { "a label alone", "地点：\n", "place=;" },
    { "nothing", "", "" },
    { "no UTF-8", "\xff：\xe5\n时间：\xff\n", "time=\xff;" },
};

static struct span shown(struct particulars *p, char *buf, size_t room)
{
    size_t n = 0;

    list_each(&p->values, v)
    {
        n += (size_t)snprintf(buf + n, room - n, "%s=" SPAN_FMT ";",
                              particular_name(v->key), SPAN_ARG(v->value));
    }
    for (size_t i = 0; i < n; i++) {
        if (buf[i] == '\n')
            buf[i] = '/';
    }
    return span_of(buf, n);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct particulars p =
            particulars_read(span_str(cases[i].words), &arena);
        char buf[2000];

        CHECK_SPAN(cases[i].what, shown(&p, buf, sizeof(buf)),
                   span_str(cases[i].want));
    }
}

static void test_value(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct particulars p =
        particulars_read(SPAN("地点：\n时间：9:00\n\n地点：北京"), &arena);

    (void)state;
    CHECK_SPAN("the first that says something",
               particulars_value(&p, PARTICULAR_PLACE), SPAN("北京"));
    CHECK_SPAN("absent", particulars_value(&p, PARTICULAR_CHAIR), SPAN_NONE);
    CHECK_INT("its line", p.values.at[1].line, 2);
}

struct yes_case {
    const char *value;
    int yes; /* -1: neither */
};

static const struct yes_case yes_cases[] = {
    { "是", 1 },         { "是（4月标准周）", 1 },
    { "否", 0 },         { "否，单独召开", 0 },
    { "不在标准周", 0 }, { "纳入", 1 },
    { "Yes", 1 },        { "no", 0 },
    { "note", -1 },      { "√", 1 },
    { "☑是 ☐否", 1 },    { "☐是 ☑否", 0 },
    { "是☐ 否☑", 0 },    { "是■ 否□", 1 },
    { "是否", -1 },      { "待定", -1 },
    { "", -1 },          { "Ｙ", 1 },
};

static void test_yes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(yes_cases); i++) {
        bool yes = false;
        bool known = particulars_yes(span_str(yes_cases[i].value), &yes);

        CHECK_INT(yes_cases[i].value, known ? yes : -1, yes_cases[i].yes);
    }
}

/* Every label that is asked for is read back, in both languages. */
static void test_labels(void **state)
{
    (void)state;
    for (enum particular k = PARTICULAR_NONE + 1; k < PARTICULAR_COUNT; k++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        char words[200];
        struct particulars p;

        snprintf(words, sizeof(words), "%s：甲\n%s: B\n", particular_zh(k),
                 particular_en(k));
        p = particulars_read(span_str(words), &arena);
        CHECK_INT(words, p.values.n, 2);
        CHECK_INT(words, p.values.at[0].key, k);
        CHECK_INT(words, p.values.at[1].key, k);
        CHECK_SPAN(words, p.values.at[1].value, SPAN("B"));
    }
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "时间",   "：",   ":",    "地点",         "\n",     " ",    "\t",
        "|",      "要求", "理由", "1.",           "【",     "】",   "；",
        "\xff",   "\xe5", "北京", "9:00",         "　",     "Time", "**",
        "联系人", "\n\n", "，",   "\xe2\x80\x8b", "标准周", "is",
    };
    unsigned seed = 29;

    (void)state;
    for (int round = 0; round < 8000; round++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        char s[300];
        size_t n = 0;
        struct particulars p;

        while (n < 250) {
            const char *w;

            seed = seed * 1664525u + 1013904223u;
            w = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, w, strlen(w));
            n += strlen(w);
        }
        p = particulars_read(span_of(s, n), &arena);
        list_each(&p.values, v)
        {
            CHECK_TRUE("key",
                       v->key > PARTICULAR_NONE && v->key < PARTICULAR_COUNT);
            CHECK_TRUE("inside",
                       !v->value.n || (v->value.p >= s &&
                                       v->value.p + v->value.n <= s + n));
        }
    }
}

/* What costs most: labels and colons everywhere, on one line and on many. */
static void test_bounds(void **state)
{
    static const char *const worst[] = {
        "a:", "时间：", "a :", "时\n", "|时间",    "1.a ",        "【时",
        "\t", "；",     "*",   " ",    "时间：；", "\xe2\x80\x8b"
    };
    static char s[256 * 1024];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(worst); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        size_t length = strlen(worst[i]);
        long begun = check_cpu_ms();
        struct particulars p;

        for (size_t n = 0; n + length <= sizeof(s); n += length)
            memcpy(s + n, worst[i], length);
        p = particulars_read(span_of(s, sizeof(s)), &arena);
        CHECK_TRUE(worst[i], p.values.n <= PARTICULARS_MAX);
        CHECK_TRUE(worst[i], check_cpu_ms() - begun < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),  cmocka_unit_test(test_value),
        cmocka_unit_test(test_yes),    cmocka_unit_test(test_labels),
        cmocka_unit_test(test_random), cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

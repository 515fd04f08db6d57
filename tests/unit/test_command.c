#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/command.h"

struct command_case {
    const char *words;
    enum command_verb verb;
    const char *rest;   /* NULL: not looked at */
    const char *reason; /* NULL: none */
};

static const struct command_case cases[] = {
    /* the words themselves */
    { "同意", COMMAND_APPROVE, "", NULL },
    { "APPROVE", COMMAND_APPROVE, "", NULL },
    { "approve", COMMAND_APPROVE, "", NULL },
    { "ＡＰＰＲＯＶＥ", COMMAND_APPROVE, "", NULL },
    { "不同意 理由:不具备法人资格", COMMAND_REJECT, NULL, "不具备法人资格" },
    { "REJECT reason: not a legal person", COMMAND_REJECT, NULL,
      "not a legal person" },
    { "接受", COMMAND_ACCEPT, "", NULL },
    { "退回 理由:请提交下次会议", COMMAND_RETURN, NULL, "请提交下次会议" },
    { "拟退出", COMMAND_PRE_EXIT, "", NULL },
    { "PRE-EXIT", COMMAND_PRE_EXIT, "", NULL },
    { "确认退出", COMMAND_CONFIRM_EXIT, "", NULL },
    { "CONFIRM-EXIT", COMMAND_CONFIRM_EXIT, "", NULL },
    { "撤销标记 理由：逾期缴清", COMMAND_DISMISS, NULL, "逾期缴清" },
    { "暂缓 2026-05-01", COMMAND_DEFER, "2026-05-01", NULL },
    { "已阅", COMMAND_ACK, "", NULL },
    { "ACK", COMMAND_ACK, "", NULL },
    { "取消 理由:场地", COMMAND_CANCEL, NULL, "场地" },
    { "改期 2026-12-16 09:00", COMMAND_MOVE, "2026-12-16 09:00", NULL },
    { "分派 WG5、WG6", COMMAND_DISPATCH, "WG5、WG6", NULL },
    { "通知", COMMAND_NOTIFY, "", NULL },
    { "通知申请单位", COMMAND_NOTIFY, "", NULL },
    { "成员生效", COMMAND_ACTIVATE, "", NULL },
    { "成员生效 纸质已收", COMMAND_ACTIVATE, NULL, NULL },
    { "纸质已收，成员生效", COMMAND_ACTIVATE, NULL, NULL },
    { "纸质已收", COMMAND_PAPERS, "", NULL },
    { "补正：请补充近三年标准项目清单", COMMAND_MORE,
      "请补充近三年标准项目清单", NULL },
    { "完成", COMMAND_DONE, "", NULL },
    { "已完成。", COMMAND_DONE, "", NULL },
    /* marks and politeness */
    { "同意。", COMMAND_APPROVE, "", NULL },
    { "同意！", COMMAND_APPROVE, "", NULL },
    { "　同意　", COMMAND_APPROVE, "", NULL },
    { "“同意”", COMMAND_APPROVE, "", NULL },
    { "同意，请办理", COMMAND_APPROVE, "请办理", NULL },
    { "同意请办理", COMMAND_APPROVE, "请办理", NULL },
    { "同意该单位加入WG5", COMMAND_APPROVE, NULL, NULL },
    { "同意退出 M02", COMMAND_APPROVE, NULL, NULL },
    { "同意，期待合作。", COMMAND_APPROVE, NULL, NULL },
    { "经审核，同意。", COMMAND_APPROVE, "", NULL },
    { "我同意", COMMAND_APPROVE, "", NULL },
    { "我们同意", COMMAND_APPROVE, "", NULL },
    { "审核结果：同意", COMMAND_APPROVE, "", NULL },
    { "I approve.", COMMAND_APPROVE, NULL, NULL },
    { "Approved, thanks", COMMAND_APPROVE, NULL, NULL },
    { "approve APP-2026-001", COMMAND_APPROVE, NULL, NULL },
    { "您好：\n同意", COMMAND_APPROVE, "", NULL },
    { "\n\n  \n同意\n不同意", COMMAND_APPROVE, "", NULL },
    { "同\xe2\x80\x8b意", COMMAND_APPROVE, "", NULL },
    /* subjects */
    { "[审核结果] APP-2026-001 同意(经组长令牌确认)", COMMAND_APPROVE,
      "(经组长令牌确认)", NULL },
    { "【审核结果】APP-2026-002 不同意(不具备法人资格,第九条第1项)",
      COMMAND_REJECT, NULL, "不具备法人资格,第九条第1项" },
    { "[APP-2026-001] 同意", COMMAND_APPROVE, "", NULL },
    { "[随便] 同意", COMMAND_NONE, NULL, NULL },
    /* refusals are refusals */
    { "我不同意", COMMAND_REJECT, "", NULL },
    { "我不同意，该单位不是法人", COMMAND_REJECT, NULL, "该单位不是法人" },
    { "不同意。\n理由：不具备法人资格", COMMAND_REJECT, "", "不具备法人资格" },
    { "不同意\n张三", COMMAND_REJECT, "", NULL },
    { "不同意 原因：无法确认是否为法人？", COMMAND_REJECT, NULL,
      "无法确认是否为法人？" },
    { "DISAGREE", COMMAND_REJECT, "", NULL },
    /* sentences, questions, choices, conditions: nothing */
    { "", COMMAND_NONE, NULL, NULL },
    { "您好", COMMAND_NONE, NULL, NULL },
    { "是否同意", COMMAND_NONE, NULL, NULL },
    { "是否同意？请回复", COMMAND_NONE, NULL, NULL },
    { "同意？", COMMAND_NONE, NULL, NULL },
    { "同意吗", COMMAND_NONE, NULL, NULL },
    { "同意吗？", COMMAND_NONE, NULL, NULL },
    { "不同意吗？", COMMAND_NONE, NULL, NULL },
    { "同意/不同意", COMMAND_NONE, NULL, NULL },
    { "同意 / 不同意 理由：", COMMAND_NONE, NULL, NULL },
    { "同意或不同意", COMMAND_NONE, NULL, NULL },
    { "同意/否决", COMMAND_NONE, NULL, NULL },
    { "同意 or no", COMMAND_NONE, NULL, NULL },
    { "APPROVE or REJECT", COMMAND_NONE, NULL, NULL },
    { "同意书见附件", COMMAND_NONE, NULL, NULL },
    { "同意见一样", COMMAND_NONE, NULL, NULL },
    { "不同意见汇总如下", COMMAND_NONE, NULL, NULL },
    { "不太同意", COMMAND_NONE, NULL, NULL },
    { "并非不同意", COMMAND_NONE, NULL, NULL },
    { "我不能同意", COMMAND_NONE, NULL, NULL },
    { "原则上同意", COMMAND_NONE, NULL, NULL },
    { "同意，但须补充材料", COMMAND_NONE, NULL, NULL },
    { "同意，如果三日内补齐", COMMAND_NONE, NULL, NULL },
    { "同意不了", COMMAND_NONE, NULL, NULL },
    { "同意；退回", COMMAND_NONE, NULL, NULL },
    { "Approve? Let me think", COMMAND_NONE, NULL, NULL },
    { "approved-by list", COMMAND_NONE, NULL, NULL },
    { "approval pending", COMMAND_NONE, NULL, NULL },
    { "Not approved", COMMAND_NONE, NULL, NULL },
    { "Accept my apologies", COMMAND_NONE, NULL, NULL },
    { "I agree with those who doubt", COMMAND_NONE, NULL, NULL },
    { "approve unless they object", COMMAND_NONE, NULL, NULL },
    { "关于同意的函", COMMAND_NONE, NULL, NULL },
    { "请看附件\n同意", COMMAND_NONE, NULL, NULL },
    { "通知如下", COMMAND_NONE, NULL, NULL },
    { "完成情况", COMMAND_NONE, NULL, NULL },
    { "已收到，谢谢", COMMAND_NONE, NULL, NULL },
    { "?", COMMAND_NONE, NULL, NULL },
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct command_case *k = &cases[i];
        struct command c = command_parse(span_str(k->words));

        CHECK_INT(k->words, c.verb, k->verb);
        if (k->rest)
            CHECK_SPAN(k->words, c.rest, span_str(k->rest));
        if (k->verb != COMMAND_NONE)
            CHECK_SPAN(k->words, c.reason, span_str(k->reason));
    }
}

struct date_case {
    const char *words;
    bool date;
    struct civil day;
    int seconds; /* -1: no time */
};

static const struct date_case date_cases[] = {
    { "暂缓 2026-05-01", true, { 2026, 5, 1 }, -1 },
    { "暂缓至2026年5月1日", true, { 2026, 5, 1 }, -1 },
    { "暂缓２０２６－０５－０１", true, { 2026, 5, 1 }, -1 },
    { "DEFER 2026/5/1.", true, { 2026, 5, 1 }, -1 },
    { "改期 2026-12-16 09:00", true, { 2026, 12, 16 }, 9 * 3600 },
    { "改期到2026年12月16日 14：30", true, { 2026, 12, 16 }, 52200 },
    { "MOVE 2026-12-16T09:05", true, { 2026, 12, 16 }, 9 * 3600 + 300 },
    { "改期 2026-12-16 25:00", true, { 2026, 12, 16 }, -1 },
    { "暂缓 2026-02-30", false, { 0 }, -1 },
    { "暂缓 2026-05-011", false, { 0 }, -1 },
    { "暂缓", false, { 0 }, -1 },
    { "成员生效 2026-03-20 纸质已收", true, { 2026, 3, 20 }, -1 },
};

static void test_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(date_cases); i++) {
        const struct date_case *k = &date_cases[i];
        struct command c = command_parse(span_str(k->words));

        CHECK_TRUE(k->words, c.verb != COMMAND_NONE);
        CHECK_INT(k->words, c.has_date, k->date);
        if (k->date)
            CHECK_INT(k->words, c.date, civil_to_day(k->day));
        CHECK_INT(k->words, c.has_time ? c.seconds : -1, k->seconds);
    }
}

static void test_papers(void **state)
{
    (void)state;
    CHECK_TRUE("after", command_parse(SPAN("成员生效 纸质已收")).papers);
    CHECK_TRUE("before", command_parse(SPAN("纸质已收；成员生效")).papers);
    CHECK_TRUE("English", command_parse(SPAN("ACTIVATE papers")).papers);
    CHECK_TRUE("not said", !command_parse(SPAN("成员生效")).papers);
}

static void test_table(void **state)
{
    (void)state;
    CHECK_TRUE("none has no row", command_word(COMMAND_NONE) == NULL);
    for (enum command_verb v = COMMAND_NONE + 1; v < COMMAND_VERB_COUNT; v++) {
        const struct command_word *w = command_word(v);

        CHECK_INT(w->name, w->verb, v);
        CHECK_INT(w->zh, command_parse(span_str(w->zh)).verb, v);
        CHECK_INT(w->en, command_parse(span_str(w->en)).verb, v);
        CHECK_TRUE(w->name, w->meaning_zh && w->meaning_en);
    }
}

/* Whatever the octets: it ends, and what it gives lies inside what came. */
static void test_random(void **state)
{
    static const char *const parts[] = {
        "同意", "不",      "，",           "理由",  "：",   "2026-05-01",
        "[",    "]",       "\n",           " ",     "我",   "/",
        "?",    "APPROVE", "\xe5",         "\xff",  "WG5",  "暂缓",
        "（",   "）",      "\xe2\x80\x8b", "09:00", "您好",
    };
    unsigned seed = 11;

    (void)state;
    for (int round = 0; round < 50000; round++) {
        char s[128];
        size_t n = 0;
        struct command c;
        struct span all;

        while (n < 90) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
            if ((seed >> 28) == 0)
                break;
        }
        all = span_of(s, n);
        c = command_parse(all);
        CHECK_TRUE("line inside", !c.line.n || (c.line.p >= s &&
                                                c.line.p + c.line.n <= s + n));
        CHECK_TRUE("rest inside", !c.rest.n || (c.rest.p >= s &&
                                                c.rest.p + c.rest.n <= s + n));
        CHECK_TRUE("reason inside",
                   !c.reason.n ||
                       (c.reason.p >= s && c.reason.p + c.reason.n <= s + n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),  cmocka_unit_test(test_dates),
        cmocka_unit_test(test_papers), cmocka_unit_test(test_table),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

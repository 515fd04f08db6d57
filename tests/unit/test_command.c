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
    { "发布", COMMAND_RELEASE, "", NULL },
    { "发布会议通知", COMMAND_RELEASE, "", NULL },
    { "发布通知 WG5-2026-P1", COMMAND_RELEASE, "WG5-2026-P1", NULL },
    { "发布WG5-2026-P1", COMMAND_RELEASE, "WG5-2026-P1", NULL },
    { "RELEASE", COMMAND_RELEASE, "", NULL },
    { "release the notice", COMMAND_RELEASE, "", NULL },
    { "发布 理由：WG5-S-04正在报批，但已征得同意", COMMAND_RELEASE, NULL,
      "WG5-S-04正在报批，但已征得同意" },
    { "RELEASE reason: not ready, but agreed?", COMMAND_RELEASE, NULL,
      "not ready, but agreed?" },
    { "豁免 理由：项目已终止", COMMAND_WAIVE, NULL, "项目已终止" },
    { "豁免 项目已终止", COMMAND_WAIVE, NULL, "项目已终止" },
    { "WAIVE reason: terminated", COMMAND_WAIVE, NULL, "terminated" },
    { "豁免", COMMAND_WAIVE, "", NULL },
    { "延期 2027-03-31 理由：试点未完成", COMMAND_PROLONG, NULL, "试点未完成" },
    { "延期至2027年3月31日，试点未完成", COMMAND_PROLONG, NULL, "试点未完成" },
    { "延期 WG5-S-04 2027-03-31（试点未完成）", COMMAND_PROLONG, NULL,
      "试点未完成" },
    { "PROLONG 2027-03-31 reason: pilot", COMMAND_PROLONG, NULL, "pilot" },
    { "延期 2027-03-31", COMMAND_PROLONG, "2027-03-31", NULL },
    { "备案", COMMAND_FILED, "", NULL },
    { "已备案，谢谢", COMMAND_FILED, "谢谢", NULL },
    { "同意备案", COMMAND_FILED, "", NULL },
    { "备案确认 WG5-2026-P1", COMMAND_FILED, "WG5-2026-P1", NULL },
    { "FILED", COMMAND_FILED, "", NULL },
    { "FILED WG5-2026-P1", COMMAND_FILED, "WG5-2026-P1", NULL },
    { "同意发布", COMMAND_APPROVE, "", NULL },
    /* ids and objects are no reasons */
    { "取消 WG5-2026-PX 理由：场地", COMMAND_CANCEL, NULL, "场地" },
    { "取消WG5-2026-PX，场地不可用", COMMAND_CANCEL, NULL, "场地不可用" },
    { "取消 PX 会议：场地不可用", COMMAND_CANCEL, NULL, "场地不可用" },
    { "取消 WG5-2026-PX", COMMAND_CANCEL, "WG5-2026-PX", NULL },
    { "取消本次会议", COMMAND_CANCEL, NULL, NULL },
    { "取消 理由:…", COMMAND_CANCEL, NULL, NULL },
    { "接受 [理由:…]", COMMAND_ACCEPT, NULL, NULL },
    { "接受 [理由:内容重要]", COMMAND_ACCEPT, NULL, "内容重要" },
    { "接受 C-2026-006 理由：内容重要，但今后须按期", COMMAND_ACCEPT, NULL,
      "内容重要，但今后须按期" },
    { "接受C-2026-006", COMMAND_ACCEPT, "C-2026-006", NULL },
    { "退回 C-2026-008 转下次会议", COMMAND_RETURN, NULL, "转下次会议" },
    { "退回C-2026-008。\n原因：转下次会议", COMMAND_RETURN, NULL,
      "转下次会议" },
    { "不同意 APP-2026-002 不具备法人资格", COMMAND_REJECT, NULL,
      "不具备法人资格" },
    { "已阅 WG5-2026-L2", COMMAND_ACK, "WG5-2026-L2", NULL },
    { "已阅WG5-2026-L2，谢谢", COMMAND_ACK, NULL, NULL },
    { "同意 APP-2026-001", COMMAND_APPROVE, "APP-2026-001", NULL },
    { "同意 理由：如果三日内补齐", COMMAND_NONE, NULL, NULL },
    { "改期 2026-12-16 09:00 理由：会场冲突", COMMAND_MOVE, NULL, "会场冲突" },
    { "改期 WG5-2026-P3 2026-12-16 09:00-17:00 会场冲突", COMMAND_MOVE, NULL,
      "会场冲突" },
    { "改期 2026-12-16 09:00 WG5-2026-P3", COMMAND_MOVE, NULL, NULL },
    { "改期至12月16日 理由：会场冲突", COMMAND_MOVE, NULL, "会场冲突" },
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
    { "不同意 理由：\n\n令牌: ABCD", COMMAND_REJECT, NULL, NULL },
    { "不同意 原因：无法确认是否为法人？", COMMAND_REJECT, NULL,
      "无法确认是否为法人？" },
    { "DISAGREE", COMMAND_REJECT, "", NULL },
    { "不采纳", COMMAND_REJECT, "", NULL },
    { "不予采纳 理由：多数单位已安排行程", COMMAND_REJECT, NULL,
      "多数单位已安排行程" },
    { "经研究，不采纳该建议", COMMAND_REJECT, NULL, NULL },
    { "不接受", COMMAND_REJECT, "", NULL },
    { "采纳", COMMAND_ACCEPT, "", NULL },
    { "同意采纳", COMMAND_ACCEPT, "", NULL },
    { "同意改期", COMMAND_APPROVE, "", NULL },
    { "暂不采纳", COMMAND_NONE, NULL, NULL },
    { "是否采纳？", COMMAND_NONE, NULL, NULL },
    { "不同意。理由如下：1.材料不全；2.不是法人", COMMAND_REJECT, NULL,
      "1.材料不全；2.不是法人" },
    { "MOVE to 2026-12-16 because of the venue", COMMAND_MOVE, NULL,
      "the venue" },
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
    { "发布会定于明日举行", COMMAND_NONE, NULL, NULL },
    { "发布？", COMMAND_NONE, NULL, NULL },
    { "是否发布", COMMAND_NONE, NULL, NULL },
    { "暂不发布", COMMAND_NONE, NULL, NULL },
    { "发布，如果都同意", COMMAND_NONE, NULL, NULL },
    { "发布/取消", COMMAND_NONE, NULL, NULL },
    { "Release notes attached", COMMAND_NONE, NULL, NULL },
    { "备案材料见附件", COMMAND_NONE, NULL, NULL },
    { "备案的方案", COMMAND_NONE, NULL, NULL },
    { "豁免条款", COMMAND_NONE, NULL, NULL },
    { "延期举行的通知", COMMAND_NONE, NULL, NULL },
    { "取消发布", COMMAND_NONE, NULL, NULL },
    { "Filed under papers", COMMAND_NONE, NULL, NULL },
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
    bool bad_date, bad_time;
};

static const struct date_case date_cases[] = {
    { "暂缓 2026-05-01", true, { 2026, 5, 1 }, -1, false, false },
    { "暂缓至2026年5月1日", true, { 2026, 5, 1 }, -1, false, false },
    { "暂缓２０２６－０５－０１", true, { 2026, 5, 1 }, -1, false, false },
    { "DEFER 2026/5/1.", true, { 2026, 5, 1 }, -1, false, false },
    { "改期 2026-12-16 09:00", true, { 2026, 12, 16 }, 9 * 3600, false, false },
    { "改期到2026年12月16日 14：30",
      true,
      { 2026, 12, 16 },
      52200,
      false,
      false },
    { "改期为2026年12月16日（周三）下午2点",
      true,
      { 2026, 12, 16 },
      14 * 3600,
      false,
      false },
    { "MOVE 2026-12-16T09:05",
      true,
      { 2026, 12, 16 },
      9 * 3600 + 300,
      false,
      false },
    { "MOVE 16 December 2026, 9:00 am",
      true,
      { 2026, 12, 16 },
      9 * 3600,
      false,
      false },
    { "改期 WG5-2026-P3 2026-12-09 → 2026-12-16 09:00",
      true,
      { 2026, 12, 16 },
      9 * 3600,
      false,
      false },
    { "改期 由2026年12月9日改为2026年12月16日",
      true,
      { 2026, 12, 16 },
      -1,
      false,
      false },
    { "改期 由2026-12-09 09:00至2026-12-16 10:00",
      true,
      { 2026, 12, 16 },
      10 * 3600,
      false,
      false },
    { "改期 2026-12-16至2026-12-17", true, { 2026, 12, 16 }, -1, false, false },
    { "延期至2027年3月31日", true, { 2027, 3, 31 }, -1, false, false },
    { "成员生效 2026-03-20 纸质已收", true, { 2026, 3, 20 }, -1, false, false },
    /* no such time, no such day, no day */
    { "改期 2026-12-16 25:00", true, { 2026, 12, 16 }, -1, false, true },
    { "改期 2026-02-30", false, { 0 }, -1, true, false },
    { "改期至2月30日", false, { 0 }, -1, true, false },
    { "暂缓 2026-02-30 09:00", false, { 0 }, -1, true, false },
    { "改期 2026-12-09 → 2026-12-32", false, { 0 }, -1, true, false },
    { "改期至12月16日", false, { 0 }, -1, false, false },
    { "改期 12-16 09:00", false, { 0 }, -1, false, false },
    { "暂缓 2026-05-011", false, { 0 }, -1, false, false },
    { "延期 YYYY-MM-DD 理由:…", false, { 0 }, -1, false, false },
    { "暂缓", false, { 0 }, -1, false, false },
    { "改期 WG5-2026-P3", false, { 0 }, -1, false, false },
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
        CHECK_INT(k->words, c.bad_date, k->bad_date);
        CHECK_INT(k->words, c.bad_time, k->bad_time);
    }
}

struct number_case {
    const char *words, *number;
};

static const struct number_case number_cases[] = {
    { "备案", "" },
    { "备案 网安秘备〔2026〕5号", "网安秘备〔2026〕5号" },
    { "备案编号：网安秘备〔2026〕5号。", "网安秘备〔2026〕5号" },
    { "备案号：2026-05，请知悉", "2026-05" },
    { "已备案，编号 2026-05", "2026-05" },
    { "备案 WG5-2026-P1 编号：2026-05", "2026-05" },
    { "备案 WG5-2026-P1", "" },
    { "备案 [编号]", "" },
    { "备案，请知悉", "" },
    { "已备案（网安秘备〔2026〕5号）", "网安秘备〔2026〕5号" },
    { "FILED No. 2026-05", "2026-05" },
    { "FILED 2026-05", "2026-05" },
    { "同意 2026-05", "" },
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(number_cases); i++) {
        const struct number_case *k = &number_cases[i];

        CHECK_SPAN(k->words, command_parse(span_str(k->words)).number,
                   span_str(k->number));
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
        "同意", "不",      "，",           "理由",  "：",          "2026-05-01",
        "[",    "]",       "\n",           " ",     "我",          "/",
        "?",    "APPROVE", "\xe5",         "\xff",  "WG5",         "暂缓",
        "（",   "）",      "\xe2\x80\x8b", "09:00", "您好",        "备案",
        "延期", "→",       "2月30日",      "由",    "WG5-2026-P1", "编号",
        "5",    "发布",    "至",
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
        CHECK_TRUE("number inside",
                   !c.number.n ||
                       (c.number.p >= s && c.number.p + c.number.n <= s + n));
        CHECK_TRUE("a day or none",
                   !(c.has_date && c.bad_date) && !(c.has_time && !c.has_date));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),   cmocka_unit_test(test_dates),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_papers),
        cmocka_unit_test(test_table),   cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

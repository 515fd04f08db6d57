#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/leave_words.h"

static void test_what_is_a_reason(void **state)
{
    static const struct {
        const char *text;
        bool says, enough;
    } cases[] = {
        { "与本单位年度审计冲突", true, true },
        { "展会冲突", true, true },
        { "出差", true, false },
        { "生病了", true, false },
        { "李工出差", true, true },
        { "因故不能参加", true, true },
        { "audit", true, true },
        { "I am ill", true, true },
        { "ill", true, false },
        { "WG7会议时间冲突，不能参加", true, true },
        { "", false, false },
        { "忙", false, false },
        { "x", false, false },
        { "无", false, false },
        { "无。", false, false },
        { "（没有）", false, false },
        { "None", false, false },
        { "N/A", false, false },
        { "————", false, false },
        { "……！", false, false },
        { "请假", false, false },
        { "特此请假，谢谢！", false, false },
        { "我单位不能参加本次会议。", false, false },
        { "请假 WG5-2026-P1", false, false },
        { "M06 请假", false, false },
        /* X10, X9: who comes instead, without and with the reason why */
        { "兹委托示例科技有限公司代表我单位参会。", false, false },
        { "我单位委托M10代为出席会议并行使表决权，特此说明。", false, false },
        { "请假：授权样本（北京）网络有限公司参加会议", false, false },
        { "因年度审计，兹委托M10代为参会", true, true },
        { "兹委托M10代为参会，我单位年度审计", true, true },
        { "委托的代表因病不能参加", true, true },
        { "委托代表出差参加不了", true, true },
        { "委托M10代为参会：审计冲突", true, true },
        { "您好！", false, false },
        { "收到", false, false },
        { "leave", false, false },
        { "leaves", true, true },
        { "\xff\xfe", true, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span text = span_str(cases[i].text);
        CHECK_TRUE(cases[i].text, leave_words_says(text) == cases[i].says);
        CHECK_TRUE(cases[i].text, leave_words_enough(text) == cases[i].enough);
    }
}

static void test_where_it_stands(void **state)
{
    static const struct {
        const char *subject, *words, *want;
    } cases[] = {
        { "[请假] WG5-2026-P1", "事由：与审计冲突\n", "与审计冲突" },
        { "[请假] WG5-2026-P1", "您好！\n我单位因展会冲突不能参加。\n谢谢！\n",
          "我单位因展会冲突不能参加。" },
        { "[请假] WG5-2026-P1", "两位代表均在国外。\n月底返回。\n",
          "两位代表均在国外。\n月底返回。" },
        { "[请假] 补充事由:展会冲突", "", "展会冲突" },
        { "[请假] P1 展会冲突", "", "展会冲突" },
        { "[请假] WG5-2026-P1", "补充事由：展会冲突\n", "展会冲突" },
        { "[请假] 展会冲突", "见主题\n", "展会冲突" },
        { "[LEAVE] WG5-2026-P1", "Our representatives are abroad.\n",
          "Our representatives are abroad." },
        { "[请假] WG5-2026-P1", "出差\n", "出差" },
        { "[请假] WG5-2026-P1", "事由：\n", "" },
        { "[请假] WG5-2026-P1", "请假，谢谢。\n", "" },
        { "[请假] WG5-2026-P1", "", "" },
        { "", "", "" },
    };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1024 * 1024);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct leave_said said = { span_str(cases[i].subject),
                                   span_str(cases[i].words) };
        CHECK_SPAN(cases[i].words, leave_words_reason(&said, &arena),
                   span_str(cases[i].want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_reason),
        cmocka_unit_test(test_where_it_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

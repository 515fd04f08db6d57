#include "check.h"

#include "convoke/base/own.h"
#include "mail/prompt.h"

static void test_prompts(void **state)
{
    static const struct {
        const char *text;
        bool prompt;
    } cases[] = {
        { "点击或点按此处输入文字。", true },
        { "请填写", true },
        { "选择一项。", true },
        { "Click or tap here to enter text.", true },
        { "CHOOSE AN ITEM", true },
        { "", false },
        { "＿＿＿＿", false },
        { "新例智能科技有限公司", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].text, prompt_is(span_str(cases[i].text)),
                  cases[i].prompt);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_prompts) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

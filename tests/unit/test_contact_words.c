#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/contact_words.h"

enum { TODAY = 20584 }; /* 2026-05-11 */

static void test_who_and_from_when(void **state)
{
    static const struct {
        const char *words, *name, *mail, *phone;
        civil_day effective; /* 0: not said */
    } cases[] = {
        { "姓名：周某\n电子邮件：z@x.cn\n手机：13800000004\n生效日期：2026-05-"
          "12\n",
          "周某", "z@x.cn", "13800000004", TODAY + 1 },
        { "1. 新联系人姓名：周某\n2. 邮箱：z@x.cn\n3. 手机号：+86 138 0000 "
          "0004\n4. 生效时间：2026年5月12日起\n",
          "周某", "z@x.cn", "+86 138 0000 0004", TODAY + 1 },
        { "新联系人：周某，z@x.cn，13800000004，2026-05-12\n", "周某", "z@x.cn",
          "13800000004", TODAY + 1 },
        { "变更联系人：周某 <z@x.cn>、手机：13800000004、即日起生效\n", "周某",
          "z@x.cn", "13800000004", TODAY },
        { "Name: Zhou Mou\nE-mail: z@x.cn\nMobile: 13800000004\n"
          "Effective: immediately\n",
          "Zhou Mou", "z@x.cn", "13800000004", TODAY },
        /* The old contact's lines are not the new one's. */
        { "原联系人：吴某，w@x.cn，13900000000\n新联系人：周某，z@x.cn，"
          "13800000004\n自5月12日起生效。\n",
          "周某", "z@x.cn", "13800000004", TODAY + 1 },
        { "原联系人\n姓名：吴某\n邮箱：w@x.cn\n手机：13900000000\n新联系人\n"
          "姓名：周某\n邮箱：z@x.cn\n手机：13800000004\n生效日期：5月12日\n",
          "周某", "z@x.cn", "13800000004", TODAY + 1 },
        /* What is not said, or no such thing, is missing. */
        { "姓名：周某\n", "周某", "", "", 0 },
        { "电话：010-11111111\n职务：主任\n", "", "", "", 0 },
        { "手机：保密\n邮箱：无\n生效日期：待定\n", "", "", "", 0 },
        { "生效日期：2026-02-30\n", "", "", "", 0 },
        { "我单位联系人有变动。\n此致\n敬礼\n", "", "", "", 0 },
        { "\xff\xfe：\x80\n", "", "", "", 0 },
        { "", "", "", "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *words = cases[i].words;
        struct contact_words w = contact_words_read(span_str(words), TODAY);
        CHECK_SPAN(words, w.name, span_str(cases[i].name));
        CHECK_SPAN(words, w.mail, span_str(cases[i].mail));
        CHECK_SPAN(words, w.phone, span_str(cases[i].phone));
        CHECK_INT(words, w.dated, cases[i].effective != 0);
        if (w.dated)
            CHECK_INT(words, w.effective, cases[i].effective);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_and_from_when),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

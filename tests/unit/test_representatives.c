#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/desk/representatives.h"

struct representatives_case {
    const char *words;
    enum representatives_fault fault;
    struct {
        const char *name, *title, *mail;
        bool voter;
    } at[3];
    size_t n, voters;
    bool contact;
    const char *contact_mail;
};

static const struct representatives_case cases[] = {
    { "代表1：张三，高级工程师，zhangsan@x.cn，投票代表\n"
      "代表2：李四，工程师，lisi@x.cn\n"
      "联系人：王五，wang@x.cn",
      REPRESENTATIVES_OK,
      { { "张三", "高级工程师", "zhangsan@x.cn", true },
        { "李四", "工程师", "lisi@x.cn", false } },
      2,
      1,
      true,
      "wang@x.cn" },
    { "代表：张三,高级工程师,zhangsan@x.cn,投票代表",
      REPRESENTATIVES_OK,
      { { "张三", "高级工程师", "zhangsan@x.cn", true } },
      1,
      1,
      false,
      "" },
    { "姓名: 张三\n职务: 总工\n电子邮件: z@x.cn\n投票代表: 是\n\n"
      "姓名: 李四\n职务: 主任\n电子邮件: l@x.cn\n投票代表: 否\n\n"
      "联系人信息不变",
      REPRESENTATIVES_OK,
      { { "张三", "总工", "z@x.cn", true },
        { "李四", "主任", "l@x.cn", false } },
      2,
      1,
      true,
      "" },
    { "姓名：张三\n邮箱：z@x.cn\n姓名：李四\n邮箱：l@x.cn\n"
      "投票代表：李四",
      REPRESENTATIVES_OK,
      { { "张三", "", "z@x.cn", false }, { "李四", "", "l@x.cn", true } },
      2,
      1,
      false,
      "" },
    { "姓名\t职务\t邮箱\t是否投票代表\n"
      "张三\t总工\tz@x.cn\t是\n"
      "李四\t\tl@x.cn\t否\n",
      REPRESENTATIVES_OK,
      { { "张三", "总工", "z@x.cn", true }, { "李四", "", "l@x.cn", false } },
      2,
      1,
      false,
      "" },
    { "| 姓名 | 职务 | 邮箱 | 投票 |\n| 张三 | 总工 | z@x.cn | √ |\n",
      REPRESENTATIVES_OK,
      { { "张三", "总工", "z@x.cn", true } },
      1,
      1,
      false,
      "" },
    { "1. 张三，总工，z@x.cn（投票代表）\n2. 李四，主任，l@x.cn",
      REPRESENTATIVES_OK,
      { { "张三", "总工", "z@x.cn", true },
        { "李四", "主任", "l@x.cn", false } },
      2,
      1,
      false,
      "" },
    { "张三 <z@x.cn> 总工\n投票代表：张三\n联系人：不变",
      REPRESENTATIVES_OK,
      { { "张三", "", "z@x.cn", true } },
      1,
      1,
      true,
      "" },
    { "Representative 1: Zhang San, Chief Engineer, z@x.cn, voting\n"
      "Representative 2: Li Si, Engineer, l@x.cn",
      REPRESENTATIVES_OK,
      { { "Zhang San", "Chief Engineer", "z@x.cn", true },
        { "Li Si", "Engineer", "l@x.cn", false } },
      2,
      1,
      false,
      "" },
    { "代表：张三 z@x.cn，李四 l@x.cn；投票代表：张三",
      REPRESENTATIVES_OK,
      { { "张三", "", "z@x.cn", true }, { "李四", "", "l@x.cn", false } },
      2,
      1,
      false,
      "" },
    { "代表（一）：张三，z@x.cn，投票代表\n代表（二）：李四，l@x."
      "cn，非投票代表",
      REPRESENTATIVES_OK,
      { { "张三", "", "z@x.cn", true }, { "李四", "", "l@x.cn", false } },
      2,
      1,
      false,
      "" },
    { "代表１：张三，ｚ＠x.cn，投票代表",
      REPRESENTATIVES_NO_MAIL,
      { { "张三", "", "", true } },
      1,
      1,
      false,
      "" },
    /* the counts of 11.2 and 20.7 */
    { "代表1：张三，z@x.cn，投票代表\n代表2：李四，l@x.cn\n"
      "代表3：王五，w@x.cn",
      REPRESENTATIVES_NOT_1_OR_2,
      { { "张三", "", "z@x.cn", true },
        { "李四", "", "l@x.cn", false },
        { "王五", "", "w@x.cn", false } },
      3,
      1,
      false,
      "" },
    { "代表：张三、李四、王五",
      REPRESENTATIVES_NOT_1_OR_2,
      { { "张三", "", "", false },
        { "李四", "", "", false },
        { "王五", "", "", false } },
      3,
      0,
      false,
      "" },
    { "代表1：张三，z@x.cn，投票代表\n代表2：李四，l@x.cn，投票代表",
      REPRESENTATIVES_TWO_VOTERS,
      { { "张三", "", "z@x.cn", true }, { "李四", "", "l@x.cn", true } },
      2,
      2,
      false,
      "" },
    { "代表1：张三，z@x.cn\n代表2：李四，l@x.cn",
      REPRESENTATIVES_NO_VOTER,
      { { "张三", "", "z@x.cn", false }, { "李四", "", "l@x.cn", false } },
      2,
      0,
      false,
      "" },
    { "代表1：张三，z@x.cn，投票代表\n代表2：李四，z@x.cn",
      REPRESENTATIVES_SAME_MAIL,
      { { "张三", "", "z@x.cn", true }, { "李四", "", "z@x.cn", false } },
      2,
      1,
      false,
      "" },
    { "投票代表：张三，总工，z@x.cn",
      REPRESENTATIVES_OK,
      { { "张三", "总工", "z@x.cn", true } },
      1,
      1,
      false,
      "" },
    { "", REPRESENTATIVES_NOT_1_OR_2, { { 0 } }, 0, 0, false, "" },
    { "我们稍后指派代表，请稍候。",
      REPRESENTATIVES_NOT_1_OR_2,
      { { 0 } },
      0,
      0,
      false,
      "" },
    { "代表：2人", REPRESENTATIVES_NOT_1_OR_2, { { 0 } }, 0, 0, false, "" },
};

static void check_case(const struct representatives_case *c)
{
    struct representatives r = representatives_parse(span_str(c->words));

    CHECK_INT(c->words, r.n, c->n);
    for (size_t i = 0; i < c->n; i++) {
        CHECK_SPAN(c->words, r.at[i].name, span_str(c->at[i].name));
        CHECK_SPAN(c->words, r.at[i].title, span_str(c->at[i].title));
        CHECK_SPAN(c->words, r.at[i].mail, span_str(c->at[i].mail));
        CHECK_INT(c->words, r.at[i].voter, c->at[i].voter);
    }
    CHECK_INT(c->words, r.voters, c->voters);
    CHECK_INT(c->words, r.contact_confirmed, c->contact);
    CHECK_SPAN(c->words, r.contact.mail, span_str(c->contact_mail));
    CHECK_INT(c->words, representatives_check(&r), c->fault);
}

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_case(&cases[i]);
}

static void test_many(void **state)
{
    char words[4096];
    size_t n = 0;
    struct representatives r;

    (void)state;
    for (int i = 0; i < 40; i++)
        n += (size_t)snprintf(words + n, sizeof(words) - n,
                              "代表%d：张三，z%d@x.cn，投票代表\n", i, i);
    r = representatives_parse(span_of(words, n));
    CHECK_INT("all are counted", r.n, 40);
    CHECK_INT("all voters are counted", r.voters, 40);
    CHECK_INT("fault", representatives_check(&r), REPRESENTATIVES_NOT_1_OR_2);
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "代表", "1",    "：",   "张三", "，",   "z@x.cn", "投票代表",
        "\n",   "姓名", "邮箱", "\t",   "|",    "联系人", "<",
        ">",    "、",   "\xff", "\xe5", "（",   "）",     "是",
        "否",   " ",    "@",    "\n\n", "职务", "不变"
    };
    unsigned seed = 3;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        char s[300];
        size_t n = 0;
        struct representatives r;

        while (n < 250) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
        }
        r = representatives_parse(span_of(s, n));
        for (size_t i = 0; i < r.n && i < REPRESENTATIVES_MAX; i++) {
            struct span m = r.at[i].mail;

            CHECK_TRUE("inside", !m.n || (m.p >= s && m.p + m.n <= s + n));
        }
        CHECK_TRUE("no more voters than people", r.voters <= r.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

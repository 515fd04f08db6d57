#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/people.h"

struct people_case {
    const char *list;
    const char *names[6];
};

static const struct people_case cases[] = {
    { "张三", { "张三" } },
    { "张三、李四、王五", { "张三", "李四", "王五" } },
    { "张三，李四；王五。", { "张三", "李四", "王五" } },
    { "张三(组长)、李四（副组长，主持）", { "张三", "李四" } },
    { "张三 教授\n李四\t工程师", { "张三", "李四", "工程师" } },
    { "李　四、王 五", { "李　四", "王 五" } },
    { "1. 张三\n2. 李四", { "张三", "李四" } },
    { "张三和李四", { "张三", "李四" } },
    { "李和平、王与群", { "李和平", "王与群" } },
    { "组长 张三、副组长李四，Dr. Wang Wu", { "张三", "李四", "Wang Wu" } },
    { "组长、秘书", { "组长", "秘书" } },
    { "张三等5人", { "张三" } },
    { "张三、李四等", { "张三", "李四" } },
    { "Zhang San, Li Si and Wang Wu", { "Zhang San", "Li Si", "Wang Wu" } },
    { "Zhang San / Li Si", { "Zhang San", "Li Si" } },
    { "• 张三\xc2\xa0\n•\xc2\xa0李四", { "张三", "李四" } },
    { "阿卜杜勒·买买提、张三", { "阿卜杜勒·买买提", "张三" } },
    { "张三（未完\n李四", { "张三", "李四" } },
    { "共3人：张三", { NULL } },
    { "、，；", { NULL } },
    { "", { NULL } },
};

static void test_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct people_case *c = &cases[i];
        struct span rest = span_str(c->list);
        struct span name = SPAN("untouched");
        size_t n = 0;

        while (people_cut(&rest, &name)) {
            CHECK_TRUE(c->list, n < ARRAY_LEN(c->names));
            CHECK_SPAN(c->list, name, span_str(c->names[n]));
            n++;
        }
        CHECK_TRUE(c->list, n == ARRAY_LEN(c->names) || !c->names[n]);
    }
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "张三",  "李", "和", "、",           "(",  ")",  "（",   "）",
        " and ", ",",  "\n", "1.",           "等", "　", "\xff", "A",
        "·",     ".",  "\t", "\xe2\x80\x8b", "与",
    };
    unsigned seed = 23;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char s[120];
        size_t n = 0;
        struct span rest;
        struct span name;
        size_t before;

        while (n < 100) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
        }
        rest = span_of(s, n);
        before = n + 1;
        while (people_cut(&rest, &name)) {
            CHECK_TRUE("inside",
                       name.n && name.p >= s && name.p + name.n <= s + n);
            CHECK_TRUE("goes on", rest.n < before);
            before = rest.n;
        }
        CHECK_INT("to the end", rest.n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/own.h"
#include "convoke/mail/address.h"

/* Mailboxes as `name <mail>`, joined by `|`. */
static const struct {
    const char *what, *raw, *want;
} list_cases[] = {
    { "bare", "z@qq.com", " <z@qq.com>" },
    { "with a name", "Zhang San <z@QQ.com>", "Zhang San <z@qq.com>" },
    { "quoted", "\"Zhang, San\" <z@qq.com>", "Zhang, San <z@qq.com>" },
    { "escaped in quotes", "\"a \\\"b\\\"\" <z@qq.com>", "a \"b\" <z@qq.com>" },
    { "a comment is the name", "z@qq.com (张三)", "张三 <z@qq.com>" },
    { "nested comments", "z@qq.com (a (b) c)", "a (b) c <z@qq.com>" },
    { "an encoded word in quotes", "\"=?gb18030?B?1cXI/Q==?=\" <z@qq.com>",
      "张三 <z@qq.com>" },
    { "a comma within an encoded word", "=?utf-8?Q?a,b?= <z@qq.com>",
      "a,b <z@qq.com>" },
    { "a word glued to the bracket", "=?gbk?B?1cXI/Q==?=<z@qq.com>",
      "张三 <z@qq.com>" },
    { "raw GBK", "\xd5\xc5\xc8\xfd <z@qq.com>", "张三 <z@qq.com>" },
    { "dots and single quotes", "'Mr. Wang' <z@qq.com>",
      "Mr. Wang <z@qq.com>" },
    { "a list", "a@x.cn, B <b@x.cn>,,c@x.cn,",
      " <a@x.cn>|B <b@x.cn>| <c@x.cn>" },
    { "semicolons", "a@x.cn; b@x.cn;", " <a@x.cn>| <b@x.cn>" },
    { "a group", "WG5: a@x.cn, b@x.cn;, c@x.cn",
      " <a@x.cn>| <b@x.cn>| <c@x.cn>" },
    { "an empty group", "undisclosed-recipients:;", "" },
    { "a route", "<@a.cn,@b.cn:z@qq.com>", " <z@qq.com>" },
    { "a scheme", "<mailto:z@qq.com>", " <z@qq.com>" },
    { "doubled brackets", "<<z@qq.com>>", " <z@qq.com>" },
    { "no closing bracket", "A <z@qq.com, b@x.cn", "A <z@qq.com>| <b@x.cn>" },
    { "square brackets", "张三[z@qq.com]", "张三 <z@qq.com>" },
    { "blanks around the sign", "z @ qq.com", " <z@qq.com>" },
    { "a quoted local part", "\"z s\"@qq.com", " <\"z s\"@qq.com>" },
    { "a stray quote", "\"A <z@qq.com>", "A <z@qq.com>" },
    { "an address as its own name", "z@qq.com <z@qq.com>",
      "z@qq.com <z@qq.com>" },
    { "nobody", "hello, world", "" },
    { "no sign in the brackets", "<bad>", " <bad>" },
    { "empty brackets", "<>", "" },
    { "an address literal", "z@[IPv6:::1]", " <z@[ipv6:::1]>" },
    { "folded", "A\r\n <z@qq.com>,\r\n b@x.cn", "A <z@qq.com>| <b@x.cn>" },
};

static struct span printed(facts_addresses *list, struct arena *a)
{
    struct span s = SPAN_NONE;

    list_each(list, one) s =
        arena_printf(a, SPAN_FMT "%s" SPAN_FMT " <" SPAN_FMT ">", SPAN_ARG(s),
                     s.n ? "|" : "", SPAN_ARG(one->name), SPAN_ARG(one->mail));
    return s;
}

static void test_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(list_cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        facts_addresses list = { 0 };
        size_t n = address_list_read(span_str(list_cases[i].raw), SPAN_NONE, 10,
                                     &a, &list);
        CHECK_SPAN(list_cases[i].what, printed(&list, &a),
                   span_str(list_cases[i].want));
        CHECK_INT(list_cases[i].what, n, list.n);
    }
}

static void test_most(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    facts_addresses list = { 0 };

    (void)state;
    CHECK_INT("counted beyond the most",
              address_list_read(SPAN("a@x.cn,b@x.cn,c@x.cn"), SPAN_NONE, 2, &a,
                                &list),
              3);
    CHECK_INT("kept", list.n, 2);
}

static void test_path(void **state)
{
    static const struct {
        const char *raw, *want;
    } cases[] = {
        { "<>", "" },           { " < > ", "" }, { "<a@b.cn>", "a@b.cn" },
        { "a@B.cn", "a@b.cn" }, { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CHECK_SPAN(cases[i].raw, address_path(span_str(cases[i].raw), &a),
                   span_str(cases[i].want));
    }
}

static void test_plain(void **state)
{
    static const struct {
        const char *mail;
        bool plain;
    } cases[] = {
        { "a@b.cn", true },
        { "a+t@b.cn", true },
        { "用户@例子.公司", true },
        { "a@b@c", false },
        { "@b", false },
        { "a@", false },
        { "a b@c", false },
        { "a@b>\r\nRCPT", false },
        { "<a@b>", false },
        { "a,b@c", false },
        { "\xff@b", false },
        { "", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].mail, address_is_plain(span_str(cases[i].mail)),
                  cases[i].plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_most),
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_plain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/leaders.h"

enum { ARENA = 1024 * 1024 };

static struct leader three[] = {
    { SPAN("GL"), { .name = SPAN("张示例"), .mail = SPAN("gl@x") } },
    { SPAN("DGL1"), { .name = SPAN("李样本"), .mail = SPAN("d1@x") } },
    { SPAN("DGL2"), { .name = SPAN("王　范例"), .mail = SPAN("d2@x") } },
};
static const leaders_list all = { .at = three, .n = ARRAY_LEN(three) };

static const struct {
    const char *what, *list;
    const char *named, *others;
} cases[] = {
    { "names", "张示例、李样本", "GL,DGL1", "DGL2" },
    { "roles", "GL, dgl2", "GL,DGL2", "DGL1" },
    { "titles before the name", "组长张示例，副组长李样本", "GL,DGL1", "DGL2" },
    { "titles behind it", "李样本（副组长）", "DGL1", "GL,DGL2" },
    { "blanks in a name", "王范例", "DGL2", "GL,DGL1" },
    { "others among them", "张示例、赵模板", "GL", "DGL1,DGL2" },
    { "nobody", "赵模板", "", "GL,DGL1,DGL2" },
};

static void test_leaders(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
        struct span list = span_str(cases[i].list);

        CHECK_SPAN(cases[i].what, leaders_named(&all, list, &arena),
                   span_str(cases[i].named));
        CHECK_SPAN(cases[i].what, leaders_but(&all, list, &arena),
                   span_str(cases[i].others));
    }
}

static void test_said(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);

    (void)state;
    CHECK_SPAN("with their titles", leaders_say(&all, SPAN("GL,DGL1"), &arena),
               SPAN("组长张示例、副组长李样本"));
    CHECK_SPAN("DGL1 is not DGL", leaders_say(&all, SPAN("DGL"), &arena),
               SPAN(""));
    CHECK_TRUE("by name", leaders_find(&all, SPAN("李样本")) == &three[1]);
    CHECK_TRUE("with a title",
               leaders_find(&all, SPAN("副组长李样本")) == &three[1]);
    CHECK_TRUE("by role", leaders_find(&all, SPAN("GL")) == &three[0]);
    CHECK_TRUE("nobody", !leaders_find(&all, SPAN("赵模板")));
    CHECK_TRUE("not several", !leaders_find(&all, SPAN("张示例、李样本")));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_leaders),
                                        cmocka_unit_test(test_said) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "gateway/render/value.h"

static void check_said(const struct view *v, const char *name, const char *zh,
                       const char *en)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    const struct value *value = view_find(v, span_str(name));

    assert_non_null(value);
    CHECK_SPAN(name, value_say(value, PHRASE_ZH, &a), span_str(zh));
    CHECK_SPAN(name, value_say(value, PHRASE_EN, &a), span_str(en));
}

static void test_one_view_speaks_both_languages(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    struct view *v = view_new(&a);
    char name[] = "unit", words[] = "示例";
    int64_t t = 0;

    (void)state;
    assert_true(moment_parse(SPAN("2026-02-02T09:40+08:00"), &t));
    view_text(v, name, span_str(words));
    name[0] = words[0] = '!';
    view_textf(v, "file", "%s-%d", "a", 7);
    view_int(v, "n", -3);
    view_both(v, "help", SPAN("秘书处"), SPAN("Secretariat"));
    view_day(v, "day", 20516);
    view_due(v, "due", 20516);
    view_moment(v, "received", t);
    view_left(v, "left", -2);
    view_octets(v, "size", 2048);
    view_flag(v, "open", true);
    check_said(v, "unit", "示例", "示例");
    check_said(v, "file", "a-7", "a-7");
    check_said(v, "n", "-3", "-3");
    check_said(v, "help", "秘书处", "Secretariat");
    check_said(v, "day", "2026年3月4日（周三）", "Wed 4 March 2026");
    check_said(v, "due", "2026年3月4日（周三）24:00",
               "24:00 on Wed 4 March 2026");
    check_said(v, "received", "2026年2月2日（周一）09:40",
               "09:40 on Mon 2 February 2026");
    check_said(v, "left", "逾期2天", "2 days overdue");
    check_said(v, "size", "2 KB", "2 KB");
    check_said(v, "open", "", "");
    CHECK_TRUE("an unknown name", view_find(v, SPAN("gone")) == NULL);
}

static void test_what_holds(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    struct view *v = view_new(&a);
    static const struct {
        const char *name;
        bool holds;
    } cases[] = {
        { "words", true }, { "empty", false }, { "yes", true },
        { "no", false },   { "zero", false },  { "one", true },
        { "list", true },  { "none", false },  { "inside", true },
        { "epoch", true },
    };

    (void)state;
    view_text(v, "words", SPAN("a"));
    view_text(v, "empty", SPAN(""));
    view_flag(v, "yes", true);
    view_flag(v, "no", false);
    view_int(v, "zero", 0);
    view_int(v, "one", 1);
    view_list(v, "list");
    view_item(v, "list");
    view_list(v, "none");
    view_inside(v, "inside");
    view_day(v, "epoch", 0);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].name,
                  value_holds(view_find(v, span_str(cases[i].name)), PHRASE_ZH),
                  cases[i].holds);
}

static void test_setting_twice(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    struct view *v = view_new(&a);

    (void)state;
    view_text(v, "x", SPAN("old"));
    view_text(v, "x", SPAN("new"));
    check_said(v, "x", "new", "new");
    CHECK_INT("one entry", v->entries.n, 1);
    view_text(view_inside(v, "in"), "y", SPAN("1"));
    check_said(view_inside(v, "in"), "y", "1", "1");
    view_action(v, SPAN("同意"), SPAN("APPROVE"), SPAN("mailto:a@b"));
    view_action(v, SPAN("不同意"), SPAN("REJECT"), SPAN("mailto:a@b"));
    CHECK_INT("items are added", view_find(v, SPAN("actions"))->list->items.n,
              2);
    view_list(v, "actions");
    CHECK_INT("a list begun anew is empty",
              view_find(v, SPAN("actions"))->list->items.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_view_speaks_both_languages),
        cmocka_unit_test(test_what_holds),
        cmocka_unit_test(test_setting_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

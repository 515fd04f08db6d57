#include "check.h"

#include "convoke/base/fold.h"
#include "convoke/base/own.h"
#include "gateway/desk/fold.h"

static void test_names_compared(void **state)
{
    static const struct {
        const char *what, *a, *b;
        bool same;
    } cases[] = {
        { "width, brackets and blanks", "（某某）科技 有限公司",
          "(某某)科技有限公司", true },
        { "case and full width", "ＡＢＣ公司", "abc公司", true },
        { "wide blank", "某某　公司", "某某公司", true },
        { "dashes", "A—B公司", "AB公司", true },
        { "what nobody sees", "某某\u200b公司", "某某公司", true },
        { "another name", "某某公司", "某甲公司", false },
        { "letters are not dropped", "某某A公司", "某某公司", false },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(64 * 1024);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what,
                  span_eq(fold_name(&a, span_str(cases[i].a)),
                          fold_name(&a, span_str(cases[i].b))),
                  cases[i].same);
    CHECK_SPAN("not UTF-8 comes back", fold_name(&a, SPAN("a\xff")),
               SPAN("a\xff"));
    CHECK_SPAN("nothing", fold_name(&a, SPAN_NONE), SPAN(""));
}

static void test_typed_words(void **state)
{
    struct span rest = SPAN("［Ｗｇ５］ 同意");
    char buf[8];
    size_t ends[8];

    (void)state;
    CHECK_TRUE("a tag in any brackets", fold_take(&rest, "[wg5]"));
    CHECK_SPAN("the rest", fold_trim(rest), SPAN("同意"));
    CHECK_TRUE("another tag stays", !fold_take(&rest, "[wg6]"));
    CHECK_SPAN("untouched", fold_trim(rest), SPAN("同意"));
    CHECK_TRUE("anywhere", fold_has(SPAN("请 APP－2026"), "app-"));
    CHECK_TRUE("nowhere", !fold_has(SPAN("请 APX"), "app"));
    CHECK_TRUE("alone", fold_is(SPAN("ＯＫ"), "ok"));
    CHECK_TRUE("not alone", !fold_is(SPAN("OK吗"), "ok"));
    CHECK_INT("ASCII until it ends", fold_ascii(SPAN("ＡB中"), buf, 8, ends),
              2);
    CHECK_SPAN("folded", span_str(buf), SPAN("ab"));
    CHECK_INT("octets of a wide letter", ends[0], 3);
    CHECK_INT("no more than there is room",
              fold_ascii(SPAN("abc"), buf, 3, NULL), 2);
}

static void test_loose_words(void **state)
{
    struct span rest = SPAN("参　会 人\xe2\x80\x8b员：张三");

    (void)state;
    CHECK_TRUE("blanks inside", fold_take_loose(&rest, SPAN("参会人员")));
    CHECK_SPAN("the rest", rest, SPAN("：张三"));
    CHECK_TRUE("another word stays", !fold_take_loose(&rest, SPAN("张三")));
    rest = SPAN("Next  Steps");
    CHECK_TRUE("English", fold_take_loose(&rest, SPAN("next steps")));
    CHECK_TRUE("not beyond the end", !fold_take_loose(&rest, SPAN("x")));
    rest = SPAN("\xe2\x80\x8b\xc2\xa0 Ａ");
    CHECK_TRUE("blanks", fold_skip_blanks(&rest) && !fold_skip_blanks(&rest));
    CHECK_INT("what can be seen", fold_peek(rest), 'a');
    fold_step(&rest);
    CHECK_INT("nothing more", fold_peek(rest), FOLD_NOTHING);
    fold_step(&rest);
    CHECK_INT("stays at the end", rest.n, 0);
    CHECK_SPAN("the last", fold_last(SPAN("a末")), SPAN("末"));
    CHECK_TRUE("a digit in any width",
               fold_has_digit(SPAN("第５")) && !fold_has_digit(SPAN("第五")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_compared),
        cmocka_unit_test(test_typed_words),
        cmocka_unit_test(test_loose_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/text.h"

static void test_ceiling(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(5);

    (void)state;
    CHECK_SPAN("empty is no NULL", span_str(text_str(&t)), SPAN(""));
    CHECK_TRUE("fits", text_add_str(&t, "abc"));
    CHECK_TRUE("exactly full", text_add_str(&t, "de"));
    CHECK_TRUE("one too many", !text_add_char(&t, 'f'));
    CHECK_SPAN("what did not fit changes nothing", text_span(&t),
               SPAN("abcde"));
    CHECK_TRUE("over", t.over);
    CHECK_TRUE("over for good, even for nothing", !text_add_str(&t, ""));
    text_reset(&t);
    CHECK_TRUE("usable after a reset", text_addf(&t, "%d-%s", 12, "ab"));
    CHECK_SPAN("printed", text_span(&t), SPAN("12-ab"));
    CHECK_TRUE("a print that is too long", !text_addf(&t, "%s", "x"));
    CHECK_SPAN("changes nothing", text_span(&t), SPAN("12-ab"));
    CHECK_INT("terminated", t.p[t.n], 0);
}

static void test_growth(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(1000 * 1000);

    (void)state;
    for (int i = 0; i < 1000 * 100; i++)
        assert_true(text_add_str(&t, "0123456789"));
    CHECK_INT("all there", t.n, 1000 * 1000);
    CHECK_INT("the last", t.p[t.n - 1], '9');
    CHECK_TRUE("and no more", !text_add_char(&t, 'x'));
    CHECK_TRUE("never more room than the ceiling and its NUL",
               t.room <= 1000 * 1000 + 1);
}

/* Whatever is written is what span_char reads back. */
static void test_every_code_point(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(8);

    (void)state;
    for (unsigned code = 0; code <= 0x10ffff; code++) {
        unsigned back = 0;
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        text_reset(&t);
        assert_true(text_add_code(&t, code));
        assert_int_equal(span_char(text_span(&t), &back), t.n);
        assert_int_equal(back, code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_every_code_point),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

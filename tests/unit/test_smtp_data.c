#include "check.h"

#include "convoke/base/text.h"
#include "mail/smtp_data.h"

static bool into_text(void *to, struct span piece)
{
    return text_add(to, piece);
}

static const struct {
    const char *what;
    struct span in, out;
} cases[] = {
    { "nothing", SPAN(""), SPAN("") },
    { "as it should be", SPAN("a\r\nb\r\n"), SPAN("a\r\nb\r\n") },
    { "end of line missing", SPAN("a\r\nb"), SPAN("a\r\nb\r\n") },
    { "LF", SPAN("a\nb\n"), SPAN("a\r\nb\r\n") },
    { "CR", SPAN("a\rb\r"), SPAN("a\r\nb\r\n") },
    { "CR CR LF is two ends", SPAN("a\r\r\nb"), SPAN("a\r\n\r\nb\r\n") },
    { "LF CR is two ends", SPAN("a\n\rb"), SPAN("a\r\n\r\nb\r\n") },
    { "dots", SPAN(".\r\n..\r\na.b\r\n.c"),
      SPAN("..\r\n...\r\na.b\r\n..c\r\n") },
    { "a dot after LF", SPAN("a\n.\nMAIL FROM:<x>\n"),
      SPAN("a\r\n..\r\nMAIL FROM:<x>\r\n") },
    { "a dot after CR", SPAN("a\r.\rb"), SPAN("a\r\n..\r\nb\r\n") },
    { "NUL", SPAN("a\0b\n"), SPAN("a\0b\r\n") },
};

static void test_whole_and_in_pieces(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (size_t step = 1; step <= 20; step++) {
            CLEANUP(text_release) struct text out = TEXT_INIT(1000);
            struct smtp_data d = { .put = into_text, .to = &out };

            for (size_t at = 0; at < cases[i].in.n; at += step)
                assert_true(smtp_data_add(&d, span_sub(cases[i].in, at, step)));
            assert_true(smtp_data_end(&d));
            CHECK_SPAN(cases[i].what, text_span(&out), cases[i].out);
        }
}

static void test_says_when_full(void **state)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(4);
    struct smtp_data d = { .put = into_text, .to = &out };

    (void)state;
    CHECK_TRUE("fits", smtp_data_add(&d, SPAN("abc")));
    CHECK_TRUE("does not", !smtp_data_add(&d, SPAN("de\r\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_and_in_pieces),
        cmocka_unit_test(test_says_when_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

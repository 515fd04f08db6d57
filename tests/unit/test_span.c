#include "check.h"

#include "convoke/base/own.h"

static void test_places(void **state)
{
    static const struct {
        const char *what, *in, *needle;
        size_t exact, nocase;
    } cases[] = {
        { "at the front", "abcabc", "ab", 0, 0 },
        { "at the end", "xxabc", "abc", 2, 2 },
        { "other case", "xxABC", "abc", 5, 2 },
        { "absent is the length", "abc", "z", 3, 3 },
        { "longer than the text", "ab", "abc", 2, 2 },
        { "nothing stands at the front", "abc", "", 0, 0 },
        { "nothing in nothing", "", "", 0, 0 },
        { "only ASCII is folded", "\xc3\x84", "\xc3\xa4", 2, 2 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span in = span_str(cases[i].in);
        struct span needle = span_str(cases[i].needle);
        CHECK_INT(cases[i].what, span_find(in, needle), cases[i].exact);
        CHECK_INT(cases[i].what, span_find_nocase(in, needle), cases[i].nocase);
    }
    CHECK_INT("a NUL is an octet", span_find_char(SPAN("a\0b"), 'b'), 2);
}

static void test_ends(void **state)
{
    (void)state;
    CHECK_TRUE("starts", span_starts(SPAN("Re: x"), SPAN("Re:")));
    CHECK_TRUE("starts in other case",
               span_starts_nocase(SPAN("RE: x"), SPAN("re:")));
    CHECK_TRUE("case matters", !span_starts(SPAN("RE: x"), SPAN("re:")));
    CHECK_TRUE("a prefix is not longer", !span_starts(SPAN("R"), SPAN("Re")));
    CHECK_TRUE("ends", span_ends(SPAN("a.eml"), SPAN(".eml")));
    CHECK_TRUE("ends in other case",
               span_ends_nocase(SPAN("a.EML"), SPAN(".eml")));
    CHECK_TRUE("a suffix is not longer", !span_ends(SPAN("l"), SPAN("ml")));
    CHECK_TRUE("all end with nothing", span_ends(SPAN_NONE, SPAN_NONE));
    CHECK_TRUE("order by octets", span_cmp(SPAN("ab"), SPAN("b")) < 0);
    CHECK_TRUE("a prefix comes first", span_cmp(SPAN("ab"), SPAN("abc")) < 0);
    CHECK_INT("same", span_cmp(SPAN("ab"), SPAN("ab")), 0);
}

static void test_pieces_clamp(void **state)
{
    struct span s = SPAN("abcdef");

    (void)state;
    CHECK_SPAN("from within", span_from(s, 2), SPAN("cdef"));
    CHECK_SPAN("from beyond", span_from(s, 99), SPAN(""));
    CHECK_SPAN("part", span_sub(s, 1, 2), SPAN("bc"));
    CHECK_SPAN("part beyond", span_sub(s, 4, 99), SPAN("ef"));
    CHECK_SPAN("of nothing", span_sub(SPAN_NONE, 1, 1), SPAN(""));
}

static void test_trim(void **state)
{
    (void)state;
    CHECK_SPAN("ASCII blanks", span_trim(SPAN(" \t\r\n\v\f a b \n")),
               SPAN("a b"));
    CHECK_SPAN("nothing but blanks", span_trim(SPAN(" \n ")), SPAN(""));
    CHECK_SPAN("wide blanks stay", span_trim(SPAN("　a　")), SPAN("　a　"));
    CHECK_SPAN("wide blanks go", span_trim_wide(SPAN(" 　\u00a0 a　b 　")),
               SPAN("a　b"));
    CHECK_SPAN("a mark nobody sees", span_trim_wide(SPAN("\ufeff\u200b a")),
               SPAN("a"));
}

static void test_lines_and_cuts(void **state)
{
    static const struct {
        const char *what, *in;
        const char *lines[4];
    } cases[] = {
        { "the three ends of a line", "a\r\nb\nc\rd", { "a", "b", "c", "d" } },
        { "an end gives no empty last line", "a\n", { "a" } },
        { "empty lines count", "\n\na", { "", "", "a" } },
        { "LF CR is two ends", "a\n\rb", { "a", "", "b" } },
        { "nothing has no line", "", { NULL } },
    };
    struct span rest = SPAN("a,,b,");
    struct span piece = SPAN("sentinel");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span left = span_str(cases[i].in);
        struct span line;
        size_t n = 0;
        while (span_line(&left, &line)) {
            assert_true(n < 4 && cases[i].lines[n]);
            CHECK_SPAN(cases[i].what, line, span_str(cases[i].lines[n++]));
        }
        CHECK_TRUE(cases[i].what, n == 4 || !cases[i].lines[n]);
    }
    assert_true(span_cut(&rest, ',', &piece));
    CHECK_SPAN("first", piece, SPAN("a"));
    assert_true(span_cut(&rest, ',', &piece));
    CHECK_SPAN("empty between", piece, SPAN(""));
    assert_true(span_cut(&rest, ',', &piece));
    CHECK_SPAN("last", piece, SPAN("b"));
    CHECK_TRUE("no empty last piece", !span_cut(&rest, ',', &piece));
    CHECK_SPAN("untouched", piece, SPAN("b"));
}

static void test_utf8(void **state)
{
    static const struct {
        const char *what;
        struct span s;
        size_t n;
        unsigned code;
    } cases[] = {
        { "ASCII", { "a", 1 }, 1, 'a' },
        { "NUL", { "\0", 1 }, 1, 0 },
        { "two octets", { "\xc2\x80", 2 }, 2, 0x80 },
        { "three octets", { "中", 3 }, 3, 0x4e2d },
        { "four octets", { "\xf0\xa0\x80\x80", 4 }, 4, 0x20000 },
        { "the last one", { "\xf4\x8f\xbf\xbf", 4 }, 4, 0x10ffff },
        { "beyond the last", { "\xf4\x90\x80\x80", 4 }, 0, 7 },
        { "a surrogate", { "\xed\xa0\x80", 3 }, 0, 7 },
        { "overlong slash", { "\xc0\xaf", 2 }, 0, 7 },
        { "overlong in three", { "\xe0\x80\xaf", 3 }, 0, 7 },
        { "overlong in four", { "\xf0\x80\x80\xaf", 4 }, 0, 7 },
        { "a tail alone", { "\x80", 1 }, 0, 7 },
        { "cut", { "\xe4\xb8", 2 }, 0, 7 },
        { "no tail", { "\xe4\xb8x", 3 }, 0, 7 },
        { "never a lead", { "\xff", 1 }, 0, 7 },
        { "the end", { "", 0 }, 0, 7 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        unsigned code = 7;
        CHECK_INT(cases[i].what, span_char(cases[i].s, &code), cases[i].n);
        CHECK_INT(cases[i].what, code, cases[i].code);
        CHECK_INT(cases[i].what, span_is_utf8(cases[i].s),
                  cases[i].n == cases[i].s.n);
    }
}

static void test_fit_never_cuts_a_character(void **state)
{
    struct span s = SPAN("a中\xf0\xa0\x80\x80z");
    static const size_t fit[] = { 0, 1, 1, 1, 4, 4, 4, 4, 8, 9, 9 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(fit); i++)
        CHECK_INT("prefix", span_fit(s, i).n, fit[i]);
    CHECK_TRUE("a tab is a control", span_has_control(SPAN("a\tb")));
    CHECK_TRUE("DEL is a control", span_has_control(SPAN("a\x7f")));
    CHECK_TRUE("Chinese is none", !span_has_control(SPAN("中 文")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_pieces_clamp),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_lines_and_cuts),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_fit_never_cuts_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

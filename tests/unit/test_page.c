#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/table.h"
#include "gateway/render/escape.h"
#include "gateway/render/page.h"
#include "gateway/render/wrap.h"

static void text_of(const char *markup, struct arena *a, struct text *to)
{
    struct page d = { 0 };
    struct reason why = { 0 };

    if (page_add(&d, a, span_str(markup), false, "test", &why) != VERDICT_DONE)
        text_add_str(to, why.text);
    else
        page_text(&d, to);
}

#define TEN "甲乙丙丁戊己庚辛壬癸"
#define V "\x02" /* a value begins */
#define E "\x03" /* and ends */

static const struct {
    const char *what, *markup, *want;
} layouts[] = {
    { "paragraphs keep their empty line", "a\n\n\n\nb\n", "a\n\nb\n" },
    { "lines of a paragraph join with a blank", "one\ntwo\n", "one two\n" },
    { "Chinese lines join without", "你好，\n世界\n", "你好，世界\n" },
    { "numbered items keep their numbers", "1. a\n2. b\n1.2. c\n",
      "  1. a\n  2. b\n  1.2. c\n" },
    { "items count themselves", "#. a\n#. b\n\nx\n#. c\n",
      "  1. a\n  2. b\n\nx\n  1. c\n" },
    { "bullets", "- a\n- b\n", "  - a\n  - b\n" },
    { "an indented line goes on an item", "- a\n  b\n", "  - a b\n" },
    { "an indented slash begins a new line of an item", "- a\n  / b\n  c\n",
      "  - a\n    b c\n" },
    { "and of a row", "| 1 | a\n  / b\n| 2 | c\n", "  1  a\n     b\n  2  c\n" },
    { "a value's slash does not", "- a\n  " V "/ b" E "\n", "  - a / b\n" },
    { "a long item hangs", "1. " TEN TEN TEN TEN "\n",
      "  1. " TEN TEN TEN "甲乙丙丁戊己\n     庚辛壬癸\n" },
    { "rows align, Chinese counts two", "| 名称 | a\n| 办公地址 | b\n",
      "  名称      a\n  办公地址  b\n" },
    { "a long value hangs", "| 名 | " TEN TEN TEN TEN "\n",
      "  名  " TEN TEN TEN "甲乙丙丁戊己\n      庚辛壬癸\n" },
    { "quotations", "> a\n", "  > a\n" },
    { "a quoted value keeps its lines",
      "> " V "a\x04"
      "b" E "\n",
      "  > a\n  > b\n" },
    { "bold is for the eye only", "a **b** c\n", "a b c\n" },
    { "headings and notes", "## a\n\n~ b\n", "■ a\n\nb\n" },
    { "codes", "= Token: | 7f3k\n", "Token: 7f3k\n" },
    { "buttons show their address",
      "! 同意 | mailto:a@b?body=x\n! 不同意 | mailto:a@b\n",
      "  [同意]    a@b\n  [不同意]  a@b\n" },
    { "a row needs two halves", "| a\n", "test: no \"|\" in \"a\"" },
    { "a row needs a value", "| a | " V E "\n",
      "test: a line of nothing after \"a\"" },
    { "or the next line's", "| a | \n  b\n", "  a  b\n" },
    { "an item needs words", "- ** **\n",
      "test: a line of nothing after \"-\"" },
    { "so does a quotation", "> " V " " E "\n",
      "test: a line of nothing after \"\"" },
    { "a button needs a mailto", "! a | http://x\n",
      "test: a button must be a mailto: link" },
    { "a value is no item", V "1. a" E "\n", "1. a\n" },
    { "a value is no bullet", V "- a" E "\n", "- a\n" },
    { "a value is no heading", V "## a" E "\n", "## a\n" },
    { "a value is no row", V "| a | b" E "\n", "| a | b\n" },
    { "a value is no button", V "! a | mailto:x" E "\n", "! a | mailto:x\n" },
    { "a value is no quotation", V "> a" E "\n", "> a\n" },
    { "a value splits no row", "| " V "a|b" E " | " V "c|d" E "\n",
      "  a|b  c|d\n" },
    { "a value is not bold", "a " V "**b**" E " c\n", "a **b** c\n" },
};

static void test_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_NOTICE);
        text_of(layouts[i].markup, &a, &got);
        CHECK_SPAN(layouts[i].what, text_span(&got), span_str(layouts[i].want));
    }
}

static const struct {
    const char *what, *text;
    size_t columns;
    const char *want; /* lines joined by / */
} wraps[] = {
    { "fits", "abc", 10, "abc" },
    { "at blanks", "one two three four", 9, "one two/three/four" },
    { "Chinese anywhere", TEN, 8, "甲乙丙丁/戊己庚辛/壬癸" },
    { "no closing mark at the start", "甲乙丙，丁戊", 6, "甲乙/丙，丁/戊" },
    { "no opening mark at the end", "甲乙（丙丁）", 6, "甲乙/（丙/丁）" },
    { "a Latin word stays whole", "见WG5-2026的会", 9, "见/WG5-2026/的会" },
    { "what cannot break is cut", "abcdefghij", 4, "abcd/efgh/ij" },
    { "a date stays whole", "请于2026年3月4日（周三）24:00前", 28,
      "请于/2026年3月4日（周三）24:00前" },
    { "an article stays whole", "根据第十二条第1项办理", 14,
      "根据/第十二条第1项/办理" },
    { "a count stays with its word", "尚缺2项", 6, "尚缺/2项" },
    { "one character is not left alone", TEN TEN TEN "甲乙丙，丁戊己，庚辛壬。",
      80, TEN TEN TEN "甲乙丙，丁戊/己，庚辛壬。" },
};

static void test_wrap(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wraps); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_HEADER);
        struct span rest = span_str(wraps[i].text);
        struct span line = SPAN_NONE;
        while (wrap_line(&rest, wraps[i].columns, &line)) {
            if (got.n)
                text_add_char(&got, '/');
            text_add(&got, line);
            CHECK_TRUE(wraps[i].what, table_width(line) <= wraps[i].columns);
        }
        CHECK_SPAN(wraps[i].what, text_span(&got), span_str(wraps[i].want));
    }
}

static void test_article(void **state)
{
    static const struct {
        const char *text, *article;
    } cases[] = {
        { "第十二条第1项办理", "第十二条第1项" },
        { "第九条（", "第九条" },
        { "第20条第7款第3项第4项", "第20条第7款第3项" },
        { "第一次会议", "" },
        { "第条", "" },
        { "第一二三四五六条", "" },
        { "第", "" },
        { "", "" },
        { "根据第九条", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span s = span_str(cases[i].text);
        CHECK_SPAN(cases[i].text, span_sub(s, 0, wrap_article(s)),
                   span_str(cases[i].article));
    }
}

static void test_dashed(void **state)
{
    static const struct {
        const char *text, *dashed;
    } cases[] = {
        { "WG5-2026-P1 全体会议", "WG5-2026-P1" },
        { "2026-06-15（周一）24:00前", "2026-06-15（周一）" },
        { "06-15、06-16", "06-15" },
        { "digest-20260702.csv", "digest-20260702" },
        { "WG5", "" },
        { "-a", "" },
        { "", "" },
        { "（周一）", "" },
        { "2026-06-15（周", "2026-06-15（周" },
        { "a-very-long-name-of-something-else", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span s = span_str(cases[i].text);
        CHECK_SPAN(cases[i].text, span_sub(s, 0, wrap_dashed(s)),
                   span_str(cases[i].dashed));
    }
}

static void test_keyword(void **state)
{
    (void)state;
    CHECK_INT("with its quote", wrap_keyword(SPAN("\"[plan] WG5\"")), 7);
    CHECK_INT("no quote", wrap_keyword(SPAN("[plan]")), 0);
    CHECK_INT("not closed", wrap_keyword(SPAN("\"[plan")), 0);
    CHECK_INT("too long for a line",
              wrap_keyword(SPAN("\"[abcdefghijklmnopqrstuvwxyzabc]")), 0);
}

static void test_weekday(void **state)
{
    static const struct {
        const char *text, *whole;
    } cases[] = {
        { "（周三）24:00前", "（周三）24:00" },
        { "（周日）起", "（周日）" },
        { "（周", "" },
        { "（周三", "" },
        { "周三）", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].text,
                   span_sub(span_str(cases[i].text), 0,
                            wrap_weekday(span_str(cases[i].text))),
                   span_str(cases[i].whole));
}

static void test_html(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    CLEANUP(text_release) struct text html = TEXT_INIT(TEXT_MAX_NOTICE);
    struct page d = { 0 };
    struct reason why = { 0 };

    (void)state;
    assert_int_equal(
        page_add(&d, &a,
                 SPAN("**a** & " V "<b>\x04**" E "\n\n! go | mailto:x@y?"
                      "subject=a%20b&body=" V "\"同" E "\n"),
                 true, "test", &why),
        VERDICT_DONE);
    page_html(&d, &html);
    CHECK_TRUE("bold, escaped, broken",
               span_has(text_span(&html),
                        SPAN("<strong>a</strong> &amp; &lt;b&gt;<br>**")));
    CHECK_TRUE("the link is encoded",
               span_has(text_span(&html),
                        SPAN("href=\"mailto:x@y?subject=a%20b&amp;body=%22"
                             "%E5%90%8C\"")));
    CHECK_TRUE("the address is there as text",
               span_has(text_span(&html), SPAN(">x@y</div>")));
    CHECK_TRUE("English says so",
               span_has(text_span(&html), SPAN("<td lang=\"en\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_article), cmocka_unit_test(test_dashed),
        cmocka_unit_test(test_html),    cmocka_unit_test(test_weekday),
        cmocka_unit_test(test_keyword),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/own.h"
#include "gateway/render/escape.h"

static void test_html(void **state)
{
    static const struct {
        const char *value, *want;
    } cases[] = {
        { "", "" },
        { "plain 中文", "plain 中文" },
        { "<b>\"&'</b>", "&lt;b&gt;&quot;&amp;&#39;&lt;/b&gt;" },
        { "&amp;", "&amp;amp;" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_HEADER);
        escape_html(&to, span_str(cases[i].value));
        CHECK_SPAN(cases[i].value, text_span(&to), span_str(cases[i].want));
    }
}

static const struct {
    const char *what, *value, *line, *markup;
} cleanings[] = {
    { "words stay", "示例 公司", "示例 公司", "\x02示例 公司\x03" },
    { "blanks run together", " a \t b  ", "a b",
      "\x02"
      "a b\x03" },
    { "line breaks", "a\r\nb\n\nc", "a b c",
      "\x02"
      "a\x04"
      "b\x04"
      "c\x03" },
    { "line separators",
      "a\xE2\x80\xA8"
      "b",
      "a b",
      "\x02"
      "a\x04"
      "b\x03" },
    { "a header cannot be begun", "x\r\nBcc: y", "x Bcc: y",
      "\x02x\x04"
      "Bcc: y\x03" },
    { "controls go", "a\x01\x02\x03\x1b[0mb\x7f", "a[0mb",
      "\x02"
      "a[0mb\x03" },
    { "C1 controls go",
      "a\xC2\x9B"
      "b",
      "ab",
      "\x02"
      "ab\x03" },
    { "bidirectional overrides go",
      "\xE2\x80\xAE"
      "evil\xE2\x80\xAC",
      "evil",
      "\x02"
      "evil\x03" },
    { "isolates and marks go",
      "a\xE2\x81\xA6"
      "b\xE2\x80\x8F"
      "c",
      "abc",
      "\x02"
      "abc\x03" },
    { "invisible characters go",
      "a\xE2\x80\x8B"
      "b\xEF\xBB\xBF"
      "c",
      "abc",
      "\x02"
      "abc\x03" },
    { "malformed octets show", "a\xff\xE4\xB8",
      "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
      "\x02"
      "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\x03" },
    { "nothing but hidden", "\xE2\x80\x8B", "", "\x02\x03" },
};

static void test_cleaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cleanings); i++) {
        CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_HEADER);
        CLEANUP(text_release) struct text markup = TEXT_INIT(TEXT_MAX_HEADER);
        struct span value = span_str(cleanings[i].value);
        escape_line(&line, value);
        escape_markup(&markup, value);
        CHECK_SPAN(cleanings[i].what, text_span(&line),
                   span_str(cleanings[i].line));
        CHECK_SPAN(cleanings[i].what, text_span(&markup),
                   span_str(cleanings[i].markup));
    }
}

static void test_link(void **state)
{
    CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_HEADER);

    (void)state;
    escape_link(&to, SPAN("mailto:a+b@x?subject=%E4 \"<同\n"));
    CHECK_SPAN("what no URL may contain", text_span(&to),
               SPAN("mailto:a+b@x?subject=%E4%20%22%3C%E5%90%8C%0A"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_cleaning),
        cmocka_unit_test(test_link),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

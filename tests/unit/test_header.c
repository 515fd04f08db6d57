#include "check.h"

#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/header.h"

static const struct {
    const char *what, *raw, *want;
} text_cases[] = {
    { "plain", " Hello ", "Hello" },
    { "folded", "a\r\n b\n\tc", "a b c" },

    { "one word", "=?utf-8?B?5L2g5aW9?=", "你好" },
    { "lower case letters", "=?UTF-8?b?5L2g5aW9?=", "你好" },
    { "missing padding", "=?utf-8?B?5L2g5aW9YQ?=", "你好a" },
    { "blanks between words go",
      "=?utf-8?B?5L2g?= \r\n =?utf-8?B?5aW9?=", "你好" },
    { "no blank between words", "=?utf-8?B?5L2g?==?utf-8?B?5aW9?=", "你好" },
    { "a character cut by words", "=?gbk?B?xOO6?= =?gbk?B?ww==?=", "你好" },
    { "a character cut by padded words",
      "=?gbk?B?xA==?= =?gbk?B?47rD?=", "你好" },
    { "words of two charsets",
      "=?gbk?Q?=C4=E3?= =?utf-8?Q?=E5=A5=BD?=", "你好" },
    { "text around words", "Re: =?utf-8?Q?=E4=BD=A0?= [x]", "Re: 你 [x]" },
    { "underscores are blanks", "=?utf-8?Q?a_b=5Fc?=", "a b_c" },
    { "blanks within a word", "=?utf-8?Q?a =E4=BD=A0 b?=", "a 你 b" },
    { "a question mark before an escape",
      "=?utf-8?Q?what?=E4=BD=A0?=", "what?你" },
    { "a language", "=?utf-8*zh-CN?B?5L2g?=", "你" },
    { "line ends inside a word go", "=?utf-8?Q?a=0D=0A_b?=", "a b" },
    { "cut off by a length limit", "=?utf-8?B?5L2g5aW9", "你好" },
    { "not a word", "=?utf-8?X?abc?= =?=?=", "=?utf-8?X?abc?= =?=?=" },
    { "raw UTF-8", "\xe4\xbd\xa0", "你" },
    { "raw GBK", "\xc4\xe3\xba\xc3", "你好" },
    { "raw GBK around a word", "\xc4\xe3=?utf-8?B?5aW9?=\xba\xc3", "你好好" },
    { "Latin-1 that is UTF-8", "=?ISO-8859-1?B?5L2g5aW9?=", "你好" },
    { "empty word", "=?utf-8?B?\?=", "" },
    { "a tab is a blank", "a\tb", "a b" },
};

static void test_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CHECK_SPAN(
            text_cases[i].what,
            header_decode(span_str(text_cases[i].raw), SPAN_NONE, &a, NULL),
            span_str(text_cases[i].want));
    }
}

static const struct {
    const char *what, *raw, *name, *want;
} param_cases[] = {
    { "quoted", "attachment; filename=\"a b.pdf\"", "filename", "a b.pdf" },
    { "not quoted, with blanks", "attachment; filename=my report 1.pdf; x=y",
      "filename", "my report 1.pdf" },
    { "a semicolon in quotes", "a; filename=\"a;b.pdf\"", "filename",
      "a;b.pdf" },
    { "an escaped quote", "a; filename=\"a\\\"b.pdf\"", "filename",
      "a\"b.pdf" },
    { "a Windows path keeps its strokes", "a; filename=\"C:\\x\\b.pdf\"",
      "filename", "C:\\x\\b.pdf" },
    { "a quote nobody closed", "a; filename=\"abc.pdf; size=3", "filename",
      "abc.pdf" },
    { "RFC 2231", "a; filename*=UTF-8''%E4%BD%A0.pdf", "filename", "你.pdf" },
    { "RFC 2231 in GBK", "a; filename*=gb2312'zh-cn'%C4%E3.pdf", "filename",
      "你.pdf" },
    { "RFC 2231 without a charset", "a; filename*=a%20b.pdf", "filename",
      "a b.pdf" },
    { "RFC 2231 in quotes", "a; filename*=\"UTF-8''%E4%BD%A0.pdf\"", "filename",
      "你.pdf" },
    { "RFC 2231 wins, wherever it stands",
      "a; filename=\"x.pdf\"; filename*=UTF-8''%E4%BD%A0.pdf", "filename",
      "你.pdf" },
    { "continued", "a; filename*0=\"ab\"; filename*1=\"cd.pdf\"", "filename",
      "abcd.pdf" },
    { "continued in disorder",
      "a; filename*2=\"e.pdf\"; filename*0=\"ab\"; filename*1=\"cd\"",
      "filename", "abcde.pdf" },
    { "continued in the middle of a character",
      "a; filename*0*=UTF-8''%E4%BD; filename*1*=%A0.pdf", "filename",
      "你.pdf" },
    { "continued with a plain tail",
      "a; filename*0*=UTF-8''%E4%BD%A0; filename*1=\"x.pdf\"", "filename",
      "你x.pdf" },
    { "an encoded word in quotes", "a; name=\"=?gbk?B?xOO6ww==?=.pdf\"", "name",
      "你好.pdf" },
    { "an encoded word without quotes", "a; name==?gbk?B?xOO6ww==?=", "name",
      "你好" },
    { "words over two lines",
      "a; name=\"=?utf-8?B?5L2g?=\r\n =?utf-8?B?5aW9?=\"", "name", "你好" },
    { "raw GBK whose second octet is a backslash",
      "a; name=\"\xc4\xe3\x81\x5c\xc4\xe3.pdf\"", "name", "你乗你.pdf" },
    { "no blank, no semicolon at the end", "a;name=x.pdf", "name", "x.pdf" },
    { "any case", "a; NAME=x.pdf", "name", "x.pdf" },
    { "the semicolon forgotten", "text/plain charset=gbk", "charset", "gbk" },
    { "the semicolon forgotten after a quote", "a; name=\"x\" charset=gbk",
      "charset", "gbk" },
    { "a comment before it", "text/plain (x) ; charset=gbk", "charset", "gbk" },
    { "the first of two", "a; name=1; name=2", "name", "1" },
    { "absent", "a; b=c", "name", "" },
    { "no value", "a; name=", "name", "" },
};

static void test_parameters(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(param_cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        struct header_value v;
        header_value_read(span_str(param_cases[i].raw), &a, &v);
        CHECK_SPAN(param_cases[i].what,
                   header_param(&v, span_str(param_cases[i].name), &a, NULL),
                   span_str(param_cases[i].want));
    }
}

static void test_main_value(void **state)
{
    static const struct {
        const char *raw, *want;
    } cases[] = {
        { "Text/Plain; charset=x", "text/plain" },
        { " text / plain ; a=b", "text/plain" },
        { "text/plain (comment); a=b", "text/plain" },
        { "text/plain charset=x", "text/plain" },
        { "text", "text" },
        { "", "" },
        { "; a=b", "" },
        { "charset=gbk", "" },
        { "Attachment", "attachment" },
        { "multipart/mixed;boundary=a", "multipart/mixed" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        struct header_value v;
        header_value_read(span_str(cases[i].raw), &a, &v);
        CHECK_SPAN(cases[i].raw, v.main, span_str(cases[i].want));
    }
}

static void test_fields(void **state)
{
    static const char block[] = "From x@y Mon Jan 1\n"
                                "A: 1\r\n"
                                "B : 2\n 3\n"
                                "junk line\n"
                                " its tail\n"
                                "\tC: no\n"
                                "D:\n"
                                "\xe4\xbd\xa0: no\n"
                                "E: 5";
    static const char *const want[][2] = {
        { "A", "1" }, { "B", "2 3" }, { "D", "" }, { "E", "5" }
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    struct span rest = span_str(block);
    struct header_field f;
    bool junk = false;
    size_t n = 0;

    (void)state;
    while (header_next(&rest, &f, &junk)) {
        assert_true(n < ARRAY_LEN(want));
        CHECK_SPAN("name", f.name, span_str(want[n][0]));
        CHECK_SPAN(want[n][0], header_unfold(f.value, &a),
                   span_str(want[n][1]));
        n++;
    }
    CHECK_INT("fields", n, ARRAY_LEN(want));
    CHECK_TRUE("junk is told", junk);
}

static void test_file_names(void **state)
{
    static const struct {
        const char *what, *name, *want;
    } cases[] = {
        { "a path", "../../etc/passwd", "passwd" },
        { "a Windows path", "..\\材料\\资质.zip", "资质.zip" },
        { "only a path", "../..", "" },
        { "controls", "a\r\nb\x01.pdf", "ab.pdf" },
        { "turned around",
          "exe\xe2\x80\xae"
          "fdp.exe",
          "exefdp.exe" },
        { "trailing dots and blanks", "a.pdf. . ", "a.pdf" },
        { "a hidden file", ".bashrc", "bashrc" },
        { "wide blanks", "\xe3\x80\x80申请.doc\xe3\x80\x80", "申请.doc" },
        { "composed", "e\xcc\x81.pdf", "\xc3\xa9.pdf" },
        { "as it is", "申请表（盖章版）.docx", "申请表（盖章版）.docx" },
    };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
    struct text long_name = TEXT_INIT(4096);
    struct span got;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].what, header_file_name(span_str(cases[i].name), &a),
                   span_str(cases[i].want));
    for (size_t i = 0; i < 100; i++)
        text_add_str(&long_name, "申");
    text_add_str(&long_name, ".docx");
    got = header_file_name(text_span(&long_name), &a);
    CHECK_TRUE("capped", got.n <= HEADER_MAX_NAME && got.n > 150);
    CHECK_TRUE("whole characters", span_is_utf8(got));
    CHECK_TRUE("extension kept", span_ends(got, SPAN(".docx")));
    text_release(&long_name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),       cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_main_value), cmocka_unit_test(test_fields),
        cmocka_unit_test(test_file_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/own.h"
#include "convoke/mail/charset.h"

struct charset_case {
    const char *what, *octets, *label, *hint, *want;
    unsigned flags;
};

static const struct charset_case charset_cases[] = {
    { "plain ASCII needs no label", "hello", "", "", "hello", 0 },
    { "UTF-8 as declared", "\xe4\xbd\xa0", "utf-8", "", "你", 0 },
    { "gb2312 is read as GB18030", "\xe9\x46", "gb2312", "", "镕", 0 },
    { "GB_2312-80 too", "\xd6\xd0\xce\xc4", "GB_2312-80", "", "中文", 0 },
    { "x-gbk with a language", "\xd6\xd0", "x-gbk*zh-CN", "", "中", 0 },
    { "cp936 in quotes", "\xd6\xd0", "\"CP936\"", "", "中", 0 },
    { "four octets under gbk", "\x95\x34\xb2\x35", "gbk", "", "𠮷", 0 },
    { "euro sign of GB18030", "\xa2\xe3", "gb18030", "", "€", 0 },
    { "euro sign of Windows", "\x80", "gbk", "", "€", 0 },
    { "Big5 with Hong Kong's own", "\xb6\xc7\xa4\x48", "big5", "", "傳人", 0 },
    { "Hong Kong's last character is not held back", "\xfe\xfe", "big5-hkscs",
      "", "秔", 0 },
    { "HZ, which the C library lacks", "~{;aRi~} ~~ ok", "hz-gb-2312", "",
      "会议 ~ ok", 0 },
    { "ISO-2022-JP", "\x1b$B2q\x1b(B", "iso-2022-jp", "", "会", 0 },
    { "Latin-1 is windows-1252", "\x80\xe9", "iso-8859-1", "", "€é", 0 },
    { "KOI8-R", "\xd7", "koi8-r", "", "в", 0 },
    { "UTF-16 with a mark", "\xff\xfe\x60\x4f", "utf-16", "", "你", 0 },
    { "a mark is a label", "\xff\xfe\x60\x4f", "", "", "你", CHARSET_GUESSED },
    { "in either order, whatever the label", "\xfe\xff\x4f\x60", "utf-8", "",
      "你", CHARSET_CONTRADICTED },
    { "a mark before UTF-8 goes", "\xef\xbb\xbf\xe4\xbd\xa0", "utf-8", "", "你",
      0 },
    { "unlabelled UTF-8", "\xe4\xbd\xa0\xe5\xa5\xbd", "", "", "你好",
      CHARSET_GUESSED },
    { "unlabelled GBK", "\xc7\xeb\xb2\xe9\xca\xd5", "", "", "请查收",
      CHARSET_GUESSED },
    { "two octets that are UTF-8 by chance", "\xc4\xa3", "", "", "模",
      CHARSET_GUESSED },
    { "unlabelled Cyrillic UTF-8 stays", "\xd0\xb2\xd0\xb0", "unknown", "",
      "ва", CHARSET_GUESSED },
    { "unlabelled Big5", "\xc3\xf6\xa9\xf3\xb7\x7c\xc4\xb3\xb3\x71\xaa\xbe", "",
      "", "關於會議通知", CHARSET_GUESSED },
    { "unlabelled Latin-1", "caf\xe9 cr\xe8me", "", "", "café crème",
      CHARSET_GUESSED },
    { "us-ascii says nothing", "\xe4\xbd\xa0\xe5\xa5\xbd", "us-ascii", "",
      "你好", CHARSET_GUESSED },
    { "a sibling's label is tried", "\xd7\xe1", "", "koi8-r", "вА", 0 },
    { "UTF-8 under a GBK label", "\xe4\xbd\xa0\xe5\xa5\xbd", "gbk", "", "你好",
      CHARSET_CONTRADICTED },
    { "UTF-8 under a Big5 label", "\xe4\xbd\xa0\xe5\xa5\xbd", "big5", "",
      "你好", CHARSET_CONTRADICTED },
    { "GBK under a UTF-8 label", "\xc7\xeb\xb2\xe9\xca\xd5", "utf-8", "",
      "请查收", CHARSET_CONTRADICTED },
    { "GBK under Latin-1, as QQ in English does", "\xc7\xeb\xb2\xe9",
      "iso-8859-1", "", "请查", CHARSET_CONTRADICTED },
    { "German under Latin-1 stays",
      "\xc4pfel \xfc"
      "ber",
      "iso-8859-1", "", "Äpfel über", 0 },
    { "one damaged octet stays one", "\xe5\x89\x8d\xff\xe5\x90\x8e", "utf-8",
      "", "前\xef\xbf\xbd后", CHARSET_LOSSY },
    { "a broken character is one mark", "\xe5\x89!", "utf-8", "",
      "\xef\xbf\xbd!", CHARSET_LOSSY },
    { "cut in the last character", "\xd6\xd0\xce", "gbk", "", "中",
      CHARSET_LOSSY },
    { "a label nobody knows", "\xc7\xeb\xb2\xe9", "x-klingon", "", "请查",
      CHARSET_GUESSED },
    { "CN-EXT is never opened", "a\x1b$)Ab", "iso-2022-cn-ext", "", "a\x1b$)Ab",
      CHARSET_GUESSED },
};

static void test_labels_and_octets(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(charset_cases); i++) {
        const struct charset_case *c = &charset_cases[i];
        CLEANUP(text_release) struct text to = TEXT_INIT(1024);
        unsigned flags = charset_to_utf8(
            span_str(c->octets), span_str(c->label), span_str(c->hint), &to);
        CHECK_SPAN(c->what, text_span(&to), span_str(c->want));
        CHECK_INT(c->what, flags, c->flags);
    }
}

static void test_ceiling_cuts_at_a_character(void **state)
{
    static const char *const labels[] = { "utf-8", "gb18030" };
    static const char *const octets[] = { "\xe4\xbd\xa0\xe5\xa5\xbd",
                                          "\xc4\xe3\xba\xc3" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        CLEANUP(text_release) struct text to = TEXT_INIT(5);
        charset_to_utf8(span_str(octets[i]), span_str(labels[i]), SPAN_NONE,
                        &to);
        CHECK_SPAN(labels[i], text_span(&to), SPAN("你"));
        CHECK_TRUE(labels[i], to.over);
    }
}

/* Every pair of octets under every label gives UTF-8 and never a '?'. */
static void test_always_utf8_never_a_question_mark(void **state)
{
    static const char *const labels[] = { "",      "utf-8",       "gbk",
                                          "big5",  "shift_jis",   "euc-jp",
                                          "hz",    "iso-2022-kr", "utf-16",
                                          "utf-7", "windows-1251" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        for (unsigned pair = 0; pair < 0x10000; pair += 3) {
            char octets[3] = { (char)(pair >> 8), (char)pair, 'A' };
            CLEANUP(text_release) struct text to = TEXT_INIT(64);
            if (octets[0] == '?' || octets[1] == '?')
                continue;
            charset_to_utf8(span_of(octets, 3), span_str(labels[i]), SPAN_NONE,
                            &to);
            CHECK_TRUE(labels[i], span_is_utf8(text_span(&to)));
            CHECK_TRUE(labels[i], !span_has(text_span(&to), SPAN("?")));
        }
    }
}

static void test_canonical_names(void **state)
{
    static const struct {
        const char *label, *name;
    } cases[] = {
        { "GB2312", "GB18030" },
        { "csGB2312", "GB18030" },
        { "charset=gbk", "GB18030" },
        { "Big5-HKSCS", "BIG5-HKSCS" },
        { "UTF8", "UTF-8" },
        { "utf-8*zh-CN", "UTF-8" },
        { "hz-gb-2312", "HZ" },
        { "ISO_8859-1", "WINDOWS-1252" },
        { "windows-1251", "WINDOWS-1251" },
        { "us-ascii", "" },
        { "unknown-8bit", "" },
        { "ISO-2022-CN-EXT", "" },
        { "../../etc/passwd", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].label, charset_canonical(span_str(cases[i].label)),
                   span_str(cases[i].name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_and_octets),
        cmocka_unit_test(test_ceiling_cuts_at_a_character),
        cmocka_unit_test(test_always_utf8_never_a_question_mark),
        cmocka_unit_test(test_canonical_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

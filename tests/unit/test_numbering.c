#include "check.h"

#include "convoke/base/own.h"
#include "gateway/desk/numbering.h"

struct numbering_case {
    const char *line;
    enum numbering as;
    const char *number, *rest;
};

static const struct numbering_case cases[] = {
    { "1. 开幕", NUMBERING_ARABIC, "1", "开幕" },
    { "1．开幕", NUMBERING_ARABIC, "1", "开幕" },
    { "12、开幕", NUMBERING_ARABIC, "12", "开幕" },
    { "１）开幕", NUMBERING_ARABIC, "１", "开幕" },
    { "3 开幕", NUMBERING_ARABIC, "3", "开幕" },
    { "3\t开幕", NUMBERING_ARABIC, "3", "开幕" },
    { "　1.　开幕", NUMBERING_ARABIC, "1", "开幕" },
    { "1.2 开幕", NUMBERING_LEVELS, "1.2", "开幕" },
    { "1.1标准体系", NUMBERING_LEVELS, "1.1", "标准体系" },
    { "2.1.3 x", NUMBERING_LEVELS, "2.1.3", "x" },
    { "一、开幕", NUMBERING_HAN, "一", "开幕" },
    { "十二．开幕", NUMBERING_HAN, "十二", "开幕" },
    { "（一）开幕", NUMBERING_BRACKETED_HAN, "一", "开幕" },
    { "( 1 ) 开幕", NUMBERING_NONE, "", "( 1 ) 开幕" },
    { "(1) 开幕", NUMBERING_BRACKETED, "1", "开幕" },
    { "(1)、开幕", NUMBERING_BRACKETED, "1", "开幕" },
    { "①开幕", NUMBERING_BRACKETED, "①", "开幕" },
    { "㈠ 开幕", NUMBERING_BRACKETED_HAN, "㈠", "开幕" },
    { "第一部分 标准体系", NUMBERING_CHAPTER, "第一部分", "标准体系" },
    { "第3章：标准体系", NUMBERING_CHAPTER, "第3章", "标准体系" },
    { "A. Opening", NUMBERING_LETTER, "A", "Opening" },
    { "a) Opening", NUMBERING_LETTER, "a", "Opening" },
    /* bullets */
    { "• 开幕", NUMBERING_BULLET, "", "开幕" },
    { "- 开幕", NUMBERING_BULLET, "", "开幕" },
    { "##  开幕", NUMBERING_BULLET, "", "开幕" },
    { "\xc2\xb7\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0 开幕", NUMBERING_BULLET, "",
      "开幕" },
    { "\xef\x82\xb7\t开幕", NUMBERING_BULLET, "", "开幕" },
    { "o\xc2\xa0\xc2\xa0 开幕", NUMBERING_BULLET, "", "开幕" },
    { "l  开幕", NUMBERING_BULLET, "", "开幕" },
    { "\xc3\x98\xc2\xa0\xc2\xa0开幕", NUMBERING_BULLET, "", "开幕" },
    { "• 1. 开幕", NUMBERING_ARABIC, "1", "开幕" },
    { "1.", NUMBERING_ARABIC, "1", "" },
    /* days, hours and words */
    { "2026-03-31 北京", NUMBERING_NONE, "", "2026-03-31 北京" },
    { "3月31日 北京", NUMBERING_NONE, "", "3月31日 北京" },
    { "09:00 开幕", NUMBERING_NONE, "", "09:00 开幕" },
    { "1.3月31日 北京", NUMBERING_ARABIC, "1", "3月31日 北京" },
    { "1.2026-03-31 北京", NUMBERING_ARABIC, "1", "2026-03-31 北京" },
    { "1.09:00 开幕", NUMBERING_ARABIC, "1", "09:00 开幕" },
    { "3家单位", NUMBERING_NONE, "", "3家单位" },
    { "一是加强", NUMBERING_NONE, "", "一是加强" },
    { "第一次全体会议", NUMBERING_NONE, "", "第一次全体会议" },
    { "1.5% of all", NUMBERING_NONE, "", "1.5% of all" },
    { "e.g. this", NUMBERING_NONE, "", "e.g. this" },
    { "o clock", NUMBERING_NONE, "", "o clock" },
    { "-5 度", NUMBERING_NONE, "", "-5 度" },
    { "WG5-S-04", NUMBERING_NONE, "", "WG5-S-04" },
    { "", NUMBERING_NONE, "", "" },
    { "\xff", NUMBERING_NONE, "", "\xff" },
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct numbering_case *c = &cases[i];
        struct span line = span_str(c->line);
        struct span number = SPAN("sentinel");

        CHECK_INT(c->line, numbering_take(&line, &number), c->as);
        CHECK_SPAN(c->line, number, span_str(c->number));
        CHECK_SPAN(c->line, line, span_str(c->rest));
    }
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "1", ".",  "、",   "(",    ")", "一", "第", "章",  "•",  "-", " ", "　",
        "o", "年", "\xff", "\xe4", "①", "A",  ":",  "3月", "\t", "2", "0", "",
    };
    unsigned seed = 5;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char s[64];
        size_t n = 0;
        struct span line;
        struct span number;

        while (n < 40) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
            if ((seed >> 29) == 0)
                break;
        }
        line = span_of(s, n);
        numbering_take(&line, &number);
        CHECK_TRUE("a tail", line.p + line.n == s + n && line.n <= n);
        CHECK_TRUE("inside", !number.n || (number.p >= s &&
                                           number.p + number.n <= s + n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "convoke/base/spelling.h"

enum { NONE, DAY, PLACE, BOTH_WORDS, COUNT };

static const struct spelling table[] = {
    { DAY, "日期" },
    { DAY, "date" },
    { PLACE, "地点" },
    { PLACE, "会议地点" },
    { PLACE, "place" },
    { BOTH_WORDS, "标准周" },
    { BOTH_WORDS, "standardsweek" },
};

struct spelling_case {
    const char *text;
    int label;
};

static const struct spelling_case whole[] = {
    { "日期", DAY },
    { "DATE", DAY },
    { "ｄａｔｅ", DAY },
    { "日　期", DAY },
    { "日 期", DAY },
    { "【日期】", DAY },
    { "日期（暂定）", DAY },
    { "3. 日期", DAY },
    { "三、日期", DAY },
    { "（三）日期", DAY },
    { "**日期**", DAY },
    { "日期 Date", DAY },
    { "会议地点", PLACE },
    { "Standards week", BOTH_WORDS },
    { "", NONE },
    { "日", NONE },
    { "日期二", NONE },
    { "日期 Zhang", NONE },
    { "某日期", NONE },
    { "\xff\xfe", NONE },
};

static void test_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(whole); i++)
        CHECK_INT(whole[i].text,
                  spelling_of(SPELLINGS(table), span_str(whole[i].text)),
                  whole[i].label);
}

struct lead_case {
    const char *line;
    int label;
    const char *rest;
};

static const struct lead_case leads[] = {
    { "日期：3月31日", DAY, "3月31日" },
    { "日期: 3月31日", DAY, " 3月31日" },
    { "日期\t3月31日", DAY, "3月31日" },
    { "日期=3月31日", DAY, "3月31日" },
    { "日期 | 3月31日", DAY, " 3月31日" },
    { "日期", DAY, "" },
    { "Re: 日期：3月31日", NONE, "untouched" },
    { "会议定于某日期：3月31日", NONE, "untouched" },
    { "", NONE, "untouched" },
};

static void test_leads(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(leads); i++) {
        struct span rest = SPAN("untouched");

        CHECK_INT(
            leads[i].line,
            spelling_lead(SPELLINGS(table), span_str(leads[i].line), &rest),
            leads[i].label);
        CHECK_SPAN(leads[i].line, rest, span_str(leads[i].rest));
    }
}

static void test_blank_lead(void **state)
{
    struct span rest = SPAN("untouched");

    (void)state;
    CHECK_INT("two words",
              spelling_lead_blank(SPELLINGS(table), SPAN("Standards week yes"),
                                  &rest),
              BOTH_WORDS);
    CHECK_SPAN("two words", rest, SPAN("yes"));
    CHECK_INT("no blank",
              spelling_lead_blank(SPELLINGS(table), SPAN("日期"), &rest), NONE);
}

struct inside_case {
    const char *line;
    bool only_place;
    int label;
    const char *before, *rest;
};

static const struct inside_case insides[] = {
    { "3月31日 地点：北京", false, PLACE, "3月31日 ", "北京" },
    { "3月31日；地点：北京", false, PLACE, "3月31日；", "北京" },
    { "a, standards week: yes", false, BOTH_WORDS, "a, ", " yes" },
    { "甲 日期：乙 地点：丙", true, PLACE, "甲 日期：乙 ", "丙" },
    { "甲地点：北京", false, NONE, "", "" },
    { "https://x.cn", false, NONE, "", "" },
    /* of more marks than a label may hold the last ones count */
    { "一 二 三 四 五 六 七 八 九 十 一 二 三 四 五 六 七 八 地 点：丙", false,
      PLACE, "一 二 三 四 五 六 七 八 九 十 一 二 三 四 五 六 七 八 ", "丙" },
};

static void test_insides(void **state)
{
    static const bool place[COUNT] = { [PLACE] = true };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(insides); i++) {
        const struct inside_case *c = &insides[i];
        struct span before = SPAN_NONE;
        struct span rest = SPAN_NONE;

        CHECK_INT(c->line,
                  spelling_inside(SPELLINGS(table), span_str(c->line),
                                  c->only_place ? place : NULL, &before, &rest),
                  c->label);
        CHECK_SPAN(c->line, before, span_str(c->before));
        CHECK_SPAN(c->line, rest, span_str(c->rest));
    }
}

static void test_fold_room(void **state)
{
    char buf[6];

    (void)state;
    CHECK_INT("fits", spelling_fold(SPAN("日 期"), true, buf, sizeof(buf)), 6);
    CHECK_SPAN("fits", span_of(buf, 6), SPAN("日期"));
    CHECK_INT("too long",
              spelling_fold(SPAN("日期。A"), true, buf, sizeof(buf)), 7);
    CHECK_INT("a note", spelling_fold(SPAN("a(b)c"), false, buf, sizeof(buf)),
              2);
}

/* A line of colons costs its length, not its square. */
static void test_colons(void **state)
{
    static char line[256 * 1024];
    long begun = check_cpu_ms();
    struct span before;
    struct span rest;

    (void)state;
    for (size_t i = 0; i < sizeof(line); i++)
        line[i] = i % 2 ? ':' : 'd';
    CHECK_INT("nothing",
              spelling_inside(SPELLINGS(table), span_of(line, sizeof(line)),
                              NULL, &before, &rest),
              NONE);
    CHECK_TRUE("in time", check_cpu_ms() - begun < 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),      cmocka_unit_test(test_leads),
        cmocka_unit_test(test_blank_lead), cmocka_unit_test(test_insides),
        cmocka_unit_test(test_fold_room),  cmocka_unit_test(test_colons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

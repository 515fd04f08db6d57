#include "check.h"

#include "convoke/base/own.h"
#include "convoke/desk/stage.h"

struct stage_case {
    const char *text;
    const char *find, *line; /* NULL: none is believed */
};

static const struct stage_case cases[] = {
    { "立项", "立项", "立项" },
    { "征求意见稿", "征求意见稿", "征求意见稿" },
    { "公开征求意见", "征求意见稿", NULL },
    { "送审", "送审稿", "送审稿" },
    { " 报批稿 ", "报批稿", "报批稿" },
    { "现已进入送审稿阶段。", "送审稿", "送审稿" },
    { "已形成草案", "草案", "草案" },
    { "［项目进展］ WG5-S-04 报批稿", "报批稿", NULL },
    { "Stage: review draft", "送审稿", "送审稿" },
    { "COMMENT DRAFT", "征求意见稿", "征求意见稿" },
    { "published", "发布", "发布" },
    { "终止", "终止", "终止" },
    { "征求意见稿已完成，准备送审", NULL, NULL },
    { "尚未送审", NULL, NULL },
    { "计划12月发布", NULL, NULL },
    { "初稿", NULL, NULL },
    { "", NULL, NULL },
    { "\xff\xe5", NULL, NULL },
};

static struct span shown(bool found, size_t stage)
{
    return found ? span_str(stage_zh(stage)) : SPAN("none");
}

static struct span wanted(const char *word)
{
    return word ? span_str(word) : SPAN("none");
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t stage = 99;
        bool found = stage_find(span_str(cases[i].text), &stage);

        CHECK_SPAN(cases[i].text, shown(found, stage), wanted(cases[i].find));
        found = stage_line(span_str(cases[i].text), &stage);
        CHECK_SPAN(cases[i].text, shown(found, stage), wanted(cases[i].line));
    }
}

/* What is stored and what the answers offer is read back. */
static void test_every_stage_is_read_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        size_t stage = 99;

        CHECK_TRUE(stage_zh(i), stage_is(span_str(stage_zh(i))));
        CHECK_TRUE(stage_zh(i), stage_find(span_str(stage_zh(i)), &stage));
        CHECK_INT(stage_zh(i), stage, i);
        CHECK_TRUE(stage_en(i), stage_line(span_str(stage_en(i)), &stage));
        CHECK_INT(stage_en(i), stage, i);
    }
    CHECK_TRUE("送审", !stage_is(SPAN("送审")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_every_stage_is_read_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

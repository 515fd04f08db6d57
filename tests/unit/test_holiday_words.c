#include "check.h"

#include "calendar/holiday_words.h"
#include "convoke/base/own.h"
#include "convoke/base/text.h"

enum {
    NOTHING = HOLIDAY_SAYS_NOTHING,
    REST = HOLIDAY_SAYS_REST,
    WORK = HOLIDAY_SAYS_WORK,
    BOTH = REST | WORK,
};

/* What stands in published calendars, and what may be mistaken for it. */
static const struct {
    const char *summary;
    unsigned says;
    const char *name;
} word_cases[] = {
    { "春节假期", REST, "春节" },
    { "上班(补春节假期)", WORK, "春节" },
    { "上班(补国庆节、中秋节假期)", WORK, "国庆节、中秋节" },
    { "春节（休）", REST, "春节" },
    { "春节（班）", WORK, "春节" },
    { "元旦(休)", REST, "元旦" },
    { "元旦(班)", WORK, "元旦" },
    { "休｜国庆节", REST, "国庆节" },
    { "班｜国庆节", WORK, "国庆节" },
    { "[班] 劳动节", WORK, "劳动节" },
    { "国庆节-休", REST, "国庆节" },
    { "清明节（假）", REST, "清明节" },
    { "元旦 假期 第1天/共3天", REST, "元旦" },
    { "春节 补班 第2天/共2天", WORK, "春节" },
    { "元旦放假", REST, "元旦" },
    { "春节放假调休", REST, "春节" },
    { "国庆节（调休上班）", WORK, "国庆节" },
    { "五一假期调休补班", WORK, "五一" },
    { "端午节 休息", REST, "端午节" },
    { "Spring Festival (Workday)", WORK, "Spring Festival" },
    { "Special Working Day", WORK, "Special" },
    { "New Year's Day (day off)", REST, "New Year's Day" },
    { "Labour Day Golden Week holiday", REST, "Labour Day" },
    { "放假", REST, "放假" },
    { "班", WORK, "班" },
    /* what says neither */
    { "春节", NOTHING, "春节" },
    { "春节调休", NOTHING, "春节" },
    { "立春", NOTHING, "立春" },
    { "国庆节 (全天)", NOTHING, "国庆节 全天" },
    { "休渔期开始", NOTHING, "休渔期开始" },
    { "退休职工活动", NOTHING, "退休职工活动" },
    { "值班", NOTHING, "值班" },
    { "建军节（不放假）", NOTHING, NULL },
    { "妇女节放假半天", NOTHING, NULL },
    { "Christmas Holiday", NOTHING, "Christmas Holiday" },
    { "第一个教师节", NOTHING, "第一个教师节" },
    { "", NOTHING, "" },
    /* what says both */
    { "春节放假（2月14日上班）", BOTH, NULL },
    { "春节（休）（班）", BOTH, NULL },
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(word_cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
        struct span summary = span_str(word_cases[i].summary);

        CHECK_INT(word_cases[i].summary, holiday_words_say(summary),
                  word_cases[i].says);
        if (word_cases[i].name)
            CHECK_SPAN(word_cases[i].summary, holiday_name(summary, &arena),
                       span_str(word_cases[i].name));
    }
}

static const struct {
    const char *value;
    unsigned says;
} mark_cases[] = {
    { "WORK-HOLIDAY", REST },      { "work-holiday\r", REST },
    { "ALTERNATE-WORKDAY", WORK }, { "WORKDAY", WORK },
    { "HOLIDAY", NOTHING },        { "TRUE", NOTHING },
    { "BUSY", NOTHING },           { "", NOTHING },
};

static void test_marks(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(mark_cases); i++)
        CHECK_INT(mark_cases[i].value,
                  holiday_mark_says(span_str(mark_cases[i].value)),
                  mark_cases[i].says);
}

static void test_categories(void **state)
{
    (void)state;
    CHECK_INT("work", holiday_categories_say(SPAN("调休,Business Day")), WORK);
    CHECK_INT("never rest", holiday_categories_say(SPAN("假期,Holiday")),
              NOTHING);
}

static void test_long_and_broken(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    CLEANUP(text_release) struct text longest = TEXT_INIT(1 << 20);

    (void)state;
    for (int i = 0; i < 1000; i++)
        text_add_str(&longest, "节");
    CHECK_INT("a name has an end", holiday_name(text_span(&longest), &arena).n,
              120);
    CHECK_INT("octets that are no character",
              holiday_words_say(SPAN("\xff\xe4\xbc（休）")), REST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_categories),
        cmocka_unit_test(test_long_and_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

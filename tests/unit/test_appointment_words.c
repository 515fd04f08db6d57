#include "check.h"

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "gateway/desk/appointment_words.h"

static struct span say(struct arena *a, struct span words)
{
    struct span said = SPAN_NONE;
    appointment_lines lines;

    appointment_words_read(words, a, &lines);
    list_each(&lines, l) said =
        arena_printf(a, SPAN_FMT "%s%s " SPAN_FMT " <" SPAN_FMT ">;",
                     SPAN_ARG(said), l->ends ? "-" : "+", role_name(l->role),
                     SPAN_ARG(l->name), SPAN_ARG(l->mail));
    return said;
}

static void test_lines_people_write(void **state)
{
    static const struct {
        const char *words, *want;
    } rows[] = {
        { "任命：组长 张三，z@x.cn", "+GL 张三 <z@x.cn>;" },
        { "任命组长：张三 z@x.cn", "+GL 张三 <z@x.cn>;" },
        { "任命 WG5副组长 李四，l@x.cn", "+DGL 李四 <l@x.cn>;" },
        { "1. 任命张三（z@x.cn）为组长", "+GL 张三 <z@x.cn>;" },
        { "任命 张三 z@x.cn 担任工作组秘书。", "+GS 张三 <z@x.cn>;" },
        { "联络员：钱联络，q@x.cn", "+LIA 钱联络 <q@x.cn>;" },
        { "WG5联络员：钱联络，q@x.cn", "+LIA 钱联络 <q@x.cn>;" },
        { "免去：副组长 王范例", "-DGL 王范例 <>;" },
        { "免去王范例副组长职务", "-DGL 王范例 <>;" },
        { "免去王范例的副组长职务。", "-DGL 王范例 <>;" },
        { "离任：组长", "-GL  <>;" },
        { "免去 副组长 w@x.cn", "-DGL  <w@x.cn>;" },
        { "APPOINT: liaison Qian Li, q@x.cn", "+LIA Qian Li <q@x.cn>;" },
        { "任命：组长 张三，z@x.cn\n免去：副组长 "
          "王范例\n批准文号：网安标委〔2026〕5号\n",
          "+GL 张三 <z@x.cn>;-DGL 王范例 <>;" },
        /* Nothing of the kind. */
        { "经组长会议研究，请秘书处办理。", "" },
        { "任命事宜请秘书处办理", "" },
        { "生效日期：2026年5月1日", "" },
        { "组长", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(256 * 1024);
        CHECK_SPAN(rows[i].words, say(&a, span_str(rows[i].words)),
                   span_str(rows[i].want));
    }
}

static void test_any_octets_do_no_harm(void **state)
{
    static const char bytes[] = "任命：\xE7\xBB 组长\xFF\n免去\xE5\n\x80组长：";

    (void)state;
    for (size_t n = 0; n < sizeof(bytes); n++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(256 * 1024);
        appointment_lines lines;
        appointment_words_read((struct span){ bytes, n }, &a, &lines);
        assert_true(lines.n <= 3);
    }
}

static void test_no_more_than_that(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(256 * 1024);
    struct text words = TEXT_INIT(64 * 1024);
    appointment_lines lines;

    (void)state;
    for (int i = 0; i < 2 * APPOINTMENT_LINES; i++)
        assert_true(text_add_str(&words, "免去：副组长 王范例\n"));
    appointment_words_read(text_span(&words), &a, &lines);
    CHECK_INT("lines", (int)lines.n, APPOINTMENT_LINES);
    text_release(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_people_write),
        cmocka_unit_test(test_any_octets_do_no_harm),
        cmocka_unit_test(test_no_more_than_that),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

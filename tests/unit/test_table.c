#include "check.h"

#include <locale.h>

#include "convoke/base/own.h"
#include "convoke/base/table.h"

static const struct table_column columns[] = {
    { "id", "编号", "id", false },
    { "name", "单位名称", "name", false },
    { "count", "数量", "count", true },
};

static struct table *sample(void)
{
    struct table *t = table_new(columns, ARRAY_LEN(columns));

    table_cell(t, SPAN("M01"));
    table_cell(t, SPAN("示例科技"));
    table_cell_int(t, 5);
    table_cell(t, SPAN("M2"));
    table_cell(t, SPAN("=1+1, \"x\""));
    table_cell(t, SPAN(""));
    return t;
}

static void test_three_outputs(void **state)
{
    static const struct {
        const char *what;
        enum table_output how;
        bool chinese;
        const char *want;
    } cases[] = {
        { "people, Chinese counts two", TABLE_PEOPLE, true,
          "编号 单位名称  数量\n"
          "M01  示例科技     5\n"
          "M2   =1+1, \"x\" \n" },
        { "JSON Lines", TABLE_JSON, true,
          "{\"id\":\"M01\",\"name\":\"示例科技\",\"count\":5}\n"
          "{\"id\":\"M2\",\"name\":\"=1+1, \\\"x\\\"\",\"count\":null}\n" },
        { "CSV, no formula survives", TABLE_CSV, false,
          "\xef\xbb\xbfid,name,count\r\n"
          "M01,示例科技,5\r\n"
          "M2,\"'=1+1, \"\"x\"\"\",\r\n" },
    };
    CLEANUP(table_drop) struct table *t = sample();

    (void)state;
    CHECK_INT("rows", table_rows(t), 2);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_OUTPUT);
        table_print(t, cases[i].how, cases[i].chinese, 0, &out);
        CHECK_SPAN(cases[i].what, text_span(&out), span_str(cases[i].want));
    }
}

static void test_cells_one_by_one(void **state)
{
    CLEANUP(table_drop) struct table *t = sample();
    const struct table_column *of = NULL;

    (void)state;
    CHECK_INT("columns", table_columns(t, &of), 3);
    CHECK_TRUE("what they are", of == columns);
    CHECK_SPAN("first", table_at(t, 0, 0), SPAN("M01"));
    CHECK_SPAN("a number", table_at(t, 0, 2), SPAN("5"));
    CHECK_SPAN("second row", table_at(t, 1, 1), SPAN("=1+1, \"x\""));
    CHECK_SPAN("empty", table_at(t, 1, 2), SPAN_NONE);
}

static void test_cells_of_csv(void **state)
{
    static const struct {
        const char *cell, *want;
    } cases[] = {
        { "plain", "plain" },
        { "", "" },
        { "a,b", "\"a,b\"" },
        { "say \"x\"", "\"say \"\"x\"\"\"" },
        { "two\nlines", "\"two\nlines\"" },
        { "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"" },
        { "+86 10", "\"'+86 10\"" },
        { "-1", "\"'-1\"" },
        { "@SUM(1)", "\"'@SUM(1)\"" },
        { "\t=1", "\"'\t=1\"" },
        { "＝1", "\"'＝1\"" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text out = TEXT_INIT(200);
        table_csv_cell(&out, span_str(cases[i].cell));
        CHECK_SPAN(cases[i].cell, text_span(&out), span_str(cases[i].want));
    }
}

static void test_json_strings(void **state)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(200);

    (void)state;
    table_json_string(&out, SPAN("a\"b\\c\n\t\x01\x7f中"));
    CHECK_SPAN("escaped", text_span(&out),
               SPAN("\"a\\\"b\\\\c\\n\\u0009\\u0001\\u007f中\""));
}

static void test_widths(void **state)
{
    (void)state;
    CHECK_INT("Chinese", table_width(SPAN("中文ab")), 6);
    CHECK_INT("full-width marks", table_width(SPAN("（）")), 4);
    CHECK_INT("a combining mark has none", table_width(SPAN("e\u0301")), 1);
    CHECK_INT("nothing", table_width(SPAN("")), 0);
}

static void only_numbers_go_out_unguarded(void **state)
{
    static const struct table_column number[] = { { "n", "数", "n", true } };
    static const struct {
        const char *cell, *want;
    } cases[] = {
        { "12", "12" },      { "-3", "-3" },       { "0.5", "0.5" },
        { "", "" },          { "-", "\"'-\"" },    { "-2+3", "\"'-2+3\"" },
        { "=1", "\"'=1\"" }, { "1,2", "\"1,2\"" }, { "many", "many" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(table_drop) struct table *t = table_new(number, 1);
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_HEADER);
        CLEANUP(text_release) struct text want = TEXT_INIT(TEXT_MAX_HEADER);
        table_cell(t, span_str(cases[i].cell));
        table_print(t, TABLE_CSV, false, 0, &got);
        text_addf(&want, "\xef\xbb\xbfn\r\n%s\r\n", cases[i].want);
        CHECK_SPAN(cases[i].cell, text_span(&got), text_span(&want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_numbers_go_out_unguarded),
        cmocka_unit_test(test_three_outputs),
        cmocka_unit_test(test_cells_one_by_one),
        cmocka_unit_test(test_cells_of_csv),
        cmocka_unit_test(test_json_strings),
        cmocka_unit_test(test_widths),
    };

    /* As main() does: the columns need to know how wide characters are. */
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}

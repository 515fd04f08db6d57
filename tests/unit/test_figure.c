#include "check.h"

#include "mail/figure.h"

enum { D = FIGURE_DAY, T = FIGURE_TIME, E = FIGURE_TIME | FIGURE_ELAPSED };

static const struct {
    const char *code;
    unsigned kind;
} codes[] = {
    { "General", 0 },
    { "0.00", 0 },
    { "#,##0.00_);[Red](#,##0.00)", 0 },
    { "0.00E+00", 0 },
    { "##0.0e-0", 0 },
    { "0%", 0 },
    { "@", 0 },
    { "", 0 },
    { "0\"天 days\"", 0 },
    { "0\\d", 0 },
    { "¥#,##0.00", 0 },
    { "[Magenta]0", 0 },
    { "[$-804]0", 0 },
    { "0;yyyy", 0 },
    { "\"open", 0 },
    { "0\\", 0 },
    { "[h", 0 },
    { "yyyy-mm-dd", D },
    { "yyyy\"年\"m\"月\"d\"日\"", D },
    { "yyyy\\年m\\月", D },
    { "[$-804]yyyy年m月d日;@", D },
    { "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", D },
    { "m/d", D },
    { "mmm", D },
    { "aaaa", D },
    { "e\"年\"", D },
    { "YYYY-MM-DD", D },
    { "[DBNum1][$-804]yyyy年m月d日", D },
    { "h:mm", T },
    { "mm:ss.0", T },
    { "[$-F400]h:mm:ss AM/PM", T },
    { "上午/下午h\"时\"mm\"分\"", T },
    { "h A/P", T },
    { "yyyy-mm-dd hh:mm", D | T },
    { "m/d/yy h:mm", D | T },
    { "[h]:mm", E },
    { "[mm]:ss", E },
    { "[ss]", E },
};

static void formats_are_told_apart(void **state)
{
    static const struct {
        unsigned id, kind;
    } builtins[] = {
        { 0, 0 },      { 9, 0 },   { 13, 0 },   { 14, D }, { 17, D }, { 18, T },
        { 21, T },     { 23, 0 },  { 31, D },   { 32, T }, { 36, D }, { 37, 0 },
        { 46, E },     { 47, T },  { 49, 0 },   { 57, D }, { 58, D }, { 59, 0 },
        { 22, D | T }, { 164, 0 }, { 9999, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        CHECK_INT(codes[i].code, figure_of_code(span_str(codes[i].code)),
                  codes[i].kind);
    for (size_t i = 0; i < ARRAY_LEN(builtins); i++)
        CHECK_INT("a number for a format", figure_of_builtin(builtins[i].id),
                  builtins[i].kind);
}

static const struct {
    const char *value;
    unsigned kind;
    bool from_1904;
    const char *text;
} values[] = {
    { "42", 0, false, "42" },
    { "-0", 0, false, "0" },
    { " 1.10 ", 0, false, "1.1" },
    { "1.1000000000000001", 0, false, "1.1" },
    { "0.30000000000000004", 0, false, "0.3" },
    { "123456789012345", 0, false, "123456789012345" },
    { "1.2345678901234501E+17", 0, false, "1.23456789012345E+17" },
    { "2.5E-7", 0, false, "2.5E-07" },
    { "-3", 0, false, "-3" },
    { "inf", 0, false, "inf" },
    { "nan", D, false, "nan" },
    { "0x10", 0, false, "0x10" },
    { "1e999", 0, false, "1e999" },
    { "1,5", 0, false, "1,5" },
    { "1.2.3", D, false, "1.2.3" },
    { "-", 0, false, "-" },
    { "", D, false, "" },
    { "46112", D, false, "2026-03-31" },
    { "46112.99", D, false, "2026-03-31" },
    { "46112.9999999", D, false, "2026-04-01" },
    { "44650", D, true, "2026-03-31" },
    { "1", D, false, "1900-01-01" },
    { "59", D, false, "1900-02-28" },
    { "60", D, false, "1900-02-29" },
    { "61", D, false, "1900-03-01" },
    { "0", D, false, "0" },
    { "0", D, true, "1904-01-01" },
    { "2958465", D, false, "9999-12-31" },
    { "2958466", D, false, "2958466" },
    { "2957003", D, true, "9999-12-31" },
    { "2957004", D, true, "2957004" },
    { "-1", D, false, "-1" },
    { "1E+300", D, false, "1E+300" },
    { "45350.5", D | T, false, "2024-02-28 12:00" },
    { "46112.3958333333", D | T, false, "2026-03-31 09:30" },
    { "46112.999994", D | T, false, "2026-03-31 23:59:59" },
    { "46112", D | T, false, "2026-03-31 00:00" },
    { "0.5", D | T, false, "12:00" },
    { "0.5", T, false, "12:00" },
    { "0.39584491", T, false, "09:30:01" },
    { "46112.25", T, false, "06:00" },
    { "1.25", E, false, "30:00" },
    { "-0.25", E, false, "-0.25" },
};

static void numbers_read_as_their_format_wants(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(100);

        figure_put(span_str(values[i].value), values[i].kind,
                   values[i].from_1904, &got);
        CHECK_SPAN(values[i].value, text_span(&got), span_str(values[i].text));
    }
}

static void instants_that_are_written_out(void **state)
{
    static const struct {
        const char *value, *text;
    } cases[] = {
        { "2026-03-31", "2026-03-31" },
        { "2026-03-31T00:00:00", "2026-03-31" },
        { "2026-03-31T09:30:00Z", "2026-03-31 09:30" },
        { "2026-03-31T09:30:15.250", "2026-03-31 09:30:15" },
        { "T00:00:00", "00:00" },
        { "09:30:15", "09:30:15" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(100);

        figure_put_iso(span_str(cases[i].value), &got);
        CHECK_SPAN(cases[i].value, text_span(&got), span_str(cases[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_told_apart),
        cmocka_unit_test(numbers_read_as_their_format_wants),
        cmocka_unit_test(instants_that_are_written_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

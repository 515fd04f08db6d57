/* What a workbook says is read back from its XML, unpacked by our own reader
 * of archives; test_export.py has a second opinion. */
#include "check.h"

#include "convoke/base/own.h"
#include "convoke/mail/archive.h"
#include "gateway/xlsx.h"

enum { MADE_AT = 1772524800 }; /* 2026-03-03T08:00:00Z */

static const struct table_column columns[] = {
    { "id", "编号", "number", true },
    { "code", "统一社会信用代码", "USCC", false },
    { "text", "说明", "note", false },
};

static struct table *table_with(const char *id, const char *code,
                                struct span text)
{
    struct table *t = table_new(columns, ARRAY_LEN(columns));

    table_cell(t, span_str(id));
    table_cell(t, span_str(code));
    table_cell(t, text);
    return t;
}

static enum verdict make(const struct table *t, struct span name, bool chinese,
                         struct text *to, struct reason *why)
{
    const struct xlsx_sheet sheet = {
        .table = t, .name = name, .chinese = chinese, .made_at = MADE_AT
    };

    return xlsx_from_table(&sheet, to, why);
}

/* One part of the file, unpacked. */
static void part(struct span file, const char *name, struct text *to)
{
    CLEANUP(archive_drop) struct archive *ar = NULL;
    struct archive_budget budget = { 0 };
    struct reason why = { 0 };

    text_reset(to);
    CHECK_INT("a zip file", archive_open(file, &budget, &ar, &why),
              VERDICT_DONE);
    CHECK_INT(name,
              archive_read(ar, archive_find(ar, span_str(name)), to, &why),
              VERDICT_DONE);
}

struct made {
    struct text file, sheet, strings, book, styles;
};

static void made_init(struct made *m, const struct table *t, struct span name,
                      bool chinese)
{
    struct reason why = { 0 };

    *m = (struct made){ TEXT_INIT(1 << 24), TEXT_INIT(1 << 24),
                        TEXT_INIT(1 << 24), TEXT_INIT(1 << 24),
                        TEXT_INIT(1 << 24) };
    CHECK_INT("made", make(t, name, chinese, &m->file, &why), VERDICT_DONE);
    part(text_span(&m->file), "xl/worksheets/sheet1.xml", &m->sheet);
    part(text_span(&m->file), "xl/sharedStrings.xml", &m->strings);
    part(text_span(&m->file), "xl/workbook.xml", &m->book);
    part(text_span(&m->file), "xl/styles.xml", &m->styles);
}

static void made_release(struct made *m)
{
    text_release(&m->file);
    text_release(&m->sheet);
    text_release(&m->strings);
    text_release(&m->book);
    text_release(&m->styles);
}

static bool says(const struct text *t, const char *what)
{
    return span_has(text_span(t), span_str(what));
}

/* The cell's text as it stands in the file; nothing is ever a formula. */
static const struct {
    const char *what;
    struct span cell;
    const char *stored;
} text_cases[] = {
    { "18 digits", SPAN("911101080000000007"), "<t>911101080000000007</t>" },
    { "leading zeros", SPAN("000123"), "<t>000123</t>" },
    { "looks like an exponent", SPAN("1E5"), "<t>1E5</t>" },
    { "looks like a date", SPAN("3-4"), "<t>3-4</t>" },
    { "=", SPAN("=1+1"), "<t>=1+1</t>" },
    { "{=", SPAN("{=1+1}"), "<t>{=1+1}</t>" },
    { "+", SPAN("+86 10"), "<t>+86 10</t>" },
    { "-", SPAN("-1"), "<t>-1</t>" },
    { "@", SPAN("@SUM(1)"), "<t>@SUM(1)</t>" },
    { "full width", SPAN("＝1"), "<t>＝1</t>" },
    { "TAB", SPAN("\t=1"), "\t=1</t>" },
    { "CR", SPAN("\r=1"), "_x000D_=1</t>" },
    { "LF", SPAN("一\n二"), "一\n二</t>" },
    { "a program", SPAN("=cmd|' /C calc'!A0"), "<t>=cmd|' /C calc'!A0</t>" },
    { "a link", SPAN("http://x.example/?a&b"),
      "<t>http://x.example/?a&amp;b</t>" },
    { "markup", SPAN("<f>1</f>"), "<t>&lt;f&gt;1&lt;/f&gt;</t>" },
    { "a control", SPAN("a\x01z"), "<t>a_x0001_z</t>" },
    { "what looks like an escaped control", SPAN("_x0041_"),
      "<t>_x005F_x0041_</t>" },
    { "what does not quite", SPAN("_x004_"), "<t>_x004_</t>" },
    { "NUL", SPAN("a\0z"), "<t>a\xef\xbf\xbdz</t>" },
    { "no UTF-8", SPAN("a\xff\xfez"), "<t>a\xef\xbf\xbd\xef\xbf\xbdz</t>" },
    { "no character", SPAN("a\xef\xbf\xbfz"), "<t>a\xef\xbf\xbdz</t>" },
    { "beyond the plane", SPAN("𠮷"), "<t>𠮷</t>" },
    { "blanks at the ends", SPAN(" a "), "<t xml:space=\"preserve\"> a </t>" },
};

static void test_text_stays_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
        CLEANUP(table_drop)
        struct table *t = table_with("7", "", text_cases[i].cell);
        CLEANUP(made_release) struct made m;

        made_init(&m, t, SPAN("x"), true);
        if (!says(&m.strings, text_cases[i].stored))
            print_error("%s\n", text_str(&m.strings));
        CHECK_TRUE(text_cases[i].what, says(&m.strings, text_cases[i].stored));
        CHECK_TRUE("a string", says(&m.sheet, "<c r=\"C2\" s=\"2\" t=\"s\">"));
        CHECK_TRUE("no formula", !says(&m.sheet, "<f>"));
        CHECK_TRUE("no link", !says(&m.sheet, "<hyperlink"));
    }
}

static void test_numbers_are_numbers(void **state)
{
    static const struct {
        const char *number;
        const char *stored;
    } cases[] = {
        { "7", "<c r=\"A2\" s=\"1\"><v>7</v></c>" },
        { "-12", "<c r=\"A2\" s=\"1\"><v>-12</v></c>" },
        { "999999999999999", "<c r=\"A2\" s=\"1\"><v>999999999999999</v>" },
        { "1000000000000001", "<c r=\"A2\" s=\"2\" t=\"s\">" },
        { "1.5", "<c r=\"A2\" s=\"2\" t=\"s\">" },
        { "-", "<c r=\"A2\" s=\"2\" t=\"s\">" },
        { "", "<c r=\"B2\"" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(table_drop)
        struct table *t = table_with(cases[i].number, "x", SPAN("y"));
        CLEANUP(made_release) struct made m;

        made_init(&m, t, SPAN("x"), true);
        CHECK_TRUE(cases[i].number, says(&m.sheet, cases[i].stored));
        CHECK_TRUE("a number of its own",
                   says(&m.sheet, "r=\"A2\"") == (cases[i].number[0] != '\0'));
    }
}

static void test_the_sheet_is_fit_to_read(void **state)
{
    CLEANUP(table_drop)
    struct table *t =
        table_with("7", "x", SPAN("网络安全标准化工作组的说明，一共二十个字"));
    CLEANUP(made_release) struct made zh;
    CLEANUP(made_release) struct made en;

    (void)state;
    made_init(&zh, t, SPAN("入会申请"), true);
    made_init(&en, t, SPAN("membership applications"), false);
    CHECK_TRUE("Chinese headings", says(&zh.strings, "<t>说明</t>"));
    CHECK_TRUE("English headings", says(&en.strings, "<t>note</t>"));
    CHECK_TRUE("the sheet's name", says(&zh.book, "<sheet name=\"入会申请\""));
    CHECK_TRUE("the heading stays",
               says(&zh.sheet, "<pane ySplit=\"1\" topLeftCell=\"A2\" "
                               "activePane=\"bottomLeft\" state=\"frozen\"/>"));
    CHECK_TRUE("a filter", says(&zh.sheet, "<autoFilter ref=\"A1:C2\"/>"));
    CHECK_TRUE("least width", says(&en.sheet, "<col min=\"1\" max=\"1\" "
                                              "width=\"10.7109375\""));
    CHECK_TRUE("a heading of eight characters is sixteen wide",
               says(&zh.sheet, "<col min=\"2\" max=\"2\" "
                               "width=\"20.7109375\""));
    CHECK_TRUE("so are forty columns of text",
               says(&zh.sheet, "<col min=\"3\" max=\"3\" "
                               "width=\"44.7109375\""));
    CHECK_TRUE("edited text stays text",
               says(&zh.styles, "<xf numFmtId=\"49\""));
}

static void test_names_of_sheets(void **state)
{
    static const struct {
        const char *name, *stored;
    } cases[] = {
        { "a/b\\c[d]e:f*g?h'i", "abcdefghi" },
        { "", "Sheet1" },
        { "[:]", "Sheet1" },
        { "a\xff\tb", "ab" },
        { "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二",
          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一" },
    };
    CLEANUP(table_drop) struct table *t = table_with("7", "", SPAN("x"));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text want = TEXT_INIT(400);
        CLEANUP(made_release) struct made m;

        made_init(&m, t, span_str(cases[i].name), true);
        text_addf(&want, "<sheet name=\"%s\"", cases[i].stored);
        CHECK_TRUE(cases[i].stored, says(&m.book, text_str(&want)));
    }
}

static void test_no_rows(void **state)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    CLEANUP(made_release) struct made m;

    (void)state;
    made_init(&m, t, SPAN("x"), true);
    CHECK_TRUE("the headings stand", says(&m.strings, "<t>编号</t>"));
    CHECK_TRUE("alone", !says(&m.sheet, "<row r=\"2\""));
}

static void test_same_table_same_octets(void **state)
{
    CLEANUP(table_drop) struct table *t = table_with("7", "a", SPAN("x"));
    CLEANUP(text_release) struct text one = TEXT_INIT(1 << 20);
    CLEANUP(text_release) struct text two = TEXT_INIT(1 << 20);
    CLEANUP(text_release) struct text core = TEXT_INIT(1 << 20);
    struct reason why = { 0 };

    (void)state;
    CHECK_INT("one", make(t, SPAN("x"), true, &one, &why), VERDICT_DONE);
    CHECK_INT("two", make(t, SPAN("x"), true, &two, &why), VERDICT_DONE);
    CHECK_INT("as long", one.n, two.n);
    CHECK_TRUE("the same", span_eq(text_span(&one), text_span(&two)));
    part(text_span(&one), "docProps/core.xml", &core);
    CHECK_TRUE("made at the time given", says(&core, "2026-03-03T08:00:00Z"));
}

static void test_what_fits_no_sheet(void **state)
{
    CLEANUP(text_release) struct text longest = TEXT_INIT(1 << 20);
    CLEANUP(text_release) struct text out = TEXT_INIT(1 << 24);
    CLEANUP(text_release) struct text small = TEXT_INIT(1000);
    CLEANUP(table_drop) struct table *fits = NULL;
    CLEANUP(table_drop) struct table *long_ = NULL;
    CLEANUP(table_drop) struct table *many = NULL;
    struct reason why = { 0 };

    (void)state;
    for (int i = 0; i < 32767; i++)
        text_add_str(&longest, "汉");
    fits = table_with("7", "", text_span(&longest));
    CHECK_INT("32,767 characters", make(fits, SPAN("x"), true, &out, &why),
              VERDICT_DONE);
    text_reset(&out);
    text_add_char(&longest, 'x');
    long_ = table_with("7", "", text_span(&longest));
    CHECK_INT("one more", make(long_, SPAN("x"), true, &out, &why),
              VERDICT_NEVER);
    CHECK_INT("nothing half", out.n, 0);
    CHECK_TRUE("says what to do", strstr(why.text, "CSV") != NULL);
    many = table_new(columns, 1);
    for (int i = 0; i < 1048576; i++)
        table_cell(many, SPAN("1"));
    CHECK_INT("too many rows", make(many, SPAN("x"), true, &out, &why),
              VERDICT_NEVER);
    CHECK_INT("nothing", out.n, 0);
    CHECK_INT("the ceiling holds", make(fits, SPAN("x"), true, &small, &why),
              VERDICT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_stays_text),
        cmocka_unit_test(test_numbers_are_numbers),
        cmocka_unit_test(test_the_sheet_is_fit_to_read),
        cmocka_unit_test(test_names_of_sheets),
        cmocka_unit_test(test_no_rows),
        cmocka_unit_test(test_same_table_same_octets),
        cmocka_unit_test(test_what_fits_no_sheet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

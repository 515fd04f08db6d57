#include "bombs.h"

#include "bookmade.h"
#include "convoke/mail/office.h"
#include "convoke/mail/sheet.h"

enum { MIB = 1024 * 1024, ENOUGH = 48 * MIB };

/* Reading */

#define ROW(n, cells) "<row r=\"" n "\">" cells "</row>"
#define C(place, rest) "<c r=\"" place "\" " rest "</c>"
#define V(place, value) C(place, "><v>" value "</v>")
#define S(place, index) C(place, "t=\"s\"><v>" index "</v>")
#define IN(place, text) C(place, "t=\"inlineStr\"><is><t>" text "</t></is>")
#define STYLED(place, style, value) C(place, "s=\"" style "\"><v>" value "</v>")

#define FORMATS                                                                \
    "<numFmts><numFmt numFmtId=\"164\" "                                       \
    "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"     \
    "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/></numFmts>"               \
    "<cellStyleXfs><xf numFmtId=\"14\"/><xf numFmtId=\"14\"/></cellStyleXfs>"  \
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>" \
    "<xf numFmtId=\"22\"/><xf numFmtId=\"165\"/><xf numFmtId=\"99999\"/>"      \
    "</cellXfs><cellStyles><xf numFmtId=\"14\"/></cellStyles>"

/* Cells are printed as row.column=text, LF as "/". */
static const struct {
    const char *what;
    struct bookmade book;
    const char *cells;
} readings[] = {
    { "shared strings, plain and in runs",
      { .rows = ROW("1", S("A1", "0") S("B1", "1") S("C1", "2")),
        .strings = "<si><t>序号</t></si><si><r><t>意</t></r><r><rPr><b/></rPr>"
                   "<t>见 </t></r></si><si/>" },
      "1.0=序号;1.1=意见 ;" },
    { "how a string is spoken is no part of it",
      { .rows = ROW("1", S("A1", "0") C("B1", "t=\"inlineStr\"><is><t>単位</t>"
                                              "<rPh><t>たんい</t></rPh></is>")),
        .strings = "<si><t>章</t><rPh sb=\"0\" eb=\"1\"><t>しょう</t></rPh>"
                   "<phoneticPr fontId=\"1\"/></si>" },
      "1.0=章;1.1=単位;" },
    { "inline strings",
      { .rows = ROW("1", IN("A1", "a &lt; b") C("B1", "t=\"inlineStr\"><is>"
                                                      "<r><t>c</t></r><r><t>d"
                                                      "</t></r></is>")) },
      "1.0=a < b;1.1=cd;" },
    { "gaps stay gaps",
      { .rows = ROW("2", V("B2", "1") V("E2", "2")) ROW("9", V("XFD9", "3")) },
      "2.1=1;2.4=2;9.16383=3;" },
    { "places that are not said follow each other",
      { .rows = "<row><c><v>1</v></c><c><v>2</v></c></row>"
                "<row r=\"4\"><c r=\"C4\"><v>3</v></c><c><v>4</v></c></row>"
                "<row><c><v>5</v></c></row>" },
      "1.0=1;1.1=2;4.2=3;4.3=4;5.0=5;" },
    { "cells and rows without text are not there",
      { .rows = ROW("1", C("A1", "s=\"1\">") S("B1", "0") C("C1", "t=\"str\">"
                                                                  "<v></v>"))
            ROW("2", V("A2", "1")),
        .strings = "<si><t></t></si>" },
      "2.0=1;" },
    { "formulas give what they gave",
      { .rows = ROW("1", C("A1", "><f>SUM(B1:B9)</f><v>42</v>")
                             C("B1", "t=\"str\"><f>C1&amp;\"\"</f><v>甲</v>")
                                 C("C1", "t=\"b\"><f>1=1</f><v>1</v>")
                                     C("D1", "t=\"e\"><f>1/0</f><v>#DIV/0!</v>")
                                         C("E1", "><f>F1</f>")) },
      "1.0=42;1.1=甲;1.2=TRUE;1.3=#DIV/0!;" },
    { "truths and instants",
      { .rows = ROW("1", C("A1", "t=\"b\"><v>0</v>")
                             C("B1", "t=\"d\"><v>2026-03-31T00:00:00</v>")) },
      "1.0=FALSE;1.1=2026-03-31;" },
    { "days by the cell's format",
      { .rows = ROW("1",
                    STYLED("A1", "0", "46112") STYLED("B1", "1", "46112")
                        STYLED("C1", "2", "46112") STYLED("D1", "3", "46112.5")
                            STYLED("E1", "4", "1.25") STYLED("F1", "5", "46112")
                                STYLED("G1", "6", "46112")),
        .styles = FORMATS },
      "1.0=46112;1.1=2026-03-31;1.2=2026-03-31;1.3=2026-03-31 12:00;"
      "1.4=30:00;1.5=46112;1.6=46112;" },
    { "days counted from 1904",
      { .rows = ROW("1", STYLED("A1", "1", "44650")),
        .styles = FORMATS,
        .book = "<workbookPr date1904=\"1\"/>" },
      "1.0=2026-03-31;" },
    { "a line's end in a cell, and what XML cannot hold",
      { .rows = ROW("1", S("A1", "0") S("B1", "1") S("C1", "2") S("D1", "3")),
        .strings = "<si><t>a&#10;b_x000D_&#10;c</t></si>"
                   "<si><t>a&#9;b&#x85;c&#x7f;</t></si>"
                   "<si><t>_x005F_x000D_ _x0041_ _x00_ _xD83D__x0000_|</t></si>"
                   "<si><t>a&#13;b_x000D__x000A_c</t></si>" },
      "1.0=a/b/c;1.1=a b c ;1.2=_x000D_ A _x00_ \xef\xbf\xbd|;1.3=a/b/c;" },
    { "other vocabularies do not count",
      { .rows = ROW("1", V("A1", "1") "<x:c xmlns:x=\"u\" r=\"B1\"><x:v>2"
                                      "</x:v></x:c>") },
      "1.0=1;" },
    { "a code of 18 digits typed as text is intact",
      { .rows = ROW("1", S("A1", "0") V("B1", "1.2345678901234501E+17")),
        .strings = "<si><t>123456789012345678</t></si>" },
      "1.0=123456789012345678;1.1=1.23456789012345E+17;" },
};

static void print_cells(const struct sheet *sheet, struct text *to)
{
    list_each(&sheet->rows, row) for (size_t i = 0; i < row->n; i++)
    {
        struct span s = row->at[i].text;

        text_addf(to, "%d.%d=", row->number, row->at[i].column);
        for (size_t k = 0; k < s.n; k++)
            text_add_char(to, s.p[k] == '\n' ? '/' : s.p[k]);
        text_add_char(to, ';');
    }
}

static void cells_say_what_the_program_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(readings); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
        CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
        CLEANUP(zipmade_release) struct zipmade z;
        struct sheet_book book = { 0 };
        struct reason why = { .text = "" };
        enum verdict v;

        zipmade_init(&z);
        v = sheet_read(bookmade(&z, readings[i].book), NULL, &arena, &book,
                       &why);
        if (v != VERDICT_DONE)
            print_error("%s\n", why.text);
        CHECK_INT(readings[i].what, v, VERDICT_DONE);
        CHECK_INT("sheets", book.sheets.n, 1);
        CHECK_SPAN("name", book.sheets.at[0].name, SPAN("表"));
        print_cells(&book.sheets.at[0], &got);
        CHECK_SPAN(readings[i].what, text_span(&got),
                   span_str(readings[i].cells));
    }
}

/* Sheets */

#define SHEET(text) "<sheetData>" ROW("1", IN("A1", text)) "</sheetData>"

static void sheets_stand_in_the_order_of_their_tabs(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    CLEANUP(zipmade_release) struct zipmade z;
    struct sheet_book book = { 0 };
    const struct sheet_row *row;

    (void)state;
    zipmade_init(&z);
    bookmade_part(&z, "xl/worksheets/sheet1.xml", "worksheet",
                  SPAN(SHEET("one")));
    bookmade_part(&z, "XL/Worksheets/Sheet2.XML", "worksheet",
                  SPAN(SHEET("two")));
    bookmade_part(&z, "sheets/3.xml", "worksheet", SPAN(SHEET("three")));
    bookmade_relations(
        &z, BOOKMADE_RELATION("a", "worksheet", "/sheets/3.xml")
                BOOKMADE_RELATION("b", "worksheet", "worksheets/sheet1.xml")
                    BOOKMADE_RELATION("c", "chartsheet", "charts/1.xml")
                        BOOKMADE_RELATION("d", "worksheet",
                                          "./worksheets/sheet2.xml"));
    bookmade_part(&z, "xl/workbook.xml", "workbook",
                  SPAN("<sheets><sheet name=\"A &amp;&#10;B\" r:id=\"b\"/>"
                       "<sheet name=\"图\" r:id=\"c\"/>"
                       "<sheet name=\"C\" state=\"veryHidden\" r:id=\"a\"/>"
                       "<sheet name=\"D\" state=\"visible\" r:id=\"d\"/>"
                       "</sheets>"));
    CHECK_INT("read", sheet_read(zipmade_end(&z), NULL, &arena, &book, NULL),
              VERDICT_DONE);
    CHECK_INT("no chart", book.sheets.n, 3);
    CHECK_SPAN("ampersand", book.sheets.at[0].name, SPAN("A & B"));
    CHECK_INT("hidden", book.sheets.at[1].hidden, 1);
    CHECK_INT("seen", book.sheets.at[2].hidden, 0);
    row = &book.sheets.at[0].rows.at[0];
    CHECK_SPAN("first", sheet_text(row, 0), SPAN("one"));
    CHECK_SPAN("nothing there", sheet_text(row, 1), SPAN_NONE);
    row = &book.sheets.at[1].rows.at[0];
    CHECK_SPAN("from the archive's root", sheet_text(row, 0), SPAN("three"));
    row = &book.sheets.at[2].rows.at[0];
    CHECK_SPAN("letters of any case", sheet_text(row, 0), SPAN("two"));
}

/* The other spelling of all namespaces (ISO/IEC 29500 strict). */
static void the_strict_vocabulary_is_read(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    CLEANUP(zipmade_release) struct zipmade z;
    struct sheet_book book = { 0 };

    (void)state;
    zipmade_init(&z);
    zipmade_add(&z, "xl/_rels/workbook.xml.rels",
                SPAN("<Relationships><Relationship Id=\"r\" "
                     "Type=\"http://purl.oclc.org/ooxml/officeDocument/"
                     "relationships/worksheet\" Target=\"s.xml\"/>"
                     "</Relationships>"));
    zipmade_add(&z, "xl/workbook.xml",
                SPAN("<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/"
                     "spreadsheetml/main\" xmlns:r=\"u\"><x:sheets><x:sheet "
                     "name=\"a\" r:id=\"r\"/></x:sheets></x:workbook>"));
    zipmade_add(&z, "xl/s.xml",
                SPAN("<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/"
                     "spreadsheetml/main\"><x:sheetData><x:row><x:c><x:v>1"
                     "</x:v></x:c></x:row></x:sheetData></x:worksheet>"));
    CHECK_INT("read", sheet_read(zipmade_end(&z), NULL, &arena, &book, NULL),
              VERDICT_DONE);
    CHECK_INT("one sheet", book.sheets.n, 1);
    CHECK_SPAN("cell", sheet_text(&book.sheets.at[0].rows.at[0], 0), SPAN("1"));
}

/* Refusals */

/* `unit` over and over, some 15 MiB of it; lives as long as `z`. */
static const char *repeated(struct zipmade *z, const char *head,
                            const char *unit, const char *tail)
{
    struct text t = TEXT_INIT(16 * MIB);
    const char *made;

    text_add_str(&t, head);
    while (t.n < 15 * MIB)
        text_add_str(&t, unit);
    text_add_str(&t, tail);
    made = arena_str(&z->arena, text_span(&t));
    text_release(&t);
    return made;
}

static void with_rows(struct zipmade *z, const char *rows)
{
    bookmade_add(z, (struct bookmade){ .rows = rows });
}

static void many_cells(struct zipmade *z)
{
    with_rows(z, repeated(z, "<row>", "<c><v>1</v></c></row><row>", "</row>"));
}

static void many_cells_in_a_row(struct zipmade *z)
{
    with_rows(z, repeated(z, "<row>", "<c><v>1</v></c>", "</row>"));
}

static void many_rows(struct zipmade *z)
{
    with_rows(z, repeated(z, "", "<row/>", ""));
}

#define HUNDRED                                                                \
    "0123456789012345678901234567890123456789012345678901234567890123456789"   \
    "012345678901234567890123456789"

static void much_text(struct zipmade *z)
{
    with_rows(
        z,
        repeated(z, "", "<row><c t=\"str\"><v>" HUNDRED "</v></c></row>", ""));
}

static void one_long_cell(struct zipmade *z)
{
    with_rows(z,
              repeated(z, "<row><c t=\"str\"><v>", HUNDRED, "</v></c></row>"));
}

static void many_strings(struct zipmade *z)
{
    bookmade_add(z, (struct bookmade){
                        .rows = "", .strings = repeated(z, "", "<si/>", "") });
}

static void long_strings(struct zipmade *z)
{
    bookmade_add(
        z, (struct bookmade){
               .rows = "",
               .strings = repeated(z, "", "<si><t>" HUNDRED "</t></si>", "") });
}

static void many_formats(struct zipmade *z)
{
    bookmade_add(z,
                 (struct bookmade){ .rows = "",
                                    .styles = repeated(z, "<cellXfs>", "<xf/>",
                                                       "</cellXfs>") });
}

static void many_tabs(struct zipmade *z)
{
    bookmade_add(z, (struct bookmade){
                        .rows = "", .book = repeated(z, "", "<sheet/>", "") });
}

static void many_relations(struct zipmade *z)
{
    zipmade_add(z, "xl/workbook.xml", SPAN("<a/>"));
    bookmade_relations(
        z, repeated(z, "",
                    "<Relationship Type=\"/worksheet\" Id=\"" HUNDRED
                    "\" Target=\"" HUNDRED HUNDRED "\"/>",
                    ""));
}

static void one_sheet_twice(struct zipmade *z)
{
    bookmade_add(
        z, (struct bookmade){
               .rows = "", .book = "<sheets><sheet r:id=\"r1\"/></sheets>" });
}

static void sheet_that_is_not_there(struct zipmade *z)
{
    zipmade_add(z, "xl/workbook.xml",
                SPAN("<workbook " BOOKMADE_S "><sheet r:id=\"a\"/>"
                     "</workbook>"));
    bookmade_relations(z, BOOKMADE_RELATION("a", "worksheet", "sheet9.xml"));
}

static void string_that_is_not_there(struct zipmade *z)
{
    bookmade_add(z, (struct bookmade){ .rows = ROW("1", S("A1", "1")),
                                       .strings = "<si><t>a</t></si>" });
}

static void string_below_none(struct zipmade *z)
{
    bookmade_add(z, (struct bookmade){ .rows = ROW("1", S("A1", "-1")),
                                       .strings = "<si><t>a</t></si>" });
}

static void no_strings_at_all(struct zipmade *z)
{
    with_rows(z, ROW("1", S("A1", "0")));
}

static void rows_backwards(struct zipmade *z)
{
    with_rows(z, ROW("2", V("A2", "1")) ROW("1", V("A1", "1")));
}

static void row_twice(struct zipmade *z)
{
    with_rows(z, ROW("2", V("A2", "1")) ROW("2", V("B2", "1")));
}

static void row_beyond_the_last(struct zipmade *z)
{
    with_rows(z, ROW("1048577", ""));
}

static void row_behind_the_last(struct zipmade *z)
{
    with_rows(z, ROW("1048576", "") "<row/>");
}

static void row_without_number(struct zipmade *z)
{
    with_rows(z, ROW("0x2", ""));
}

static void cells_backwards(struct zipmade *z)
{
    with_rows(z, ROW("1", V("B1", "1") V("A1", "1")));
}

static void cell_of_another_row(struct zipmade *z)
{
    with_rows(z, ROW("1", V("A2", "1")));
}

static void column_beyond_the_last(struct zipmade *z)
{
    with_rows(z, ROW("1", V("XFE1", "1")));
}

static void column_behind_the_last(struct zipmade *z)
{
    with_rows(z, ROW("1", V("XFD1", "1") "<c><v>1</v></c>"));
}

static void cell_without_place(struct zipmade *z)
{
    with_rows(z, ROW("1", V("1", "1")));
}

static void flat(struct zipmade *z)
{
    struct text t = TEXT_INIT(ZIPMADE_MAX);
    size_t made = zipmade_zeros(&t, 200 * MIB, /* dense= */ true);

    with_rows(z, "");
    zipmade_raw(z, (struct zipmade_entry){
                       .name = SPAN("xl/media/image1.png"),
                       .data = arena_span(&z->arena, text_span(&t)),
                       .method = 8,
                       .size = (uint32_t)made,
                   });
    text_release(&t);
}

static void external_entity(struct zipmade *z)
{
    zipmade_add(z, "xl/sharedStrings.xml",
                SPAN("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                     "<sst><si><t>&e;</t></si></sst>"));
    with_rows(z, ROW("1", S("A1", "0")));
}

static void document_type_elsewhere(struct zipmade *z)
{
    with_rows(z, "");
    zipmade_add(z, "docProps/app.xml", SPAN("<!DOCTYPE a><a/>"));
}

static void broken_xml(struct zipmade *z)
{
    with_rows(z, "<row>");
}

static void locked(struct zipmade *z)
{
    with_rows(z, "");
    z->entries.at[0].flags = 1;
}

static void document(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"));
}

static void macros(struct zipmade *z)
{
    with_rows(z, "");
    zipmade_add(z, "xl/vbaProject.bin", SPAN("x"));
}

static void something_else(struct zipmade *z)
{
    zipmade_add(z, "a.xml", SPAN("<a/>"));
}

static const struct bomb refusals[] = {
    { "a million cells", many_cells, "too many cells" },
    { "a million cells in a row", many_cells_in_a_row, "out of order" },
    { "two million rows", many_rows, "out of order" },
    { "14 MiB of text", much_text, "too much text" },
    { "15 MiB in one cell", one_long_cell, "too much text" },
    { "three million strings", many_strings, "too many strings" },
    { "13 MiB of strings", long_strings, "too much text" },
    { "three million formats", many_formats, "too many formats" },
    { "two million sheets", many_tabs, "too many sheets" },
    { "forty thousand relations", many_relations, "too many parts" },
    { "one sheet under two tabs", one_sheet_twice, "stands for two" },
    { "a sheet that is not there", sheet_that_is_not_there, "not in the" },
    { "a string that is not there", string_that_is_not_there, "not there" },
    { "a string below none", string_below_none, "not there" },
    { "strings that are not there", no_strings_at_all, "not there" },
    { "rows backwards", rows_backwards, "rows are out of order" },
    { "a row twice", row_twice, "rows are out of order" },
    { "a row beyond the last", row_beyond_the_last, "no place" },
    { "a row behind the last", row_behind_the_last, "out of order" },
    { "a row without a number", row_without_number, "no place" },
    { "cells backwards", cells_backwards, "cells are out of order" },
    { "a cell of another row", cell_of_another_row, "out of order" },
    { "a column beyond the last", column_beyond_the_last, "no place" },
    { "a column behind the last", column_behind_the_last, "out of order" },
    { "a cell without a column", cell_without_place, "no place" },
    { "a bomb in a picture", flat, "too much" },
    { "external entity", external_entity, "document type" },
    { "document type elsewhere", document_type_elsewhere, "document type" },
    { "XML that does not end", broken_xml, "does not parse" },
    { "a locked part", locked, "password" },
    { "a Word document", document, "Word" },
    { "macros", macros, "macros" },
    { "some other zip", something_else, "without a workbook" },
};

static enum verdict read_nothing(struct span bytes, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    struct sheet_book book = { .sheets = { .n = 77 } };
    enum verdict v = sheet_read(bytes, NULL, &arena, &book, why);

    return book.sheets.n == 77 ? v : VERDICT_BROKEN;
}

static void bombs_are_refused_within_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        bomb_check(&refusals[i], read_nothing);
}

static void strangers_are_called_by_name(void **state)
{
    static const struct {
        struct span bytes;
        const char *reason;
    } strangers[] = {
        { { "", 0 }, "an empty file" },
        { { "%PDF-1.7", 8 }, "a PDF file, not an xlsx" },
        { { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1zz", 10 },
          "an old office file (.doc, .xls, .wps), not an xlsx" },
        { { "a,b", 3 }, "not an xlsx" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strangers); i++) {
        struct reason why = { .text = "" };

        CHECK_INT(strangers[i].reason, read_nothing(strangers[i].bytes, &why),
                  VERDICT_NEVER);
        CHECK_SPAN("reason", span_str(why.text), span_str(strangers[i].reason));
    }
}

/* The most that is read stays within the arena that the contract names. */
static void the_largest_workbook_is_read(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    CLEANUP(text_release) struct text rows = TEXT_INIT(16 * MIB);
    CLEANUP(text_release) struct text strings = TEXT_INIT(16 * MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    struct sheet_book book = { 0 };
    struct reason why = { .text = "" };
    long before;

    (void)state;
    for (int i = 0; i < SHEET_MAX_CELLS; i++)
        text_addf(&rows, "<row><c t=\"s\"><v>%d</v></c></row>", i);
    for (int i = 0; i < SHEET_MAX_STRINGS; i++)
        text_addf(&strings, "<si><t>%040d</t></si>", i);
    zipmade_init(&z);
    bookmade(&z, (struct bookmade){ .rows = text_str(&rows),
                                    .strings = text_str(&strings) });
    before = check_cpu_ms();
    CHECK_INT("read",
              sheet_read(text_span(&z.bytes), NULL, &arena, &book, &why),
              VERDICT_DONE);
    CHECK_INT("rows", book.sheets.at[0].rows.n, SHEET_MAX_CELLS);
    print_message("%zu KiB of arena, %ld ms\n", arena.used / 1024,
                  check_cpu_ms() - before);
    CHECK_TRUE("soon", check_cpu_ms() - before < BOMB_MS_MOST);
}

/* A million cells that only have a format are no cells: some programs format
 * whole columns. */
static void formatted_nothing_is_nothing(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    CLEANUP(zipmade_release) struct zipmade z;
    struct sheet_book book = { 0 };
    struct reason why = { .text = "" };

    (void)state;
    zipmade_init(&z);
    with_rows(&z, repeated(&z, "<row><c><v>1</v></c></row>",
                           "<row><c s=\"1\"/></row>", ""));
    CHECK_INT("read", sheet_read(zipmade_end(&z), NULL, &arena, &book, &why),
              VERDICT_DONE);
    CHECK_INT("rows", book.sheets.at[0].rows.n, 1);
    CHECK_TRUE("for nothing", arena.used < MIB);
}

/* Every prefix of a good xlsx is refused, none crashes. */
static void a_cut_file_is_refused(void **state)
{
    CLEANUP(zipmade_release) struct zipmade z;
    struct span whole;

    (void)state;
    zipmade_init(&z);
    whole = bookmade(&z, (struct bookmade){ .rows = ROW("1", V("A1", "1")) });
    for (size_t n = 0; n < whole.n; n++)
        CHECK_INT("cut", read_nothing(span_sub(whole, 0, n), NULL),
                  VERDICT_NEVER);
}

/* Files of one letter share what may be unpacked. */
static void a_spent_budget_refuses(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    CLEANUP(zipmade_release) struct zipmade z;
    struct archive_budget budget = { .used = ARCHIVE_MAX_TOTAL - 4000 };
    struct sheet_book book = { 0 };
    struct span whole;

    (void)state;
    zipmade_init(&z);
    whole = bookmade(&z, (struct bookmade){ .rows = ROW("1", V("A1", "1")) });
    CHECK_INT("the first", sheet_read(whole, &budget, &arena, &book, NULL),
              VERDICT_DONE);
    budget.used = ARCHIVE_MAX_TOTAL - 400;
    CHECK_INT("the last", sheet_read(whole, &budget, &arena, &book, NULL),
              VERDICT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_say_what_the_program_shows),
        cmocka_unit_test(sheets_stand_in_the_order_of_their_tabs),
        cmocka_unit_test(the_strict_vocabulary_is_read),
        cmocka_unit_test(bombs_are_refused_within_bounds),
        cmocka_unit_test(strangers_are_called_by_name),
        cmocka_unit_test(the_largest_workbook_is_read),
        cmocka_unit_test(formatted_nothing_is_nothing),
        cmocka_unit_test(a_cut_file_is_refused),
        cmocka_unit_test(a_spent_budget_refuses),
    };

    office_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

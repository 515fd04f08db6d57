#include "check.h"

#include <glob.h>
#include <stdio.h>

#include "bookmade.h"
#include "convoke/base/file.h"
#include "mail/filetext.h"

enum { MIB = 1024 * 1024, ENOUGH = 64 * MIB };

static void read_document(struct span bytes, struct text *to)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    struct office_doc doc = { 0 };
    struct reason why = { .text = "" };

    CHECK_INT("a docx", office_docx_read(bytes, NULL, &arena, &doc, &why),
              VERDICT_DONE);
    filetext_document(&doc, to);
}

static void read_workbook(struct span bytes, struct text *to)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ENOUGH);
    struct sheet_book book = { 0 };
    struct reason why = { .text = "" };

    CHECK_INT("an xlsx", sheet_read(bytes, NULL, &arena, &book, &why),
              VERDICT_DONE);
    filetext_workbook(&book, to);
}

/* Files that LibreOffice and openpyxl wrote (tests/tools/make_files.py). */
static void check_file(const char *path)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(MIB);
    CLEANUP(text_release) struct text want = TEXT_INIT(MIB);
    CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
    char name[4096];

    snprintf(name, sizeof(name), "%.*s.txt", (int)strlen(path) - 5, path);
    CHECK_INT(path, file_read(path, &bytes, NULL), VERDICT_DONE);
    CHECK_INT(name, file_read(name, &want, NULL), VERDICT_DONE);
    if (span_ends(span_str(path), SPAN(".docx")))
        read_document(text_span(&bytes), &got);
    else
        read_workbook(text_span(&bytes), &got);
    CHECK_SPAN(path, text_span(&got), text_span(&want));
}

static void real_files_read_as_they_are_seen(void **state)
{
    glob_t found;

    (void)state;
    CHECK_INT("files",
              glob(CONVOKE_SOURCE "/tests/data/files/*.???x", 0, NULL, &found),
              0);
    CHECK_INT("files", found.gl_pathc, 3);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_file(found.gl_pathv[i]);
    globfree(&found);
}

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define BR "</w:t><w:br/><w:t>"
#define TC(inside) "<w:tc>" inside "</w:tc>"
#define TR(cells) "<w:tr>" cells "</w:tr>"
#define TBL(rows) "<w:tbl>" rows "</w:tbl>"

static void documents_are_lines(void **state)
{
    static const struct {
        const char *what, *body, *text;
    } cases[] = {
        { "nothing", "", "" },
        { "paragraphs", P("一") P("") P("二"), "一\n二\n" },
        { "a break by hand", P("a" BR "b"), "a\nb\n" },
        { "a table between", P("a") TBL(TR(TC(P("b")) TC(P("c")))) P("d"),
          "a\nb\tc\nd\n" },
        { "a cell of two paragraphs", TBL(TR(TC(P("a") P("b")) TC(P("c")))),
          "a b\tc\n" },
        { "empty cells",
          TBL(TR(TC("") TC(P("a")) TC("")) TR(TC("") TC("")) TR(TC(P("b")))),
          "\ta\nb\n" },
        { "two tables", TBL(TR(TC(P("a")))) TBL(TR(TC(P("b")))), "a\nb\n" },
        { "a merged cell is an empty one below",
          TBL(TR(TC(P("a")) TC(P("b")))
                  TR(TC("<w:tcPr><w:vMerge/></w:tcPr>" P("x")) TC(P("c")))),
          "a\tb\n\tc\n" },
        { "a table in a cell",
          TBL(TR(TC(P("a") TBL(TR(TC(P("b")) TC(P("c"))))) TC(P("d")))),
          "a\nb\tc\nd\n" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(1000);
        CLEANUP(zipmade_release) struct zipmade z;

        zipmade_init(&z);
        read_document(zipmade_docx(&z, span_str(cases[i].body)), &got);
        CHECK_SPAN(cases[i].what, text_span(&got), span_str(cases[i].text));
    }
}

static const struct sheet_cell corner = { { "x", 1 }, SHEET_MAX_COLUMN - 1 };
static const struct sheet_cell pair[] = { { { "a\nb\tc", 5 }, 1 },
                                          { { "d", 1 }, 4 } };

static void workbooks_are_lines(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(MIB);
    CLEANUP(text_release) struct text got = TEXT_INIT(1000);
    struct sheet_book book = { 0 };
    struct sheet one = { 0 };
    struct sheet two = { 0 };
    struct sheet hidden = { .hidden = true };

    (void)state;
    *list_push(&one.rows, &a) = (struct sheet_row){ 3, 2, pair };
    *list_push(&one.rows, &a) = (struct sheet_row){ 4, 1, &pair[1] };
    *list_push(&one.rows, &a) = (struct sheet_row){ 900, 1, pair };
    *list_push(&two.rows, &a) = (struct sheet_row){ 1, 1, pair };
    *list_push(&hidden.rows, &a) = (struct sheet_row){ 1, 1, pair };
    *list_push(&book.sheets, &a) = one;
    *list_push(&book.sheets, &a) = hidden;
    *list_push(&book.sheets, &a) = (struct sheet){ 0 };
    *list_push(&book.sheets, &a) = two;
    *list_push(&book.sheets, &a) = two;
    filetext_workbook(&book, &got);
    CHECK_SPAN("rows and columns keep their distance", text_span(&got),
               SPAN("\ta b c\t\t\td\n\t\t\t\td\n\n\ta b c\n\n\ta b c\n\n"
                    "\ta b c\n"));
}

static void the_ceiling_cuts_between_characters(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ENOUGH);
    CLEANUP(text_release) struct text got = TEXT_INIT(10);
    struct office_block block = { .text = SPAN("表表表表"), .columns = 1 };
    struct office_doc doc = { 0 };
    struct sheet_book book = { 0 };
    struct sheet sheet = { 0 };

    (void)state;
    *list_push(&doc.blocks, &a) = block;
    filetext_document(&doc, &got);
    CHECK_SPAN("three of four", text_span(&got), SPAN("表表表"));
    CHECK_INT("and says so", got.over, 1);
    text_reset(&got);
    for (int i = 0; i < 100000; i++)
        *list_push(&sheet.rows, &a) = (struct sheet_row){ 1 + i, 1, &corner };
    *list_push(&book.sheets, &a) = sheet;
    filetext_workbook(&book, &got);
    CHECK_SPAN("a corner far away", text_span(&got),
               SPAN("\t\t\t\t\t\t\t\t\t\t"));
    CHECK_INT("says so, too", got.over, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_files_read_as_they_are_seen),
        cmocka_unit_test(documents_are_lines),
        cmocka_unit_test(workbooks_are_lines),
        cmocka_unit_test(the_ceiling_cuts_between_characters),
    };

    office_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

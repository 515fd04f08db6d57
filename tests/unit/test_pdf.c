#include "check.h"

#include "convoke/base/own.h"
#include "mail/pdf.h"

enum { MIB = 1024 * 1024 };

#define PAGE(contents)                                                         \
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"                   \
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"                       \
    "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources"                \
    "<</Font<</F 5 0 R>>>>>>endobj\n" contents
#define FONT(more)                                                             \
    "5 0 "                                                                     \
    "obj<</Type/Font/Subtype/Type1/BaseFont/A/Encoding/WinAnsiEncoding" more   \
    ">>endobj\ntrailer<</Root 1 0 R>>\n"
#define STREAM(length)                                                         \
    "4 0 obj<</Length " length ">>stream\nBT /F 12 Tf 100 700 Td (abc) Tj "    \
    "ET\nendstream endobj\n"

/* Numbers that no writer means; what can be read is read all the same. */
static void test_numbers_that_cannot_be(void **state)
{
    static const struct {
        const char *what, *bytes, *text;
    } cases[] = {
        { "as it should be", PAGE(STREAM("41") FONT("")), "abc" },
        { "a length below nothing", PAGE(STREAM("-2561.7") FONT("")), "abc" },
        { "a length beyond all", PAGE(STREAM("99999999999999") FONT("")),
          "abc" },
        { "a first letter below nothing",
          PAGE(STREAM("41") FONT("/FirstChar -97/Widths[500 500 500]")),
          "abc" },
        { "a bundle of fewer than none",
          PAGE(STREAM("41") "6 0 obj<</Type/ObjStm/N -3/First -9/Length 6>>"
                            "stream\n7 0 (x)\nendstream endobj\n" FONT("")),
          "abc" },
        { "a bundle's object at a place below nothing",
          PAGE(STREAM("41") "6 0 obj<</Type/ObjStm/N 1/First 5/Length 9>>"
                            "stream\n-7 -8 (x)\nendstream endobj\n" FONT("")),
          "abc" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(MIB);
        struct archive_budget budget = { 0 };
        struct office_doc doc = { .blocks = { .n = 0 } };
        struct reason why = { .text = "" };

        CHECK_INT(
            cases[i].what,
            pdf_read(span_str(cases[i].bytes), &budget, &arena, &doc, &why),
            VERDICT_DONE);
        CHECK_INT(cases[i].what, doc.blocks.n, 1);
        CHECK_SPAN(cases[i].what, doc.blocks.at[0].text,
                   span_str(cases[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_that_cannot_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

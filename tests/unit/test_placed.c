#include "check.h"

#include <stdio.h>

#include "convoke/mail/form.h"
#include "convoke/mail/reading.h"
#include "mail/placed.h"
#include "mail/writing.h"
#include "zipmade.h"

enum { MIB = 1024 * 1024 };

static void print_blocks(const struct office_doc *doc, struct text *to)
{
    list_each(&doc->blocks, b)
    {
        text_addf(to, "%d.%d.%d%s=", b->table, b->row, b->column,
                  b->below ? "^" : "");
        for (size_t i = 0; i < b->text.n; i++)
            text_add_char(to, b->text.p[i] == '\n' ? '/' : b->text.p[i]);
        text_add_char(to, ';');
    }
}

/* A page is told as words: "t x y TEXT" (letters of 10 points), "l x1 y1 x2
 * y2", "b x1 y1 x2 y2", one a line. */
static void draw(struct placed_page *p, const char *script)
{
    struct span rest = span_str(script);
    struct span line;

    while (span_line(&rest, &line)) {
        char kind = line.p[0];
        float v[4] = { 0 };
        int n = 0;
        struct span text;
        unsigned code;

        if (kind != 't' && sscanf(line.p + 1, "%f %f %f %f", &v[0], &v[1],
                                  &v[2], &v[3]) == 4) {
            (kind == 'l' ? placed_line : placed_box)(p, v[0], v[1], v[2], v[3]);
            continue;
        }
        sscanf(line.p + 1, "%f %f %n", &v[0], &v[1], &n);
        text = span_from(line, (size_t)n + 1);
        while (text.n) {
            size_t octets = span_char(text, &code);
            float width = code < 0x2000 ? 5 : 10;

            placed_glyph(p, (struct placed_glyph){ .x = v[0],
                                                   .y = v[1],
                                                   .width = width,
                                                   .size = 10,
                                                   .code = code });
            v[0] += width;
            text = span_from(text, octets);
        }
    }
}

#define GRID                                                                   \
    "l 0 0 200 0\nl 0 20 200 20\nl 0 40 200 40\nl 0 0 0 40\nl 100 0 100 40\n"  \
    "l 200 0 200 40\n"

static const struct {
    const char *what, *page, *blocks;
} pages[] = {
    { "a paragraph", "t 0 10 甲乙丙", "0.0.0=甲乙丙;" },
    { "letters in any order make a line", "t 20 10 丙\nt 0 10 甲\nt 10 10 乙",
      "0.0.0=甲乙丙;" },
    { "words part where there is a gap", "t 0 10 ab\nt 13 10 cd",
      "0.0.0=ab cd;" },
    { "scripts part only where the gap is wide", "t 0 10 在\nt 13 10 2026",
      "0.0.0=在2026;" },
    { "a line with wide gaps is a row",
      "t 0 10 姓名\nt 60 10 王小样\nt 120 10 性别",
      "1.0.0=姓名;1.0.1=王小样;1.0.2=性别;" },
    { "a table by its lines",
      GRID "t 5 14 姓名\nt 105 14 王小样\nt 5 34 邮编\nt 105 34 100085",
      "1.0.0=姓名;1.0.1=王小样;1.1.0=邮编;1.1.1=100085;" },
    { "what stands above it and below it",
      GRID "t 5 60 后\nt 5 -10 前\nt 5 14 中", "0.0.0=前;1.0.0=中;0.0.0=后;" },
    { "a cell over two rows",
      "l 0 0 200 0\nl 100 20 200 20\nl 0 40 200 40\nl 0 0 0 40\n"
      "l 100 0 100 40\nl 200 0 200 40\n"
      "t 5 24 联系人\nt 105 14 甲\nt 105 34 乙",
      "1.0.0=联系人;1.0.1=甲;1.1.0^=;1.1.1=乙;" },
    { "a full line of a cell goes on in the next",
      "b 0 0 64 40\nt 2 14 一二三四五六\nt 2 30 七", "1.0.0=一二三四五六七;" },
    { "a short one does not", "b 0 0 64 40\nt 2 14 一二三\nt 2 30 七",
      "1.0.0=一二三/七;" },
    { "a label begins anew", "b 0 0 64 40\nt 2 14 一二三四五六\nt 2 30 邮编：",
      "1.0.0=一二三四五六/邮编：;" },
    { "a drawn box, ticked by a line",
      "b 0 0 10 10\nl 0 0 10 10\nt 12 9 是\nb 40 0 50 10\nt 52 9 否",
      "1.0.0=☑是;1.0.1=☐否;" },
    { "a drawn box, ticked by a letter", "b 0 0 10 10\nt 1 9 √\nt 12 9 是",
      "0.0.0=☑是;" },
    { "a box with a digit in it is a place for it",
      "b 0 0 10 10\nt 2 9 1\nb 11 0 21 10\nt 13 9 0", "0.0.0=1 0;" },
    { "bold is painted twice and read once", "t 0 10 甲\nt 0.3 10 甲",
      "0.0.0=甲;" },
    { "nothing at all", "l 0 0 100 0", "" },
};

static void pages_are_read_as_they_look(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
        CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
        struct placed_page p = { .arena = &arena };
        struct office_doc doc = { .blocks = { .n = 0 } };
        int tables = 0;

        draw(&p, pages[i].page);
        CHECK_TRUE(pages[i].what, placed_blocks(&p, &tables, &arena, &doc));
        print_blocks(&doc, &got);
        CHECK_SPAN(pages[i].what, text_span(&got), span_str(pages[i].blocks));
    }
}

/* As many letters and lines as there may be, each in a cell of its own. */
static void the_worst_page_is_quick(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * MIB);
    struct placed_page p = { .arena = &arena };
    struct office_doc doc = { .blocks = { .n = 0 } };
    long before = check_cpu_ms();
    int tables = 0;

    (void)state;
    for (int i = 0; i < PLACED_MAX_RULES / 2; i++) {
        placed_line(&p, 0, (float)i * 5, 10000, (float)i * 5);
        placed_line(&p, (float)i * 5, 0, (float)i * 5, 10000);
    }
    for (int i = 0; i < 2 * PLACED_MAX_GLYPHS; i++)
        placed_glyph(&p, (struct placed_glyph){ .x = (float)(i * 37 % 9999),
                                                .y = (float)(i * 91 % 9999),
                                                .width = 1,
                                                .size = 1,
                                                .code = 'a' });
    CHECK_INT("more was dropped", p.full, true);
    (void)placed_blocks(&p, &tables, &arena, &doc);
    print_message("%ld ms\n", check_cpu_ms() - before);
    CHECK_TRUE("within two seconds", check_cpu_ms() - before < 2000);
}

/* ---- a PDF by hand: GB encoding, a table, an octal escape, no map ---- */

#define CELL(x, y, text) "BT /F1 10 Tf " x " " y " Td " text " Tj ET\n"

static const char page_words[] =
    "0 800 400 -40 re S\nq 1 0 0 1 200 760 cm 0 0 m 0 40 l S Q\n"
    "0 780 m 400 780 l S\n" CELL("5", "785", "<D0D5C3FB>")
        CELL("205", "785", "<CDF5D0A1D1F9>") CELL("5", "765", "<D3CAB1E0>")
            CELL("205", "765", "(1\\06000\\060\n5)");

static enum verdict read_pdf(const char *trailer, struct arena *arena,
                             struct text *got, struct reason *why)
{
    CLEANUP(text_release) struct text pdf = TEXT_INIT(MIB);
    struct archive_budget budget = { .used = 0 };
    struct office_doc doc = { .blocks = { .n = 0 } };
    enum verdict v;

    text_addf(&pdf,
              "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
              "2 0 obj<</Kids[3 0 R]/Count 1/Resources<</Font<</F1 4 0 R>>>>"
              ">>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 6 0 R>>"
              "endobj\n4 0 obj<</Type/Font/Subtype/Type0/Encoding/GBK-EUC-H"
              "/DescendantFonts[5 0 R]>>endobj\n5 0 obj<</DW 1000/W[0[500]"
              "32 126 500]>>endobj\n6 0 obj<</Length 7 0 R>>stream\n%s"
              "endstream endobj\ntrailer<<%s/Root 1 0 R>>\n",
              page_words, trailer);
    v = writing_read(text_span(&pdf), FACTS_FILE_PDF, &budget, arena, &doc,
                     why);
    print_blocks(&doc, got);
    return v;
}

static void a_pdf_without_a_map_is_read_by_its_encoding(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("read", read_pdf("", &arena, &got, &why), VERDICT_DONE);
    CHECK_SPAN("cells", text_span(&got),
               SPAN("1.0.0=姓名;1.0.1=王小样;1.1.0=邮编;1.1.1=10000 5;"));
}

static void a_locked_pdf_is_refused(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
    struct reason why = { .text = "" };

    (void)state;
    CHECK_INT("locked", read_pdf("/Encrypt 9 0 R", &arena, &got, &why),
              VERDICT_NEVER);
    CHECK_TRUE("says so", strstr(why.text, "locked"));
}

/* ---- an OFD by hand: GB/T 33190's own shape ---- */

#define OFD "xmlns:ofd=\"http://www.ofdspec.org/2016\""
#define LETTERS(x, y, deltas, text)                                            \
    "<ofd:TextObject ID=\"1\" Boundary=\"" x " " y " 100 6\" Font=\"2\" "      \
    "Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"" deltas "\">" text     \
    "</ofd:TextCode></ofd:TextObject>"
#define PATH(x, y, data)                                                       \
    "<ofd:PathObject ID=\"3\" Boundary=\"" x " " y " 200 200\">"               \
    "<ofd:AbbreviatedData>" data "</ofd:AbbreviatedData></ofd:PathObject>"

static const char ofd_lines[] =
    "<ofd:Page " OFD "><ofd:Content><ofd:Layer>" PATH(
        "10", "10",
        "M 0 0 L 150 0 L 150 30 L 0 30 C M 0 10 L 150 10 M 0 20 "
        "L 150 20 M 50 0 L 50 30")
        LETTERS("12", "13", "g 7 4", "单位名称（中文）") LETTERS(
            "12", "23", "4", "邮编") "</ofd:Layer></ofd:Content></ofd:Page>";

static const char ofd_page[] =
    "<ofd:Page " OFD "><ofd:Template TemplateID=\"77\"/><ofd:Content>"
    "<ofd:Layer>" LETTERS("40", "2", "g 7 4", "工作组成员申请表")
        LETTERS("62", "13", "g 5 4", "示例有限公司")
            LETTERS("62", "23", "g 5 2",
                    "100085") "</ofd:Layer></ofd:Content></ofd:Page>";

static void an_ofd_is_read_with_its_template(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    struct archive_budget budget = { .used = 0 };
    struct office_doc doc;
    facts_fields fields = { .n = 0 };
    struct facts facts = { .form_part = -1 };
    struct reason why = { .text = "" };

    (void)state;
    zipmade_init(&z);
    zipmade_add(&z, "OFD.xml",
                SPAN("<ofd:OFD " OFD "><ofd:DocBody><ofd:DocRoot>Doc_0/"
                     "Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"));
    zipmade_add(&z, "Doc_0/Document.xml",
                SPAN("<ofd:Document " OFD "><ofd:CommonData><ofd:TemplatePage "
                     "ID=\"77\" BaseLoc=\"Tpls/T.xml\"/></ofd:CommonData>"
                     "<ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"/Doc_0/P/C.xml"
                     "\"/></ofd:Pages></ofd:Document>"));
    zipmade_add(&z, "Doc_0/Tpls/T.xml", span_str(ofd_lines));
    zipmade_add(&z, "Doc_0/P/C.xml", span_str(ofd_page));
    if (writing_read(zipmade_end(&z), FACTS_FILE_OFD, &budget, &arena, &doc,
                     &why) != VERDICT_DONE)
        print_error("%s\n", why.text);
    CHECK_TRUE("a form", form_is_form(&doc));
    form_read_docx(&doc, &arena, &fields);
    facts.form = fields;
    CHECK_SPAN("name", facts_form_value(&facts, SPAN("name_zh")),
               SPAN("示例有限公司"));
    CHECK_SPAN("zip", facts_form_value(&facts, SPAN("zip")), SPAN("100085"));
}

static void an_ofd_of_pictures_has_no_text(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    struct archive_budget budget = { .used = 0 };
    struct office_doc doc;
    struct reason why = { .text = "" };

    (void)state;
    zipmade_init(&z);
    zipmade_add(&z, "OFD.xml", SPAN("<OFD><DocRoot>D.xml</DocRoot></OFD>"));
    zipmade_add(&z, "D.xml", SPAN("<D><Page BaseLoc=\"p.xml\"/></D>"));
    zipmade_add(&z, "p.xml", SPAN("<Page/>"));
    CHECK_INT("refused",
              writing_read(zipmade_end(&z), FACTS_FILE_OFD, &budget, &arena,
                           &doc, &why),
              VERDICT_NEVER);
    CHECK_SPAN("why", span_str(why.text), SPAN("there is no text in it"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_read_as_they_look),
        cmocka_unit_test(the_worst_page_is_quick),
        cmocka_unit_test(a_pdf_without_a_map_is_read_by_its_encoding),
        cmocka_unit_test(a_locked_pdf_is_refused),
        cmocka_unit_test(an_ofd_is_read_with_its_template),
        cmocka_unit_test(an_ofd_of_pictures_has_no_text),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "mail/odt.h"
#include "mail/sniff.h"
#include "zipmade.h"

enum { MIB = 1024 * 1024 };

#define XMLNS "urn:oasis:names:tc:opendocument:xmlns:"
#define HEAD                                                                   \
    "<office:document-content xmlns:office=\"" XMLNS "office:1.0\" "           \
    "xmlns:text=\"" XMLNS "text:1.0\" xmlns:table=\"" XMLNS "table:1.0\" "     \
    "xmlns:draw=\"" XMLNS "drawing:1.0\" xmlns:style=\"" XMLNS "style:1.0\" "  \
    "xmlns:svg=\"" XMLNS "svg-compatible:1.0\" "                               \
    "xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:"      \
    "xmlns:loext:1.0\" xmlns:field=\"urn:openoffice:names:experimental:"       \
    "ooo-ms-interop:xmlns:field:1.0\">"                                        \
    "<style:style style:name=\"T1\"><style:text-properties "                   \
    "style:font-name=\"Wingdings 2\"/></style:style><office:body>"             \
    "<office:text>"
#define TAIL "</office:text></office:body></office:document-content>"
#define P(s) "<text:p>" s "</text:p>"
#define CELL(s) "<table:table-cell>" P(s) "</table:table-cell>"
#define BOX(more) "<loext:content-control loext:checkbox=\"true\"" more
#define FIELD(inner)                                                           \
    "<field:fieldmark field:type=\"vnd.oasis.opendocument.field."              \
    "FORMCHECKBOX\">" inner "</field:fieldmark>"

/* Blocks are printed as table.row.column+columns=text, LF as "/". */
static const struct {
    const char *what, *body, *blocks;
} readings[] = {
    { "spans are joined", P("工作<text:span>组</text:span>"),
      "0.0.0+1=工作组;" },
    { "a heading", "<text:h>a</text:h>" P("b"), "0.0.0+1=a;0.0.0+1=b;" },
    { "blanks, tab, break",
      P("a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d<text:s/>e"),
      "0.0.0+1=a   b  c/d e;" },
    { "blanks of the file's own layout are one", P("\n  a\n  b "),
      "0.0.0+1=a b ;" },
    { "what was deleted, noted, remarked is not there",
      "<text:tracked-changes><text:deletion>" P(
          "x") "</text:deletion>"
               "</text:tracked-changes>" P("a<text:note><text:note-body>" P(
                   "y") "</text:note-body></text:note>"
                        "<office:annotation>" P("z") "</office:annotation>b"),
      "0.0.0+1=ab;" },
    { "cells with their grid",
      "<table:table><table:table-row>" CELL(
          "a") "<table:table-cell table:number-columns-spanned=\"3\">" P("b")
          P("c") "</table:table-cell><table:covered-table-cell/>"
                 "<table:covered-table-cell/>" CELL("d") "</table:table-row>"
                                                         "</table:table>",
      "1.0.0+1=a;1.0.1+3=b/c;1.0.4+1=d;" },
    { "a cell that goes on below",
      "<table:table><table:table-row><table:table-cell "
      "table:number-rows-spanned=\"2\">" P("a") "</table:table-cell>" CELL(
          "b") "</table:table-row><table:table-row><table:covered-table-cell/"
               ">" CELL("c") "</table:table-row></table:table>",
      "1.0.0+1=a;1.0.1+1=b;1.1.0+1=^;1.1.1+1=c;" },
    { "cells covered from the left and from above",
      "<table:table><table:table-row>"
      "<table:table-cell table:number-columns-spanned=\"2\" "
      "table:number-rows-spanned=\"2\">" P(
          "a") "</table:table-cell>"
               "<table:covered-table-cell/>" CELL(
                   "b") "</table:table-row>"
                        "<table:table-row><table:covered-table-cell "
                        "table:number-columns-repeated=\"2\"/>" CELL(
                            "c") "</table:table-row></table:table>",
      "1.0.0+2=a;1.0.2+1=b;1.1.0+1=^;1.1.1+1=^;1.1.2+1=c;" },
    { "empty cells written as one",
      "<table:table><table:table-row><table:table-cell "
      "table:number-columns-repeated=\"2\"/>" CELL(
          "a") "</table:table-row></table:table>",
      "1.0.0+2=;1.0.2+1=a;" },
    { "a table in a cell, whose columns are its own",
      "<table:table><table:table-row><table:table-cell "
      "table:number-columns-spanned=\"2\"><table:table><table:table-row>" CELL(
          "a") CELL("b") "</table:table-row></table:table>"
                         "</table:table-cell><table:covered-table-cell/>" CELL(
                             "c") "</table:table-row></table:table>",
      "1.0.0+2=;2.0.0+1=a;2.0.1+1=b;1.0.2+1=c;" },
    { "a text box, whose picture's name is no text",
      P("a<draw:frame><draw:text-box>" P(
          "b") "</draw:text-box>"
               "<svg:title>x</svg:title><svg:desc>y</svg:desc></draw:frame>c"),
      "0.0.0+1=b;0.0.0+1=ac;" },
    { "boxes of controls, whatever they show",
      P(BOX(" loext:checked=\"true\">R</loext:content-control>a")
            BOX(">S</loext:content-control>b")),
      "0.0.0+1=☑a☐b;" },
    { "boxes of form fields",
      P(FIELD("<field:param field:name=\"Checkbox_Checked\" "
              "field:value=\"true\"/>") "a" FIELD("") "b"),
      "0.0.0+1=☑a☐b;" },
    { "pictures of a symbol font, with its name and without",
      P("<text:span text:style-name=\"T1\">R</text:span>a"
        "<text:span text:style-name=\"T1\">£</text:span>R"
        "&#xf0fe;b&#xf0a8;"),
      "0.0.0+1=☑a☐R☑b☐;" },
    { "a prompt is no text, what was typed over one is",
      P("a<loext:content-control loext:showing-place-holder=\"true\">点击此处"
        "</loext:content-control>b"
        "<loext:content-control loext:showing-place-holder=\"true\">甲"
        "</loext:content-control>"),
      "0.0.0+1=ab甲;" },
};

static struct span package(struct zipmade *z, const char *content,
                           const char *manifest)
{
    zipmade_init(z);
    zipmade_add(z, "mimetype", SPAN("application/vnd.oasis.opendocument.text"));
    zipmade_add(z, "META-INF/manifest.xml", span_str(manifest));
    zipmade_add(z, "content.xml", span_str(content));
    return zipmade_end(z);
}

static void print(const struct office_doc *doc, struct text *to)
{
    list_each(&doc->blocks, b)
    {
        text_addf(to, "%d.%d.%d+%d=%s", b->table, b->row, b->column, b->columns,
                  b->below ? "^" : "");
        for (size_t i = 0; i < b->text.n; i++)
            text_add_char(to, b->text.p[i] == '\n' ? '/' : b->text.p[i]);
        text_add_char(to, ';');
    }
}

static void test_readings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(readings); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(MIB);
        CLEANUP(text_release) struct text content = TEXT_INIT(MIB);
        CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
        CLEANUP(zipmade_release) struct zipmade z;
        struct archive_budget budget = { 0 };
        struct office_doc doc = { .blocks = { .n = 0 } };
        struct reason why = { .text = "" };

        text_addf(&content, "%s%s%s", HEAD, readings[i].body, TAIL);
        CHECK_INT(readings[i].what,
                  odt_read(package(&z, content.p, "<m/>"), &budget, &arena,
                           &doc, &why),
                  VERDICT_DONE);
        print(&doc, &got);
        CHECK_SPAN(readings[i].what, text_span(&got),
                   span_str(readings[i].blocks));
    }
}

static void test_refusals(void **state)
{
    static const struct {
        const char *what, *content, *manifest, *says;
    } cases[] = {
        { "under a password", "x", "<m><manifest:encryption-data/></m>",
          "password" },
        { "a document type", "<!DOCTYPE a>" HEAD TAIL, "<m/>",
          "document type" },
        { "no XML", "<a><b></a>", "<m/>", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(MIB);
        CLEANUP(zipmade_release) struct zipmade z;
        struct archive_budget budget = { 0 };
        struct office_doc doc = { .blocks = { .n = 77 } };
        struct reason why = { .text = "" };

        CHECK_INT(cases[i].what,
                  odt_read(package(&z, cases[i].content, cases[i].manifest),
                           &budget, &arena, &doc, &why),
                  VERDICT_NEVER);
        CHECK_TRUE(why.text,
                   span_has(span_str(why.text), span_str(cases[i].says)));
        CHECK_INT("untouched", doc.blocks.n, 77);
    }
}

/* Told by its media type; a workbook and a drawing have a content.xml, too. */
static void test_kinds(void **state)
{
    static const struct {
        const char *media_type, *manifest;
        enum facts_file_type type;
        bool encrypted;
    } cases[] = {
        { "application/vnd.oasis.opendocument.text", "<m/>", FACTS_FILE_ODT,
          false },
        { "application/vnd.oasis.opendocument.text", "<encryption-data/>",
          FACTS_FILE_ODT, true },
        { "application/vnd.oasis.opendocument.text-template", "<m/>",
          FACTS_FILE_ODT, false },
        { "application/vnd.oasis.opendocument.spreadsheet", "<m/>",
          FACTS_FILE_ZIP, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * MIB);
        CLEANUP(zipmade_release) struct zipmade z;
        struct facts_file file = { .name = SPAN("a.docx") };

        zipmade_init(&z);
        zipmade_add(&z, "mimetype", span_str(cases[i].media_type));
        zipmade_add(&z, "META-INF/manifest.xml", span_str(cases[i].manifest));
        zipmade_add(&z, "content.xml", SPAN(HEAD TAIL));
        CHECK_TRUE("listed", sniff_file(zipmade_end(&z), &arena, &file));
        CHECK_INT(cases[i].media_type, file.type, cases[i].type);
        CHECK_INT(cases[i].media_type, file.encrypted, cases[i].encrypted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readings),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_kinds),
    };

    office_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

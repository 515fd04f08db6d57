#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "bombs.h"
#include "convoke/mail/archive.h"
#include "convoke/mail/office.h"

enum { MIB = 1024 * 1024 };

/* Reading */

#define P(runs) "<w:p>" runs "</w:p>"
#define R(inner) "<w:r>" inner "</w:r>"
#define T(text) "<w:r><w:t>" text "</w:t></w:r>"
#define BOX(value)                                                             \
    "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"" value              \
    "\"/></w14:checkbox></w:sdtPr><w:sdtContent>" T("☒") "</w:sdtContent>"     \
                                                         "</w:sdt>"
#define FIELD(inner)                                                           \
    R("<w:fldChar w:fldCharType=\"begin\"><w:ffData>" inner                    \
      "</w:ffData></w:fldChar>")                                               \
    R("<w:instrText> FORMCHECKBOX </w:instrText>")                             \
    R("<w:fldChar w:fldCharType=\"end\"/>")
#define SYM(font, code) R("<w:sym w:font=\"" font "\" w:char=\"" code "\"/>")

/* Blocks are printed as table.row.column+columns=text, LF as "/". */
static const struct {
    const char *what;
    const char *body;
    const char *blocks;
} readings[] = {
    { "a paragraph's runs are joined", P(T("工作") T("组")),
      "0.0.0+1=工作组;" },
    { "an empty paragraph is none", P("") P(T("a")), "0.0.0+1=a;" },
    { "tab and break", P(T("a") R("<w:tab/>") T("b") R("<w:br/>") T("c")),
      "0.0.0+1=a  b/c;" },
    { "tab stops are no tabs",
      P("<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>" T("a")),
      "0.0.0+1=a;" },
    { "entities and CDATA", P(T("a &amp; b &#x4e2d; <![CDATA[<c>]]>")),
      "0.0.0+1=a & b 中 <c>;" },
    { "deleted text is gone, inserted stays",
      P(T("a") "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>"
               "<w:del>" T("c") "</w:del><w:ins>" T("d") "</w:ins>"),
      "0.0.0+1=ad;" },
    { "moved text stands once",
      P("<w:moveFrom>" T("a") "</w:moveFrom><w:moveTo>" T("a") "</w:moveTo>"),
      "0.0.0+1=a;" },
    { "a table's cells with their grid",
      "<w:tbl><w:tr><w:tc>" P(
          T("a")) "</w:tc><w:tc><w:tcPr>"
                  "<w:gridSpan w:val=\"3\"/></w:tcPr>" P(T("b"))
                      P(T("c")) "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/"
                                "></w:tcPr>" P("") "</w:tc><w:tc>" P(
                                    T("d")) "</w:tc></w:tr></w:tbl>",
      "1.0.0+1=a;1.0.1+3=b/c;1.1.0+1=^;1.1.1+1=d;" },
    { "a merged cell's first row has its text",
      "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" P(
          T("a")) "</w:tc></w:tr></w:tbl>",
      "1.0.0+1=a;" },
    { "a deleted row is gone",
      "<w:tbl><w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr><w:tc>" P(T(
          "a")) "</w:tc></w:tr><w:tr><w:tc>" P(T("b")) "</w:tc></w:tr></w:tbl>",
      "1.1.0+1=b;" },
    { "a table in a cell",
      "<w:tbl><w:tr><w:tc>" P(T("a")) "<w:tbl><w:tr><w:tc>" P(T(
          "b")) "</w:tc></w:tr></w:tbl>" P(T("c")) "</w:tc><w:tc>" P(T("d")) "<"
                                                                             "/"
                                                                             "w"
                                                                             ":"
                                                                             "t"
                                                                             "c"
                                                                             ">"
                                                                             "<"
                                                                             "/"
                                                                             "w"
                                                                             ":"
                                                                             "t"
                                                                             "r"
                                                                             ">"
                                                                             "<"
                                                                             "/"
                                                                             "w"
                                                                             ":"
                                                                             "t"
                                                                             "b"
                                                                             "l"
                                                                             ">",
      "1.0.0+1=a/c;2.0.0+1=b;1.0.1+1=d;" },
    { "box controls", P(BOX("1") T("a") BOX("0") T("b") BOX("true") T("c")),
      "0.0.0+1=☑a☐b☑c;" },
    { "a box control around a cell",
      "<w:tbl><w:tr><w:sdt><w:sdtPr><w14:checkbox><w14:checked "
      "w14:val=\"1\"/></w14:checkbox></w:sdtPr><w:sdtContent><w:tc>" P(
          T("☐")) "</w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>",
      "1.0.0+1=☑;" },
    { "a prompt is no text",
      P("<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>" T(
          "单击或点击此处输入文字。") "</w:sdtContent></w:sdt>" T("a")),
      "0.0.0+1=a;" },
    { "a prompt that was typed over is text",
      P("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" T(
          "张三") "</w:sdtContent></w:sdt>"),
      "0.0.0+1=张三;" },
    { "a text control and a drop-down",
      P("<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>" T(
          "a") "</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:dropDownList>"
               "<w:listItem w:displayText=\"女\" w:value=\"F\"/>"
               "</w:dropDownList></w:sdtPr><w:sdtContent>" T(
                   "女") "</w:sdtContent></w:sdt>"),
      "0.0.0+1=a女;" },
    { "a date control gives its day",
      P("<w:sdt><w:sdtPr><w:date w:fullDate=\"2026-03-01T00:00:00Z\"/>"
        "</w:sdtPr><w:sdtContent>" T("1/3/26") "</w:sdtContent></w:sdt>"),
      "0.0.0+1=2026-03-01;" },
    { "legacy boxes: default, and checked over default",
      P(FIELD("<w:checkBox><w:default w:val=\"1\"/></w:checkBox>") T("a")
            FIELD("<w:checkBox><w:default w:val=\"1\"/><w:checked "
                  "w:val=\"0\"/></w:checkBox>") T("b")
                FIELD("<w:checkBox><w:default w:val=\"0\"/><w:checked/>"
                      "</w:checkBox>") T("c")),
      "0.0.0+1=☑a☐b☑c;" },
    { "a legacy list",
      P(FIELD("<w:ddList><w:result w:val=\"1\"/><w:listEntry "
              "w:val=\"男\"/><w:listEntry w:val=\"女\"/>"
              "</w:ddList>")),
      "0.0.0+1=女;" },
    { "symbols of three fonts",
      P(SYM("Wingdings", "F0FE") SYM("Wingdings", "F0A8")
            SYM("Wingdings", "F0FC") SYM("Wingdings", "F06F")
                SYM("Wingdings 2", "F052") SYM("Wingdings 2", "00A3")
                    SYM("Webdings", "F061") SYM("Symbol", "F0B7")),
      "0.0.0+1=☑☐☑☐☑☐☑;" },
    { "letters in a symbol font",
      P(R("<w:rPr><w:rFonts w:ascii=\"Wingdings 2\"/></w:rPr><w:t>R</w:t>")
            T("R")),
      "0.0.0+1=☑R;" },
    { "a text box, written twice, stands once",
      P(R("<mc:AlternateContent><mc:Choice><w:txbxContent>" P(
          T("box")) "</w:txbxContent></mc:Choice><mc:Fallback>"
                    "<w:txbxContent>" P(T("box")) "</w:txbxContent>"
                                                  "</mc:Fallback>"
                                                  "</mc:AlternateContent>")
            T("a")),
      "0.0.0+1=box;0.0.0+1=a;" },
    { "a text box in a cell belongs to it",
      "<w:tbl><w:tr><w:tc>" P(T("a") R("<w:txbxContent>" P(
          T("b")) "</w:txbxContent>")) "</w:tc></w:tr></w:tbl>",
      "1.0.0+1=a/b;" },
    { "field codes are no text",
      P(R("<w:fldChar w:fldCharType=\"begin\"/>")
            R("<w:instrText>PAGE</w:instrText>") T("a")),
      "0.0.0+1=a;" },
};

static void print_blocks(const struct office_doc *doc, struct text *to)
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

static void blocks_are_what_the_document_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(readings); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 * MIB);
        CLEANUP(text_release) struct text got = TEXT_INIT(MIB);
        CLEANUP(zipmade_release) struct zipmade z;
        struct office_doc doc;
        struct reason why = { .text = "" };

        zipmade_init(&z);
        zipmade_docx(&z, span_str(readings[i].body));
        CHECK_INT(
            readings[i].what,
            office_docx_read(text_span(&z.bytes), NULL, &arena, &doc, &why),
            VERDICT_DONE);
        print_blocks(&doc, &got);
        CHECK_SPAN(readings[i].what, text_span(&got),
                   span_str(readings[i].blocks));
    }
}

/* Refusals */

static void make_flat(struct zipmade *z, size_t n, bool dense, uint32_t said)
{
    struct text t = TEXT_INIT(ZIPMADE_MAX);
    size_t made = zipmade_zeros(&t, n, dense);

    zipmade_raw(z, (struct zipmade_entry){
                       .name = SPAN("word/document.xml"),
                       .data = arena_span(&z->arena, text_span(&t)),
                       .method = 8,
                       .size = said ? said : (uint32_t)made,
                   });
    text_release(&t);
}

static void flat(struct zipmade *z)
{
    make_flat(z, 200 * MIB, /* dense= */ true, 0);
}

static void lying(struct zipmade *z)
{
    make_flat(z, 200 * MIB, /* dense= */ true, 1000);
}

static void lying_within_bounds(struct zipmade *z)
{
    make_flat(z, 200 * MIB, /* dense= */ false, 15 * MIB);
}

static void dense_part(struct zipmade *z)
{
    make_flat(z, 8 * MIB, /* dense= */ true, 0);
}

static void add_zeros(struct zipmade *z, const char *stem, int n, size_t size)
{
    struct text t = TEXT_INIT(ZIPMADE_MAX);
    size_t made = zipmade_zeros(&t, size, /* dense= */ false);
    struct span data = arena_span(&z->arena, text_span(&t));
    struct text zeros = TEXT_INIT(ZIPMADE_MAX);
    uint32_t crc;

    for (size_t i = 0; i < made; i++)
        text_add_char(&zeros, '\0');
    crc = zipmade_crc(text_span(&zeros));
    for (int i = 0; i < n; i++)
        zipmade_raw(z, (struct zipmade_entry){
                           .name = arena_printf(&z->arena, "%s%d", stem, i),
                           .data = data,
                           .crc = crc,
                           .method = 8,
                           .size = (uint32_t)made,
                       });
    text_release(&t);
    text_release(&zeros);
}

static void many_parts(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"));
    add_zeros(z, "word/media/image", 5, 15 * MIB);
}

static void overlapping(struct zipmade *z)
{
    /* The second entry's header lies in the first one's data. */
    struct zipmade inner;
    struct zipmade_entry *e;

    zipmade_init(&inner);
    zipmade_add(&inner, "b.xml", SPAN("<b/>"));
    e = zipmade_add(z, "a.xml", arena_span(&z->arena, text_span(&inner.bytes)));
    *list_push(&z->entries, &z->arena) = (struct zipmade_entry){
        .name = SPAN("b.xml"),
        .crc = zipmade_crc(SPAN("<b/>")),
        .size = 4,
        .packed = 4,
        .at = z->entries.at[0].at + 30 + 5,
    };
    (void)e;
    zipmade_release(&inner);
}

static void one_body_many_names(struct zipmade *z)
{
    zipmade_add(z, "a.xml", SPAN("<a/>"));
    for (int i = 0; i < 100; i++) {
        struct zipmade_entry e = z->entries.at[0];

        e.name = arena_printf(&z->arena, "b%03d", i);
        *list_push(&z->entries, &z->arena) = e;
    }
}

static void too_many(struct zipmade *z)
{
    for (int i = 0; i <= ARCHIVE_MAX_ENTRIES; i++)
        zipmade_add(z, arena_printf(&z->arena, "e%d", i).p, SPAN(""));
}

static void zip64(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"))->size = UINT32_MAX;
}

static void duplicate(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"));
    zipmade_add(z, "word/document.xml", SPAN("<b/>"));
}

static void encrypted(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"))->flags = 1;
}

static void nested(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"));
    zipmade_add(z, "deeper.zip", SPAN("PK"));
}

static void truncated_entry(struct zipmade *z)
{
    struct zipmade_entry *e = zipmade_add(z, "word/document.xml", SPAN("<a/>"));

    e->size = 40;
}

static void beyond_the_end(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"))->packed = 40000;
}

static void strange_method(struct zipmade *z)
{
    zipmade_add(z, "word/document.xml", SPAN("<a/>"))->method = 12;
}

static void add_document(struct zipmade *z, const char *xml)
{
    zipmade_add(z, "word/document.xml", span_str(xml));
}

static void xxe(struct zipmade *z)
{
    add_document(z, "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                    "<a>&e;</a>");
}

static void xxe_in_relations(struct zipmade *z)
{
    add_document(z, "<a/>");
    zipmade_add(z, "word/_rels/document.xml.rels",
                SPAN("<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM "
                     "\"http://localhost/x.dtd\"><a/>"));
}

static void billion_laughs(struct zipmade *z)
{
    add_document(z, "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
                    "\"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
                    "\"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>");
}

static void wide_doctype(struct zipmade *z)
{
    static const char xml[] = "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>";
    struct text t = TEXT_INIT(MIB);

    text_add(&t, span_of("\xff\xfe", 2));
    for (size_t i = 0; i + 1 < sizeof(xml); i++)
        zipmade_16(&t, (unsigned char)xml[i]);
    zipmade_add(z, "word/document.xml", text_span(&t));
    text_release(&t);
}

static void unknown_entity(struct zipmade *z)
{
    add_document(z, "<a>&e;</a>");
}

static void deep(struct zipmade *z)
{
    struct text t = TEXT_INIT(16 * MIB);

    for (int i = 0; i < 100000; i++)
        text_add_str(&t, "<a>");
    for (int i = 0; i < 100000; i++)
        text_add_str(&t, "</a>");
    zipmade_add(z, "word/document.xml", text_span(&t));
    text_release(&t);
}

static void add_repeated(struct zipmade *z, const char *head, const char *unit,
                         const char *tail)
{
    struct text t = TEXT_INIT(15 * MIB);

    text_add_str(&t, head);
    while (t.n < 15 * MIB - 100)
        text_add_str(&t, unit);
    text_add_str(&t, tail);
    zipmade_add(z, "word/document.xml", text_span(&t));
    text_release(&t);
}

static void long_text(struct zipmade *z)
{
    add_repeated(z, "<w:t " ZIPMADE_W ">", "aaaaaaaaaaaaaaaa", "</w:t>");
}

static void long_attribute(struct zipmade *z)
{
    add_repeated(z, "<a b=\"", "aaaaaaaaaaaaaaaa", "\"/>");
}

static void open_comment(struct zipmade *z)
{
    add_repeated(z, "<a><!--", "- - - - - - - - ", "-->");
}

static void many_cells(struct zipmade *z)
{
    add_repeated(z, "<w:document " ZIPMADE_W "><w:tbl><w:tr>", "<w:tc></w:tc>",
                 "</w:tr></w:tbl></w:document>");
}

static void many_attributes(struct zipmade *z)
{
    struct text t = TEXT_INIT(15 * MIB);

    text_add_str(&t, "<a");
    for (int i = 0; i < 500000; i++)
        text_addf(&t, " a%d=\"\"", i);
    text_add_str(&t, "/>");
    zipmade_add(z, "word/document.xml", text_span(&t));
    text_release(&t);
}

static void many_namespaces(struct zipmade *z)
{
    struct text t = TEXT_INIT(15 * MIB);

    for (int i = 0; i < 200; i++) {
        text_add_str(&t, "<a");
        for (int k = 0; k < 100; k++)
            text_addf(&t, " xmlns:n%d_%d=\"u\"", i, k);
        text_add_str(&t, ">");
    }
    zipmade_add(z, "word/document.xml", text_span(&t));
    text_release(&t);
}

static void deep_tables(struct zipmade *z)
{
    struct text t = TEXT_INIT(MIB);

    text_add_str(&t, "<w:document " ZIPMADE_W ">");
    for (int i = 0; i < 40; i++)
        text_add_str(&t, "<w:tbl><w:tr><w:tc>");
    for (int i = 0; i < 40; i++)
        text_add_str(&t, "</w:tc></w:tr></w:tbl>");
    text_add_str(&t, "</w:document>");
    zipmade_add(z, "word/document.xml", text_span(&t));
    text_release(&t);
}

static void macros(struct zipmade *z)
{
    add_document(z, "<a/>");
    zipmade_add(z, "word/vbaProject.bin", SPAN("x"));
}

static void workbook(struct zipmade *z)
{
    zipmade_add(z, "xl/workbook.xml", SPAN("<a/>"));
}

static const struct bomb refusals[] = {
    { "flat bomb of 200 MiB", flat, "too much" },
    { "bomb that says 1000 octets", lying, "larger than it says" },
    { "bomb that says 15 MiB", lying_within_bounds, "larger than it says" },
    { "8 MiB at 158 to 1", dense_part, "suspiciously" },
    { "five parts of 15 MiB", many_parts, "too much" },
    { "overlapping entries", overlapping, "overlap" },
    { "one body under many names", one_body_many_names, "overlap" },
    { "2001 entries", too_many, "more than 2000" },
    { "zip64", zip64, "zip64" },
    { "two documents of one name", duplicate, "twice" },
    { "encrypted", encrypted, "password" },
    { "archive in the archive", nested, "inside the archive" },
    { "entry shorter than it says", truncated_entry, "" },
    { "entry beyond the end", beyond_the_end, "not where" },
    { "packing nobody reads", strange_method, "method 12" },
    { "external entity", xxe, "document type" },
    { "external DTD in another part", xxe_in_relations, "document type" },
    { "billion laughs", billion_laughs, "document type" },
    { "document type in UTF-16", wide_doctype, "UTF-8" },
    { "entity nobody declared", unknown_entity, "does not parse" },
    { "100,000 elements deep", deep, "too deep" },
    { "15 MiB of text", long_text, "too much text" },
    { "15 MiB in an attribute", long_attribute, "tag is too large" },
    { "15 MiB in a comment", open_comment, "tag is too large" },
    { "a million cells", many_cells, "too many parts" },
    { "500,000 attributes", many_attributes, "tag is too large" },
    { "namespaces upon namespaces", many_namespaces, "namespaces" },
    { "tables nested 40 deep", deep_tables, "too deep" },
    { "macros", macros, "macros" },
    { "a workbook", workbook, "xlsx" },
};

static enum verdict read_nothing(struct span bytes, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 * MIB);
    struct office_doc doc = { .blocks = { .n = 77 } };
    enum verdict v = office_docx_read(bytes, NULL, &arena, &doc, why);

    return doc.blocks.n == 77 ? v : VERDICT_BROKEN;
}

static void bombs_are_refused_within_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        bomb_check(&refusals[i], read_nothing);
}

static const struct {
    const char *what;
    struct span bytes;
    const char *reason;
} strangers[] = {
    { "nothing", { "", 0 }, "an empty file" },
    { "an old document",
      { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1zzzz", 12 },
      "an old office file (.doc, .xls, .wps), not a docx" },
    { "a locked document",
      { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
        40 },
      "the document is locked with a password" },
    { "a PDF", { "%PDF-1.7", 8 }, "a PDF file, not a docx" },
    { "a picture", { "\x89PNG\r\n\x1a\n", 8 }, "a picture, not a docx" },
    { "half a zip",
      { "PK\3\4zzzzzzzzzzzzzzzzzzzzzzzzzzzz", 32 },
      "the zip file is cut off: it has no directory" },
    { "text", { "hello", 5 }, "not a docx" },
};

static void strangers_are_called_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strangers); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(MIB);
        struct office_doc doc;
        struct reason why = { .text = "" };

        CHECK_INT(
            strangers[i].what,
            office_docx_read(strangers[i].bytes, NULL, &arena, &doc, &why),
            VERDICT_NEVER);
        CHECK_SPAN(strangers[i].what, span_str(why.text),
                   span_str(strangers[i].reason));
    }
}

/* Every prefix of a good docx is refused, none crashes. */
static void a_cut_file_is_refused(void **state)
{
    CLEANUP(zipmade_release) struct zipmade z;
    struct span whole;

    (void)state;
    zipmade_init(&z);
    whole = zipmade_docx(&z, SPAN(P(T("a"))));
    for (size_t n = 0; n <= whole.n; n++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(MIB);
        struct office_doc doc;

        CHECK_INT(
            "cut",
            office_docx_read(span_sub(whole, 0, n), NULL, &arena, &doc, NULL),
            n == whole.n ? VERDICT_DONE : VERDICT_NEVER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_what_the_document_shows),
        cmocka_unit_test(bombs_are_refused_within_bounds),
        cmocka_unit_test(strangers_are_called_by_name),
        cmocka_unit_test(a_cut_file_is_refused),
    };

    office_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

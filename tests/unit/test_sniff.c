#include "check.h"

#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/mail/reading.h"
#include "mail/sniff.h"
#include "tnefmade.h"
#include "zipmade.h"

enum { ARENA = 64 * 1024 * 1024 };

static struct facts_file sniffed(struct span bytes, const char *name,
                                 struct arena *a, bool *ret_ok)
{
    struct facts_file file = { .name = span_str(name) };

    *ret_ok = sniff_file(bytes, a, &file);
    return file;
}

static void test_zip_kinds(void **state)
{
    static const struct {
        const char *entry;
        enum facts_file_type type;
    } cases[] = {
        { "word/document.xml", FACTS_FILE_DOCX },
        { "xl/workbook.xml", FACTS_FILE_XLSX },
        { "OFD.xml", FACTS_FILE_OFD },
        { "word/vbaProject.bin", FACTS_FILE_PROGRAM },
        { "word/VBAPROJECT.bin", FACTS_FILE_PROGRAM },
        { "word/other/vbaProject.bin", FACTS_FILE_PROGRAM },
        { "xl/macrosheets/sheet1.xml", FACTS_FILE_PROGRAM },
        { "Basic/script-lc.xml", FACTS_FILE_PROGRAM },
        { "Scripts/python/a.py", FACTS_FILE_PROGRAM },
        { "Basic/notes.txt", FACTS_FILE_ZIP },
        { "META-INF/MANIFEST.MF", FACTS_FILE_PROGRAM },
        { "a/word/document.xml", FACTS_FILE_ZIP },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(zipmade_release) struct zipmade z;
        bool ok = false;

        zipmade_init(&z);
        zipmade_add(&z, "[Content_Types].xml", SPAN("x"));
        zipmade_add(&z, cases[i].entry, SPAN("x"));
        CHECK_INT(cases[i].entry,
                  sniffed(zipmade_end(&z), "a.bin", &a, &ok).type,
                  cases[i].type);
        CHECK_INT("listed", ok, 1);
    }
}

/* Macros under a name that says nothing. */
static void test_declared_macros(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(zipmade_release) struct zipmade z;
    bool ok = false;

    (void)state;
    zipmade_init(&z);
    zipmade_add(&z, "[Content_Types].xml",
                SPAN("<Types><Override PartName=\"/word/x.bin\" ContentType="
                     "\"application/vnd.ms-office.vbaProject\"/></Types>"));
    zipmade_add(&z, "word/document.xml", SPAN("x"));
    CHECK_INT("declared", sniffed(zipmade_end(&z), "a.docx", &a, &ok).type,
              FACTS_FILE_PROGRAM);
}

static void test_programs(void **state)
{
    static const struct span cases[] = {
        SPAN("MZ\x90"),
        SPAN("\x7f"
             "ELF"),
        SPAN("#!/bin/sh\n"),
        SPAN("\xcf\xfa\xed\xfe"),
        SPAN("L\0\0\0\x01\x14\x02\0\0"),
        SPAN("ITSF\3"),
        SPAN("ActiveMime"),
        SPAN("dex\n035"),
        SPAN("\xca\xfe\xba\xbe"),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        bool ok = false;

        CHECK_INT(cases[i].p, sniffed(cases[i], "照片.jpg", &a, &ok).type,
                  FACTS_FILE_PROGRAM);
    }
}

static void test_zip_listing(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(zipmade_release) struct zipmade z;
    struct facts_file file;
    bool ok = false;

    (void)state;
    zipmade_init(&z);
    zipmade_add(&z, "\xc9\xea\xc7\xeb\xb1\xed.docx", SPAN("x"));
    zipmade_raw(&z, (struct zipmade_entry){ .name = SPAN("营业执照\n.pdf"),
                                            .flags = 0x801,
                                            .data = SPAN("x"),
                                            .size = 1 });
    file = sniffed(zipmade_end(&z), "材料.zip", &a, &ok);
    CHECK_INT("a zip", file.type, FACTS_FILE_ZIP);
    CHECK_INT("under a password", file.encrypted, 1);
    CHECK_SPAN("GBK and UTF-8 names, one a line", file.inside,
               SPAN("申请表.docx\n营业执照 .pdf"));
}

static void test_broken_zip(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    bool ok = true;
    struct facts_file file = sniffed(SPAN("PK\3\4 and no more"), "a", &a, &ok);

    (void)state;
    CHECK_INT("still a zip", file.type, FACTS_FILE_ZIP);
    CHECK_INT("that was not listed", ok, 0);
}

#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static void test_ole_kinds(void **state)
{
    static const struct {
        const char *what, *name;
        struct span bytes;
        enum facts_file_type type;
        bool encrypted;
    } cases[] = {
        { "doc", "a.doc", SPAN(OLE "W\0o\0r\0d\0"), FACTS_FILE_DOC, false },
        { "wps", "a.wps", SPAN(OLE), FACTS_FILE_DOC, false },
        { "et", "a.et", SPAN(OLE), FACTS_FILE_XLS, false },
        { "xls by its stream", "a.bin", SPAN(OLE "W\0o\0r\0k\0b\0o\0o\0k\0"),
          FACTS_FILE_XLS, false },
        { "docx under a password", "a.docx",
          SPAN(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
          FACTS_FILE_DOCX, true },
        { "doc with macros", "a.doc",
          SPAN(OLE "_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0"), FACTS_FILE_PROGRAM,
          false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        bool ok = false;
        struct facts_file file =
            sniffed(cases[i].bytes, cases[i].name, &a, &ok);

        CHECK_INT(cases[i].what, file.type, cases[i].type);
        CHECK_INT(cases[i].what, file.encrypted, cases[i].encrypted);
    }
}

/* What says by its content that it is locked, whatever it is called. */
static void test_locked(void **state)
{
    static const struct {
        const char *file;
        enum facts_file_type type;
        bool encrypted;
    } cases[] = {
        { "locks/word97-asks.doc", FACTS_FILE_DOC, true },
        { "locks/r6-asks.pdf", FACTS_FILE_PDF, true },
        { "locks/r6-open.pdf", FACTS_FILE_PDF, false },
        { "locks/aes.zip", FACTS_FILE_ZIP, true },
        { "forms/annex-boxes.doc", FACTS_FILE_DOC, false },
        { "forms/no-table.pdf", FACTS_FILE_PDF, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text bytes = TEXT_INIT(1024 * 1024);
        struct facts_file file;
        char path[256];
        bool ok = false;

        snprintf(path, sizeof(path), CONVOKE_SOURCE "/tests/data/%s",
                 cases[i].file);
        CHECK_INT(path, file_read(path, &bytes, /* why= */ NULL), VERDICT_DONE);
        file = sniffed(text_span(&bytes), "a.bin", &a, &ok);
        CHECK_INT(path, file.type, cases[i].type);
        CHECK_INT(path, file.encrypted, cases[i].encrypted);
    }
}

/* ---- forms that come as files ---- */

#define CELL(s) "<w:tc><w:p><w:r><w:t>" s "</w:t></w:r></w:p></w:tc>"
#define ROW(a, b) "<w:tr>" CELL(a) CELL(b) "</w:tr>"

static const char form_xml[] = "<w:tbl>" ROW("单位名称（中文）", "甲公司")
    ROW("邮编", "100000") ROW("法人代表姓名", "乙") ROW("办公地址", "丙路1号")
        ROW("统一社会信用代码", "91110108MA0000000A")
            ROW("单位简介", "从事密码产品研发的企业")
                ROW("主要业务领域", "密码") "</w:tbl>";

static void add_base64(struct text *to, struct span s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                                 "qrstuvwxyz0123456789+/";

    for (size_t i = 0; i < s.n; i += 3) {
        unsigned v = 0;
        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            text_add_char(to,
                          i + k > s.n ? '=' : digits[v >> (18 - 6 * k) & 63]);
        text_add_char(to, '\n');
    }
}

static struct facts read_attached(struct span bytes, const char *name,
                                  struct arena *a)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(1024 * 1024);
    struct facts f = { 0 };
    struct reason why = { 0 };

    text_addf(&raw,
              "Content-Type: application/octet-stream; name=\"%s\"\n"
              "Content-Transfer-Encoding: base64\n\n",
              name);
    add_base64(&raw, bytes);
    CHECK_INT(name, reading_facts(arena_span(a, text_span(&raw)), a, &f, &why),
              VERDICT_DONE);
    CHECK_INT("octets as sent", f.files.at[0].size, bytes.n);
    return f;
}

static void test_form_files(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(zipmade_release) struct zipmade docx;
    CLEANUP(zipmade_release) struct zipmade zip;
    struct facts f;

    (void)state;
    zipmade_init(&docx);
    zipmade_init(&zip);
    f = read_attached(zipmade_docx(&docx, span_str(form_xml)), "x.docx", &a);
    CHECK_INT("docx", f.form_source, FACTS_FORM_DOCX);
    CHECK_INT("its part", f.form_part, 0);
    CHECK_SPAN("name", facts_form_value(&f, SPAN("name_zh")), SPAN("甲公司"));
    CHECK_SPAN("code", facts_form_value(&f, SPAN("uscc")),
               SPAN("91110108MA0000000A"));
    zipmade_add(&zip, "a/form.docx", text_span(&docx.bytes));
    f = read_attached(zipmade_end(&zip), "x.zip", &a);
    CHECK_INT("in a zip", f.form_source, FACTS_FORM_ZIP);
    CHECK_SPAN("name", facts_form_value(&f, SPAN("name_zh")), SPAN("甲公司"));
    CHECK_SPAN("listed", f.files.at[0].inside, SPAN("a/form.docx"));
}

static bool keep(void *to, struct span piece)
{
    return text_add(to, piece);
}

/* Outlook's envelope goes; what lay in it is there under its Chinese name, and
 * its octets are found again. */
static void test_winmail(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(text_release) struct text raw = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(text_release) struct text got = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(zipmade_release) struct zipmade docx;
    struct facts f = { 0 };
    struct reason why = { 0 };

    (void)state;
    zipmade_init(&docx);
    zipmade_docx(&docx, span_str(form_xml));
    tnefmade_begin(&made);
    tnefmade_attribute(&made, 0x00069007, SPAN("\xa8\x03\0\0\0\0\0\0"));
    tnefmade_class(&made, "IPM.Note");
    tnefmade_attribute(&made, 0x00069002, SPAN("\1\0"));
    tnefmade_attribute(&made, 0x00018010, SPAN("\xcb\xb5\xc3\xf7.txt"));
    tnefmade_attribute(&made, 0x0006800f, SPAN("\xc4\xe3\xba\xc3"));
    tnefmade_attribute(&made, 0x00069002, SPAN("\1\0"));
    tnefmade_attribute(&made, 0x00018010,
                       SPAN("\xc9\xea\xc7\xeb\xb1\xed.docx"));
    tnefmade_attribute(&made, 0x0006800f, text_span(&docx.bytes));
    text_add_str(&raw, "Content-Type: application/ms-tnef; "
                       "name=winmail.dat\nContent-Transfer-Encoding: base64\n"
                       "\n");
    add_base64(&raw, text_span(&made));
    CHECK_INT("read", reading_facts(text_span(&raw), &a, &f, &why),
              VERDICT_DONE);
    CHECK_INT("two files", f.files.n, 2);
    CHECK_SPAN("a Chinese name", f.files.at[0].name, SPAN("说明.txt"));
    CHECK_SPAN("its text", f.files.at[0].text, SPAN("你好"));
    CHECK_SPAN("another", f.files.at[1].name, SPAN("申请表.docx"));
    CHECK_INT("its kind", f.files.at[1].type, FACTS_FILE_DOCX);
    CHECK_INT("the form", f.form_source, FACTS_FORM_DOCX);
    CHECK_INT("numbered behind the leaves", f.form_part, 2);
    CHECK_INT("found again", reading_part(text_span(&raw), 2, keep, &got, &why),
              VERDICT_DONE);
    CHECK_SPAN("its octets", text_span(&got), text_span(&docx.bytes));
    CHECK_INT("no more", reading_part(text_span(&raw), 3, keep, &got, &why),
              VERDICT_NEVER);
}

static void test_other_documents(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(zipmade_release) struct zipmade docx;
    struct facts f;

    (void)state;
    zipmade_init(&docx);
    f = read_attached(
        zipmade_docx(&docx, SPAN("<w:p><w:r><w:t>会议纪要</w:t></w:r></w:p>")),
        "纪要.docx", &a);
    CHECK_INT("no form", f.form_source, FACTS_FORM_NONE);
    f = read_attached(text_span(&docx.bytes), "申请表.docx", &a);
    CHECK_INT("called one, but none", f.form_source, FACTS_FORM_UNREADABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zip_kinds),
        cmocka_unit_test(test_declared_macros),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_zip_listing),
        cmocka_unit_test(test_broken_zip),
        cmocka_unit_test(test_ole_kinds),
        cmocka_unit_test(test_locked),
        cmocka_unit_test(test_form_files),
        cmocka_unit_test(test_winmail),
        cmocka_unit_test(test_other_documents),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

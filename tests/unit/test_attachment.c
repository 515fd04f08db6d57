/* What stands in the files of a message, over the wire to the core. */
#include "check.h"

#include <stdio.h>

#include "bookmade.h"
#include "convoke/mail/reading.h"

enum { ARENA = 192 * 1024 * 1024, MAIL = 40 * 1024 * 1024, MIB = 1024 * 1024 };

static void start_mail(struct text *raw)
{
    text_add_str(raw, "From: a@a.example\nContent-Type: multipart/mixed; "
                      "boundary=bb\n\n--bb\nContent-Type: text/plain\n\nhello");
}

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
        if (i % 57 == 54)
            text_add_char(to, '\n');
    }
}

static void add_file(struct text *raw, const char *type, const char *name,
                     struct span bytes)
{
    text_addf(raw,
              "\n--bb\nContent-Type: %s\nContent-Transfer-Encoding: base64\n"
              "Content-Disposition: attachment; filename=\"%s\"\n\n",
              type, name);
    add_base64(raw, bytes);
}

/* Read, encoded and decoded again. */
static struct facts read_mail(struct text *raw, struct arena *a)
{
    CLEANUP(arena_release) struct arena worker = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = { 0 };
    struct facts g = { 0 };
    struct reason why = { 0 };

    text_add_str(raw, "\n--bb--\n");
    assert_false(raw->over);
    CHECK_INT("read", reading_facts(text_span(raw), &worker, &f, &why),
              VERDICT_DONE);
    facts_encode(&f, &record);
    CHECK_INT("decoded", facts_decode(text_span(&record), a, &g, &why),
              VERDICT_DONE);
    return g;
}

static bool has_note(const struct facts *f, struct span note)
{
    list_each(&f->notes, n) if (span_eq(*n, note)) return true;
    return false;
}

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static struct span a_docx(struct zipmade *z)
{
    return zipmade_docx(z, SPAN(P("一、会议时间") P("二、决议")));
}

static struct span an_xlsx(struct zipmade *z)
{
    return bookmade(z,
                    (struct bookmade){
                        .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v>"
                                "</c><c r=\"C1\" t=\"s\"><v>1</v></c></row>",
                        .strings = "<si><t>序号</t></si><si><t>章条</t></si>",
                    });
}

static struct span a_docx_with_a_bomb(struct zipmade *z)
{
    struct text t = TEXT_INIT(ZIPMADE_MAX);
    size_t made = zipmade_zeros(&t, 15 * MIB, /* dense= */ true);

    zipmade_add(z, "word/document.xml",
                SPAN("<w:document " ZIPMADE_W ">" P("a") "</w:document>"));
    zipmade_raw(z, (struct zipmade_entry){
                       .name = SPAN("word/media/a.png"),
                       .data = arena_span(&z->arena, text_span(&t)),
                       .method = 8,
                       .size = (uint32_t)made,
                   });
    text_release(&t);
    return zipmade_end(z);
}

static struct span a_locked_xlsx(struct zipmade *z)
{
    zipmade_add(z, "xl/workbook.xml", SPAN("<a/>"))->flags = 1;
    return zipmade_end(z);
}

static struct span an_xlsx_without_its_string(struct zipmade *z)
{
    return bookmade(
        z, (struct bookmade){ .rows = "<row><c t=\"s\"><v>0</v></c></row>" });
}

#define OCTETS "application/octet-stream"

static const struct {
    const char *what, *type, *name;
    struct span (*make)(struct zipmade *z); /* or NULL: the octets */
    struct span octets;
    bool known;
    const char *text;
} cases[] = {
    { "a docx",
      OCTETS,
      "a.docx",
      a_docx,
      { 0 },
      true,
      "一、会议时间\n二、决议\n" },
    { "a docx under another name",
      OCTETS,
      "a.bin",
      a_docx,
      { 0 },
      true,
      "一、会议时间\n二、决议\n" },
    { "an xlsx", OCTETS, "a.xlsx", an_xlsx, { 0 }, true, "序号\t\t章条\n" },
    { "a csv from Excel", OCTETS, "a.csv", NULL,
      SPAN("\xd0\xf2\xba\xc5,\xd5\xc2\xcc\xf5\r\n1,4.2\r\n"), true,
      "序号,章条\n1,4.2\n" },
    { "a csv with a label", "text/csv; charset=gb2312", "a", NULL,
      SPAN("\xd0\xf2"), true, "序" },
    { "what Excel calls Unicode", OCTETS, "a.txt", NULL,
      SPAN("\xff\xfe\x8f\x5e\x09\x00\xf7\x53\r\0\n\0"), true, "序\t号\n" },
    { "a text with controls", "text/plain", "a.txt", NULL,
      SPAN("a\x01\x7f\xc2\x85"
           "b\rc"),
      true, "ab\nc" },
    { "an empty text", "text/plain", "a.txt", NULL, SPAN(""), true, "" },
    { "a page", "text/html", "a.html", NULL, SPAN("<p>a"), false, "" },
    { "a card", "text/vcard", "a.vcf", NULL, SPAN("BEGIN:VCARD"), false, "" },
    { "a PDF", OCTETS, "a.pdf", NULL, SPAN("%PDF-1.4 text"), false, "" },
    { "a picture", "image/png", "a.png", NULL, SPAN("\x89PNG\r\n"), false, "" },
    { "an old document", OCTETS, "a.doc", NULL, SPAN(OLE), false, "" },
    { "a program", OCTETS, "a.docm", a_docx, { 0 }, false, "" },
    { "a docx under a password", OCTETS, "a.docx", NULL,
      SPAN(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), false, "" },
    { "a docx with a bomb",
      OCTETS,
      "a.docx",
      a_docx_with_a_bomb,
      { 0 },
      false,
      "" },
    { "a locked xlsx", OCTETS, "a.xlsx", a_locked_xlsx, { 0 }, false, "" },
    { "a damaged xlsx",
      OCTETS,
      "a.xlsx",
      an_xlsx_without_its_string,
      { 0 },
      false,
      "" },
    { "half a docx", OCTETS, "a.docx", NULL, SPAN("PK\3\4junk"), false, "" },
};

static void what_stands_in_a_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(MAIL);
        CLEANUP(zipmade_release) struct zipmade z;
        struct facts f;

        zipmade_init(&z);
        start_mail(&raw);
        add_file(&raw, cases[i].type, cases[i].name,
                 cases[i].make ? cases[i].make(&z) : cases[i].octets);
        f = read_mail(&raw, &a);
        CHECK_INT("a file", f.files.n, 1);
        CHECK_INT(cases[i].what, f.files.at[0].text_known, cases[i].known);
        CHECK_INT(cases[i].what, f.files.at[0].text_cut, 0);
        CHECK_SPAN(cases[i].what, f.files.at[0].text, span_str(cases[i].text));
    }
}

/* A docx of so many characters, three octets each. */
static struct span long_docx(struct zipmade *z, size_t characters)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(MIB);

    text_add_str(&t, "<w:p><w:r><w:t>");
    for (size_t i = 0; i < characters; i++)
        text_add_str(&t, "议");
    text_add_str(&t, "</w:t></w:r></w:p>");
    return zipmade_docx(z, text_span(&t));
}

static void a_long_file_is_cut(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(MAIL);
    CLEANUP(text_release) struct text lines = TEXT_INIT(MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    struct facts f;

    (void)state;
    zipmade_init(&z);
    while (lines.n < 100000)
        text_add_str(&lines, "0123456789\n");
    start_mail(&raw);
    add_file(&raw, OCTETS, "a.docx", long_docx(&z, 30000));
    add_file(&raw, "text/plain", "b.txt", text_span(&lines));
    add_file(&raw, "text/plain", "c.txt",
             span_sub(text_span(&lines), 0, FACTS_MAX_FILE_TEXT));
    f = read_mail(&raw, &a);
    CHECK_INT("at a character", f.files.at[0].text.n,
              FACTS_MAX_FILE_TEXT / 3 * 3);
    CHECK_INT("and says so", f.files.at[0].text_cut, 1);
    CHECK_INT("a text", f.files.at[1].text.n, FACTS_MAX_FILE_TEXT);
    CHECK_INT("as well", f.files.at[1].text_cut, 1);
    CHECK_INT("just as much as there is room", f.files.at[2].text_cut, 0);
    CHECK_TRUE("a note", has_note(&f, SPAN("cut.file_text")));
}

static void files_share_the_room(void **state)
{
    enum { FILES = 12, FITTING = FACTS_MAX_FILE_TEXTS / FACTS_MAX_FILE_TEXT };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(MAIL);
    CLEANUP(text_release) struct text lines = TEXT_INIT(MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    struct facts f;

    (void)state;
    zipmade_init(&z);
    while (lines.n < FACTS_MAX_FILE_TEXT)
        text_add_char(&lines, 'x');
    start_mail(&raw);
    for (int i = 0; i < FILES - 2; i++)
        add_file(&raw, "text/plain", "a.txt", text_span(&lines));
    add_file(&raw, OCTETS, "a.docx", a_docx(&z));
    zipmade_release(&z);
    zipmade_init(&z);
    add_file(&raw, OCTETS, "a.xlsx", an_xlsx(&z));
    f = read_mail(&raw, &a);
    CHECK_INT("files", f.files.n, FILES);
    for (int i = 0; i < FILES; i++) {
        CHECK_INT("known while there is room", f.files.at[i].text_known,
                  i < FITTING);
        CHECK_INT("whole", f.files.at[i].text.n,
                  i < FITTING ? FACTS_MAX_FILE_TEXT : 0);
    }
    CHECK_TRUE("a note", has_note(&f, SPAN("cut.file_text")));
}

/* Forty files that each unpack to a lot cost no more than a few of them. */
static void files_share_what_may_be_unpacked(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(MAIL);
    CLEANUP(text_release) struct text zeros = TEXT_INIT(MIB);
    CLEANUP(zipmade_release) struct zipmade z;
    size_t made = zipmade_zeros(&zeros, 15 * MIB, /* dense= */ false);
    long before;
    struct facts f;

    (void)state;
    zipmade_init(&z);
    bookmade_add(&z, (struct bookmade){ .rows = "" });
    zipmade_raw(&z, (struct zipmade_entry){
                        .name = SPAN("xl/media/a.png"),
                        .data = arena_span(&z.arena, text_span(&zeros)),
                        .method = 8,
                        .crc = 0xc519664e,
                        .size = (uint32_t)made,
                    });
    zipmade_end(&z);
    start_mail(&raw);
    for (int i = 0; i < FACTS_MAX_FILES; i++)
        add_file(&raw, OCTETS, "a.xlsx", text_span(&z.bytes));
    before = check_cpu_ms();
    f = read_mail(&raw, &a);
    print_message("%d files, %zu octets: %ld ms\n", FACTS_MAX_FILES, raw.n,
                  check_cpu_ms() - before);
    CHECK_INT("the first", f.files.at[0].text_known, 1);
    CHECK_INT("the fifth", f.files.at[4].text_known, 0);
    CHECK_INT("the last", f.files.at[FACTS_MAX_FILES - 1].text_known, 0);
}

#define FIELD(a, b) "<w:tr><w:tc>" P(a) "</w:tc><w:tc>" P(b) "</w:tc></w:tr>"

static void a_form_is_read_once_for_both(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(MAIL);
    CLEANUP(zipmade_release) struct zipmade z;
    struct facts f;

    (void)state;
    zipmade_init(&z);
    start_mail(&raw);
    add_file(&raw, OCTETS, "a.docx",
             zipmade_docx(&z, SPAN(P("工作组成员申请表") "<w:tbl>" FIELD(
                                  "单位名称（中文）", "甲公司")
                                       FIELD("邮编", "100000") "</w:tbl>")));
    f = read_mail(&raw, &a);
    CHECK_INT("a form", f.form_source, FACTS_FORM_DOCX);
    CHECK_SPAN("its fields", facts_form_value(&f, SPAN("name_zh")),
               SPAN("甲公司"));
    CHECK_SPAN("its text", f.files.at[0].text,
               SPAN("工作组成员申请表\n单位名称（中文）\t甲公司\n"
                    "邮编\t100000\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_in_a_file),
        cmocka_unit_test(a_long_file_is_cut),
        cmocka_unit_test(files_share_the_room),
        cmocka_unit_test(files_share_what_may_be_unpacked),
        cmocka_unit_test(a_form_is_read_once_for_both),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

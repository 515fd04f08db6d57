#include "check.h"

#include <dirent.h>
#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/mail/reading.h"

enum { ARENA = 192 * 1024 * 1024, MAX_RAW = 48 * 1024 * 1024 };

#define TOKEN "0123456789abcdefghjkmnpqrs"

/* What every test does: read, encode, decode, and look at the decoded. */
static enum verdict read_over_the_wire(struct span raw, struct arena *a,
                                       struct facts *ret, struct reason *why)
{
    CLEANUP(arena_release) struct arena worker = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_FACTS);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);
    struct facts f = { 0 };
    enum verdict v = reading_facts(raw, &worker, &f, why);

    if (v != VERDICT_DONE)
        return v;
    facts_encode(&f, &record);
    CHECK_INT("below the ceiling", record.over, 0);
    v = facts_decode(text_span(&record), a, ret, why);
    if (v != VERDICT_DONE)
        print_error("not decoded: %s\n", why->text);
    CHECK_INT("what the worker says can be read", v, VERDICT_DONE);
    facts_encode(ret, &again);
    CHECK_SPAN("and says itself again", text_span(&again), text_span(&record));
    return VERDICT_DONE;
}

static struct facts read_text(const char *raw, struct arena *a)
{
    struct facts f = { 0 };
    struct reason why = { 0 };

    CHECK_INT(raw, read_over_the_wire(span_str(raw), a, &f, &why),
              VERDICT_DONE);
    return f;
}

/* ---- headers ---- */

static void test_headers(void **state)
{
    static const char raw[] =
        "Return-Path: <Zhang@A.Example>\r\n"
        "Authentication-Results: mx.sec.example; dmarc=pass "
        "header.from=a.example\r\n"
        "Authentication-Results: evil.example; dmarc=fail\r\n"
        "Received: from a by MX.sec.example; Tue, 31 Mar 2026 09:00:00 "
        "+0800\r\n"
        "Received: from b by c.example; nonsense\r\n"
        "Delivered-To: gw+t." TOKEN "@sec.example\r\n"
        "Message-ID: <1@a.example>\r\n"
        "In-Reply-To: (your mail) <0@sec.example>\r\n"
        "References: <00@sec.example>,<0@sec.example>\r\n"
        "From: =?gb2312?B?1cXI/Q==?= <Zhang@A.Example>\r\n"
        "To: GW <gw@SEC.example>\r\n"
        "Cc: b@b.example\r\n"
        "Subject: =?utf-8?B?5Zue5aSN77ya44CQ5YWl5Lya55Sz6K+344CR?=\r\n"
        "Date: Tue, 31 Mar 2026 09:00:00 +0800\r\n"
        "\r\n"
        "hello\r\n";
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = read_text(raw, &a);

    (void)state;
    CHECK_SPAN("id", f.message_id, SPAN("1@a.example"));
    CHECK_SPAN("in reply to", f.in_reply_to, SPAN("0@sec.example"));
    CHECK_INT("references", f.references.n, 2);
    CHECK_SPAN("the oldest first", f.references.at[0], SPAN("00@sec.example"));
    CHECK_SPAN("return path", f.return_path, SPAN("Zhang@a.example"));
    CHECK_INT("a sender", f.null_sender, 0);
    CHECK_INT("one author", f.from.n, 1);
    CHECK_SPAN("name", f.from.at[0].name, SPAN("张三"));
    CHECK_SPAN("mail", f.from.at[0].mail, SPAN("Zhang@a.example"));
    CHECK_INT("recipients", f.to.n, 3);
    CHECK_INT("date", f.date, 1774918800);
    CHECK_INT("results", f.results.n, 2);
    CHECK_SPAN("topmost first", f.results.at[0].server, SPAN("mx.sec.example"));
    CHECK_INT("hops", f.hops.n, 2);
    CHECK_SPAN("host", f.hops.at[0].by, SPAN("mx.sec.example"));
    CHECK_INT("instant", f.hops.at[0].at, 1774918800);
    CHECK_TRUE("no instant", f.hops.at[1].at == MOMENT_NONE);
    CHECK_SPAN("subject", f.subject, SPAN("回复：【入会申请】"));
    CHECK_SPAN("keyword", f.keyword, SPAN("[入会申请]"));
    CHECK_SPAN("token", f.token, SPAN(TOKEN));
    CHECK_SPAN("words", f.words, SPAN("hello"));
    CHECK_INT("a person", f.writer, FACTS_WRITER_PERSON);
    CHECK_INT("hash", f.body_hash.n, 64);
}

static void test_two_authors(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f =
        read_text("From: a@a.example\nFrom: a@a.example\n\nx\n", &a);

    (void)state;
    CHECK_INT("the same twice is two", f.from.n, 2);
    f = read_text("From: a@a.example, b@b.example\n\nx\n", &a);
    CHECK_INT("a list is two", f.from.n, 2);
    f = read_text("\nx\n", &a);
    CHECK_INT("none", f.from.n, 0);
}

static void test_token_places(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f;

    (void)state;
    f = read_text("Subject: Re: [T-0123456789ABCDEFGHJKMNPQRS] x\n\n同意\n",
                  &a);
    CHECK_SPAN("subject", f.token, SPAN(TOKEN));
    f = read_text(
        "Subject: x\n\n同意\n\n在 2026-10-03 18:28:31，X <a@b> 写道：\n"
        "> 令牌： " TOKEN "\n> 不同意\n",
        &a);
    CHECK_SPAN("quoted text", f.token, SPAN(TOKEN));
    CHECK_SPAN("but words only above", f.words, SPAN("同意"));
}

static void test_body_hash(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts one = read_text("Subject: a\n\na  b\nc\n", &a);
    struct facts two = read_text("Subject: b\n\n a b  c \n\n", &a);
    struct facts three = read_text("Subject: b\n\nab c\n", &a);

    (void)state;
    CHECK_SPAN("blanks do not count", one.body_hash, two.body_hash);
    CHECK_TRUE("words do", !span_eq(one.body_hash, three.body_hash));
}

/* ---- bodies ---- */

#define HTML(text) "Content-Type: text/html; charset=utf-8\n\n" text

static void test_html(void **state)
{
    static const struct {
        const char *raw, *text, *words;
    } cases[] = {
        { HTML("<p>one</p><p>two<br>three</p>"), "one\n\ntwo\nthree",
          "one\n\ntwo\nthree" },
        { HTML("<div>a</div><div>b</div><script>x()</script><style>y</style>"),
          "a\nb", "a\nb" },
        { HTML("<div>a<div style='display : none'>x</div></div>b"), "a\nb",
          "a\nb" },
        { HTML("<table><tr><td>单位名称</td><td><p>甲</p></td></tr>"
               "<tr><td>邮编</td><td>100000</td></tr></table>"),
          "单位名称\t甲\n邮编\t100000", "单位名称\t甲\n邮编\t100000" },
        { HTML("<input type=checkbox checked>WG5 <input type='checkbox'>WG6"),
          "☑WG5 ☐WG6", "☑WG5 ☐WG6" },
        { HTML("<a href='http://x.example/a'>here</a> "
               "<a href='http://y.example'>http://y.example</a>"),
          "here <http://x.example/a> http://y.example",
          "here <http://x.example/a> http://y.example" },
        { HTML("a&nbsp;&lt;b&gt;&amp;&#x540c;"), "a <b>&同", "a <b>&同" },
        { HTML("同意<blockquote id='isReplyContent'>在 x 写道<br>不同意"
               "</blockquote>"),
          "同意\n> 在 x 写道\n> 不同意", "同意" },
        { HTML("同意<div class='gmail_quote'>某日某人<blockquote "
               "class='gmail_quote'>不同意</blockquote></div>"),
          "同意\n某日某人\n> 不同意", "同意" },
        { HTML("<pre>a  b\n c</pre>"), "a  b\n c", "a  b\n c" },
        { "Content-Type: text/plain; charset=utf-8\n\n好&nbsp;&lt;x&gt;\n"
          "------------------&nbsp;原始邮件&nbsp;------------------\nx",
          "好 <x>\n------------------ 原始邮件 ------------------\nx",
          "好 <x>" },
        { "Content-Type: text/plain; charset=utf-8\n\na &lt; b", "a &lt; b",
          "a &lt; b" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        struct facts f = read_text(cases[i].raw, &a);

        CHECK_SPAN(cases[i].raw, span_trim(f.text), span_str(cases[i].text));
        CHECK_SPAN(cases[i].raw, f.words, span_str(cases[i].words));
    }
}

static void test_answer_below_html_quote(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = read_text(
        HTML("好<blockquote type=cite>同意吗</blockquote>不同意"), &a);

    (void)state;
    CHECK_INT("uncertain", f.words_uncertain, 1);
}

static void test_deep_html(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(4 * 1024 * 1024);
    struct facts f = { 0 };
    struct reason why = { 0 };

    (void)state;
    text_add_str(&raw, HTML("同意"));
    for (int i = 0; i < 200000; i++)
        text_add_str(&raw, "<b><i>");
    for (int i = 0; i < 100000; i++)
        text_add_str(&raw, "</u>");
    CHECK_INT("read", read_over_the_wire(text_span(&raw), &a, &f, &why),
              VERDICT_DONE);
    CHECK_SPAN("what stood above", f.words, SPAN("同意"));
    CHECK_SPAN("a note", f.notes.at[f.notes.n - 1], SPAN("html.too_deep"));
}

/* The library compares every attribute with every other. */
static void test_many_attributes(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(4 * 1024 * 1024);
    long before = check_cpu_ms();
    struct facts f = { 0 };
    struct reason why = { 0 };

    (void)state;
    text_add_str(&raw, HTML("<style>a b c < d e f</style>同意<p "));
    for (int i = 0; i < 100000; i++)
        text_addf(&raw, "a%d=1 ", i);
    CHECK_INT("read", read_over_the_wire(text_span(&raw), &a, &f, &why),
              VERDICT_DONE);
    CHECK_SPAN("what stood above", f.words, SPAN("同意"));
    CHECK_TRUE("soon", check_cpu_ms() - before < 5000);
}

/* Empty lines, footers and marks in any number cost no more than others. */
static void test_long_bodies(void **state)
{
    static const char *const lines[] = {
        "\n",
        "x\n\n\n",
        "> a\nSent from x\n",
        "On 2026 wrote 10:00 @ \n",
        "From: x\n",
        "- - - -",
        "http://mail.qq.com/ftn/(\n",
        "DISCLAIMER\n",
        "token: ",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(FACTS_MAX_BODY);
        long before = check_cpu_ms();
        struct facts f = { 0 };
        struct reason why = { 0 };

        text_add_str(&raw, "Subject: x\n\n");
        while (text_add_str(&raw, lines[i]))
            ;
        CHECK_INT("read", read_over_the_wire(text_span(&raw), &a, &f, &why),
                  VERDICT_DONE);
        if (check_cpu_ms() - before >= 5000)
            print_error("slow: %s\n", lines[i]);
        CHECK_TRUE("soon", check_cpu_ms() - before < 5000);
    }
}

#define PART(type) "--b\nContent-Type: " type "\n\n"
#define MULTIPART(kind) "Content-Type: multipart/" kind "; boundary=b\n\n"

static void test_which_part_is_the_body(void **state)
{
    static const struct {
        const char *what, *raw, *words;
        size_t files;
    } cases[] = {
        { "plain before html",
          MULTIPART("alternative") PART("text/plain") "plain\n" PART(
              "text/html") "<p>html</p>\n--b--\n",
          "plain", 0 },
        { "html when the plain one is blank",
          MULTIPART("alternative") PART("text/plain") " \n&nbsp;\n" PART(
              "text/html") "<p>html</p>\n--b--\n",
          "html", 0 },
        { "html before plain",
          MULTIPART("alternative") PART("text/html") "<p>html</p>\n" PART(
              "text/plain") "plain\n--b--\n",
          "plain", 0 },
        { "two texts around a file",
          MULTIPART("mixed") PART("text/plain") "one\n" PART(
              "application/pdf; name=a.pdf") "%PDF-1\n" PART("text/plain") "two"
                                                                           "\n-"
                                                                           "-b-"
                                                                           "-"
                                                                           "\n",
          "one\ntwo", 1 },
        { "a named text is a file",
          MULTIPART("mixed") PART("text/plain") "one\n" PART(
              "text/plain; name=a.txt") "two\n--b--\n",
          "one", 1 },
        { "only an attachment",
          "Content-Type: application/pdf; name=a.pdf\n\n%PDF-1\n", "", 1 },
        { "an attached message is one file",
          MULTIPART("mixed") PART("text/plain") "one\n" PART(
              "message/rfc822") "Subject: x\nContent-Type: "
                                "text/plain\n\ninner\n--b--\n",
          "one", 1 },
        { "a picture of the text is no file",
          MULTIPART("related")
              PART("text/html") "<p>one</p>\n"
                                "--b\nContent-Type: image/png\nContent-ID: "
                                "<1>\n\n\x89PNG\r\n"
                                "\n--b--\n",
          "one", 0 },
        { "a named picture is",
          MULTIPART("related")
              PART("text/html") "<p>one</p>\n"
                                "--b\nContent-Type: image/png; "
                                "name=x.png\nContent-ID: <1>\n\n"
                                "\x89PNG\r\n\n--b--\n",
          "one", 1 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        struct facts f = read_text(cases[i].raw, &a);

        CHECK_SPAN(cases[i].what, f.words, span_str(cases[i].words));
        CHECK_INT(cases[i].what, f.files.n, cases[i].files);
    }
}

/* ---- files ---- */

static void test_file_types(void **state)
{
    static const struct {
        const char *name;
        struct span bytes;
        enum facts_file_type type;
    } cases[] = {
        { "a.bin", SPAN("%PDF-1.4"), FACTS_FILE_PDF },
        { "a.doc", SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), FACTS_FILE_DOC },
        { "a.xls", SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), FACTS_FILE_XLS },
        { "a.jpg", SPAN("\xff\xd8\xff\xe0"), FACTS_FILE_IMAGE },
        { "a.rar", SPAN("Rar!\x1a\x07\x01"), FACTS_FILE_RAR },
        { "a.pdf", SPAN("MZ\x90"), FACTS_FILE_PROGRAM },
        { "a.pdf.exe", SPAN("%PDF-1.4"), FACTS_FILE_PROGRAM },
        { "a.docm", SPAN("x"), FACTS_FILE_PROGRAM },
        { "winmail.dat", SPAN("\x78\x9f\x3e\x22\x01"), FACTS_FILE_TNEF },
        { "a.ics", SPAN("BEGIN:VCALENDAR"), FACTS_FILE_CALENDAR },
        { "a.csv", SPAN("a,b"), FACTS_FILE_TEXT },
        { "b.csv", SPAN("\xff\xfe,\0"), FACTS_FILE_TEXT },
        { "c.csv", SPAN("a\0,b"), FACTS_FILE_UNKNOWN },
        { "a.zip", SPAN("PK\x03\x04junk"), FACTS_FILE_ZIP },
        { "a.xyz", SPAN("what"), FACTS_FILE_UNKNOWN },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(10000);
        struct facts f = { 0 };
        struct reason why = { 0 };

        text_addf(&raw,
                  "Content-Type: application/octet-stream\n"
                  "Content-Disposition: attachment; filename=\"%s\"\n\n",
                  cases[i].name);
        text_add(&raw, cases[i].bytes);
        CHECK_INT("read", read_over_the_wire(text_span(&raw), &a, &f, &why),
                  VERDICT_DONE);
        CHECK_INT("a file", f.files.n, 1);
        CHECK_INT(cases[i].name, f.files.at[0].type, cases[i].type);
        CHECK_SPAN(cases[i].name, f.files.at[0].name, span_str(cases[i].name));
        CHECK_INT("size", f.files.at[0].size, cases[i].bytes.n);
    }
}

static bool collect(void *to, struct span piece)
{
    return text_add(to, piece);
}

static bool stop(void *to, struct span piece)
{
    (void)to;
    (void)piece;
    return false;
}

static void test_part(void **state)
{
    static const char raw[] = MULTIPART("mixed") PART(
        "text/plain") "one\n--b\nContent-Type: application/pdf\n"
                      "Content-Transfer-Encoding: base64\n\nJVBERi0x\n--b--\n";
    CLEANUP(text_release) struct text out = TEXT_INIT(1000);
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct reason why = { 0 };
    struct facts f = read_text(raw, &a);

    (void)state;
    CHECK_INT(
        "read",
        reading_part(span_str(raw), f.files.at[0].part, collect, &out, &why),
        VERDICT_DONE);
    CHECK_SPAN("octets", text_span(&out), SPAN("%PDF-1"));
    CHECK_SPAN("hash", f.files.at[0].sha256,
               SPAN("21af8e71c8703196df7fe1ff901869a88fe64c07bbaa83d838efb45a52"
                    "b4f303"));
    CHECK_INT("no such part",
              reading_part(span_str(raw), 9, collect, &out, &why),
              VERDICT_NEVER);
    CHECK_INT("stopped", reading_part(span_str(raw), 0, stop, NULL, &why),
              VERDICT_LATER);
}

static void test_cloud_links(void **state)
{
    static const struct {
        const char *raw, *name;
        uint64_t size;
        const char *expiry;
    } cases[] = {
        { "Content-Type: text/plain; charset=utf-8\n\n请查收\n\n"
          "从QQ邮箱发来的超大附件\n\n申请表.zip (128.03M, 2026年11月27日 21:59 "
          "到期)进入下载页面："
          "https://mail.qq.com/cgi-bin/ftnExs_download?k=1&t=2\n",
          "申请表.zip", 134249185, "2026年11月27日 21:59" },
        { HTML("<div>从QQ邮箱发来的超大附件</div><div>材料.rar（26 MB，"
               "永久）</div><a href='https://wx.mail.qq.com/ftn/download?"
               "func=3&key=a'>进入下载页面</a>"),
          "材料.rar", 27262976, "" },
        { "Subject: "
          "x\n\nhttps://mail.163.com/large-attachment-download/"
          "index.html?p=1\n",
          "", 0, "" },
        { "Subject: x\nContent-Type: text/plain; charset=utf-8\n\n"
          "表.docx (2M)\n有效期至：2026-03-01 12:00\n"
          "https://mail.163.com/large-attachment-download/index.html?p=1\n",
          "表.docx", 2097152, "2026-03-01 12:00" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        struct facts f = read_text(cases[i].raw, &a);

        CHECK_INT(cases[i].raw, f.files.n, 1);
        CHECK_INT("a link", f.files.at[0].cloud_link, 1);
        CHECK_SPAN(cases[i].raw, f.files.at[0].name, span_str(cases[i].name));
        CHECK_INT(cases[i].raw, f.files.at[0].size, cases[i].size);
        CHECK_TRUE("address", span_starts(f.files.at[0].inside, SPAN("http")));
        CHECK_SPAN(cases[i].raw,
                   span_from(f.files.at[0].inside,
                             span_find_char(f.files.at[0].inside, '\n') + 1),
                   span_str(cases[i].expiry));
    }
}

/* Only for whoever reads it in the worker: nothing of it travels. */
static void test_calendar(void **state)
{
    static const char raw[] =
        MULTIPART("mixed") PART("text/plain; charset=utf-8") "参加\n" PART(
            "text/calendar; method=REPLY") "BEGIN:VCALENDAR\n"
                                           "END:VCALENDAR\n--b--\n";
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = { 0 };
    struct reason why;

    (void)state;
    CHECK_INT("read", reading_facts(span_str(raw), &a, &f, &why), VERDICT_DONE);
    CHECK_SPAN("the object", f.calendar_text,
               SPAN("BEGIN:VCALENDAR\nEND:VCALENDAR"));
    CHECK_SPAN("its method", f.calendar_method, SPAN("REPLY"));
    CHECK_SPAN("no record yet", f.calendar, SPAN_NONE);
    CHECK_SPAN("the words stay words", f.words, SPAN("参加"));
    f = read_text(raw, &a);
    CHECK_SPAN("nothing travels", f.calendar_text, SPAN_NONE);
    f = read_text("Content-Type: text/plain\n\nhello\n", &a);
    CHECK_SPAN("none", f.calendar_text, SPAN_NONE);
}

/* ---- forms ---- */

static void test_body_form(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = read_text("Content-Type: text/plain; charset=utf-8\n"
                               "Subject: x\n\n单位名称: 甲公司\n"
                               "邮编: 100000\n法人代表: 乙\n"
                               "申请加入的工作组: WG5\n",
                               &a);

    (void)state;
    CHECK_INT("a form", f.form_source, FACTS_FORM_BODY);
    CHECK_SPAN("name", facts_form_value(&f, SPAN("name_zh")), SPAN("甲公司"));
    f = read_text("Content-Type: text/plain; charset=utf-8\n\n邮编: 100000\n",
                  &a);
    CHECK_INT("a line alone is no form", f.form_source, FACTS_FORM_NONE);
    CHECK_SPAN("but may be asked for", facts_form_value(&f, SPAN("zip")),
               SPAN("100000"));
    f = read_text("Content-Type: text/plain; charset=utf-8\n\n好\n"
                  "-----原始邮件-----\n单位名称: 甲\n邮编: 1\n法人代表: 乙\n",
                  &a);
    CHECK_INT("a quoted form is none", f.form_source, FACTS_FORM_NONE);
}

static void test_unreadable_form(void **state)
{
    static const struct {
        const char *name, *bytes;
        enum facts_form_source source;
    } cases[] = {
        { "申请表.pdf", "%PDF-1", FACTS_FORM_UNREADABLE },
        { "申请表(盖章).doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
          FACTS_FORM_UNREADABLE },
        { "Application Form.jpg", "\xff\xd8\xff\xe0", FACTS_FORM_UNREADABLE },
        { "申请表.docx", "PK\x03\x04junk", FACTS_FORM_UNREADABLE },
        { "申请表.exe", "MZ", FACTS_FORM_NONE },
        { "营业执照.pdf", "%PDF-1", FACTS_FORM_NONE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(10000);
        struct facts f;

        text_addf(&raw,
                  "Content-Type: application/octet-stream; name=\"%s\"\n\n%s",
                  cases[i].name, cases[i].bytes);
        f = read_text(text_str(&raw), &a);
        CHECK_INT(cases[i].name, f.form_source, cases[i].source);
        CHECK_INT(cases[i].name, f.form_part,
                  cases[i].source == FACTS_FORM_NONE ? -1 : 0);
    }
}

/* ---- messages nobody here wrote ---- */

struct tally {
    int all, refused;
};

static void read_file(const char *path, struct tally *t)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(MAX_RAW);
    struct facts f = { 0 };
    struct reason why = { 0 };
    enum verdict v;

    assert_int_equal(file_read(path, &raw, &why), VERDICT_DONE);
    v = read_over_the_wire(text_span(&raw), &a, &f, &why);
    t->all++;
    if (v == VERDICT_DONE)
        return;
    t->refused++;
    print_message("  refused %s: %s\n", path, why.text);
    CHECK_INT("refused for good, with a reason", v, VERDICT_NEVER);
    CHECK_TRUE("reason", why.text[0] != '\0');
}

static void test_corpora(void **state)
{
    static const char *const sets[] = {
        "mime",         "cn-mailers",      "bounces-flufl",
        "bounces-misc", "bounces-sisimai", "itip-imip",
        "autoreply",    "auth-results",    "reply-strip",
        "handmade-zh",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        char path[1000];
        struct tally t = { 0 };
        DIR *folder;

        snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/%s", sets[i]);
        folder = opendir(path);
        if (!folder) {
            print_message("skipped: no %s\n", path);
            continue;
        }
        for (struct dirent *e; (e = readdir(folder));) {
            if (e->d_name[0] == '.' || strstr(e->d_name, ".tsv") ||
                strstr(e->d_name, ".json"))
                continue;
            snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/%s/%s",
                     sets[i], e->d_name);
            read_file(path, &t);
        }
        closedir(folder);
        print_message("%s: %d read, %d refused\n", sets[i], t.all, t.refused);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_two_authors),
        cmocka_unit_test(test_token_places),
        cmocka_unit_test(test_body_hash),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_answer_below_html_quote),
        cmocka_unit_test(test_deep_html),
        cmocka_unit_test(test_many_attributes),
        cmocka_unit_test(test_long_bodies),
        cmocka_unit_test(test_which_part_is_the_body),
        cmocka_unit_test(test_file_types),
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_cloud_links),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_body_form),
        cmocka_unit_test(test_unreadable_form),
        cmocka_unit_test(test_corpora),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

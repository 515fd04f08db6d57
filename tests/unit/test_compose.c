#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/mail/compose.h"
#include "convoke/mail/letter.h"

#define GROUP                                                                  \
    ((struct facts_address){ SPAN("生成式人工智能工作组"),                     \
                             SPAN("wg5@std.example.cn") })

static bool into_text(void *to, struct span piece)
{
    return text_add(to, piece);
}

static bool refuse(void *to, struct span piece)
{
    (void)piece;
    (*(int *)to)++;
    return false;
}

static const struct facts_address member = { SPAN("王小明"),
                                             SPAN("wang@corp.example.cn") };

static struct letter_spec plain_spec(void)
{
    return (struct letter_spec){
        .from = GROUP,
        .to = &member,
        .to_n = 1,
        .subject = SPAN("Hello"),
        .date = 1773763170,
        .message_id = SPAN("k1.abc@std.example.cn"),
        .text = SPAN("One line.\n"),
    };
}

static void compose(const char *what, const struct letter_spec *spec,
                    struct text *ret)
{
    struct reason why = { 0 };
    enum verdict v = letter_compose(spec, into_text, ret, &why);

    if (v != VERDICT_DONE)
        print_error("%s: %s\n", what, why.text);
    CHECK_INT(what, v, VERDICT_DONE);
}

static void check_lines(const char *what, struct span mail)
{
    struct span line;

    for (size_t i = 0; i < mail.n; i++) {
        CHECK_TRUE("ASCII only", (unsigned char)mail.p[i] < 0x80);
        if (mail.p[i] == '\n')
            CHECK_TRUE("no bare LF", i > 0 && mail.p[i - 1] == '\r');
        if (mail.p[i] == '\r')
            CHECK_TRUE("no bare CR", i + 1 < mail.n && mail.p[i + 1] == '\n');
    }
    while (span_line(&mail, &line)) {
        /* One media type alone is wider than a line. */
        CHECK_TRUE(what, line.n <= 78 ||
                             span_starts(line, SPAN("Content-Type: app")));
        CHECK_TRUE("encoded words end at 76",
                   line.n <= 76 || !span_has(line, SPAN("=?UTF-8?B?")));
        CHECK_TRUE("no line starts with a dot",
                   line.n == 0 || line.p[0] != '.');
    }
}

/* The mails as they were agreed on. CONVOKE_GOLDEN=write rewrites them. */
static void check_golden(const char *name, const struct letter_spec *spec)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text want = TEXT_INIT(TEXT_MAX_LETTER);
    const char *mode = getenv("CONVOKE_GOLDEN");
    char path[512];
    struct reason why;

    compose(name, spec, &got);
    compose(name, spec, &again);
    CHECK_SPAN("same spec, same octets", text_span(&again), text_span(&got));
    check_lines(name, text_span(&got));
    snprintf(path, sizeof(path), "%s/tests/golden/compose/%s.eml",
             CONVOKE_SOURCE, name);
    if (mode && strcmp(mode, "write") == 0)
        assert_int_equal(file_replace(path, text_span(&got), 0644, &why), 0);
    CHECK_INT(path, file_read(path, &want, &why), VERDICT_DONE);
    CHECK_SPAN(name, text_span(&got), text_span(&want));
}

static void test_golden(void **state)
{
    static const struct facts_address to[] = {
        { SPAN("王小明"), SPAN("wang@corp.example.cn") },
        { SPAN("O'Neil, \"Pat\""), SPAN("pat@corp.example.com") },
        { SPAN("Li Lei"), SPAN("li.lei@corp.example.com") },
        { SPAN_NONE, SPAN("nobody@localhost") },
    };
    static const struct span refs[] = { SPAN("a1@x.example"),
                                        SPAN("CAGfj2x8=+long.identifier.of.a."
                                             "thread@mail.example.org"),
                                        SPAN("c3@x.example") };
    const struct letter_file files[] = {
        { .name =
              SPAN("生成式人工智能工作组成员单位申请表（空白）2026年版.docx"),
          .media_type = SPAN("application/vnd.openxmlformats-officedocument."
                             "wordprocessingml.document"),
          .bytes = SPAN("PK\003\004 not really") },
        { .name = SPAN("list.csv"),
          .media_type = SPAN("text/csv"),
          .bytes = SPAN("a,b\n") },
        { .bytes = SPAN("") },
    };
    struct letter_spec spec = plain_spec();

    (void)state;
    spec.text = SPAN("From here on:\n.dot\nblank at the end \n"
                     "caf\xc3\xa9 = coffee\n\ttab\n\n");
    check_golden("text-only", &spec);
    spec.to = to;
    spec.to_n = 2;
    spec.cc = to + 2;
    spec.cc_n = 2;
    spec.reply_to =
        (struct facts_address){ SPAN("WG5 答复"),
                                SPAN("wg5+t-0123456789abcdef@std.example.cn") };
    spec.subject = SPAN("[WG5-A-2026-0012] 关于贵单位申请加入生成式人工智能"
                        "工作组的材料需要补充的通知 / Please complete your "
                        "application");
    spec.in_reply_to = refs[2];
    spec.references = refs;
    spec.references_n = ARRAY_LEN(refs);
    spec.replied = true;
    spec.notice = SPAN("app.incomplete; object=A-2026-0012; "
                       "key=app.incomplete:A-2026-0012:2");
    spec.text = SPAN("王小明：\n\n贵单位的申请表缺少以下内容：\n- 联系电话\n");
    spec.html = SPAN("<p>王小明：</p><p>贵单位的申请表缺少以下内容：</p>"
                     "<ul><li>联系电话</li></ul>\n");
    check_golden("alternative", &spec);
    spec.files = files;
    spec.files_n = ARRAY_LEN(files);
    check_golden("mixed", &spec);
}

#define OBJECT                                                                 \
    SPAN("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//ZH\r\n"            \
         "METHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@std.example.cn\r\n"          \
         "SUMMARY:第一次全体会议\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
#define CALENDAR                                                               \
    ((struct letter_calendar){ OBJECT, SPAN("REQUEST"), SPAN("invite.ics") })

/* Its place beside text, HTML and files, and without them. */
static void test_golden_calendar(void **state)
{
    const struct letter_file file = { .name = SPAN("list.csv"),
                                      .media_type = SPAN("text/csv"),
                                      .bytes = SPAN("a,b\n") };
    struct letter_spec spec = plain_spec();

    (void)state;
    spec.subject = SPAN("[WG5-2026-P1] 会议邀请");
    spec.calendar = CALENDAR;
    check_golden("calendar-text", &spec);
    spec.html = SPAN("<p>One line.</p>\n");
    check_golden("calendar", &spec);
    spec.files = &file;
    spec.files_n = 1;
    spec.calendar.name = SPAN("邀请.ics");
    check_golden("calendar-files", &spec);
}

static size_t times(struct span mail, struct span word)
{
    size_t n = 0;

    for (size_t at; (at = span_find(mail, word)) < mail.n; n++)
        mail = span_from(mail, at + word.n);
    return n;
}

/* interop.md 1 to 8, read back with our own reader. */
static void test_calendar_structure(void **state)
{
    static const struct {
        const char *type;
        int parent;
        bool disposed;
    } parts[] = {
        { "multipart/mixed", -1, false }, { "multipart/alternative", 0, false },
        { "text/plain", 1, false },       { "text/html", 1, false },
        { "text/calendar", 1, false },    { "text/csv", 0, true },
        { "application/ics", 0, true },
    };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 << 20);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_LETTER);
    const struct letter_file file = { .name = SPAN("list.csv"),
                                      .media_type = SPAN("text/csv"),
                                      .bytes = SPAN("a,b\n") };
    struct letter_spec spec = plain_spec();
    struct letter letter;
    struct reason why;

    (void)state;
    spec.html = SPAN("<p>One line.</p>\n");
    spec.files = &file;
    spec.files_n = 1;
    spec.calendar = CALENDAR;
    compose("with a calendar", &spec, &out);
    CHECK_INT("read", letter_read(text_span(&out), &arena, &letter, &why),
              VERDICT_DONE);
    CHECK_INT("parts", letter.parts.n, ARRAY_LEN(parts));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const struct letter_part *p = &letter.parts.at[i];

        CHECK_SPAN("type", p->media_type, span_str(parts[i].type));
        CHECK_INT(parts[i].type, p->parent, parts[i].parent);
        CHECK_INT(parts[i].type, p->disposition.main.n > 0, parts[i].disposed);
        CHECK_INT(parts[i].type, p->content_id.n, 0);
    }
    for (int i = 4; i <= 6; i += 2) {
        CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_NOTICE);

        CHECK_TRUE("decoded", letter_decode(&letter, i, into_text, &got, NULL));
        CHECK_SPAN("the same octets in both places", text_span(&got), OBJECT);
    }
    CHECK_INT("base64 twice", times(text_span(&out), SPAN("QkVHSU46VkNBTEVO")),
              2);
}

static void check_refused(const struct letter_spec *spec, const char *name)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_LETTER);
    struct reason why = { 0 };

    CHECK_INT(name, letter_compose(spec, into_text, &out, &why), VERDICT_NEVER);
    if (!span_has(span_str(why.text), span_str(name)))
        print_error("%s: %s\n", name, why.text);
    CHECK_TRUE("the reason names the field",
               span_has(span_str(why.text), span_str(name)));
    CHECK_INT("nothing was written", out.n, 0);
}

static void test_refused(void **state)
{
    static const struct facts_address bad_name = { SPAN("a\r\nBcc: x@y.z"),
                                                   SPAN("a@b.example") };
    static const struct facts_address bad_mail = {
        SPAN("a"), SPAN("a@b.example>\r\nRCPT TO:<x@y.example")
    };
    static const struct span bad_id = SPAN("a@b\nX: y");
    const struct letter_file bad_file = { .name = SPAN("a\nb"),
                                          .bytes = SPAN("x") };
    const struct letter_file bad_type = { .media_type = SPAN("a/b; c"),
                                          .bytes = SPAN("x") };
    struct letter_spec cases[] = {
        plain_spec(), plain_spec(), plain_spec(), plain_spec(), plain_spec(),
        plain_spec(), plain_spec(), plain_spec(), plain_spec(), plain_spec(),
        plain_spec(), plain_spec(), plain_spec(),
    };
    static const char *const names[] = {
        "Subject",         "To",   "To:",  "Cc",   "Reply-To",   "Message-ID",
        "In-Reply-To",     "Refe", "text", "html", "attachment", "attachment",
        "X-Convoke-Notice"
    };

    (void)state;
    cases[0].subject = SPAN("a\rb");
    cases[1].to = &bad_name;
    cases[2].to_n = 0;
    cases[3].cc = &bad_mail;
    cases[3].cc_n = 1;
    cases[4].reply_to = bad_name;
    cases[5].message_id = SPAN("a b@c");
    cases[6].in_reply_to = bad_id;
    cases[7].references = &bad_id;
    cases[7].references_n = 1;
    cases[8].text = SPAN("a\rb");
    cases[9].html = SPAN("a\0b");
    cases[10].files = &bad_file;
    cases[10].files_n = 1;
    cases[11].files = &bad_type;
    cases[11].files_n = 1;
    cases[12].notice = SPAN("a\x7f");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_refused(&cases[i], names[i]);
}

static void test_refused_calendar(void **state)
{
    static const struct {
        const char *name;
        struct letter_calendar calendar;
    } cases[] = {
        { "calendar method",
          { OBJECT, SPAN("REPLY; charset=x"), SPAN("a.ics") } },
        { "calendar method", { OBJECT, SPAN("REPLY\r\nX: y"), SPAN("a.ics") } },
        { "calendar method", { OBJECT, SPAN(""), SPAN("a.ics") } },
        { "calendar name", { OBJECT, SPAN("REQUEST"), SPAN("a\nb") } },
        { "calendar name", { OBJECT, SPAN("REQUEST"), SPAN("") } },
        { "calendar:", { SPAN("BEGIN:X\n"), SPAN("CANCEL"), SPAN("a.ics") } },
        { "calendar:",
          { SPAN("BEGIN:X\r\r\n"), SPAN("CANCEL"), SPAN("a.ics") } },
        { "calendar:",
          { SPAN("X:\xe4\xb8\r\n"), SPAN("CANCEL"), SPAN("a.ics") } },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct letter_spec spec = plain_spec();

        spec.calendar = cases[i].calendar;
        check_refused(&spec, cases[i].name);
    }
}

static void test_threads(void **state)
{
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_LETTER);
    struct letter_spec spec = plain_spec();
    struct span refs[50];
    char ids[50][16];
    struct span mail;

    (void)state;
    for (int i = 0; i < 50; i++) {
        snprintf(ids[i], sizeof(ids[i]), "r%d@x.example", i);
        refs[i] = span_str(ids[i]);
    }
    refs[45] = SPAN("broken id@x");
    spec.references = refs;
    spec.references_n = ARRAY_LEN(refs);
    compose("long thread", &spec, &out);
    mail = text_span(&out);
    CHECK_TRUE("the first stays", span_has(mail, SPAN("<r0@x.example>")));
    CHECK_TRUE("the newest stays", span_has(mail, SPAN("<r49@x.example>")));
    CHECK_TRUE("19 newest", span_has(mail, SPAN("<r31@x.example>")));
    CHECK_TRUE("the middle goes", !span_has(mail, SPAN("<r30@x.example>")));
    CHECK_TRUE("unusable id goes", !span_has(mail, SPAN("broken id")));
    check_lines("folded", mail);
}

static void test_addresses(void **state)
{
    static const struct {
        const char *mail;
        bool ok;
    } cases[] = {
        { "a@b.cn", true },
        { "root@localhost", true },
        { "wg5+t-abc@std.example.cn", true },
        { "1234567@qq.com", true },
        { "a..b@docomo.example.jp", true },
        { "x@xn--fiqs8s.example", true },
        { "", false },
        { "@b.cn", false },
        { "a@", false },
        { "a", false },
        { "a@b", false },
        { "a@b@c.cn", false },
        { "a b@c.cn", false },
        { "a@b.cn\r\n", false },
        { "<a@b.cn>", false },
        { "a,b@c.cn", false },
        { "a@b..cn", false },
        { "a@b.cn.", false },
        { "a@-b.cn", false },
        { "a@[127.0.0.1]", false },
        { "\"a\"@b.cn", false },
        { "王@b.cn", false },
        { "a@公司.cn", false },
        { "a\x01@b.cn", false },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "@b.cn",
          false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].mail, letter_address_ok(span_str(cases[i].mail)),
                  cases[i].ok);
    CHECK_TRUE("NUL inside", !letter_address_ok(SPAN("a\0@b.cn")));
}

static void test_addresses_in_other_scripts(void **state)
{
    static const struct {
        const char *what, *mail;
        bool ok;
    } cases[] = {
        { "ASCII as ever", "a@b.cn", true },
        { "Chinese", "王五@b.cn", true },
        { "mixed, with a dot", "wang.五@xn--fsqu00a.cn", true },
        { "the domain in it", "王@例子.cn", false },
        { "a blank", "王 五@b.cn", false },
        { "a wide blank", "王\xe3\x80\x80@b.cn", false },
        { "no width", "王\xe2\x80\x8b@b.cn", false },
        { "turned round", "王\xe2\x80\xae@b.cn", false },
        { "a control", "王\xc2\x85@b.cn", false },
        { "wide ASCII", "ａ@b.cn", false },
        { "no UTF-8", "\xcd\xf5@b.cn", false },
        { "brackets", "<王@b.cn>", false },
        { "a second line", "王@b.cn\r\n", false },
        { "nothing", "@b.cn", false },
        { "22 characters are too long",
          "一二三四五六七八九十一二三四五六七八九十一二@b.cn", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_INT(cases[i].what,
                  letter_address_sendable(span_str(cases[i].mail)),
                  cases[i].ok);
}

/* The header stays ASCII, so that the same mail can go to the others. */
static void test_named_in_words(void **state)
{
    static const struct facts_address to[] = {
        { SPAN("王五"), SPAN("王五@b.cn") },
        { SPAN("Li"), SPAN("li@c.cn") },
        { SPAN(""), SPAN("赵@d.cn") },
    };
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_LETTER);
    struct letter_spec spec = plain_spec();
    struct reason why;
    struct span mail;

    (void)state;
    spec.to = to;
    spec.to_n = ARRAY_LEN(to);
    compose("three", &spec, &out);
    mail = text_span(&out);
    for (size_t i = 0; i < mail.n; i++)
        CHECK_TRUE("ASCII", (unsigned char)mail.p[i] < 0x80);
    CHECK_TRUE("who", span_has(mail, SPAN("=?UTF-8?B?546L5LqUIOeOi+S6lEBiLmN"
                                          "u?= :;,")));
    CHECK_TRUE("others", span_has(mail, SPAN("Li <li@c.cn>,")));
    check_lines("folded", mail);
    spec.reply_to = to[0];
    CHECK_INT("not where answers go",
              letter_compose(&spec, into_text, &out, &why), VERDICT_NEVER);
}

/* Our own reader of other people's mails reads ours. */
static void test_reads_back(void **state)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(4 << 20);
    CLEANUP(text_release) struct text out = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text text = TEXT_INIT(TEXT_MAX_NOTICE);
    static const struct span names[] = {
        SPAN("生成式人工智能工作组成员单位申请表（空白）2026年版.docx"),
        SPAN("a \"b\" = c?.txt"), SPAN("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀.bin")
    };
    struct letter_file files[ARRAY_LEN(names)];
    struct letter_spec spec = plain_spec();
    struct letter letter;
    struct reason why;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        files[i] =
            (struct letter_file){ .name = names[i], .bytes = SPAN("PK") };
    spec.subject = SPAN("关于召开全体会议的通知 (3月)：请于 2026-03-10 前回复");
    spec.text = SPAN("王小明：\n\n.dot\n您好 \n");
    spec.html = SPAN("<p>王小明</p>\n");
    spec.files = files;
    spec.files_n = ARRAY_LEN(files);
    compose("to be read back", &spec, &out);
    CHECK_INT("read", letter_read(text_span(&out), &arena, &letter, &why),
              VERDICT_DONE);
    CHECK_INT("nothing had to be mended", letter.notes.n, 0);
    CHECK_SPAN("subject", letter_header_text(&letter, 0, SPAN("Subject")),
               spec.subject);
    CHECK_INT("leaves", letter.leaves, 2 + ARRAY_LEN(files));
    letter_text(&letter, letter_leaf(&letter, 0), &text);
    CHECK_SPAN("text", text_span(&text), spec.text);
    text_reset(&text);
    letter_text(&letter, letter_leaf(&letter, 1), &text);
    CHECK_SPAN("html", text_span(&text), spec.html);
    for (int i = 0; i < (int)ARRAY_LEN(files); i++)
        CHECK_SPAN("file name",
                   letter.parts.at[letter_leaf(&letter, 2 + i)].name_sent,
                   names[i]);
}

static size_t count_to(void *to, struct span piece)
{
    return *(size_t *)to += piece.n;
}

static bool into_count(void *to, struct span piece)
{
    return count_to(to, piece) > 0;
}

static void test_descriptor(void **state)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text from_fd = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text from_span = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(file_drop) int fd = memfd_create("file", MFD_CLOEXEC);
    struct letter_file file = { .name = SPAN("a.bin"), .fd = fd };
    struct letter_spec spec = plain_spec();
    struct reason why;
    size_t total = 0;

    (void)state;
    for (int i = 0; i < 100001; i++)
        text_add_char(&bytes, (char)(i * 7));
    assert_int_equal(file_write_all(fd, text_span(&bytes), &why), 0);
    spec.files = &file;
    spec.files_n = 1;
    compose("from a descriptor", &spec, &from_fd);
    file.bytes = text_span(&bytes);
    compose("from octets", &spec, &from_span);
    CHECK_SPAN("both ways", text_span(&from_fd), text_span(&from_span));
    assert_int_equal(ftruncate(fd, 30 * 1000 * 1000), 0);
    file.bytes = SPAN_NONE;
    assert_int_equal(letter_compose(&spec, into_count, &total, &why), 0);
    CHECK_TRUE("30 MB pass piece by piece", total > 41 * 1000 * 1000);
}

static void test_sink_says_no(void **state)
{
    struct letter_spec spec = plain_spec();
    struct reason why;
    int calls = 0;

    (void)state;
    CHECK_INT("later", letter_compose(&spec, refuse, &calls, &why),
              VERDICT_LATER);
    CHECK_INT("asked once", calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_golden_calendar),
        cmocka_unit_test(test_calendar_structure),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_refused_calendar),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_addresses_in_other_scripts),
        cmocka_unit_test(test_named_in_words),
        cmocka_unit_test(test_descriptor),
        cmocka_unit_test(test_sink_says_no),
        cmocka_unit_test(test_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

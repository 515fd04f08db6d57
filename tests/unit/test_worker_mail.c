/* The mail reader behind the real sandbox: messages made to break it end
 * refused or read within their limits, no message is killed for want of a
 * system call, and the core goes on. */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/calendar/answer.h"
#include "gateway/worker.h"
#include "tnefmade.h"
#include "zipmade.h"

enum { LIMIT_MS = 10 * 1000, RAW_MOST = 64 * 1024 * 1024 };

static const struct span good =
    SPAN("From: a@example.cn\r\nSubject: =?GBK?B?vNPI67mk1/fX6Q==?=\r\n\r\n"
         "hello\r\n");

static struct workers *pool(void)
{
    struct workers_settings set = { .jobs = 2 };
    struct workers *w = NULL;
    struct reason why = { 0 };

    if (workers_open(&set, &w, &why) != VERDICT_DONE)
        print_error("%s: %s\n", why.site, why.text);
    assert_non_null(w);
    return w;
}

static enum verdict facts_of(struct workers *w, struct span raw,
                             struct arena *arena, struct facts *ret,
                             struct reason *why)
{
    CLEANUP(file_drop) int fd = memfd_create("message", MFD_CLOEXEC);

    assert_int_equal(file_write_all(fd, raw, NULL), VERDICT_DONE);
    return workers_facts(w, fd, arena, ret, why);
}

static void check_good(struct workers *w, const char *what)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(16 << 20);
    struct facts facts = { 0 };
    struct reason why = { 0 };

    if (facts_of(w, good, &arena, &facts, &why) != VERDICT_DONE)
        print_error("%s: %s: %s\n", what, why.site, why.text);
    CHECK_SPAN(what, facts.subject, SPAN("加入工作组"));
}

static void repeat(struct text *to, const char *s, int n)
{
    for (int i = 0; i < n; i++)
        text_add_str(to, s);
}

static void make_quoted_boundary(struct text *to)
{
    text_add_str(to, "From: a@b\r\nMIME-Version: 1.0\r\n"
                     "Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n"
                     "\r\nx\r\n--\"\r\n\r\ny\r\n");
}

static void make_deep_multipart(struct text *to)
{
    text_add_str(to, "From: a@b\r\n");
    for (int i = 0; i < 50000; i++)
        text_addf(
            to, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n",
            i, i);
}

static void make_deep_messages(struct text *to)
{
    repeat(to, "Content-Type: message/rfc822\r\n\r\n", 50000);
}

static void make_many_headers(struct text *to)
{
    repeat(to, "X-A: b\r\n", 1000000);
}

static void make_many_parts(struct text *to)
{
    text_add_str(to, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    repeat(to, "--b\r\n\r\nx\r\n", 100000);
}

static void make_long_line(struct text *to)
{
    text_add_str(to, "Subject: ");
    repeat(to, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1000000);
}

static void make_nothing_but_nul(struct text *to)
{
    for (int i = 0; i < 1000000; i++)
        text_add_char(to, '\0');
}

static void add_attached(struct text *to, struct span file)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
        "uvwxyz0123456789+/";

    text_add_str(to,
                 "From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: "
                 "multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                 "Content-Type: application/octet-stream; name=form.docx\r\n"
                 "Content-Disposition: attachment; filename=form.docx\r\n"
                 "Content-Transfer-Encoding: base64\r\n\r\n");
    for (size_t i = 0; i < file.n; i += 3) {
        unsigned v = 0;

        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (i + k < file.n ? (unsigned char)file.p[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            text_add_char(to, i + k > file.n ? '='
                                             : digits[v >> (18 - 6 * k) & 63]);
        if (i % 57 == 54)
            text_add_str(to, "\r\n");
    }
    text_add_str(to, "\r\n--b--\r\n");
}

static void add_docx(struct text *to, struct span document)
{
    CLEANUP(zipmade_release) struct zipmade z;

    zipmade_init(&z);
    zipmade_add(&z, "[Content_Types].xml", SPAN("<Types/>"));
    zipmade_add(&z, "word/document.xml", document);
    add_attached(to, zipmade_end(&z));
}

static void make_zip_bomb(struct text *to)
{
    CLEANUP(zipmade_release) struct zipmade z;
    CLEANUP(text_release) struct text zeros = TEXT_INIT(ZIPMADE_MAX);
    size_t n = zipmade_zeros(&zeros, 200 << 20, true);

    zipmade_init(&z);
    zipmade_add(&z, "[Content_Types].xml", SPAN("<Types/>"));
    zipmade_raw(&z, (struct zipmade_entry){ .name = SPAN("word/document.xml"),
                                            .data = text_span(&zeros),
                                            .method = 8,
                                            .size = (uint32_t)n });
    add_attached(to, zipmade_end(&z));
}

static void make_xxe(struct text *to)
{
    add_docx(to, SPAN("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e SYSTEM "
                      "\"file:///etc/passwd\">]><a>&e;</a>"));
}

static void make_laughs(struct text *to)
{
    CLEANUP(text_release) struct text xml = TEXT_INIT(TEXT_MAX_HEADER);

    text_add_str(&xml, "<!DOCTYPE a [<!ENTITY l0 \"ha\">");
    for (int i = 1; i < 30; i++)
        text_addf(&xml, "<!ENTITY l%d \"&l%d;&l%d;&l%d;\">", i, i - 1, i - 1,
                  i - 1);
    text_add_str(&xml, "]><a>&l29;</a>");
    add_docx(to, text_span(&xml));
}

/* What may become of it: read as something harmless, or refused; never a
 * crash that only the sandbox caught. */
static const struct attack {
    const char *what;
    void (*make)(struct text *to);
    const char *refused_at;    /* NULL: it is read, its file is not believed */
    enum facts_file_type file; /* of the one attachment */
} attacks[] = {
    { "a quotation mark as boundary", make_quoted_boundary, NULL,
      FACTS_FILE_UNKNOWN },
    { "50,000 deep multiparts", make_deep_multipart, "prescan",
      FACTS_FILE_UNKNOWN },
    { "50,000 deep messages", make_deep_messages, "prescan",
      FACTS_FILE_UNKNOWN },
    { "1,000,000 headers", make_many_headers, "prescan", FACTS_FILE_UNKNOWN },
    { "100,000 parts", make_many_parts, "prescan", FACTS_FILE_UNKNOWN },
    { "a subject of 32 MB", make_long_line, "prescan", FACTS_FILE_UNKNOWN },
    { "nothing but NUL", make_nothing_but_nul, "prescan", FACTS_FILE_UNKNOWN },
    { "a docx of 200 MB in 1.3 MB", make_zip_bomb, NULL, FACTS_FILE_ZIP },
    { "a docx that asks for a file", make_xxe, NULL, FACTS_FILE_DOCX },
    { "a docx that laughs", make_laughs, NULL, FACTS_FILE_DOCX },
};

static void check_attack(struct workers *w, const struct attack *a)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
    CLEANUP(text_release) struct text raw = TEXT_INIT(RAW_MOST);
    struct facts facts = { 0 };
    struct reason why = { 0 };
    int64_t start;
    enum verdict v;

    a->make(&raw);
    assert_false(raw.over);
    start = clock_ticks();
    v = facts_of(w, text_span(&raw), &arena, &facts, &why);
    print_message("%s: %s %s %s, %lld ms\n", a->what, verdict_name(v),
                  v ? why.site : "", v ? why.text : "",
                  (long long)(clock_ticks() - start));
    CHECK_TRUE(a->what, clock_ticks() - start < LIMIT_MS);
    CHECK_INT(a->what, v, a->refused_at ? VERDICT_NEVER : VERDICT_DONE);
    if (a->refused_at)
        CHECK_TRUE(a->what, strstr(why.site, a->refused_at) == why.site);
    if (a->file != FACTS_FILE_UNKNOWN) {
        CHECK_INT(a->what, facts.files.n, 1);
        CHECK_INT(a->what, facts.files.at[0].type, a->file);
    }
    CHECK_TRUE("no file was read",
               !span_has(facts.text, SPAN("root:")) && facts.form.n == 0);
    check_good(w, a->what);
}

static void test_attacks(void **state)
{
    struct workers *w = pool();

    (void)state;
    check_good(w, "before all");
    for (size_t i = 0; i < ARRAY_LEN(attacks); i++)
        check_attack(w, &attacks[i]);
    workers_close(w);
}

#define EVENT                                                                  \
    "BEGIN:VEVENT\r\nUID:wg5-2026-p1@std.example.cn\r\n"                       \
    "DTSTAMP:20260310T010000Z\r\nSEQUENCE:2\r\n"                               \
    "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Wang@Corp.example.cn\r\n"               \
    "COMMENT:出差\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
#define CALENDAR_MAIL(type)                                                    \
    "From: wang@corp.example.cn\r\nSubject: declined\r\n"                      \
    "Content-Type: " type "\r\n\r\n"

/* A mail with a calendar object, read in the sandbox and decoded here. */
static const struct calendar_case {
    const char *what, *raw;
    enum answer_method method; /* METHOD_COUNT: there is no record */
    bool unreadable;
} calendar_cases[] = {
    { "an answer",
      CALENDAR_MAIL(
          "text/calendar; method=REPLY; charset=utf-8") "BEGIN:"
                                                        "VCALENDAR\r\nMETHOD:"
                                                        "REPLY\r\n" EVENT,
      ANSWER_REPLY, false },
    { "a method that only the Content-Type tells",
      CALENDAR_MAIL(
          "text/calendar; method=counter") "BEGIN:VCALENDAR\r\n" EVENT,
      ANSWER_COUNTER, false },
    { "the object's method before the other",
      CALENDAR_MAIL(
          "text/calendar; method=REQUEST") "BEGIN:VCALENDAR\r\nMETHOD:"
                                           "REPLY\r\n" EVENT,
      ANSWER_REPLY, false },
    { "no method at all",
      CALENDAR_MAIL("text/calendar") "BEGIN:VCALENDAR\r\n" EVENT,
      ANSWER_METHOD_NONE, false },
    { "what is no calendar object",
      CALENDAR_MAIL("text/calendar; method=REPLY") "I cannot come.\r\n",
      ANSWER_METHOD_COUNT, true },
    { "a mail without one", "Subject: x\r\n\r\nhello\r\n", ANSWER_METHOD_COUNT,
      false },
};

static void check_calendar(struct workers *w, const struct calendar_case *c)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
    struct facts facts = { 0 };
    struct answer answer = { 0 };
    struct reason why = { 0 };
    bool noted = false;

    CHECK_INT(c->what, facts_of(w, span_str(c->raw), &arena, &facts, &why),
              VERDICT_DONE);
    list_each(&facts.notes, n) noted |=
        span_eq(*n, SPAN("calendar.unreadable"));
    CHECK_INT(c->what, noted, c->unreadable);
    CHECK_INT(c->what, facts.calendar.n > 0, c->method != ANSWER_METHOD_COUNT);
    if (c->method == ANSWER_METHOD_COUNT)
        return;
    CHECK_INT(c->what, answer_decode(facts.calendar, &arena, &answer, &why),
              VERDICT_DONE);
    CHECK_INT(c->what, answer.method, c->method);
    CHECK_INT(c->what, answer.events.n, 1);
    CHECK_SPAN(c->what, answer.events.at[0].uid,
               SPAN("wg5-2026-p1@std.example.cn"));
    CHECK_INT(c->what, answer.events.at[0].sequence, 2);
    CHECK_TRUE(c->what, span_starts(answer.events.at[0].comment, SPAN("出差")));
    CHECK_SPAN(c->what, answer.events.at[0].attendees.at[0].mail,
               SPAN("wang@corp.example.cn"));
    CHECK_INT(c->what, answer.events.at[0].attendees.at[0].status,
              ANSWER_DECLINED);
}

static void test_calendar(void **state)
{
    struct workers *w = pool();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(calendar_cases); i++)
        check_calendar(w, &calendar_cases[i]);
    workers_close(w);
}

/* Outlook's own way to answer is read like every other. */
static void test_winmail(void **state)
{
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(text_release) struct text raw = TEXT_INIT(RAW_MOST);
    struct calendar_case c = { .what = "winmail.dat", .method = ANSWER_REPLY };
    struct workers *w = pool();

    (void)state;
    tnefmade_declined(&made);
    text_add_str(&raw,
                 CALENDAR_MAIL("application/ms-tnef\r\n"
                               "Content-Transfer-Encoding: quoted-printable"));
    for (size_t i = 0; i < made.n; i++)
        text_addf(&raw, "=%02X=\r\n", (unsigned char)made.p[i]);
    c.raw = text_str(&raw);
    check_calendar(w, &c);
    workers_close(w);
}

/* Objects made to break their reader: over the bound, or nested and repeating
 * without end. Each ends at once, and the mail around it is read. */
static void make_large_calendar(struct text *to)
{
    text_add_str(to,
                 CALENDAR_MAIL(
                     "text/calendar; method=REPLY") "BEGIN:VCALENDAR\r\nMETHOD:"
                                                    "REPLY\r\n");
    repeat(to, "X-A:0123456789\r\n", 200 * 1000);
}

static void make_deep_calendar(struct text *to)
{
    text_add_str(to, CALENDAR_MAIL("text/calendar; method=REPLY"));
    repeat(to, "BEGIN:VCALENDAR\r\n", 3500);
}

static void make_endless_rule(struct text *to)
{
    text_add_str(
        to, CALENDAR_MAIL(
                "text/calendar; method=REPLY") "BEGIN:VCALENDAR\r\nMETHOD:"
                                               "REPLY\r\nBEGIN:VEVENT\r\n"
                                               "UID:1\r\nDTSTART:"
                                               "19000101T000000Z\r\n"
                                               "RRULE:FREQ=SECONDLY;INTERVAL=1;"
                                               "UNTIL=99991231\r\n");
    repeat(to, "RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2\r\n", 1000);
    text_add_str(to, "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void test_calendar_bombs(void **state)
{
    static const struct {
        const char *what;
        void (*make)(struct text *to);
        bool read;
    } bombs[] = {
        { "an object of 3 MB", make_large_calendar, false },
        { "3,500 deep components", make_deep_calendar, false },
        { "a rule without end", make_endless_rule, true },
    };
    struct workers *w = pool();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bombs); i++) {
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
        CLEANUP(text_release) struct text raw = TEXT_INIT(RAW_MOST);
        int64_t start = clock_ticks();
        struct facts facts = { 0 };
        struct reason why = { 0 };

        bombs[i].make(&raw);
        CHECK_INT(bombs[i].what,
                  facts_of(w, text_span(&raw), &arena, &facts, &why),
                  VERDICT_DONE);
        CHECK_TRUE("within a second", clock_ticks() - start < 1000);
        CHECK_INT(bombs[i].what, facts.calendar.n > 0, bombs[i].read);
        CHECK_SPAN("the mail is read", facts.subject, SPAN("declined"));
        check_good(w, bombs[i].what);
    }
    workers_close(w);
}

/* One message of the collections: answered, and never by a killed reader. */
static bool check_collected(struct workers *w, const char *path)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
    CLEANUP(file_drop) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct facts facts;
    struct reason why = { 0 };
    enum verdict v;

    assert_true(fd >= 0);
    v = workers_facts(w, fd, &arena, &facts, &why);
    if (v == VERDICT_DONE ||
        (v == VERDICT_NEVER && strncmp(why.site, "worker.", 7) != 0))
        return true;
    print_error("%s: %s %s: %s\n", path, verdict_name(v), why.site, why.text);
    return false;
}

static void test_collections(void **state)
{
    static const char *const patterns[] = {
        CONVOKE_SHARED "/evidence/boundary_quote_86bytes.eml",
        CONVOKE_SHARED "/corpora/handmade-zh/*.eml",
        CONVOKE_SHARED "/corpora/cn-mailers/*",
        CONVOKE_SHARED "/corpora/mime/*",
        CONVOKE_SHARED "/corpora/bounces-misc/*",
        CONVOKE_SHARED "/corpora/autoreply/*",
        CONVOKE_SHARED "/corpora/itip-imip/*",
    };
    struct workers *w = pool();
    size_t n = 0, bad = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        glob_t found;

        if (glob(patterns[i], 0, NULL, &found) != 0) {
            print_message("skipped, not here: %s\n", patterns[i]);
            continue;
        }
        for (size_t k = 0; k < found.gl_pathc; k++, n++)
            bad += !check_collected(w, found.gl_pathv[k]);
        globfree(&found);
    }
    print_message("%zu messages of the collections\n", n);
    CHECK_INT("messages whose reader was killed", bad, 0);
    check_good(w, "after all");
    workers_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attacks),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_winmail),
        cmocka_unit_test(test_calendar_bombs),
        cmocka_unit_test(test_collections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

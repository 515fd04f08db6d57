#include "check.h"

#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "mail/calendar_part.h"
#include "tnefmade.h"

enum { ARENA = 16 << 20 };

#define MIXED(parts)                                                           \
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n" parts "--b--\r\n"
#define PART(head, body) "--b\r\n" head "\r\n\r\n" body "\r\n"
#define OBJECT(name) "BEGIN:VCALENDAR\r\nX:" name "\r\nEND:VCALENDAR\r\n"
#define TEXT(body) PART("Content-Type: text/calendar; method=REPLY", body)
#define ICS(body) PART("Content-Type: application/ics; name=a.ics", body)
#define NAMED(body)                                                            \
    PART("Content-Type: application/octet-stream; name=\"A.ICS\"", body)

struct part_case {
    const char *what, *raw;
    const char *holds;  /* NULL: nothing is found */
    const char *method; /* of the Content-Type */
};

static const struct part_case cases[] = {
    { "the letter itself",
      "Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n" OBJECT(
          "one"),
      "X:one", "REPLY" },
    { "without a method", "Content-Type: text/calendar\r\n\r\n" OBJECT("one"),
      "X:one", "" },
    { "in any case",
      "CONTENT-TYPE: Text/Calendar; METHOD=\"reply\"\r\n\r\n" OBJECT("one"),
      "X:one", "reply" },
    { "the alternative before the copy",
      MIXED(TEXT(OBJECT("one")) ICS(OBJECT("two"))), "X:one", "REPLY" },
    { "wherever it stands",
      MIXED(NAMED(OBJECT("three")) ICS(OBJECT("two")) TEXT(OBJECT("one"))),
      "X:one", "REPLY" },
    { "the copy before a name",
      MIXED(NAMED(OBJECT("three")) ICS(OBJECT("two"))), "X:two", "" },
    { "a name is enough",
      MIXED(PART("Content-Type: text/plain", "hello") NAMED(OBJECT("three"))),
      "X:three", "" },
    { "the first of two", MIXED(TEXT(OBJECT("one")) TEXT(OBJECT("two"))),
      "X:one", "REPLY" },
    { "an empty one is passed over", MIXED(TEXT(" \r\n") ICS(OBJECT("two"))),
      "X:two", "" },
    { "and so is one that is none", MIXED(TEXT("Sorry.") ICS(OBJECT("two"))),
      "X:two", "" },
    { "unless there is nothing else", MIXED(TEXT("Sorry.") ICS("Nor here.")),
      "Sorry.", "REPLY" },
    { "all are empty", MIXED(TEXT("") ICS("\r\n") NAMED("")), NULL, NULL },
    { "none at all", MIXED(PART("Content-Type: text/plain", OBJECT("one"))),
      NULL, NULL },
    { "in an attached message",
      MIXED(PART("Content-Type: text/plain", "look") PART(
          "Content-Type: message/rfc822",
          "Content-Type: text/calendar; method=REPLY\r\n\r\n" OBJECT("one"))),
      NULL, NULL },
    { "in a delivery report",
      "Content-Type: multipart/report; report-type=delivery-status; "
      "boundary=b\r\n\r\n" TEXT(OBJECT("one")) "--b--\r\n",
      NULL, NULL },
    { "base64",
      "Content-Type: text/calendar\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n"
      "QkVHSU46VkNBTEVOREFSDQpYOuWlvQ0K\r\n",
      "X:好", "" },
    { "another charset",
      "Content-Type: text/calendar; charset=gbk\r\n\r\n"
      "BEGIN:VCALENDAR\r\nX:\xba\xc3\r\n",
      "X:好", "" },
    { "a fold inside a character",
      "Content-Type: text/calendar; charset=utf-8\r\n\r\n"
      "BEGIN:VCALENDAR\r\nX:\xe5\xa5\r\n \xbd\n\t\xe7\x9a\r\n \x84\r\n",
      "X:好的", "" },
    { "wide characters, whose folds stay",
      "Content-Type: text/calendar; charset=utf-16le\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n"
      "QgBFAEcASQBOADoAVgBDAEEATABFAE4ARABBAFIADQAKAFgAOgB9WYR2DQAKACAAQFQNAAoA"
      "\r\n",
      "X:好的\n 呀", "" },
    { "no charset",
      "Content-Type: text/calendar\r\n\r\n"
      "BEGIN:VCALENDAR\r\nX:\xba\xc3\xb5\xc4\r\n",
      "X:好的", "" },
    { "a method that would break a line",
      "Content-Type: text/calendar; method=\"A\x01"
      "B\"\r\n\r\n" OBJECT("one"),
      "X:one", "A B" },
};

static bool find(struct span raw, struct arena *a, struct calendar_part *ret)
{
    struct letter letter;
    struct reason why = { 0 };

    CHECK_INT("a letter", letter_read(raw, a, &letter, &why), VERDICT_DONE);
    return calendar_part_read(&letter, SPAN("li@corp.example"), a, ret);
}

static void test_where_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const struct part_case *c = &cases[i];
        struct calendar_part got = { .method = SPAN("untouched") };
        bool found = find(span_str(c->raw), &a, &got);

        CHECK_INT(c->what, found, c->holds != NULL);
        if (!found) {
            CHECK_SPAN(c->what, got.method, SPAN("untouched"));
            continue;
        }
        if (!span_has(got.text, span_str(c->holds)))
            CHECK_SPAN(c->what, got.text, span_str(c->holds));
        CHECK_SPAN(c->what, got.method, span_str(c->method));
        CHECK_TRUE("lines end with LF", !span_has(got.text, SPAN("\r")));
    }
}

static void add_quoted(struct text *raw, struct span octets)
{
    for (size_t i = 0; i < octets.n; i++)
        text_addf(raw, "=%02X%s", (unsigned char)octets.p[i],
                  i % 20 == 19 ? "=\r\n" : "");
    text_add_str(raw, "\r\n");
}

/* An answer of Outlook to Outlooks is an answer like others, when there is no
 * better. */
static void test_winmail(void **state)
{
    static const struct {
        const char *what, *head, *before;
        bool damaged;
        const char *holds, *method;
    } mails[] = {
        { "by its type", "Content-Type: application/ms-tnef", "", false,
          "UID:wg5-2026-p1@std.example.cn\n", "REPLY" },
        { "by its name",
          "Content-Type: application/octet-stream; name=WinMail.dat", "", false,
          "PARTSTAT=DECLINED;CN=", "REPLY" },
        { "behind a calendar part", "Content-Type: application/ms-tnef",
          TEXT(OBJECT("one")), false, "X:one", "REPLY" },
        { "behind an empty one", "Content-Type: application/ms-tnef", TEXT(""),
          false, "UID:wg5-2026-p1@std.example.cn\n", "REPLY" },
        { "some other name",
          "Content-Type: application/octet-stream; name=a.dat", "", false, NULL,
          NULL },
        { "damaged", "Content-Type: application/ms-tnef", "", true, NULL,
          NULL },
    };
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);

    (void)state;
    tnefmade_declined(&made);
    for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(TNEFMADE_MAX);
        struct calendar_part got = { 0 };

        text_addf(&raw,
                  "Content-Type: multipart/mixed; boundary=b\r\n\r\n%s"
                  "--b\r\n%s\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
                  mails[i].before, mails[i].head);
        add_quoted(&raw, span_from(text_span(&made), mails[i].damaged));
        text_add_str(&raw, "--b--\r\n");
        CHECK_INT(mails[i].what, find(text_span(&raw), &a, &got),
                  mails[i].holds != NULL);
        if (!span_has(got.text, span_str(mails[i].holds)))
            CHECK_SPAN(mails[i].what, got.text, span_str(mails[i].holds));
        CHECK_SPAN(mails[i].what, got.method, span_str(mails[i].method));
    }
}

/* Whoever reads it sees that it is too large, and nobody reads more. */
static void test_large(void **state)
{
    static const struct {
        const char *what, *line;
        size_t size;
        bool large;
    } sizes[] = {
        { "as large as may be", "x", 64 * 1024, false },
        { "one octet more", "x", 64 * 1024 + 1, true },
        { "lines", "X:0123456789\r\n", 90 * 1024, true },
        { "very short lines", "\r\n", 300 * 1024, true },
        { "a great many characters", "网", 10 << 20, true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text raw = TEXT_INIT(16 << 20);
        struct span head = SPAN("Content-Type: text/calendar\r\n\r\n");
        struct calendar_part got = { 0 };

        text_add(&raw, head);
        text_add(&raw, SPAN("BEGIN:VCALENDAR\n"));
        while (raw.n - head.n < sizes[i].size)
            text_add_str(&raw, sizes[i].line);
        text_add(&raw, SPAN("x"));
        raw.n -= sizes[i].large ? 0 : 1;
        CHECK_TRUE("found", find(text_span(&raw), &a, &got));
        CHECK_INT(sizes[i].what, got.text.n > 64 * 1024, sizes[i].large);
        CHECK_TRUE("and no more", got.text.n <= CALENDAR_PART_MOST);
    }
}

/* Parts that say nothing cost their share and no more. */
static void test_many(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text raw = TEXT_INIT(16 << 20);
    struct calendar_part got = { 0 };
    long before = check_cpu_ms();

    (void)state;
    text_add_str(&raw, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < 90; i++) {
        text_add_str(&raw, "--b\r\nContent-Type: text/calendar\r\n\r\n");
        for (int k = 0; k < 2000; k++)
            text_add_str(&raw, "nothing of the kind\r\n");
    }
    CHECK_TRUE("the first that says anything", find(text_span(&raw), &a, &got));
    CHECK_TRUE("soon", check_cpu_ms() - before < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_where_it_stands),
        cmocka_unit_test(test_winmail),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_many),
    };

    charset_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a delivery report says (mail/bounce.h): fields, words, bounds. */
#include "check.h"

#include <stdio.h>

#include "convoke/base/own.h"
#include "convoke/mail/bounce.h"
#include "convoke/mail/reading.h"

enum { ARENA = 64 * 1024 * 1024 };

#define HEAD                                                                   \
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\n"                    \
    "To: gw@tc.example\r\nSubject: Undelivered Mail\r\n"                       \
    "Message-ID: <report@mx.example>\r\nMIME-Version: 1.0\r\n"
#define REPORT                                                                 \
    HEAD "Content-Type: multipart/report; report-type=delivery-status;\r\n"    \
         " boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b\r\n"                      \
         "Content-Type: message/delivery-status\r\n\r\n"                       \
         "Reporting-MTA: dns; mx.example\r\n\r\n"
#define MAIL                                                                   \
    "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"                          \
    "Message-ID: <ours@tc.example>\r\nSubject: x\r\n\r\ntext\r\n--b--\r\n"
#define PLAIN HEAD "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
#define BELOW                                                                  \
    "\r\n--- Below this line is a copy of the message.\r\n\r\n"                \
    "Message-ID:\r\n <ours@tc.example>\r\nTo: other@b.example\r\n"

/* One failure expected, the first; `n` in all. */
struct bounce_table {
    const char *what, *raw;
    size_t n;
    const char *recipient, *original, *status;
    enum bounce_class class;
    bool pending;
};

static const struct bounce_table cases[] = {
    { "permanent",
      REPORT "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
             "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n" MAIL,
      1, "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "brackets, capitals, a comment",
      REPORT "FINAL-RECIPIENT: RFC822; <A@B.Example>\r\nACTION: FAILED\r\n"
             "STATUS: 5.1.1 (bad mailbox)\r\n" MAIL,
      1, "A@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "as we wrote it, in xtext",
      REPORT "Original-Recipient: rfc822;a+2Bb@c.example\r\n"
             "Final-Recipient: rfc822;x@inside.example\r\nAction: failed\r\n"
             "Status: 5.2.1\r\n" MAIL,
      1, "x@inside.example", "a+b@c.example", "5.2.1", BOUNCE_HARD, false },
    { "delayed is not failed",
      REPORT "Final-Recipient: rfc822; a@b.example\r\nAction: delayed\r\n"
             "Status: 5.4.7\r\n" MAIL,
      1, "a@b.example", "", "5.4.7", BOUNCE_SOFT, true },
    { "given up for now",
      REPORT "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
             "Status: 4.4.7\r\n" MAIL,
      1, "a@b.example", "", "4.4.7", BOUNCE_SOFT, false },
    { "delivered is no failure",
      REPORT "Final-Recipient: rfc822; c@b.example\r\nAction: delivered\r\n"
             "Status: 2.0.0\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n"
             "Action: failed\r\nStatus: 5.1.1\r\n" MAIL,
      1, "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "two, without an empty line between them",
      REPORT "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
             "Status: 5.1.1\r\nFinal-Recipient: rfc822; c@b.example\r\n"
             "Action: failed\r\nStatus: 5.1.2\r\n" MAIL,
      2, "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "a vague status, and what was said",
      REPORT "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
             "Status: 5.0.0\r\nDiagnostic-Code: smtp;\r\n"
             " 550 5.7.1 rejected&nbsp;by&nbsp;system\r\n" MAIL,
      1, "a@b.example", "", "5.7.1", BOUNCE_HARD, false },
    { "no status at all",
      REPORT "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n" MAIL,
      1, "a@b.example", "", "", BOUNCE_UNKNOWN, false },
    { "a report inside the mail it gives back is not ours",
      HEAD
      "X-Failed-Recipients: a@b.example\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
      "550 5.1.1 user unknown\r\n--b\r\nContent-Type: message/rfc822\r\n"
      "\r\nMessage-ID: <ours@tc.example>\r\nContent-Type: multipart/report;"
      " boundary=i\r\n\r\n--i\r\nContent-Type: message/delivery-status\r\n"
      "\r\nFinal-Recipient: rfc822; z@z.example\r\nAction: failed\r\n"
      "Status: 5.1.1\r\n--i--\r\n--b--\r\n",
      1, "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "qmail",
      PLAIN "<a@b.example>:\r\nSorry, no mailbox here by that name. "
            "(#5.1.1)\r\n" BELOW,
      1, "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "an SMTP code only",
      PLAIN "  a@b.example\r\n    host mx said: 550 refused\r\n" BELOW, 1,
      "a@b.example", "", "5.0.0", BOUNCE_HARD, false },
    { "the address of a host is no code",
      PLAIN "<a@b.example>:\r\n5.6.7.8 says user unknown\r\n" BELOW, 1,
      "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "Chinese words beside the address",
      PLAIN "无法发送到a@b.example，收件人地址不存在。\r\n" BELOW, 1,
      "a@b.example", "", "5.1.1", BOUNCE_HARD, false },
    { "a full mailbox",
      PLAIN "收件人/To : a@b.example\r\n退信原因：邮箱已满\r\n" BELOW, 1,
      "a@b.example", "", "4.2.2", BOUNCE_SOFT, false },
    { "a full mailbox, for good",
      PLAIN "a@b.example\r\n552 mailbox full\r\n" BELOW, 1, "a@b.example", "",
      "5.2.2", BOUNCE_HARD, false },
    { "nobody, for now", PLAIN "a@b.example\r\n450 user unknown\r\n" BELOW, 1,
      "a@b.example", "", "4.1.1", BOUNCE_SOFT, false },
    { "it is tried again",
      PLAIN "a@b.example\r\n550 later\r\nDelivery attempts will continue to be "
            "made\r\n" BELOW,
      1, "a@b.example", "", "4.4.1", BOUNCE_SOFT, true },
    { "two that are only mentioned: nobody knows which",
      PLAIN "Your words to a@b.example and to c@b.example, 550 5.1.1\r\n" BELOW,
      2, "a@b.example", "", "5.1.1", BOUNCE_UNKNOWN, false },
    { "the report's own people are not meant",
      PLAIN "gw@tc.example wrote through mailer-daemon@mx.example\r\n" BELOW, 0,
      NULL, NULL, NULL, BOUNCE_UNKNOWN, false },
};

static void read_one(const char *raw, struct arena *a, struct facts *f)
{
    CHECK_INT(raw, reading_facts(span_str(raw), a, f, NULL), VERDICT_DONE);
    CHECK_INT(raw, f->writer, FACTS_WRITER_BOUNCE);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        const struct bounce_table *c = &cases[i];
        const struct bounce_failure *x;
        struct facts f = { 0 };

        read_one(c->raw, &a, &f);
        CHECK_INT(c->what, f.failures.n, c->n);
        CHECK_INT(c->what, f.returned.n, 1);
        CHECK_SPAN(c->what, f.returned.at[0], SPAN("ours@tc.example"));
        if (c->n == 0)
            continue;
        x = &f.failures.at[0];
        CHECK_SPAN(c->what, x->recipient, span_str(c->recipient));
        CHECK_SPAN(c->what, x->original, span_str(c->original));
        CHECK_SPAN(c->what, x->status, span_str(c->status));
        CHECK_INT(c->what, x->class, c->class);
        CHECK_INT(c->what, x->pending, c->pending);
    }
}

/* Where other systems keep our id when they give the mail one of theirs. */
static void test_ids(void **state)
{
    static const char raw[] =
        PLAIN "a@b.example: 550 5.1.1\r\n--- Below this line\r\n"
              "> Message-Id: <tencent_1@qq.com>\r\n"
              "X-OQ-MSGID: <ours@tc.example>\r\n"
              "X-Microsoft-Original-Message-ID: <ours2@tc.example>\r\n"
              "X-OQ-MSGID: <ours@tc.example>\r\n";
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = { 0 };

    (void)state;
    read_one(raw, &a, &f);
    CHECK_INT("each once, not the report's own", f.returned.n, 3);
    CHECK_SPAN("theirs", f.returned.at[0], SPAN("tencent_1@qq.com"));
    CHECK_SPAN("ours", f.returned.at[1], SPAN("ours@tc.example"));
    CHECK_SPAN("kept elsewhere", f.returned.at[2], SPAN("ours2@tc.example"));
}

static void test_address_or_mail(void **state)
{
    static const struct {
        const char *status;
        bool address;
    } codes[] = {
        { "5.1.1", true },  { "5.2.1", true },   { "5.0.0", true },
        { "", true },       { "4.4.7", true },   { "5.7.1", false },
        { "5.6.0", false }, { "5.2.2", false },  { "5.2.3", false },
        { "5.3.4", false }, { "4.2.2", false },  { "5.2.20", true },
        { "5.1.10", true }, { "5.7.26", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        CHECK_INT(codes[i].status,
                  bounce_blames_address(span_str(codes[i].status)),
                  codes[i].address);
}

static void test_bounds(void **state)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(8 << 20);
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = { 0 };
    long began = check_cpu_ms();

    (void)state;
    text_add_str(&raw, REPORT);
    for (int i = 0; i < 1000; i++)
        text_addf(&raw,
                  "Final-Recipient: rfc822; a%d@b.example\r\n"
                  "Action: failed\r\nStatus: 5.1.1\r\n\r\n",
                  i);
    text_add_str(&raw, MAIL);
    for (int i = 0; i < 100000; i++)
        text_add_str(&raw, "Message-ID: <1@x> a@b@c@@@5.5.5.5.5\r\n");
    CHECK_INT("read", reading_facts(text_span(&raw), &a, &f, NULL),
              VERDICT_DONE);
    CHECK_INT("no more than", f.failures.n, BOUNCE_MAX_FAILURES);
    CHECK_TRUE("ids", f.returned.n <= BOUNCE_MAX_RETURNED);
    CHECK_TRUE("in no time", check_cpu_ms() - began < 2000);
}

static void test_words_bounds(void **state)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(8 << 20);
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = { 0 };
    long began = check_cpu_ms();

    (void)state;
    text_add_str(&raw, PLAIN);
    for (int i = 0; i < 40000; i++)
        text_addf(&raw, "<a%d@b%d.example>: 5.1.1.1.1.1 @@@@a@a@a\r\n", i, i);
    CHECK_INT("read", reading_facts(text_span(&raw), &a, &f, NULL),
              VERDICT_DONE);
    CHECK_INT("no more than", f.failures.n, BOUNCE_MAX_FAILURES);
    CHECK_TRUE("in no time", check_cpu_ms() - began < 4000);
}

static void test_names(void **state)
{
    enum bounce_class c = BOUNCE_SOFT;

    (void)state;
    CHECK_TRUE("known", bounce_class_from(SPAN("hard"), &c));
    CHECK_INT("hard", c, BOUNCE_HARD);
    CHECK_TRUE("unknown name", !bounce_class_from(SPAN("firm"), &c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),           cmocka_unit_test(test_ids),
        cmocka_unit_test(test_address_or_mail), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_words_bounds),    cmocka_unit_test(test_names),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

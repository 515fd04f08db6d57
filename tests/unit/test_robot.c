#include "check.h"

#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "convoke/mail/reading.h"

enum { ARENA = 64 * 1024 * 1024 };

#define ZH "Content-Type: text/plain; charset=utf-8\n"

static const struct {
    const char *what, *raw;
    enum facts_writer writer;
} cases[] = {
    { "a person", "From: a@a.example\nSubject: x\n\ny\n", FACTS_WRITER_PERSON },
    { "Auto-Submitted: no", "Auto-Submitted: No (person)\n\nx",
      FACTS_WRITER_PERSON },
    { "auto-replied", "Auto-Submitted: Auto-Replied (vacation)\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "auto-generated", "auto-submitted: auto-generated; x=y\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "a wish is no robot", "X-Auto-Response-Suppress: All\n\nx",
      FACTS_WRITER_PERSON },
    { "a rule that forwards is no robot",
      "X-MS-Exchange-Inbox-Rules-Loop: a@b\n\nx", FACTS_WRITER_PERSON },
    { "both are an absence assistant",
      "X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@b\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "Apple", "X-Apple-Action: vacation\n\nx", FACTS_WRITER_AUTO_REPLY },
    { "X-Autoreply", "X-Autoreply: yes\n\nx", FACTS_WRITER_AUTO_REPLY },
    { "precedence", "Precedence: auto_reply\n\nx", FACTS_WRITER_AUTO_REPLY },
    { "bulk", "Precedence: Bulk\n\nx", FACTS_WRITER_LIST },
    { "a program that wants no answer",
      "From: Notification+a@x.example\nX-Auto-Response-Suppress: All\n\nx",
      FACTS_WRITER_LIST },
    { "a mailbox of that name may write", "From: notification@x.example\n\nx",
      FACTS_WRITER_PERSON },
    { "first class is a person", "Precedence: first-class\n\nx",
      FACTS_WRITER_PERSON },
    { "list", "List-Id: <x.y>\n\nx", FACTS_WRITER_LIST },
    { "nobody to answer", "From: no-reply@a.example\n\nx", FACTS_WRITER_LIST },
    { "null sender", "Return-Path: <>\nSubject: x\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "our own", "X-Convoke-Notice: app.ack\nAuto-Submitted: auto-replied\n\nx",
      FACTS_WRITER_CONVOKE },
    { "a report of our own is a bounce",
      "X-Convoke-Notice: x\nContent-Type: multipart/report; boundary=b; "
      "report-type=delivery-status\n\n--b\n\nx\n--b--\n",
      FACTS_WRITER_BOUNCE },
    { "QQ, no header at all",
      "From: a@qq.example\nSubject: "
      "=?utf-8?B?6Ieq5Yqo5Zue5aSNOiBb5YWl5Lya55Sz6K+3XQ==?=\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "QQ by its first line",
      "Subject: x\n" ZH "\n这是来自QQ邮箱的假期自动回复邮件。\n您好",
      FACTS_WRITER_AUTO_REPLY },
    { "behind Re", "Subject: Re: =?utf-8?B?6Ieq5Yqo562U5aSN77ya?= x\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "a paper about automatic answers",
      "Subject: "
      "=?utf-8?B?5YWz5LqO44CK6Ieq5Yqo562U5aSN57O757uf44CL55qE5oSP6KeB?="
      "\n\nx",
      FACTS_WRITER_PERSON },
    { "a paper that begins so",
      "Subject: =?utf-8?B?6Ieq5Yqo562U5aSN57O757uf5oqA5pyv6KaB5rGC?=\n\nx",
      FACTS_WRITER_PERSON },
    { "Exchange", "Subject: Automatic reply: x\n\nx", FACTS_WRITER_AUTO_REPLY },
    { "out of office", "Subject: Out of Office: x\n\nx",
      FACTS_WRITER_AUTO_REPLY },
    { "policy about offices", "Subject: Out of office policy draft\n\nx",
      FACTS_WRITER_PERSON },
    { "on a journey, says a person",
      "Subject: =?utf-8?B?5Ye65beu77ya?= x\n" ZH "\n请批准。\n",
      FACTS_WRITER_PERSON },
    { "on a journey, says a robot",
      "Subject: =?utf-8?B?5Ye65beu77ya?= x\n" ZH "\n无法及时回复。\n",
      FACTS_WRITER_AUTO_REPLY },
    { "read receipt",
      "Content-Type: multipart/report; boundary=b; "
      "report-type=disposition-notification\n\n--b\n\nx\n--b--\n",
      FACTS_WRITER_RECEIPT },
    { "report by its part",
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
      "Content-Type: message/delivery-status\n\nx\n--b--\n",
      FACTS_WRITER_BOUNCE },
    { "a forwarded report is a person's",
      "From: a@a.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx"
      "\n--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/report; "
      "boundary=c; report-type=delivery-status\n\n--c\n"
      "Content-Type: message/delivery-status\n\nx\n--c--\n--b--\n",
      FACTS_WRITER_PERSON },
    { "Exim", "X-Failed-Recipients: a@b\n\nx", FACTS_WRITER_BOUNCE },
    { "daemon", "From: MAILER-DAEMON@a.example\nSubject: x\n\nx",
      FACTS_WRITER_BOUNCE },
    { "Coremail",
      "From: Postmaster@163.example\nSubject: "
      "=?utf-8?B?57O757uf6YCA5L+h?=\n\nx",
      FACTS_WRITER_BOUNCE },
    { "a postmaster may write",
      "From: postmaster@a.example\nSubject: your DNS\n\nx",
      FACTS_WRITER_PERSON },
    { "a gateway that bounces under its own name",
      "From: scan@a.example\nSubject: Delivery failure notification\n\n"
      "Your message could not be delivered to x@b.example.\n",
      FACTS_WRITER_BOUNCE },
    { "a person forwards a bounce",
      "From: a@a.example\nSubject: Fwd: Delivery failure\n\n"
      "Your message could not be delivered to x@b.example.\n",
      FACTS_WRITER_PERSON },
    { "a person may write about bounces",
      "From: a@a.example\nSubject: =?utf-8?B?6YCA5L+h6YCa55+l?=\n\nx",
      FACTS_WRITER_PERSON },
};

static enum facts_writer writer_of(struct span raw)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct facts f = { 0 };
    struct reason why = { 0 };

    assert_int_equal(reading_facts(raw, &a, &f, &why), VERDICT_DONE);
    return f.writer;
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(
            cases[i].what,
            span_str(facts_writer_name(writer_of(span_str(cases[i].raw)))),
            span_str(facts_writer_name(cases[i].writer)));
}

/* ---- messages nobody here wrote ---- */

/* The manifest's words for a robot; what it says nothing of is not counted. */
static bool is_stated_robot(struct span line, bool *ret)
{
    static const struct {
        struct span mark;
        bool robot;
    } marks[] = {
        { SPAN("autoreply=yes"), true },
        { SPAN("must-not-be-answered=yes"), true },
        { SPAN("automatic=yes"), true },
        { SPAN("automated-notification=yes"), true },
        { SPAN("it is a bounce"), true },
        { SPAN("autoreply=no\n"), false },
    };

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        bool end = span_ends(marks[i].mark, SPAN("\n"));
        struct span mark = marks[i].mark;
        if (end)
            mark.n--;
        if (end ? span_ends(line, mark) : span_has(line, mark)) {
            *ret = marks[i].robot;
            return true;
        }
    }
    return false;
}

struct tally {
    int robots, robots_seen, people, people_seen;
};

static void compare(struct span line, const char *folder, struct tally *t)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(4 * 1024 * 1024);
    struct span rest = line;
    struct span name;
    char path[1000];
    bool robot;
    bool seen;

    (void)span_cut(&rest, '\t', &name);
    if (!is_stated_robot(line, &robot))
        return;
    snprintf(path, sizeof(path), "%s/" SPAN_FMT, folder, SPAN_ARG(name));
    if (file_read(path, &raw, NULL) != VERDICT_DONE)
        return;
    seen = writer_of(text_span(&raw)) != FACTS_WRITER_PERSON;
    *(robot ? &t->robots : &t->people) += 1;
    *(robot ? &t->robots_seen : &t->people_seen) += seen == robot;
    if (seen != robot)
        print_message("  miss " SPAN_FMT "\n", SPAN_ARG(line));
}

static void test_corpus(void **state)
{
    static const char *const folders[] = {
        CONVOKE_SHARED "/corpora/autoreply",
        CONVOKE_SHARED "/corpora/cn-mailers",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        CLEANUP(text_release) struct text manifest = TEXT_INIT(1 << 20);
        struct tally t = { 0 };
        struct span rest;
        struct span line;
        char path[1000];

        snprintf(path, sizeof(path), "%s/MANIFEST.tsv", folders[i]);
        if (file_read(path, &manifest, NULL) != VERDICT_DONE) {
            print_message("skipped: no %s\n", path);
            continue;
        }
        rest = text_span(&manifest);
        while (span_line(&rest, &line))
            compare(line, folders[i], &t);
        print_message("%s: %d of %d robots, %d of %d people\n", folders[i],
                      t.robots_seen, t.robots, t.people_seen, t.people);
        CHECK_INT("no person is taken for a robot", t.people_seen, t.people);
        CHECK_INT("no robot is taken for a person", t.robots_seen, t.robots);
    }
}

static const char *const bounce_sets[] = { "bounces-flufl", "bounces-misc",
                                           "bounces-sisimai" };

/* A bounce answered as a person's mail is the beginning of a loop. */
static void count_bounces(const char *set)
{
    CLEANUP(text_release) struct text manifest = TEXT_INIT(1 << 20);
    char path[1000];
    struct span rest;
    struct span line;
    int all = 0;
    int person = 0;

    snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/%s/MANIFEST.tsv",
             set);
    if (file_read(path, &manifest, NULL) != VERDICT_DONE)
        return;
    rest = text_span(&manifest);
    while (span_line(&rest, &line)) {
        CLEANUP(text_release) struct text raw = TEXT_INIT(4 * 1024 * 1024);
        struct span name;

        (void)span_cut(&line, '\t', &name);
        snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/%s/" SPAN_FMT,
                 set, SPAN_ARG(name));
        if (file_read(path, &raw, NULL) != VERDICT_DONE)
            continue;
        all++;
        if (writer_of(text_span(&raw)) == FACTS_WRITER_PERSON) {
            person++;
            print_message("  person? " SPAN_FMT "\n", SPAN_ARG(name));
        }
    }
    print_message("%s: %d messages, %d taken for a person's\n", set, all,
                  person);
    CHECK_TRUE("few", person * 100 <= all * 6);
}

static void test_bounces(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bounce_sets); i++)
        count_bounces(bounce_sets[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_bounces),
    };

    reading_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

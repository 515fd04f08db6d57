#include "check.h"

#include <stdlib.h>

#include "convoke/base/arena.h"
#include "convoke/base/own.h"
#include "convoke/mail/reading.h"
#include "convoke/mail/remnant.h"

#define MARK "X-Convoke-Head-Of: 41943040\r\n"

enum { ARENA = 16 * 1024 * 1024 };

static void test_headers_end(void **state)
{
    static const struct {
        const char *what;
        struct span octets, head;
        bool enough;
    } cases[] = {
        { "a whole header", SPAN("From: a\r\nSubject: b\r\n\r\nbody"),
          SPAN("From: a\r\nSubject: b\r\n"), true },
        { "bare LF", SPAN("From: a\nSubject: b\n\nbody\n"),
          SPAN("From: a\nSubject: b\n"), true },
        { "no header at all", SPAN("\r\nbody"), SPAN(""), true },
        { "cut within a line", SPAN("From: a\r\nSubje"), SPAN("From: a\r\n"),
          false },
        { "cut before the empty line", SPAN("From: a\r\n"), SPAN("From: a\r\n"),
          false },
        { "cut within it", SPAN("From: a\r\n\r"), SPAN("From: a\r\n"), false },
        { "no line end", SPAN("PK\3\4 is no mail"), SPAN(""), false },
        { "nothing", SPAN(""), SPAN(""), false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text to = TEXT_INIT(REMNANT_MOST);
        CLEANUP(text_release) struct text want = TEXT_INIT(REMNANT_MOST);

        text_addf(&want, MARK SPAN_FMT "\r\n", SPAN_ARG(cases[i].head));
        remnant_write(cases[i].octets, 41943040, &to);
        CHECK_SPAN(cases[i].what, text_span(&to), text_span(&want));
        CHECK_INT(cases[i].what, remnant_is_enough(cases[i].octets),
                  cases[i].enough);
    }
}

/* However much more was read of it, the remnant is the same. */
static void test_endless_header(void **state)
{
    CLEANUP(text_release) struct text long_one = TEXT_INIT(1024 * 1024);
    CLEANUP(text_release) struct text first = TEXT_INIT(REMNANT_MOST);
    CLEANUP(text_release) struct text again = TEXT_INIT(REMNANT_MOST);

    (void)state;
    while (long_one.n < 200 * 1024)
        text_addf(&long_one, "X-Filler: %090d\r\n", 1);
    CHECK_TRUE("enough", remnant_is_enough(
                             span_sub(text_span(&long_one), 0, REMNANT_HEAD)));
    CHECK_TRUE("not enough", !remnant_is_enough(span_sub(text_span(&long_one),
                                                         0, REMNANT_HEAD - 1)));
    remnant_write(text_span(&long_one), UINT64_C(1) << 39, &first);
    remnant_write(span_sub(text_span(&long_one), 0, REMNANT_HEAD),
                  UINT64_C(1) << 39, &again);
    CHECK_SPAN("the same", text_span(&first), text_span(&again));
    CHECK_TRUE("within its bound", !first.over && first.n > REMNANT_HEAD - 200);
    CHECK_TRUE("whole lines",
               span_ends(text_span(&first), SPAN("00001\r\n\r\n")));
}

/* A header that no reader would take is one like any other here. */
static void test_endless_lines(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text head = TEXT_INIT(64 * 1024);
    CLEANUP(text_release) struct text remnant = TEXT_INIT(REMNANT_MOST);
    struct facts f;

    (void)state;
    text_add_str(&head, "From: a@a.example\n");
    while (head.n < 20 * 1024)
        text_add_str(&head, "X: 1\n");
    remnant_write(text_span(&head), 41943040, &remnant);
    CHECK_TRUE("enough", remnant_is_enough(text_span(&head)));
    CHECK_INT("read", reading_facts(text_span(&remnant), &a, &f, NULL),
              VERDICT_DONE);
    CHECK_SPAN("whose", f.from.at[0].mail, SPAN("a@a.example"));
    CHECK_INT("of what", f.remnant_of, 41943040);
}

/* What its reader makes of a message's first field, and of the same further
 * down, where its sender could have written it. */
static void test_believed_at_the_top_alone(void **state)
{
    static const struct {
        const char *what;
        struct span raw;
        uint64_t size;
    } cases[] = {
        { "a remnant", SPAN(MARK "From: a@a.example\r\n\r\n"), 41943040 },
        { "below a server's field",
          SPAN("Return-Path: <a@a.example>\r\n" MARK
               "From: a@a.example\r\n\r\n"),
          0 },
        { "in an attached mail",
          SPAN("From: a@a.example\r\nContent-Type: message/rfc822\r\n\r\n" MARK
               "\r\n"),
          0 },
        { "in the text", SPAN("From: a@a.example\r\n\r\n" MARK), 0 },
        { "no number",
          SPAN("X-Convoke-Head-Of: -1\r\nFrom: a@a.example\r\n\r\n"), 0 },
        { "a number beyond all mail",
          SPAN("X-Convoke-Head-Of: 1099511627777\r\n\r\n"), 0 },
    };

    (void)state;
    reading_prepare();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        struct facts f;

        CHECK_INT(cases[i].what, reading_facts(cases[i].raw, &a, &f, NULL),
                  VERDICT_DONE);
        CHECK_INT(cases[i].what, f.remnant_of, cases[i].size);
    }
}

/* Its header says of a mail all that decides whether it is answered. */
static void test_what_a_header_tells(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text remnant = TEXT_INIT(REMNANT_MOST);
    struct facts f;

    (void)state;
    remnant_write(
        SPAN("Return-Path: <>\r\nFrom: =?UTF-8?B?6Zmk?= <c@m12.example>"
             "\r\nMessage-ID: <1@m12.example>\r\n"
             "Auto-Submitted: auto-replied\r\n"
             "Authentication-Results: mx; dmarc=pass\r\n"
             "Subject: [=?UTF-8?B?6LSh54yu?=] WG5-2026-P1\r\n"
             "Content-Type: multipart/mixed;\r\n boundary=x\r\n\r\n"
             "--x\r\nContent-Type: text/plain\r\n\r\nsecret\r\n"),
        41943040, &remnant);
    CHECK_INT("read", reading_facts(text_span(&remnant), &a, &f, NULL),
              VERDICT_DONE);
    CHECK_SPAN("from", f.from.at[0].mail, SPAN("c@m12.example"));
    CHECK_SPAN("id", f.message_id, SPAN("1@m12.example"));
    CHECK_SPAN("subject", f.subject, SPAN("[贡献] WG5-2026-P1"));
    CHECK_INT("a robot", f.writer, FACTS_WRITER_AUTO_REPLY);
    CHECK_INT("results", f.results.n, 1);
    CHECK_INT("no text", f.text.n + f.files.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers_end),
        cmocka_unit_test(test_endless_header),
        cmocka_unit_test(test_endless_lines),
        cmocka_unit_test(test_believed_at_the_top_alone),
        cmocka_unit_test(test_what_a_header_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

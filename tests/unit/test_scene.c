/* A message file as a play has it. */
#include "check.h"

#include "convoke/base/moment.h"
#include "gateway/scene.h"

static const struct scene_case {
    const char *what, *mail;
    enum verdict verdict;
    const char *at;
    const char *code, *to, *object; /* NULL: answers nothing */
} cases[] = {
    { "its own field", "X-Convoke-Received: 2026-02-05T10:05:00+08:00\r\n\r\n",
      VERDICT_DONE, "2026-02-05T10:05", NULL, NULL, NULL },
    { "Beijing time when no offset is given",
      "Subject: x\nX-Convoke-Received: 2026-02-05T10:05\n\nbody", VERDICT_DONE,
      "2026-02-05T10:05", NULL, NULL, NULL },
    { "as mail programs write dates",
      "X-Convoke-Received: Thu, 05 Feb 2026 02:05:00 +0000\n\n", VERDICT_DONE,
      "2026-02-05T10:05", NULL, NULL, NULL },
    { "the first Received, folded",
      "Received: from a (b; c)\r\n\tby mx.tc.example;\r\n Thu, 05 Feb 2026 "
      "10:05:30 +0800\r\nReceived: by other; Wed, 04 Feb 2026 00:00:00 "
      "+0800\r\n\r\n",
      VERDICT_DONE, "2026-02-05T10:05:30", NULL, NULL, NULL },
    { "its own field before the first Received",
      "Received: by mx; Thu, 05 Feb 2026 10:05:00 +0800\n"
      "X-Convoke-Received: 2026-02-06T00:00\n\n",
      VERDICT_DONE, "2026-02-06T00:00", NULL, NULL, NULL },
    { "none in the body",
      "Subject: x\n\nX-Convoke-Received: 2026-02-05T10:05\n", VERDICT_NEVER,
      NULL, NULL, NULL, NULL },
    { "no instant at all", "Date: Thu, 05 Feb 2026 10:05:00 +0800\n\n",
      VERDICT_NEVER, NULL, NULL, NULL, NULL },
    { "a field that says nothing does not fall back",
      "X-Convoke-Received: soon\n"
      "Received: by mx; Thu, 05 Feb 2026 10:05:00 +0800\n\n",
      VERDICT_NEVER, NULL, NULL, NULL, NULL },
    { "a Received without a date", "Received: by mx\n\n", VERDICT_NEVER, NULL,
      NULL, NULL, NULL },
    { "empty", "", VERDICT_NEVER, NULL, NULL, NULL, NULL },
    { "what it answers",
      "X-Convoke-Received: 2026-02-05T10:05\n"
      "X-Convoke-Answers: app.new  sec@tc.example\n\n",
      VERDICT_DONE, "2026-02-05T10:05", "app.new", "sec@tc.example", "" },
    { "and about what",
      "X-Convoke-Received: 2026-02-05T10:05\n"
      "x-convoke-answers: app.new sec@tc.example APP-2026-002 \n\n",
      VERDICT_DONE, "2026-02-05T10:05", "app.new", "sec@tc.example",
      "APP-2026-002" },
    { "an answer to nobody",
      "X-Convoke-Received: 2026-02-05T10:05\nX-Convoke-Answers: app.new\n\n",
      VERDICT_NEVER, NULL, NULL, NULL, NULL },
};

static void test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct scene_case *c = &cases[i];
        struct scene got = { .at = -1 };
        struct reason why = { .verdict = VERDICT_DONE };
        int64_t at = 0;
        CHECK_INT(c->what, scene_read(span_str(c->mail), &got, &why),
                  c->verdict);
        if (c->verdict != VERDICT_DONE) {
            CHECK_INT("untouched on failure", got.at, -1);
            continue;
        }
        CHECK_TRUE(c->what, moment_parse(span_str(c->at), &at));
        CHECK_INT(c->what, got.at, at);
        CHECK_INT(c->what, got.answers, c->code != NULL);
        CHECK_SPAN(c->what, got.code, span_str(c->code));
        CHECK_SPAN(c->what, got.to, span_str(c->to));
        CHECK_SPAN(c->what, got.object, span_str(c->object));
    }
}

static void test_words_are_filled_in(void **state)
{
    static const char mail[] = "To: @REPLY-TO@\nIn-Reply-To: <@MESSAGE-ID@>\n"
                               "Subject: Re: @SUBJECT@\n"
                               "\n@TOKEN@ @TOKEN@ a@REPLY @\n";
    static const char answered[] =
        "Message-ID: <1@tc.example>\nSubject: =?UTF-8?B?5L2g?=\n"
        " =?UTF-8?B?5aW9?=\n"
        "Reply-To: \"x\"\n <gw+t.abc2@tc.example>\n"
        "\nReply-To: <no@tc.example>\n";
    CLEANUP(text_release) struct text to = TEXT_INIT(TEXT_MAX_LETTER);

    (void)state;
    scene_fill(span_str(mail), span_str(answered), &to);
    CHECK_SPAN("all of them", text_span(&to),
               SPAN("To: gw+t.abc2@tc.example\nIn-Reply-To: <1@tc.example>\n"
                    "Subject: Re: =?UTF-8?B?5L2g?= =?UTF-8?B?5aW9?=\n"
                    "\nabc2 abc2 a@REPLY @\n"));
    text_reset(&to);
    scene_fill(SPAN("[@TOKEN@]"), SPAN("Subject: none\n\n"), &to);
    CHECK_SPAN("nothing to fill in", text_span(&to), SPAN("[]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_words_are_filled_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

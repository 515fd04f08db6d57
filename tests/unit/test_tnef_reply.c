#include "check.h"

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "mail/tnef_reply.h"
#include "tnefmade.h"

enum { ARENA = 16 << 20, MOST = 64 * 1024 };

#define HEAD(method)                                                           \
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Convoke//winmail.dat//EN\n"       \
    "METHOD:" method "\nBEGIN:VEVENT\n"
#define TAIL "END:VEVENT\nEND:VCALENDAR\n"
#define UID "UID:1@x.example\n"
#define ID                                                                     \
    SPAN("\x04\0\0\0\x82\0\xe0\0\x74\xc5\xb7\x10\x1a\x82\xe0\x08\0\0\0\0"      \
         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x18\0\0\0vCal-Uid\1\0\0\0"          \
         "1@x.example\0")
#define ID_OF_A_DAY                                                            \
    SPAN(                                                                      \
        "\x04\0\0\0\x82\0\xe0\0\x74\xc5\xb7\x10\x1a\x82\xe0\x08\x07\xea\3\x14" \
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x18\0\0\0vCal-Uid\1\0\0\0"           \
        "1@x.example\0")
#define ID_OF_OUTLOOK                                                          \
    SPAN(                                                                      \
        "\x04\0\0\0\x82\0\xe0\0\x74\xc5\xb7\x10\x1a\x82\xe0\x08\x07\xea\3\x14" \
        "\x90\x1a\xc3\x5f\x2b\x9a\xdb\1\0\0\0\0\0\0\0\0\x02\0\0\0\xab\xcd")

static void test_declined(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(text_release) struct text got = TEXT_INIT(MOST);
    struct span method = SPAN_NONE;
    struct tnef t;

    (void)state;
    tnefmade_declined(&made);
    CHECK_TRUE("read", tnef_read(text_span(&made), &a, &t));
    CHECK_TRUE("an answer",
               tnef_reply(&t, SPAN("other@x.example"), &got, &method));
    CHECK_SPAN("method", method, SPAN("REPLY"));
    CHECK_SPAN(
        "the object", text_span(&got),
        SPAN(
            HEAD("REPLY") "UID:wg5-2026-p1@std.example.cn\n"
                          "ATTENDEE;PARTSTAT=DECLINED;CN=\"王小明\":mailto:"
                          "wang@corp."
                          "example.cn\nSEQUENCE:2\n"
                          "DTSTAMP:20260310T010000Z\nDTSTART:20260324T010000Z\n"
                          "DTEND:20260324T030000Z\n"
                          "SUMMARY:已拒绝: 第一次全体会议\n"
                          "COMMENT:出差，不能参加\\; 请李雷代\n" TAIL));
}

struct reply_case {
    const char *what, *class_name;
    struct span object_id, clean_id;
    const char *for_mail, *for_smtp, *by_mail, *by_smtp;
    int64_t proposed;
    bool counter;
    const char *holds; /* NULL: no answer */
    const char *method;
};

static const struct reply_case cases[] = {
    { .what = "accepted",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID,
      .holds = HEAD("REPLY") UID
      "ATTENDEE;PARTSTAT=ACCEPTED:mailto:from@x.example\n" TAIL,
      .method = "REPLY" },
    { .what = "tentative, in any case",
      .class_name = "ipm.schedule.meeting.resp.tent",
      .object_id = ID,
      .holds = HEAD("REPLY") UID
      "ATTENDEE;PARTSTAT=TENTATIVE:mailto:from@x.example\n" TAIL,
      .method = "REPLY" },
    { .what = "a form of somebody's own",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos.Corp",
      .object_id = ID,
      .holds = "PARTSTAT=ACCEPTED",
      .method = "REPLY" },
    { .what = "another time",
      .class_name = "IPM.Schedule.Meeting.Resp.Tent",
      .object_id = ID,
      .proposed = 1774314000,
      .counter = true,
      .holds = HEAD("COUNTER") UID
      "ATTENDEE;PARTSTAT=TENTATIVE:mailto:from@x.example\n"
      "DTSTART:20260324T010000Z\n" TAIL,
      .method = "COUNTER" },
    { .what = "another time that is not told",
      .class_name = "IPM.Schedule.Meeting.Resp.Tent",
      .object_id = ID,
      .counter = true,
      .holds = HEAD("REPLY"),
      .method = "REPLY" },
    { .what = "one day of a series",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID_OF_A_DAY,
      .clean_id = ID,
      .holds = UID "RECURRENCE-ID;VALUE=DATE:20260320\n",
      .method = "REPLY" },
    { .what = "an id of Outlook's own, without its day",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID_OF_OUTLOOK,
      .holds = "UID:040000008200E00074C5B7101A82E00800000000901AC35F2B9ADB0100"
               "0000000000000\n 002000000ABCD\nRECURRENCE-ID;VALUE=DATE:"
               "20260320\n",
      .method = "REPLY" },
    { .what = "Exchange's address before the author's",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID,
      .for_mail = "/O=CORP/CN=WANG",
      .for_smtp = "wang@x.example",
      .by_mail = "wang@x.example",
      .holds = "PARTSTAT=ACCEPTED:mailto:wang@x.example\n",
      .method = "REPLY" },
    { .what = "an assistant answers",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID,
      .for_mail = "wang@x.example",
      .by_smtp = "han@x.example",
      .holds = "ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY=\"mailto:han@x.example\":"
               "mailto:wang@x.exa\n mple\n",
      .method = "REPLY" },
    { .what = "only who sent it is told",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID,
      .for_mail = "/O=CORP/CN=WANG",
      .by_mail = "han@x.example",
      .holds = "PARTSTAT=ACCEPTED:mailto:han@x.example\n",
      .method = "REPLY" },
    { .what = "an address that would begin a line",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = ID,
      .for_smtp = "a@x.example\nATTENDEE:mailto:b@x.example",
      .holds = "PARTSTAT=ACCEPTED:mailto:from@x.example\n",
      .method = "REPLY" },
    { .what = "no telling of which meeting",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos" },
    { .what = "an id that is none",
      .class_name = "IPM.Schedule.Meeting.Resp.Pos",
      .object_id = SPAN("vCal-Uid\1\0\0\0 1@x.example\0 and more of it\0") },
    { .what = "an invitation",
      .class_name = "IPM.Schedule.Meeting.Request",
      .object_id = ID },
    { .what = "a letter", .class_name = "IPM.Note", .object_id = ID },
};

static struct tnef tnef_of(const struct reply_case *c)
{
    return (struct tnef){
        .message_class = span_str(c->class_name),
        .object_id = c->object_id,
        .clean_id = c->clean_id,
        .changed = MOMENT_NONE,
        .start = MOMENT_NONE,
        .end = MOMENT_NONE,
        .proposed_start = c->proposed ? c->proposed : MOMENT_NONE,
        .proposed_end = MOMENT_NONE,
        .counter = c->counter,
        .for_mail = span_str(c->for_mail),
        .for_smtp = span_str(c->for_smtp),
        .by_mail = span_str(c->by_mail),
        .by_smtp = span_str(c->by_smtp),
    };
}

static void test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(MOST);
        const struct reply_case *c = &cases[i];
        struct tnef t = tnef_of(c);
        struct span method = SPAN("untouched");

        CHECK_INT(c->what,
                  tnef_reply(&t, SPAN("from@x.example"), &got, &method),
                  c->holds != NULL);
        if (!span_has(text_span(&got), span_str(c->holds)))
            CHECK_SPAN(c->what, text_span(&got), span_str(c->holds));
        CHECK_SPAN(c->what, method,
                   c->method ? span_str(c->method) : SPAN("untouched"));
        if (!c->holds)
            CHECK_INT("nothing written", got.n, 0);
    }
}

/* An author without an address answers nothing. */
static void test_nobody(void **state)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(MOST);
    struct tnef t = tnef_of(&cases[0]);
    struct span method = SPAN_NONE;

    (void)state;
    CHECK_TRUE("nobody", !tnef_reply(&t, SPAN_NONE, &got, &method));
    CHECK_INT("nothing written", got.n, 0);
}

/* No value begins a line of its own, and lines are folded between characters.
 */
static void test_values(void **state)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(MOST);
    CLEANUP(text_release) struct text han = TEXT_INIT(8000);
    struct tnef t = tnef_of(&cases[0]);
    struct span method = SPAN_NONE;
    struct span rest, line;

    (void)state;
    while (han.n < 5000)
        text_add_str(&han, "网");
    t.subject = SPAN("a\r\nb\\,;\x01"
                     "\x7f");
    t.for_name = SPAN("\"x\"\r\nATTENDEE:mailto:b@x.example");
    t.for_smtp = SPAN("a@x.example");
    t.body = text_span(&han);
    t.location = SPAN("\xff\xfe");
    CHECK_TRUE("an answer", tnef_reply(&t, SPAN_NONE, &got, &method));
    CHECK_TRUE("escaped",
               span_has(text_span(&got), SPAN("\nSUMMARY:a\\nb\\\\\\,\\;\n")));
    CHECK_TRUE("a name stays in its quotes",
               !span_has(text_span(&got), SPAN("\nATTENDEE:")) &&
                   span_has(text_span(&got), SPAN(";CN=\"xATTENDEE:")));
    CHECK_TRUE("what is no text is left out",
               !span_has(text_span(&got), SPAN("LOCATION")));
    rest = text_span(&got);
    while (span_line(&rest, &line))
        CHECK_TRUE("folded", line.n <= 75 && span_is_utf8(line));
    CHECK_TRUE("and not without end", got.n < 5000);
}

static void test_files(void **state)
{
    static const struct {
        const char *name;
        struct span bytes, text;
        const char *class_name;
    } files[] = {
        { "a.ics", SPAN("BEGIN:VCALENDAR\r\nX:\xba\xc3\xb5\xc4\r\n"),
          SPAN("BEGIN:VCALENDAR\nX:好的\n"), "IPM.Note" },
        { "A.ICS", SPAN("BEGIN:VCALENDAR\r\n"), SPAN("BEGIN:VCALENDAR\n"),
          "IPM.Schedule.Meeting.Resp.Pos" },
        { "a.txt", SPAN("BEGIN:VCALENDAR\r\n"), SPAN_NONE, "IPM.Note" },
        { "a.ics", SPAN_NONE, SPAN_NONE, "IPM.Note" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text got = TEXT_INIT(MOST);
        struct tnef t = { .message_class = span_str(files[i].class_name) };
        struct span method = SPAN("untouched");

        *list_push(&t.files, &a) =
            (struct tnef_file){ SPAN("b.doc"), SPAN("x") };
        *list_push(&t.files, &a) =
            (struct tnef_file){ span_str(files[i].name), files[i].bytes };
        CHECK_INT(files[i].name, tnef_reply(&t, SPAN_NONE, &got, &method),
                  files[i].text.n > 0);
        CHECK_SPAN(files[i].name, text_span(&got), files[i].text);
        CHECK_SPAN("its own method", method,
                   files[i].text.n ? SPAN_NONE : SPAN("untouched"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_declined), cmocka_unit_test(test_answers),
        cmocka_unit_test(test_nobody),   cmocka_unit_test(test_values),
        cmocka_unit_test(test_files),
    };

    charset_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

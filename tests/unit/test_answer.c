/* What a calendar object says is read through all its dialects, bounds first;
 * what was read travels and comes back the same. RFC 5545, 5546; interop.md 24
 * to 46; reliability.md F5. */
#include "check.h"

#include <stdio.h>
#include <unistd.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/base/record.h"
#include "convoke/calendar/answer.h"

struct reading {
    struct arena arena;
    struct text text;
    struct answer answer;
    struct reason why;
    enum verdict v;
};

static void reading_close(struct reading *r)
{
    arena_release(&r->arena);
    text_release(&r->text);
}

/* Every object is also sent to the core and must arrive as it was. */
static void travels(const char *what, struct reading *r)
{
    CLEANUP(text_release) struct text there = TEXT_INIT(TEXT_MAX_FACTS);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);
    struct answer arrived;

    answer_encode(&r->answer, &there);
    CHECK_INT(what,
              answer_decode(text_span(&there), &r->arena, &arrived, &r->why),
              VERDICT_DONE);
    answer_encode(&arrived, &again);
    CHECK_TRUE(what, span_eq(text_span(&there), text_span(&again)));
}

static void reading_open(struct reading *r, const char *what, struct span bytes)
{
    *r = (struct reading){ .arena = ARENA_INIT(64 << 20) };
    r->v = answer_read(bytes, &r->arena, &r->answer, &r->why);
    if (r->v == VERDICT_DONE)
        travels(what, r);
}

#define CALENDAR(lines)                                                        \
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:-//x//y//EN\r\n" lines          \
    "END:VCALENDAR\r\n"
#define EVENT(lines)                                                           \
    CALENDAR("BEGIN:VEVENT\r\nUID:u1\r\n" lines "END:VEVENT\r\n")

static void test_a_reply(void **state)
{
    struct reading r;

    (void)state;
    reading_open(
        &r, "reply",
        SPAN(EVENT(
            "DTSTAMP:20260310T020000Z\r\nSEQUENCE:2\r\n"
            "DTSTART;TZID=Asia/Shanghai:20260331T090000\r\n"
            "DTEND;TZID=Asia/Shanghai:20260331T170000\r\n"
            "ORGANIZER;CN=WG5:mailto:gw+cal@sec.example\r\n"
            "ATTENDEE;CN=\"王某\";PARTSTAT=DECLINED:MAILTO:R1@M01.example\r\n"
            "SUMMARY:WG5\\, 2026\r\nCOMMENT:出差\\n在外\r\n")));
    CHECK_INT("verdict", r.v, VERDICT_DONE);
    CHECK_INT("method", r.answer.method, ANSWER_REPLY);
    CHECK_INT("events", r.answer.events.n, 1);
    CHECK_SPAN("uid", r.answer.events.at[0].uid, SPAN("u1"));
    CHECK_INT("sequence", r.answer.events.at[0].sequence, 2);
    CHECK_INT("start", r.answer.events.at[0].start, 1774918800);
    CHECK_SPAN("comment", r.answer.events.at[0].comment, SPAN("出差\n在外"));
    CHECK_SPAN("attendee", r.answer.events.at[0].attendees.at[0].mail,
               SPAN("r1@m01.example"));
    CHECK_INT("status", r.answer.events.at[0].attendees.at[0].status,
              ANSWER_DECLINED);
    reading_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

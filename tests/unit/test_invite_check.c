#include "check.h"

#include "invite_kinds.h"

/* One change in the bytes of a kind, and the property that is then named. */
static const struct mutation {
    const char *kind, *from, *to, *names;
} mutations[] = {
    { "request", "METHOD:REQUEST", "METHOD:ADD", "METHOD differs" },
    { "request", "VERSION:2.0", "VERSION:1.0", "VERSION differs" },
    { "request", "PRODID:-//Convoke", "PRODID:-//Other", "PRODID differs" },
    { "request", "TZID:Asia/Shanghai", "TZID:Asia/Tokyo", "TZID differs" },
    { "request", "TZOFFSETTO:+0800", "TZOFFSETTO:+0900", "TZOFFSETTO differs" },
    { "request", "TZNAME:CST\r\n", "TZNAME:CST\r\nRRULE:FREQ=DAILY\r\n",
      "RRULE is not ours" },
    { "request", "UID:WG5-2026-P1", "UID:WG5-2026-P2", "UID differs" },
    { "request", "SEQUENCE:0", "SEQUENCE:1", "SEQUENCE differs" },
    { "request", "SEQUENCE:0\r\n", "", "SEQUENCE differs" },
    { "cancel", "SEQUENCE:2\r\n", "", "SEQUENCE is missing" },
    { "request", "DTSTAMP:20260309T020000Z", "DTSTAMP:20260309T020001Z",
      "DTSTAMP differs" },
    { "request", "DTSTAMP:20260309T020000Z", "DTSTAMP:20260309T020000",
      "DTSTAMP differs" },
    { "request", "DTSTART;TZID=Asia/Shanghai:20260331T09",
      "DTSTART;TZID=Asia/Shanghai:20260331T10", "DTSTART differs" },
    { "request", "DTSTART;TZID=Asia/Shanghai:20260331T090000",
      "DTSTART:20260331T090000Z", "DTSTART differs" },
    { "request", "DTSTART;TZID=Asia/Shanghai:", "DTSTART;TZID=Asia/Tokyo:",
      "DTSTART differs" },
    { "request", "DTSTART;", "DTSTART;X-A=1;", "DTSTART differs" },
    { "request", "DTEND;TZID=Asia/Shanghai:20260331T17",
      "DTEND;TZID=Asia/Shanghai:20260331T18", "DTEND differs" },
    { "request", "SUMMARY:WG5", "SUMMARY:WG6", "SUMMARY differs" },
    { "request", "SUMMARY:WG5", "SUMMARY;LANGUAGE=zh:WG6", "SUMMARY differs" },
    { "request", "LOCATION:", "COMMENT:", "LOCATION differs" },
    { "request", "前提交；\\n", "前提交；", "DESCRIPTION differs" },
    { "request", "URL:https://meeting.example/dm/a", "URL:https://evil.example",
      "URL differs" },
    { "cancel", "因故取消。\\n", "因故取消。", "COMMENT differs" },
    { "request", "ORGANIZER;CN=WG5秘书处:mailto:gw+cal@",
      "ORGANIZER;CN=WG5秘书处:mailto:gw+cad@", "ORGANIZER differs" },
    { "request", "ORGANIZER;CN=WG5秘书处", "ORGANIZER;CN=WG5",
      "ORGANIZER differs" },
    { "request", "ORGANIZER;CN=WG5秘书处:mailto:gw+cal@sec.example\r\n", "",
      "ORGANIZER is missing" },
    { "request", "ROLE=OPT-", "ROLE=REQ-", "ATTENDEE differs" },
    { "request", "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED",
      "ATTENDEE differs" },
    { "request", "RSVP=\r\n TRUE", "RSVP=\r\n FALSE", "ATTENDEE differs" },
    { "request", "CUTYPE=INDIVIDUAL", "CUTYPE=GROUP", "ATTENDEE differs" },
    { "request", "\"Zhang, San\"", "\"Zhang, Si\"", "ATTENDEE differs" },
    { "request", "mailto:r1@m01", "mailto:r2@m01", "ATTENDEE differs" },
    { "request", "mailto:r1@m01", "r1@m01", "ATTENDEE differs" },
    { "request", "CUTYPE=INDIVIDUAL", "X-A=1", "ATTENDEE differs" },
    { "update",
      "STATUS:", "ATTENDEE:mailto:x@y.example\r\nSTATUS:", "ATTENDEE differs" },
    { "request",
      "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;"
      "RSVP=\r\n TRUE;CN=\"Zhang, San\":mailto:c1@m01.example\r\n",
      "", "ATTENDEE differs" },
    { "delegate", "\"mailto:r1@m10", "\"mailto:r2@m10", "ATTENDEE differs" },
    { "delegate", "DELEGATED-FROM=", "DELEGATED-TO=", "ATTENDEE differs" },
    { "request", "STATUS:CONFIRMED", "STATUS:TENTATIVE", "STATUS differs" },
    { "cancel", "STATUS:CANCELLED", "STATUS:CONFIRMED", "STATUS differs" },
    { "cancel-one", "END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT",
      "STATUS differs" },
    { "request", "TRIGGER:-P1D", "TRIGGER:-P2D", "TRIGGER differs" },
    { "request", "TRIGGER:-P1D", "TRIGGER:P1D", "TRIGGER differs" },
    { "request", "TRIGGER:", "TRIGGER;RELATED=END:", "TRIGGER differs" },
    { "request", "ACTION:DISPLAY", "ACTION:EMAIL", "ACTION differs" },
    { "request", "DESCRIPTION:WG5", "DESCRIPTION:WG6", "DESCRIPTION differs" },
    { "update",
      "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H30M\r\n"
      "DESCRIPTION:WG5 2026年第一次全体会议\r\nEND:VALARM\r\n",
      "", "VALARM is not one" },
    { "update", "END:VALARM", "END:VALARM\r\nBEGIN:VALARM\r\nEND:VALARM",
      "VALARM is not one" },
    { "cancel", "END:VEVENT",
      "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n"
      "END:VEVENT",
      "VALARM is forbidden" },
    { "declinecounter", "END:VEVENT",
      "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n"
      "END:VEVENT",
      "VALARM is forbidden" },
    { "deadlines", "STATUS:", "ATTENDEE:mailto:x@y.example\r\nSTATUS:",
      "ATTENDEE is forbidden" },
    { "deadlines", "DTSTART;VALUE=DATE:20260228", "DTSTART;VALUE=DATE:20260227",
      "DTSTART differs" },
    { "deadlines", "TRANSP:TRANSPARENT\r\n", "", "TRANSP differs" },
    { "deadlines", "TRANSP:TRANSPARENT", "TRANSP:OPAQUE", "TRANSP differs" },
    { "deadlines", "P1-notice@", "P1-notices@", "UID differs" },
    { "feed", "\r\nNAME:WG5", "\r\nNAME:WG6", "NAME differs" },
    { "feed", "X-WR-CALNAME:WG5", "X-WR-CALNAME:WG6", "X-WR-CALNAME differs" },
    { "feed", "DURATION:PT6H", "DURATION:PT7H", "REFRESH-INTERVAL differs" },
    { "feed", "STATUS:CANCELLED", "STATUS:CONFIRMED", "STATUS differs" },
    { "request", "STATUS:", "REQUEST-STATUS:2.0;ok\r\nSTATUS:",
      "REQUEST-STATUS is forbidden" },
    { "request", "STATUS:", "X-MICROSOFT-DISALLOW-COUNTER:TRUE\r\nSTATUS:",
      "X-MICROSOFT-DISALLOW-COUNTER is not ours" },
    { "request",
      "STATUS:", "SEQUENCE:0\r\nSTATUS:", "SEQUENCE is there twice" },
    { "request", "BEGIN:VEVENT", "BEGIN:VEVENT\r\nEND:VEVENT\r\nBEGIN:VEVENT",
      "VCALENDAR has other components" },
    { "request", "SEQUENCE:0\r\n", "SEQUENCE:0\n",
      "VCALENDAR is not made of lines" },
    { "request", "SEQUENCE:0\r\n", "SEQUENCE:0\r\r\n",
      "VCALENDAR is not made of lines" },
    { "request", "SUMMARY:", "SUMMARY:0123456789012345678901234567890123456789",
      "VCALENDAR is not made of lines" },
    { "request", "秘书处", "秘书\xe5", "VCALENDAR is not made of lines" },
    { "request", "END:VCALENDAR\r\n",
      "END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
      "VCALENDAR is missing" },
};

static void test_what_differs_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(mutations); i++) {
        const struct mutation *m = &mutations[i];
        CLEANUP(text_release) struct text good = TEXT_INIT(ROOM);
        CLEANUP(text_release) struct text bad = TEXT_INIT(ROOM);
        struct reason why = { 0 };
        size_t at;

        CHECK_INT(m->kind, invite_write(kind_of(m->kind), &good, &why),
                  VERDICT_DONE);
        at = span_find(text_span(&good), span_str(m->from));
        CHECK_TRUE(m->from, at < good.n);
        text_add(&bad, span_sub(text_span(&good), 0, at));
        text_add_str(&bad, m->to);
        text_add(&bad, span_from(text_span(&good), at + strlen(m->from)));
        CHECK_INT(m->from,
                  invite_check(text_span(&bad), kind_of(m->kind), &why),
                  VERDICT_BROKEN);
        CHECK_SPAN(m->from, span_str(why.text), span_str(m->names));
    }
}

/* Every beginning of an object is something else than the object. */
static void test_a_cut_object_is_broken(void **state)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(ROOM);
    struct reason why = { 0 };

    (void)state;
    CHECK_INT("whole", invite_write(kind_of("request"), &all, &why),
              VERDICT_DONE);
    for (size_t n = 0; n < all.n; n++)
        CHECK_INT("cut",
                  invite_check(span_sub(text_span(&all), 0, n),
                               kind_of("request"), &why),
                  VERDICT_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_differs_is_named),
        cmocka_unit_test(test_a_cut_object_is_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a calendar object says is read through all its dialects, bounds first;
 * what was read travels and arrives the same. RFC 5545, 5546, 6868; interop.md
 * 24 to 46; reliability.md F5. */
#include "check.h"

#include <stdio.h>
#include <unistd.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/base/record.h"
#include "convoke/calendar/answer.h"

struct reading {
    struct arena arena;
    struct answer answer;
    struct reason why;
    enum verdict v;
};

static void reading_close(struct reading *r)
{
    arena_release(&r->arena);
}

/* Every object that is read also travels to the core. */
static void travel(const char *what, struct reading *r)
{
    CLEANUP(text_release) struct text there = TEXT_INIT(TEXT_MAX_FACTS);
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);
    struct answer arrived;

    answer_encode(&r->answer, &there);
    if (answer_decode(text_span(&there), &r->arena, &arrived, &r->why) !=
        VERDICT_DONE)
        fail_msg("%s: %s", what, r->why.text);
    answer_encode(&arrived, &again);
    CHECK_TRUE(what, span_eq(text_span(&there), text_span(&again)));
    r->answer = arrived;
}

static void reading_open(struct reading *r, const char *what, struct span bytes)
{
    *r = (struct reading){ .arena = ARENA_INIT(16 << 20) };
    r->v = answer_read(bytes, &r->arena, &r->answer, &r->why);
    if (r->v == VERDICT_DONE)
        travel(what, r);
}

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define EVENT "BEGIN:VEVENT\r\nUID:u1\r\n"
#define END "\r\nEND:VEVENT\r\n"

/* What an event says under a name, as text. */
static struct span value(struct reading *r, const char *key)
{
    const struct answer_event *e = &r->answer.events.at[0];
    struct answer_attendee a = { 0 };
    char buf[MOMENT_TEXT];
    int64_t moment;

    if (e->attendees.n)
        a = e->attendees.at[0];
    const struct {
        const char *key;
        struct span value;
    } spans[] = {
        { "uid", e->uid },
        { "recurrence", e->recurrence },
        { "start_text", e->start_text },
        { "organizer", e->organizer },
        { "summary", e->summary },
        { "location", e->location },
        { "comment", e->comment },
        { "mail", a.mail },
        { "name", a.name },
        { "sent_by", a.sent_by },
        { "to", a.delegated_to },
        { "from", a.delegated_from },
        { "status", span_str(answer_status_name(a.status)) },
        { "said", span_str(a.said ? "yes" : "no") },
        { "all_day", span_str(e->all_day ? "yes" : "no") },
        { "method", span_str(answer_method_name(r->answer.method)) },
        { "product", r->answer.product },
    };

    for (size_t i = 0; i < ARRAY_LEN(spans); i++)
        if (strcmp(spans[i].key, key) == 0)
            return spans[i].value;
    if (strcmp(key, "sequence") == 0)
        return arena_printf(&r->arena, "%lld", (long long)e->sequence);
    if (strcmp(key, "people") == 0)
        return arena_printf(&r->arena, "%zu", e->attendees.n);
    if (strcmp(key, "events") == 0)
        return arena_printf(&r->arena, "%zu", r->answer.events.n);
    moment = strcmp(key, "start") == 0 ? e->start
             : strcmp(key, "end") == 0 ? e->end
                                       : e->stamp;
    return moment == MOMENT_NONE
               ? SPAN("none")
               : arena_span(&r->arena, span_str(moment_print(moment, buf)));
}

/* Lines of one event, and what one of its values is. */
static const struct {
    const char *what, *lines, *key, *want;
} events[] = {
    /* people */
    { "a scheme in capitals, an address in any case",
      "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:R1@M01.Example", "mail",
      "r1@m01.example" },
    { "an address without its scheme", "ATTENDEE:r1@m01.example", "mail",
      "r1@m01.example" },
    { "an address in angles", "ATTENDEE:mailto:<r1@m01.example>", "mail",
      "r1@m01.example" },
    { "an escaped plus (RFC 6068)", "ORGANIZER:mailto:gw%2Bcal@sec.example",
      "organizer", "gw+cal@sec.example" },
    { "a question behind the address", "ORGANIZER:mailto:a@b?subject=x",
      "organizer", "a@b" },
    { "no address is none", "ATTENDEE;CN=x:invalid:nomail", "mail", "" },
    { "a path, and an EMAIL (RFC 7986)",
      "ATTENDEE;EMAIL=r1@m01.example:/128868715/principal/", "mail",
      "r1@m01.example" },
    { "lower-case names and values",
      "attendee;partstat=accepted:mailto:r1@m01.example", "status",
      "ACCEPTED" },
    { "an unknown PARTSTAT", "ATTENDEE;PARTSTAT=NEED-REQUEST:mailto:a@b",
      "status", "NEEDS-ACTION" },
    { "… was said all the same", "ATTENDEE;PARTSTAT=NEED-REQUEST:mailto:a@b",
      "said", "yes" },
    { "an empty PARTSTAT", "ATTENDEE;PARTSTAT=:mailto:a@b", "said", "no" },
    { "no PARTSTAT", "ATTENDEE:mailto:a@b", "said", "no" },
    { "a quoted name with a comma and a colon",
      "ATTENDEE;CN=\"Wang, Mou: WG5\";PARTSTAT=DECLINED:mailto:a@b", "name",
      "Wang, Mou: WG5" },
    { "… and the answer behind it",
      "ATTENDEE;CN=\"Wang, Mou: WG5\";PARTSTAT=DECLINED:mailto:a@b", "status",
      "DECLINED" },
    { "a name escaped as RFC 6868 says",
      "ATTENDEE;CN=\"the ^'great^' ^^ one^nhere\":mailto:a@b", "name",
      "the \"great\" ^ one here" },
    { "a name escaped as a text", "ATTENDEE;CN=Wang\\, Mou:mailto:a@b", "name",
      "Wang, Mou" },
    { "a quote that is never closed", "ATTENDEE;CN=\"Wang:mailto:a@b", "mail",
      "a@b" },
    { "SENT-BY", "ATTENDEE;SENT-BY=\"mailto:Sec@b\":mailto:a@b", "sent_by",
      "sec@b" },
    { "SENT-BY without quotes", "ATTENDEE;SENT-BY=mailto:sec@b:mailto:a@b",
      "sent_by", "sec@b" },
    { "… and the address behind it", "ATTENDEE;SENT-BY=mailto:sec@b:mailto:a@b",
      "mail", "a@b" },
    { "the first of several delegates",
      "ATTENDEE;DELEGATED-TO=\"mailto:C@d\",\"mailto:e@f\":mailto:a@b", "to",
      "c@d" },
    { "DELEGATED-FROM", "ATTENDEE;DELEGATED-FROM=\"MAILTO:c@d\":mailto:a@b",
      "from", "c@d" },
    { "people of an alarm are none of the event's",
      "BEGIN:VALARM\r\nATTENDEE:mailto:x@y\r\nEND:VALARM", "people", "0" },
    { "an organizer's parameters, no scheme",
      "ORGANIZER;CN=x;ROLE=CHAIR;PARTSTAT=ACCEPTED:unittest@tine20.org",
      "organizer", "unittest@tine20.org" },
    { "no organizer (Exchange)", "SEQUENCE:0", "organizer", "" },
    /* numbers */
    { "SEQUENCE", "SEQUENCE:3", "sequence", "3" },
    { "Exchange's own, when there is none", "X-MICROSOFT-CDO-APPT-SEQUENCE:4",
      "sequence", "4" },
    { "… or it is 0", "X-MICROSOFT-CDO-APPT-SEQUENCE:4\r\nSEQUENCE:0",
      "sequence", "4" },
    { "… but not else", "X-MICROSOFT-CDO-APPT-SEQUENCE:4\r\nSEQUENCE:2",
      "sequence", "2" },
    { "no number", "SEQUENCE:two", "sequence", "0" },
    /* texts */
    { "escapes", "SUMMARY:a\\, b\\; c\\\\d\\ne", "summary", "a, b; c\\d e" },
    { "a comment has lines", "COMMENT:one\\nTwo", "comment", "one\nTwo" },
    { "several comments are lines", "COMMENT:one\r\nCOMMENT:two\r\nCOMMENT:3",
      "comment", "one\ntwo\n3" },
    { "Google's note",
      "ATTENDEE;X-RESPONSE-COMMENT=\"it&#39;s late\":mailto:a@b", "comment",
      "it's late" },
    { "… gives way to a comment",
      "ATTENDEE;X-RESPONSE-COMMENT=\"note\":mailto:a@b\r\nCOMMENT:word",
      "comment", "word" },
    { "a description is the meeting's, never a reason",
      "DESCRIPTION:Bring papers", "comment", "" },
    { "controls",
      "SUMMARY:a\x01"
      "b\x7f"
      "c\xc2\x85"
      "d",
      "summary", "a b c d" },
    { "octets that are no UTF-8", "SUMMARY:\xff\xfe", "summary",
      "\xef\xbf\xbd\xef\xbf\xbd" },
    { "a fold", "SUMMARY:one\r\n  two", "summary", "one two" },
    { "a fold by a tab, lines ended by LF", "SUMMARY:one\n\ttwo\nLOCATION:x",
      "summary", "onetwo" },
    { "a fold inside a character", "SUMMARY:\xe4\xbc\r\n \x9a\xe8\xae\xae",
      "summary", "会议" },
    { "a doubled CR", "SUMMARY:one\r\r\n  two\r\r\nLOCATION:x", "location",
      "x" },
    { "an empty line in a fold", "SUMMARY:one\r\n\r\n  two", "summary",
      "one two" },
    { "the first of two counts", "SUMMARY:one\r\nSUMMARY:two", "summary",
      "one" },
    { "a line that is none", "nonsense\r\nSUMMARY:one", "summary", "one" },
    { "RECURRENCE-ID as it stands",
      "RECURRENCE-ID;TZID=Europe/Berlin:20260331T090000", "recurrence",
      "20260331T090000" },
    { "a start as it stands",
      "DTSTART;TZID=\"W. Europe Standard Time\":20260331T090000", "start_text",
      "TZID=\"W. Europe Standard Time\":20260331T090000" },
    /* times */
    { "UTC", "DTSTART:20260331T010000Z", "start", "2026-03-31T09:00:00+08:00" },
    { "floating is Chinese", "DTSTART:20260331T090000", "start",
      "2026-03-31T09:00:00+08:00" },
    { "a zone on a time that is UTC",
      "DTSTART;TZID=Europe/London:20260331T010000Z", "start",
      "2026-03-31T09:00:00+08:00" },
    { "an empty zone", "DTSTART;TZID=:20260331T090000", "start",
      "2026-03-31T09:00:00+08:00" },
    { "an unknown zone", "DTSTART;TZID=Mars/Base:20260331T090000", "start",
      "none" },
    { "a zone with a colon in its brackets, unquoted",
      "DTSTART;TZID=(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi:"
      "20260331T090000",
      "start", "2026-03-31T09:00:00+08:00" },
    { "a day", "DTSTART;VALUE=DATE:20260331", "start",
      "2026-03-31T00:00:00+08:00" },
    { "… is all of it", "DTSTART:20260331", "all_day", "yes" },
    { "no seconds", "DTSTAMP:20260331T0100Z", "stamp",
      "2026-03-31T09:00:00+08:00" },
    { "a stamp without Z", "DTSTAMP:20260331T090000", "stamp",
      "2026-03-31T09:00:00+08:00" },
    { "a stamp with offset and Z", "DTSTAMP:2026-03-31T09:00:00+08:00Z",
      "stamp", "2026-03-31T09:00:00+08:00" },
    { "no such day", "DTSTAMP:20260230T090000Z", "stamp", "none" },
    { "no such hour", "DTSTAMP:20260228T250000Z", "stamp", "none" },
    { "an end", "DTEND:20260331T020000Z", "end", "2026-03-31T10:00:00+08:00" },
    { "an end by its length", "DTSTART:20260331T010000Z\r\nDURATION:PT1H30M",
      "end", "2026-03-31T10:30:00+08:00" },
    { "a length of days", "DTSTART:20260331\r\nDURATION:P1W1D", "end",
      "2026-04-08T00:00:00+08:00" },
    { "a length that is none", "DTSTART:20260331\r\nDURATION:P99999999W", "end",
      "none" },
    { "a rule is not even looked at", "DTSTART:20260331\r\nRRULE:FREQ=SECONDLY",
      "start", "2026-03-31T00:00:00+08:00" },
};

static void test_what_an_event_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        CLEANUP(text_release) struct text t = TEXT_INIT(ANSWER_MOST);
        struct reading r;

        text_addf(&t, HEAD "METHOD:REPLY\r\n" EVENT "%s" END TAIL,
                  events[i].lines);
        reading_open(&r, events[i].what, text_span(&t));
        CHECK_INT(events[i].what, r.v, VERDICT_DONE);
        CHECK_SPAN(events[i].what, value(&r, events[i].key),
                   span_str(events[i].want));
        reading_close(&r);
    }
}

/* Whole objects. */
static const struct {
    const char *what, *object, *key, *want;
} objects[] = {
    { "a method in any case", HEAD "METHOD:reply\r\n" EVENT END TAIL, "method",
      "REPLY" },
    { "a method nobody knows", HEAD "METHOD:X\r\n" EVENT END TAIL, "method",
      "OTHER" },
    { "no method, no product", HEAD EVENT END TAIL, "method", "" },
    { "a BOM, names in lower case, LF",
      "\xef\xbb\xbf"
      "begin:vcalendar\nmethod:counter\nprodid:p\n"
      "begin:vevent\nuid:u\nend:vevent\nend:vcalendar\n",
      "method", "COUNTER" },
    { "a product", HEAD "PRODID:-//x//y//EN\r\n" EVENT END TAIL, "product",
      "-//x//y//EN" },
    { "of several calendars the first with a method",
      HEAD "BEGIN:VEVENT\r\nUID:other" END TAIL HEAD
           "METHOD:REPLY\r\n" EVENT END TAIL,
      "uid", "u1" },
    { "… else the first",
      HEAD EVENT END TAIL HEAD "BEGIN:VEVENT\r\nUID:other" END TAIL, "uid",
      "u1" },
    { "each exception is an event (Google)",
      HEAD "METHOD:REPLY\r\n" EVENT END EVENT
           "RECURRENCE-ID:20260331T010000Z" END TAIL,
      "events", "2" },
    { "what has no UID does not count",
      HEAD "BEGIN:VEVENT\r\nSUMMARY:x" END EVENT END TAIL, "events", "1" },
    { "a task and a time busy count, too",
      HEAD "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nBEGIN:VFREEBUSY\r\nUID:f\r\n"
           "END:VFREEBUSY\r\nBEGIN:VJOURNAL\r\nUID:j\r\nEND:VJOURNAL\r\n" TAIL,
      "events", "3" },
    { "the last line is lost", HEAD "METHOD:REPLY\r\n" EVENT END, "method",
      "REPLY" },
    { "an end that closes nothing",
      HEAD EVENT "END:VALARM\r\nSUMMARY:x" END TAIL, "summary", "x" },
    { "an end that closes what was left open",
      HEAD EVENT "BEGIN:VALARM\r\nSUMMARY:x" END TAIL, "events", "1" },
    { "a zone behind the event",
      HEAD EVENT "DTSTART;TZID=mine:20260331T090000" END
                 "BEGIN:VTIMEZONE\r\nTZID:mine\r\nBEGIN:STANDARD\r\n"
                 "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\n"
                 "TZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" TAIL,
      "start", "2026-03-31T14:00:00+08:00" },
    { "two attendees: who cannot come and whom he sends",
      HEAD "METHOD:REPLY\r\n" EVENT
           "ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:c@d\":mailto:a@b"
           "\r\nATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM=\"mailto:a@b\""
           ":mailto:c@d" END TAIL,
      "status", "DELEGATED" },
};

static void test_whole_objects(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
        struct reading r;

        reading_open(&r, objects[i].what, span_str(objects[i].object));
        CHECK_INT(objects[i].what, r.v, VERDICT_DONE);
        CHECK_SPAN(objects[i].what, value(&r, objects[i].key),
                   span_str(objects[i].want));
        reading_close(&r);
    }
}

/* ---- bounds and bombs ---- */

static void repeat(struct text *t, const char *before, const char *piece,
                   size_t n, const char *after)
{
    text_add_str(t, before);
    for (size_t i = 0; i < n; i++)
        text_add_str(t, piece);
    text_add_str(t, after);
}

static const struct {
    const char *what, *before, *piece;
    size_t n;
    const char *after;
    const char *reason; /* NULL: it is read */
} bombs[] = {
    { "64 KiB and no more", HEAD EVENT "X:", "x", 65400, END TAIL, NULL },
    { "more than 64 KiB", HEAD EVENT "X:", "x", 65536, END TAIL, "too large" },
    { "a million nested components", HEAD, "BEGIN:VEVENT\r\n", 1000000, TAIL,
      "too large" },
    { "four thousand nested components", HEAD, "BEGIN:VEVENT\r\n", 4000, TAIL,
      "nested deeper than 4" },
    { "four thousand nested calendars", "", "BEGIN:VCALENDAR\r\n", 3000, "",
      "nested deeper than 4" },
    { "sixty thousand folds", HEAD EVENT "SUMMARY:", "\n ", 30000, END TAIL,
      NULL },
    { "twenty thousand attendees", HEAD EVENT, "ATTENDEE:\n", 6000, END TAIL,
      "more than 200 attendees" },
    { "two hundred attendees", HEAD EVENT, "ATTENDEE:mailto:a@b\r\n", 200,
      "X:y" END TAIL, NULL },
    { "twenty events", HEAD, EVENT "X:y" END, 20, TAIL, NULL },
    { "one event more", HEAD, EVENT "X:y" END, 21, TAIL,
      "more than 20 events" },
    { "ten thousand parameters", HEAD EVENT "ATTENDEE", ";A=\"b\"", 10000,
      ":mailto:a@b" END TAIL, NULL },
    { "thirty thousand quotes", HEAD EVENT "ATTENDEE;CN=", "\"", 30001,
      ":mailto:a@b" END TAIL, NULL },
    { "sixty thousand brackets", HEAD EVENT "ATTENDEE;CN=", "(", 60000,
      ":mailto:a@b" END TAIL, NULL },
    { "thousands of schemes", HEAD EVENT "ATTENDEE;X=", "mailto:", 9000,
      "a@b" END TAIL, NULL },
    { "six thousand comments", HEAD EVENT, "COMMENT:a\n", 6000, END TAIL,
      NULL },
    { "a rule by the second in a zone",
      HEAD "BEGIN:VTIMEZONE\r\nTZID:z\r\nBEGIN:STANDARD\r\n"
           "DTSTART:16010101T000000\r\nTZOFFSETFROM:+0800\r\n"
           "TZOFFSETTO:+0900\r\n",
      "RRULE:FREQ=SECONDLY\r\n", 2000,
      "END:STANDARD\r\nEND:VTIMEZONE\r\n" EVENT
      "DTSTART;TZID=z:99990331T090000" END TAIL,
      NULL },
    { "a rule that never matches, a thousand times",
      HEAD "BEGIN:VTIMEZONE\r\nTZID:z\r\n",
      "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETTO:+0900\nRRULE:"
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nEND:STANDARD\n",
      480, "END:VTIMEZONE\r\n" EVENT "DTSTART;TZID=z:99990331T090000" END TAIL,
      NULL },
    { "thousands of zones", HEAD,
      "BEGIN:VTIMEZONE\nTZID:z\nBEGIN:STANDARD\nTZOFFSETTO:+0901\n"
      "END:STANDARD\nEND:VTIMEZONE\n",
      700, EVENT "DTSTART;TZID=z:20260331T090000" END TAIL, NULL },
    { "cut off in an event", HEAD EVENT, "X:y\r\n", 1, "ATTENDEE;PARTSTAT=ACC",
      "cut off" },
    { "nothing", "", "", 0, "", "no VCALENDAR" },
    { "no calendar", "<html>", "x", 10, "</html>", "no VCALENDAR" },
    { "an event outside of any calendar", EVENT, "X:y\r\n", 1, END,
      "no VCALENDAR" },
};

static void test_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bombs); i++) {
        CLEANUP(text_release) struct text t = TEXT_INIT(32 << 20);
        struct reading r;

        repeat(&t, bombs[i].before, bombs[i].piece, bombs[i].n, bombs[i].after);
        alarm(1); /* of hanging, not of speed */
        reading_open(&r, bombs[i].what, text_span(&t));
        alarm(0);
        CHECK_INT(bombs[i].what, r.v,
                  bombs[i].reason ? VERDICT_NEVER : VERDICT_DONE);
        if (bombs[i].reason)
            CHECK_TRUE(bombs[i].what, strstr(r.why.text, bombs[i].reason));
        reading_close(&r);
    }
}

/* A long text is cut at a character, a long id is none. */
static void test_long_values(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(ANSWER_MOST);
    struct reading r;

    (void)state;
    repeat(&t, HEAD EVENT "SUMMARY:ab", "会", 1000, "\r\n");
    repeat(&t, "RECURRENCE-ID:", "9", 401, "\r\n");
    repeat(&t, "ORGANIZER:mailto:", "a", 400, "@b\r\n");
    repeat(&t, "COMMENT:a", "议", 3000, "\r\nCOMMENT:b");
    text_add_str(&t, END TAIL);
    reading_open(&r, "long", text_span(&t));
    CHECK_INT("read", r.v, VERDICT_DONE);
    CHECK_INT("summary", value(&r, "summary").n, 398);
    CHECK_INT("recurrence", value(&r, "recurrence").n, 0);
    CHECK_INT("organizer", value(&r, "organizer").n, 0);
    CHECK_INT("comment", value(&r, "comment").n, 4000);
    CHECK_TRUE("characters", span_is_utf8(value(&r, "comment")));
    reading_close(&r);
}

/* ---- what the core checks again ---- */

static const struct {
    const char *what;
    bool accepted;
    /* Fields of the event behind its UID: tag, text; a tag above 100 is of the
     * first attendee. */
    unsigned tag;
    struct span value;
    int64_t number;
    bool is_number;
} records[] = {
    { "a summary", true, 10, SPAN("会议"), 0, false },
    { "a summary with a line", false, 10, SPAN("a\nb"), 0, false },
    { "a summary with a control", false, 10, SPAN("a\x1b"), 0, false },
    { "a summary with a C1 control", false, 10, SPAN("a\xc2\x9b"), 0, false },
    { "a summary that is no UTF-8", false, 10, SPAN("\xff"), 0, false },
    { "a comment with a line", true, 12, SPAN("a\nb"), 0, false },
    { "a comment with a CR", false, 12, SPAN("a\r\nb"), 0, false },
    { "an organizer", true, 9, SPAN("a@b"), 0, false },
    { "an organizer in capitals", false, 9, SPAN("A@b"), 0, false },
    { "an organizer with a blank", false, 9, SPAN("a@b c"), 0, false },
    { "an organizer that is two", false, 9, SPAN("a@b@c"), 0, false },
    { "a sequence", true, 3, SPAN_NONE, 7, true },
    { "a sequence below 0", false, 3, SPAN_NONE, -7, true },
    { "a sequence that says nothing", false, 3, SPAN_NONE, 0, true },
    { "a sequence of three octets", false, 3, SPAN("abc"), 0, false },
    { "a stamp", true, 4, SPAN_NONE, 1774918800, true },
    { "a stamp beyond all years", false, 4, SPAN_NONE, INT64_MAX, true },
    { "a flag that is 2", false, 7, SPAN_NONE, 2, true },
    { "a status", true, 103, SPAN_NONE, ANSWER_DECLINED, true },
    { "a status nobody knows", false, 103, SPAN_NONE, ANSWER_STATUS_COUNT,
      true },
    { "a field nobody knows", false, 14, SPAN("x"), 0, false },
    { "a field out of order", false, 1, SPAN("u2"), 0, false },
};

static void make_record(struct text *t, size_t i)
{
    bool attendee = records[i].tag > 100;
    uint16_t tag = (uint16_t)(records[i].tag % 100);
    size_t event;
    size_t person = 0;

    record_put_int(t, 0, 1);
    event = record_open(t, 3);
    record_put(t, 1, SPAN("u1"));
    if (attendee)
        person = record_open(t, 13);
    if (records[i].is_number)
        record_put_int(t, tag, records[i].number);
    else
        record_put(t, tag, records[i].value);
    if (attendee)
        record_close(t, person);
    record_close(t, event);
}

static void test_the_core_checks_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        CLEANUP(text_release) struct text t = TEXT_INIT(TEXT_MAX_FACTS);
        CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
        struct answer got = { .method = ANSWER_ADD };
        struct reason why;

        make_record(&t, i);
        CHECK_INT(records[i].what,
                  answer_decode(text_span(&t), &arena, &got, &why) ==
                      VERDICT_DONE,
                  records[i].accepted);
        CHECK_INT(records[i].what, got.method == ANSWER_ADD,
                  !records[i].accepted);
    }
}

/* Counts, a record cut anywhere, an event without UID, another version. */
static void test_records_that_are_none(void **state)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(TEXT_MAX_FACTS);
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct answer got;
    size_t event;
    size_t whole;

    (void)state;
    record_put_int(&t, 0, 1);
    for (size_t i = 0; i < ANSWER_MAX_EVENTS; i++) {
        event = record_open(&t, 3);
        record_put(&t, 1, SPAN("u1"));
        record_close(&t, event);
    }
    whole = t.n;
    CHECK_INT("twenty", answer_decode(text_span(&t), &arena, &got, NULL),
              VERDICT_DONE);
    CHECK_INT("events", got.events.n, 20);
    for (size_t n = 0; n < whole; n++)
        if (n < 14 || (n - 14) % 14)
            CHECK_INT("cut",
                      answer_decode(span_sub(text_span(&t), 0, n), &arena, &got,
                                    NULL),
                      VERDICT_NEVER);
    event = record_open(&t, 3);
    record_put(&t, 1, SPAN("u1"));
    record_close(&t, event);
    CHECK_INT("one more", answer_decode(text_span(&t), &arena, &got, NULL),
              VERDICT_NEVER);
    text_reset(&t);
    record_put_int(&t, 0, 1);
    record_close(&t, record_open(&t, 3));
    CHECK_INT("no uid", answer_decode(text_span(&t), &arena, &got, NULL),
              VERDICT_NEVER);
    text_reset(&t);
    record_put_int(&t, 0, 1);
    record_put(&t, 2, SPAN("product"));
    record_put_int(&t, 1, ANSWER_REPLY);
    CHECK_INT("order", answer_decode(text_span(&t), &arena, &got, NULL),
              VERDICT_NEVER);
    text_reset(&t);
    record_put_int(&t, 0, 2);
    CHECK_INT("version", answer_decode(text_span(&t), &arena, &got, NULL),
              VERDICT_NEVER);
}

static void test_names(void **state)
{
    enum answer_status s = ANSWER_DELEGATED;

    (void)state;
    for (int m = 0; m < ANSWER_METHOD_OTHER; m++)
        CHECK_INT(answer_method_name((enum answer_method)m),
                  answer_method_of(
                      span_str(answer_method_name((enum answer_method)m))),
                  m);
    CHECK_TRUE("any case", answer_status_from(SPAN("declined"), &s));
    CHECK_INT("declined", s, ANSWER_DECLINED);
    CHECK_TRUE("none", !answer_status_from(SPAN("NEED-REQUEST"), &s));
    CHECK_INT("untouched", s, ANSWER_DECLINED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_an_event_says),
        cmocka_unit_test(test_whole_objects),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_long_values),
        cmocka_unit_test(test_the_core_checks_again),
        cmocka_unit_test(test_records_that_are_none),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

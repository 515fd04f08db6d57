#include "check.h"

#include <stdlib.h>

#include "convoke/base/file.h"
#include "invite_kinds.h"

/* With CONVOKE_GOLDEN in the environment the files are written anew. */
static void check_golden(const char *name, struct span got)
{
    CLEANUP(text_release) struct text path = TEXT_INIT(1000);
    CLEANUP(text_release) struct text want = TEXT_INIT(ROOM);
    struct reason why = { 0 };

    text_addf(&path, "%s/tests/golden/calendar/%s.ics", CONVOKE_SOURCE, name);
    if (getenv("CONVOKE_GOLDEN"))
        CHECK_INT(name, file_replace(text_str(&path), got, 0644, &why),
                  VERDICT_DONE);
    CHECK_INT(name, file_read(text_str(&path), &want, &why), VERDICT_DONE);
    CHECK_SPAN(name, got, text_span(&want));
}

static void test_every_kind_is_golden(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
        struct reason why = { 0 };

        CHECK_INT(kinds[i].name, invite_write(&kinds[i].invite, &got, &why),
                  VERDICT_DONE);
        check_golden(kinds[i].name, text_span(&got));
        CHECK_INT(kinds[i].name,
                  invite_check(text_span(&got), &kinds[i].invite, &why),
                  VERDICT_DONE);
    }
}

/* Joins folded lines. */
static void unfold(struct span bytes, struct text *to)
{
    struct span line;
    bool first = true;

    while (span_line(&bytes, &line)) {
        bool goes_on = line.n && line.p[0] == ' ';
        if (!goes_on && !first)
            text_add_char(to, '\n');
        text_add(to, span_from(line, goes_on));
        first = false;
    }
    text_add_char(to, '\n');
}

/* The names of all properties, in their order: what no value may change. */
static void names(struct span bytes, struct text *to)
{
    CLEANUP(text_release) struct text whole = TEXT_INIT(ROOM);
    struct span rest, line;

    unfold(bytes, &whole);
    rest = text_span(&whole);
    while (span_line(&rest, &line)) {
        size_t colon = span_find_char(line, ':');
        size_t semicolon = span_find_char(line, ';');
        text_add(to, span_sub(line, 0, colon < semicolon ? colon : semicolon));
        text_add_char(to, '\n');
    }
}

static void check_lines(const char *what, struct span bytes)
{
    while (bytes.n) {
        size_t n = span_find(bytes, SPAN("\r\n"));
        struct span line = span_sub(bytes, 0, n);

        CHECK_TRUE(what, n < bytes.n); /* ended, and by nothing else */
        CHECK_TRUE(what, n <= 75);
        CHECK_TRUE(what, span_is_utf8(line));
        CHECK_TRUE(what, span_find_char(line, '\r') == n);
        CHECK_TRUE(what, span_find_char(line, '\n') == n);
        CHECK_TRUE(what, span_find_char(line, '\0') == n);
        bytes = span_from(bytes, n + 2);
    }
}

/* The fields that hold what others wrote. */
enum field {
    FIELD_SUMMARY,
    FIELD_LOCATION,
    FIELD_DESCRIPTION,
    FIELD_COMMENT,
    FIELD_LINK,
    FIELD_ORGANIZER_NAME,
    FIELD_NAME,
    FIELD_MAIL,
    FIELD_DELEGATED_FROM,
    FIELD_UID,
    FIELD_COUNT
};

struct made {
    struct invite invite;
    struct invite_event event;
    struct invite_person person;
};

/* A request in which one field is `value`. */
static const struct invite *make(struct made *m, enum field f,
                                 struct span value)
{
    struct span *const at[] = {
        [FIELD_SUMMARY] = &m->event.summary,
        [FIELD_LOCATION] = &m->event.location,
        [FIELD_DESCRIPTION] = &m->event.description,
        [FIELD_COMMENT] = &m->event.comment,
        [FIELD_LINK] = &m->event.link,
        [FIELD_ORGANIZER_NAME] = &m->event.organizer.name,
        [FIELD_NAME] = &m->person.name,
        [FIELD_MAIL] = &m->person.mail,
        [FIELD_DELEGATED_FROM] = &m->person.delegated_from,
        [FIELD_UID] = &m->event.uid,
    };

    assert_int_equal(ARRAY_LEN(at), FIELD_COUNT);
    m->event = request;
    m->event.comment = SPAN("c");
    m->person = delegate[0];
    m->event.attendees = &m->person;
    m->event.attendees_n = 1;
    m->invite = (struct invite){ INVITE_REQUEST, &m->event, 1, SPAN_NONE };
    *at[f] = value;
    return &m->invite;
}

static const struct span harmless[] = {
    [FIELD_SUMMARY] = SPAN("s"),
    [FIELD_LOCATION] = SPAN("l"),
    [FIELD_DESCRIPTION] = SPAN("d"),
    [FIELD_COMMENT] = SPAN("c"),
    [FIELD_LINK] = SPAN("https://x.example/"),
    [FIELD_ORGANIZER_NAME] = SPAN("o"),
    [FIELD_NAME] = SPAN("n"),
    [FIELD_MAIL] = SPAN("a@x.example"),
    [FIELD_DELEGATED_FROM] = SPAN("b@x.example"),
    [FIELD_UID] = SPAN("u"),
};

static const struct span hostile[] = {
    SPAN("x\r\nATTENDEE:mailto:evil@x.example"),
    SPAN("x\nATTENDEE:mailto:evil@x.example"),
    SPAN("x\rATTENDEE:mailto:evil@x.example"),
    SPAN("x\r\n ATTENDEE:mailto:evil@x.example"),
    SPAN("\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\n"),
    SPAN("x\\nATTENDEE:mailto:evil@x.example"),
    SPAN("x\0\r\nATTENDEE:mailto:evil@x.example"),
    SPAN("x\v\f\x1c\x1d\x1eMETHOD:CANCEL"),
    SPAN("x\xc2\x85METHOD:CANCEL"),
    SPAN("x\xe2\x80\xa8METHOD:CANCEL\xe2\x80\xa9X:Y"),
    SPAN("\"x\":mailto:evil@x.example"),
    SPAN("x\";RSVP=FALSE;X=\""),
    SPAN("x;ROLE=CHAIR:mailto:evil@x.example"),
    SPAN("x^nATTENDEE:mailto:evil@x.example^'^^"),
    SPAN("a@x.example\r\nX-EVIL:1"),
    SPAN("a@x.example\",\"mailto:evil@x.example"),
    SPAN("a@x.example,b@x.example;c:d?e#f%0d%0aX-EVIL:1"),
    SPAN("https://x.example/\r\nX-EVIL:1"),
    SPAN("https://x.example/\"<>\\^`{|} %0d%0aX-EVIL:1"),
    SPAN("javascript:alert(1)"),
    SPAN("\\"),
    SPAN("\\\\,\\;;,,"),
    SPAN("\""),
    SPAN("^"),
    SPAN(" "),
    SPAN("\t \t"),
    SPAN("\x7f\x01"),
    SPAN("\xf0\x9f\x98\x80\xf0\xa0\x80\x80"),
    SPAN("GB \xd6\xd0\xce\xc4 \xff\xfe \xed\xa0\x80 \xc0\xaf \xe5"),
    SPAN("=?UTF-8?B?WA==?="),
    SPAN("BEGIN:VALARM"),
};

/* The properties of a request in which one field is `value`. */
static bool made_names(enum field f, struct span value, struct text *to)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(ROOM);
    struct made m;

    if (invite_write(make(&m, f, value), &bytes, NULL) != VERDICT_DONE)
        return false;
    names(text_span(&bytes), to);
    return true;
}

/* Refused, or written so that it is read back as it was and stands where a
 * harmless value stands (one of blanks alone where none does). */
static void check_made(const char *what, enum field f, struct span value)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
    CLEANUP(text_release) struct text full = TEXT_INIT(ROOM);
    CLEANUP(text_release) struct text empty = TEXT_INIT(ROOM);
    CLEANUP(text_release) struct text got_names = TEXT_INIT(ROOM);
    struct made m;
    struct reason why = { 0 };
    const struct invite *i = make(&m, f, value);

    if (invite_write(i, &got, &why) != VERDICT_DONE) {
        CHECK_INT(what, why.verdict, VERDICT_NEVER);
        CHECK_INT(what, got.n, 0);
        return;
    }
    check_lines(what, text_span(&got));
    names(text_span(&got), &got_names);
    CHECK_TRUE(what, made_names(f, harmless[f], &full));
    if (!made_names(f, SPAN_NONE, &empty) ||
        !span_eq(text_span(&got_names), text_span(&empty)))
        CHECK_SPAN(what, text_span(&got_names), text_span(&full));
    if (invite_check(text_span(&got), i, &why) != VERDICT_DONE)
        fail_msg("%s field %d: %s\n%s", what, (int)f, why.text, text_str(&got));
}

static void test_no_value_becomes_a_property(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++)
        for (int f = 0; f < FIELD_COUNT; f++)
            check_made(hostile[i].p, (enum field)f, hostile[i]);
}

static unsigned turn_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* All sorts of characters, those that mean something more often. */
static void add_random(struct text *to, size_t characters, uint32_t *seed)
{
    static const char meaning[] = "\\;,:\"^%\r\n\t \x7f\x01";

    for (size_t i = 0; i < characters; i++) {
        unsigned kind = turn_random(seed) % 8;
        unsigned code = turn_random(seed);
        if (kind == 0)
            text_add_char(to, meaning[code % (sizeof(meaning) - 1)]);
        else if (kind == 1)
            text_add_code(to, 0x1f300 + code % 0x300);
        else if (kind == 2)
            text_add_code(to, 0x80 + code % 0x700);
        else if (kind == 3)
            text_add_code(to, 0x2000 + code % 0x100);
        else if (kind < 6)
            text_add_code(to, 0x4e00 + code % 0x5000);
        else
            text_add_code(to, 0x20 + code % 0x5f);
    }
}

static void test_lines_are_folded_between_characters(void **state)
{
    uint32_t seed = 20260331;

    (void)state;
    for (int round = 0; round < 400; round++) {
        CLEANUP(text_release) struct text value = TEXT_INIT(ROOM);
        size_t most = round == 0 ? 10000 : turn_random(&seed) % 200;

        add_random(&value, most, &seed);
        for (int f = 0; f < FIELD_COUNT; f++)
            check_made("random text", (enum field)f, text_span(&value));
    }
}

/* What a fold takes apart comes together as the same octets. */
static void test_a_text_unfolds_to_itself(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 80; shift++) {
        CLEANUP(text_release) struct text value = TEXT_INIT(ROOM);
        CLEANUP(text_release) struct text want = TEXT_INIT(ROOM);
        CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
        CLEANUP(text_release) struct text whole = TEXT_INIT(ROOM);
        struct made m;
        struct reason why = { 0 };

        for (size_t i = 0; i < shift; i++)
            text_add_char(&value, 'a');
        for (size_t i = 0; i < 100; i++)
            text_add_str(&value, "会é😀 b");
        text_addf(&want, "\nDESCRIPTION:%s\n", text_str(&value));
        CHECK_INT("written",
                  invite_write(make(&m, FIELD_DESCRIPTION, text_span(&value)),
                               &got, &why),
                  VERDICT_DONE);
        check_lines("folded", text_span(&got));
        unfold(text_span(&got), &whole);
        CHECK_TRUE("unfolded", span_has(text_span(&whole), text_span(&want)));
    }
}

/* An escape is never cut, even where it may be. */
static void test_an_escape_stays_in_its_line(void **state)
{
    CLEANUP(text_release) struct text value = TEXT_INIT(ROOM);
    CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
    struct made m;
    struct reason why = { 0 };

    (void)state;
    for (size_t i = 0; i < 200; i++)
        text_add_str(&value, i % 3 ? ",a" : "\n");
    CHECK_INT("written",
              invite_write(make(&m, FIELD_DESCRIPTION, text_span(&value)), &got,
                           &why),
              VERDICT_DONE);
    CHECK_TRUE("no line ends with a backslash",
               !span_has(text_span(&got), SPAN("\\\r\n")));
}

static const struct {
    int64_t before;
    const char *trigger;
} triggers[] = {
    { 86400, "-P1D" },       { 7 * 86400, "-P7D" }, { 54000, "-PT15H" },
    { 5400, "-PT1H30M" },    { 900, "-PT15M" },     { 1, "-PT1S" },
    { 90061, "-PT25H1M1S" }, { 3601, "-PT1H1S" },   { 86400 + 54000, "-PT39H" },
};

static void test_a_reminder_is_told_shortly(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(triggers); i++) {
        CLEANUP(text_release) struct text want = TEXT_INIT(100);
        CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
        struct invite_event e = request;
        struct invite in = { INVITE_REQUEST, &e, 1, SPAN_NONE };
        struct reason why = { 0 };

        e.alarm = triggers[i].before;
        text_addf(&want, "\r\nTRIGGER:%s\r\n", triggers[i].trigger);
        CHECK_INT(triggers[i].trigger, invite_write(&in, &got, &why),
                  VERDICT_DONE);
        CHECK_TRUE(triggers[i].trigger,
                   span_has(text_span(&got), text_span(&want)));
        CHECK_INT(triggers[i].trigger, invite_check(text_span(&got), &in, &why),
                  VERDICT_DONE);
    }
}

/* The first is what is wrong with the event, the second what is named. */
static const struct refusal {
    const char *what, *names;
    enum invite_method method;
    struct invite_event event;
} refusals[] = {
    { "no UID",
      "UID",
      INVITE_REQUEST,
      { .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "nothing said",
      "SUMMARY",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .start = 1,
        .end = 2,
        .summary = SPAN(" "),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "an end at its start",
      "DTEND",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .start = 2,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "no start",
      "DTSTART",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .start = INT64_MIN,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "a start after the calendar's end",
      "DTSTART",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .start = INT64_C(253402300800),
        .end = INT64_MAX,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "no stamp",
      "DTSTAMP",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .stamp = INT64_MIN,
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "a number below the first",
      "SEQUENCE",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .sequence = -1,
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "a reminder after the start",
      "TRIGGER",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .alarm = -1,
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "a link with a line end",
      "URL",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .link = SPAN("https://x.example/\r\nX:1"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "nobody to invite",
      "ATTENDEE",
      INVITE_REQUEST,
      { .uid = SPAN("u"),
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer } },
    { "nobody to tell",
      "ATTENDEE",
      INVITE_CANCEL,
      { .uid = SPAN("u"),
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer } },
    { "people in what is published",
      "ATTENDEE",
      INVITE_PUBLISH,
      { .uid = SPAN("u"),
        .start = 1,
        .end = 2,
        .summary = SPAN("s"),
        .organizer = organizer,
        .attendees = people,
        .attendees_n = 1 } },
    { "nobody who invites",
      "ORGANIZER",
      INVITE_PUBLISH,
      { .uid = SPAN("u"), .start = 1, .end = 2, .summary = SPAN("s") } },
};

static void test_what_cannot_be_written_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        const struct refusal *r = &refusals[i];
        CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
        struct invite in = { r->method, &r->event, 1, SPAN_NONE };
        struct reason why = { 0 };

        CHECK_INT(r->what, invite_write(&in, &got, &why), VERDICT_NEVER);
        CHECK_TRUE(r->what,
                   span_starts(span_str(why.text), span_str(r->names)));
        CHECK_INT(r->what, got.n, 0);
    }
}

static const struct {
    const char *what;
    struct span mail;
    bool good;
} addresses[] = {
    { "plain", SPAN("a.b+c@x.example"), true },
    { "a forwarder's", SPAN("SRS0=ab=cd=x.example=u@y.example"), true },
    { "a percent sign", SPAN("a%b@x.example"), true },
    { "what ends an address in a link", SPAN("a?b#c&d@x.example"), true },
    { "an apostrophe", SPAN("o'neil@x.example"), true },
    { "Chinese", SPAN("张三@例子.中国"), true },
    { "empty", SPAN(""), false },
    { "no domain", SPAN("a@"), false },
    { "no name", SPAN("@x.example"), false },
    { "no at", SPAN("x.example"), false },
    { "a blank", SPAN("a b@x.example"), false },
    { "a control", SPAN("a\x01@x.example"), false },
    { "no UTF-8", SPAN("a\xff@x.example"), false },
};

static void test_an_address_is_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
        struct made m;
        struct reason why = { 0 };
        const struct invite *in = make(&m, FIELD_MAIL, addresses[i].mail);

        CHECK_INT(addresses[i].what, invite_write(in, &got, &why),
                  addresses[i].good ? VERDICT_DONE : VERDICT_NEVER);
        if (addresses[i].good)
            CHECK_INT(addresses[i].what,
                      invite_check(text_span(&got), in, &why), VERDICT_DONE);
    }
}

/* No event: a calendar still, for RFC 5545 wants a component in it. */
static void test_an_empty_calendar_can_be_published(void **state)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(ROOM);
    struct invite in = { .method = INVITE_PUBLISH, .name = SPAN("a, b; c\\d") };
    struct reason why = { 0 };

    (void)state;
    CHECK_INT("written", invite_write(&in, &got, &why), VERDICT_DONE);
    CHECK_TRUE("its zone", span_has(text_span(&got), SPAN("TZID:")));
    CHECK_INT(why.text, invite_check(text_span(&got), &in, &why), VERDICT_DONE);
}

static void test_what_has_no_room_is_refused(void **state)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(300);
    struct reason why = { 0 };

    (void)state;
    CHECK_INT("too long", invite_write(kind_of("request"), &got, &why),
              VERDICT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_is_golden),
        cmocka_unit_test(test_no_value_becomes_a_property),
        cmocka_unit_test(test_lines_are_folded_between_characters),
        cmocka_unit_test(test_a_text_unfolds_to_itself),
        cmocka_unit_test(test_an_escape_stays_in_its_line),
        cmocka_unit_test(test_a_reminder_is_told_shortly),
        cmocka_unit_test(test_what_cannot_be_written_is_named),
        cmocka_unit_test(test_an_address_is_one),
        cmocka_unit_test(test_an_empty_calendar_can_be_published),
        cmocka_unit_test(test_what_has_no_room_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

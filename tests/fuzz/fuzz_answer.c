/* Octets as a calendar object, and as the record of one.
 *
 * Property: what is read travels as a record that says the same, and printed
 * as an object again it reads to the same values; a record that is accepted is
 * the only spelling of what it says. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/calendar/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As folded as can be: after so many octets, inside characters too. */
enum { FOLD = 40, MOST_RECORD = 256 * 1024 };

static void add_text(struct text *to, struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n') {
            text_add_str(to, "\\n");
            continue;
        }
        if (strchr("\\;,", s.p[i]))
            text_add_char(to, '\\');
        text_add_char(to, s.p[i]);
    }
}

static void add_name(struct text *to, struct span s)
{
    text_add_str(to, ";CN=\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' || s.p[i] == '^')
            text_add_char(to, s.p[i]);
        if (s.p[i] == '"')
            text_add_str(to, "^'");
        else
            text_add_char(to, s.p[i]);
    }
    text_add_char(to, '"');
}

static void add_mail(struct text *to, const char *before, struct span mail,
                     const char *after)
{
    if (!mail.n)
        return;
    text_add_str(to, before);
    text_add_str(to, "mailto:");
    for (size_t i = 0; i < mail.n; i++) {
        unsigned char c = (unsigned char)mail.p[i];
        bool plain = c >= 0x80 || c == '@' || c == '.' ||
                     (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');

        if (plain)
            text_add_char(to, (char)c);
        else
            text_addf(to, "%%%02X", c);
    }
    text_add_str(to, after);
}

static void add_line(struct text *to, const char *name, struct span value)
{
    if (!value.n)
        return;
    text_addf(to, "%s:", name);
    add_text(to, value);
    text_add_char(to, '\n');
}

static void add_moment(struct text *to, const char *name, int64_t moment)
{
    int64_t day;
    int64_t clock;
    struct civil c;

    if (moment == MOMENT_NONE)
        return;
    day = moment / CIVIL_DAY - (moment % CIVIL_DAY < 0);
    clock = moment - day * CIVIL_DAY;
    c = civil_from_day((civil_day)day);
    text_addf(to, "%s:%04d%02d%02dT%02d%02d%02dZ\n", name, c.year, c.month,
              c.day, (int)(clock / 3600), (int)(clock / 60 % 60),
              (int)(clock % 60));
}

static void add_attendee(struct text *to, const struct answer_attendee *a)
{
    text_add_str(to, "ATTENDEE");
    if (a->name.n)
        add_name(to, a->name);
    if (a->said)
        text_addf(to, ";PARTSTAT=%s", answer_status_name(a->status));
    add_mail(to, ";SENT-BY=\"", a->sent_by, "\"");
    add_mail(to, ";DELEGATED-TO=\"", a->delegated_to, "\"");
    add_mail(to, ";DELEGATED-FROM=\"", a->delegated_from, "\"");
    if (a->mail.n)
        add_mail(to, ":", a->mail, "\n");
    else
        text_add_str(to, ":invalid:nomail\n");
}

static void add_event(struct text *to, const struct answer_event *e)
{
    struct civil c;

    text_add_str(to, "BEGIN:VEVENT\n");
    add_line(to, "UID", e->uid);
    add_line(to, "RECURRENCE-ID", e->recurrence);
    text_addf(to, "SEQUENCE:%lld\n", (long long)e->sequence);
    add_moment(to, "DTSTAMP", e->stamp);
    if (e->all_day) {
        c = civil_from_day(civil_of(e->start));
        text_addf(to, "DTSTART;VALUE=DATE:%04d%02d%02d\n", c.year, c.month,
                  c.day);
    } else {
        add_moment(to, "DTSTART", e->start);
    }
    add_moment(to, "DTEND", e->end);
    add_mail(to, "ORGANIZER:", e->organizer, "\n");
    add_line(to, "SUMMARY", e->summary);
    add_line(to, "LOCATION", e->location);
    add_line(to, "COMMENT", e->comment);
    list_each(&e->attendees, a) add_attendee(to, a);
    text_add_str(to, "END:VEVENT\n");
}

static void print(const struct answer *a, struct text *to)
{
    text_add_str(to, "BEGIN:VCALENDAR\n");
    if (a->method != ANSWER_METHOD_NONE)
        text_addf(to, "METHOD:%s\n", answer_method_name(a->method));
    add_line(to, "PRODID", a->product);
    list_each(&a->events, e) add_event(to, e);
    text_add_str(to, "END:VCALENDAR\n");
}

static void fold(struct span all, struct text *to)
{
    struct span line;

    while (span_line(&all, &line)) {
        for (; line.n > FOLD; line = span_from(line, FOLD)) {
            text_add(to, span_sub(line, 0, FOLD));
            text_add_str(to, "\r\n ");
        }
        text_add(to, line);
        text_add_str(to, "\r\n");
    }
}

/* The one thing that is not printed is how the start stood there. */
static void forget_start_text(struct answer *a)
{
    list_each(&a->events, e)
    {
        e->start_text = SPAN_NONE;
        if (e->start == MOMENT_NONE)
            e->all_day = false;
    }
}

static void must_be(const struct answer *a, struct span record)
{
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_FACTS);

    answer_encode(a, &again);
    if (!span_eq(text_span(&again), record))
        abort();
}

static void must_read_again(struct answer *a, struct arena *arena)
{
    CLEANUP(text_release) struct text flat = TEXT_INIT(1 << 20);
    CLEANUP(text_release) struct text object = TEXT_INIT(1 << 20);
    CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_FACTS);
    struct answer again;

    forget_start_text(a);
    answer_encode(a, &record);
    print(a, &flat);
    fold(text_span(&flat), &object);
    if (object.n > ANSWER_MOST)
        return;
    if (answer_read(text_span(&object), arena, &again, NULL) != VERDICT_DONE)
        abort();
    forget_start_text(&again);
    must_be(&again, text_span(&record));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 << 20);
    CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_FACTS);
    struct span bytes = span_of((const char *)data, size);
    struct answer a;

    if (answer_decode(bytes, &arena, &a, NULL) == VERDICT_DONE)
        must_be(&a, bytes);
    if (answer_read(bytes, &arena, &a, NULL) != VERDICT_DONE)
        return 0;
    answer_encode(&a, &record);
    if (record.n > MOST_RECORD ||
        answer_decode(text_span(&record), &arena, &a, NULL) != VERDICT_DONE)
        abort();
    must_be(&a, text_span(&record));
    must_read_again(&a, &arena);
    return 0;
}

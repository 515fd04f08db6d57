/* Every calendar object of the corpus itip-imip ends in a definite result, and
 * where its manifest states what stands there, that was read. What differs is
 * listed with its reason in tests/data/itip-imip/exceptions.tsv. */
#include "check.h"

#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/calendar/answer.h"
#include "convoke/mail/letter.h"

#define CORPUS CONVOKE_SHARED "/corpora/itip-imip/"
#define EXCEPTIONS CONVOKE_SOURCE "/tests/data/itip-imip/exceptions.tsv"

/* Where the manifest cuts what it states. */
enum {
    CUT_EVENTS = 4,
    CUT_UID = 90,
    CUT_ORGANIZER = 80 - sizeof("mailto:") + 1
};

enum column {
    METHOD,
    UID,
    SEQUENCE,
    STAMP,
    RECURRENCE,
    START,
    ORGANIZER,
    ATTENDEES,
    COLUMN_COUNT
};

/* As the manifest names them; `keys` end one another's values. */
static const char *const column_name[COLUMN_COUNT] = {
    "method",        "uid",     "sequence",  "dtstamp",
    "recurrence-id", "dtstart", "organizer", "attendees"
};
static const char *const keys[] = {
    "uid",    "sequence",  "dtstamp",        "dtstart",  "recurrence-id",
    "status", "organizer", "request-status", "attendees"
};

struct score {
    int stated[COLUMN_COUNT], met[COLUMN_COUNT];
    int objects, read, refused, unlisted, listed;
    struct text exceptions;
    struct arena arena; /* of the file at hand */
};

static struct span cell_of(struct span line, int nth)
{
    struct span cell = SPAN_NONE;

    while (nth-- >= 0)
        if (!span_cut(&line, '\t', &cell))
            return SPAN_NONE;
    return cell;
}

static bool is_listed(struct score *s, struct span file, enum column c)
{
    struct span rest = text_span(&s->exceptions);
    struct span line;

    while (span_line(&rest, &line))
        if (span_eq(cell_of(line, 0), file) &&
            span_eq(cell_of(line, 1), span_str(column_name[c])) &&
            cell_of(line, 2).n)
            return true;
    return false;
}

static void compare(struct score *s, struct span file, enum column c,
                    struct span got, struct span want)
{
    bool whole = !(c == UID && want.n == CUT_UID) &&
                 !(c == ORGANIZER && want.n == CUT_ORGANIZER);

    s->stated[c]++;
    if (whole ? span_eq(got, want) : span_starts(got, want)) {
        s->met[c]++;
        return;
    }
    if (is_listed(s, file, c)) {
        s->listed++;
        return;
    }
    s->unlisted++;
    print_error(SPAN_FMT ": %s\n  got  \"" SPAN_FMT "\"\n  want \"" SPAN_FMT
                         "\"\n",
                SPAN_ARG(file), column_name[c], SPAN_ARG(got), SPAN_ARG(want));
}

/* The value behind " key=" in "uid=… sequence=… organizer=…". */
static bool stated(struct span item, const char *key, struct span *ret)
{
    char name[40];
    size_t end;
    size_t at = 0;

    snprintf(name, sizeof(name), "%s=", key);
    if (!span_starts(item, span_str(name))) {
        snprintf(name, sizeof(name), " %s=", key);
        at = span_find(item, span_str(name));
        if (at == item.n)
            return false;
    }
    item = span_from(item, at + strlen(name));
    end = item.n;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        snprintf(name, sizeof(name), " %s=", keys[i]);
        if (span_find(item, span_str(name)) < end)
            end = span_find(item, span_str(name));
    }
    *ret = span_sub(item, 0, end);
    return true;
}

/* "MAILTO:A@b" as answers tell it: "a@b". */
static struct span mail_of(struct score *s, struct span value)
{
    char *p;

    if (span_starts_nocase(value, SPAN("mailto:")))
        value = span_from(value, 7);
    p = arena_str(&s->arena, value);
    for (size_t i = 0; i < value.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + 32);
    return span_of(p, value.n);
}

/* "19970901T130000Z" by another way than the reader's. */
static struct span stamp_of(struct score *s, struct span v)
{
    struct span iso;
    int64_t moment;

    if (v.n == 14 && v.p[13] == 'Z') /* no seconds */
        v = arena_printf(&s->arena, "%.13s00Z", v.p);
    if (v.n < 15)
        return v;
    iso = arena_printf(&s->arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s%s", v.p,
                       v.p + 4, v.p + 6, v.p + 9, v.p + 11, v.p + 13,
                       v.n == 16 && v.p[15] == 'Z' ? "Z" : "+08:00");
    return moment_parse(iso, &moment)
               ? arena_printf(&s->arena, "%lld", (long long)moment)
               : v;
}

static struct span attendees_got(struct score *s, const struct answer_event *e)
{
    struct span all = SPAN_NONE;

    list_each(&e->attendees, a)
    {
        all = arena_printf(&s->arena, SPAN_FMT "%s" SPAN_FMT "%s%s",
                           SPAN_ARG(all), all.n ? "," : "", SPAN_ARG(a->mail),
                           a->said ? "=" : "",
                           a->said ? answer_status_name(a->status) : "");
    }
    return all;
}

static struct span attendees_stated(struct score *s, struct span list)
{
    struct span all = SPAN_NONE;
    struct span one;

    while (span_cut(&list, ',', &one)) {
        size_t equals = span_find_char(one, '=');
        all = arena_printf(&s->arena, SPAN_FMT "%s" SPAN_FMT SPAN_FMT,
                           SPAN_ARG(all), all.n ? "," : "",
                           SPAN_ARG(mail_of(s, span_sub(one, 0, equals))),
                           SPAN_ARG(span_from(one, equals)));
    }
    return all;
}

static struct span got_of(struct score *s, const struct answer_event *e,
                          enum column c)
{
    switch (c) {
    case UID:
        return e->uid;
    case SEQUENCE:
        return arena_printf(&s->arena, "%lld", (long long)e->sequence);
    case STAMP:
        return e->stamp == MOMENT_NONE
                   ? SPAN("none")
                   : arena_printf(&s->arena, "%lld", (long long)e->stamp);
    case RECURRENCE:
        return e->recurrence;
    case START:
        return e->start_text;
    case ORGANIZER:
        return e->organizer;
    default:
        return attendees_got(s, e);
    }
}

static struct span want_of(struct score *s, struct span value, enum column c)
{
    if (c == STAMP)
        return stamp_of(s, value);
    if (c == ORGANIZER)
        return mail_of(s, value);
    return c == ATTENDEES ? attendees_stated(s, value) : value;
}

static void compare_event(struct score *s, struct span file, struct span item,
                          const struct answer_event *e)
{
    for (enum column c = UID; c < COLUMN_COUNT; c++) {
        struct span value;

        if (stated(item, column_name[c], &value))
            compare(s, file, c, got_of(s, e, c), want_of(s, value, c));
    }
}

static bool is_next(struct span item, const struct answer *a, size_t i)
{
    struct span uid;

    return i < a->events.n && stated(item, "uid", &uid) &&
           span_starts(a->events.at[i].uid, uid);
}

/* "method=REPLY; [uid=…]; [uid=…]": the events in order; those of a second
 * calendar in the same object are not ours, those without UID are none. */
static void compare_object(struct score *s, struct span file, struct span says,
                           const struct answer *a, bool several)
{
    size_t method = span_find(says, SPAN("method="));
    struct span rest = span_from(says, method);
    struct span value;
    size_t items = 0;
    size_t i = 0;

    if (!span_cut(&rest, ';', &value))
        return;
    value = span_from(value, 7);
    compare(s, file, METHOD, span_str(answer_method_name(a->method)),
            span_eq(value, SPAN("-"))
                ? SPAN("")
                : span_str(answer_method_name(answer_method_of(value))));
    while (span_find_char(rest, '[') < rest.n) {
        size_t open = span_find_char(rest, '[') + 1;
        struct span item =
            span_sub(span_from(rest, open), 0,
                     span_find(span_from(rest, open), SPAN("]")));
        rest = span_from(rest, open + item.n + 1);
        items++;
        if (span_starts(item, SPAN("uid=- ")) || span_eq(item, SPAN("uid=-")))
            continue;
        if (several && !is_next(item, a, i))
            continue;
        if (i < a->events.n)
            compare_event(s, file, item, &a->events.at[i++]);
        else
            compare(s, file, UID, SPAN("(no event)"), item);
    }
    if (i < a->events.n && items < CUT_EVENTS)
        compare(s, file, UID, a->events.at[i].uid, SPAN("(nothing stated)"));
}

static size_t calendars(struct span bytes)
{
    size_t n = 0;
    size_t at;

    while ((at = span_find_nocase(bytes, SPAN("BEGIN:VCALENDAR"))) < bytes.n) {
        bytes = span_from(bytes, at + 1);
        n++;
    }
    return n;
}

/* A definite result, whatever the manifest says; compared when it says. */
static void object(struct score *s, struct span file, struct span bytes,
                   struct span says)
{
    struct answer a = { 0 };
    struct reason why = { 0 };

    s->objects++;
    if (answer_read(bytes, &s->arena, &a, &why) == VERDICT_DONE) {
        CLEANUP(text_release) struct text there = TEXT_INIT(TEXT_MAX_FACTS);
        struct answer arrived;

        s->read++;
        answer_encode(&a, &there);
        assert_int_equal(
            answer_decode(text_span(&there), &s->arena, &arrived, &why),
            VERDICT_DONE);
    } else {
        s->refused++;
        CHECK_TRUE("a reason", why.text[0] != '\0');
    }
    if (span_has(says, SPAN("method=")))
        compare_object(s, file, says, &a, calendars(bytes) > 1);
}

static bool is_calendar(const struct letter_part *p)
{
    return p->kind == LETTER_LEAF &&
           (span_eq(p->media_type, SPAN("text/calendar")) ||
            span_eq(p->media_type, SPAN("application/ics")) ||
            span_ends_nocase(p->name, SPAN(".ics")));
}

static bool sink(void *to, struct span octets)
{
    return text_add(to, octets);
}

/* The parts in order, each with its piece of "… || …". */
static void letter(struct score *s, struct span file, struct span raw,
                   struct span says)
{
    struct letter l;
    struct reason why;
    unsigned flags;

    assert_int_equal(letter_read(raw, &s->arena, &l, &why), VERDICT_DONE);
    for (size_t i = 0; i < l.parts.n; i++) {
        CLEANUP(text_release) struct text part = TEXT_INIT(1 << 20);
        size_t bar = span_find(says, SPAN(" || "));
        struct span piece = span_sub(says, 0, bar);

        if (!is_calendar(&l.parts.at[i]))
            continue;
        says = span_from(says, bar + 4);
        (void)letter_decode(&l, (int)i, sink, &part, &flags);
        object(s, file, text_span(&part), piece);
    }
}

static void one(struct score *s, struct span line)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(4 << 20);
    struct span file = cell_of(line, 0);
    struct span says = cell_of(line, 4);
    char path[1000];

    s->arena = ARENA_INIT(64 << 20);
    snprintf(path, sizeof(path), CORPUS SPAN_FMT, SPAN_ARG(file));
    assert_int_equal(file_read(path, &raw, NULL), VERDICT_DONE);
    if (span_ends(file, SPAN(".ics")))
        object(s, file, text_span(&raw), says);
    else
        letter(s, file, text_span(&raw), says);
    arena_release(&s->arena);
}

static int lines_of(const struct text *t)
{
    struct span rest = text_span(t);
    struct span line;
    int n = 0;

    while (span_line(&rest, &line))
        n++;
    return n;
}

static void test_the_corpus(void **state)
{
    CLEANUP(text_release) struct text manifest = TEXT_INIT(1 << 20);
    struct score s = { .exceptions = TEXT_INIT(1 << 16) };
    struct span rest;
    struct span line;

    (void)state;
    if (file_read(CORPUS "MANIFEST.tsv", &manifest, NULL) != VERDICT_DONE) {
        print_message("no corpus itip-imip here\n");
        skip();
    }
    assert_int_equal(file_read(EXCEPTIONS, &s.exceptions, NULL), VERDICT_DONE);
    rest = text_span(&manifest);
    (void)span_line(&rest, &line);
    while (span_line(&rest, &line))
        one(&s, line);
    print_message("%d objects: %d read, %d refused; %d exceptions\n", s.objects,
                  s.read, s.refused, s.listed);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        print_message("  %-14s %d of %d, %.1f %%\n", column_name[c], s.met[c],
                      s.stated[c], 100.0 * s.met[c] / s.stated[c]);
    CHECK_INT("what is not listed", s.unlisted, 0);
    CHECK_INT("listed, but read", lines_of(&s.exceptions) - s.listed, 0);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        CHECK_TRUE(column_name[c], s.met[c] * 100 >= s.stated[c] * 98);
    text_release(&s.exceptions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_corpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

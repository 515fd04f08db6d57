#include <assert.h>
#include <stddef.h>

#include "caladdress.h"
#include "contentline.h"
#include "convoke/base/moment.h"
#include "convoke/base/record.h"
#include "convoke/calendar/answer.h"
#include "walltime.h"

/* A field that says nothing is left out and fields stand in order: one value
 * has one spelling, so that decode and encode are inverse. */
enum { ANSWER_VERSION = 1, TAG_VERSION = 0 };

enum kind {
    KIND_WORD,  /* one line */
    KIND_LINES, /* LF too */
    KIND_MAIL,  /* what caladdress_read gives */
    KIND_BOOL,
    KIND_NUMBER, /* int64_t, not negative */
    KIND_MOMENT, /* MOMENT_NONE or a year of four digits */
    KIND_METHOD, /* enums, below `most` */
    KIND_STATUS,
    KIND_LIST, /* at most `most` items of `shape` */
};

struct shape {
    const char *name;
    enum kind kind;
    size_t at, most;
    const struct fields *item;
};

struct fields {
    const struct shape *shape;
    size_t n, size;
};

/* Every LIST_OF has this layout. */
struct any_list {
    void *at;
    size_t n, room;
};

#define FIELD(type, field, kind, most)                                         \
    {                                                                          \
#field, KIND_##kind, offsetof(struct type, field), (most), NULL        \
    }
#define LIST(type, field, most, item)                                          \
    {                                                                          \
#field, KIND_LIST, offsetof(struct type, field), (most), (item)        \
    }
#define FIELDS(shape, type)                                                    \
    {                                                                          \
        (shape), ARRAY_LEN(shape), sizeof(struct type)                         \
    }

static const struct shape attendee_shape[] = {
    FIELD(answer_attendee, mail, MAIL, CALADDRESS_MOST),
    FIELD(answer_attendee, name, WORD, ANSWER_MAX_WORD),
    FIELD(answer_attendee, status, STATUS, ANSWER_STATUS_COUNT),
    FIELD(answer_attendee, said, BOOL, 0),
    FIELD(answer_attendee, sent_by, MAIL, CALADDRESS_MOST),
    FIELD(answer_attendee, delegated_to, MAIL, CALADDRESS_MOST),
    FIELD(answer_attendee, delegated_from, MAIL, CALADDRESS_MOST),
};
static const struct fields attendee_fields =
    FIELDS(attendee_shape, answer_attendee);

static const struct shape event_shape[] = {
    FIELD(answer_event, uid, WORD, ANSWER_MAX_WORD),
    FIELD(answer_event, recurrence, WORD, ANSWER_MAX_WORD),
    FIELD(answer_event, sequence, NUMBER, ANSWER_MAX_SEQUENCE),
    FIELD(answer_event, stamp, MOMENT, 0),
    FIELD(answer_event, start, MOMENT, 0),
    FIELD(answer_event, end, MOMENT, 0),
    FIELD(answer_event, all_day, BOOL, 0),
    FIELD(answer_event, start_text, WORD, ANSWER_MAX_WORD),
    FIELD(answer_event, organizer, MAIL, CALADDRESS_MOST),
    FIELD(answer_event, summary, WORD, ANSWER_MAX_WORD),
    FIELD(answer_event, location, WORD, ANSWER_MAX_WORD),
    FIELD(answer_event, comment, LINES, ANSWER_MAX_TEXT),
    LIST(answer_event, attendees, ANSWER_MAX_ATTENDEES, &attendee_fields),
};
static const struct fields event_fields = FIELDS(event_shape, answer_event);

static const struct shape answer_shape[] = {
    FIELD(answer, method, METHOD, ANSWER_METHOD_COUNT),
    FIELD(answer, product, WORD, ANSWER_MAX_WORD),
    LIST(answer, events, ANSWER_MAX_EVENTS, &event_fields),
};
static const struct fields answer_fields = FIELDS(answer_shape, answer);

static bool is_span(const struct shape *s)
{
    return s->kind <= KIND_MAIL;
}

/* What a field holds that is not told. */
static int64_t silent(const struct shape *s)
{
    return s->kind == KIND_MOMENT ? MOMENT_NONE : 0;
}

/* ---- writing ---- */

static int64_t number_at(const struct shape *s, const char *from)
{
    if (s->kind == KIND_BOOL)
        return *(const bool *)from;
    if (s->kind == KIND_METHOD)
        return *(const enum answer_method *)from;
    if (s->kind == KIND_STATUS)
        return *(const enum answer_status *)from;
    return *(const int64_t *)from;
}

static void write_fields(const struct fields *f, const char *from,
                         struct text *to);

static void write_list(uint16_t tag, const struct shape *s,
                       const struct any_list *list, struct text *to)
{
    for (size_t i = 0; i < list->n; i++) {
        size_t place = record_open(to, tag);

        write_fields(s->item, (const char *)list->at + i * s->item->size, to);
        record_close(to, place);
    }
}

static void write_fields(const struct fields *f, const char *from,
                         struct text *to)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct shape *s = &f->shape[i];
        uint16_t tag = (uint16_t)(i + 1);
        const char *at = from + s->at;

        if (s->kind == KIND_LIST)
            write_list(tag, s, (const struct any_list *)at, to);
        else if (is_span(s) && ((const struct span *)at)->n)
            record_put(to, tag, *(const struct span *)at);
        else if (!is_span(s) && number_at(s, at) != silent(s))
            record_put_int(to, tag, number_at(s, at));
    }
}

void answer_encode(const struct answer *a, struct text *to)
{
    assert(a);
    assert(to);
    record_put_int(to, TAG_VERSION, ANSWER_VERSION);
    write_fields(&answer_fields, (const char *)a, to);
}

/* ---- reading ---- */

static bool span_ok(const struct shape *s, struct span value)
{
    if (value.n == 0 || value.n > s->most)
        return false;
    if (s->kind == KIND_MAIL)
        return caladdress_is(value);
    return contentline_is_text(value, s->kind == KIND_LINES);
}

/* None of these takes a field that says nothing. */
static bool number_ok(const struct shape *s, int64_t n)
{
    if (s->kind == KIND_MOMENT)
        return n >= WALLTIME_OLDEST && n <= WALLTIME_NEWEST;
    if (s->kind == KIND_BOOL)
        return n == 1;
    if (s->kind == KIND_NUMBER)
        return n > 0 && (uint64_t)n <= s->most;
    return n > 0 && (uint64_t)n < s->most;
}

static void number_set(const struct shape *s, int64_t n, char *to)
{
    if (s->kind == KIND_BOOL)
        *(bool *)to = n != 0;
    else if (s->kind == KIND_METHOD)
        *(enum answer_method *)to = (enum answer_method)n;
    else if (s->kind == KIND_STATUS)
        *(enum answer_status *)to = (enum answer_status)n;
    else
        *(int64_t *)to = n;
}

static void silence(const struct fields *f, char *to)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->shape[i].kind == KIND_MOMENT)
            number_set(&f->shape[i], MOMENT_NONE, to + f->shape[i].at);
}

static bool read_fields(const struct fields *f, struct span record,
                        struct arena *arena, char *to, const char **ret_bad);

static bool read_item(const struct shape *s, struct span value,
                      struct arena *arena, struct any_list *list,
                      const char **ret_bad)
{
    char *to;

    if (list->n == s->most)
        return false;
    list->at = list_room(arena, list->at, list->n, &list->room, s->item->size);
    to = (char *)list->at + list->n++ * s->item->size;
    return read_fields(s->item, value, arena, to, ret_bad);
}

static bool read_field(const struct shape *s, struct span value,
                       struct arena *arena, char *to, const char **ret_bad)
{
    struct record number = { 0 };
    int64_t n;

    if (s->kind == KIND_LIST)
        return read_item(s, value, arena, (struct any_list *)to, ret_bad);
    if (is_span(s)) {
        *(struct span *)to = arena_span(arena, value);
        return span_ok(s, value);
    }
    n = record_int(&number, value);
    if (number.bad || !number_ok(s, n))
        return false;
    number_set(s, n, to);
    return true;
}

static bool read_fields(const struct fields *f, struct span record,
                        struct arena *arena, char *to, const char **ret_bad)
{
    struct record r = record_from(record);
    struct span value;
    uint16_t tag = 0;
    uint16_t last = 0;

    silence(f, to);
    while (record_next(&r, &tag, &value)) {
        const struct shape *s;

        if (tag == 0 || tag > f->n)
            return false;
        s = &f->shape[tag - 1];
        if (tag < last || (tag == last && s->kind != KIND_LIST))
            return false;
        last = tag;
        *ret_bad = s->name;
        if (!read_field(s, value, arena, to + s->at, ret_bad))
            return false;
    }
    return !r.bad;
}

enum verdict answer_decode(struct span record, struct arena *arena,
                           struct answer *ret, struct reason *why)
{
    struct record r = record_from(record);
    const char *bad = "version";
    struct answer got = { 0 };
    uint16_t tag = 0;
    struct span value;
    bool ok;

    assert(arena);
    assert(ret);
    ok = record_next(&r, &tag, &value) && tag == TAG_VERSION &&
         record_int(&r, value) == ANSWER_VERSION && !r.bad &&
         read_fields(&answer_fields, r.rest, arena, (char *)&got, &bad);
    list_each(&got.events, e)
    {
        if (!e->uid.n && ok) {
            bad = "uid";
            ok = false;
        }
    }
    if (!ok)
        return reason_set(why, VERDICT_NEVER, "answer.decode",
                          "%s: not as promised", bad);
    *ret = got;
    return VERDICT_DONE;
}

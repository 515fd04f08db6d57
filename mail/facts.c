#include "convoke/mail/facts.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#include "convoke/base/moment.h"
#include "convoke/base/record.h"

/* The record holds every field of the shape below, in this order and numbered
 * so, absent ones empty: one value has one spelling, so that decode and encode
 * are inverse. */
enum { FACTS_VERSION = 5, TAG_VERSION = 0, TAG_ITEM = 1 };

/* Instants that can be printed; everything else is no date of a mail. */
#define OLDEST_MOMENT INT64_C(-62135596800)
#define NEWEST_MOMENT INT64_C(253402300799)

enum { MAX_PART = 100000, MAX_CUTS = 16 };
static const uint64_t max_size = UINT64_C(1) << 40;

enum kind {
    KIND_LINE,   /* no control characters */
    KIND_BODY,   /* LF and TAB allowed */
    KIND_WHOLE,  /* a line that is dropped rather than cut */
    KIND_MAIL,   /* KIND_WHOLE with a lower-case domain */
    KIND_LOWER,  /* a line without ASCII capitals */
    KIND_FILE,   /* a file's name, never a path */
    KIND_SHARE,  /* KIND_BODY; all together FACTS_MAX_FILE_TEXTS octets */
    KIND_RECORD, /* another floor's, any octets; dropped rather than cut */
    KIND_HASH,   /* 64 hex digits or nothing */
    KIND_BOOL,
    KIND_PART,   /* int, -1 up to MAX_PART */
    KIND_ENUM,   /* below `most` */
    KIND_SIZE,   /* uint64_t */
    KIND_MOMENT, /* MOMENT_NONE or a year of four digits */
    KIND_LIST,   /* at most `most` items of shape `item` */
};

struct shape {
    const char *name;
    enum kind kind;
    size_t at; /* offset in the struct */
    size_t most;
    const struct shape *item;
    size_t item_n, item_size;
    int since; /* the version of the record that brought the field; 0: first */
};

/* Every LIST_OF has this layout. */
struct any_list {
    void *at;
    size_t n, room;
};

static const struct shape span_shape[] = {
    { "line", KIND_LINE, 0, FACTS_MAX_LINE, NULL, 0, 0, 0 },
};

static const struct shape id_shape[] = {
    { "id", KIND_WHOLE, 0, FACTS_MAX_LINE, NULL, 0, 0, 0 },
};

#define NEWER(type, field, name, kind, most, since)                            \
    {                                                                          \
        name, KIND_##kind, offsetof(struct type, field), (most), NULL, 0, 0,   \
            (since)                                                            \
    }
#define FIELD(type, field, kind, most) NEWER(type, field, #field, kind, most, 0)
#define NEWER_LIST(type, field, most, shape, element, since)                   \
    {                                                                          \
#field, KIND_LIST, offsetof(struct type, field), (most), (shape),      \
            ARRAY_LEN(shape), sizeof(element), (since)                         \
    }
#define LIST(type, field, most, shape, element)                                \
    NEWER_LIST(type, field, most, shape, element, 0)

static const struct shape address_shape[] = {
    FIELD(facts_address, name, LINE, FACTS_MAX_NAME),
    FIELD(facts_address, mail, MAIL, FACTS_MAX_MAIL),
};

static const struct shape hop_shape[] = {
    FIELD(facts_hop, by, LOWER, FACTS_MAX_WORD),
    FIELD(facts_hop, at, MOMENT, 0),
};

static const struct shape result_shape[] = {
    FIELD(facts_result, field, PART, 0),
    FIELD(facts_result, server, LOWER, FACTS_MAX_WORD),
    FIELD(facts_result, method, LOWER, FACTS_MAX_WORD),
    FIELD(facts_result, value, LOWER, FACTS_MAX_WORD),
    FIELD(facts_result, domain, LOWER, FACTS_MAX_WORD),
};

static const struct shape file_shape[] = {
    FIELD(facts_file, part, PART, 0),
    FIELD(facts_file, name, FILE, FACTS_MAX_FILE_NAME),
    FIELD(facts_file, media_type, LOWER, FACTS_MAX_WORD),
    FIELD(facts_file, type, ENUM, FACTS_FILE_TYPE_COUNT),
    FIELD(facts_file, size, SIZE, 0),
    FIELD(facts_file, sha256, HASH, 64),
    FIELD(facts_file, encrypted, BOOL, 0),
    FIELD(facts_file, cloud_link, BOOL, 0),
    FIELD(facts_file, inside, BODY, FACTS_MAX_INSIDE),
    NEWER(facts_file, text, "file_text", SHARE, FACTS_MAX_FILE_TEXT, 2),
    NEWER(facts_file, text_known, "text_known", BOOL, 0, 2),
    NEWER(facts_file, text_cut, "text_cut", BOOL, 0, 2),
};

static const struct shape field_shape[] = {
    FIELD(facts_field, key, LINE, FACTS_MAX_WORD),
    FIELD(facts_field, value, LINE, FACTS_MAX_VALUE),
};

static const struct shape failure_shape[] = {
    FIELD(bounce_failure, recipient, MAIL, FACTS_MAX_MAIL),
    FIELD(bounce_failure, original, MAIL, FACTS_MAX_MAIL),
    FIELD(bounce_failure, status, LOWER, BOUNCE_MAX_STATUS),
    FIELD(bounce_failure, said, LINE, BOUNCE_MAX_SAID),
    FIELD(bounce_failure, class, ENUM, BOUNCE_CLASS_COUNT),
    FIELD(bounce_failure, pending, BOOL, 0),
};

/* `notes` is last: what was cut on the way is noted there. */
static const struct shape facts_shape[] = {
    FIELD(facts, message_id, WHOLE, FACTS_MAX_LINE),
    FIELD(facts, in_reply_to, WHOLE, FACTS_MAX_LINE),
    LIST(facts, references, FACTS_MAX_REFERENCES, id_shape, struct span),
    FIELD(facts, return_path, MAIL, FACTS_MAX_MAIL),
    FIELD(facts, null_sender, BOOL, 0),
    LIST(facts, from, FACTS_MAX_ADDRESSES, address_shape, struct facts_address),
    LIST(facts, reply_to, FACTS_MAX_ADDRESSES, address_shape,
         struct facts_address),
    LIST(facts, to, FACTS_MAX_ADDRESSES, address_shape, struct facts_address),
    FIELD(facts, date, MOMENT, 0),
    LIST(facts, hops, FACTS_MAX_HOPS, hop_shape, struct facts_hop),
    LIST(facts, results, FACTS_MAX_RESULTS, result_shape, struct facts_result),
    FIELD(facts, writer, ENUM, FACTS_WRITER_COUNT),
    FIELD(facts, subject, LINE, FACTS_MAX_LINE),
    FIELD(facts, keyword, LINE, FACTS_MAX_LINE),
    FIELD(facts, text, BODY, FACTS_MAX_BODY),
    FIELD(facts, words, BODY, FACTS_MAX_BODY),
    FIELD(facts, words_uncertain, BOOL, 0),
    FIELD(facts, token, LOWER, FACTS_MAX_WORD),
    LIST(facts, files, FACTS_MAX_FILES, file_shape, struct facts_file),
    FIELD(facts, form_source, ENUM, FACTS_FORM_SOURCE_COUNT),
    FIELD(facts, form_part, PART, 0),
    LIST(facts, form, FACTS_MAX_FIELDS, field_shape, struct facts_field),
    FIELD(facts, body_hash, HASH, 64),
    NEWER(facts, calendar, "calendar", RECORD, FACTS_MAX_CALENDAR, 3),
    NEWER_LIST(facts, failures, BOUNCE_MAX_FAILURES, failure_shape,
               struct bounce_failure, 4),
    NEWER_LIST(facts, returned, BOUNCE_MAX_RETURNED, id_shape, struct span, 4),
    NEWER(facts, remnant_of, "remnant_of", SIZE, 0, 5),
    LIST(facts, notes, FACTS_MAX_NOTES, span_shape, struct span),
};

/* ---- writing ---- */

struct writer {
    struct text *to; /* borrowed */
    const char *cut[MAX_CUTS];
    size_t cut_n;
    size_t shared; /* octets of KIND_SHARE so far */
};

static void note_cut(struct writer *w, const char *name)
{
    for (size_t i = 0; i < w->cut_n; i++)
        if (w->cut[i] == name)
            return;
    if (w->cut_n < MAX_CUTS)
        w->cut[w->cut_n++] = name;
}

static struct span fit(struct writer *w, const struct shape *s,
                       struct span value)
{
    size_t most = s->most;

    if (s->kind == KIND_SHARE && most > FACTS_MAX_FILE_TEXTS - w->shared)
        most = FACTS_MAX_FILE_TEXTS - w->shared;
    if (value.n > most) {
        note_cut(w, s->name);
        if (s->kind == KIND_WHOLE || s->kind == KIND_MAIL ||
            s->kind == KIND_RECORD)
            return SPAN_NONE;
        value = span_fit(value, most);
    }
    if (s->kind == KIND_SHARE)
        w->shared += value.n;
    return value;
}

static int64_t number_at(const struct shape *s, const char *from)
{
    switch (s->kind) {
    case KIND_BOOL:
        return *(const bool *)from;
    case KIND_PART:
        return *(const int *)from;
    case KIND_ENUM:
        return *(const unsigned *)from;
    default:
        return *(const int64_t *)from;
    }
}

static void write_fields(struct writer *w, const struct shape *s, size_t n,
                         const char *from);

static void write_list(struct writer *w, uint16_t tag, const struct shape *s,
                       const struct any_list *list)
{
    size_t place = record_open(w->to, tag);
    size_t n = list->n;

    if (n > s->most) {
        note_cut(w, s->name);
        n = s->most;
    }
    for (size_t i = 0; i < n; i++) {
        size_t item = record_open(w->to, TAG_ITEM);
        write_fields(w, s->item, s->item_n,
                     (const char *)list->at + i * s->item_size);
        record_close(w->to, item);
    }
    record_close(w->to, place);
}

static void write_fields(struct writer *w, const struct shape *s, size_t n,
                         const char *from)
{
    for (size_t i = 0; i < n; i++) {
        uint16_t tag = (uint16_t)(i + 1);
        const char *at = from + s[i].at;

        if (s[i].kind == KIND_LIST)
            write_list(w, tag, &s[i], (const struct any_list *)at);
        else if (s[i].kind <= KIND_HASH)
            record_put(w->to, tag, fit(w, &s[i], *(const struct span *)at));
        else
            record_put_int(w->to, tag, number_at(&s[i], at));
    }
}

/* The notes that stand, then one for each thing that was cut. */
static void write_notes(struct writer *w, const struct facts *f)
{
    enum { LAST = ARRAY_LEN(facts_shape) - 1 };
    const struct shape *s = &facts_shape[LAST];
    size_t place;
    size_t keep;

    if (f->notes.n + w->cut_n > s->most)
        note_cut(w, s->name);
    keep = s->most - w->cut_n;
    if (f->notes.n < keep)
        keep = f->notes.n;
    place = record_open(w->to, LAST + 1);
    for (size_t i = 0; i < keep + w->cut_n; i++) {
        char buf[64];
        struct span note = SPAN_NONE;
        size_t item = record_open(w->to, TAG_ITEM);

        if (i < keep) {
            note = span_fit(f->notes.at[i], s->item->most);
        } else {
            snprintf(buf, sizeof(buf), "cut.%s", w->cut[i - keep]);
            note = span_str(buf);
        }
        record_put(w->to, 1, note);
        record_close(w->to, item);
    }
    record_close(w->to, place);
}

void facts_encode(const struct facts *f, struct text *to)
{
    struct writer w = { .to = to };

    assert(f);
    assert(to);
    record_put_int(to, TAG_VERSION, FACTS_VERSION);
    write_fields(&w, facts_shape, ARRAY_LEN(facts_shape) - 1, (const char *)f);
    write_notes(&w, f);
}

/* ---- reading ---- */

/* Only ever one reader at work on one record: `why` is shared by all depths. */
struct reader {
    struct arena *arena; /* borrowed */
    struct reason *why;  /* borrowed */
    int version;
    size_t shared; /* octets of KIND_SHARE so far */
};

static bool refuse(struct reader *rd, const struct shape *s, const char *what)
{
    (void)reason_set(rd->why, VERDICT_NEVER, "facts.decode", "%s: %s", s->name,
                     what);
    return false;
}

static bool text_ok(struct span s, bool body)
{
    while (s.n) {
        unsigned code = 0;
        size_t n = span_char(s, &code);

        if (n == 0 || (code >= 0x7f && code <= 0x9f))
            return false;
        if (code < 0x20 && !(body && (code == '\n' || code == '\t')))
            return false;
        s = span_from(s, n);
    }
    return true;
}

static bool has_capital(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            return true;
    return false;
}

/* What follows the last `@`. */
static struct span domain_of(struct span mail)
{
    size_t i = mail.n;

    while (i > 0 && mail.p[i - 1] != '@')
        i--;
    return i > 0 ? span_from(mail, i) : SPAN_NONE;
}

/* No separator, no `.` or `..`, no character that turns the writing round. */
static bool file_ok(struct span s)
{
    if (span_eq(s, SPAN(".")) || span_eq(s, SPAN("..")))
        return false;
    while (s.n) {
        unsigned code = 0;

        s = span_from(s, span_char(s, &code));
        if (code == '/' || code == '\\' || (code >= 0x202a && code <= 0x202e) ||
            (code >= 0x2066 && code <= 0x2069))
            return false;
    }
    return true;
}

static bool hash_ok(struct span s)
{
    if (s.n != 0 && s.n != 64)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= '0' && s.p[i] <= '9') &&
            !(s.p[i] >= 'a' && s.p[i] <= 'f'))
            return false;
    return true;
}

static bool read_text(struct reader *rd, const struct shape *s,
                      struct span value, char *to)
{
    bool ok = true;

    if (s->kind == KIND_SHARE)
        rd->shared += value.n;
    if (value.n > s->most || rd->shared > FACTS_MAX_FILE_TEXTS)
        return refuse(rd, s, "too long");
    if (s->kind != KIND_RECORD &&
        !text_ok(value, s->kind == KIND_BODY || s->kind == KIND_SHARE))
        return refuse(rd, s, "not plain UTF-8");
    if (s->kind == KIND_MAIL)
        ok = !has_capital(domain_of(value));
    else if (s->kind == KIND_LOWER)
        ok = !has_capital(value);
    else if (s->kind == KIND_FILE)
        ok = file_ok(value);
    else if (s->kind == KIND_HASH)
        ok = hash_ok(value);
    if (!ok)
        return refuse(rd, s, "not in its form");
    *(struct span *)to = value;
    return true;
}

static bool number_ok(const struct shape *s, int64_t n)
{
    switch (s->kind) {
    case KIND_BOOL:
        return n == 0 || n == 1;
    case KIND_PART:
        return n >= -1 && n <= MAX_PART;
    case KIND_ENUM:
        return n >= 0 && (uint64_t)n < s->most;
    case KIND_SIZE:
        return n >= 0 && (uint64_t)n <= max_size;
    default:
        return n == MOMENT_NONE || (n >= OLDEST_MOMENT && n <= NEWEST_MOMENT);
    }
}

static bool read_number(struct reader *rd, const struct shape *s,
                        struct span value, char *to)
{
    struct record r = record_from(value);
    int64_t n = record_int(&r, value);

    if (r.bad || !number_ok(s, n))
        return refuse(rd, s, "not a number of its range");
    if (s->kind == KIND_BOOL)
        *(bool *)to = n != 0;
    else if (s->kind == KIND_PART)
        *(int *)to = (int)n;
    else if (s->kind == KIND_ENUM)
        *(unsigned *)to = (unsigned)n;
    else
        *(int64_t *)to = n;
    return true;
}

static bool read_fields(struct reader *rd, const struct shape *s, size_t n,
                        struct record *r, char *to);

/* Items are counted before room is made for them. */
static bool count_items(struct reader *rd, const struct shape *s,
                        struct span value, size_t *ret_n)
{
    struct record r = record_from(value);
    struct span item;
    uint16_t tag;
    size_t n = 0;

    while (record_next(&r, &tag, &item)) {
        if (tag != TAG_ITEM)
            return refuse(rd, s, "holds something that is no item");
        if (++n > s->most)
            return refuse(rd, s, "too many items");
    }
    if (r.bad)
        return refuse(rd, s, "malformed list");
    *ret_n = n;
    return true;
}

static bool read_list(struct reader *rd, const struct shape *s,
                      struct span value, struct any_list *list)
{
    struct record r = record_from(value);
    struct span item;
    uint16_t tag;
    size_t n;

    if (!count_items(rd, s, value, &n))
        return false;
    if (n == 0)
        return true;
    list->at = arena_alloc(rd->arena, n * s->item_size);
    list->n = list->room = n;
    for (size_t i = 0; record_next(&r, &tag, &item); i++) {
        struct record fields = record_from(item);
        if (!read_fields(rd, s->item, s->item_n, &fields,
                         (char *)list->at + i * s->item_size))
            return false;
    }
    return true;
}

static bool read_fields(struct reader *rd, const struct shape *s, size_t n,
                        struct record *r, char *to)
{
    uint16_t want = 0; /* as the version that wrote it counted */

    for (size_t i = 0; i < n; i++) {
        struct span value;
        uint16_t tag;
        bool ok;

        if (s[i].since > rd->version)
            continue; /* absent, as everything is before it is read */
        if (!record_next(r, &tag, &value) || tag != ++want)
            return refuse(rd, &s[i], "missing");
        if (s[i].kind == KIND_LIST)
            ok = read_list(rd, &s[i], value, (void *)(to + s[i].at));
        else if (s[i].kind <= KIND_HASH)
            ok = read_text(rd, &s[i], value, to + s[i].at);
        else
            ok = read_number(rd, &s[i], value, to + s[i].at);
        if (!ok)
            return false;
    }
    if (r->rest.n != 0)
        return refuse(rd, &s[n - 1], "followed by more");
    return true;
}

static bool read_version(struct reader *rd, struct record *r)
{
    struct span value;
    uint16_t tag;
    int64_t version;

    if (!record_next(r, &tag, &value) || tag != TAG_VERSION)
        return false;
    version = record_int(r, value);
    if (r->bad || version < 1 || version > FACTS_VERSION)
        return false;
    rd->version = (int)version;
    return true;
}

enum verdict facts_decode(struct span record, struct arena *arena,
                          struct facts *ret, struct reason *why)
{
    struct reader rd = { .arena = arena, .why = why };
    struct facts f = { 0 };
    struct record r;

    assert(arena);
    assert(ret);
    if (record.n > TEXT_MAX_FACTS)
        return reason_set(why, VERDICT_NEVER, "facts.decode", "too long");
    r = record_from(arena_span(arena, record));
    if (!read_version(&rd, &r))
        return reason_set(why, VERDICT_NEVER, "facts.decode",
                          "not facts of version 1 to %d", FACTS_VERSION);
    if (!read_fields(&rd, facts_shape, ARRAY_LEN(facts_shape), &r, (char *)&f))
        return VERDICT_NEVER;
    *ret = f;
    return VERDICT_DONE;
}

/* ---- asking ---- */

struct span facts_form_value(const struct facts *f, struct span key)
{
    assert(f);
    list_each(&f->form,
              field) if (span_eq(field->key, key)) return field->value;
    return SPAN_NONE;
}

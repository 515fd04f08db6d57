#include "tnef.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/mail/charset.h"

enum { TNEF_SIGNATURE = 0x223e9f78, TNEF_MAX_TEXT = 64 * 1024 };

/* ---- octets ---- */

/* What is missing gives nothing and sets `bad` for good. */
struct cursor {
    struct span rest; /* borrowed */
    bool bad;
};

static struct span take(struct cursor *c, size_t n)
{
    struct span got = span_sub(c->rest, 0, n);

    if (got.n < n) {
        c->bad = true;
        c->rest = SPAN_NONE;
        return SPAN_NONE;
    }
    c->rest = span_from(c->rest, n);
    return got;
}

/* Little endian; short ones are whole numbers all the same. */
static uint64_t number_of(struct span s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s.n && i < 8; i++)
        n |= (uint64_t)(unsigned char)s.p[i] << (8 * i);
    return n;
}

static uint32_t take_number(struct cursor *c, size_t octets)
{
    return (uint32_t)number_of(take(c, octets));
}

/* Values of any length are filled up to four octets. */
static struct span take_padded(struct cursor *c)
{
    size_t n = take_number(c, 4);
    struct span value = take(c, n);

    if (!c->bad && n % 4)
        c->rest = span_from(c->rest, 4 - n % 4);
    return value;
}

/* ---- values ---- */

static struct span text_of(struct span octets, const char *label,
                           struct arena *arena)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(TNEF_MAX_TEXT);
    struct span s;

    (void)charset_to_utf8(octets, span_str(label), SPAN_NONE, &text);
    s = text_span(&text);
    return arena_span(arena, span_sub(s, 0, span_find_char(s, '\0')));
}

static struct span narrow_text(const struct tnef *t, struct span octets,
                               struct arena *arena)
{
    char label[24] = "";

    octets = span_sub(octets, 0, span_find_char(octets, '\0'));
    if (t->codepage)
        snprintf(label, sizeof(label), "cp%u", (unsigned)t->codepage);
    return text_of(octets, label, arena);
}

/* From 100 ns since 1601; what lies beyond the year 4000 is how MAPI writes
 * "none". */
static int64_t moment_of(struct span octets)
{
    static const int64_t epoch = INT64_C(11644473600);
    static const int64_t last = INT64_C(64060588800);
    int64_t seconds = (int64_t)(number_of(octets) / 10000000) - epoch;

    if (octets.n != 8 || seconds < 0 || seconds > last)
        return MOMENT_NONE;
    return seconds;
}

/* ---- properties ---- */

enum property_type {
    TYPE_SHORT = 0x2,
    TYPE_LONG = 0x3,
    TYPE_FLOAT = 0x4,
    TYPE_DOUBLE = 0x5,
    TYPE_CURRENCY = 0x6,
    TYPE_APPTIME = 0x7,
    TYPE_ERROR = 0xa,
    TYPE_BOOLEAN = 0xb,
    TYPE_OBJECT = 0xd,
    TYPE_LONGER = 0x14,
    TYPE_NARROW = 0x1e,
    TYPE_WIDE = 0x1f,
    TYPE_TIME = 0x40,
    TYPE_GUID = 0x48,
    TYPE_BINARY = 0x102,
    TYPE_MANY = 0x1000, /* a bit: several values */
};

/* Octets of a value; 0: as many as it says itself. */
static size_t type_size(unsigned type)
{
    switch (type & ~(unsigned)TYPE_MANY) {
    case TYPE_SHORT:
    case TYPE_BOOLEAN: /* filled up */
    case TYPE_LONG:
    case TYPE_FLOAT:
    case TYPE_ERROR:
        return 4;
    case TYPE_DOUBLE:
    case TYPE_CURRENCY:
    case TYPE_APPTIME:
    case TYPE_LONGER:
    case TYPE_TIME:
        return 8;
    case TYPE_GUID:
        return 16;
    default:
        return 0;
    }
}

static bool type_known(unsigned type)
{
    unsigned one = type & ~(unsigned)TYPE_MANY;

    return type_size(type) || one == TYPE_OBJECT || one == TYPE_NARROW ||
           one == TYPE_WIDE || one == TYPE_BINARY;
}

/* Where a property's number comes from. */
enum set { SET_NONE, SET_MEETING, SET_APPOINTMENT, SET_OTHER };

static const struct span sets[] = {
    [SET_MEETING] = SPAN("\x90\xda\xd8\x6e\x0b\x45\x1b\x10"
                         "\x98\xda\x00\xaa\x00\x3f\x13\x05"),
    [SET_APPOINTMENT] = SPAN("\x02\x20\x06\x00\x00\x00\x00\x00"
                             "\xc0\x00\x00\x00\x00\x00\x00\x46"),
};

static enum set set_of(struct span guid)
{
    for (enum set s = SET_MEETING; s < SET_OTHER; s++)
        if (span_eq(guid, sets[s]))
            return s;
    return SET_OTHER;
}

struct property {
    enum set set;
    uint32_t id;
    unsigned type;
    struct span value; /* the first one's octets */
};

enum { ID_NAMED = 0x8000 }; /* from here on a name follows */

static void read_name(struct cursor *c, struct property *p)
{
    p->set = set_of(take(c, 16));
    if (take_number(c, 4) == 0) {
        p->id = take_number(c, 4);
    } else {
        p->set = SET_OTHER;
        (void)take_padded(c);
    }
}

static bool read_property(struct cursor *c, struct property *ret)
{
    struct property p = { .type = take_number(c, 2) };
    size_t size = type_size(p.type);
    uint32_t n = 1;

    p.id = take_number(c, 2);
    if (p.id >= ID_NAMED)
        read_name(c, &p);
    if (!type_known(p.type))
        c->bad = true; /* nobody knows where the next one begins */
    if ((p.type & TYPE_MANY) || !size)
        n = take_number(c, 4);
    for (uint32_t i = 0; i < n && !c->bad; i++) {
        struct span value = size ? take(c, size) : take_padded(c);

        if (i == 0)
            p.value = value;
    }
    *ret = p;
    return !c->bad;
}

enum kind { KIND_TEXT, KIND_OCTETS, KIND_NUMBER, KIND_MOMENT, KIND_BOOL };

static const struct wanted {
    enum set set;
    uint32_t id;
    enum kind kind;
    size_t at;
} wanted[] = {
#define WANTED(set, id, kind, field)                                           \
    {                                                                          \
        SET_##set, id, KIND_##kind, offsetof(struct tnef, field)               \
    }
    WANTED(NONE, 0x001a, TEXT, message_class),
    WANTED(NONE, 0x0037, TEXT, subject),
    WANTED(NONE, 0x1000, TEXT, body),
    WANTED(NONE, 0x0042, TEXT, for_name),
    WANTED(NONE, 0x0065, TEXT, for_mail),
    WANTED(NONE, 0x5d02, TEXT, for_smtp),
    WANTED(NONE, 0x0c1a, TEXT, by_name),
    WANTED(NONE, 0x0c1f, TEXT, by_mail),
    WANTED(NONE, 0x5d01, TEXT, by_smtp),
    WANTED(MEETING, 0x0001, MOMENT, changed),
    WANTED(MEETING, 0x0003, OCTETS, object_id),
    WANTED(MEETING, 0x0023, OCTETS, clean_id),
    WANTED(APPOINTMENT, 0x8201, NUMBER, sequence),
    WANTED(APPOINTMENT, 0x8208, TEXT, location),
    WANTED(APPOINTMENT, 0x820d, MOMENT, start),
    WANTED(APPOINTMENT, 0x820e, MOMENT, end),
    WANTED(APPOINTMENT, 0x8250, MOMENT, proposed_start),
    WANTED(APPOINTMENT, 0x8251, MOMENT, proposed_end),
    WANTED(APPOINTMENT, 0x8257, BOOL, counter),
#undef WANTED
};

static struct span text_value(const struct tnef *t, const struct property *p,
                              struct arena *arena)
{
    if (p->type == TYPE_WIDE)
        return text_of(p->value, "UTF-16LE", arena);
    return p->type == TYPE_NARROW ? narrow_text(t, p->value, arena) : SPAN_NONE;
}

static void keep(struct tnef *t, const struct wanted *w,
                 const struct property *p, struct arena *arena)
{
    char *at = (char *)t + w->at;

    if (w->kind == KIND_TEXT)
        *(struct span *)at = text_value(t, p, arena);
    else if (w->kind == KIND_OCTETS && p->type == TYPE_BINARY)
        *(struct span *)at = p->value;
    else if (w->kind == KIND_NUMBER && p->type == TYPE_LONG)
        *(int64_t *)at = (int32_t)number_of(p->value);
    else if (w->kind == KIND_MOMENT && p->type == TYPE_TIME)
        *(int64_t *)at = moment_of(p->value);
    else if (w->kind == KIND_BOOL && p->type == TYPE_BOOLEAN)
        *(bool *)at = (number_of(p->value) & 0xffff) != 0;
}

static void read_message_properties(struct tnef *t, struct span octets,
                                    struct arena *arena)
{
    struct cursor c = { .rest = octets };
    uint32_t n = take_number(&c, 4);
    struct property p;

    for (uint32_t i = 0; i < n && read_property(&c, &p); i++)
        for (size_t k = 0; k < ARRAY_LEN(wanted); k++)
            if (wanted[k].set == p.set && wanted[k].id == p.id)
                keep(t, &wanted[k], &p, arena);
}

static void read_file_properties(struct tnef *t, struct span octets,
                                 struct arena *arena)
{
    enum { DATA = 0x3701, LONG_NAME = 0x3707 };
    struct cursor c = { .rest = octets };
    uint32_t n = take_number(&c, 4);
    struct tnef_file *file;
    struct property p;

    if (!t->files.n)
        return;
    file = &t->files.at[t->files.n - 1];
    for (uint32_t i = 0; i < n && read_property(&c, &p); i++) {
        if (p.set != SET_NONE)
            continue;
        if (p.id == LONG_NAME)
            file->name = text_value(t, &p, arena);
        else if (p.id == DATA && p.type == TYPE_BINARY && !file->bytes.n)
            file->bytes = p.value;
    }
}

/* ---- attributes ---- */

/* Names of Microsoft Mail, which the writer must use, and MAPI's. */
static const struct {
    struct span old, name;
} classes[] = {
    { SPAN("IPM.Microsoft Schedule.MtgRespP"),
      SPAN("IPM.Schedule.Meeting.Resp.Pos") },
    { SPAN("IPM.Microsoft Schedule.MtgRespN"),
      SPAN("IPM.Schedule.Meeting.Resp.Neg") },
    { SPAN("IPM.Microsoft Schedule.MtgRespA"),
      SPAN("IPM.Schedule.Meeting.Resp.Tent") },
    { SPAN("IPM.Microsoft Schedule.MtgReq"),
      SPAN("IPM.Schedule.Meeting.Request") },
    { SPAN("IPM.Microsoft Schedule.MtgCncl"),
      SPAN("IPM.Schedule.Meeting.Canceled") },
    { SPAN("IPM.Microsoft Mail.Note"), SPAN("IPM.Note") },
};

static struct span class_of(struct span name)
{
    struct span prefix = SPAN("Microsoft Mail v3.0 ");

    if (span_starts_nocase(name, prefix))
        name = span_from(name, prefix.n);
    for (size_t i = 0; i < ARRAY_LEN(classes); i++)
        if (span_eq_nocase(name, classes[i].old))
            return classes[i].name;
    return name;
}

/* The low half of an attribute's number; the high one is its type. */
enum attribute {
    ATTRIBUTE_SUBJECT = 0x8004,
    ATTRIBUTE_CLASS = 0x8008,
    ATTRIBUTE_BODY = 0x800c,
    ATTRIBUTE_FILE_DATA = 0x800f,
    ATTRIBUTE_FILE_TITLE = 0x8010,
    ATTRIBUTE_FILE_BEGINS = 0x9002,
    ATTRIBUTE_MESSAGE_PROPERTIES = 0x9003,
    ATTRIBUTE_FILE_PROPERTIES = 0x9005,
    ATTRIBUTE_CODEPAGE = 0x9007,
};

static void read_file_attribute(struct tnef *t, unsigned id, struct span value,
                                struct arena *arena)
{
    struct tnef_file *file;

    if (id == ATTRIBUTE_FILE_BEGINS && t->files.n < TNEF_MAX_FILES)
        (void)list_push(&t->files, arena);
    if (!t->files.n)
        return;
    file = &t->files.at[t->files.n - 1];
    if (id == ATTRIBUTE_FILE_TITLE && !file->name.n)
        file->name = narrow_text(t, value, arena);
    else if (id == ATTRIBUTE_FILE_DATA)
        file->bytes = value;
    else if (id == ATTRIBUTE_FILE_PROPERTIES)
        read_file_properties(t, value, arena);
}

static void read_attribute(struct tnef *t, unsigned id, struct span value,
                           struct arena *arena)
{
    switch (id) {
    case ATTRIBUTE_CODEPAGE:
        t->codepage = (uint32_t)number_of(span_sub(value, 0, 4));
        break;
    case ATTRIBUTE_CLASS:
        t->message_class = narrow_text(t, value, arena);
        break;
    case ATTRIBUTE_SUBJECT:
        t->subject = narrow_text(t, value, arena);
        break;
    case ATTRIBUTE_BODY:
        t->body = narrow_text(t, value, arena);
        break;
    case ATTRIBUTE_MESSAGE_PROPERTIES:
        read_message_properties(t, value, arena);
        break;
    default:
        read_file_attribute(t, id, value, arena);
    }
}

bool tnef_read(struct span octets, struct arena *arena, struct tnef *ret)
{
    struct cursor c = { .rest = octets };
    struct tnef t = { .changed = MOMENT_NONE,
                      .start = MOMENT_NONE,
                      .end = MOMENT_NONE,
                      .proposed_start = MOMENT_NONE,
                      .proposed_end = MOMENT_NONE };

    assert(arena);
    assert(ret);
    if (take_number(&c, 4) != TNEF_SIGNATURE)
        return false;
    (void)take(&c, 2); /* a key that means nothing here */
    while (c.rest.n) {
        unsigned id;
        struct span value;

        (void)take(&c, 1); /* of the message or of a file: the id tells */
        id = take_number(&c, 4) & 0xffff;
        value = take(&c, take_number(&c, 4));
        if (c.bad)
            break;
        (void)take(&c, 2); /* checksum */
        read_attribute(&t, id, value, arena);
    }
    t.message_class = class_of(t.message_class);
    *ret = t;
    return true;
}

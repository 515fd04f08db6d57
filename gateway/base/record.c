#include "convoke/base/record.h"

#include <assert.h>
#include <string.h>

enum { FIELD_HEAD = 6 };

static void put_little(char *to, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (char)(value >> (8 * i));
}

static uint64_t get_little(const char *from, size_t n)
{
    uint64_t value = 0;

    for (size_t i = 0; i < n; i++)
        value |= (uint64_t)(unsigned char)from[i] << (8 * i);
    return value;
}

size_t record_open(struct text *to, uint16_t tag)
{
    char head[FIELD_HEAD] = { 0 };
    size_t place;

    assert(to);
    place = to->n;
    put_little(head, tag, 2);
    text_add(to, span_of(head, sizeof(head)));
    return place;
}

void record_close(struct text *to, size_t place)
{
    assert(to);
    if (!to->over)
        put_little(to->p + place + 2, to->n - place - FIELD_HEAD, 4);
}

void record_put(struct text *to, uint16_t tag, struct span value)
{
    size_t place = record_open(to, tag);

    text_add(to, value);
    record_close(to, place);
}

void record_put_int(struct text *to, uint16_t tag, int64_t value)
{
    char bytes[8];

    put_little(bytes, (uint64_t)value, sizeof(bytes));
    record_put(to, tag, span_of(bytes, sizeof(bytes)));
}

bool record_next(struct record *r, uint16_t *ret_tag, struct span *ret_value)
{
    size_t n;

    assert(r);
    assert(ret_tag);
    assert(ret_value);
    if (r->bad || r->rest.n == 0)
        return false;
    if (r->rest.n < FIELD_HEAD) {
        r->bad = true;
        return false;
    }
    n = get_little(r->rest.p + 2, 4);
    if (n > r->rest.n - FIELD_HEAD) {
        r->bad = true;
        return false;
    }
    *ret_tag = (uint16_t)get_little(r->rest.p, 2);
    *ret_value = span_sub(r->rest, FIELD_HEAD, n);
    r->rest = span_from(r->rest, FIELD_HEAD + n);
    return true;
}

int64_t record_int(struct record *r, struct span value)
{
    assert(r);
    if (value.n != 8) {
        r->bad = true;
        return 0;
    }
    return (int64_t)get_little(value.p, 8);
}

void record_words(struct record *r, struct span value, char *to, size_t room)
{
    assert(r);
    assert(to);
    if (value.n >= room || span_has_control(value) || !span_is_utf8(value)) {
        r->bad = true;
        return;
    }
    if (value.n)
        memcpy(to, value.p, value.n);
    to[value.n] = '\0';
}

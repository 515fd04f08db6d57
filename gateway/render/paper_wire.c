/* A paper on its way to the press. */
#include <assert.h>

#include "convoke/base/record.h"
#include "convoke/render/paper.h"

enum { VERSION = 1, SHARE_MOST = 100 };

enum {
    TAG_VERSION = 1,
    TAG_TITLE,
    TAG_MARK,
    TAG_GRADE,
    TAG_MADE_AT,
    TAG_BLOCK,
    /* of a block */
    TAG_KIND,
    TAG_LABEL,
    TAG_TEXT,
    TAG_HEAD,
    TAG_SHARE, /* of the head before it */
    TAG_CELL,
};

static void write_block(struct text *to, const struct paper_block *b)
{
    size_t place = record_open(to, TAG_BLOCK);

    record_put_int(to, TAG_KIND, b->kind);
    record_put(to, TAG_LABEL, b->label);
    record_put(to, TAG_TEXT, b->text);
    list_each(&b->columns, c)
    {
        record_put(to, TAG_HEAD, c->head);
        record_put_int(to, TAG_SHARE, c->share);
    }
    list_each(&b->cells, cell) record_put(to, TAG_CELL, *cell);
    record_close(to, place);
}

void paper_write(const struct paper *p, struct text *to)
{
    assert(p && to);
    record_put_int(to, TAG_VERSION, VERSION);
    record_put(to, TAG_TITLE, p->title);
    record_put(to, TAG_MARK, p->mark);
    record_put(to, TAG_GRADE, p->grade);
    record_put_int(to, TAG_MADE_AT, p->made_at);
    list_each(&p->blocks, b) write_block(to, b);
}

/* What a cleaned text may hold, as far as harm goes: the press shapes it. */
static bool take_words(struct span value, struct span *ret)
{
    struct span rest = value;
    unsigned c;
    size_t n;

    if (value.n > PAPER_MAX_CLEAN)
        return false;
    while (rest.n) {
        n = span_char(rest, &c);
        if (n == 0 || (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) ||
            (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            return false;
        rest = span_from(rest, n);
    }
    *ret = value;
    return true;
}

static bool take_column(struct paper_block *b, int64_t share)
{
    if (!b->columns.n || share < 1 || share > SHARE_MOST)
        return false;
    b->columns.at[b->columns.n - 1].share = (int)share;
    return true;
}

static bool take_field(struct record *r, uint16_t tag, struct span value,
                       struct paper_block *b, struct arena *arena)
{
    int64_t number;

    switch (tag) {
    case TAG_KIND:
        number = record_int(r, value);
        b->kind = (enum paper_kind)number;
        return number >= 0 && number < PAPER_KIND_COUNT;
    case TAG_LABEL:
        return take_words(value, &b->label);
    case TAG_TEXT:
        return take_words(value, &b->text);
    case TAG_HEAD:
        return b->columns.n < PAPER_MAX_COLUMNS &&
               take_words(value, &list_push(&b->columns, arena)->head);
    case TAG_SHARE:
        return take_column(b, record_int(r, value));
    case TAG_CELL:
        return b->cells.n < PAPER_MAX_CELLS &&
               take_words(value, list_push(&b->cells, arena));
    default:
        return false;
    }
}

static bool read_block(struct span value, struct paper *p)
{
    struct record r = record_from(value);
    struct paper_block *b;
    struct span field;
    uint16_t tag;
    bool fine = true;

    if (p->blocks.n >= PAPER_MAX_BLOCKS)
        return false;
    b = list_push(&p->blocks, p->arena);
    while (fine && record_next(&r, &tag, &field))
        fine = take_field(&r, tag, field, b, p->arena);
    if (!fine || r.bad || (b->kind == PAPER_TABLE) != (b->columns.n > 0))
        return false;
    list_each(&b->columns, c) fine = fine && c->share > 0;
    return fine &&
           (b->columns.n ? b->cells.n % b->columns.n == 0 : b->cells.n == 0);
}

static bool read_field(struct record *r, uint16_t tag, struct span value,
                       struct paper *p)
{
    switch (tag) {
    case TAG_VERSION:
        return record_int(r, value) == VERSION;
    case TAG_TITLE:
        return take_words(value, &p->title);
    case TAG_MARK:
        return take_words(value, &p->mark);
    case TAG_GRADE:
        return take_words(value, &p->grade);
    case TAG_MADE_AT:
        p->made_at = record_int(r, value);
        return true;
    case TAG_BLOCK:
        return read_block(value, p);
    default:
        return false;
    }
}

bool paper_read(struct span wire, struct arena *arena, struct paper *ret)
{
    struct record r = record_from(wire);
    struct span value;
    uint16_t tag;
    bool fine = wire.n <= PAPER_MAX_OCTETS;
    bool first = true;

    assert(arena && ret);
    paper_init(ret, arena, 0);
    while (fine && record_next(&r, &tag, &value)) {
        fine = first == (tag == TAG_VERSION) && read_field(&r, tag, value, ret);
        first = false;
    }
    return fine && !r.bad && !first && ret->title.n > 0;
}

#include "cfb.h"

#include <assert.h>

enum {
    HEADER = 512,
    ENTRY = 128, /* octets of a directory entry */
    END_OF_CHAIN = 0xfffffffe,
    DIRECT = 109, /* table sectors named in the header */
    STREAM = 2,
    ROOT = 5,
};

static const struct span magic = SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");

static struct span sector(const struct cfb *c, uint32_t i)
{
    size_t size = (size_t)1 << c->shift;

    return span_sub(c->bytes, ((size_t)i + 1) << c->shift, size);
}

static size_t sectors(const struct cfb *c)
{
    return c->bytes.n >> c->shift;
}

static void add_table(struct cfb *c, uint32_t i, struct arena *arena)
{
    struct span s = sector(c, i);

    for (size_t at = 0; at + 4 <= s.n && c->next.n <= sectors(c); at += 4)
        *list_push(&c->next, arena) = cfb_number(s, at, 4);
}

/* Which sectors hold the table: some in the header, the rest in a chain. */
static void read_tables(struct cfb *c, struct arena *arena)
{
    uint32_t at = cfb_number(c->bytes, 0x44, 4);
    size_t last = ((size_t)1 << c->shift) - 4;

    for (size_t i = 0; i < DIRECT; i++) {
        uint32_t n = cfb_number(c->bytes, 0x4c + 4 * i, 4);

        if (n < sectors(c))
            add_table(c, n, arena);
    }
    for (size_t i = 0; i < sectors(c) && at < sectors(c); i++) {
        struct span s = sector(c, at);

        for (size_t k = 0; k < last; k += 4)
            if (cfb_number(s, k, 4) < sectors(c) && k + 4 <= s.n)
                add_table(c, cfb_number(s, k, 4), arena);
        at = cfb_number(s, last, 4);
    }
}

/* A chain of sectors as one piece. */
static struct span chain(const struct cfb *c, uint32_t at, struct arena *arena)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(c->bytes.n + 1);

    for (size_t i = 0; i < c->next.n && at < c->next.n; i++) {
        text_add(&t, sector(c, at));
        at = c->next.at[at];
    }
    return arena_span(arena, text_span(&t));
}

static struct span small_chain(const struct cfb *c, uint32_t at, size_t size,
                               struct arena *arena)
{
    CLEANUP(text_release) struct text t = TEXT_INIT(c->cutoff + 4096u);
    size_t each = (size_t)1 << c->small;

    while (t.n < size && at < c->next_small.n) {
        struct span s = span_sub(c->smalls, (size_t)at << c->small, each);

        if (s.n == 0 || !text_add(&t, s))
            break;
        at = c->next_small.at[at];
    }
    return arena_span(arena, span_sub(text_span(&t), 0, size));
}

static struct span entry(const struct cfb *c, uint32_t i)
{
    return span_sub(c->directory, (size_t)i * ENTRY, ENTRY);
}

bool cfb_open(struct span bytes, struct arena *arena, struct cfb *ret)
{
    struct cfb c = { .bytes = bytes };
    struct span small_table;

    assert(arena);
    assert(ret);
    c.shift = cfb_number(bytes, 0x1e, 2);
    c.small = cfb_number(bytes, 0x20, 2);
    c.cutoff = cfb_number(bytes, 0x38, 4);
    if (!span_starts(bytes, magic) || bytes.n < HEADER ||
        (c.shift != 9 && c.shift != 12) || c.small != 6 || c.cutoff > 65536)
        return false;
    read_tables(&c, arena);
    c.directory = chain(&c, cfb_number(bytes, 0x30, 4), arena);
    if (entry(&c, 0).n < ENTRY || entry(&c, 0).p[66] != ROOT)
        return false;
    c.smalls = chain(&c, cfb_number(entry(&c, 0), 116, 4), arena);
    small_table = chain(&c, cfb_number(bytes, 0x3c, 4), arena);
    for (size_t at = 0; at + 4 <= small_table.n; at += 4)
        *list_push(&c.next_small, arena) = cfb_number(small_table, at, 4);
    *ret = c;
    return true;
}

static bool is_called(struct span e, const char *name)
{
    size_t n = cfb_number(e, 64, 2) / 2;

    if (n != strlen(name) + 1 || n > 32)
        return false;
    for (size_t i = 0; i < n; i++)
        if (cfb_number(e, 2 * i, 2) != (unsigned char)name[i])
            return false;
    return true;
}

static struct span contents(const struct cfb *c, struct span e,
                            struct arena *arena)
{
    uint32_t start = cfb_number(e, 116, 4);
    size_t size = cfb_number(e, 120, 4);

    if (size < c->cutoff)
        return small_chain(c, start, size, arena);
    return span_sub(chain(c, start, arena), 0, size);
}

/* The root's children are a tree of their own; its order is nobody's. */
struct span cfb_stream(const struct cfb *c, const char *name,
                       struct arena *arena)
{
    LIST_OF(uint32_t) left = { 0 };
    size_t entries;

    assert(c);
    assert(name);
    entries = c->directory.n / ENTRY;
    *list_push(&left, arena) = cfb_number(entry(c, 0), 76, 4);
    for (size_t i = 0; i < left.n && i < entries; i++) {
        struct span e = entry(c, left.at[i]);

        if (left.at[i] >= entries)
            continue;
        if (e.p[66] == STREAM && is_called(e, name))
            return contents(c, e, arena);
        *list_push(&left, arena) = cfb_number(e, 68, 4);
        *list_push(&left, arena) = cfb_number(e, 72, 4);
    }
    return SPAN_NONE;
}

/* zipmade.h — zip files for tests, written octet by octet so that every lie
 * a directory can tell can be told. */
#ifndef CONVOKE_TESTS_ZIPMADE_H
#define CONVOKE_TESTS_ZIPMADE_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"

enum { ZIPMADE_MAX = 128 * 1024 * 1024 };

struct zipmade_entry {
    struct span name;
    struct span data; /* as stored */
    uint16_t method;  /* 0 stored, 8 deflated */
    uint16_t flags;   /* 1 encrypted, 0x800 UTF-8 */
    uint32_t crc;
    uint32_t size;   /* what the directory says it unpacks to */
    uint32_t at;     /* of the local header, filled in */
    uint32_t packed; /* what the directory says, filled in */
};

struct zipmade {
    struct text bytes; /* owned */
    struct arena arena;
    LIST_OF(struct zipmade_entry) entries;
};

static inline void zipmade_init(struct zipmade *z)
{
    *z = (struct zipmade){
        .bytes = TEXT_INIT(ZIPMADE_MAX),
        .arena = ARENA_INIT(ZIPMADE_MAX),
    };
}

static inline void zipmade_release(struct zipmade *z)
{
    text_release(&z->bytes);
    arena_release(&z->arena);
}

static inline void zipmade_16(struct text *t, unsigned v)
{
    text_add_char(t, (char)(v & 0xff));
    text_add_char(t, (char)(v >> 8 & 0xff));
}

static inline void zipmade_32(struct text *t, uint32_t v)
{
    zipmade_16(t, v & 0xffff);
    zipmade_16(t, v >> 16);
}

static inline uint32_t zipmade_crc(struct span s)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static inline void zipmade_header(struct text *t, const struct zipmade_entry *e)
{
    zipmade_16(t, 20);
    zipmade_16(t, e->flags);
    zipmade_16(t, e->method);
    zipmade_32(t, 0x00210000);
    zipmade_32(t, e->crc);
    zipmade_32(t, e->packed);
    zipmade_32(t, e->size);
    zipmade_16(t, (unsigned)e->name.n);
    zipmade_16(t, 0);
}

/* Adds the local header and the data; the directory comes with the end. */
static inline struct zipmade_entry *zipmade_raw(struct zipmade *z,
                                                struct zipmade_entry e)
{
    e.at = (uint32_t)z->bytes.n;
    e.packed = (uint32_t)e.data.n;
    text_add(&z->bytes, span_of("PK\3\4", 4));
    zipmade_header(&z->bytes, &e);
    text_add(&z->bytes, e.name);
    text_add(&z->bytes, e.data);
    *list_push(&z->entries, &z->arena) = e;
    return &z->entries.at[z->entries.n - 1];
}

static inline struct zipmade_entry *
zipmade_add(struct zipmade *z, const char *name, struct span data)
{
    return zipmade_raw(z, (struct zipmade_entry){
                              .name = span_str(name),
                              .data = data,
                              .crc = zipmade_crc(data),
                              .size = (uint32_t)data.n,
                          });
}

static inline struct span zipmade_end(struct zipmade *z)
{
    uint32_t start = (uint32_t)z->bytes.n;

    list_each(&z->entries, e)
    {
        text_add(&z->bytes, span_of("PK\1\2", 4));
        zipmade_16(&z->bytes, 20);
        zipmade_header(&z->bytes, e);
        zipmade_16(&z->bytes, 0);
        zipmade_16(&z->bytes, 0);
        zipmade_16(&z->bytes, 0);
        zipmade_32(&z->bytes, 0);
        zipmade_32(&z->bytes, e->at);
        text_add(&z->bytes, e->name);
    }
    text_add(&z->bytes, span_of("PK\5\6", 4));
    zipmade_32(&z->bytes, 0);
    zipmade_16(&z->bytes, (unsigned)z->entries.n & 0xffff);
    zipmade_16(&z->bytes, (unsigned)z->entries.n & 0xffff);
    zipmade_32(&z->bytes, (uint32_t)z->bytes.n - start - 12);
    zipmade_32(&z->bytes, start);
    zipmade_16(&z->bytes, 0);
    return text_span(&z->bytes);
}

/* `n` zeros deflated by hand, 158 to 1 when `dense`, else about 50 to 1. */
struct zipmade_bits {
    struct text *to;
    unsigned held, n;
};

static inline void zipmade_bit(struct zipmade_bits *b, unsigned v)
{
    b->held |= v << b->n;
    if (++b->n == 8) {
        text_add_char(b->to, (char)b->held);
        b->held = b->n = 0;
    }
}

/* Huffman codes go in from their highest bit. */
static inline void zipmade_code(struct zipmade_bits *b, unsigned code, int n)
{
    while (n-- > 0)
        zipmade_bit(b, code >> n & 1);
}

static inline size_t zipmade_zeros(struct text *to, size_t n, bool dense)
{
    struct zipmade_bits b = { .to = to };
    size_t made = 1;

    zipmade_code(&b, 4 | 2, 3); /* last block, fixed codes: bits 1, 1, 0 */
    zipmade_code(&b, 0x30, 8);  /* literal 0 */
    while (made < n) {
        if (dense) {
            zipmade_code(&b, 0xc5, 8); /* 285: length 258 */
            made += 258;
        } else {
            zipmade_code(&b, 0x17, 7); /* 279: length 99 + 4 bits of 0 */
            zipmade_code(&b, 0, 4);
            made += 99;
        }
        zipmade_code(&b, 0, 5); /* distance 1 */
    }
    zipmade_code(&b, 0, 7); /* end of block */
    while (b.n)
        zipmade_bit(&b, 0);
    return made;
}

#define ZIPMADE_W                                                              \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/"       \
    "main\" "                                                                  \
    "xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" "      \
    "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""

/* A docx whose body is this XML. */
static inline struct span zipmade_docx(struct zipmade *z, struct span body)
{
    struct text xml = TEXT_INIT(ZIPMADE_MAX);

    text_add_str(&xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                       "<w:document " ZIPMADE_W "><w:body>");
    text_add(&xml, body);
    text_add_str(&xml, "</w:body></w:document>");
    zipmade_add(z, "[Content_Types].xml", SPAN("<Types/>"));
    zipmade_add(z, "word/document.xml", text_span(&xml));
    text_release(&xml);
    return zipmade_end(z);
}

#endif

/* rarmade.h — rar files for tests, written octet by octet: no free program
 * writes them. Entries are stored, which a rar may do. Two formats: that of
 * 1995 to 2013 (unrar's technote.txt: blocks with a CRC-16, names in the
 * writer's charset) and that of today (RAR 5.0 archive format: numbers of seven
 * bits an octet, names in UTF-8). */
#ifndef CONVOKE_TESTS_RARMADE_H
#define CONVOKE_TESTS_RARMADE_H

#include "zipmade.h"

static inline void rarmade_block(struct text *to, const struct text *rest)
{
    zipmade_16(to, zipmade_crc(text_span(rest)) & 0xffff);
    text_add(to, text_span(rest));
}

static inline void rarmade_begin(struct text *to)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(64);

    text_add(to, SPAN("Rar!\x1a\x07\0"));
    text_add_char(&b, 0x73);
    zipmade_16(&b, 0);
    zipmade_16(&b, 13);
    text_add(&b, SPAN("\0\0\0\0\0\0"));
    rarmade_block(to, &b);
}

/* `flags`: 4 locks the entry. `size` is what it says it unpacks to. */
static inline void rarmade_add(struct text *to, struct span name,
                               struct span data, unsigned flags, uint32_t size)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(2048);

    text_add_char(&b, 0x74);
    zipmade_16(&b, 0x8000 | flags);
    zipmade_16(&b, (unsigned)(32 + name.n));
    zipmade_32(&b, (uint32_t)data.n);
    zipmade_32(&b, size);
    text_add_char(&b, 2);
    zipmade_32(&b, zipmade_crc(data));
    zipmade_32(&b, 0x00210000);
    text_add_char(&b, 20);
    text_add_char(&b, 0x30);
    zipmade_16(&b, (unsigned)name.n);
    zipmade_32(&b, 0x20);
    text_add(&b, name);
    rarmade_block(to, &b);
    text_add(to, data);
}

static inline void rarmade_end(struct text *to)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(64);

    text_add_char(&b, 0x7b);
    zipmade_16(&b, 0x4000);
    zipmade_16(&b, 7);
    rarmade_block(to, &b);
}

static inline void rarmade_number(struct text *to, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        text_add_char(to, (char)((n & 0x7f) | 0x80));
    text_add_char(to, (char)n);
}

static inline void rarmade5_block(struct text *to, const struct text *rest)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(4096);

    rarmade_number(&b, rest->n);
    text_add(&b, text_span(rest));
    zipmade_32(to, zipmade_crc(text_span(&b)));
    text_add(to, text_span(&b));
}

static inline void rarmade5_begin(struct text *to)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(64);

    text_add(to, SPAN("Rar!\x1a\x07\x01\0"));
    text_add(&b, SPAN("\x01\0\0"));
    rarmade5_block(to, &b);
}

static inline void rarmade5_add(struct text *to, struct span name,
                                struct span data)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(4096);

    text_add(&b, SPAN("\x02\x02")); /* a file, with data */
    rarmade_number(&b, data.n);
    text_add_char(&b, 4); /* with its checksum */
    rarmade_number(&b, data.n);
    text_add_char(&b, 0x20);
    zipmade_32(&b, zipmade_crc(data));
    text_add(&b, SPAN("\0\0")); /* stored, on Windows */
    rarmade_number(&b, name.n);
    text_add(&b, name);
    rarmade5_block(to, &b);
    text_add(to, data);
}

static inline void rarmade5_end(struct text *to)
{
    CLEANUP(text_release) struct text b = TEXT_INIT(64);

    text_add(&b, SPAN("\x05\0\0"));
    rarmade5_block(to, &b);
}

#endif

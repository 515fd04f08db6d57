/* tnefmade.h — winmail.dat files for tests, written octet by octet as Outlook
 * writes them ([MS-OXTNEF] 2.1). */
#ifndef CONVOKE_TESTS_TNEFMADE_H
#define CONVOKE_TESTS_TNEFMADE_H

#include <stdint.h>

#include "convoke/base/text.h"

enum { TNEFMADE_MAX = 4 * 1024 * 1024 };

static inline void tnefmade_number(struct text *to, uint64_t n, int octets)
{
    for (int i = 0; i < octets; i++)
        text_add_char(to, (char)(n >> (8 * i)));
}

static inline void tnefmade_begin(struct text *to)
{
    tnefmade_number(to, 0x223e9f78, 4);
    tnefmade_number(to, 1, 2);
}

/* `id` with its type: 0x00078008. */
static inline void tnefmade_attribute(struct text *to, uint32_t id,
                                      struct span value)
{
    bool file = (id & 0xffff) == 0x800f || (id & 0xffff) == 0x8010 ||
                (id & 0xffff) == 0x9002 || (id & 0xffff) == 0x9005;
    unsigned sum = 0;

    tnefmade_number(to, file ? 2 : 1, 1);
    tnefmade_number(to, id, 4);
    tnefmade_number(to, value.n, 4);
    text_add(to, value);
    for (size_t i = 0; i < value.n; i++)
        sum += (unsigned char)value.p[i];
    tnefmade_number(to, sum & 0xffff, 2);
}

static inline void tnefmade_class(struct text *to, const char *name)
{
    tnefmade_attribute(to, 0x00078008, span_of(name, strlen(name) + 1));
}

/* Properties gather in a text of their own; their number goes before them. */
static inline void tnefmade_properties(struct text *to, uint32_t id, uint32_t n,
                                       struct span properties)
{
    CLEANUP(text_release) struct text value = TEXT_INIT(TNEFMADE_MAX);

    tnefmade_number(&value, n, 4);
    text_add(&value, properties);
    tnefmade_attribute(to, id, text_span(&value));
}

static inline void tnefmade_head(struct text *to, unsigned type, unsigned id)
{
    tnefmade_number(to, type, 2);
    tnefmade_number(to, id, 2);
}

#define TNEFMADE_MEETING                                                       \
    "\x90\xda\xd8\x6e\x0b\x45\x1b\x10\x98\xda\x00\xaa\x00\x3f\x13\x05"
#define TNEFMADE_APPOINTMENT                                                   \
    "\x02\x20\x06\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"

/* A property that a set and a number name. */
static inline void tnefmade_named(struct text *to, unsigned type,
                                  const char *set, uint32_t id)
{
    tnefmade_head(to, type, 0x8001);
    text_add(to, span_of(set, 16));
    tnefmade_number(to, 0, 4);
    tnefmade_number(to, id, 4);
}

/* One value of any length. */
static inline void tnefmade_value(struct text *to, struct span value)
{
    tnefmade_number(to, 1, 4);
    tnefmade_number(to, value.n, 4);
    text_add(to, value);
    while (to->n % 4) /* properties begin at a multiple of four */
        text_add_char(to, '\0');
}

static inline void tnefmade_narrow(struct text *to, unsigned id, const char *s)
{
    tnefmade_head(to, 0x1e, id);
    tnefmade_value(to, span_of(s, strlen(s) + 1));
}

/* UTF-16 of characters below U+10000. */
static inline void tnefmade_wide(struct text *to, unsigned id, const char *s)
{
    CLEANUP(text_release) struct text wide = TEXT_INIT(TNEFMADE_MAX);
    struct span rest = span_str(s);
    unsigned code;

    for (size_t n; (n = span_char(rest, &code)) > 0; rest = span_from(rest, n))
        tnefmade_number(&wide, code, 2);
    tnefmade_number(&wide, 0, 2);
    tnefmade_head(to, 0x1f, id);
    tnefmade_value(to, text_span(&wide));
}

static inline void tnefmade_time(struct text *to, const char *set, uint32_t id,
                                 int64_t moment)
{
    tnefmade_named(to, 0x40, set, id);
    tnefmade_number(to, ((uint64_t)moment + UINT64_C(11644473600)) * 10000000,
                    8);
}

/* GlobalObjectId of somebody else's UID, of the occurrence on a date or of the
 * series (year 0). */
static inline void tnefmade_object_id(struct text *to, uint32_t id,
                                      const char *uid, int year, int month,
                                      int day)
{
    CLEANUP(text_release) struct text value = TEXT_INIT(TNEFMADE_MAX);

    text_add(&value, SPAN("\x04\x00\x00\x00\x82\x00\xe0\x00"
                          "\x74\xc5\xb7\x10\x1a\x82\xe0\x08"));
    text_add_char(&value, (char)(year >> 8));
    text_add_char(&value, (char)year);
    text_add_char(&value, (char)month);
    text_add_char(&value, (char)day);
    tnefmade_number(&value, 0, 8);
    tnefmade_number(&value, 0, 8);
    tnefmade_number(&value, 12 + strlen(uid) + 1, 4);
    text_add(&value, SPAN("vCal-Uid\x01\x00\x00\x00"));
    text_add(&value, span_of(uid, strlen(uid) + 1));
    tnefmade_named(to, 0x102, TNEFMADE_MEETING, id);
    tnefmade_value(to, text_span(&value));
}

/* What an Outlook says that declines WG5-2026-P1: 10 properties. */
static inline void tnefmade_declined(struct text *to)
{
    CLEANUP(text_release) struct text p = TEXT_INIT(TNEFMADE_MAX);

    tnefmade_begin(to);
    tnefmade_attribute(to, 0x00089006, SPAN("\x00\x00\x01\x00"));
    tnefmade_attribute(to, 0x00069007, SPAN("\xa8\x03\0\0\0\0\0\0")); /* 936 */
    tnefmade_class(to, "IPM.Microsoft Schedule.MtgRespN");
    tnefmade_wide(&p, 0x0037, "已拒绝: 第一次全体会议");
    tnefmade_wide(&p, 0x1000, "出差，不能参加; 请李雷代\r\n");
    tnefmade_wide(&p, 0x0042, "王小明");
    tnefmade_wide(&p, 0x0065, "/O=CORP/CN=RECIPIENTS/CN=WANG");
    tnefmade_wide(&p, 0x5d02, "wang@corp.example.cn");
    tnefmade_object_id(&p, 0x0003, "wg5-2026-p1@std.example.cn", 0, 0, 0);
    tnefmade_time(&p, TNEFMADE_MEETING, 0x0001, 1773104400);
    tnefmade_named(&p, 0x3, TNEFMADE_APPOINTMENT, 0x8201);
    tnefmade_number(&p, 2, 4);
    tnefmade_time(&p, TNEFMADE_APPOINTMENT, 0x820d, 1774314000);
    tnefmade_time(&p, TNEFMADE_APPOINTMENT, 0x820e, 1774321200);
    tnefmade_properties(to, 0x00069003, 10, text_span(&p));
}

#endif

/* cfb.h — the file of files that .doc, .xls and .wps are ([MS-CFB]).
 *
 * Only streams directly under the root; chains are followed for as many
 * sectors as the file has and no further. Borrowed: the octets. Private to the
 * mail floor. */
#ifndef CONVOKE_MAIL_CFB_H
#define CONVOKE_MAIL_CFB_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"

struct cfb {
    struct span bytes;     /* borrowed */
    unsigned shift, small; /* of a sector's size, of a small sector's */
    uint32_t cutoff;       /* streams below it lie in small sectors */
    LIST_OF(uint32_t) next, next_small; /* the sector after each */
    struct span directory, smalls;      /* in the arena */
};

/* False when it is none, or its tables lead astray. */
bool cfb_open(struct span bytes, struct arena *arena, struct cfb *ret);

/* The stream of this ASCII name in the arena; empty when there is none. */
struct span cfb_stream(const struct cfb *cfb, const char *name,
                       struct arena *arena);

/* A little-endian number; 0 when it does not lie in `s`. */
static inline uint32_t cfb_number(struct span s, size_t at, size_t octets)
{
    uint32_t v = 0;

    if (at > s.n || s.n - at < octets)
        return 0;
    for (size_t i = octets; i-- > 0;)
        v = v << 8 | (unsigned char)s.p[at + i];
    return v;
}

#endif

/* transfer.h — Content-Transfer-Encoding: the octets a part stands for.
 *
 * Decoding streams: memory is constant whatever the size. Broken input is
 * decoded as far as it makes sense and never fails: alien octets in base64
 * are skipped, a broken escape in quoted-printable stays as it is written.
 * RFC 2045 section 6; uuencode as POSIX. */
#ifndef CONVOKE_MAIL_TRANSFER_H
#define CONVOKE_MAIL_TRANSFER_H

#include "convoke/base/own.h"
#include "convoke/base/span.h"

enum transfer {
    TRANSFER_IDENTITY, /* 7bit, 8bit, binary and what nobody knows */
    TRANSFER_BASE64,
    TRANSFER_QUOTED,
    TRANSFER_UUENCODE,
};

enum transfer_flag {
    TRANSFER_ALIEN = 1,     /* octets that have no place in the encoding */
    TRANSFER_TRUNCATED = 2, /* ended in the middle of a group */
};

/* Takes decoded octets piece by piece; false stops. */
typedef bool transfer_sink(void *to, struct span piece);

/* The value of a Content-Transfer-Encoding field. */
enum transfer transfer_named(struct span value);

/* False when the sink stopped it. `ret_flags` may be NULL. */
bool transfer_decode(enum transfer encoding, struct span raw,
                     transfer_sink *sink, void *to, unsigned *ret_flags);

/* The most octets that `raw` can decode to. */
size_t transfer_room(enum transfer encoding, size_t raw);

/* Decodes into `to`, which has transfer_room octets. Returns their number. */
size_t transfer_decode_into(enum transfer encoding, struct span raw, char *to,
                            unsigned *ret_flags);

#endif

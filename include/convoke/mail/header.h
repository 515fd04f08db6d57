/* header.h — one header field: its name, its text, its parameters.
 *
 * Reads what the world sends: encoded words in quotes, cut characters, raw
 * 8-bit, RFC 2231 in any order, missing quotes. Linear in the octets, nothing
 * fails; results are UTF-8 in one line without control characters, borrowed
 * from the arena or from the input. RFC 5322 section 2.2, 2047, 2231, 2183;
 * interop.md 105, 113-118, 121. */
#ifndef CONVOKE_MAIL_HEADER_H
#define CONVOKE_MAIL_HEADER_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"

enum {
    HEADER_MAX_PIECES = 128, /* parameters read of one field */
    HEADER_MAX_NAME = 200,   /* octets of a sanitised file name */
};

/* One field of a header block, borrowed from it. */
struct header_field {
    struct span name;  /* without blanks before the colon */
    struct span value; /* raw: still folded, without the last line end */
};

/* Takes the next field off `block`; lines that are no field (junk, an mbox
 * From_ line) are skipped and set *ret_junk. False at the end of the block. */
bool header_next(struct span *block, struct header_field *ret, bool *ret_junk);

/* Line ends (and NULs) taken out, blanks at both ends trimmed; octets are not
 * converted. Borrowed from `raw` when there is nothing to take out. */
struct span header_unfold(struct span raw, struct arena *arena);

/* Text for a person: unfolded, RFC 2047 words decoded (neighbours joined
 * first), raw 8-bit converted. `hint` is a charset label for raw octets, may
 * be empty. `flags` (may be NULL) collects enum charset_flag bits. */
struct span header_decode(struct span raw, struct span hint,
                          struct arena *arena, unsigned *flags);

/* One parameter as written; see header_param for its value. */
struct header_piece {
    struct span name;  /* "filename" of filename*0*, as written */
    struct span value; /* unquoted, undecoded */
    int index;         /* of a continuation, -1 when there is none */
    bool extended;     /* percent encoded, RFC 2231 */
};

/* A structured field: `text/plain; charset=x; name="y"`. */
struct header_value {
    struct span main; /* before the first ';', trimmed, lower case */
    LIST_OF(struct header_piece) pieces;
};

void header_value_read(struct span raw, struct arena *arena,
                       struct header_value *ret);

/* The decoded value of a parameter: RFC 2231 before the plain form, then RFC
 * 2047 words and raw octets. Empty when absent. `flags` may be NULL. */
struct span header_param(const struct header_value *v, struct span name,
                         struct arena *arena, unsigned *flags);

/* Only the plain form, undecoded: charset, boundary, method. */
struct span header_param_raw(const struct header_value *v, struct span name);

/* A name that is safe to show and to store a file under: no path, no control
 * or bidi character, no blank or dot at its ends, NFC, at most
 * HEADER_MAX_NAME octets with its extension kept. May become empty. */
struct span header_file_name(struct span name, struct arena *arena);

#endif

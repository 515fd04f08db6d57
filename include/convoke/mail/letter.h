/* letter.h — bytes to parts: our reader of MIME.
 *
 * One linear pass that never recurses and copies nothing it need not: parts
 * are spans of the raw octets. A broken message is read as far as it makes
 * sense and every recovery leaves a note. The only failure is a bound of
 * prescan.h. Everything lives in the arena and in `raw`, both borrowed for as
 * long as the letter is used. RFC 2045, 2046, 5322; interop.md section 6. */
#ifndef CONVOKE_MAIL_LETTER_H
#define CONVOKE_MAIL_LETTER_H

#include "convoke/base/text.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/header.h"
#include "convoke/mail/transfer.h"

enum letter_kind {
    LETTER_LEAF,
    LETTER_MULTIPART, /* holds parts and no content of its own */
    LETTER_MESSAGE,   /* message/rfc822: a leaf, and its parts are listed */
};

/* Parts stand in order of appearance; at[0] is the letter itself. A file that
 * stands uuencoded in a letter of one text is listed as a part of that text. */
struct letter_part {
    enum letter_kind kind;
    int parent;  /* index of the multipart or message around it, -1: none */
    int message; /* index of the nearest attached message around it, -1 */
    int depth;   /* of parts around it; the letter itself: 0 */
    int leaf;    /* number among all leaves and messages; -1 for multiparts */

    struct span header; /* raw block without its empty line */
    struct span body;   /* raw, without the line end before a boundary */
    size_t first_field, fields; /* of letter.fields */

    struct span media_type; /* "text/plain", lower case, never empty */
    struct header_value type;
    struct header_value disposition; /* main is empty when there is none */
    enum transfer encoding;
    struct span charset;    /* label as declared; may be empty */
    struct span content_id; /* without <>; may be empty */
    struct span name_sent;  /* file name as sent, decoded; may be empty */
    struct span name;       /* the same made safe: header_file_name */
};

struct letter {
    struct span raw;     /* borrowed, without an mbox From_ line */
    struct arena *arena; /* borrowed */
    LIST_OF(struct letter_part) parts;   /* at least one */
    LIST_OF(struct header_field) fields; /* of all parts, in order */
    LIST_OF(struct span) notes; /* each once: "boundary.missing", … */
    int leaves;
    struct span hint; /* charset label for octets without one; may be empty */
};

MUST_USE enum verdict letter_read(struct span raw, struct arena *arena,
                                  struct letter *ret, struct reason *why);

/* Raw value of the first field of that name, any case; empty when absent. */
struct span letter_header(const struct letter *l, int part, struct span name);

/* The next field of that name at or after *at (start with 0), and *at behind
 * it. False when there is none. */
bool letter_header_next(const struct letter *l, int part, struct span name,
                        size_t *at, struct span *ret_value);

/* letter_header through header_decode: one line of UTF-8. */
struct span letter_header_text(const struct letter *l, int part,
                               struct span name);

/* Index of the part with that leaf number, -1 when there is none. */
int letter_leaf(const struct letter *l, int leaf);

/* The decoded octets of a part, streamed. False when the sink stopped it. */
bool letter_decode(const struct letter *l, int part, transfer_sink *sink,
                   void *to, unsigned *ret_flags);

/* A text part as UTF-8, at most to->ceiling octets (to->over says it was
 * cut); line ends become LF, NULs go. Returns enum charset_flag bits. */
unsigned letter_text(const struct letter *l, int part, struct text *to);

/* Adds a note once. */
void letter_note(struct letter *l, const char *note);

#endif

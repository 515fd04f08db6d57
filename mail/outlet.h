/* outlet.h — the way a mail leaves the composer, piece by piece.
 *
 * An outlet gathers small writes and hands them to its sink in pieces. Once
 * the sink has said no, everything further is dropped and `stopped` stays set.
 * The three coders turn a body into lines of at most 76 characters and CRLF
 * (RFC 2045); text is given with LF or CRLF and leaves with CRLF. */
#ifndef CONVOKE_MAIL_OUTLET_H
#define CONVOKE_MAIL_OUTLET_H

#include <stdbool.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

enum { OUTLET_PIECE = 16 * 1024, BASE64_LINE = 57 };

struct outlet {
    bool (*sink)(void *to, struct span piece);
    void *to; /* borrowed */
    bool stopped;
    size_t n;
    char piece[OUTLET_PIECE];
};

void outlet_put(struct outlet *o, struct span s);
void outlet_flush(struct outlet *o);

/* Base64 of octets that come in any pieces; `n` of them wait for a full
 * line. Start with zeros, close with base64_end. */
struct base64 {
    unsigned char wait[BASE64_LINE];
    size_t n;
};

void base64_add(struct base64 *b, struct outlet *o, struct span octets);
void base64_end(struct base64 *b, struct outlet *o);

/* Writes the base64 of at most 57 octets, without an end of line; gives the
 * number of characters (at most 76). */
size_t base64_line(const unsigned char *from, size_t n, char *to);

/* One whole text part's body. Both end with CRLF unless the text is empty. */
void outlet_text_base64(struct outlet *o, struct span text);
void outlet_text_quoted(struct outlet *o, struct span text);

/* True when quoted-printable is the shorter and more readable of the two. */
bool outlet_prefers_quoted(struct span text);

#endif

/* fieldline.h — one header field, written so that it reads back as meant.
 *
 * The only writer of header lines. A field is a row of tokens folded between
 * them at 78 columns (76 where an encoded word stands); only a token that is
 * longer by itself makes a longer line. Values are UTF-8 without controls:
 * anything else is refused with the field's name (NEVER), so that no value can
 * start a line of its own. RFC 5322 2.2.3, RFC 2047, RFC 2231. */
#ifndef CONVOKE_MAIL_FIELDLINE_H
#define CONVOKE_MAIL_FIELDLINE_H

#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

struct fieldline {
    struct text *to; /* borrowed */
    const char *name;
    size_t column;
    size_t most; /* columns of the current line */
    bool bare;   /* nothing after the name yet: folding here is unwise */
};

/* `name` without colon; borrowed until fieldline_end. */
struct fieldline fieldline_begin(struct text *to, const char *name);
void fieldline_end(struct fieldline *f);

/* NEVER, naming the field, when the value has controls or is not UTF-8. */
MUST_USE enum verdict fieldline_check(const struct fieldline *f,
                                      struct span value, struct reason *why);

/* One token that is never broken; the caller vouches for its octets. */
void fieldline_token(struct fieldline *f, struct span token);

/* Free text, as it is when it reads back unchanged, else as encoded words.
 * `whole` keeps long words of ASCII readable at the price of a long line. */
MUST_USE enum verdict fieldline_text(struct fieldline *f, struct span value,
                                     bool whole, struct reason *why);

/* Display name and <address>; `more`: a comma follows. */
MUST_USE enum verdict fieldline_mailbox(struct fieldline *f, struct span name,
                                        struct span mail, bool more,
                                        struct reason *why);

/* `; attribute="value"`. A value that is not plain ASCII is written as RFC
 * 2047 words, and with `extended` as RFC 2231 too: mail programs in use know
 * only the one or only the other. */
void fieldline_param(struct fieldline *f, const char *attribute,
                     struct span value, bool extended);

#endif

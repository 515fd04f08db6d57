/* stub.h — what is kept of a message that is too large to be taken in: its
 * header, below one field of ours that tells how large it was.
 *
 * The field is believed as the very first of a message alone. Whatever comes
 * through a mail server bears that server's own fields above its sender's, so
 * nobody can send a stub; it can be laid into a Maildir only by who may write
 * there anyway. Nothing fails: what is no header is left out. */
#ifndef CONVOKE_MAIL_STUB_H
#define CONVOKE_MAIL_STUB_H

#include <stdint.h>

#include "convoke/base/text.h"
#include "convoke/mail/header.h"

enum {
    STUB_HEAD = 60 * 1024, /* octets of the header that are kept … */
    STUB_LINES = 900, /* … and lines, so that it can be read (prescan.h) */
    STUB_MOST = 64 * 1024, /* of a stub, which is below any limit */
};

/* Whether the first octets of a message hold all of it that a stub keeps. */
bool stub_is_enough(struct span octets);

/* The stub of a message of `size` octets that begins with `octets`. The same
 * message always gives the same stub. `to` has room for STUB_MOST. */
void stub_write(struct span octets, uint64_t size, struct text *to);

/* The size that a message's first field tells; 0: it is no stub. */
uint64_t stub_size(const struct header_field *first);

#endif

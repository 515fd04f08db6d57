/* remnant.h — what is kept of a message that is too large to be taken in: its
 * header, below one field of ours that tells how large it was.
 *
 * The field is believed as the very first of a message alone. Whatever comes
 * through a mail server bears that server's own fields above its sender's, so
 * nobody can send a remnant; it can be laid into a Maildir only by who may
 * write there anyway. Nothing fails: what is no header is left out. */
#ifndef CONVOKE_MAIL_REMNANT_H
#define CONVOKE_MAIL_REMNANT_H

#include <stdint.h>

#include "convoke/base/text.h"
#include "convoke/mail/header.h"

enum {
    REMNANT_HEAD = 60 * 1024, /* octets of the header that are kept … */
    REMNANT_LINES = 900, /* … and lines, so that it can be read (prescan.h) */
    REMNANT_MOST = 64 * 1024, /* of a remnant, which is below any limit */
};

/* Whether the first octets of a message hold all of it that a remnant keeps. */
bool remnant_is_enough(struct span octets);

/* The remnant of a message of `size` octets that begins with `octets`. The same
 * message always gives the same remnant. `to` has room for REMNANT_MOST. */
void remnant_write(struct span octets, uint64_t size, struct text *to);

/* The size that a message's first field tells; 0: it is no remnant. */
uint64_t remnant_size(const struct header_field *first);

#endif

/* smtp_data.h — a letter's octets as SMTP wants them: every end of line CRLF,
 * a dot at the start of a line doubled, a CRLF at the end (RFC 5321 4.5.2).
 * Bare CR and LF count as ends of line: passed on as they are, some servers
 * take what follows for the end of the letter. */
#ifndef CONVOKE_MAIL_SMTP_DATA_H
#define CONVOKE_MAIL_SMTP_DATA_H

#include <stdbool.h>

#include "convoke/base/span.h"

struct smtp_data {
    bool (*put)(void *to, struct span piece);
    void *to;      /* borrowed */
    bool inside;   /* a line has begun */
    bool after_cr; /* the last octet was CR, its CRLF is written */
};

/* False as soon as `put` said no. Pieces may be cut anywhere. */
bool smtp_data_add(struct smtp_data *d, struct span octets);
bool smtp_data_end(struct smtp_data *d);

#endif

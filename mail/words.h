/* words.h — what this person wrote, out of the text of a body.
 *
 * Quoted mail, signatures, "sent from" lines and legal notices go. Commands are
 * read from the result, so doubt is told: an answer below or between quoted
 * lines is `uncertain`. Works on lines, linear in the octets, nothing fails.
 * interop.md 106-112. */
#ifndef CONVOKE_MAIL_WORDS_H
#define CONVOKE_MAIL_WORDS_H

#include "convoke/base/arena.h"

struct words {
    struct span text; /* lives in the arena; LF between lines */
    bool uncertain;
};

/* `quote_at`: from this octet on everything is quoted, text.n when unknown. */
struct words words_of(struct span text, size_t quote_at, struct arena *arena);

#endif

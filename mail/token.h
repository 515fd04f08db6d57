/* token.h — the secret word of one of our own mails, found in an answer.
 *
 * 26 characters of Crockford base32. It comes back as plus-address
 * `local+t.TOKEN@domain` (also - and = as separators), as subject tag
 * `[T-TOKEN]` or as a line `令牌: TOKEN` / `Token: TOKEN`, quoted or not.
 * Capitals and the look-alikes o, i, l are forgiven. interop.md 95-101. */
#ifndef CONVOKE_MAIL_TOKEN_H
#define CONVOKE_MAIL_TOKEN_H

#include "convoke/base/arena.h"

enum { TOKEN_LENGTH = 26 };

/* The token in lower case, in the arena; empty when there is none. */
struct span token_in_address(struct span mail, struct arena *arena);
struct span token_in_keyword(struct span keyword, struct arena *arena);
struct span token_in_text(struct span text, struct arena *arena);

#endif

/* keyword.h — a subject brought to the form it is recognised by.
 *
 * NFKC, every bracket as [ ], runs of reply and forward prefixes off, blanks
 * collapsed, case folded, a relay's trailing warning off. requirements.md
 * 6.1.7, interop.md 96 and 104. */
#ifndef CONVOKE_MAIL_KEYWORD_H
#define CONVOKE_MAIL_KEYWORD_H

#include "convoke/base/arena.h"

/* `subject` is UTF-8. The result lives in the arena. */
struct span keyword_of(struct span subject, struct arena *arena);

#endif

/* embedded.h — the state that needs no server: Maildir in, Maildir out, the
 * charter as shipped. What `init` makes and the demo plays in. */
#ifndef CONVOKE_EMBEDDED_H
#define CONVOKE_EMBEDDED_H

#include "convoke/base/verdict.h"

/* AT/state, mail/in, mail/out and charter.conf; `at` may be there already. The
 * configuration is the caller's to write, last. */
MUST_USE enum verdict embedded_make(const char *at, struct reason *why);

#endif

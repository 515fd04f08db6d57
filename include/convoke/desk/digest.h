/* digest.h — the secretariat's digest: everything that is overdue, waits for a
 * word or falls due, on one page (requirements.md 8).
 *
 * It is made of what is stored, for the desk's clock, and lives in the arena
 * given. Making one changes nothing. */
#ifndef CONVOKE_DESK_DIGEST_H
#define CONVOKE_DESK_DIGEST_H

#include "convoke/base/table.h"
#include "convoke/desk/desk.h"

struct digest;

/* The secretariat's own, over all groups. */
MUST_USE enum verdict digest_make(struct desk *dk, struct arena *arena,
                                  struct digest **ret, struct reason *why);

/* Its rows, as they are attached to the mail; the caller frees the table. */
struct table *digest_table(const struct digest *dg);

/* Its words, as the mail has them but for the token. */
MUST_USE enum verdict digest_show(struct digest *dg, struct rendered *ret,
                                  struct reason *why);

/* Sends the secretariat's digest of today now; *ret_at is when today's had
 * been sent before (nothing is done then), else MOMENT_NONE. */
MUST_USE enum verdict digest_send_now(struct desk *dk, struct arena *arena,
                                      int64_t *ret_at, struct reason *why);

#endif

/* outgoing.h — mails too large for the database, each a file of its own.
 *
 *   STATE/outgoing/SHA256.eml       the whole mail; named by its key's hash, so
 *                                   that a second attempt writes the same file
 *   STATE/outgoing/SHA256.eml.tmp   being written
 *   STATE/outgoing/WORD.part        scratch, gone with its descriptor
 *
 * A file is durable before the row that names it is committed. It stays while
 * any delivery may still need it, and 30 days longer so that what was sent can
 * be shown; then the sweep removes it, and what no row names. */
#ifndef CONVOKE_OUTGOING_H
#define CONVOKE_OUTGOING_H

#include "convoke/base/hash.h"
#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

struct core;

enum { OUTGOING_NAME = HASH_HEX + 4 };

MUST_USE enum verdict outgoing_prepare(const char *state, struct reason *why);

/* The file name of the mail with this key. */
const char *outgoing_name(struct span key, char buf[OUTGOING_NAME]);

/* For reading; NEVER when it is gone. */
MUST_USE enum verdict outgoing_open(const char *state, struct span name,
                                    int *ret_fd, struct reason *why);

/* A file without a name, for reading and writing. */
MUST_USE enum verdict outgoing_scratch(const char *state, int *ret_fd,
                                       struct reason *why);

/* Opens NAME.tmp anew; finish syncs it, gives it its name and syncs the
 * folder. BROKEN: a sync failed. */
MUST_USE enum verdict outgoing_create(const char *state, const char *name,
                                      int *ret_fd, struct reason *why);
MUST_USE enum verdict outgoing_finish(const char *state, const char *name,
                                      int fd, struct reason *why);

/* Once a day: removes what nobody needs any more. Outside a transaction. */
MUST_USE enum verdict outgoing_sweep(struct core *c, struct reason *why);

#endif

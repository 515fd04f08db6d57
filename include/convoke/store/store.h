/* store.h — everything Convoke remembers: one SQLite file, one connection.
 *
 * SQLite before 3.51.3 can corrupt a WAL database that two connections write
 * and checkpoint at once, so the file is locked exclusively: a second opener
 * gets LATER with a clear reason. A committed transaction is on the disk
 * (WAL, synchronous=FULL). Work may be grouped: many savepoints, one commit.
 * Failures of the database are BROKEN: stop and start again. */
#ifndef CONVOKE_STORE_STORE_H
#define CONVOKE_STORE_STORE_H

#include <stdint.h>

#include "convoke/base/own.h"
#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

struct store;

/* Makes the file when absent, brings its schema up to date; refuses a schema
 * newer than the program (NEVER). */
MUST_USE enum verdict store_open(const char *path, struct store **ret,
                                 struct reason *why);

/* Its commits do not wait for the disk any more (file_sync_never). */
MUST_USE enum verdict store_sync_never(struct store *st, struct reason *why);
struct store *store_close(struct store *st);
void store_drop(struct store **st);

MUST_USE enum verdict store_begin(struct store *st, struct reason *why);
MUST_USE enum verdict store_commit(struct store *st, struct reason *why);
void store_rollback(struct store *st);
bool store_in_transaction(const struct store *st);

/* One item's work inside a transaction: undone alone when it fails. */
MUST_USE enum verdict store_mark(struct store *st, struct reason *why);
MUST_USE enum verdict store_mark_keep(struct store *st, struct reason *why);
MUST_USE enum verdict store_mark_undo(struct store *st, struct reason *why);

/* The whole file: integrity_check and foreign_key_check. NEVER names the
 * first thing found. */
MUST_USE enum verdict store_verify(struct store *st, struct reason *why);

/* The next number of a named series, from 1: "APP-2026". */
MUST_USE enum verdict store_number(struct store *st, struct span series,
                                   int64_t *ret, struct reason *why);

/* A lasting random secret of this state, made at the first opening; hex. */
struct span store_secret(const struct store *st);

#endif

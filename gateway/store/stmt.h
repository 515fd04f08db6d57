/* stmt.h — prepared statements, tamed: the only file that meets sqlite3.
 *
 * Statements are cached by the address of their SQL constant and belong to the
 * store. Parameters are bound by name; a wrong name, a failed preparation or a
 * failed binding is remembered and reported by the next stmt_next. Texts read
 * are borrowed until the statement moves on. */
#ifndef CONVOKE_STORE_STMT_H
#define CONVOKE_STORE_STMT_H

#include <sqlite3.h>
#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/own.h"
#include "convoke/base/span.h"
#include "convoke/base/verdict.h"
#include "convoke/store/store.h"

struct stmt {
    sqlite3_stmt *handle; /* owned by the cache */
    const char *sql;      /* the key: a constant */
    sqlite3 *db;
    int error; /* first failure since the last reset */
};

/* Never NULL. */
struct stmt *stmt_of(struct store *st, const char *sql);

void stmt_text(struct stmt *s, const char *name, struct span value);
void stmt_text_or_null(struct stmt *s, const char *name, struct span value);
void stmt_int(struct stmt *s, const char *name, int64_t value);
/* MOMENT_NONE is NULL. */
void stmt_moment(struct stmt *s, const char *name, int64_t at);
void stmt_blob(struct stmt *s, const char *name, struct span value);

/* One row, or the end (which resets). */
MUST_USE enum verdict stmt_next(struct stmt *s, bool *ret_row,
                                struct reason *why);

/* To the end, rows ignored. */
MUST_USE enum verdict stmt_run(struct stmt *s, struct reason *why);

/* One row into `ret_row`, statement left on it; caller resets. */
struct span stmt_span(const struct stmt *s, int column);
struct span stmt_copy(const struct stmt *s, int column, struct arena *a);
int64_t stmt_number(const struct stmt *s, int column);
int64_t stmt_instant(const struct stmt *s, int column); /* of stmt_moment */
bool stmt_is_null(const struct stmt *s, int column);

void stmt_reset(struct stmt *s);
static inline void stmt_leave(struct stmt **s)
{
    if (*s)
        stmt_reset(*s);
}

/* Copies code and message at once: the next call would overwrite them. */
enum verdict reason_from_sqlite(struct reason *why, sqlite3 *db,
                                const char *site);

sqlite3 *store_db(struct store *st);
int64_t store_changes(struct store *st);

/* The row an INSERT has just made. Not RETURNING: that builds a table of its
 * own in memory for every statement, which costs more than the row. */
int64_t store_last_id(struct store *st);

#endif

#include "stmt.h"

#include <assert.h>

#include "convoke/base/moment.h"

enum verdict reason_from_sqlite(struct reason *why, sqlite3 *db,
                                const char *site)
{
    int code = sqlite3_errcode(db);
    bool busy = code == SQLITE_BUSY || code == SQLITE_LOCKED;
    bool full = code == SQLITE_FULL || code == SQLITE_NOMEM;

    return reason_set(why, busy || full ? VERDICT_LATER : VERDICT_BROKEN, site,
                      "sqlite %d: %s", sqlite3_extended_errcode(db),
                      sqlite3_errmsg(db));
}

static int parameter(struct stmt *s, const char *name)
{
    int index = sqlite3_bind_parameter_index(s->handle, name);

    /* A wrong name is our own bug, not the world's. */
    assert(!s->handle || index > 0);
    return index;
}

static void note(struct stmt *s, int code)
{
    if (s->error == SQLITE_OK)
        s->error = code;
}

void stmt_text(struct stmt *s, const char *name, struct span value)
{
    assert(s);
    note(s, sqlite3_bind_text64(s->handle, parameter(s, name),
                                value.n ? value.p : "", value.n,
                                SQLITE_TRANSIENT, SQLITE_UTF8));
}

void stmt_text_or_null(struct stmt *s, const char *name, struct span value)
{
    if (value.n)
        stmt_text(s, name, value);
    else
        note(s, sqlite3_bind_null(s->handle, parameter(s, name)));
}

void stmt_int(struct stmt *s, const char *name, int64_t value)
{
    assert(s);
    note(s, sqlite3_bind_int64(s->handle, parameter(s, name), value));
}

void stmt_moment(struct stmt *s, const char *name, int64_t at)
{
    if (at != MOMENT_NONE)
        stmt_int(s, name, at);
}

void stmt_blob(struct stmt *s, const char *name, struct span value)
{
    assert(s);
    note(s, sqlite3_bind_blob64(s->handle, parameter(s, name),
                                value.n ? value.p : "", value.n,
                                SQLITE_TRANSIENT));
}

enum verdict stmt_next(struct stmt *s, bool *ret_row, struct reason *why)
{
    int code = s->error;

    assert(ret_row);
    if (code == SQLITE_OK)
        code = sqlite3_step(s->handle);
    if (code == SQLITE_ROW) {
        *ret_row = true;
        return VERDICT_DONE;
    }
    if (code != SQLITE_DONE) {
        enum verdict v = reason_from_sqlite(why, s->db, "stmt.step");
        stmt_reset(s);
        return v;
    }
    stmt_reset(s);
    *ret_row = false;
    return VERDICT_DONE;
}

enum verdict stmt_run(struct stmt *s, struct reason *why)
{
    bool row = true;

    while (row) {
        enum verdict v = stmt_next(s, &row, why);
        if (v != VERDICT_DONE)
            return v;
    }
    return VERDICT_DONE;
}

struct span stmt_span(const struct stmt *s, int column)
{
    const void *p = sqlite3_column_blob(s->handle, column);

    return span_of(p, (size_t)sqlite3_column_bytes(s->handle, column));
}

struct span stmt_copy(const struct stmt *s, int column, struct arena *a)
{
    return arena_span(a, stmt_span(s, column));
}

int64_t stmt_number(const struct stmt *s, int column)
{
    return sqlite3_column_int64(s->handle, column);
}

int64_t stmt_instant(const struct stmt *s, int column)
{
    return stmt_is_null(s, column) ? MOMENT_NONE : stmt_number(s, column);
}

bool stmt_is_null(const struct stmt *s, int column)
{
    return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

void stmt_reset(struct stmt *s)
{
    assert(s);
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    if (s->handle)
        s->error = SQLITE_OK;
}

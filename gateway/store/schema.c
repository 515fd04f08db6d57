#include "schema.h"

#include <stdint.h>
#include <stdio.h>

#include "schema_steps.h"
#include "stmt.h"

static enum verdict run_sql(sqlite3 *db, const char *sql, struct reason *why)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return reason_from_sqlite(why, db, "schema.update");
    return VERDICT_DONE;
}

static enum verdict read_version(sqlite3 *db, size_t *ret, struct reason *why)
{
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &s, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        *ret = (size_t)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    if (code != SQLITE_ROW)
        return reason_from_sqlite(why, db, "schema.version");
    return VERDICT_DONE;
}

static enum verdict apply(sqlite3 *db, struct reason *why)
{
    size_t version = 0;
    char pragma[48];
    enum verdict v = read_version(db, &version, why);

    if (v != VERDICT_DONE)
        return v;
    if (version > schema_steps_n)
        return reason_set(why, VERDICT_NEVER, "schema.update",
                          "the database has schema %zu, this program knows "
                          "only %zu: use the newer program",
                          version, schema_steps_n);
    for (; version < schema_steps_n; version++) {
        v = run_sql(db, schema_steps[version], why);
        if (v != VERDICT_DONE)
            return v;
    }
    snprintf(pragma, sizeof(pragma), "PRAGMA user_version=%zu", version);
    return run_sql(db, pragma, why);
}

enum verdict schema_update(sqlite3 *db, struct reason *why)
{
    size_t version = 0;
    enum verdict v = read_version(db, &version, why);

    if (v != VERDICT_DONE || version == schema_steps_n)
        return v;
    v = run_sql(db, "BEGIN EXCLUSIVE", why);
    if (v != VERDICT_DONE)
        return v;
    v = apply(db, why);
    if (v == VERDICT_DONE)
        v = run_sql(db, "COMMIT", why);
    if (v != VERDICT_DONE)
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return v;
}

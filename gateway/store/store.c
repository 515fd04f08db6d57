#include "convoke/store/store.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/arena.h"
#include "convoke/base/mem.h"
#include "convoke/base/random.h"
#include "convoke/base/step.h"
#include "schema.h"
#include "stmt.h"

enum { STORE_MAX_STATEMENTS = 256, STORE_SECRET = 52 };

struct store {
    sqlite3 *db;         /* owned */
    struct stmt *cached; /* owned, open addressing by SQL address */
    char secret[STORE_SECRET + 1];
};

/* Settings that are read back, because a pragma that is refused is silent. */
static const struct {
    const char *set, *get;
    const char *want;
} pragmas[] = {
    { "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA locking_mode", "exclusive" },
    { "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
    { "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2" },
    { "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1" },
    { "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
    { "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
    /* A group of decisions with its mails stays in memory until it is
     * committed; what does not fit would be written twice. */
    { "PRAGMA cache_size=-8192", "PRAGMA cache_size", "-8192" },
    /* Pages that many commits change reach the database once. */
    { "PRAGMA wal_autocheckpoint=4000", "PRAGMA wal_autocheckpoint", "4000" },
};

static enum verdict run_sql(struct store *st, const char *sql, const char *site,
                            struct reason *why)
{
    if (sqlite3_exec(st->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return reason_from_sqlite(why, st->db, site);
    return VERDICT_DONE;
}

static enum verdict set_pragma(struct store *st, size_t i, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = NULL;
    bool row = false;
    enum verdict v = run_sql(st, pragmas[i].set, "store.open", why);

    if (v != VERDICT_DONE)
        return v;
    s = stmt_of(st, pragmas[i].get);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    if (!row || !span_eq(stmt_span(s, 0), span_str(pragmas[i].want)))
        return reason_set(why, VERDICT_BROKEN, "store.open",
                          "%s is not in force", pragmas[i].set);
    return VERDICT_DONE;
}

#define SQL_SECRET_ADD                                                         \
    "INSERT INTO secret (name, value) VALUES ('state', :value)"                \
    " ON CONFLICT (name) DO NOTHING"
#define SQL_SECRET_GET "SELECT value FROM secret WHERE name = 'state'"

static enum verdict read_secret(struct store *st, struct reason *why)
{
    static const char add[] = SQL_SECRET_ADD;
    static const char get[] = SQL_SECRET_GET;
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, add);
    char fresh[STORE_SECRET + 1];
    bool row = false;
    enum verdict v;

    stmt_text(s, ":value", span_str(random_word(fresh, STORE_SECRET)));
    v = stmt_run(s, why);
    if (v != VERDICT_DONE)
        return v;
    s = stmt_of(st, get);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    if (!row || stmt_span(s, 0).n != STORE_SECRET)
        return reason_set(why, VERDICT_BROKEN, "store.open",
                          "the state's secret is damaged");
    memcpy(st->secret, stmt_span(s, 0).p, STORE_SECRET);
    return VERDICT_DONE;
}

static enum verdict store_ready(struct store *st, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    sqlite3_extended_result_codes(st->db, 1);
    sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_busy_timeout(st->db, 1000);
    for (size_t i = 0; i < ARRAY_LEN(pragmas) && v == VERDICT_DONE; i++)
        v = set_pragma(st, i, why);
    if (v == VERDICT_DONE)
        v = schema_update(st->db, why);
    if (v == VERDICT_DONE)
        v = read_secret(st, why);
    return v;
}

enum verdict store_sync_never(struct store *st, struct reason *why)
{
    assert(st);
    return run_sql(st, "PRAGMA synchronous=OFF", "store.sync", why);
}

enum verdict store_open(const char *path, struct store **ret,
                        struct reason *why)
{
    CLEANUP(store_drop) struct store *st = MEM_NEW(struct store);
    enum verdict v;

    assert(path);
    assert(ret);
    st->cached = mem_new(STORE_MAX_STATEMENTS * sizeof(*st->cached));
    if (sqlite3_open_v2(path, &st->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return reason_set(why, VERDICT_LATER, "store.open", "%s: %s", path,
                          sqlite3_errmsg(st->db));
    v = store_ready(st, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = TAKE(st);
    return VERDICT_DONE;
}

struct store *store_close(struct store *st)
{
    if (!st)
        return NULL;
    for (size_t i = 0; st->cached && i < STORE_MAX_STATEMENTS; i++)
        sqlite3_finalize(st->cached[i].handle);
    free(st->cached);
    sqlite3_close(st->db);
    free(st);
    return NULL;
}

void store_drop(struct store **st)
{
    *st = store_close(*st);
}

sqlite3 *store_db(struct store *st)
{
    return st->db;
}

int64_t store_changes(struct store *st)
{
    return sqlite3_changes64(st->db);
}

int64_t store_last_id(struct store *st)
{
    return sqlite3_last_insert_rowid(st->db);
}

struct span store_secret(const struct store *st)
{
    return span_of(st->secret, STORE_SECRET);
}

/* SQL constants do not move, so their address is the key. */
struct stmt *stmt_of(struct store *st, const char *sql)
{
    size_t i = ((uintptr_t)sql >> 3) % STORE_MAX_STATEMENTS;
    struct stmt *s;

    assert(st);
    for (size_t tries = 0;; tries++, i = (i + 1) % STORE_MAX_STATEMENTS) {
        assert(tries < STORE_MAX_STATEMENTS);
        s = &st->cached[i];
        if (s->sql == sql || !s->sql)
            break;
    }
    if (s->handle) {
        stmt_reset(s);
        return s;
    }
    s->sql = sql;
    s->db = st->db;
    s->error = sqlite3_prepare_v3(st->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &s->handle, NULL);
    return s;
}

enum verdict store_begin(struct store *st, struct reason *why)
{
    assert(st);
    return run_sql(st, "BEGIN IMMEDIATE", "store.begin", why);
}

enum verdict store_commit(struct store *st, struct reason *why)
{
    enum verdict v;

    assert(st);
    step("store.commit");
    v = run_sql(st, "COMMIT", "store.commit", why);
    step("store.committed");
    return v;
}

void store_rollback(struct store *st)
{
    assert(st);
    if (store_in_transaction(st))
        sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_in_transaction(const struct store *st)
{
    return !sqlite3_get_autocommit(st->db);
}

enum verdict store_mark(struct store *st, struct reason *why)
{
    return run_sql(st, "SAVEPOINT item", "store.mark", why);
}

enum verdict store_mark_keep(struct store *st, struct reason *why)
{
    return run_sql(st, "RELEASE item", "store.mark", why);
}

enum verdict store_mark_undo(struct store *st, struct reason *why)
{
    return run_sql(st, "ROLLBACK TO item; RELEASE item", "store.mark", why);
}

enum verdict store_verify(struct store *st, struct reason *why)
{
    static const char integrity[] = "PRAGMA integrity_check(1)";
    static const char foreign[] = "PRAGMA foreign_key_check";
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, integrity);
    bool row = false;
    enum verdict v = stmt_next(s, &row, why);

    if (v != VERDICT_DONE)
        return v;
    if (!row || !span_eq(stmt_span(s, 0), SPAN("ok")))
        return reason_set(why, VERDICT_NEVER, "store.verify",
                          "integrity_check: " SPAN_FMT,
                          SPAN_ARG(stmt_span(s, 0)));
    stmt_reset(s);
    s = stmt_of(st, foreign);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    if (row)
        return reason_set(why, VERDICT_NEVER, "store.verify",
                          "foreign_key_check: table " SPAN_FMT,
                          SPAN_ARG(stmt_span(s, 0)));
    return VERDICT_DONE;
}

#define SQL_NUMBER                                                             \
    "INSERT INTO counter (name, value) VALUES (:name, 1)"                      \
    " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"

enum verdict store_number(struct store *st, struct span series, int64_t *ret,
                          struct reason *why)
{
    static const char sql[] = SQL_NUMBER;
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, sql);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_text(s, ":name", series);
    v = stmt_next(s, &row, why);
    if (v != VERDICT_DONE)
        return v;
    assert(row);
    *ret = stmt_number(s, 0);
    return VERDICT_DONE;
}

#include "schema.h"

#include <stdint.h>
#include <stdio.h>

#include "stmt.h"

/* Instants are UTC seconds; days are days since 1970-01-01 in Asia/Shanghai;
 * states are stored by name and checked here once more. */
static const char schema_1[] =
    "CREATE TABLE counter ("
    " name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"

    "CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"

    "CREATE TABLE workday ("
    " day INTEGER PRIMARY KEY, works INTEGER NOT NULL, name TEXT NOT NULL"
    ") STRICT;"

    "CREATE TABLE working_group ("
    " id TEXT PRIMARY KEY, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('WG','SWG')),"
    " takes_applications INTEGER NOT NULL) STRICT;"

    "CREATE TABLE person ("
    " id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE COLLATE NOCASE,"
    " name TEXT NOT NULL, title TEXT NOT NULL, phone TEXT NOT NULL"
    ") STRICT;"

    /* Who holds which role; working_group '' means the whole committee. */
    "CREATE TABLE office ("
    " person INTEGER NOT NULL REFERENCES person(id),"
    " role TEXT NOT NULL CHECK (role IN"
    " ('SEC','LIA','GL','DGL','GS','ADM','FIN','OPS')),"
    " working_group TEXT NOT NULL,"
    " PRIMARY KEY (role, working_group, person)) STRICT;"

    "CREATE TABLE unit ("
    " id TEXT PRIMARY KEY, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,"
    " folded_name TEXT NOT NULL, uscc TEXT UNIQUE,"
    " contact INTEGER NOT NULL REFERENCES person(id)) STRICT;"
    "CREATE INDEX unit_by_contact ON unit (contact);"
    "CREATE INDEX unit_by_name ON unit (folded_name);"

    "CREATE TABLE membership ("
    " id INTEGER PRIMARY KEY, unit TEXT NOT NULL REFERENCES unit(id),"
    " working_group TEXT NOT NULL REFERENCES working_group(id),"
    " state TEXT NOT NULL CHECK (state IN"
    " ('active','exit_review','exiting','exited')),"
    " effective_day INTEGER NOT NULL, application TEXT) STRICT;"
    "CREATE UNIQUE INDEX membership_living ON membership (unit, working_group)"
    " WHERE state <> 'exited';"

    "CREATE TABLE representative ("
    " unit TEXT NOT NULL REFERENCES unit(id),"
    " working_group TEXT NOT NULL REFERENCES working_group(id),"
    " person INTEGER NOT NULL REFERENCES person(id),"
    " voter INTEGER NOT NULL, since_day INTEGER NOT NULL,"
    " PRIMARY KEY (unit, working_group, person)) STRICT;"
    "CREATE INDEX representative_by_person ON representative (person);"

    "CREATE TABLE message ("
    " id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE,"
    " received_at INTEGER NOT NULL, size INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN"
    " ('received','applied','ignored','held','quarantined')),"
    " reason TEXT NOT NULL, kind TEXT NOT NULL, sender TEXT NOT NULL,"
    " subject TEXT NOT NULL, object TEXT NOT NULL,"
    " message_id TEXT NOT NULL, body_hash TEXT NOT NULL,"
    " facts BLOB, settled_at INTEGER) STRICT;"
    "CREATE INDEX message_twice ON message (message_id, body_hash);"
    "CREATE INDEX message_by_state ON message (state, id)"
    " WHERE state IN ('received','held','quarantined');"
    "CREATE INDEX message_by_object ON message (object) WHERE object <> '';"

    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
    " code TEXT NOT NULL, object TEXT NOT NULL, subject TEXT NOT NULL,"
    " message_id TEXT NOT NULL UNIQUE, answers TEXT NOT NULL,"
    " queued_at INTEGER NOT NULL, size INTEGER NOT NULL,"
    " bytes BLOB, file TEXT NOT NULL) STRICT;"
    "CREATE INDEX outbox_by_object ON outbox (object) WHERE object <> '';"
    "CREATE INDEX outbox_by_file ON outbox (file) WHERE file <> '';"

    /* One recipient is one transaction with the server. */
    "CREATE TABLE delivery ("
    " id INTEGER PRIMARY KEY,"
    " outbox INTEGER NOT NULL REFERENCES outbox(id),"
    " recipient TEXT NOT NULL, automatic INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('ready','claimed','at_dot',"
    " 'sent','refused','retry','uncertain','held','dropped')),"
    " attempts INTEGER NOT NULL, next_at INTEGER NOT NULL,"
    " queued_at INTEGER NOT NULL, handed_at INTEGER, settled_at INTEGER,"
    " reply TEXT NOT NULL, UNIQUE (outbox, recipient)) STRICT;"
    "CREATE INDEX delivery_due ON delivery (next_at, id)"
    " WHERE state IN ('ready','retry');"
    "CREATE INDEX delivery_open ON delivery (state)"
    " WHERE state IN ('claimed','at_dot','uncertain','held');"
    "CREATE INDEX delivery_recent ON delivery (recipient, queued_at);"

    "CREATE TABLE token ("
    " hash TEXT PRIMARY KEY, purpose TEXT NOT NULL, object TEXT NOT NULL,"
    " actor TEXT NOT NULL, single INTEGER NOT NULL,"
    " message_id TEXT NOT NULL,"
    " issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
    " closed_at INTEGER, closed_by TEXT NOT NULL) STRICT;"
    "CREATE INDEX token_by_object ON token (object, purpose);"
    "CREATE INDEX token_by_message ON token (message_id);"

    "CREATE TABLE application ("
    " id TEXT PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL,"
    " uscc TEXT NOT NULL, applicant TEXT NOT NULL,"
    " applicant_name TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('incomplete','accepted',"
    " 'reviewing','decided','lapsed','withdrawn')),"
    " version INTEGER NOT NULL, received_at INTEGER NOT NULL,"
    " changed_at INTEGER NOT NULL, paper_at INTEGER, form_source TEXT NOT "
    "NULL, asked_by TEXT NOT NULL,"
    " contact_confirmed INTEGER NOT NULL,"
    " unit TEXT REFERENCES unit(id)) STRICT;"
    "CREATE INDEX application_open ON application (state)"
    " WHERE state IN ('incomplete','accepted','reviewing','decided');"

    "CREATE TABLE application_field ("
    " application TEXT NOT NULL REFERENCES application(id),"
    " key TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (application, key, position)) STRICT;"

    "CREATE TABLE application_document ("
    " application TEXT NOT NULL REFERENCES application(id),"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " part INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
    " type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,"
    " media_type TEXT NOT NULL, encrypted INTEGER NOT NULL,"
    " cloud_link INTEGER NOT NULL, inside TEXT NOT NULL,"
    " PRIMARY KEY (application, sha256, name)) STRICT;"

    "CREATE TABLE review ("
    " application TEXT NOT NULL REFERENCES application(id),"
    " working_group TEXT NOT NULL REFERENCES working_group(id),"
    " state TEXT NOT NULL CHECK (state IN ('waiting','approved','rejected',"
    " 'formalities','refused','active','lapsed','withdrawn')),"
    " reason TEXT NOT NULL, reviewer TEXT NOT NULL,"
    " decided_at INTEGER, notified_at INTEGER,"
    " PRIMARY KEY (application, working_group)) STRICT;"

    "CREATE TABLE nominee ("
    " application TEXT NOT NULL REFERENCES application(id),"
    " working_group TEXT NOT NULL, mail TEXT NOT NULL, name TEXT NOT NULL,"
    " title TEXT NOT NULL, voter INTEGER NOT NULL,"
    " PRIMARY KEY (application, working_group, mail)) STRICT;"

    "CREATE TABLE obligation ("
    " id INTEGER PRIMARY KEY, duty TEXT NOT NULL, object TEXT NOT NULL,"
    " anchor_day INTEGER NOT NULL, due_day INTEGER NOT NULL,"
    " due_at INTEGER NOT NULL, created_at INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open','met','met_late',"
    " 'overdue','missed','waived','void')),"
    " next_at INTEGER NOT NULL, done INTEGER NOT NULL, last_sent_at INTEGER,"
    " closed_at INTEGER, evidence TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX obligation_living ON obligation (duty, object)"
    " WHERE state IN ('open','overdue');"
    "CREATE INDEX obligation_due ON obligation (next_at)"
    " WHERE state IN ('open','overdue');"
    "CREATE INDEX obligation_by_object ON obligation (object);"

    "CREATE TABLE obligation_step ("
    " obligation INTEGER NOT NULL REFERENCES obligation(id),"
    " step INTEGER NOT NULL, at INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('sent','skipped')),"
    " reason TEXT NOT NULL, PRIMARY KEY (obligation, step)) STRICT;"

    "CREATE TABLE audit ("
    " id INTEGER PRIMARY KEY, at INTEGER NOT NULL, entity TEXT NOT NULL,"
    " entity_id TEXT NOT NULL, from_state TEXT NOT NULL,"
    " to_state TEXT NOT NULL, event TEXT NOT NULL, actor TEXT NOT NULL,"
    " authority TEXT NOT NULL, evidence TEXT NOT NULL, note TEXT NOT NULL,"
    " hash TEXT NOT NULL) STRICT;"
    "CREATE INDEX audit_by_entity ON audit (entity, entity_id);"
    "CREATE TRIGGER audit_only_grows_1 BEFORE UPDATE ON audit BEGIN"
    " SELECT raise(ABORT, 'the audit trail only grows'); END;"
    "CREATE TRIGGER audit_only_grows_2 BEFORE DELETE ON audit BEGIN"
    " SELECT raise(ABORT, 'the audit trail only grows'); END;";

/* One row: the last instant this state has seen. */
static const char schema_clock[] =
    "CREATE TABLE clock ("
    " id INTEGER PRIMARY KEY CHECK (id = 1), wall_at INTEGER NOT NULL,"
    " boot_ms INTEGER NOT NULL, firm INTEGER NOT NULL, boot TEXT NOT NULL"
    ") STRICT;";

/* Once a version has been released this array only grows: a database out there
 * has run the earlier ones as they were. */
static const char *const migrations[] = { schema_1, schema_clock };

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
    if (version > ARRAY_LEN(migrations))
        return reason_set(why, VERDICT_NEVER, "schema.update",
                          "the database has schema %zu, this program knows "
                          "only %zu: use the newer program",
                          version, ARRAY_LEN(migrations));
    for (; version < ARRAY_LEN(migrations); version++) {
        v = run_sql(db, migrations[version], why);
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

    if (v != VERDICT_DONE || version == ARRAY_LEN(migrations))
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

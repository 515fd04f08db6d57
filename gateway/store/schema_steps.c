#include "schema_steps.h"

#include "convoke/base/own.h"

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

/* The charter's time: meetings, projects, filings, contributions, tasks, and a
 * ledger that knows whom each step was told. */
static const char schema_2[] =
    "ALTER TABLE working_group ADD COLUMN since INTEGER NOT NULL DEFAULT 0;"
    /* What fell due before this version kept the days is not chased now. */
    "UPDATE working_group SET since = coalesce((SELECT max(at) FROM audit), 0);"
    "ALTER TABLE working_group ADD COLUMN state TEXT NOT NULL"
    " DEFAULT 'active' CHECK (state IN ('active','abolished'));"

    "CREATE INDEX membership_by_group ON membership (working_group, unit)"
    " WHERE state <> 'exited';"

    "CREATE TABLE project ("
    " id TEXT PRIMARY KEY,"
    " working_group TEXT NOT NULL REFERENCES working_group(id),"
    " kind TEXT NOT NULL CHECK (kind IN ('standard','research')),"
    " title TEXT NOT NULL, lead INTEGER NOT NULL REFERENCES person(id),"
    " start_day INTEGER NOT NULL," /* plan issued, research begun */
    " state TEXT NOT NULL CHECK (state IN ('in_progress','submitted',"
    " 'submitted_late','terminated')),"
    " stage TEXT NOT NULL, since INTEGER NOT NULL,"
    " meeting_day INTEGER) STRICT;" /* its last meeting known */
    "CREATE INDEX project_by_group ON project (working_group, state);"
    "CREATE INDEX project_by_lead ON project (lead);"
    "CREATE TABLE drafter ("
    " project TEXT NOT NULL REFERENCES project(id), rank INTEGER NOT NULL,"
    " name TEXT NOT NULL, PRIMARY KEY (project, rank)) STRICT;"

    "CREATE TABLE meeting ("
    " id TEXT PRIMARY KEY,"
    " working_group TEXT NOT NULL REFERENCES working_group(id),"
    " kind TEXT NOT NULL CHECK (kind IN ('plenary','leaders')),"
    " state TEXT NOT NULL CHECK (state IN ('planned','plan_filed',"
    " 'notified','contributions_closed','held_unconfirmed',"
    " 'attendance_imported','finalised','closed','cancelled')),"
    " start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,"
    " place TEXT NOT NULL, link TEXT NOT NULL, chair TEXT NOT NULL,"
    " standard_week INTEGER," /* NULL: not said */
    " week_reason TEXT NOT NULL, sequence INTEGER NOT NULL,"
    " since INTEGER NOT NULL, moved_at INTEGER, filed_at INTEGER,"
    " notified_at INTEGER, ended_at INTEGER, reason TEXT NOT NULL,"
    " number TEXT NOT NULL,"  /* 备案编号 */
    " present TEXT NOT NULL," /* leaders: who was there */
    " notice INTEGER REFERENCES message(id)) STRICT;"
    "CREATE INDEX meeting_by_group ON meeting (working_group, start_at);"
    "CREATE TABLE agenda_item ("
    " meeting TEXT NOT NULL REFERENCES meeting(id),"
    " position INTEGER NOT NULL, title TEXT NOT NULL,"
    " project TEXT NOT NULL, presenter TEXT NOT NULL,"
    " omitted INTEGER NOT NULL," /* left out, `title` says why */
    " PRIMARY KEY (meeting, position)) STRICT;"

    /* A document that was filed; its files are papers of 'filing:ID'. */
    "CREATE TABLE filing ("
    " id INTEGER PRIMARY KEY, object TEXT NOT NULL, kind TEXT NOT NULL,"
    " version INTEGER NOT NULL, message INTEGER NOT NULL"
    " REFERENCES message(id), filed_at INTEGER NOT NULL,"
    " filed_by TEXT NOT NULL, late_days INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('filed','incomplete','approved',"
    " 'returned')), note TEXT NOT NULL,"
    " UNIQUE (object, kind, version)) STRICT;"
    "CREATE TABLE paper ("
    " object TEXT NOT NULL, position INTEGER NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " part INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
    " media_type TEXT NOT NULL, size INTEGER NOT NULL,"
    " sha256 TEXT NOT NULL, PRIMARY KEY (object, position)) STRICT;"

    "CREATE TABLE contribution ("
    " id TEXT PRIMARY KEY, meeting TEXT NOT NULL REFERENCES meeting(id),"
    " unit TEXT NOT NULL REFERENCES unit(id), project TEXT NOT NULL,"
    " title TEXT NOT NULL, folded_title TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('held','ontime','late',"
    " 'superseded','accepted_late','returned','tabled','withdrawn',"
    " 'refused')), received_at INTEGER NOT NULL,"
    " due_at INTEGER," /* what it was judged by; NULL: the charter asks none */
    " sender TEXT NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " replaces TEXT NOT NULL, item TEXT NOT NULL, reason TEXT NOT NULL,"
    " decided_at INTEGER) STRICT;"
    "CREATE INDEX contribution_by_meeting ON contribution (meeting, unit);"
    "CREATE INDEX contribution_by_message ON contribution (message);"
    "CREATE TABLE contribution_none ("
    " meeting TEXT NOT NULL REFERENCES meeting(id),"
    " unit TEXT NOT NULL REFERENCES unit(id), sender TEXT NOT NULL,"
    " at INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES message(id),"
    " PRIMARY KEY (meeting, unit)) STRICT;"

    "CREATE TABLE task ("
    " id TEXT PRIMARY KEY,"
    " working_group TEXT NOT NULL," /* '' for the whole committee */
    " addressee TEXT NOT NULL,"     /* a role (GL) or an address */
    " text TEXT NOT NULL, target_day INTEGER NOT NULL,"
    " since INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('open',"
    " 'done','accepted','void'))) STRICT;"

    "CREATE TABLE suggestion ("
    " id TEXT PRIMARY KEY, working_group TEXT NOT NULL,"
    " unit TEXT NOT NULL REFERENCES unit(id), text TEXT NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " since INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('open',"
    " 'answered')), answer TEXT NOT NULL) STRICT;"

    "ALTER TABLE obligation RENAME TO obligation_1;"
    "DROP INDEX obligation_living; DROP INDEX obligation_due;"
    "DROP INDEX obligation_by_object;"
    "CREATE TABLE obligation ("
    " id INTEGER PRIMARY KEY, duty TEXT NOT NULL, object TEXT NOT NULL,"
    " anchor_day INTEGER NOT NULL, due_day INTEGER NOT NULL,"
    " due_at INTEGER NOT NULL, until_at INTEGER,"
    " created_at INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open','met','met_late',"
    " 'overdue','missed','acknowledged','waived','void')),"
    " by_hand INTEGER NOT NULL DEFAULT 0," /* the due day was set by a person */
    " round INTEGER NOT NULL DEFAULT 0,"   /* counts new dates */
    " next_at INTEGER NOT NULL, done INTEGER NOT NULL,"
    " last_sent_at INTEGER, closed_at INTEGER,"
    " evidence TEXT NOT NULL) STRICT;"
    "INSERT INTO obligation (id, duty, object, anchor_day, due_day, due_at,"
    " created_at, state, next_at, done, last_sent_at, closed_at, evidence)"
    " SELECT id, duty, object, anchor_day, due_day, due_at, created_at,"
    " state, next_at, done, last_sent_at, closed_at, evidence"
    " FROM obligation_1;"
    "CREATE UNIQUE INDEX obligation_living ON obligation (duty, object)"
    " WHERE state IN ('open','overdue','missed');"
    "CREATE INDEX obligation_due ON obligation (next_at, id)"
    " WHERE state IN ('open','overdue','missed');"
    "CREATE INDEX obligation_by_object ON obligation (object, duty);"

    /* One row for each step and whom it was told; person '' for nobody. */
    "ALTER TABLE obligation_step RENAME TO obligation_step_1;"
    "CREATE TABLE obligation_step ("
    " obligation INTEGER NOT NULL REFERENCES obligation(id),"
    " round INTEGER NOT NULL, step INTEGER NOT NULL, person TEXT NOT NULL,"
    " at INTEGER NOT NULL, state TEXT NOT NULL"
    " CHECK (state IN ('sent','merged','waiting','skipped')),"
    " reason TEXT NOT NULL,"
    " PRIMARY KEY (obligation, round, step, person)) STRICT;"
    "INSERT INTO obligation_step (obligation, round, step, person, at, state,"
    " reason) SELECT obligation, 0, step, '', at, state, reason"
    " FROM obligation_step_1;"
    "DROP TABLE obligation_step_1; DROP TABLE obligation_1;"
    /* What waits for a person's next catch-up mail. */
    "CREATE INDEX obligation_step_waiting ON obligation_step (person)"
    " WHERE state = 'waiting';"
    "CREATE TABLE catch_up ("
    " person TEXT PRIMARY KEY, day INTEGER NOT NULL) STRICT;"

    /* Of those whom a duty asks one by one: who has answered. */
    "CREATE TABLE obligation_party ("
    " obligation INTEGER NOT NULL REFERENCES obligation(id),"
    " party TEXT NOT NULL, at INTEGER NOT NULL, evidence TEXT NOT NULL,"
    " PRIMARY KEY (obligation, party)) STRICT;"

    /* What happens at an instant by itself. */
    "CREATE TABLE timer ("
    " what TEXT NOT NULL, object TEXT NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (what, object)) STRICT;"
    "CREATE INDEX timer_due ON timer (at);"
    "INSERT INTO timer (what, object, at) VALUES ('calendar', '', 0),"
    " ('digest', '', 0);"

    "CREATE TABLE digest ("
    " id INTEGER PRIMARY KEY, day INTEGER NOT NULL, at INTEGER NOT NULL,"
    " audience TEXT NOT NULL, UNIQUE (day, audience)) STRICT;"
    "CREATE TABLE digest_item ("
    " digest INTEGER NOT NULL REFERENCES digest(id), number INTEGER NOT NULL,"
    " section TEXT NOT NULL, object TEXT NOT NULL, text TEXT NOT NULL,"
    " ref TEXT NOT NULL,"   /* 'obligation:12'; '' for what nobody can act on */
    " state TEXT NOT NULL," /* of `ref` when it was listed */
    " PRIMARY KEY (digest, number)) STRICT;"
    /* A command that was echoed and waits for its sender's yes. */
    "CREATE TABLE intention ("
    " id INTEGER PRIMARY KEY, actor TEXT NOT NULL, act TEXT NOT NULL,"
    " object TEXT NOT NULL, state TEXT NOT NULL, argument TEXT NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " at INTEGER NOT NULL, done_at INTEGER) STRICT;"
    "CREATE INDEX intention_by_message ON intention (message);";

/* One row: the last instant this state has seen. */
static const char schema_3[] =
    "CREATE TABLE clock ("
    " id INTEGER PRIMARY KEY CHECK (id = 1), wall_at INTEGER NOT NULL,"
    " boot_ms INTEGER NOT NULL, firm INTEGER NOT NULL, boot TEXT NOT NULL"
    ") STRICT;";

/* Who is invited, what was answered, why somebody does not come. */
static const char schema_4[] =
    "CREATE TABLE invitation ("
    " meeting TEXT NOT NULL REFERENCES meeting(id),"
    " person TEXT NOT NULL COLLATE NOCASE, party TEXT NOT NULL,"
    " name TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,"
    " ended INTEGER NOT NULL, delegated_from TEXT NOT NULL COLLATE NOCASE,"
    " PRIMARY KEY (meeting, person)) STRICT;"
    "CREATE INDEX invitation_by_person ON invitation (person, ended);"

    "CREATE TABLE rsvp ("
    " id INTEGER PRIMARY KEY, meeting TEXT NOT NULL REFERENCES meeting(id),"
    " party TEXT NOT NULL, person TEXT NOT NULL COLLATE NOCASE,"
    " came_from TEXT NOT NULL COLLATE NOCASE, status TEXT NOT NULL,"
    " sequence INTEGER NOT NULL, stamp INTEGER NOT NULL,"
    " at INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES message(id),"
    " comment TEXT NOT NULL, delegate TEXT NOT NULL COLLATE NOCASE,"
    " way TEXT NOT NULL,"
    " UNIQUE (meeting, person, status, sequence, stamp, comment, delegate)"
    ") STRICT;"
    "CREATE INDEX rsvp_by_party ON rsvp (meeting, party);"

    "CREATE TABLE excuse ("
    " id INTEGER PRIMARY KEY, meeting TEXT NOT NULL REFERENCES meeting(id),"
    " unit TEXT NOT NULL, person TEXT NOT NULL COLLATE NOCASE,"
    " reason TEXT NOT NULL, at INTEGER NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message(id), way TEXT NOT NULL,"
    " state TEXT NOT NULL, decided_at INTEGER NOT NULL,"
    " decided_by TEXT NOT NULL, decision TEXT NOT NULL) STRICT;"
    "CREATE INDEX excuse_by_unit ON excuse (meeting, unit);"

    /* What the digest counts since yesterday. */
    "CREATE INDEX message_by_day ON message (received_at);"
    "CREATE INDEX outbox_by_day ON outbox (queued_at, code, object);";

/* Who votes at a meeting, as it was fixed on its eve. */
static const char schema_5[] =
    "CREATE TABLE roll ("
    " meeting TEXT NOT NULL REFERENCES meeting(id), unit TEXT NOT NULL,"
    " name TEXT NOT NULL, voter TEXT NOT NULL, mail TEXT NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY (meeting, unit)) STRICT;"
    "CREATE INDEX invitation_by_party ON invitation (meeting, party);";

/* What was billed, and what the dues clerk's ledger says: the newest entry of
 * a unit and a year holds. */
static const char schema_6[] =
    "CREATE TABLE dues_year ("
    " year INTEGER PRIMARY KEY, due_day INTEGER NOT NULL,"
    " since INTEGER NOT NULL) STRICT;"
    "CREATE TABLE dues_import ("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " as_of INTEGER NOT NULL, sha256 TEXT NOT NULL UNIQUE,"
    " file TEXT NOT NULL, message INTEGER NOT NULL, at INTEGER NOT NULL,"
    " rows INTEGER NOT NULL) STRICT;"
    "CREATE TABLE dues_entry ("
    " id INTEGER PRIMARY KEY, year INTEGER NOT NULL REFERENCES dues_year(year),"
    " unit TEXT NOT NULL REFERENCES unit(id), status TEXT NOT NULL,"
    " amount TEXT NOT NULL, ref TEXT NOT NULL, value_day INTEGER NOT NULL,"
    " import INTEGER NOT NULL," /* 0: a decision of the secretariat */
    " message INTEGER NOT NULL, at INTEGER NOT NULL, note TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX dues_entry_by_unit ON dues_entry (year, unit, id);";

/* Who shall become a unit's contact; the register's gaps are told weekly. */
static const char schema_7[] =
    "CREATE TABLE contact_change ("
    " id INTEGER PRIMARY KEY, unit TEXT NOT NULL REFERENCES unit(id),"
    " name TEXT NOT NULL, mail TEXT NOT NULL COLLATE NOCASE,"
    " phone TEXT NOT NULL, effective_day INTEGER NOT NULL,"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " asked_by TEXT NOT NULL COLLATE NOCASE, at INTEGER NOT NULL,"
    " until_at INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ("
    "'held','pending','confirmed','done','superseded','declined','refused',"
    "'expired'))) STRICT;"
    "CREATE INDEX contact_change_by_unit ON contact_change (unit, state);"
    "INSERT INTO timer (what, object, at) VALUES ('gap', '', 0);"
    /* 09:00 of the day a week before each plenary that is planned already. */
    "INSERT INTO timer (what, object, at) SELECT 'voter', id,"
    " ((start_at + 28800) / 86400 - 7) * 86400 + 3600 FROM meeting"
    " WHERE kind = 'plenary' AND state <> 'cancelled' AND ended_at IS NULL;";

/* Who came, what that makes of each unit, and how often in a row. */
static const char schema_8[] =
    "ALTER TABLE membership ADD COLUMN unexcused INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE membership ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;"
    /* Plenaries that opened before do not count (R-X11). */
    "ALTER TABLE membership ADD COLUMN counted_from INTEGER NOT NULL"
    " DEFAULT 0;"

    "CREATE TABLE attendance_import ("
    " id INTEGER PRIMARY KEY, meeting TEXT NOT NULL REFERENCES meeting(id),"
    " sha256 TEXT NOT NULL, file TEXT NOT NULL, importer TEXT NOT NULL,"
    " message INTEGER REFERENCES message(id), at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX attendance_import_by_meeting"
    " ON attendance_import (meeting, id);"

    "CREATE TABLE sign_in ("
    " import INTEGER NOT NULL REFERENCES attendance_import(id),"
    " line INTEGER NOT NULL, unit TEXT NOT NULL, person TEXT NOT NULL,"
    " role TEXT NOT NULL, mode TEXT NOT NULL, signed_at TEXT NOT NULL,"
    " PRIMARY KEY (import, line)) STRICT;"

    "CREATE TABLE attendance ("
    " meeting TEXT NOT NULL REFERENCES meeting(id),"
    " unit TEXT NOT NULL REFERENCES unit(id),"
    " status TEXT NOT NULL CHECK (status IN ('A','N','E','U')),"
    " basis TEXT NOT NULL, asked_at INTEGER, window_at INTEGER,"
    " at INTEGER NOT NULL, PRIMARY KEY (meeting, unit)) STRICT;"
    "CREATE INDEX attendance_by_unit ON attendance (unit);";

/* Exit criteria that were met, what units said to it, the evidence as it was
 * laid out, and how units leave. */
static const char schema_9[] =
    "CREATE TABLE flag ("
    " id INTEGER PRIMARY KEY, object TEXT NOT NULL UNIQUE,"
    " unit TEXT NOT NULL REFERENCES unit(id),"
    " working_group TEXT NOT NULL," /* '' with DUES: all groups of the unit */
    " ground TEXT NOT NULL CHECK (ground IN ('ABS','DUES')),"
    " cause TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open','deferred','pre_exit',"
    "'objected','expired','confirmed','dismissed','voided','moot')),"
    " count INTEGER NOT NULL, skipped INTEGER NOT NULL,"
    " raised_at INTEGER NOT NULL, told_at INTEGER,"
    " stepped_at INTEGER NOT NULL, until INTEGER,"
    " stepped_by TEXT NOT NULL, reason TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX flag_living ON flag (unit, working_group, ground)"
    " WHERE state IN ('open','deferred','pre_exit','objected','expired');"
    "CREATE TABLE flag_statement ("
    " flag INTEGER NOT NULL REFERENCES flag(id),"
    " message INTEGER NOT NULL REFERENCES message(id),"
    " at INTEGER NOT NULL, sender TEXT NOT NULL,"
    " in_time INTEGER NOT NULL, PRIMARY KEY (flag, message)) STRICT;"
    "CREATE TABLE flag_evidence ("
    " flag INTEGER NOT NULL REFERENCES flag(id), version INTEGER NOT NULL,"
    " at INTEGER NOT NULL, text BLOB NOT NULL, pdf BLOB NOT NULL,"
    " PRIMARY KEY (flag, version)) STRICT;"

    "CREATE TABLE exit_case ("
    " id INTEGER PRIMARY KEY, unit TEXT NOT NULL REFERENCES unit(id),"
    " working_groups TEXT NOT NULL,"
    " ground TEXT NOT NULL CHECK (ground IN ('voluntary','deemed',"
    "'revoked')),"
    " state TEXT NOT NULL CHECK (state IN ('requested','declined','exiting',"
    "'done')),"
    " flag TEXT NOT NULL, message INTEGER REFERENCES message(id),"
    " begun_at INTEGER NOT NULL, decided_at INTEGER,"
    " decided_by TEXT NOT NULL, done_at INTEGER, reason TEXT NOT NULL,"
    " number TEXT NOT NULL) STRICT;"
    "CREATE INDEX exit_case_by_unit ON exit_case (unit);";

/* Leaders at their meetings, hints about them, and since when they lead. */
static const char schema_10[] =
    "ALTER TABLE office ADD COLUMN since INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE leader_absence ("
    " meeting TEXT NOT NULL REFERENCES meeting(id),"
    " person INTEGER NOT NULL REFERENCES person(id), role TEXT NOT NULL,"
    " status TEXT NOT NULL CHECK (status IN ('A','N','E','U')),"
    " basis TEXT NOT NULL, asked_at INTEGER, window_at INTEGER,"
    " final_at INTEGER, at INTEGER NOT NULL,"
    " PRIMARY KEY (meeting, person)) STRICT;"
    "CREATE INDEX leader_absence_by_person ON leader_absence (person);"
    "CREATE TABLE leader_mark ("
    " id INTEGER PRIMARY KEY, working_group TEXT NOT NULL,"
    " person INTEGER NOT NULL REFERENCES person(id), role TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('ABS','IDLE')),"
    " cause TEXT NOT NULL, count INTEGER NOT NULL, readings TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open','seen','void')),"
    " raised_at INTEGER NOT NULL, told_at INTEGER, ended_at INTEGER,"
    " ended_by TEXT NOT NULL,"
    " UNIQUE (person, working_group, kind, cause)) STRICT;"
    /* What one person did, latest first; the clock did most of the rest. */
    "CREATE INDEX audit_of_person ON audit (actor, at)"
    " WHERE authority <> 'clock';"
    "INSERT INTO timer (what, object, at) VALUES ('leader.idle', '', 0);";

/* What other systems reported about our mails, and the addresses that get
 * nothing more because of it. */
static const char schema_11[] =
    "CREATE TABLE bounce ("
    " id INTEGER PRIMARY KEY,"
    " delivery INTEGER NOT NULL REFERENCES delivery(id),"
    " message INTEGER REFERENCES message(id), at INTEGER NOT NULL,"
    " status TEXT NOT NULL, said TEXT NOT NULL,"
    " class TEXT NOT NULL CHECK (class IN ('hard','soft','unknown')),"
    " accepted_at INTEGER, accepted_reply TEXT NOT NULL,"
    " UNIQUE (delivery, class)) STRICT;"
    "CREATE TABLE suppression ("
    " id INTEGER PRIMARY KEY, mail TEXT NOT NULL COLLATE NOCASE,"
    " since INTEGER NOT NULL, bounce INTEGER REFERENCES bounce(id),"
    " lifted_at INTEGER) STRICT;"
    "CREATE UNIQUE INDEX suppression_living ON suppression (mail)"
    " WHERE lifted_at IS NULL;";

/* What a day's mail may cost, and whether somebody says the same again. */
static const char schema_12[] =
    "CREATE TABLE quota ("
    " day INTEGER NOT NULL, party TEXT NOT NULL COLLATE NOCASE,"
    " used INTEGER NOT NULL, PRIMARY KEY (day, party)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX message_by_words ON message (sender, body_hash);";

/* How far each folder of the mailbox has been read, and what was left there. */
static const char schema_13[] =
    "CREATE TABLE mailbox ("
    " folder TEXT PRIMARY KEY, validity INTEGER NOT NULL,"
    " next INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE mailbox_left ("
    " folder TEXT NOT NULL, validity INTEGER NOT NULL,"
    " uid INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,"
    " PRIMARY KEY (folder, validity, uid)) STRICT;"
    "CREATE TABLE mailbox_read ("
    " id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;";

/* Who steps aside while the rates hold mail back. */
static const char schema_14[] =
    "ALTER TABLE delivery ADD COLUMN yields INTEGER NOT NULL DEFAULT 0;"
    "DROP INDEX delivery_due;"
    "CREATE INDEX delivery_due ON delivery (yields, next_at, id)"
    " WHERE state IN ('ready','retry');";

/* What was told us outlives the process that heard it. */
static const char schema_15[] =
    "CREATE TABLE pause ("
    " domain TEXT PRIMARY KEY COLLATE NOCASE, until_at INTEGER NOT NULL,"
    " times INTEGER NOT NULL, reply TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/* Once a version has been released this array only grows: a database out there
 * has run the earlier ones as they were. */
const char *const schema_steps[] = { schema_1,  schema_2,  schema_3,  schema_4,
                                     schema_5,  schema_6,  schema_7,  schema_8,
                                     schema_9,  schema_10, schema_11, schema_12,
                                     schema_13, schema_14, schema_15 };
const size_t schema_steps_n = ARRAY_LEN(schema_steps);

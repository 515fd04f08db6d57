#include "convoke/store/dues.h"

#include <assert.h>

#include "convoke/base/names.h"
#include "convoke/store/outbox.h"
#include "stmt.h"

static const char *const status_names[] = {
    [DUES_UNPAID] = "unpaid",     [DUES_PAID] = "paid",
    [DUES_PARTIAL] = "partial",   [DUES_WAIVED] = "waived",
    [DUES_DEFERRED] = "deferred", [DUES_DISPUTED] = "disputed",
};
NAMES_DEFINE(dues_status, enum dues_status, status_names, DUES_STATUS_COUNT)

#define SQL_DUES_YEAR_PUT                                                      \
    "INSERT INTO dues_year (year, due_day, since) VALUES (:year, :due, "       \
    ":since)"                                                                  \
    " ON CONFLICT DO UPDATE SET due_day = :due"

enum verdict dues_year_put(struct store *st, const struct dues_year *y,
                           struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DUES_YEAR_PUT);

    assert(y);
    stmt_int(s, ":year", y->year);
    stmt_int(s, ":due", y->due);
    stmt_int(s, ":since", y->since);
    return stmt_run(s, why);
}

static struct dues_year take_year(struct stmt *s)
{
    return (struct dues_year){
        .year = (int)stmt_number(s, 0),
        .due = (civil_day)stmt_number(s, 1),
        .since = stmt_number(s, 2),
    };
}

#define SQL_DUES_YEAR_GET                                                      \
    "SELECT year, due_day, since FROM dues_year WHERE year = :year"

enum verdict dues_year_get(struct store *st, int year, struct dues_year *ret,
                           bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DUES_YEAR_GET);
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":year", year);
    v = stmt_next(s, ret_found, why);
    if (v == VERDICT_DONE && *ret_found)
        *ret = take_year(s);
    return v;
}

#define SQL_DUES_YEARS                                                         \
    "SELECT year, due_day, since FROM dues_year ORDER BY year"

enum verdict dues_years_all(struct store *st, struct arena *arena,
                            dues_years *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DUES_YEARS);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (dues_years){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = take_year(s);
    return v;
}

#define SQL_DUES_ENTRY_ADD                                                     \
    "INSERT INTO dues_entry (year, unit, status, amount, ref, value_day,"      \
    " import, message, at, note) VALUES (:year, :unit, :status, :amount, "     \
    ":ref,"                                                                    \
    " :value_day, :import, :message, :at, :note)"

enum verdict dues_entry_add(struct store *st, const struct dues_entry *e,
                            struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DUES_ENTRY_ADD);

    assert(e);
    stmt_int(s, ":year", e->year);
    stmt_text(s, ":unit", e->unit);
    stmt_text(s, ":status", span_str(dues_status_name(e->status)));
    stmt_text(s, ":amount", e->amount);
    stmt_text(s, ":ref", e->ref);
    stmt_int(s, ":value_day", e->value_day);
    stmt_int(s, ":import", e->import);
    stmt_int(s, ":message", e->message);
    stmt_int(s, ":at", e->at);
    stmt_text(s, ":note", e->note);
    return stmt_run(s, why);
}

#define SQL_DUES_ENTRY_COLUMNS                                                 \
    "SELECT year, unit, status, amount, ref, value_day, import, message, at,"  \
    " note FROM dues_entry "

static enum verdict take_entry(struct stmt *s, struct arena *arena,
                               struct dues_entry *ret, struct reason *why)
{
    *ret = (struct dues_entry){
        .year = (int)stmt_number(s, 0),
        .unit = stmt_copy(s, 1, arena),
        .amount = stmt_copy(s, 3, arena),
        .ref = stmt_copy(s, 4, arena),
        .value_day = (civil_day)stmt_number(s, 5),
        .import = stmt_number(s, 6),
        .message = stmt_number(s, 7),
        .at = stmt_number(s, 8),
        .note = stmt_copy(s, 9, arena),
    };
    if (!dues_status_from(stmt_span(s, 2), &ret->status))
        return reason_set(why, VERDICT_BROKEN, "dues.entry",
                          "dues %d of " SPAN_FMT " have an unknown status",
                          ret->year, SPAN_ARG(ret->unit));
    return VERDICT_DONE;
}

#define SQL_DUES_ENTRY_OF                                                      \
    SQL_DUES_ENTRY_COLUMNS                                                     \
    "WHERE year = :year AND unit = :unit ORDER BY id DESC LIMIT 1"

enum verdict dues_entry_of(struct store *st, int year, struct span unit,
                           struct arena *arena, struct dues_entry *ret,
                           bool *ret_found, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DUES_ENTRY_OF);
    enum verdict v;

    assert(ret && ret_found);
    stmt_int(s, ":year", year);
    stmt_text(s, ":unit", unit);
    v = stmt_next(s, ret_found, why);
    return v == VERDICT_DONE && *ret_found ? take_entry(s, arena, ret, why) : v;
}

#define SQL_DUES_ENTRIES_OF                                                    \
    SQL_DUES_ENTRY_COLUMNS                                                     \
    "WHERE id IN (SELECT max(id) FROM dues_entry WHERE year = :year"           \
    " GROUP BY unit) ORDER BY unit"

static enum verdict take_entries(struct stmt *held, struct arena *arena,
                                 dues_entries *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    *ret = (dues_entries){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row) {
        v = take_entry(s, arena, list_push(ret, arena), why);
        if (v != VERDICT_DONE)
            return v;
    }
    return v;
}

enum verdict dues_entries_of(struct store *st, int year, struct arena *arena,
                             dues_entries *ret, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DUES_ENTRIES_OF);

    assert(ret);
    stmt_int(s, ":year", year);
    return take_entries(s, arena, ret, why);
}

#define SQL_DUES_HISTORY_OF                                                    \
    SQL_DUES_ENTRY_COLUMNS "WHERE year = :year AND unit = :unit ORDER BY id"

enum verdict dues_history_of(struct store *st, int year, struct span unit,
                             struct arena *arena, dues_entries *ret,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DUES_HISTORY_OF);

    assert(ret);
    stmt_int(s, ":year", year);
    stmt_text(s, ":unit", unit);
    return take_entries(s, arena, ret, why);
}

#define SQL_DUES_IMPORT_ADD                                                    \
    "INSERT INTO dues_import (name, as_of, sha256, file, message, at, rows)"   \
    " VALUES (:name, :as_of, :sha256, :file, :message, :at, :rows)"

enum verdict dues_import_add(struct store *st, struct dues_import *i,
                             struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DUES_IMPORT_ADD);
    enum verdict v;

    assert(i);
    stmt_text(s, ":name", i->name);
    stmt_int(s, ":as_of", i->as_of);
    stmt_text(s, ":sha256", i->sha256);
    stmt_text(s, ":file", i->file);
    stmt_int(s, ":message", i->message);
    stmt_int(s, ":at", i->at);
    stmt_int(s, ":rows", i->rows);
    v = stmt_run(s, why);
    if (v == VERDICT_DONE)
        i->id = store_last_id(st);
    return v;
}

#define SQL_DUES_IMPORT_COLUMNS                                                \
    "SELECT id, name, as_of, sha256, file, message, at, rows FROM "            \
    "dues_import "

static enum verdict take_imports(struct stmt *held, struct arena *arena,
                                 dues_imports *ret, struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = held;
    bool row = false;
    enum verdict v;

    *ret = (dues_imports){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct dues_import){
            .id = stmt_number(s, 0),
            .name = stmt_copy(s, 1, arena),
            .as_of = (civil_day)stmt_number(s, 2),
            .sha256 = stmt_copy(s, 3, arena),
            .file = stmt_copy(s, 4, arena),
            .message = stmt_number(s, 5),
            .at = stmt_number(s, 6),
            .rows = stmt_number(s, 7),
        };
    return v;
}

static enum verdict take_import(struct stmt *held, struct arena *arena,
                                struct dues_import *ret, bool *ret_found,
                                struct reason *why)
{
    dues_imports found = { 0 };
    enum verdict v = take_imports(held, arena, &found, why);

    assert(ret && ret_found);
    *ret_found = v == VERDICT_DONE && found.n > 0;
    if (*ret_found)
        *ret = found.at[0];
    return v;
}

#define SQL_DUES_IMPORTS_ALL SQL_DUES_IMPORT_COLUMNS "ORDER BY as_of, id"

enum verdict dues_imports_all(struct store *st, struct arena *arena,
                              dues_imports *ret, struct reason *why)
{
    assert(ret);
    return take_imports(stmt_of(st, SQL_DUES_IMPORTS_ALL), arena, ret, why);
}

#define SQL_DUES_IMPORT_NEWEST                                                 \
    SQL_DUES_IMPORT_COLUMNS "ORDER BY as_of DESC, id DESC LIMIT 1"

enum verdict dues_import_newest(struct store *st, struct arena *arena,
                                struct dues_import *ret, bool *ret_found,
                                struct reason *why)
{
    return take_import(stmt_of(st, SQL_DUES_IMPORT_NEWEST), arena, ret,
                       ret_found, why);
}

#define SQL_DUES_IMPORT_OF SQL_DUES_IMPORT_COLUMNS "WHERE sha256 = :sha256"

enum verdict dues_import_of(struct store *st, struct span sha256,
                            struct arena *arena, struct dues_import *ret,
                            bool *ret_found, struct reason *why)
{
    struct stmt *s = stmt_of(st, SQL_DUES_IMPORT_OF);

    stmt_text(s, ":sha256", sha256);
    return take_import(s, arena, ret, ret_found, why);
}

#define SQL_DUES_MAILS                                                         \
    "SELECT count(DISTINCT CASE d.state WHEN 'sent' THEN o.id END),"           \
    " count(DISTINCT CASE WHEN d.state = 'refused'"                            \
    " OR d.reply = '" OUTBOX_SUPPRESSED "' THEN o.id END)"                     \
    " FROM outbox o JOIN delivery d ON d.outbox = o.id"                        \
    " WHERE o.code = :code AND o.object LIKE 'DUES-' || :year || '/%'"         \
    " AND d.recipient COLLATE NOCASE IN"                                       \
    " (SELECT p.mail FROM person p WHERE p.id IN (SELECT contact FROM unit"    \
    " WHERE id = :unit UNION SELECT person FROM representative"                \
    " WHERE unit = :unit))"

enum verdict dues_mails_of(struct store *st, struct span code, int year,
                           struct span unit, struct dues_mails *ret,
                           struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DUES_MAILS);
    bool row = false;
    enum verdict v;

    assert(ret);
    stmt_text(s, ":code", code);
    stmt_int(s, ":year", year);
    stmt_text(s, ":unit", unit);
    v = stmt_next(s, &row, why);
    if (v == VERDICT_DONE)
        *ret = (struct dues_mails){ stmt_number(s, 0), stmt_number(s, 1) };
    return v;
}

#define SQL_DUES_MEMBERS                                                       \
    "SELECT u.id, u.name_zh, u.name_en, u.uscc, u.contact,"                    \
    " min(m.effective_day) FROM membership m JOIN unit u ON u.id = m.unit"     \
    " WHERE m.state <> 'exited' GROUP BY u.id ORDER BY u.id"

enum verdict dues_members(struct store *st, struct arena *arena, members *ret,
                          struct reason *why)
{
    CLEANUP(stmt_leave) struct stmt *s = stmt_of(st, SQL_DUES_MEMBERS);
    bool row = false;
    enum verdict v;

    assert(ret);
    *ret = (members){ 0 };
    while ((v = stmt_next(s, &row, why)) == VERDICT_DONE && row)
        *list_push(ret, arena) = (struct member){
            .unit = { .id = stmt_copy(s, 0, arena),
                      .name_zh = stmt_copy(s, 1, arena),
                      .name_en = stmt_copy(s, 2, arena),
                      .uscc = stmt_copy(s, 3, arena),
                      .contact = stmt_number(s, 4) },
            .effective_day = (civil_day)stmt_number(s, 5),
        };
    return v;
}

/* dues.h — which dues were billed, and what the ledger of the dues clerk says.
 *
 * A year is billed once for the whole committee (R-X8). Entries are only ever
 * added: the newest of a unit and a year holds, the others are its history.
 * An entry comes with an import or is a decision of the secretariat. Source:
 * requirements.md R-X7, R-X8, 6.4. */
#ifndef CONVOKE_STORE_DUES_H
#define CONVOKE_STORE_DUES_H

#include "convoke/store/register.h"

enum dues_status {
    DUES_UNPAID, /* billed, nothing came in */
    DUES_PAID,
    DUES_PARTIAL,
    DUES_WAIVED,
    DUES_DEFERRED, /* a later payment was agreed */
    DUES_DISPUTED, /* the unit objects, and nobody has decided yet */
    DUES_STATUS_COUNT
};

const char *dues_status_name(enum dues_status s);
bool dues_status_from(struct span name, enum dues_status *ret);

struct dues_year {
    int year;
    civil_day due; /* date on the bill */
    int64_t since; /* known here since then */
};
typedef LIST_OF(struct dues_year) dues_years;

struct dues_entry {
    int year;
    struct span unit;
    enum dues_status status;
    struct span amount, ref; /* as the ledger writes them; may be empty */
    civil_day value_day;     /* when the money arrived; 0: it did not */
    int64_t import;          /* 0: a decision of the secretariat */
    int64_t message;         /* that brought it; 0: a command did */
    int64_t at;
    struct span note; /* reason of a decision; may be empty */
};
typedef LIST_OF(struct dues_entry) dues_entries;

struct dues_import {
    int64_t id;
    struct span name;   /* "DI-2026-01" */
    civil_day as_of;    /* the ledger is complete up to that day */
    struct span sha256; /* of the file */
    struct span file;   /* its name; may be empty */
    int64_t message;    /* 0: a command */
    int64_t at, rows;
};

/* Adds it, or replaces its due day; `since` of a known year stays. */
MUST_USE enum verdict dues_year_put(struct store *st, const struct dues_year *y,
                                    struct reason *why);
MUST_USE enum verdict dues_year_get(struct store *st, int year,
                                    struct dues_year *ret, bool *ret_found,
                                    struct reason *why);
MUST_USE enum verdict dues_years_all(struct store *st, struct arena *arena,
                                     dues_years *ret, struct reason *why);

MUST_USE enum verdict dues_entry_add(struct store *st,
                                     const struct dues_entry *e,
                                     struct reason *why);
/* The newest of that unit, or of each unit by its id. */
MUST_USE enum verdict dues_entry_of(struct store *st, int year,
                                    struct span unit, struct arena *arena,
                                    struct dues_entry *ret, bool *ret_found,
                                    struct reason *why);
MUST_USE enum verdict dues_entries_of(struct store *st, int year,
                                      struct arena *arena, dues_entries *ret,
                                      struct reason *why);

/* Every entry of a unit and a year, oldest first. */
MUST_USE enum verdict dues_history_of(struct store *st, int year,
                                      struct span unit, struct arena *arena,
                                      dues_entries *ret, struct reason *why);

/* Fills `id`. */
MUST_USE enum verdict dues_import_add(struct store *st, struct dues_import *i,
                                      struct reason *why);
/* The one with the latest as_of; the one of these octets. */
MUST_USE enum verdict dues_import_newest(struct store *st, struct arena *arena,
                                         struct dues_import *ret,
                                         bool *ret_found, struct reason *why);
MUST_USE enum verdict dues_import_of(struct store *st, struct span sha256,
                                     struct arena *arena,
                                     struct dues_import *ret, bool *ret_found,
                                     struct reason *why);

/* All, by as_of. */
typedef LIST_OF(struct dues_import) dues_imports;
MUST_USE enum verdict dues_imports_all(struct store *st, struct arena *arena,
                                       dues_imports *ret, struct reason *why);

/* Mails of one notice about a year that reached, or were refused to, somebody
 * who stands for the unit today, as far as the way out can tell: what was sent
 * to people it no longer has does not count against it. */
struct dues_mails {
    int64_t sent, refused;
};
MUST_USE enum verdict dues_mails_of(struct store *st, struct span code,
                                    int year, struct span unit,
                                    struct dues_mails *ret, struct reason *why);

/* Units with a living membership in any group, each once, by id; its first
 * living membership's day. */
MUST_USE enum verdict dues_members(struct store *st, struct arena *arena,
                                   members *ret, struct reason *why);

#endif

/* casebook.h — everything on record about why and how a unit leaves: one flag,
 * one exit, or all that a unit has of both.
 *
 * What belongs to the case is chosen once, then read sheet by sheet. Nothing of
 * another unit gets into it: a mail that did something for others too, or a
 * list that names them, stands there with its hash alone (`whole` empty).
 * Sheets are for people and programs alike; instants in them are of
 * Asia/Shanghai, those that a program needs are UTC seconds. Source:
 * requirements.md 4.2, R-X9; charter Art. 13. */
#ifndef CONVOKE_STORE_CASEBOOK_H
#define CONVOKE_STORE_CASEBOOK_H

#include "convoke/base/arena.h"
#include "convoke/base/table.h"
#include "convoke/store/exit_case.h"
#include "convoke/store/flag.h"
#include "convoke/store/meeting.h"

struct casebook {
    struct span unit; /* its id */
    flags flags;
    exit_cases exits;
    meetings meetings; /* those that are counted, by their start, and what
                          came between and after them */
    /* What the statements ask for, as JSON arrays; in the arena. */
    struct span objects, meeting_ids, years;
};

/* `object`: "M07/ABS/WG5-2026-P1", "exit:3", "M07", or
 * "M07/WG5-2026-P1" (one plenary of a unit). *ret_found false: there is no
 * such flag, exit or plenary, or the unit has neither flag nor exit. */
MUST_USE enum verdict casebook_open(struct store *st, struct span object,
                                    struct arena *arena, struct casebook *ret,
                                    bool *ret_found, struct reason *why);

enum casebook_sheet {
    CASEBOOK_FLAGS,
    CASEBOOK_EXITS,
    CASEBOOK_ATTENDANCE, /* of each plenary */
    CASEBOOK_SIGN_INS,   /* each list that came in, with the unit's lines */
    CASEBOOK_ANSWERS,
    CASEBOOK_REASONS,
    CASEBOOK_DUES,    /* every entry of the years, newest last */
    CASEBOOK_LEDGERS, /* each that came in since the year was billed */
    CASEBOOK_STATEMENTS,
    CASEBOOK_EVIDENCE, /* versions; their bytes: casebook_evidence */
    CASEBOOK_MAIL_IN,
    CASEBOOK_MAIL_OUT,  /* one row a recipient */
    CASEBOOK_DECISIONS, /* rows of the audit trail, with the hashes */
    CASEBOOK_SHEET_COUNT
};

/* Columns, by the sheet. */
enum {
    CASEBOOK_ATTENDANCE_MEETING = 0,
    CASEBOOK_ATTENDANCE_STATUS = 4,
    CASEBOOK_ATTENDANCE_BASIS,
    CASEBOOK_ATTENDANCE_NOTICE,
    CASEBOOK_ATTENDANCE_ASKED,
    CASEBOOK_ATTENDANCE_WINDOW,
    CASEBOOK_ATTENDANCE_FOUND,

    CASEBOOK_MAIL_AT = 1,       /* UTC seconds, of both */
    CASEBOOK_MAIL_TIME = 2,     /* the same for people */
    CASEBOOK_MAIL_IN_SHA = 9,   /* of the octets as they came */
    CASEBOOK_MAIL_IN_FILE = 10, /* in an archive; empty: the hash alone */
    CASEBOOK_MAIL_OUT_FILE = 10,
};

const char *casebook_sheet_name(enum casebook_sheet s); /* "sign-in" */
const char *casebook_sheet_zh(enum casebook_sheet s);

MUST_USE enum verdict casebook_sheet(struct store *st,
                                     const struct casebook *cb,
                                     enum casebook_sheet s, struct table **ret,
                                     struct reason *why);

/* The evidence of a flag after that version, copied into the arena. */
MUST_USE enum verdict casebook_evidence(struct store *st, int64_t flag,
                                        int64_t after, struct arena *arena,
                                        struct flag_evidence *ret,
                                        bool *ret_found, struct reason *why);

#endif

/* import.h — a file of facts into the state: all of it or nothing.
 *
 * Every fault is told at once with its place; --dry-run shows what each row
 * would do and changes nothing. Each kind is one function in its own file. */
#ifndef CONVOKE_IMPORT_H
#define CONVOKE_IMPORT_H

#include "context.h"

enum {
    IMPORT_MAX_FILE = 16 * 1024 * 1024,
    IMPORT_ARENA = 256 * 1024 * 1024,
};

struct import {
    struct context *ctx;
    struct arena *arena; /* borrowed */
    const char *file;    /* as named on the command line */
    struct span bytes;
    bool dry;
};

int import_register(struct import *im);
int import_workdays(struct import *im);
int import_attendance(struct import *im);
int import_dues(struct import *im);

/* CSV in UTF-8, UTF-16 or GB18030, or an XLSX, as lines of UTF-8: a row a
 * line, of a workbook with TAB between its cells. */
MUST_USE enum verdict import_table(struct import *im, struct text *to,
                                   struct reason *why);

struct workdays_rows;

/* Working days out of a published holiday calendar (ICS, UTF-8, UTF-16 or
 * GB18030); tells what it passed over. As workdays_parse gives them. */
bool import_is_holidays(const struct import *im);
MUST_USE enum verdict import_holidays(struct import *im,
                                      struct workdays_rows *ret,
                                      struct reason *why);

/* Ends what store_begin began: kept, or undone after --dry-run or a failure.
 * Gives the exit code. */
int import_end(struct import *im, enum verdict v, struct reason *why);

/* Writes one audit row: who imported which octets. */
MUST_USE enum verdict import_record(struct import *im, const char *kind,
                                    struct reason *why);

#endif

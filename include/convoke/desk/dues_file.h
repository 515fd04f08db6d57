/* dues_file.h — the dues clerk's ledger as rows.
 *
 * Lines of cells parted by TAB, as a workbook is told, or by commas or
 * semicolons with quotes, as CSV is. Before the heads a line as_of=2026-06-21;
 * then the heads year, unit, amount, status, value_date, ref in any order and
 * in either language; a further column `due` names the bill's own day.
 * Everything that is unclear is a problem with its line. Pure, total on any
 * UTF-8; all is borrowed from the text or lives in the arena. Source:
 * requirements.md 6.4. */
#ifndef CONVOKE_DESK_DUES_FILE_H
#define CONVOKE_DESK_DUES_FILE_H

#include "convoke/base/list.h"
#include "convoke/store/dues.h"

enum { DUES_FILE_ROWS = 5000, DUES_FILE_PROBLEMS = 100 };

enum { DUES_FILE_UNITS = 3 }; /* columns that name a unit */

struct dues_file_row {
    int line; /* from 1 */
    int year;
    struct span units[DUES_FILE_UNITS]; /* an id, a code, a name; the first is
                                           not empty, others may be */
    enum dues_status status;
    struct span amount, ref;  /* may be empty */
    civil_day value_day, due; /* 0: none written */
};

struct dues_file_problem {
    int line;                 /* 0: of the whole file */
    struct span text, zh, en; /* text: the line as it stands */
};
typedef LIST_OF(struct dues_file_problem) dues_file_problems;

struct dues_file {
    civil_day as_of; /* 0: none written */
    LIST_OF(struct dues_file_row) rows;
    dues_file_problems problems; /* empty: every line was understood */
};

void dues_file_read(struct span text, struct arena *arena,
                    struct dues_file *ret);

/* At most DUES_FILE_PROBLEMS are kept. */
void dues_file_fault(struct arena *arena, dues_file_problems *to,
                     const struct dues_file_problem *p);

/* It has the heads of a ledger: what tells it from other tables. */
bool dues_file_is_ledger(struct span text, struct arena *arena);

#endif

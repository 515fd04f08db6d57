/* workdays_file.h — the working-day calendar as it is written down.
 *
 * Lines `year TAB kind TAB first TAB last TAB name`, kind `rest` or `work`;
 * blank lines and lines that start with # are comments. The rows of 2025 and
 * 2026 are shipped (calendar/workdays.tsv) and are the default; `import
 * workdays` reads the same form. Source: requirements.md F4, R-D10. */
#ifndef CONVOKE_DESK_WORKDAYS_FILE_H
#define CONVOKE_DESK_WORKDAYS_FILE_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/base/verdict.h"

enum {
    WORKDAYS_MAX_RUN = 31,   /* days of one row: more is a slip */
    WORKDAYS_MAX_NAME = 120, /* octets */
    WORKDAYS_FIRST_YEAR = 1990,
    WORKDAYS_LAST_YEAR = 2200,
};

struct workdays_row {
    int year; /* the year whose notice says so */
    bool works;
    civil_day first, last;
    struct span name; /* borrowed from the arena; may be empty */
};

struct workdays_problem {
    int line; /* from 1 */
    struct span text;
};

struct workdays_rows {
    LIST_OF(struct workdays_row) rows;
    struct workdays table; /* borrowed from the arena; ready for use */
    LIST_OF(struct workdays_problem) problems; /* all of them */
};

/* NEVER when any line is wrong; `ret` then holds the problems and no rows,
 * `why` the first. Everything lives in `arena`; `file` may go away. */
MUST_USE enum verdict workdays_parse(struct span file, struct arena *arena,
                                     struct workdays_rows *ret,
                                     struct reason *why);

/* The shipped calendar's text, for the life of the program. */
struct span workdays_shipped(void);

#endif

/* schedule.h — meetings with their days, as a plan or a mail lists them.
 *
 * One line a meeting (P1 3月31日 09:00-17:00 北京 标准周：是), rows of a table
 * with a heading, or blocks of labels (时间：… 地点：…). A day without a year
 * is of the year written last above it, of the meeting's id, or of the year
 * given. Without hours a meeting is from 09:00 to 17:00. A line that begins
 * like a meeting (a number, an id, a label for the time) and gives no good day
 * is there too, with its problem, so that the answer can quote it. Days before
 * which something is due (3月20日前) are no meetings. Pure, total on any UTF-8;
 * spans are borrowed from the words. Source: requirements.md 6.4, 3.1. */
#ifndef CONVOKE_DESK_SCHEDULE_H
#define CONVOKE_DESK_SCHEDULE_H

#include "convoke/base/civil.h"
#include "convoke/desk/reference.h"

enum { SCHEDULE_MAX = 100, SCHEDULE_TEXT = 64 * 1024 };

enum schedule_problem {
    SCHEDULE_FINE,
    SCHEDULE_NO_DATE,
    SCHEDULE_NO_SUCH_DATE,  /* 2月30日 */
    SCHEDULE_NO_SUCH_TIME,  /* 25:00 */
    SCHEDULE_OTHER_WEEKDAY, /* 3月31日（周三）, which is a Tuesday */
    SCHEDULE_ENDS_BEFORE_START,
    SCHEDULE_PROBLEM_COUNT
};

struct schedule_item {
    enum schedule_problem problem; /* not FINE: days and hours mean nothing */
    char id[REFERENCE_TEXT];       /* "WG5-2026-P1"; "P1" as written; "" */
    civil_day day, end_day;        /* the same for a meeting of one day */
    int start, end; /* seconds into `day` and `end_day`; at most 24:00 */
    bool has_time;  /* a time was written */
    struct span title, place, link; /* each may be empty */
    bool stdweek_known, stdweek;    /* Art. 18 */
    struct span reason;             /* why not in the 标准周; may be empty */
    struct span text;               /* the line it begins with, trimmed */
    size_t line;                    /* its number, from 1 */
};

struct schedule {
    LIST_OF(struct schedule_item) items; /* in order, at most SCHEDULE_MAX */
    size_t problems;                     /* items that are not FINE */
    bool cut;                            /* there was more than is read */
};

/* `year`: for days of which nothing tells the year; 0: they have no date. An
 * earlier year that the text is about is not taken for them. */
struct schedule schedule_read(struct span words, int year, struct arena *arena);

/* "no_date", …; and what to tell the sender. */
const char *schedule_problem_name(enum schedule_problem p);
const char *schedule_problem_zh(enum schedule_problem p);
const char *schedule_problem_en(enum schedule_problem p);

#endif

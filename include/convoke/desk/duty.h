/* duty.h — one row of the charter: what is owed, by when, who is reminded,
 * what closes it.
 *
 * Rows come from charter.conf and are never written in code; a committee with
 * other rules edits that file. A duty owns nothing and may be copied; strings
 * are NUL-terminated UTF-8. All days are civil days of Asia/Shanghai.
 * Source: requirements.md 0.3, 2, 3.1 and 4.7. */
#ifndef CONVOKE_DESK_DUTY_H
#define CONVOKE_DESK_DUTY_H

#include <stdbool.h>
#include <stddef.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

enum {
    DUTY_MAX_STEPS = 12,    /* reminders, and again overdue mails */
    DUTY_MAX_NAME = 48,     /* octets with the NUL */
    DUTY_MAX_ARTICLE = 160, /* octets with the NUL */
    DUTY_MAX_PERIOD = 4000, /* days, working days or months */
    DUTY_MAX_REPEAT = 400,  /* days between overdue mails */
};

enum duty_class {
    DUTY_CHARTER, /* "C": written in the charter */
    DUTY_SERVICE, /* "S": 服务时限, never by itself leads to removal */
    DUTY_CLASS_COUNT
};

enum duty_unit {
    DUTY_DAYS,         /* "days": the first day is not counted */
    DUTY_WORKING_DAYS, /* "working_days": R-D11 */
    DUTY_MONTHS,       /* "months": R-D4 */
    DUTY_BACK_DAYS,    /* "back_days": before the anchor, R-D2 */
    DUTY_BACK_MONTHS,  /* "back_months" */
    DUTY_UNIT_COUNT
};

enum duty_base {
    DUTY_FROM_DUE,    /* "due" */
    DUTY_FROM_ANCHOR, /* "anchor": the day the period began */
    DUTY_BASE_COUNT
};

/* What a duty is about: what begins it and whose days it counts from. */
enum duty_about {
    DUTY_ABOUT_ACT,      /* "act": what somebody did; opened by that act */
    DUTY_ABOUT_PLENARY,  /* "plenary": a group's 全体会议 */
    DUTY_ABOUT_LEADERS,  /* "leaders": a 组长办公会 */
    DUTY_ABOUT_STANDARD, /* "standard": a standard's project */
    DUTY_ABOUT_RESEARCH, /* "research": a group's research project */
    DUTY_ABOUT_PROJECT,  /* "project": either of them */
    DUTY_ABOUT_YEAR,     /* "year": a group's calendar year */
    DUTY_ABOUT_QUARTER,  /* "quarter" */
    DUTY_ABOUT_TASK,     /* "task": 交办 */
    DUTY_ABOUT_DUES,     /* "dues": a year's dues of the whole committee */
    DUTY_ABOUT_COUNT
};

/* Days that a thing can offer to count from; not each offers all. */
enum duty_anchor {
    DUTY_ANCHOR_NONE,    /* "act": the day it was opened */
    DUTY_ANCHOR_KNOWN,   /* "known": the day it was announced or registered */
    DUTY_ANCHOR_START,   /* "start": opening instant (R-D1), issue, begin */
    DUTY_ANCHOR_END,     /* "end": last day of a meeting */
    DUTY_ANCHOR_FIRST,   /* "first": first day of the year or quarter */
    DUTY_ANCHOR_LAST,    /* "last": last day of the year or quarter */
    DUTY_ANCHOR_TARGET,  /* "target": the day a task names */
    DUTY_ANCHOR_MEETING, /* "meeting": a project's last meeting */
    DUTY_ANCHOR_BILL,    /* "bill": the day on the bill for a year's dues */
    DUTY_ANCHOR_COUNT
};

/* Whose evidence a duty collects; each of them is reminded alone. */
enum duty_each {
    DUTY_EACH_NONE,
    DUTY_EACH_UNIT,    /* "unit": every member unit of the group; of
                          dues every unit that owes them */
    DUTY_EACH_PROJECT, /* "project": every project on the agenda */
    DUTY_EACH_COUNT
};

/* -7 from the due day, +14 working days from the anchor. Negative numbers
 * only with DUTY_FROM_DUE; units only DUTY_DAYS and DUTY_WORKING_DAYS. */
struct duty_offset {
    int n;
    enum duty_unit unit;
    enum duty_base base;
};

struct duty {
    char name[DUTY_MAX_NAME];        /* "app.dispatch", never empty */
    char title_zh[DUTY_MAX_ARTICLE]; /* what is owed, in a few words */
    char title_en[DUTY_MAX_ARTICLE];
    char article_zh[DUTY_MAX_ARTICLE];
    char article_en[DUTY_MAX_ARTICLE];
    char tag[DUTY_MAX_NAME]; /* behind the object in mails, may be empty */
    enum duty_class class;

    enum duty_about about;
    enum duty_anchor anchor;
    char after[DUTY_MAX_NAME]; /* begins when that duty of the same thing has
                                  been met; empty: at once */
    bool yearly;               /* begins anew with each year */
    struct {
        int n; /* >= 0; 0 days: the anchor is the due day */
        enum duty_unit unit;
    } period;
    bool extend_to_working_day; /* R-D6: granted to an outsider or member */
    bool exact;                 /* due at the anchor's instant, not at 24:00 */
    enum duty_anchor until;     /* the end of its period: missed then; NONE: it
                                   stays overdue until it is done */

    struct duty_offset reminders[DUTY_MAX_STEPS]; /* in any order */
    size_t n_reminders;
    struct duty_offset overdue[DUTY_MAX_STEPS]; /* n >= 1, from the due day */
    size_t n_overdue;
    int repeat_days; /* after the last overdue mail; 0: none */

    char reminder_notice[DUTY_MAX_NAME]; /* notice code, empty: none */
    char overdue_notice[DUTY_MAX_NAME];
    char reminder_to[DUTY_MAX_NAME]; /* recipients keyword: "GL,GS" */
    char overdue_to[DUTY_MAX_NAME];

    /* One mail when the due day is over (the next working morning; with
     * `exact` at once): to tell what came in, or what did not. */
    char end_notice[DUTY_MAX_NAME];
    char end_to[DUTY_MAX_NAME];
    bool collects; /* runs to its due day whatever comes in; then it is met */

    char closed_by[DUTY_MAX_NAME]; /* word of the evidence; empty: its act */
    char unless[DUTY_MAX_NAME];    /* nobody is reminded while this holds */
    enum duty_each each;
};

/* NEVER names the first thing that is out of its bounds. */
MUST_USE enum verdict duty_check(const struct duty *d, struct reason *why);

/* Names of charter.conf; `false` for a name that is none. */
const char *duty_class_name(enum duty_class c);
const char *duty_unit_name(enum duty_unit u);
const char *duty_base_name(enum duty_base b);
bool duty_class_from(struct span name, enum duty_class *ret);
bool duty_unit_from(struct span name, enum duty_unit *ret);
bool duty_base_from(struct span name, enum duty_base *ret);
const char *duty_about_name(enum duty_about a);
bool duty_about_from(struct span name, enum duty_about *ret);
const char *duty_anchor_name(enum duty_anchor a);
bool duty_anchor_from(struct span name, enum duty_anchor *ret);
const char *duty_each_name(enum duty_each e);
bool duty_each_from(struct span name, enum duty_each *ret);

/* Whether a thing offers that day. */
bool duty_offers(enum duty_about about, enum duty_anchor anchor);

/* A duty about a project is about a standard's project too. */
bool duty_is_about(const struct duty *d, enum duty_about about);

#endif

/* duty.h — one row of the charter: what is owed, by when, who is reminded.
 *
 * Rows come from charter.conf and are never written in code. A duty owns
 * nothing and may be copied; strings are NUL-terminated UTF-8. All days are
 * civil days of Asia/Shanghai. Source: requirements.md 0.3, 2, 3.1 and 4.7. */
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

/* -7 from the due day, +14 working days from the anchor. Negative numbers
 * only with DUTY_FROM_DUE; units only DUTY_DAYS and DUTY_WORKING_DAYS. */
struct duty_offset {
    int n;
    enum duty_unit unit;
    enum duty_base base;
};

struct duty {
    char name[DUTY_MAX_NAME]; /* "app.dispatch", never empty */
    char article_zh[DUTY_MAX_ARTICLE];
    char article_en[DUTY_MAX_ARTICLE];
    enum duty_class class;
    struct {
        int n; /* >= 0; 0 days: the anchor is the due day */
        enum duty_unit unit;
    } period;
    bool extend_to_working_day; /* R-D6: granted to an outsider or member */

    struct duty_offset reminders[DUTY_MAX_STEPS]; /* in any order */
    size_t n_reminders;
    struct duty_offset overdue[DUTY_MAX_STEPS]; /* n >= 1, from the due day */
    size_t n_overdue;
    int repeat_days; /* after the last overdue mail; 0: none */

    char reminder_notice[DUTY_MAX_NAME]; /* notice code, empty: none */
    char overdue_notice[DUTY_MAX_NAME];
    char reminder_to[DUTY_MAX_NAME]; /* recipients keyword: "GL,GS" */
    char overdue_to[DUTY_MAX_NAME];
};

/* NEVER names the first thing that is out of its bounds. */
MUST_USE enum verdict duty_check(const struct duty *d, struct reason *why);

/* Names of charter.conf; `false` for a name that is none. */
const char *duty_class_name(enum duty_class c);
const char *duty_unit_name(enum duty_unit u);
const char *duty_base_name(enum duty_base b);
bool duty_class_of(struct span name, enum duty_class *ret);
bool duty_unit_of(struct span name, enum duty_unit *ret);
bool duty_base_of(struct span name, enum duty_base *ret);

#endif

/* holidays.h — days off and make-up days out of a published holiday calendar.
 *
 * Reads ICS files as they are published in China, which are seldom what RFC
 * 5545 asks for: no PRODID, dates where instants belong, lines ended by LF and
 * cut inside characters, an end that means the last day. What an event says is
 * told by its words (休, 班, 放假, 上班 …) or by an X- property; what says
 * neither is a festival, and is named as skipped. Nothing is ever expanded: a
 * day off that repeats is refused, for no notice says such a thing. So is a
 * file that contradicts itself or is cut off.
 *
 * Pure and linear, no library; everything lives in the arena given. The forms
 * read are those of holiday-cn, Apple's and some others of 2020 to 2026. */
#ifndef CONVOKE_CALENDAR_HOLIDAYS_H
#define CONVOKE_CALENDAR_HOLIDAYS_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

enum {
    HOLIDAYS_MAX_FILE = 1024 * 1024,
    HOLIDAYS_MAX_EVENTS = 5000,
    HOLIDAYS_MAX_RUN = 31, /* days of one event: more is a slip */
};

struct holiday {
    civil_day day;
    bool works;       /* true: make-up working day; false: rest day */
    int line;         /* where its event begins, from 1 */
    struct span name; /* "国庆节", without the words that told */
};

enum holidays_skip {
    HOLIDAYS_SAYS_NEITHER,
    HOLIDAYS_IS_CANCELLED,
    HOLIDAYS_WORKS_ANYWAY, /* make-up "working day" from Monday to Friday */
};

struct holidays_skipped {
    int line;
    enum holidays_skip why;
    struct span summary;
};

struct holidays_problem {
    int line; /* 0: the file as a whole */
    struct span text;
};

struct holidays {
    LIST_OF(struct holiday) days; /* ascending, no day twice */
    LIST_OF(struct holidays_skipped) skipped;
    LIST_OF(struct holidays_problem) problems; /* all of them */
    /* The line of an event that ends on the day it begins, which shows that
     * ends are last days in this file; 0: they are the days after. */
    int inclusive;
};

/* True when the octets begin like an ICS file, in any charset. */
bool holidays_is_ics(struct span file);

/* Joins folded lines, without a BOM, so that the octets can be converted to
 * UTF-8: a fold may lie inside a character. Blank lines keep the count. NEVER
 * when there are more than HOLIDAYS_MAX_FILE octets. */
MUST_USE enum verdict holidays_unfold(struct span file, struct text *to,
                                      struct reason *why);

/* `text` is unfolded UTF-8. NEVER when anything is wrong: `ret` then has
 * problems and what was skipped and no day, `why` the first problem. */
MUST_USE enum verdict holidays_read(struct span text, struct arena *arena,
                                    struct holidays *ret, struct reason *why);

#endif

/* when_date.h — a day as written, not yet checked against the calendar.
 *
 * Private to when. Each function takes its piece off the front of `rest`, or
 * leaves it as it is and says no. Pure, total on any octets. */
#ifndef CONVOKE_DESK_WHEN_DATE_H
#define CONVOKE_DESK_WHEN_DATE_H

#include "convoke/base/span.h"

struct when_date {
    int year; /* 0: not written */
    int month, day;
    int last_day; /* of "3月30-31日"; 0: none */
};

bool when_date_take(struct span *rest, struct when_date *ret);

/* 31, ３１, 三十一. Returns how many digits it had (tens in Chinese count as
 * two), 0 when there is none or more than four. */
int when_number(struct span *rest, int *ret);

/* One or two digits, behind blanks. */
bool when_short_number(struct span *rest, int *ret);

/* -, —, ~, 至, 到, to; blanks with it. */
bool when_range_mark(struct span *rest);

/* 周二, (星期二), Tuesday: 1 Monday to 7 Sunday; 0: none. */
int when_weekday(struct span *rest);

#endif

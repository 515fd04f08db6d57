/* when.h — days and hours as people write them.
 *
 * 2026-03-31, 2026年3月31日（周二）, 3月30日-4月1日, 二〇二六年三月三十一日,
 * 03-31, 31 March 2026, with 09:00-17:00, 上午9点半, 下午2:00至5:00, 14时,
 * 2 pm behind. Any width, blanks anywhere. What has the shape of a day or an
 * hour but is none (2月30日, 25:00) is told apart from nothing at all. Days
 * are those of base/civil.h. Pure, total on any octets. */
#ifndef CONVOKE_DESK_WHEN_H
#define CONVOKE_DESK_WHEN_H

#include "convoke/base/civil.h"

enum when_state {
    WHEN_NOTHING, /* none stands there */
    WHEN_FINE,
    WHEN_NO_YEAR, /* month and day only, and no year was given */
    WHEN_NO_SUCH, /* 2月30日, 9:75, 上午15点 */
};

struct when {
    enum when_state days;
    civil_day day;      /* with days FINE */
    civil_day last;     /* of a period; else `day`; may lie before it */
    int year;           /* the last one written; 0: none */
    bool other_weekday; /* the weekday written beside it is another */
    enum when_state hours;
    int from;       /* with hours FINE: seconds into `day`, at most 24:00 */
    int until;      /* seconds into `last`; may lie before `from` */
    bool has_until; /* an end was written */
};

/* Takes a day, a period or hours off the front of `rest`. `year` is for days
 * without one; 0: none known. False leaves everything as it is. */
bool when_take(struct span *rest, int year, struct when *ret);

/* The first day or period in `rest`, with its hours, taken off together with
 * what stands before it. False when there is none (then `rest` is empty). */
bool when_find(struct span *rest, int year, struct when *ret);

/* The first day in a value: `计划下达：2026年6月15日（周一）`. */
enum when_state when_day(struct span value, int year, civil_day *ret);

#endif

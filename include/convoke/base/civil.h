/* civil.h — dates without clocks (requirements.md section 3).
 *
 * A civil date is a day in Asia/Shanghai, which keeps UTC+08:00 all year. The
 * calendar is the proleptic Gregorian one. `24:00` of a day is the exclusive
 * instant 00:00 of the next day. Everything here is pure. */
#ifndef CONVOKE_BASE_CIVIL_H
#define CONVOKE_BASE_CIVIL_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/span.h"

enum { CIVIL_OFFSET = 8 * 3600, CIVIL_DAY = 86400 };

/* Days since 1970-01-01; the only form in which dates are computed. */
typedef int32_t civil_day;

struct civil {
    int year, month, day; /* 1..12, 1..31 */
};

civil_day civil_to_day(struct civil c);
struct civil civil_from_day(civil_day d);
int civil_days_in_month(int year, int month);
int civil_weekday(civil_day d); /* 1 Monday … 7 Sunday (ISO 8601) */

/* Same day number n months on, else that month's last day (R-D2, R-D4). */
civil_day civil_add_months(civil_day d, int n);

/* The day an instant (UTC seconds) lies on, and a day's 00:00 and hh:mm. */
civil_day civil_of(int64_t moment);
int64_t civil_moment(civil_day d, int seconds_into_day);
static inline int64_t civil_end(civil_day d) /* 24:00, exclusive (R-D3) */
{
    return civil_moment(d + 1, 0);
}

/* "2026-03-31", "2026/3/31", "2026.3.31", "2026年3月31日". False when it is no
 * such thing or no such day. */
bool civil_parse(struct span s, civil_day *ret);
enum { CIVIL_TEXT = 16 };
const char *civil_print(civil_day d, char buf[CIVIL_TEXT]); /* 2026-03-31 */

/* Working days (R-D10): a make-up day works; a rest day and a weekend do not.
 * Days of a year without any row follow Monday to Friday. */
struct workday {
    civil_day day;
    bool works; /* true: make-up working day; false: rest day */
};

struct workdays {
    const struct workday *at; /* borrowed, ascending by day, no day twice */
    size_t n;
};

bool workdays_is_working(const struct workdays *w, civil_day d);

/* `d` itself when it works, else the nearest earlier or later working day. */
civil_day workdays_at_or_before(const struct workdays *w, civil_day d);
civil_day workdays_at_or_after(const struct workdays *w, civil_day d);

/* The n-th working day after `d`, `d` not counted (R-D11); n >= 0. */
civil_day workdays_add(const struct workdays *w, civil_day d, int n);

/* True when the table says anything about `year` before its December, which
 * belongs to the notice of the year after. */
bool workdays_knows(const struct workdays *w, int year);

#endif

/* new_time.h — to when a mail moves a meeting.
 *
 * The day behind 新时间 or 改期, behind 改至 or an arrow, else the only day
 * that is not the old one. Without hours it keeps its hours. Pure. Private to
 * the desk. Source: requirements.md 6.1, R-D13. */
#ifndef CONVOKE_DESK_NEW_TIME_H
#define CONVOKE_DESK_NEW_TIME_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"

enum new_time_state {
    NEW_TIME_FINE,
    NEW_TIME_NONE,     /* no day is named */
    NEW_TIME_SEVERAL,  /* several, and none of them is marked as the new */
    NEW_TIME_NO_SUCH,  /* 2月30日, 25:00 */
    NEW_TIME_WEEKDAY,  /* its weekday is another */
    NEW_TIME_BACKWARD, /* ends before it begins */
    NEW_TIME_STATE_COUNT
};

struct new_time_input {
    struct span order; /* what stands behind the word 改期; may be empty */
    struct span words; /* the mail's own words */
    struct span subject;
    int64_t start, end; /* as it stands now */
    civil_day today;    /* a letter's date is no meeting's */
};

struct new_time {
    enum new_time_state state;
    int64_t start, end; /* with FINE; start may be the old one */
};

struct new_time new_time_read(const struct new_time_input *in,
                              struct arena *arena);

/* What to tell the sender; "" for FINE. */
const char *new_time_zh(enum new_time_state s);
const char *new_time_en(enum new_time_state s);

#endif

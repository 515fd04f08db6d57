/* timekeeper.h — the watch over the clock that a state keeps.
 *
 * Begins with the last instant the state has seen and says in words how the
 * clock stands. */
#ifndef CONVOKE_TIMEKEEPER_H
#define CONVOKE_TIMEKEEPER_H

#include "convoke/base/clock.h"
#include "convoke/base/text.h"
#include "convoke/store/store.h"

MUST_USE enum verdict timekeeper_open(struct store *st, struct clock_watch *ret,
                                      struct reason *why);

/* The line as of `boot`, for the next process: a doubt must not end with the
 * process that has it. */
MUST_USE enum verdict timekeeper_keep(struct store *st,
                                      const struct clock_watch *w, int64_t boot,
                                      struct reason *why);

/* One line: "trusted", or why not. */
void timekeeper_tell(const struct clock_watch *w, bool chinese,
                     struct text *to);

/* What a person does about a clock that is suspect; one line. */
const char *timekeeper_advice(const struct clock_watch *w, bool chinese);

#endif

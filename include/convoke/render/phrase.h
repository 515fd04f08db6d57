/* phrase.h — dates, weekdays, counts as people write them, zh and en.
 *
 * Everything is said in Asia/Shanghai; results live in the arena. */
#ifndef CONVOKE_RENDER_PHRASE_H
#define CONVOKE_RENDER_PHRASE_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"

enum phrase_language { PHRASE_ZH, PHRASE_EN };

/* 2026年3月4日（周三） / Wed 4 March 2026 */
struct span phrase_day(struct arena *a, enum phrase_language l, civil_day d);

/* 2026-03-04（周三） / 2026-03-04 (Wed) */
struct span phrase_short_day(struct arena *a, enum phrase_language l,
                             civil_day d);

/* 2026年3月4日（周三）24:00 / 24:00 on Wed 4 March 2026 */
struct span phrase_due(struct arena *a, enum phrase_language l, civil_day d);

/* 2026年3月31日（周二）09:00 / 09:00 on Tue 31 March 2026 */
struct span phrase_moment(struct arena *a, enum phrase_language l, int64_t t);

/* 剩5天, 今日到期, 逾期2天 / 5 days left, due today, 2 days overdue */
struct span phrase_left(struct arena *a, enum phrase_language l, int days);

/* 512字节, 48 KB, 1.3 MB / 512 bytes, … */
struct span phrase_octets(struct arena *a, enum phrase_language l, uint64_t n);

/* mailto:ADDRESS?subject=…&body=… (RFC 6068), percent-encoded; an empty
 * subject or body is left out. For the `mailto` of an action. */
struct span phrase_mailto(struct arena *a, struct span address,
                          struct span subject, struct span body);

#endif

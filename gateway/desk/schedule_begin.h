/* schedule_begin.h — where a meeting begins: an id, a day, 第一次, 定于.
 *
 * Private to schedule. Pure, total on any octets. */
#ifndef CONVOKE_DESK_SCHEDULE_BEGIN_H
#define CONVOKE_DESK_SCHEDULE_BEGIN_H

#include "convoke/desk/reference.h"

/* Takes WG5-2026-P1 or P1 off the front of `rest`. */
bool schedule_begin_id(struct span *rest, struct reference *ret);

/* 第一次全体会议, 第2次会议 */
bool schedule_begin_count(struct span text);

/* Behind a day, 前 or 反馈: it is no meeting's. */
bool schedule_begin_is_limit(struct span behind);

/* True when an id, a count or a day stands at the front of `text`. */
bool schedule_begin_here(struct span text);

/* Where an id is followed by a day, or "定于" by one; SPAN_NONE: nowhere. */
struct span schedule_begin_inside(struct span text);

#endif

/* case_words.h — what stands in a case, as a person reads it: why a unit is
 * flagged, how far that has come, what a plenary was for it and why.
 *
 * Names are those of the store; a name nobody knows is given back as it is.
 * Source: requirements.md 4.2, 5.1, 5.2; charter Art. 13. */
#ifndef CONVOKE_CASE_WORDS_H
#define CONVOKE_CASE_WORDS_H

#include "convoke/store/exit_case.h"
#include "convoke/store/flag.h"

/* 连续2次无故不参加全体会议（第十三条第2项） */
const char *case_flag_ground(enum flag_ground g, bool chinese);
const char *case_flag_state(enum flag_state s, bool chinese);
const char *case_exit_ground(enum exit_ground g, bool chinese);
const char *case_exit_state(enum exit_state s, bool chinese);

/* "U" → 无故缺席; "silent" → 经询问，期限内没有说明事由 */
struct span case_status(struct span name, bool chinese);
struct span case_basis(struct span name, bool chinese);

#endif

/* stage.h — the stages of a standard's making (Art. 15), as people write them.
 *
 * 立项, 草案, 征求意见稿, 送审稿, 报批稿, 发布, 终止; 送审 and "review draft"
 * mean the same. A word inside a sentence ("尚未送审", "计划12月发布") says
 * nothing about where the project stands now: only what stands alone, behind a
 * label or in a subject is believed. Pure, total on any octets. Source:
 * requirements.md 2 (Art. 15), 6.4. */
#ifndef CONVOKE_DESK_STAGE_H
#define CONVOKE_DESK_STAGE_H

#include "convoke/base/span.h"

enum { STAGE_COUNT = 7 };

/* The i-th stage as it is stored. */
const char *stage_zh(size_t i);
const char *stage_en(size_t i);

/* One of the stored words and nothing else. */
bool stage_is(struct span word);

/* The stage a value or a subject speaks of; false when there is none in it or
 * more than one. *ret_stage is its number. */
bool stage_find(struct span text, size_t *ret_stage);

/* The same of a whole line that says nothing else: 已形成征求意见稿。 */
bool stage_line(struct span line, size_t *ret_stage);

#endif

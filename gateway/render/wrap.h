/* wrap.h — where a line of Chinese and Latin text may end.
 *
 * Columns are those of a fixed-width screen, where Chinese counts two. Lines
 * do not begin with closing punctuation nor end with an opening one; dates,
 * articles (第十二条第1项) and Latin words stay whole. */
#ifndef CONVOKE_RENDER_WRAP_H
#define CONVOKE_RENDER_WRAP_H

#include "convoke/base/span.h"

/* Takes the next line of at most `columns` off `rest`, without the blanks
 * around the break. False at the end. What has no place to break is cut. */
bool wrap_line(struct span *rest, size_t columns, struct span *ret_line);

/* Octets of an article's name that stands at the start (第十二条第1项), 0 when
 * none does. */
size_t wrap_article(struct span s);

/* Octets of a date, a reference or a file's name with dashes in it at the
 * front of `s`: "WG5-2026-P1", "2026-06-15（周一）"; 0 when there is none. It
 * begins where the character before is no part of one. */
size_t wrap_dashed(struct span s);

/* Octets of a weekday in brackets at the front of `s`, with the 24:00 behind
 * it: "（周一）24:00"; 0 when there is none. */
size_t wrap_weekday(struct span s);

/* Octets of a quote and the subject's keyword behind it, "[plan] at the front
 * of `s`; 0 when there is none. */
size_t wrap_keyword(struct span s);

/* True when the two characters are written without a blank between them when
 * a line break of the source is taken out: one of them is Chinese. */
bool wrap_joins_tight(unsigned before, unsigned after);

#endif

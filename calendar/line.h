/* line.h — content lines, written: one property is one line, folded at 75
 * octets between characters, ended by CRLF (RFC 5545 3.1).
 *
 * Whatever the values hold, they stay values: a control character becomes a
 * blank, so do the line ends of other alphabets (U+0085, U+2028, U+2029), at
 * which some readers cut as at a CR; an octet that is no UTF-8 becomes U+FFFD.
 * What does not fit `to` is told by to->over. */
#ifndef CONVOKE_CALENDAR_LINE_H
#define CONVOKE_CALENDAR_LINE_H

#include <stdint.h>

#include "convoke/base/civil.h"
#include "convoke/base/text.h"

struct line {
    struct text *to; /* borrowed */
    size_t column;   /* octets since the last line end or fold */
};

/* Our own words: UTF-8 without control characters, taken as they are. */
void line_add(struct line *l, struct span s);
void line_end(struct line *l);

/* Without blanks and control characters at both ends, which readers leave out
 * or not as they like. */
struct span line_trim(struct span s);
/* A TEXT value (3.3.11); `lines`: LF and TAB may stand in it. */
void line_text(struct line *l, struct span s, bool lines);

/* The value of a parameter (3.2), quoted when it must be. DQUOTE cannot stand
 * in one at all, "^" means something to those who know RFC 6868 and to nobody
 * else, and some readers take a backslash for an escape: all three are left
 * out. */
struct span line_trim_name(struct span s);
void line_parameter(struct line *l, struct span s);

/* A URI: octets that cannot stand in one are written as %XX. */
void line_uri(struct line *l, struct span s);
/* "mailto:" and an address, with "%", "?" and "#" escaped as well. */
void line_mailto(struct line *l, struct span mail);

void line_number(struct line *l, int64_t n); /* n >= 0 */
void line_date(struct line *l, civil_day d); /* 20260331 */
/* 20260331T090000: the clock's hands in Asia/Shanghai, or in UTC with "Z". */
void line_local(struct line *l, int64_t moment);
void line_utc(struct line *l, int64_t moment);

#endif

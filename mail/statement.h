/* statement.h — the applicant's statement and the day of its seal.
 *
 * Private to form. */
#ifndef CONVOKE_MAIL_STATEMENT_H
#define CONVOKE_MAIL_STATEMENT_H

#include "convoke/base/arena.h"

/* "是" when the annex's statement stands there word for word (blanks and
 * punctuation do not count) or is affirmed, "否" when refused, "altered" when
 * its words were changed or an exception was added; empty when there is
 * none. */
struct span statement_read(struct span text);

/* The first thing in `text` that looks like a day: YYYY-MM-DD when it is one,
 * else as written; empty when nothing does. Chinese numerals are read. */
struct span statement_day(struct span text, struct arena *arena);

#endif

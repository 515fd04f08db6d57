/* tidy.h — text as facts.h promises it: UTF-8 without control characters.
 *
 * Every value a reader hands on passes here once. Clean text is borrowed as it
 * is, other text is copied. */
#ifndef CONVOKE_MAIL_TIDY_H
#define CONVOKE_MAIL_TIDY_H

#include "convoke/base/arena.h"

/* One line: each control (line ends too) becomes a blank; at most `most`
 * octets, cut between characters. */
struct span tidy_line(struct span s, size_t most, struct arena *arena);

/* Several lines: LF and TAB stay, CR LF and CR become LF, other controls go. */
struct span tidy_body(struct span s, size_t most, struct arena *arena);

/* A line in ASCII lower case. */
struct span tidy_lower(struct span s, size_t most, struct arena *arena);

/* An addr-spec with its domain in lower case. */
struct span tidy_mail(struct span s, struct arena *arena);

#endif

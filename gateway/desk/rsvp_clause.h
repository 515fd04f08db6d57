/* rsvp_clause.h — what one clause of an answer in words means.
 *
 * A clause ends at a comma, a full stop or the end of its line. Pure. Private
 * to rsvp_words. */
#ifndef CONVOKE_DESK_RSVP_CLAUSE_H
#define CONVOKE_DESK_RSVP_CLAUSE_H

#include <stdbool.h>

#include "convoke/base/span.h"

enum { CLAUSE_MOST = 300 };

/* Folded and without blanks around Chinese, and where each of its octets came
 * from. */
struct clause {
    char text[CLAUSE_MOST + 5];   /* NUL-terminated */
    size_t from[CLAUSE_MOST + 5]; /* offset of the character in the line */
    size_t n;
};

enum meaning {
    MEANS_NOTHING,
    MEANS_QUESTION,
    MEANS_UNCLEAR,
    MEANS_ATTEND,
    MEANS_PERHAPS,
    MEANS_DECLINE,
    MEANS_DELEGATE,
};

/* Takes one clause off line[*pos]; false at its end. */
bool clause_cut(struct span line, size_t *pos, struct clause *c);
bool clause_ends(unsigned folded);

enum meaning clause_meaning(const struct clause *c);

/* Where it declines; c->n: it does not. */
size_t clause_declines_at(const struct clause *c);

/* Where a reason begins (因为), not before `from`; c->n: nowhere. */
size_t clause_because(const struct clause *c, size_t from);
/* Takes "因为", "理由" off the front. */
bool clause_take_because(struct span *rest);

/* Only a courtesy: 谢谢. */
bool clause_is_polite(const struct clause *c);

/* The line speaks of sending somebody, and does not ask. */
bool clause_sends(struct span line);

#endif

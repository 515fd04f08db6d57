/* answer_rules.h — which of several answers counts, and what a unit says when
 * its people say different things. Pure; the order in which answers came to be
 * read never matters.
 *
 * Sources: RFC 5546 2.1.5; requirements.md 6.4, appendix A; interop.md 26, 33,
 * 34. */
#ifndef CONVOKE_CALENDAR_ANSWER_RULES_H
#define CONVOKE_CALENDAR_ANSWER_RULES_H

#include "convoke/calendar/answer.h"

/* One answer of one person to one meeting. */
struct answer_said {
    struct span person; /* address it counts for, lower case */
    enum answer_status status;
    int64_t sequence; /* of the invitation it answers */
    int64_t stamp;    /* its DTSTAMP; MOMENT_NONE */
    int64_t at;       /* when it was received (R-D7) */
};

/* Whether `a` replaces `b`, both of one person: by SEQUENCE, then DTSTAMP (one
 * that lies after its own receipt is a clock without a zone and is taken for
 * the receipt), then receipt. Never both ways. */
bool answer_replaces(const struct answer_said *a, const struct answer_said *b);

/* An answer to an invitation that was replaced since. */
static inline bool answer_is_stale(int64_t sequence, int64_t current)
{
    return sequence < current;
}

/* What all that was said about a meeting at SEQUENCE `current` comes to for
 * one unit: of each person the answer that counts; of these the one that
 * brings somebody (ACCEPTED, then DELEGATED) before TENTATIVE before DECLINED.
 * A SEQUENCE beyond `current` counts as `current`; NEEDS-ACTION takes an answer
 * back. *ret_index: the answer that decided, -1 when nobody has answered. */
enum answer_status answer_of_unit(const struct answer_said *all, size_t n,
                                  int64_t current, ptrdiff_t *ret_index);

#endif

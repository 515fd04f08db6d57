/* timeline.h — what came in and what left, one line each, as it happens.
 *
 * For people aligned words, for programs JSON Lines with the keys at,
 * direction ("in", "out", "held"), kind or code, object, sender or recipients,
 * subject, state and reason. */
#ifndef CONVOKE_TIMELINE_H
#define CONVOKE_TIMELINE_H

#include "context.h"
#include "convoke/store/store.h"

struct timeline {
    const struct context *ctx;         /* borrowed: output and language */
    int64_t told_message, told_outbox; /* the last row that was told */
    size_t in, out;
    bool few;       /* digests, one a working day, are counted, not told */
    size_t digests; /* of them */
};

/* The messages that came in since, at `at`; and the mails queued since. */
MUST_USE enum verdict timeline_in(struct timeline *t, struct store *st,
                                  int64_t at, struct reason *why);
MUST_USE enum verdict timeline_out(struct timeline *t, struct store *st,
                                   struct reason *why);

/* A message that brought no row of its own: its octets were there before, as
 * message `id`. */
MUST_USE enum verdict timeline_again(struct timeline *t, struct store *st,
                                     int64_t id, int64_t at,
                                     struct reason *why);

#endif

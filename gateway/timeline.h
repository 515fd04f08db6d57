/* timeline.h — what came in and what left, as it happens.
 *
 * Told to whoever listens, else printed: for people a line of aligned words
 * each, for programs JSON Lines with the keys at, direction ("in", "out",
 * "held"), kind or code, object, sender or recipients, subject, state and
 * reason. */
#ifndef CONVOKE_TIMELINE_H
#define CONVOKE_TIMELINE_H

#include "context.h"
#include "convoke/store/store.h"

/* A mail; its words are borrowed until the listener returns. */
struct timeline_event {
    bool in;
    bool held; /* did not leave: its address gets nothing more */
    int64_t at;
    struct span kind; /* of a message, or a notice's code */
    struct span object, subject, state, reason;
    struct span who; /* the sender, or recipients between blanks */
};

struct timeline {
    const struct context *ctx;         /* borrowed: output and language */
    int64_t told_message, told_outbox; /* the last row that was told */
    size_t in, out;
    /* Who listens; NULL: each is printed. */
    void (*tell)(void *listener, const struct timeline_event *e);
    void *listener; /* borrowed */
};

/* Prints one as a listener-less timeline does. */
void timeline_print(const struct context *ctx, const struct timeline_event *e);

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

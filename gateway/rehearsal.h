/* rehearsal.h — a play of messages through virtual time.
 *
 * A scene is a message file with the instant it arrives (X-Demo-At) and, where
 * it answers a mail of ours, which one: `X-Demo-Answers: CODE RECIPIENT`. The
 * words @REPLY-TO@, @MESSAGE-ID@ and @TOKEN@ in it are filled in from that
 * mail, as a person's mail program would. Between the scenes everything that
 * falls due happens at its own instant. */
#ifndef CONVOKE_REHEARSAL_H
#define CONVOKE_REHEARSAL_H

#include <stdio.h>

#include "core.h"

struct rehearsal {
    struct core *core;  /* borrowed; its clock is moved */
    const char *source; /* the Maildir that messages are put into */
    FILE *out;          /* a line for each mail in and out */
    bool chinese;
    int64_t told_outbox; /* last mail that has been told */
    size_t in, sent;
    size_t digests; /* one a working day: counted, not told one by one */
};

/* Everything due up to `until`, each thing at its instant. */
MUST_USE enum verdict rehearsal_advance(struct rehearsal *r, int64_t until,
                                        struct reason *why);

/* One scene: advance to its instant, deliver the message, decide, send. */
MUST_USE enum verdict rehearsal_play(struct rehearsal *r, const char *path,
                                     struct reason *why);

#endif

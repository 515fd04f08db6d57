/* answer.h — what one reader says, piece by piece, and what it is worth.
 *
 * Takes the frames of zygote.h as they come. The record is kept; a part's
 * octets go straight to the descriptor the caller gave. The reader may have
 * been taken over: every length is bounded, and a reason it gives is kept only
 * as far as it is one line of printable UTF-8. */
#ifndef CONVOKE_ANSWER_H
#define CONVOKE_ANSWER_H

#include "worker.h"
#include "zygote.h"

/* Why the core itself ended the reader. */
enum answer_stop {
    ANSWER_GOES_ON,
    ANSWER_LATE,    /* the wall limit */
    ANSWER_REFUSED, /* what it says is no answer; `why` is set */
    ANSWER_FAILED,  /* trouble of our own; `why` is set */
};

struct answer {
    struct text record;
    int out_fd;    /* borrowed; -1: the octets go into the record */
    uint64_t most; /* octets of a part still allowed */
    enum answer_stop stop;
    struct reason why;
    pid_t pid;  /* 0 until the sandbox stood */
    bool whole; /* DONE or NEVER was said: nothing more is listened to */
    /* Where in the frames we are. */
    char head[ZYGOTE_FRAME_HEAD];
    char pid_octets[ZYGOTE_FRAME_PID];
    size_t head_n;
    uint32_t left;                /* octets of the frame still to come */
    size_t pid_n, site_n, text_n; /* octets of each so far */
};

#define ANSWER_INIT(out_fd_, most_)                                            \
    ((struct answer){ .record = TEXT_INIT(TEXT_MAX_FACTS),                     \
                      .out_fd = (out_fd_),                                     \
                      .most = (most_) })

void answer_release(struct answer *a);

/* Sets `stop` or `whole` when the rest is of no use. */
void answer_take(struct answer *a, struct span bytes);

/* Of a whole or stopped answer. */
enum verdict answer_verdict(struct answer *a,
                            const struct workers_settings *set);

/* Of one that is neither, after the reader's end with wait status `status`. */
enum verdict answer_cut_short(struct answer *a, int status,
                              const struct workers_settings *set);

#endif

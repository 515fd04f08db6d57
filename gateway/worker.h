/* worker.h — a pool of sandboxed processes that read messages.
 *
 * The core never parses a message. It hands a descriptor over and gets facts
 * as a record, or a reason. Each message has a process of its own (zygote.h);
 * whatever it does there, only that process ends. Answers may come in any
 * order; at most `jobs` messages are read at once, more wait their turn.
 *
 * Verdict of a result: DONE with a record or the part's octets; NEVER when the
 * bytes cannot be read (a bound, a crash, a forbidden call, memory, processor
 * or wall limit: the reason tells which); LATER for trouble of our own, with
 * the message untouched. A reader ended from outside (SIGKILL: a person, or the
 * kernel when memory is short) is replaced; the third time it is NEVER. The
 * record comes from a process that may have been taken over: facts_decode
 * checks it.
 *
 * Open the pool before the core holds anything worth hiding. The core must not
 * wait for children it did not start (no waitpid(-1), no SIGCHLD ignored). One
 * thread. */
#ifndef CONVOKE_WORKER_H
#define CONVOKE_WORKER_H

#include <stdint.h>

#include "convoke/base/text.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/facts.h"

/* What the sandboxed process runs; the mail floor's by default, tests have
 * others. */
struct worker_reader {
    void (*prepare)(void); /* once, before the sandbox is shut; NULL: nothing */
    enum verdict (*facts)(struct span raw, struct text *record,
                          struct reason *why);
    enum verdict (*part)(struct span raw, int part,
                         bool (*sink)(void *to, struct span piece), void *to,
                         struct reason *why);
};
extern const struct worker_reader worker_reader_mail;

struct workers_settings {
    unsigned jobs;                      /* read at once; 0: 2 */
    int64_t wall_ms;                    /* 0: 10,000 */
    unsigned cpu_s;                     /* 0: 5 */
    uint64_t memory;                    /* octets of address space; 0: 256 MB */
    bool allow_without_landlock;        /* for kernels that have none */
    const struct worker_reader *reader; /* borrowed; NULL: the mail floor's */
};

struct worker_result {
    uint64_t id;
    enum verdict verdict;
    struct reason why;  /* unless DONE */
    struct text record; /* owned; release it */
};

struct workers; /* opaque */

/* BROKEN when the sandbox cannot be shut on this machine. */
MUST_USE enum verdict workers_open(const struct workers_settings *set,
                                   struct workers **ret, struct reason *why);

/* Ends every process of the pool; unfinished jobs are forgotten. */
struct workers *workers_close(struct workers *w);
void workers_drop(struct workers **w);

/* Queues one message; `fd` (a regular file, read from its beginning; its
 * position may change) is borrowed until the result. BROKEN when the pool
 * cannot recover by itself: the core must be started again. */
MUST_USE enum verdict workers_submit(struct workers *w, uint64_t id, int fd,
                                     struct reason *why);

/* Jobs submitted whose result was not taken. */
size_t workers_pending(const struct workers *w);

/* Readable when workers_next has something to do (limits included): the one
 * descriptor an event loop watches. Call workers_next until it says false. */
int workers_poll_fd(const struct workers *w);

/* The next result; false when none came within `timeout_ms` (0: only look,
 * negative: wait) or when nothing is pending. */
bool workers_next(struct workers *w, int timeout_ms, struct worker_result *ret);

/* submit + next + facts_decode. Results of other jobs stay for workers_next. */
MUST_USE enum verdict workers_facts(struct workers *w, int fd,
                                    struct arena *arena, struct facts *ret,
                                    struct reason *why);

/* The decoded octets of leaf `part`, at most `most` (more: NEVER), written to
 * `out_fd` as they come. On any failure what was written is to be discarded. */
struct worker_part {
    int fd; /* the raw message, borrowed */
    int part;
    int out_fd; /* borrowed */
    uint64_t most;
};
MUST_USE enum verdict workers_part(struct workers *w,
                                   const struct worker_part *spec,
                                   struct reason *why);

#endif

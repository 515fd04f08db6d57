/* zygote.h — the prepared parent of the readers, and its parent.
 *
 * Two small processes stand behind the pool of workers.
 *
 *   core ──fork──▶ keeper ──clone──▶ zygote ──clone──▶ reader (one message)
 *
 * The keeper is forked before the core knows anything (no database, no
 * secret); it loads what reading needs and waits. Its one act is to beget a
 * zygote, so that a lost zygote is replaced from this early image and never
 * from the core's memory. The zygote shuts the outer sandbox around itself and
 * begets a reader for each job; it never looks at a message. The reader shuts
 * the inner sandbox, reads one message, writes frames, and ends. All three are
 * children of the core, which alone waits for them, and end when it ends.
 *
 * This header is shared by both ends of the wires and by nobody else. The two
 * ends are one program: the structs travel as they are. */
#ifndef CONVOKE_ZYGOTE_H
#define CONVOKE_ZYGOTE_H

#include <stdint.h>
#include <sys/types.h>

#include "sandbox.h"
#include "worker.h"

enum zygote_kind { ZYGOTE_FACTS, ZYGOTE_PART };

/* Core to zygote; two descriptors come along: the message and the pipe. */
struct zygote_job {
    uint64_t ticket;
    enum zygote_kind kind;
    int part;
    uint64_t most; /* octets of the part */
};

enum zygote_says { ZYGOTE_READY, ZYGOTE_REFUSED, ZYGOTE_BORN, ZYGOTE_UNBORN };

/* Zygote to core. */
struct zygote_word {
    enum zygote_says says;
    uint64_t ticket;   /* BORN, UNBORN */
    pid_t pid;         /* READY: the zygote; BORN: the reader */
    int error;         /* UNBORN */
    struct reason why; /* REFUSED */
};

/* Reader to core: frames of tag u16 and length u32, as base/record has them,
 * so that a stream of any length is understood as it comes. */
enum zygote_frame {
    ZYGOTE_FRAME_BYTES = 1, /* a piece of the record or of the part */
    ZYGOTE_FRAME_SITE,
    ZYGOTE_FRAME_WHY,
    ZYGOTE_FRAME_SHUT, /* the first: the inner sandbox stands */
};
enum { ZYGOTE_FRAME_HEAD = 6 };

/* How a reader ends when it was not killed. */
enum zygote_exit {
    ZYGOTE_EXIT_DONE = 0,
    ZYGOTE_EXIT_NEVER = 65,   /* frames say why */
    ZYGOTE_EXIT_MEMORY = 75,  /* mem_exhausted */
    ZYGOTE_EXIT_SANDBOX = 90, /* it would not shut: nothing was read */
};

struct zygote_spec {
    struct sandbox_limits limits;
    const struct worker_reader *reader; /* borrowed, outlives every process */
};

/* Forks the keeper; `ret_fd` is the wire to it, its end ends the keeper. */
MUST_USE enum verdict zygote_keeper(const struct zygote_spec *spec,
                                    pid_t *ret_pid, int *ret_fd,
                                    struct reason *why);

/* One message with `n` descriptors (at most 2) over a wire; false when the
 * other end is gone or the wire is full. */
bool zygote_send(int wire, struct span bytes, const int *fds, size_t n);

/* Asks the keeper for a zygote whose wire's other end is `fd`. */
bool zygote_request(int keeper, int fd);

#endif

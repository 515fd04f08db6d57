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

enum zygote_says { ZYGOTE_READY, ZYGOTE_REFUSED, ZYGOTE_UNBORN };

/* Zygote to core; of a reader that was born the reader speaks itself. */
struct zygote_word {
    enum zygote_says says;
    uint64_t ticket;   /* UNBORN */
    int error;         /* UNBORN */
    pid_t pid;         /* READY: the zygote's */
    struct reason why; /* REFUSED */
};

/* Reader to core: frames of tag u16 and length u32, as base/record has them,
 * so that a stream of any length is understood as it comes. SHUT is the first
 * and the only one to be believed: it is written by our own lines, before any
 * of the message is read. */
enum zygote_frame {
    ZYGOTE_FRAME_SHUT = 1, /* the sandbox stands; the reader's pid, u32 */
    ZYGOTE_FRAME_BYTES,    /* a piece of the record or of the part */
    ZYGOTE_FRAME_SITE,     /* of the reason */
    ZYGOTE_FRAME_WHY,
    ZYGOTE_FRAME_DONE,  /* the last one: what came is whole, */
    ZYGOTE_FRAME_NEVER, /* or it is a reason */
};
enum { ZYGOTE_FRAME_HEAD = 6, ZYGOTE_FRAME_PID = 4 };

/* How mem_exhausted ends a process. */
enum { ZYGOTE_EXIT_MEMORY = 75 };

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

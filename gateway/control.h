/* control.h — a command answered by the core that is already running.
 *
 * The core listens on STATE/control.sock (mode 0600; only the same user and
 * root are answered). A client sends one record: its words and what its
 * terminal is like, with descriptors for its output, its talk, its input and
 * the files it names; the core runs the same verb functions into those and
 * sends back the exit code. Output goes to memory files of the client, so that
 * a slow terminal never holds up the core. */
#ifndef CONVOKE_CONTROL_H
#define CONVOKE_CONTROL_H

#include "context.h"

struct control;

MUST_USE enum verdict control_open(const char *folder, struct control **ret,
                                   struct reason *why);
struct control *control_close(struct control *c);
void control_drop(struct control **c);

/* Readable when a client waits. */
int control_fd(const struct control *c);

/* Runs a client's command line; gives its exit code. `ctx` has the client's
 * streams and terminal; the rest is for the callee to fill in. */
typedef int control_answer(void *with, struct context *ctx, int argc,
                           char **argv);

/* Answers one client, when there is one. A client that says nothing costs a
 * second at most. */
void control_serve(struct control *c, control_answer *answer, void *with);

/* What a client asks. `input` is a regular file or -1. */
struct control_call {
    const struct context *ctx; /* its terminal, its streams to print to */
    int argc;
    char **argv;
    const struct context_file *files;
    size_t files_n;
    int input;
};

/* LATER with ret_asked false: nobody listens. LATER with true: the core went
 * away before it answered; whether it acted is not known. */
MUST_USE enum verdict control_call(const char *folder,
                                   const struct control_call *call,
                                   int *ret_exit, bool *ret_asked,
                                   struct reason *why);

#endif

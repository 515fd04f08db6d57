/* access.h — how a command gets at the state: by itself when it is free,
 * through the running core when there is one. */
#ifndef CONVOKE_ACCESS_H
#define CONVOKE_ACCESS_H

#include "verbs.h"

/* Runs `verb` with the store open, or has the core run it with the whole
 * command line; gives the exit code. ctx->set must be there. */
int access_run(struct context *ctx, const struct verb *verb, int argc,
               char **argv);

/* The same with what it prints kept; *ret_bytes is the caller's to free. */
int access_read(struct context *ctx, const struct verb *verb, int argc,
                char **argv, char **ret_bytes, size_t *ret_n);

#endif

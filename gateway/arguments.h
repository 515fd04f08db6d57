/* arguments.h — the words of a command line against the tables of options.
 *
 * Global options may stand anywhere; `--name=value`, `--name value`, `-c
 * FILE`, `-cFILE` and `-qv` are understood; `--` ends the options. */
#ifndef CONVOKE_ARGUMENTS_H
#define CONVOKE_ARGUMENTS_H

#include "verbs.h"

struct arguments {
    const struct verb *verb; /* NULL when none was named */
    bool help, version;
};

/* Fills the global options into `ctx`, the verb's own into ctx->options, its
 * words into ctx->argv. False, with the reason told, on a usage error. */
bool arguments_read(struct context *ctx, int argc, char **argv,
                    struct arena *arena, struct arguments *ret);

#endif

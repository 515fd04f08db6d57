/* context.h — what a command is given: its words, the clock, where to print.
 *
 * A verb prints data to `out` and talk to `err` and reads nothing but what the
 * context opens for it, because it may run in the core for a client at the
 * other end of the control socket: then the streams, the input and the files
 * are the client's. Everything here is borrowed by the verb; whoever made the
 * context releases it. */
#ifndef CONVOKE_CONTEXT_H
#define CONVOKE_CONTEXT_H

#include <stdio.h>

#include "convoke/base/arena.h"
#include "convoke/base/clock.h"
#include "convoke/base/table.h"
#include "convoke/base/verdict.h"

struct charter;
struct settings;
struct store;

enum { CONTEXT_MAX_OPTIONS = 24, CONTEXT_MAX_FILES = 200 };

/* An option as it was given; `value` is NULL for one that takes none. */
struct context_option {
    const char *name;
    const char *value;
};

/* A file the client opened for us. */
struct context_file {
    const char *name; /* as given on the command line */
    int fd;
};

struct context {
    const struct settings *set;    /* NULL unless the verb needs them */
    const struct charter *charter; /* the same */
    const char *config;            /* -c, or NULL */
    struct clock clock;
    int64_t now_fixed; /* --now, else MOMENT_NONE */
    enum table_output output;
    bool chinese;
    bool colour;   /* of talk */
    size_t width;  /* of the terminal, 0 unlimited */
    int verbosity; /* -1 quiet, 0, 1 verbose */

    FILE *out, *err;
    int input;   /* standard input */
    bool remote; /* runs in the core for a client */

    int argc; /* words after the verb that are no options */
    char **argv;
    struct context_option options[CONTEXT_MAX_OPTIONS];
    size_t options_n;
    const struct context_file *files;
    size_t files_n;

    struct store *store; /* open when the verb needs it */
    void *core;          /* the running core, NULL outside `run` */
};

/* The option's value, "" for one that takes none, NULL when not given. */
const char *context_option(const struct context *ctx, const char *name);

/* Talk in the reader's language, nothing with -q; `zh` and `en` take the same
 * arguments. A newline is added. */
void context_say(const struct context *ctx, const char *zh, const char *en, ...)
    PRINTF_LIKE(2, 4) PRINTF_LIKE(3, 4);

/* The same for what went wrong: never silent. */
void context_fail(const struct context *ctx, const char *zh, const char *en,
                  ...) PRINTF_LIKE(2, 4) PRINTF_LIKE(3, 4);

/* Prints `why` and gives the exit code of its verdict. */
int context_refuse(const struct context *ctx, const struct reason *why);

void context_print(const struct context *ctx, struct span text);
void context_print_table(const struct context *ctx, const struct table *t);

/* A descriptor to read the named file from, "-" is the input. The caller
 * closes it. NEVER when it cannot be opened. */
MUST_USE enum verdict context_open(const struct context *ctx, const char *name,
                                   int *ret_fd, struct reason *why);

#endif

/* verbs.h — one table of commands: the parser, --help, the manual page and
 * the shell completion all read it. A verb is one file, cmd_NAME.c. */
#ifndef CONVOKE_VERBS_H
#define CONVOKE_VERBS_H

#include "context.h"

enum verb_need {
    NEED_NOTHING = 0,
    NEED_SETTINGS = 1 << 0, /* convoke.conf, without a fault */
    NEED_STORE = 1 << 1,    /* the state; asks the core while `run` holds it */
    NEED_ALONE = 1 << 2,    /* the state, and refuses while another has it */
    NEED_HIDDEN = 1 << 3,   /* not in the list of commands */
    NEED_CORE = 1 << 5,     /* opens the state by itself, readers and all */
    NEED_INPUT = 1 << 4,    /* reads standard input when no word is given */
    NEED_SAVE = 1 << 6,     /* its last word is a file for what it prints */
};

struct verb_option {
    const char *name;     /* without the dashes; NULL ends the list */
    char letter;          /* 0 when there is none */
    const char *argument; /* "DIR"; NULL when it takes none */
    const char *zh, *en;
};

struct verb {
    const char *name;
    int (*function)(struct context *ctx); /* gives the exit code */
    unsigned needs;                       /* enum verb_need */
    int least, most;                      /* words it takes; most < 0: any */
    int first_file;      /* words from this one on are files; -1 none */
    const char *usage;   /* "KIND FILE" */
    const char *example; /* "convoke list applications --json" */
    const char *zh, *en; /* one line of help */
    const struct verb_option *options; /* NULL: none of its own */
};

extern const struct verb verbs[];
extern const size_t verbs_n;
extern const struct verb_option verb_global_options[];

const struct verb *verb_find(struct span name);

/* The whole command line; gives the exit code. */
int verbs_main(int argc, char **argv);

/* The core answers a client with it: `ctx` is the client's (control.h) with
 * settings, charter and store filled in; `argv` its whole command line. */
int verbs_answer(struct context *ctx, int argc, char **argv);

int cmd_init(struct context *ctx);
int cmd_check(struct context *ctx);
int cmd_health(struct context *ctx);
int cmd_run(struct context *ctx);
int cmd_demo(struct context *ctx);
int cmd_receive(struct context *ctx);
int cmd_tick(struct context *ctx);
int cmd_deliver(struct context *ctx);
int cmd_list(struct context *ctx);
int cmd_show(struct context *ctx);
int cmd_preview(struct context *ctx);
int cmd_replay(struct context *ctx);
int cmd_status(struct context *ctx);
int cmd_digest(struct context *ctx);
int cmd_explain(struct context *ctx);
int cmd_import(struct context *ctx);
int cmd_export(struct context *ctx);
int cmd_outbox(struct context *ctx);
int cmd_message(struct context *ctx);
int cmd_clock(struct context *ctx);
int cmd_verify(struct context *ctx);
int cmd_man(struct context *ctx);
int cmd_completion(struct context *ctx);

#endif

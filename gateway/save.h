/* save.h — what a command prints, kept as a file of the person who asked.
 *
 * A command that makes a file prints it; whether it ran here or in the core,
 * the octets come back to the process of the person, and that process alone
 * opens a path, with that person's rights and from that person's folder. The
 * file is whole or is not touched: it is written beside its place and renamed
 * only when the command ended well. */
#ifndef CONVOKE_SAVE_H
#define CONVOKE_SAVE_H

#include "verbs.h"

/* Runs a verb that NEED_SAVE (access_run); its last word names the file, "-"
 * the output. Gives the exit code: 73 when there can be no such file. */
int save_run(struct context *ctx, const struct verb *verb, int argc,
             char **argv);

#endif

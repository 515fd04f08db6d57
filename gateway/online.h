/* online.h — `check --online`: what the configuration cannot tell by itself.
 *
 * The servers are tried from here (trial.h); how the state stands (clock,
 * disk, working days) is asked of whoever owns it, by the hidden command
 * `health`, a line each: "good" or "bad", item, words, with tabs between. */
#ifndef CONVOKE_GATEWAY_ONLINE_H
#define CONVOKE_GATEWAY_ONLINE_H

#include "context.h"

/* Prints a table; gives the exit code. ctx->set must be there. */
int online_check(struct context *ctx);

#endif

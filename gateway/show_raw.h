/* show_raw.h — the very octets of one mail, to the command's output. */
#ifndef CONVOKE_SHOW_RAW_H
#define CONVOKE_SHOW_RAW_H

#include "context.h"
#include "object.h"

/* Gives the exit code. Only messages and outbox mails have octets. */
int show_raw(struct context *ctx, const struct object *o);

#endif

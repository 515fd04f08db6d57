/* run.h — the service: watches, decides, sends, answers, until told to stop.
 *
 * Wakes when a message lies in the source or the spool (inotify), when a
 * command waits at the control socket, when a send process has news, and when
 * the next thing is due. Nothing is done on a timer that nothing needs. */
#ifndef CONVOKE_RUN_H
#define CONVOKE_RUN_H

#include "context.h"
#include "core.h"

/* Until SIGTERM or SIGINT; SIGHUP reads the configuration again and keeps the
 * old one when the new one is wrong. `answer` runs a client's command. */
MUST_USE enum verdict run_until_told(struct core *c, struct context *ctx,
                                     struct reason *why);

#endif

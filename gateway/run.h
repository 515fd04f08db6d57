/* run.h — the service: watches, decides, sends, answers, until told to stop.
 *
 * Wakes when a message lies in the source or the spool (inotify), when a
 * command waits at the control socket, when a send process has news, and when
 * the next thing is due. Nothing is done on a timer that nothing needs. */
#ifndef CONVOKE_RUN_H
#define CONVOKE_RUN_H

#include "context.h"
#include "core.h"

/* Before the core is opened: from here on SIGTERM, SIGINT and SIGHUP wait for
 * the loop, in the core's children too. */
MUST_USE enum verdict run_hold_signals(struct reason *why);

/* Until SIGTERM or SIGINT, or SIGHUP (`ret_reload`): then the caller reads the
 * configuration again and opens the core anew. Letters on their way are waited
 * for, 20 seconds at most. */
MUST_USE enum verdict run_until_told(struct core *c, struct context *ctx,
                                     bool *ret_reload, struct reason *why);

#endif

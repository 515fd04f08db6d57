/* delivery.h — from the outbox to the world, and what became of it.
 *
 * A Maildir takes mails in groups of one commit; SMTP sessions are processes
 * (sender.h) whose events the core answers. A delivery is committed as at_dot
 * before its final dot may leave, and never sent again after that without a
 * person's word. */
#ifndef CONVOKE_DELIVERY_H
#define CONVOKE_DELIVERY_H

#include <poll.h>

#include "convoke/mail/smtp_send.h"
#include "core.h"

enum { DELIVERY_FDS = 64 };

/* As configured; strings borrowed from `set`. */
struct smtp_settings delivery_smtp_settings(const struct settings *set);

/* Before the database is opened: forks the senders. */
MUST_USE enum verdict delivery_prepare(struct core *c,
                                       struct delivery_line **ret,
                                       struct reason *why);
struct delivery_line *delivery_close(struct delivery_line *line);

/* After a start: what was claimed is ready again; what was at the dot is
 * finished where the transport can tell, else uncertain. */
MUST_USE enum verdict delivery_recover(struct core *c, struct reason *why);

/* Does what can be done without waiting, one group at most. What fails for one
 * mail is that delivery's end (refused, or retry); the verdict is of our own
 * trouble only. `ret_more`: call again at once. Behind core_may_act. */
MUST_USE enum verdict delivery_step(struct core *c, bool *ret_more,
                                    struct reason *why);

/* Everything due, waiting for the servers. */
MUST_USE enum verdict delivery_drain(struct core *c, struct reason *why);

/* Begins nothing new and waits, `ms` at most, for what has been begun: a mail
 * cut off at its dot would be uncertain. */
MUST_USE enum verdict delivery_finish(struct core *c, int64_t ms,
                                      struct reason *why);

/* What to poll before the next delivery_step. */
size_t delivery_fds(const struct core *c, struct pollfd fds[DELIVERY_FDS]);

MUST_USE enum verdict delivery_next_due(struct core *c, int64_t *ret,
                                        struct reason *why);

/* Until when the service holds everything back, and whether because its login
 * was refused; 0: it does not, or sends nothing. */
int64_t delivery_held_until(const struct core *c, bool *ret_login);

/* When to try again after `attempts` failures: 5 minutes, doubled up to 4,000
 * seconds, spread by the delivery's own number. Pure. */
int64_t delivery_retry_at(int64_t now, int64_t attempts, int64_t delivery);

#endif

/* offspring.h — how a keeper hears that a process it forked has ended.
 *
 * For a process that does nothing but keep others: SIGCHLD becomes a
 * descriptor to poll, and every child of the process is its own. */
#ifndef CONVOKE_OFFSPRING_H
#define CONVOKE_OFFSPRING_H

#include <sys/types.h>

/* Before the first fork. What to poll for reading; owned by the caller. */
int offspring_watch(void);

/* In a child that is no keeper: signals reach it again. */
void offspring_leave(void);

/* One that has ended, as waitpid tells; 0: none has. Never waits. */
pid_t offspring_ended(int watch, int *ret_status);

#endif

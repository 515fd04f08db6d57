/* state.h — who owns the state folder: one process at a time.
 *
 * A record lock on STATE/lock, which the kernel gives up with the process and
 * which children do not inherit: workers that outlive a killed core must not
 * keep the next one out. */
#ifndef CONVOKE_STATE_H
#define CONVOKE_STATE_H

#include "convoke/base/verdict.h"

/* LATER, naming the process, while another one owns it. Close the descriptor
 * to give it up; nothing else in the process may open STATE/lock. */
MUST_USE enum verdict state_lock(const char *folder, int *ret_fd,
                                 struct reason *why);

#endif

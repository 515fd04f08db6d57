/* sender_process.h — what runs in the processes behind sender.h. */
#ifndef CONVOKE_GATEWAY_SENDER_PROCESS_H
#define CONVOKE_GATEWAY_SENDER_PROCESS_H

#include "sender.h"

/* The keeper: says READY or FAILED on `core`, forks the send processes and
 * forks them again until the core is gone. Never returns. */
void sender_keeper_run(const struct senders_settings *settings, int core)
    __attribute__((noreturn));

/* A send process on its socket to the core. Never returns. */
void sender_process_run(const struct senders_settings *settings,
                        struct smtp *smtp, int core) __attribute__((noreturn));

/* Closes every descriptor but standard error and `*keep`, which becomes 3;
 * ends the way back to privileges; small limits. */
void sender_enclose(int *keep);

#endif

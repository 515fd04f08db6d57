#include "offspring.h"

#include <assert.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int offspring_watch(void)
{
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child, NULL);
    signal(SIGCHLD, SIG_DFL);
    return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

void offspring_leave(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* One signal may stand for several ends: it is read first, so that an end
 * after the last waitpid is heard of again. */
pid_t offspring_ended(int watch, int *ret_status)
{
    struct signalfd_siginfo info;
    pid_t pid;

    assert(ret_status);
    while (read(watch, &info, sizeof(info)) > 0)
        ;
    pid = waitpid(-1, ret_status, WNOHANG);
    return pid > 0 ? pid : 0;
}

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetcher.h"
#include "offspring.h"
#include "sender_process.h"

enum { AFTER_REFUSED_LOGIN = 3600 * 1000 }; /* milliseconds */

struct keeper {
    const struct fetcher_settings *set;
    struct imap *imap; /* trust store and settings, inherited by every fork */
    int core, children;
    pid_t pid; /* 0: nobody */
    int64_t start_at;
    unsigned failures; /* in a row */
};

static void start(struct keeper *k)
{
    k->pid = fork();
    if (k->pid == 0) {
        offspring_leave();
        close(k->children);
        fetcher_process_run(k->set, k->imap, k->core);
    }
    if (k->pid < 0)
        k->pid = 0;
    if (k->pid == 0)
        k->start_at = clock_ticks() + imap_backoff(++k->failures, 0);
}

/* What the core logs of a process that ended otherwise than it should. */
static void tell_death(const struct keeper *k, int status, int64_t wait)
{
    struct fetcher_packet p = { .word = FETCHER_DIED, .number = wait };

    if (WIFSIGNALED(status))
        snprintf(p.text, sizeof(p.text), "the fetch process died of signal %d",
                 WTERMSIG(status));
    else if (WEXITSTATUS(status) > FETCHER_END_REFUSED)
        snprintf(p.text, sizeof(p.text), "the fetch process ended with %d",
                 WEXITSTATUS(status));
    fetcher_say(k->core, &p);
}

static void bury(struct keeper *k, int status)
{
    int end = WIFEXITED(status) ? WEXITSTATUS(status) : FETCHER_END_FAILED;
    int64_t wait;

    k->failures = end == FETCHER_END_WELL ? 1 : k->failures + 1;
    wait = end == FETCHER_END_REFUSED
               ? AFTER_REFUSED_LOGIN
               : imap_backoff(k->failures, (uint32_t)k->pid * 2654435761U);
    k->pid = 0;
    k->start_at = clock_ticks() + wait;
    tell_death(k, status, wait);
}

static void reap(struct keeper *k)
{
    int status;
    pid_t pid;

    while ((pid = offspring_ended(k->children, &status)) > 0)
        if (pid == k->pid)
            bury(k, status);
}

/* The core's words are for the process: only its end is looked for here. What
 * is in the middle of being fetched is fetched again another day. */
_Noreturn static void end(const struct keeper *k)
{
    if (k->pid > 0) {
        kill(k->pid, SIGKILL);
        waitpid(k->pid, NULL, 0);
    }
    _exit(0);
}

_Noreturn void fetcher_keeper_run(const struct fetcher_settings *settings,
                                  int core)
{
    struct keeper k = { .set = settings };
    struct reason why = { .text = "" };
    struct fetcher_packet p = { .word = FETCHER_READY };

    assert(settings);
    sender_enclose(&core);
    k.core = core;
    if (imap_new(&settings->imap, &k.imap, &why) != VERDICT_DONE) {
        p.word = FETCHER_FAILED;
        snprintf(p.text, sizeof(p.text), "%.*s", FETCHER_TEXT - 1, why.text);
        fetcher_say(core, &p);
        _exit(0);
    }
    k.children = offspring_watch();
    if (!fetcher_say(core, &p))
        _exit(0);
    for (;;) {
        struct pollfd news[] = { { .fd = core, .events = 0 },
                                 { .fd = k.children, .events = POLLIN } };
        int64_t left = k.start_at - clock_ticks();

        if (k.pid == 0 && left <= 0) {
            start(&k);
            left = k.start_at - clock_ticks();
        }
        if (poll(news, 2, k.pid ? -1 : (int)(left > 0 ? left : 0)) < 0 &&
            errno != EINTR)
            end(&k);
        if (news[0].revents)
            end(&k);
        reap(&k);
    }
}

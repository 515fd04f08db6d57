#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "fetcher.h"
#include "offspring.h"
#include "sender_process.h"

enum { /* milliseconds */
       AFTER_REFUSED_LOGIN = 3600 * 1000,
       BETWEEN_STAMPS = 2 * 1000,
};

struct keeper {
    const struct fetcher_settings *set;
    struct imap *imap; /* trust store and settings, inherited by every fork */
    int core, children;
    pid_t pid; /* 0: nobody */
    int64_t start_at;
    unsigned failures;        /* in a row */
    bool refused;             /* the login, the last time */
    struct file_stamp secret; /* as it was then */
};

static void start(struct keeper *k)
{
    k->refused = false;
    k->secret = file_stamp_of(k->set->secret_file);
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

    k->refused = end == FETCHER_END_REFUSED;
    k->failures = end == FETCHER_END_WELL ? 1 : k->failures + 1;
    wait = k->refused
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

/* A refused login is tried again before its hour when there is something new to
 * log in with: a token that had expired was renewed. */
static void look_at_secret(struct keeper *k)
{
    struct file_stamp now;

    if (!k->refused)
        return;
    now = file_stamp_of(k->set->secret_file);
    if (!file_stamp_eq(&now, &k->secret))
        k->start_at = clock_ticks();
}

static int patience(const struct keeper *k)
{
    int64_t left = k->start_at - clock_ticks();

    if (k->pid)
        return -1;
    if (k->refused && left > BETWEEN_STAMPS)
        left = BETWEEN_STAMPS;
    return (int)(left > 0 ? left : 0);
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

        look_at_secret(&k);
        if (k.pid == 0 && k.start_at <= clock_ticks())
            start(&k);
        if (poll(news, 2, patience(&k)) < 0 && errno != EINTR)
            end(&k);
        if (news[0].revents)
            end(&k);
        reap(&k);
    }
}

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "offspring.h"
#include "sender_process.h"
#include "sender_wire.h"

enum {
    BACKOFF_LEAST = 250, /* milliseconds */
    BACKOFF_MOST = 60 * 1000,
    LIVED_WELL = 10 * 1000, /* a process this old starts the back-off anew */
};

struct place {
    pid_t pid; /* 0: nobody */
    int64_t started_at, start_at, backoff;
};

struct keeper {
    const struct senders_settings *set;
    struct smtp *smtp; /* trust store and settings, inherited by every fork */
    int core, children;
    struct place at[SENDERS_MOST];
};

/* The child's end of its socket, in the child; never returns. */
static void become_process(struct keeper *k, int socket)
{
    offspring_leave();
    sender_enclose(&socket);
    sender_process_run(k->set, k->smtp, socket);
}

static bool start_process(struct keeper *k, size_t i)
{
    struct place *place = &k->at[i];
    int ends[2];
    struct wire w = { .kind = WIRE_PROCESS, .id = (int64_t)i };
    bool told;

    place->started_at = clock_ticks();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    place->pid = fork();
    if (place->pid == 0)
        become_process(k, ends[1]);
    close(ends[1]);
    w.fd = ends[0];
    told = place->pid > 0 && wire_send(k->core, &w);
    close(ends[0]);
    if (place->pid < 0)
        place->pid = 0;
    return told;
}

static void plan_restart(struct place *place)
{
    int64_t now = clock_ticks();

    if (place->backoff == 0 || now - place->started_at > LIVED_WELL)
        place->backoff = BACKOFF_LEAST;
    else if (place->backoff < BACKOFF_MOST)
        place->backoff *= 2;
    place->start_at = now + place->backoff;
    place->pid = 0;
}

static void reap(struct keeper *k)
{
    int status;
    pid_t pid;

    while ((pid = offspring_ended(k->children, &status)) > 0)
        for (size_t i = 0; i < k->set->n; i++)
            if (k->at[i].pid == pid)
                plan_restart(&k->at[i]);
}

/* Starts who is due; gives the milliseconds until the next is, -1 for none. */
static int start_due(struct keeper *k)
{
    int64_t next = -1;

    for (size_t i = 0; i < k->set->n; i++) {
        int64_t left = k->at[i].start_at - clock_ticks();

        if (k->at[i].pid != 0)
            continue;
        if (left <= 0) {
            if (start_process(k, i))
                continue;
            plan_restart(&k->at[i]);
            left = k->at[i].backoff;
        }
        if (next < 0 || left < next)
            next = left;
    }
    return (int)next;
}

void sender_keeper_run(const struct senders_settings *settings, int core)
{
    struct keeper k = { .set = settings };
    struct reason why = { .text = "" };
    struct wire w = { .kind = WIRE_READY, .fd = -1 };

    assert(settings);
    sender_enclose(&core);
    k.core = core;
    if (smtp_new(&settings->smtp, &k.smtp, &why) != VERDICT_DONE) {
        w.kind = WIRE_FAILED;
        snprintf(w.text, sizeof(w.text), "%s", why.text);
        wire_send(core, &w);
        _exit(0);
    }
    k.children = offspring_watch();
    if (!wire_send(core, &w))
        _exit(0);
    for (;;) {
        struct pollfd news[] = { { .fd = core, .events = POLLIN },
                                 { .fd = k.children, .events = POLLIN } };

        if (poll(news, 2, start_due(&k)) < 0 && errno != EINTR)
            _exit(1);
        if (news[0].revents)
            _exit(0);
        reap(&k);
    }
}

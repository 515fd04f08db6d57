#include "run.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "control.h"
#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "delivery.h"
#include "settings.h"
#include "verbs.h"

enum {
    RUN_WATCHES = 2,
    RUN_FIXED_FDS = 3,
    RUN_LONGEST_MS = 60 * 1000, /* the clock may have been set meanwhile */
    RUN_RETRY_MS = 5000,        /* after trouble of our own */
};

struct run {
    struct core *core;       /* borrowed */
    struct control *control; /* owned */
    struct context *ctx;     /* borrowed */
    int watch, signals;      /* owned */
    bool stop, reload;
};

static void run_release(struct run *r)
{
    control_drop(&r->control);
    file_drop(&r->watch);
    file_drop(&r->signals);
}

static enum verdict watch_folder(struct run *r, const char *folder,
                                 const char *part, struct reason *why)
{
    char path[PATH_MAX];

    if (!file_join(path, folder, part))
        return reason_set(why, VERDICT_NEVER, "run.watch", "path too long");
    if (inotify_add_watch(r->watch, path, IN_MOVED_TO | IN_CLOSE_WRITE) < 0)
        return reason_from_errno(why, VERDICT_NEVER, "run.watch", path);
    return VERDICT_DONE;
}

static enum verdict open_watches(struct run *r, struct reason *why)
{
    const struct settings *set = r->core->set;
    enum verdict v;

    r->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (r->watch < 0)
        return reason_from_errno(why, VERDICT_LATER, "run.watch", "inotify");
    v = watch_folder(r, set->source.path, "new", why);
    return v == VERDICT_DONE ? watch_folder(r, set->state, "spool/new", why)
                             : v;
}

static enum verdict open_signals(struct run *r, struct reason *why)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return reason_from_errno(why, VERDICT_BROKEN, "run.signals", "mask");
    r->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (r->signals < 0)
        return reason_from_errno(why, VERDICT_LATER, "run.signals", "signal");
    return VERDICT_DONE;
}

static void take_signals(struct run *r)
{
    struct signalfd_siginfo info;

    while (read(r->signals, &info, sizeof(info)) == sizeof(info)) {
        r->reload = r->reload || info.ssi_signo == SIGHUP;
        r->stop = r->stop || info.ssi_signo != SIGHUP;
    }
}

static void forget_events(int watch)
{
    char buf[4096];

    while (read(watch, buf, sizeof(buf)) > 0)
        continue;
}

/* A client's command in the core's process, on the core's store. */
static int answer(void *with, struct context *client, int argc, char **argv)
{
    struct run *r = with;

    client->set = r->ctx->set;
    client->charter = r->ctx->charter;
    client->store = r->core->store;
    client->core = r->core;
    client->remote = true;
    if (client->now_fixed == MOMENT_NONE)
        client->clock = r->core->clock;
    return verbs_answer(client, argc, argv);
}

static int timeout_of(struct run *r, enum verdict last)
{
    struct reason why;
    int64_t due = INT64_MAX;
    int64_t now = clock_now(&r->core->clock);

    if (last != VERDICT_DONE)
        return RUN_RETRY_MS;
    if (core_next_due(r->core, &due, &why) != VERDICT_DONE)
        return RUN_RETRY_MS;
    if (due <= now)
        return 0;
    if (due - now > RUN_LONGEST_MS / 1000)
        return RUN_LONGEST_MS;
    return (int)(due - now) * 1000;
}

static void wait_for_something(struct run *r, int timeout)
{
    struct pollfd fds[RUN_FIXED_FDS + DELIVERY_FDS] = {
        { .fd = r->watch, .events = POLLIN },
        { .fd = r->signals, .events = POLLIN },
        { .fd = control_fd(r->control), .events = POLLIN },
    };
    size_t n = delivery_fds(r->core, fds + RUN_FIXED_FDS);

    if (poll(fds, RUN_FIXED_FDS + n, timeout) < 0 && errno != EINTR)
        log_event(LOG_WARNING, "run.poll", KV_INT("errno", errno));
    forget_events(r->watch);
    take_signals(r);
    if (fds[2].revents)
        control_serve(r->control, answer, r);
}

/* One turn; trouble that may pass is told and tried again. */
static enum verdict turn(struct run *r, struct reason *why)
{
    enum verdict v = core_pass(r->core, why);

    if (v == VERDICT_DONE)
        v = delivery_step(r->core, why);
    if (v == VERDICT_LATER || v == VERDICT_NEVER)
        log_event(LOG_WARNING, "run.postponed", KV_WHY(why));
    return v;
}

static enum verdict loop(struct run *r, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    sd_notify(0, "READY=1\nSTATUS=收发与期限正常");
    log_event(LOG_NOTICE, "run.ready", KV_INT("pid", getpid()));
    while (!r->stop) {
        v = turn(r, why);
        if (v == VERDICT_BROKEN)
            return v;
        sd_notify(0, "WATCHDOG=1");
        wait_for_something(r, timeout_of(r, v));
        if (r->reload)
            return VERDICT_LATER;
    }
    sd_notify(0, "STOPPING=1");
    return VERDICT_DONE;
}

enum verdict run_until_told(struct core *c, struct context *ctx,
                            struct reason *why)
{
    CLEANUP(run_release)
    struct run r = { .core = c, .ctx = ctx, .watch = -1, .signals = -1 };
    enum verdict v;

    assert(c);
    v = open_signals(&r, why);
    if (v == VERDICT_DONE)
        v = open_watches(&r, why);
    if (v == VERDICT_DONE)
        v = control_open(c->set->state, &r.control, why);
    return v == VERDICT_DONE ? loop(&r, why) : v;
}

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
#include "health.h"
#include "settings.h"
#include "source_imap.h"
#include "verbs.h"

enum {
    RUN_WATCHES = 2,
    RUN_FIXED_FDS = 4,
    RUN_LONGEST_MS = 60 * 1000, /* the clock may have been set meanwhile */
    RUN_RETRY_MS = 5000,        /* after trouble of our own */
    RUN_IDLE_MS = 1000,         /* due, but nothing may or can be done yet */
    RUN_LAST_MS = 20 * 1000,    /* for letters on their way, at the end */
};

struct run {
    struct core *core;       /* borrowed */
    struct control *control; /* owned */
    struct context *ctx;     /* borrowed */
    int watch, signals;      /* owned */
    int longest;             /* milliseconds without a turn */
    bool stop, reload;
    bool closed; /* the core's gate, as the service manager was told */
};

/* What one turn of the loop came to. */
struct turn {
    bool more;     /* there is more to do at once */
    bool troubled; /* something has to wait for better times */
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

/* Again and again: a folder may be made anew, and then nobody watches it. */
static enum verdict watch_folders(struct run *r, struct reason *why)
{
    const struct settings *set = r->core->set;
    enum verdict v = VERDICT_DONE;

    if (set->source.kind == SOURCE_MAILDIR)
        v = watch_folder(r, set->source.path, "new", why);
    return v == VERDICT_DONE ? watch_folder(r, set->state, "spool/new", why)
                             : v;
}

static enum verdict open_watches(struct run *r, struct reason *why)
{
    r->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (r->watch < 0)
        return reason_from_errno(why, VERDICT_LATER, "run.watch", "inotify");
    return watch_folders(r, why);
}

static void our_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

enum verdict run_hold_signals(struct reason *why)
{
    sigset_t set;

    our_signals(&set);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return reason_from_errno(why, VERDICT_BROKEN, "run.signals", "mask");
    return VERDICT_DONE;
}

static enum verdict open_signals(struct run *r, struct reason *why)
{
    sigset_t set;

    our_signals(&set);
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

static int timeout_of(struct run *r, const struct turn *t)
{
    struct reason why;
    int64_t due = INT64_MAX;
    int64_t now = clock_now(&r->core->clock);

    if (t->troubled || core_next_due(r->core, &due, &why) != VERDICT_DONE)
        return RUN_RETRY_MS;
    if (t->more)
        return 0;
    if (r->closed || due <= now)
        return RUN_IDLE_MS;
    if (due - now > r->longest / 1000)
        return r->longest;
    return (int)(due - now) * 1000;
}

static void wait_for_something(struct run *r, int timeout)
{
    struct pollfd fds[RUN_FIXED_FDS + DELIVERY_FDS] = {
        { .fd = r->watch, .events = POLLIN },
        { .fd = r->signals, .events = POLLIN },
        { .fd = control_fd(r->control), .events = POLLIN },
        { .fd = source_imap_fd(r->core), .events = POLLIN },
    };
    size_t n = delivery_fds(r->core, fds + RUN_FIXED_FDS);
    struct reason why;
    int news = poll(fds, RUN_FIXED_FDS + n, timeout);

    if (news < 0 && errno != EINTR)
        log_event(LOG_WARNING, "run.poll", KV_INT("errno", errno));
    forget_events(r->watch);
    take_signals(r);
    if (fds[2].revents)
        control_serve(r->control, answer, r);
    if (news == 0 && timeout > 0 && watch_folders(r, &why) != VERDICT_DONE)
        log_event(LOG_WARNING, "run.blind", KV_WHY(&why));
}

/* Trouble that may pass is told and tried again; it does not keep the other
 * half from its work. False: the process must end. */
static bool survives(struct turn *t, enum verdict v, const struct reason *why)
{
    if (v == VERDICT_DONE)
        return true;
    if (v == VERDICT_BROKEN)
        return false;
    log_event(LOG_WARNING, "run.postponed", KV_WHY(why));
    t->troubled = true;
    return true;
}

static enum verdict turn(struct run *r, struct turn *t, struct reason *why)
{
    bool more = false;
    enum verdict v;

    *t = (struct turn){ .more = false };
    v = core_step(r->core, &t->more, why);
    if (!survives(t, v, why))
        return v;
    v = delivery_step(r->core, &more, why);
    if (!survives(t, v, why))
        return v;
    t->more = t->more || more;
    v = health_look(r->core, why);
    if (!survives(t, v, why))
        return v;
    return VERDICT_DONE;
}

#define STATUS_GOOD "STATUS=收发与期限正常"
#define STATUS_SUSPECT                                                         \
    "STATUS=时钟不可信：只收信，不判定、不发信（convoke clock）"

/* Both halves of a turn have asked whether the clock is trusted. */
static void tell_gate(struct run *r)
{
    if (r->closed == r->core->closed)
        return;
    r->closed = r->core->closed;
    sd_notify(0, r->closed ? STATUS_SUSPECT : STATUS_GOOD);
}

/* The watchdog hears of a turn that was really made, never of time alone. */
static enum verdict loop(struct run *r, struct reason *why)
{
    struct turn t;

    sd_notify(0, "READY=1\n" STATUS_GOOD);
    log_event(LOG_NOTICE, "run.ready", KV_INT("pid", getpid()));
    while (!r->stop && !r->reload) {
        enum verdict v = turn(r, &t, why);
        if (v != VERDICT_DONE)
            return v;
        tell_gate(r);
        sd_notify(0, "WATCHDOG=1");
        wait_for_something(r, timeout_of(r, &t));
    }
    sd_notify(0, r->stop ? "STOPPING=1" : "STATUS=重新读取配置");
    return delivery_finish(r->core, RUN_LAST_MS, why);
}

/* Two turns fit into the time the watchdog allows. */
static int longest_wait(void)
{
    uint64_t allowed = 0;

    if (sd_watchdog_enabled(0, &allowed) <= 0 ||
        allowed / 2000 > RUN_LONGEST_MS)
        return RUN_LONGEST_MS;
    return (int)(allowed / 2000);
}

enum verdict run_until_told(struct core *c, struct context *ctx,
                            bool *ret_reload, struct reason *why)
{
    CLEANUP(run_release)
    struct run r = { .core = c, .ctx = ctx, .watch = -1, .signals = -1 };
    enum verdict v;

    assert(c);
    assert(ret_reload);
    r.longest = longest_wait();
    v = open_signals(&r, why);
    if (v == VERDICT_DONE)
        v = open_watches(&r, why);
    if (v == VERDICT_DONE)
        v = control_open(c->set->state, &r.control, why);
    if (v == VERDICT_DONE)
        v = loop(&r, why);
    *ret_reload = r.reload && !r.stop;
    return v;
}

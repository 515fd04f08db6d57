#include "nursery.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/base/log.h"

enum {
    START_MS = 10 * 1000, /* a zygote that says nothing for so long is lost */
    REST_MS = 100,
    REST_MOST_MS = 60 * 1000,
};

/* Kills the zygote with all its readers and waits for each, so that the number
 * of a dead reader is never taken for a living one's. */
static void zygote_end(struct nursery *n)
{
    file_drop(&n->zygote_fd);
    if (n->zygote <= 0)
        return;
    kill(-n->zygote, SIGKILL);
    while (waitpid(-n->zygote, NULL, 0) > 0 || errno == EINTR)
        ;
    n->zygote = 0;
}

enum nursery_news nursery_give_up(struct nursery *n, const struct reason *why)
{
    int64_t rest = REST_MS;

    assert(n);
    assert(why);
    zygote_end(n);
    for (unsigned i = 0; i < n->losses && rest < REST_MOST_MS; i++)
        rest *= 2;
    n->losses++;
    log_event(LOG_WARNING, "worker.lost", KV_INT("losses", n->losses),
              KV_INT("rest", rest), KV_WHY(why));
    n->state = NURSERY_RESTING;
    n->wake = clock_ticks() + rest;
    return NURSERY_LOST;
}

static enum nursery_news zygote_start(struct nursery *n)
{
    struct epoll_event watched = { .events = EPOLLIN };
    struct reason why;
    bool asked;
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        reason_from_errno(&why, VERDICT_LATER, "worker.zygote", "socketpair");
        return nursery_give_up(n, &why);
    }
    n->state = NURSERY_STARTING;
    n->wake = clock_ticks() + START_MS;
    n->zygote_fd = ends[0];
    asked = zygote_request(n->keeper_fd, ends[1]);
    close(ends[1]);
    if (!asked) {
        file_drop(&n->zygote_fd);
        n->state = NURSERY_BROKEN;
        return NURSERY_LOST;
    }
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0 ||
        epoll_ctl(n->epoll, EPOLL_CTL_ADD, ends[0], &watched) != 0) {
        reason_from_errno(&why, VERDICT_LATER, "worker.zygote", "epoll");
        return nursery_give_up(n, &why);
    }
    return NURSERY_NO_NEWS;
}

enum nursery_news nursery_listen(struct nursery *n, struct zygote_word *ret)
{
    struct reason why;
    ssize_t got;

    assert(n);
    assert(ret);
    while (n->zygote_fd >= 0) {
        got = recv(n->zygote_fd, ret, sizeof(*ret), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return NURSERY_NO_NEWS;
        if (got != sizeof(*ret)) {
            reason_set(&why, VERDICT_LATER, "worker.zygote", "it ended");
            return nursery_give_up(n, &why);
        }
        if (ret->says == ZYGOTE_REFUSED)
            return nursery_give_up(n, &ret->why);
        if (ret->says != ZYGOTE_READY)
            return NURSERY_WORD;
        n->zygote = ret->pid;
        n->state = NURSERY_READY;
    }
    return NURSERY_NO_NEWS;
}

enum nursery_news nursery_time(struct nursery *n, int64_t now)
{
    struct reason why;

    assert(n);
    if (n->state == NURSERY_STARTING && now >= n->wake) {
        reason_set(&why, VERDICT_LATER, "worker.zygote", "it does not start");
        return nursery_give_up(n, &why);
    }
    if (n->state == NURSERY_RESTING && now >= n->wake)
        return zygote_start(n);
    return NURSERY_NO_NEWS;
}

int64_t nursery_wake(const struct nursery *n)
{
    bool waits = n->state == NURSERY_STARTING || n->state == NURSERY_RESTING;

    return waits ? n->wake : INT64_MAX;
}

/* The first zygote decides whether this machine can shut the sandbox at all:
 * later losses are weather, this one is not. */
enum verdict nursery_open(struct nursery *n, struct reason *why)
{
    struct zygote_word word = { 0 };
    struct pollfd p;
    enum verdict v;

    assert(n);
    v = zygote_keeper(&n->spec, &n->keeper, &n->keeper_fd, why);
    if (v != VERDICT_DONE)
        return v;
    if (zygote_start(n) != NURSERY_NO_NEWS)
        return reason_set(why, VERDICT_BROKEN, "worker.keeper", "it ended");
    p = (struct pollfd){ .fd = n->zygote_fd, .events = POLLIN };
    while (poll(&p, 1, START_MS) < 0 && errno == EINTR)
        ;
    if (nursery_listen(n, &word) == NURSERY_LOST && why &&
        word.says == ZYGOTE_REFUSED) {
        *why = word.why;
        return VERDICT_BROKEN;
    }
    if (n->state != NURSERY_READY)
        return reason_set(why, VERDICT_BROKEN, "worker.zygote",
                          "it does not start");
    return VERDICT_DONE;
}

void nursery_release(struct nursery *n)
{
    assert(n);
    zygote_end(n);
    file_drop(&n->keeper_fd);
    if (n->keeper > 0) {
        kill(n->keeper, SIGKILL);
        while (waitpid(n->keeper, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    n->keeper = 0;
}

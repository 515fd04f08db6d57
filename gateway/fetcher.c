#include "fetcher.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/mem.h"

struct fetcher {
    pid_t keeper;
    int fd; /* owned; -1 once the keeper is lost */
    int64_t process;
};

static enum verdict wait_ready(struct fetcher *f, struct reason *why)
{
    struct fetcher_packet p;

    if (fetcher_hear(f->fd, 0, &p) != 1)
        return reason_set(why, VERDICT_LATER, "fetcher.open",
                          "the keeper died at its start");
    if (p.word != FETCHER_READY)
        return reason_set(why, VERDICT_NEVER, "fetcher.open", "%s", p.text);
    return VERDICT_DONE;
}

enum verdict fetcher_open(const struct fetcher_settings *settings,
                          struct fetcher **ret, struct reason *why)
{
    CLEANUP(fetcher_drop) struct fetcher *f = NULL;
    int ends[2];
    enum verdict v;

    assert(settings);
    assert(ret);
    assert(settings->n >= 1 && settings->n <= FETCHER_FOLDERS);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return reason_from_errno(why, VERDICT_LATER, "fetcher.open", "socket");
    f = MEM_NEW(struct fetcher);
    f->fd = ends[0];
    f->keeper = fork();
    if (f->keeper == 0)
        fetcher_keeper_run(settings, ends[1]);
    close(ends[1]);
    if (f->keeper < 0)
        return reason_from_errno(why, VERDICT_LATER, "fetcher.open", "fork");
    v = wait_ready(f, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(f);
    return v;
}

struct fetcher *fetcher_close(struct fetcher *f)
{
    if (!f)
        return NULL;
    /* Shut, not only closed: another child of ours may hold a copy. */
    if (f->fd >= 0)
        shutdown(f->fd, SHUT_RDWR);
    file_drop(&f->fd);
    if (f->keeper > 0)
        while (waitpid(f->keeper, NULL, 0) < 0 && errno == EINTR)
            ;
    free(f);
    return NULL;
}

void fetcher_drop(struct fetcher **f)
{
    *f = fetcher_close(*f);
}

bool fetcher_next(struct fetcher *f, struct fetcher_packet *ret)
{
    int got;

    assert(f);
    assert(ret);
    if (f->fd < 0)
        return false;
    got = fetcher_hear(f->fd, MSG_DONTWAIT, ret);
    if (got < 0)
        file_drop(&f->fd);
    return got == 1;
}

bool fetcher_is_lost(const struct fetcher *f)
{
    assert(f);
    return f->fd < 0;
}

/* A word that does not leave was for somebody who is dead: the keeper tells. */
void fetcher_go(struct fetcher *f, int64_t process,
                const struct imap_cursor *cursors, size_t n)
{
    struct fetcher_packet p = { .word = FETCHER_CURSOR, .process = process };

    assert(f);
    assert(cursors || n == 0);
    f->process = process;
    for (size_t i = 0; i < n; i++) {
        p.cursor = cursors[i];
        fetcher_say(f->fd, &p);
    }
    p = (struct fetcher_packet){ .word = FETCHER_GO, .process = process };
    fetcher_say(f->fd, &p);
}

void fetcher_poll(struct fetcher *f)
{
    const struct fetcher_packet p = { .word = FETCHER_POLL,
                                      .process = f->process };

    fetcher_say(f->fd, &p);
}

int fetcher_fd(const struct fetcher *f)
{
    assert(f);
    return f->fd;
}

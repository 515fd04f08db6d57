#include "press.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "convoke/base/file.h"

#ifndef CONVOKE_LIBEXEC
#define CONVOKE_LIBEXEC "/usr/libexec/convoke"
#endif

enum { COMPLAINT_MOST = 300, PIECE = 64 * 1024 };

/* ---- where it is ---- */

static bool is_program(char path[PATH_MAX], const char *folder,
                       const char *name)
{
    return file_join(path, folder, name) && access(path, X_OK) == 0;
}

static bool find(char path[PATH_MAX])
{
    char here[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", here, sizeof(here) - 1);
    char *slash;

    here[n > 0 ? n : 0] = '\0';
    /* build/convoke, build/tests/test_x and PREFIX/bin/convoke. */
    slash = strrchr(here, '/');
    if (slash) {
        *slash = '\0';
        if (is_program(path, here, "convoke-paper") ||
            is_program(path, here, "../convoke-paper") ||
            is_program(path, here, "../libexec/convoke/convoke-paper"))
            return true;
    }
    return is_program(path, CONVOKE_LIBEXEC, "convoke-paper");
}

/* ---- one run of it ---- */

struct run {
    pid_t pid;
    int in, out, err; /* our ends; -1: closed */
    struct span left; /* of the paper */
    struct text pdf, complaint;
    int64_t deadline;
};

static void run_release(struct run *r)
{
    file_drop(&r->in);
    file_drop(&r->out);
    file_drop(&r->err);
    text_release(&r->pdf);
    text_release(&r->complaint);
    if (r->pid <= 0)
        return;
    kill(r->pid, SIGKILL);
    while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

static bool ends_make(int ends[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
}

/* Nothing of ours but the three ends: no other descriptor, no environment, no
 * blocked or ignored signal. */
static int spawn(const char *program, const int theirs[3], pid_t *ret)
{
    char *argv[] = { (char *)"convoke-paper", NULL };
    char *environment[] = { (char *)"LC_ALL=C.UTF-8", (char *)"TZ=UTC0", NULL };
    posix_spawn_file_actions_t acts;
    posix_spawnattr_t how;
    sigset_t none;
    sigset_t all;
    int code;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&acts);
    posix_spawnattr_init(&how);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&acts, theirs[i], i);
    posix_spawn_file_actions_addclosefrom_np(&acts, 3);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    /* A terminal's interrupt is for us: what we print is finished. */
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK |
                                       POSIX_SPAWN_SETSIGDEF |
                                       POSIX_SPAWN_SETPGROUP);
    code = posix_spawn(ret, program, &acts, &how, argv, environment);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&acts);
    return code;
}

static enum verdict start(const struct press *p, struct run *r,
                          struct reason *why)
{
    int *const ours[3] = { &r->in, &r->out, &r->err };
    int theirs[3] = { -1, -1, -1 };
    bool fine = true;
    int code = 0;

    for (int i = 0; fine && i < 3; i++) {
        int ends[2];
        fine = ends_make(ends);
        if (!fine)
            break;
        *ours[i] = ends[0];
        theirs[i] = ends[1];
    }
    if (fine)
        code = spawn(p->program, theirs, &r->pid);
    for (int i = 0; i < 3; i++)
        file_drop(&theirs[i]);
    errno = code;
    if (code)
        r->pid = 0;
    return fine && !code ? VERDICT_DONE
                         : reason_from_errno(why, VERDICT_LATER, "press.start",
                                             p->program);
}

static void feed(struct run *r)
{
    ssize_t n = send(r->in, r->left.p, r->left.n, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n > 0)
        r->left = span_from(r->left, (size_t)n);
    /* It may have stopped reading and have something to say all the same. */
    if (r->left.n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        file_drop(&r->in);
}

/* What is beyond the ceiling is read and forgotten. */
static void take(int *fd, struct text *to)
{
    char piece[PIECE];
    ssize_t n = recv(*fd, piece, sizeof(piece), MSG_DONTWAIT);

    if (n > 0)
        text_add(to, span_of(piece, (size_t)n));
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        file_drop(fd);
}

/* False: its time is over. */
static bool attend(struct run *r)
{
    while (r->out >= 0 || r->err >= 0) {
        struct pollfd news[] = { { .fd = r->in, .events = POLLOUT },
                                 { .fd = r->out, .events = POLLIN },
                                 { .fd = r->err, .events = POLLIN } };
        int64_t left = r->deadline - clock_ticks();

        if (left <= 0 || r->pdf.over)
            return false;
        if (poll(news, 3, (int)left) <= 0)
            continue;
        if (news[0].revents)
            feed(r);
        if (news[1].revents)
            take(&r->out, &r->pdf);
        if (news[2].revents)
            take(&r->err, &r->complaint);
    }
    return true;
}

/* Its descriptors are closed, so it ends; unless it does not. */
static bool wait_end(struct run *r, int *ret_status)
{
    pid_t got = 0;

    while ((got = waitpid(r->pid, ret_status, WNOHANG)) == 0) {
        if (clock_ticks() >= r->deadline)
            return false;
        poll(NULL, 0, 2);
    }
    if (got == r->pid)
        r->pid = 0;
    return got > 0;
}

static enum verdict judge(struct run *r, struct reason *why)
{
    struct span said;
    int status = 0;

    if (!attend(r) || !wait_end(r, &status))
        return reason_set(why, VERDICT_LATER, "press.time", "%s",
                          r->pdf.over ? "it prints without end"
                                      : "it took too long and was ended");
    if (WIFSIGNALED(status))
        return reason_set(why, VERDICT_LATER, "press.end",
                          "killed by signal %d", WTERMSIG(status));
    said = span_trim(text_span(&r->complaint));
    if (WEXITSTATUS(status) != 0)
        return reason_set(why, VERDICT_NEVER, "press.end", "%s" SPAN_FMT,
                          said.n ? "" : "it failed without a word",
                          SPAN_ARG(span_fit(said, COMPLAINT_MOST)));
    if (!span_starts(text_span(&r->pdf), SPAN("%PDF-")))
        return reason_set(why, VERDICT_NEVER, "press.end",
                          "what it printed is no PDF");
    return VERDICT_DONE;
}

static enum verdict press_print(struct desk_press *way, struct span paper,
                                struct arena *arena, struct span *ret_pdf,
                                struct reason *why)
{
    const struct press *p =
        (const struct press *)((char *)way - offsetof(struct press, way));
    CLEANUP(run_release)
    struct run r = { .in = -1,
                     .out = -1,
                     .err = -1,
                     .left = paper,
                     .pdf = TEXT_INIT(PRESS_MAX_OCTETS),
                     .complaint = TEXT_INIT(PIECE),
                     .deadline = clock_ticks() + p->wait_ms };
    enum verdict v;

    assert(ret_pdf);
    if (!p->program[0])
        return reason_set(why, VERDICT_NEVER, "press.start",
                          "there is no convoke-paper");
    v = start(p, &r, why);
    if (v == VERDICT_DONE)
        v = judge(&r, why);
    if (v == VERDICT_DONE)
        *ret_pdf = arena_span(arena, text_span(&r.pdf));
    return v;
}

void press_init(struct press *p, const char *program, int wait_ms)
{
    assert(p);
    *p = (struct press){ .way = { .print = press_print },
                         .wait_ms = wait_ms ? wait_ms : PRESS_WAIT_MS };
    if (!program && !find(p->program))
        p->program[0] = '\0';
    if (program)
        snprintf(p->program, sizeof(p->program), "%s", program);
}

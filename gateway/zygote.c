#include "zygote.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ballast.h"
#include "convoke/base/file.h"

enum { WIRE_FD = 3, WIRE_FDS = 2 };

/* Room for the descriptors of one message, aligned as the kernel wants. */
union wire_control {
    struct cmsghdr head;
    char room[CMSG_SPACE(WIRE_FDS * sizeof(int))];
};

bool zygote_send(int wire, struct span bytes, const int *fds, size_t n)
{
    union wire_control control = { 0 };
    struct iovec io = { (void *)(uintptr_t)bytes.p, bytes.n };
    struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
    ssize_t sent;

    assert(n <= WIRE_FDS);
    if (n) {
        m.msg_control = control.room;
        m.msg_controllen = CMSG_SPACE(n * sizeof(int));
        control.head.cmsg_level = SOL_SOCKET;
        control.head.cmsg_type = SCM_RIGHTS;
        control.head.cmsg_len = CMSG_LEN(n * sizeof(int));
        memcpy(CMSG_DATA(&control.head), fds, n * sizeof(int));
    }
    do
        sent = sendmsg(wire, &m, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)bytes.n;
}

bool zygote_request(int keeper, int fd)
{
    return zygote_send(keeper, SPAN("z"), &fd, 1);
}

/* Ends the process when the other end is gone: the core has ended. */
static size_t wire_receive(int wire, void *to, size_t room, int *fds)
{
    union wire_control control = { 0 };
    struct iovec io = { to, room };
    struct msghdr m = { .msg_iov = &io,
                        .msg_iovlen = 1,
                        .msg_control = control.room,
                        .msg_controllen = sizeof(control.room) };
    struct cmsghdr *c;
    size_t n;
    ssize_t got;

    do
        got = recvmsg(wire, &m, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        _exit(0);
    c = CMSG_FIRSTHDR(&m);
    if (!c || c->cmsg_type != SCM_RIGHTS || (m.msg_flags & MSG_CTRUNC))
        return 0;
    n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(fds, CMSG_DATA(c), n * sizeof(int));
    return n;
}

/* Without the C library's fork: its handlers are for threads, and the new
 * process is a child of the caller's parent. */
static pid_t beget(void)
{
    return (pid_t)syscall(SYS_clone, sandbox_clone_flags, 0UL, NULL, NULL, 0UL);
}

/* The wire survives as descriptor 3, the first three lead nowhere, the rest of
 * what the core had open is closed. */
static void keep_only(int wire)
{
    int high = fcntl(wire, F_DUPFD, WIRE_FD + 1);
    int null = open("/dev/null", O_RDWR);

    if (high < 0 || null < 0)
        _exit(EXIT_FAILURE);
    for (int fd = 0; fd < WIRE_FD; fd++)
        if (dup2(null, fd) < 0)
            _exit(EXIT_FAILURE);
    if (dup2(high, WIRE_FD) < 0 || close_range(WIRE_FD + 1, ~0U, 0) != 0)
        _exit(EXIT_FAILURE);
}

/* The core's handlers and masks are not ours. A stop sent to the whole service
 * must not look like a message's crime: readers are ended by the core. */
static void reset_signals(void)
{
    static const int ignored[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
    sigset_t none;

    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
        signal(ignored[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* When memory runs out the kernel shall take a reader, never the core. */
static void offer_to_the_killer(void)
{
    CLEANUP(file_drop) int fd = -1;

    fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0)
        (void)!write(fd, "500", 3);
}

/* The reader's answer, in frames; as few writes as there can be, for each one
 * wakes the core. */
static void frame_head(char *to, enum zygote_frame tag, size_t n)
{
    to[0] = (char)tag;
    to[1] = 0;
    for (size_t i = 0; i < 4; i++)
        to[2 + i] = (char)(n >> (8 * i));
}

static void frame_add(struct text *to, enum zygote_frame tag, struct span bytes)
{
    char head[ZYGOTE_FRAME_HEAD];

    frame_head(head, tag, bytes.n);
    text_add(to, span_of(head, sizeof(head)));
    text_add(to, bytes);
}

/* Nothing can be done about a core that does not listen any more. */
static bool answer(int pipe, struct span bytes)
{
    return file_write_all(pipe, bytes, NULL) == VERDICT_DONE;
}

/* Memory is never released here: the process ends, and its end is cheaper. */
static void answer_never(int pipe, const struct reason *why)
{
    struct text frames = TEXT_INIT(TEXT_MAX_HEADER);

    frame_add(&frames, ZYGOTE_FRAME_SITE, span_str(why->site));
    frame_add(&frames, ZYGOTE_FRAME_WHY, span_str(why->text));
    frame_add(&frames, ZYGOTE_FRAME_NEVER, SPAN_NONE);
    (void)!answer(pipe, text_span(&frames));
}

static enum verdict read_facts(const struct worker_reader *reader,
                               struct span raw, int pipe, struct reason *why)
{
    struct text frames = TEXT_INIT(TEXT_MAX_FACTS + 2 * ZYGOTE_FRAME_HEAD);
    enum verdict v;

    /* The head of the record is filled in once its length is known. */
    frame_add(&frames, ZYGOTE_FRAME_BYTES, SPAN_NONE);
    v = reader->facts(raw, &frames, why);
    if (v != VERDICT_DONE)
        return v;
    if (frames.over || frames.n > TEXT_MAX_FACTS + ZYGOTE_FRAME_HEAD)
        return reason_set(why, VERDICT_NEVER, "worker.record",
                          "larger than %d octets", TEXT_MAX_FACTS);
    frame_head(frames.p, ZYGOTE_FRAME_BYTES, frames.n - ZYGOTE_FRAME_HEAD);
    frame_add(&frames, ZYGOTE_FRAME_DONE, SPAN_NONE);
    (void)!answer(pipe, text_span(&frames));
    return v;
}

struct piece_sink {
    int pipe;
    uint64_t left;      /* octets the part may still have */
    struct text frames; /* one piece */
};

static bool answer_piece(void *to, struct span piece)
{
    struct piece_sink *sink = to;

    if (piece.n > sink->left)
        return false;
    sink->left -= piece.n;
    text_reset(&sink->frames);
    frame_add(&sink->frames, ZYGOTE_FRAME_BYTES, piece);
    return !sink->frames.over && answer(sink->pipe, text_span(&sink->frames));
}

static enum verdict read_part(const struct worker_reader *reader,
                              struct span raw, int pipe,
                              const struct zygote_job *job, struct reason *why)
{
    struct piece_sink sink = { .pipe = pipe,
                               .left = job->most,
                               .frames = TEXT_INIT(TEXT_MAX_OUTPUT) };
    enum verdict v = reader->part(raw, job->part, answer_piece, &sink, why);
    char done[ZYGOTE_FRAME_HEAD];

    if (v == VERDICT_LATER)
        return reason_set(why, VERDICT_NEVER, "worker.part",
                          "larger than %llu octets",
                          (unsigned long long)job->most);
    frame_head(done, ZYGOTE_FRAME_DONE, 0);
    if (v == VERDICT_DONE)
        (void)!answer(pipe, span_of(done, sizeof(done)));
    return v;
}

/* Private, so that a message someone truncates meanwhile costs this reader.
 * NULL for a message that does not fit. */
static struct span map_message(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    void *p;

    if (size < 0)
        _exit(EXIT_FAILURE);
    if (size == 0)
        return SPAN("");
    p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    return span_of(p == MAP_FAILED ? NULL : p, (size_t)size);
}

/* From here on the process says who it is and belongs to its message. */
static void shut(const struct sandbox *sandbox, int pipe)
{
    char frame[ZYGOTE_FRAME_HEAD + ZYGOTE_FRAME_PID];
    uint32_t pid = (uint32_t)syscall(SYS_getpid);

    frame_head(frame, ZYGOTE_FRAME_SHUT, ZYGOTE_FRAME_PID);
    memcpy(frame + ZYGOTE_FRAME_HEAD, &pid, sizeof(pid));
    if (sandbox_shut_inner(sandbox, NULL) != VERDICT_DONE)
        _exit(EXIT_FAILURE);
    if (!answer(pipe, span_of(frame, sizeof(frame))))
        _exit(EXIT_FAILURE);
}

static _Noreturn void read_one(const struct zygote_spec *spec,
                               const struct sandbox *sandbox,
                               const struct zygote_job *job, const int *fds)
{
    struct reason why = { 0 };
    struct span raw;
    enum verdict v;

    close(WIRE_FD);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    raw = map_message(fds[0]);
    close(fds[0]);
    shut(sandbox, fds[1]);
    if (!raw.p)
        _exit(ZYGOTE_EXIT_MEMORY);
    if (job->kind == ZYGOTE_FACTS)
        v = read_facts(spec->reader, raw, fds[1], &why);
    else
        v = read_part(spec->reader, raw, fds[1], job, &why);
    if (v != VERDICT_DONE)
        answer_never(fds[1], &why);
    _exit(0);
}

static void say(struct zygote_word word)
{
    if (!zygote_send(WIRE_FD, span_of((const char *)&word, sizeof(word)), NULL,
                     0))
        _exit(0);
}

static _Noreturn void serve(const struct zygote_spec *spec,
                            const struct sandbox *sandbox)
{
    for (;;) {
        struct zygote_job job;
        int fds[WIRE_FDS] = { -1, -1 };
        size_t n = wire_receive(WIRE_FD, &job, sizeof(job), fds);
        pid_t pid = -1;

        errno = EMFILE;
        if (n == WIRE_FDS)
            pid = beget();
        if (pid == 0)
            read_one(spec, sandbox, &job, fds);
        /* Before the pipe is closed, whose end would say less. */
        if (pid < 0)
            say((struct zygote_word){
                .says = ZYGOTE_UNBORN, .ticket = job.ticket, .error = errno });
        for (size_t i = 0; i < n; i++)
            close(fds[i]);
    }
}

static _Noreturn void zygote(const struct zygote_spec *spec, int wire)
{
    CLEANUP(sandbox_drop) struct sandbox *sandbox = NULL;
    struct zygote_word word = { .says = ZYGOTE_READY };
    enum verdict v;

    /* A group of its own: with it the core ends the readers too. */
    if (setpgid(0, 0) != 0 || dup2(wire, WIRE_FD) < 0)
        _exit(EXIT_FAILURE);
    close(wire);
    ballast_drop();
    word.pid = getpid();
    v = sandbox_new(&spec->limits, &sandbox, &word.why);
    if (v == VERDICT_DONE)
        v = sandbox_shut_outer(sandbox, &word.why);
    if (v != VERDICT_DONE)
        word.says = ZYGOTE_REFUSED;
    say(word);
    if (v != VERDICT_DONE)
        _exit(EXIT_FAILURE);
    serve(spec, sandbox);
}

static _Noreturn void keeper(const struct zygote_spec *spec, int wire)
{
    setpgid(0, 0);
    reset_signals();
    keep_only(wire);
    offer_to_the_killer();
    /* Libraries ask for the zone; its file would be a file to open. */
    setenv("TZ", "UTC0", 1);
    tzset();
    if (spec->reader->prepare)
        spec->reader->prepare();
    for (;;) {
        char letter;
        int fds[WIRE_FDS] = { -1, -1 };
        size_t n = wire_receive(WIRE_FD, &letter, 1, fds);

        if (n == 1 && beget() == 0)
            zygote(spec, fds[0]);
        for (size_t i = 0; i < n; i++)
            close(fds[i]);
    }
}

enum verdict zygote_keeper(const struct zygote_spec *spec, pid_t *ret_pid,
                           int *ret_fd, struct reason *why)
{
    int ends[2];
    pid_t pid;

    assert(spec);
    assert(ret_pid);
    assert(ret_fd);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return reason_from_errno(why, VERDICT_LATER, "zygote.keeper",
                                 "socketpair");
    pid = fork();
    if (pid == 0)
        keeper(spec, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return reason_from_errno(why, VERDICT_LATER, "zygote.keeper", "fork");
    }
    *ret_pid = pid;
    *ret_fd = ends[0];
    return VERDICT_DONE;
}

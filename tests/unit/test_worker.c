/* Readers that were taken over: whatever one does, its own message ends, the
 * core and the parent of the readers stay as they were, and the next message
 * is read. */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/base/mem.h"
#include "convoke/base/moment.h"
#include "gateway/worker.h"

/* The reader under test does what the message's first word says. */

static int spare_fd; /* a number no descriptor has in the reader */

static void do_open(void)
{
    syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void do_socket(void)
{
    syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static void do_connect(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = 1 };

    syscall(SYS_connect, spare_fd, &to, sizeof(to));
}

static void do_fork(void)
{
    syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void do_sibling(void)
{
    /* The very flags the zygote may use. */
    syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
}

static void do_clone3(void)
{
    syscall(SYS_clone3, NULL, 0);
}

static void do_execve(void)
{
    char *const argv[] = { (char[]){ "true" }, NULL };

    syscall(SYS_execve, "/bin/true", argv, NULL);
}

static void do_ptrace(void)
{
    syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
}

/* Its parent is the core. The number is asked of the environment of the test,
 * as getppid is forbidden too. */
static pid_t core_pid;

static void do_kill(void)
{
    syscall(SYS_kill, core_pid, SIGKILL);
}

static void do_getppid(void)
{
    syscall(SYS_getppid);
}

static void do_protect(void)
{
    static char code[4096 * 2];
    uintptr_t page = ((uintptr_t)code + 4095) & ~(uintptr_t)4095;

    syscall(SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC);
}

static void do_map_code(void)
{
    syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void do_close(void)
{
    syscall(SYS_close, 0);
}

static void do_dup(void)
{
    syscall(SYS_dup, 0);
}

static void do_unseccomp(void)
{
    syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL);
}

static void do_limit(void)
{
    syscall(SYS_prlimit64, 0, 0, NULL, NULL);
}

static void do_loop(void)
{
    for (volatile int i = 0; i < 10; i = 0)
        ;
}

/* Waits for ever and costs no processor time. */
static void do_sleep(void)
{
    int word = 0;

    for (;;)
        syscall(SYS_futex, &word, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
}

static void do_hoard(void)
{
    for (;;) {
        char *p = mem_new(300U << 20);
        memset(p, 1, 300U << 20);
    }
}

static volatile bool ever = true;

static int do_deeper(volatile char *above)
{
    volatile char here[1024];

    here[0] = above ? above[0] : 1;
    return ever ? do_deeper(here) + here[0] : 0;
}

static void do_overflow(void)
{
    (void)!do_deeper(NULL);
}

static volatile int *volatile crash_here;

static void do_crash(void)
{
    *crash_here = 1;
}

static void do_abort(void)
{
    abort();
}

static int answer_pipe(void)
{
    for (int fd = 3; fd < 64; fd++)
        if (write(fd, "", 0) == 0)
            return fd;
    return -1;
}

static void do_garbage(void)
{
    static const char noise[] = "\x07\x00\xff\xff\xff\xff garbage";

    (void)!write(answer_pipe(), noise, sizeof(noise));
    syscall(SYS_exit_group, 0);
}

static void do_half_frame(void)
{
    static const char half[] = { 2, 0, 100, 0, 0, 0, 'x' };

    (void)!write(answer_pipe(), half, sizeof(half));
    syscall(SYS_exit_group, 0);
}

static void do_flood(void)
{
    static char flood[65536];
    int fd = answer_pipe();

    for (size_t i = 0; i < sizeof(flood); i += 8)
        memcpy(flood + i, "\x02\x00\x02\x00\x00\x00xy", 8);
    for (;;)
        (void)!write(fd, flood, sizeof(flood));
}

static void do_nothing(void)
{
    syscall(SYS_exit_group, 0);
}

static void do_fail(void)
{
    syscall(SYS_exit_group, 1);
}

/* Another process's number, which the core would send a signal to. */
static void do_claim_pid(void)
{
    char claim[] = { 1, 0, 4, 0, 0, 0, 0, 0, 0, 0 };
    uint32_t pid = (uint32_t)core_pid;

    memcpy(claim + 6, &pid, sizeof(pid));
    (void)!write(answer_pipe(), claim, sizeof(claim));
    syscall(SYS_exit_group, 0);
}

static void do_bad_reason(void)
{
    static const char text[] = "\x03\0\x04\0\0\0a\nb "    /* site */
                               "\x04\0\x02\0\0\0\xff\xfe" /* why */
                               "\x06\0\0\0\0";            /* never */

    (void)!write(answer_pipe(), text, sizeof(text));
    syscall(SYS_exit_group, 0);
}

static const struct hostile_case {
    const char *what; /* also the message */
    void (*act)(void);
    const char *site, *text;
    /* The sanitizers take signals and memory into their own hands. */
    const char *sanitized_site;
} hostile_cases[] = {
    { "open a file", do_open, "worker.killed", "SIGSYS", NULL },
    { "make a socket", do_socket, "worker.killed", "SIGSYS", NULL },
    { "connect", do_connect, "worker.killed", "SIGSYS", NULL },
    { "fork", do_fork, "worker.killed", "SIGSYS", NULL },
    { "beget a sibling", do_sibling, "worker.killed", "SIGSYS", NULL },
    { "clone3", do_clone3, "worker.killed", "SIGSYS", NULL },
    { "run a program", do_execve, "worker.killed", "SIGSYS", NULL },
    { "trace", do_ptrace, "worker.killed", "SIGSYS", NULL },
    { "kill the core", do_kill, "worker.killed", "SIGSYS", NULL },
    { "ask for the parent", do_getppid, "worker.killed", "SIGSYS", NULL },
    { "make data code", do_protect, "worker.killed", "SIGSYS", NULL },
    { "map code", do_map_code, "worker.killed", "SIGSYS", NULL },
    { "close a descriptor", do_close, "worker.killed", "SIGSYS", NULL },
    { "copy a descriptor", do_dup, "worker.killed", "SIGSYS", NULL },
    { "change the filter", do_unseccomp, "worker.killed", "SIGSYS", NULL },
    { "raise a limit", do_limit, "worker.killed", "SIGSYS", NULL },
    { "take 300 MB", do_hoard, "worker.memory", "octets", "worker.wall" },
    { "overflow the stack", do_overflow, "worker.killed", "SIGSEGV",
      "worker." },
    { "write nowhere", do_crash, "worker.killed", "SIGSEGV", "worker." },
    { "abort", do_abort, "worker.killed", "SIG", "worker." },
    { "garbage", do_garbage, "worker.answer", "frame", NULL },
    { "half a frame", do_half_frame, "worker.answer", "no whole", NULL },
    { "flood", do_flood, "worker.answer", "too large", NULL },
    { "say nothing", do_nothing, "worker.answer", "no whole", NULL },
    { "fail as its parents do", do_fail, "worker.answer", "status 1", NULL },
    { "claim to be the core", do_claim_pid, "worker.answer", "frame", NULL },
    { "a reason nobody can read", do_bad_reason, "worker.answer", "readable",
      NULL },
};

static bool is_skipped(const struct hostile_case *c)
{
#ifdef CONVOKE_SANITIZED
    /* Without a limit on address space this would really take the memory. */
    return c->act == do_hoard;
#else
    (void)c;
    return false;
#endif
}

static enum verdict act_facts(struct span raw, struct text *record,
                              struct reason *why)
{
    for (size_t i = 0; i < ARRAY_LEN(hostile_cases); i++)
        if (span_eq(raw, span_str(hostile_cases[i].what)))
            hostile_cases[i].act();
    if (span_eq(raw, SPAN("loop for ever")))
        do_loop();
    if (span_eq(raw, SPAN("wait for ever")))
        do_sleep();
    if (span_eq(raw, SPAN("refuse")))
        return reason_set(why, VERDICT_NEVER, "prescan.depth", "嵌套 over 20");
    if (span_eq(raw, SPAN("count"))) {
        for (int i = 0; i < 100000; i++)
            text_addf(record, "%d\n", i);
        return VERDICT_DONE;
    }
    text_add_str(record, "read: ");
    text_add(record, raw);
    return VERDICT_DONE;
}

/* Part n is the message n times over. */
static enum verdict act_part(struct span raw, int part,
                             bool (*sink)(void *to, struct span piece),
                             void *to, struct reason *why)
{
    if (part < 0)
        return reason_set(why, VERDICT_NEVER, "letter.part", "no such part");
    for (int i = 0; i < part; i++)
        if (!sink(to, raw))
            return reason_set(why, VERDICT_LATER, "letter.part", "stopped");
    return VERDICT_DONE;
}

static const struct worker_reader act_reader = {
    .facts = act_facts,
    .part = act_part,
};

static int message(struct span bytes)
{
    int fd = memfd_create("message", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, bytes, NULL), VERDICT_DONE);
    return fd;
}

static struct workers *pool(struct workers_settings set)
{
    struct workers *w = NULL;
    struct reason why = { 0 };

    if (!set.reader)
        set.reader = &act_reader;
    if (workers_open(&set, &w, &why) != VERDICT_DONE)
        print_error("%s: %s\n", why.site, why.text);
    assert_non_null(w);
    return w;
}

/* A machine that builds something else meanwhile is no hostile reader. */
static const struct workers_settings patient = { .wall_ms = 100000,
                                                 .cpu_s = 60 };

/* Reads one message through the pool. */
static struct worker_result read_one(struct workers *w, struct span bytes)
{
    struct worker_result got = { .id = 0 };
    struct reason why = { 0 };
    int fd = message(bytes);

    CHECK_INT("submit", workers_submit(w, 42, fd, &why), VERDICT_DONE);
    CHECK_TRUE("a result comes", workers_next(w, -1, &got));
    CHECK_INT("its id", got.id, 42);
    close(fd);
    return got;
}

static void check_good(struct workers *w, const char *what)
{
    struct worker_result got = read_one(w, SPAN("good"));

    if (got.verdict != VERDICT_DONE)
        print_error("%s: %s: %s\n", what, got.why.site, got.why.text);
    CHECK_INT(what, got.verdict, VERDICT_DONE);
    CHECK_SPAN(what, text_span(&got.record), SPAN("read: good"));
    text_release(&got.record);
}

/* The children of this process: keeper and zygote, never a third. */
static size_t children(pid_t *ret, size_t room)
{
    CLEANUP(text_release) struct text list = TEXT_INIT(TEXT_MAX_HEADER);
    char path[64];
    char *at;
    size_t n = 0;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
    assert_int_equal(file_read(path, &list, NULL), VERDICT_DONE);
    at = list.p;
    while (at && *at && n < room) {
        char *end;
        long pid = strtol(at, &end, 10);
        if (end == at)
            break;
        ret[n++] = (pid_t)pid;
        at = end;
    }
    return n;
}

/* Those that have answered may still be ending. */
static size_t children_left(struct workers *w, pid_t *ret, size_t want)
{
    size_t n = children(ret, 8);

    for (int i = 0; i < 1000 && n != want; i++) {
        struct worker_result none;

        usleep(1000);
        assert_false(workers_next(w, 0, &none));
        n = children(ret, 8);
    }
    return n;
}

static void test_hostile_readers(void **state)
{
    struct workers *w = pool(patient);
    pid_t before[8], after[8];
    size_t n = children(before, 8);

    (void)state;
    CHECK_INT("keeper and zygote", n, 2);
    core_pid = getpid();
    check_good(w, "before all");
    for (size_t i = 0; i < ARRAY_LEN(hostile_cases); i++) {
        const struct hostile_case *c = &hostile_cases[i];
        const char *site = c->site;
        struct worker_result got;

        if (is_skipped(c)) {
            print_message("skipped under sanitizers: %s\n", c->what);
            continue;
        }
#ifdef CONVOKE_SANITIZED
        if (c->sanitized_site)
            site = c->sanitized_site;
#endif
        got = read_one(w, span_str(c->what));
        CHECK_INT(c->what, got.verdict, VERDICT_NEVER);
        CHECK_INT(c->what, got.record.n, 0);
        if (!strstr(got.why.site, site) ||
            (site == c->site && !strstr(got.why.text, c->text))) {
            print_error("%s: got %s: %s, want %s: %s\n", c->what, got.why.site,
                        got.why.text, site, c->text);
            fail();
        }
        check_good(w, c->what);
        CHECK_INT(c->what, children_left(w, after, n), n);
        assert_memory_equal(before, after, n * sizeof(pid_t));
    }
    workers_close(w);
    CHECK_INT("nobody is left", children(after, 8), 0);
}

static void test_processor_limit(void **state)
{
    struct workers *w =
        pool((struct workers_settings){ .wall_ms = 60000, .cpu_s = 1 });
    struct worker_result got = read_one(w, SPAN("loop for ever"));

    (void)state;
    CHECK_INT("ended", got.verdict, VERDICT_NEVER);
    CHECK_SPAN("site", span_str(got.why.site), SPAN("worker.cpu"));
    check_good(w, "afterwards");
    workers_close(w);
}

static void test_the_readers_own_reason(void **state)
{
    struct workers *w = pool(patient);
    struct worker_result got = read_one(w, SPAN("refuse"));

    (void)state;
    CHECK_INT("refused", got.verdict, VERDICT_NEVER);
    CHECK_SPAN("site", span_str(got.why.site), SPAN("prescan.depth"));
    CHECK_SPAN("text", span_str(got.why.text), SPAN("嵌套 over 20"));
    workers_close(w);
}

static void test_sizes(void **state)
{
    struct workers *w = pool((struct workers_settings){ .jobs = 1 });
    struct worker_result got = read_one(w, SPAN("count"));

    (void)state;
    CHECK_INT("a record longer than the pipe", got.verdict, VERDICT_DONE);
    CHECK_INT("whole", got.record.n, 588890 - 0);
    text_release(&got.record);
    got = read_one(w, SPAN(""));
    CHECK_INT("an empty message", got.verdict, VERDICT_DONE);
    CHECK_SPAN("is read", text_span(&got.record), SPAN("read: "));
    text_release(&got.record);
    workers_close(w);
}

static void test_many_at_once(void **state)
{
    enum { MESSAGES = 60 };
    struct workers *w = pool((struct workers_settings){ .jobs = 4 });
    bool seen[MESSAGES] = { false };
    int fds[MESSAGES];
    struct worker_result got;
    struct reason why;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < MESSAGES; i++) {
        char bytes[16];
        snprintf(bytes, sizeof(bytes), "number %zu", i);
        fds[i] = message(span_str(bytes));
        assert_int_equal(workers_submit(w, i, fds[i], &why), VERDICT_DONE);
    }
    CHECK_INT("pending", workers_pending(w), MESSAGES);
    while (workers_next(w, -1, &got)) {
        char want[24];
        snprintf(want, sizeof(want), "read: number %u", (unsigned)got.id);
        CHECK_SPAN("each its own", text_span(&got.record), span_str(want));
        assert_false(seen[got.id]);
        seen[got.id] = true;
        text_release(&got.record);
        n++;
    }
    CHECK_INT("every message once", n, MESSAGES);
    for (size_t i = 0; i < MESSAGES; i++)
        close(fds[i]);
    workers_close(w);
}

/* A slow message holds up neither the pool's descriptor nor the others. */
static void test_event_loop(void **state)
{
    struct workers *w = pool((struct workers_settings){ .wall_ms = 4000 });
    struct pollfd p = { .fd = workers_poll_fd(w), .events = POLLIN };
    int slow = message(SPAN("wait for ever"));
    int good = message(SPAN("good"));
    struct worker_result got;
    struct reason why;
    int64_t start = clock_ticks();

    (void)state;
    assert_int_equal(workers_submit(w, 1, slow, &why), VERDICT_DONE);
    assert_int_equal(workers_submit(w, 2, good, &why), VERDICT_DONE);
    for (size_t n = 0; n < 2;) {
        CHECK_INT("the descriptor wakes", poll(&p, 1, 100000), 1);
        while (workers_next(w, 0, &got)) {
            CHECK_INT("the good one first", got.id, n == 0 ? 2 : 1);
            CHECK_INT("verdict", got.verdict, n ? VERDICT_NEVER : VERDICT_DONE);
            if (n)
                CHECK_SPAN("why", span_str(got.why.site), SPAN("worker.wall"));
            text_release(&got.record);
            n++;
        }
    }
    assert_true(clock_ticks() - start >= 4000);
    CHECK_TRUE("nothing pending", !workers_next(w, -1, &got));
    close(slow);
    close(good);
    workers_close(w);
}

/* Before anything was read: the keeper was forked first. */
static void find_parents(pid_t *keeper, pid_t *zygote)
{
    pid_t pids[8];

    CHECK_INT("keeper and zygote", children(pids, 8), 2);
    *keeper = pids[0] < pids[1] ? pids[0] : pids[1];
    *zygote = pids[0] < pids[1] ? pids[1] : pids[0];
}

static void kill_and_see(pid_t pid)
{
    siginfo_t gone;

    kill(pid, SIGKILL);
    assert_int_equal(waitid(P_PID, (id_t)pid, &gone, WEXITED | WNOWAIT), 0);
}

static void test_lost_zygote_loses_no_job(void **state)
{
    struct workers *w = pool((struct workers_settings){ .wall_ms = 5000 });
    int slow = message(SPAN("wait for ever"));
    struct worker_result got;
    struct reason why;
    int fds[8];
    size_t done = 0;
    pid_t keeper, zygote;

    (void)state;
    find_parents(&keeper, &zygote);
    assert_int_equal(workers_submit(w, 99, slow, &why), VERDICT_DONE);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = message(SPAN("good"));
        assert_int_equal(workers_submit(w, i, fds[i], &why), VERDICT_DONE);
    }
    kill(zygote, SIGKILL);
    while (workers_next(w, -1, &got)) {
        CHECK_INT("read all the same", got.verdict,
                  got.id == 99 ? VERDICT_NEVER : VERDICT_DONE);
        text_release(&got.record);
        done++;
    }
    CHECK_INT("every job", done, ARRAY_LEN(fds) + 1);
    check_good(w, "afterwards");
    close(slow);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        close(fds[i]);
    workers_close(w);
}

/* Behind both filters, and waiting. */
static bool is_reading(pid_t pid)
{
    CLEANUP(text_release) struct text status = TEXT_INIT(TEXT_MAX_HEADER);
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/status", pid);
    return file_read(path, &status, NULL) == VERDICT_DONE &&
           span_has(text_span(&status), SPAN("State:\tS")) &&
           span_has(text_span(&status), SPAN("Seccomp_filters:\t2"));
}

/* The reader, once it is there: the child that is neither of the parents. */
static pid_t find_reader(struct workers *w, pid_t zygote, pid_t not_this)
{
    pid_t pids[8];

    for (int i = 0; i < 5000; i++) {
        struct worker_result none;
        size_t n;

        assert_false(workers_next(w, 1, &none));
        n = children(pids, 8);
        if (n == 3 && pids[2] != zygote && pids[2] != not_this &&
            is_reading(pids[2]))
            return pids[2];
    }
    fail();
    return 0;
}

static void test_killed_from_outside(void **state)
{
    struct workers *w = pool(patient);
    int slow = message(SPAN("wait for ever"));
    struct worker_result got;
    struct reason why;
    pid_t keeper, zygote, reader = 0;

    (void)state;
    find_parents(&keeper, &zygote);
    assert_int_equal(workers_submit(w, 1, slow, &why), VERDICT_DONE);
    for (int i = 0; i < 3; i++) {
        reader = find_reader(w, zygote, reader);
        kill(reader, SIGKILL);
    }
    CHECK_TRUE("three readers are enough", workers_next(w, -1, &got));
    CHECK_INT("quarantine", got.verdict, VERDICT_NEVER);
    CHECK_SPAN("why", span_str(got.why.text), SPAN("SIGKILL"));
    check_good(w, "afterwards");
    close(slow);
    workers_close(w);
}

static void test_lost_keeper_is_told(void **state)
{
    struct workers *w = pool((struct workers_settings){ .jobs = 1 });
    int fd = message(SPAN("good"));
    struct worker_result got;
    struct reason why;
    pid_t keeper, zygote;

    (void)state;
    find_parents(&keeper, &zygote);
    kill_and_see(keeper);
    check_good(w, "the zygote lives on without it");
    kill_and_see(zygote);
    assert_int_equal(workers_submit(w, 1, fd, &why), VERDICT_DONE);
    CHECK_TRUE("a result", workers_next(w, -1, &got));
    CHECK_INT("the message is kept", got.verdict, VERDICT_LATER);
    CHECK_SPAN("why", span_str(got.why.site), SPAN("worker.lost"));
    CHECK_INT("start the core again", workers_submit(w, 1, fd, &why),
              VERDICT_BROKEN);
    close(fd);
    workers_close(w);
}

static void test_stop_of_the_service_blames_nobody(void **state)
{
    struct workers *w = pool((struct workers_settings){ .jobs = 1 });
    pid_t keeper, zygote;

    (void)state;
    find_parents(&keeper, &zygote);
    kill(keeper, SIGTERM);
    kill(zygote, SIGTERM);
    check_good(w, "after SIGTERM to everybody");
    workers_close(w);
}

static enum verdict part(struct workers *w, int n, uint64_t most, int out,
                         struct reason *why)
{
    int fd = message(SPAN("0123456789"));
    struct worker_part spec = {
        .fd = fd, .part = n, .out_fd = out, .most = most
    };
    enum verdict v = workers_part(w, &spec, why);

    close(fd);
    return v;
}

static void test_parts(void **state)
{
    struct workers *w = pool((struct workers_settings){ .jobs = 1 });
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(file_drop) int out = memfd_create("out", MFD_CLOEXEC);
    CLEANUP(file_drop) int closed = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct reason why = { 0 };

    (void)state;
    CHECK_INT("a part", part(w, 50000, 500000, out, &why), VERDICT_DONE);
    lseek(out, 0, SEEK_SET);
    assert_int_equal(file_read_fd(out, &got, &why), VERDICT_DONE);
    CHECK_INT("its octets", got.n, 500000);
    CHECK_SPAN("its end", span_from(text_span(&got), 499990),
               SPAN("0123456789"));
    CHECK_INT("an empty part", part(w, 0, 10, out, &why), VERDICT_DONE);
    CHECK_INT("too large", part(w, 6, 59, out, &why), VERDICT_NEVER);
    CHECK_SPAN("too large", span_str(why.site), SPAN("worker.part"));
    CHECK_INT("no such part", part(w, -1, 59, out, &why), VERDICT_NEVER);
    CHECK_SPAN("no such part", span_str(why.site), SPAN("letter.part"));
    CHECK_INT("our own disk", part(w, 6, 60, closed, &why), VERDICT_LATER);
    check_good(w, "afterwards");
    workers_close(w);
}

/* Facts from a reader that lies are refused by the core's own check. */
static void test_lying_record(void **state)
{
    struct workers *w = pool((struct workers_settings){ .jobs = 1 });
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct facts facts = { .form_part = 12345 };
    struct reason why = { 0 };
    int fd = message(SPAN("good"));

    (void)state;
    CHECK_INT("refused", workers_facts(w, fd, &arena, &facts, &why),
              VERDICT_NEVER);
    CHECK_INT("untouched", facts.form_part, 12345);
    close(fd);
    workers_close(w);
}

static enum verdict facts_of_from(struct span raw, struct text *record,
                                  struct reason *why)
{
    struct facts f = { .subject = raw, .form_part = -1, .date = MOMENT_NONE };

    (void)why;
    facts_encode(&f, record);
    return VERDICT_DONE;
}

static void test_true_record(void **state)
{
    static const struct worker_reader reader = { .facts = facts_of_from };
    struct workers *w = pool((struct workers_settings){ .reader = &reader });
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    struct facts facts = { 0 };
    struct reason why = { 0 };
    int fd = message(SPAN("加入工作组"));

    (void)state;
    CHECK_INT("read", workers_facts(w, fd, &arena, &facts, &why), VERDICT_DONE);
    CHECK_SPAN("subject", facts.subject, SPAN("加入工作组"));
    close(fd);
    workers_close(w);
}

/* What the core holds open is not open in the reader: nothing but three
 * descriptors that lead nowhere, and the pipe. */
static enum verdict facts_of_descriptors(struct span raw, struct text *record,
                                         struct reason *why)
{
    (void)raw;
    (void)why;
    for (int fd = 0; fd < 1024; fd++) {
        void *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

        if (p != MAP_FAILED)
            text_addf(record, "%d is a file; ", fd);
        else if (errno != EBADF)
            text_addf(record, "%d; ", fd);
    }
    return VERDICT_DONE;
}

static void test_descriptors(void **state)
{
    static const struct worker_reader reader = { .facts =
                                                     facts_of_descriptors };
    CLEANUP(file_drop) int secret = open("/etc/passwd", O_RDONLY);
    struct workers *w = pool((struct workers_settings){ .reader = &reader });
    struct worker_result got = read_one(w, SPAN(""));

    (void)state;
    CHECK_SPAN("descriptors", text_span(&got.record), SPAN("0; 1; 2; 5; "));
    text_release(&got.record);
    workers_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile_readers),
        cmocka_unit_test(test_processor_limit),
        cmocka_unit_test(test_the_readers_own_reason),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_many_at_once),
        cmocka_unit_test(test_event_loop),
        cmocka_unit_test(test_lost_zygote_loses_no_job),
        cmocka_unit_test(test_killed_from_outside),
        cmocka_unit_test(test_lost_keeper_is_told),
        cmocka_unit_test(test_stop_of_the_service_blames_nobody),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_lying_record),
        cmocka_unit_test(test_true_record),
        cmocka_unit_test(test_descriptors),
    };

    spare_fd = 63;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

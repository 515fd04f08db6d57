#include "enclosure.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
    CPU_SECONDS = 20,
    FILES_MOST = 64,
    MEMORY_MOST = 1024 * 1024 * 1024,
    OUTPUT_MOST = 64 * 1024 * 1024,
};

#ifndef CONVOKE_SANITIZED /* they call what they like */
static const int calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(fcntl),
    SCMP_SYS(fadvise64),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(mprotect),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getcwd),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Flags of an open that only reads. */
static const scmp_datum_t writes = O_ACCMODE | O_CREAT | O_TRUNC;

static bool allow(scmp_filter_ctx ctx)
{
    bool fine =
        seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                         SCMP_A2(SCMP_CMP_MASKED_EQ, writes, O_RDONLY)) == 0 &&
        seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                         SCMP_A1(SCMP_CMP_MASKED_EQ, writes, O_RDONLY)) == 0 &&
        /* Threads, and no process; of clone3 a filter sees no flags, and the C
         * library takes clone where there is none. */
        seccomp_rule_add(
            ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
        seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;

    for (size_t i = 0; fine && i < sizeof(calls) / sizeof(calls[0]); i++)
        fine = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    return fine;
}

static enum verdict filter(struct reason *why)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool fine = ctx && allow(ctx) && seccomp_load(ctx) == 0;

    if (ctx)
        seccomp_release(ctx);
    if (!fine)
        return reason_set(why, VERDICT_BROKEN, "enclosure.filter",
                          "the kernel takes no filter of system calls");
    return VERDICT_DONE;
}

#endif

static bool limit(int what, rlim_t most)
{
    const struct rlimit r = { most, most };

    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

enum verdict enclosure_shut(struct reason *why)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || !limit(RLIMIT_CORE, 0) ||
        !limit(RLIMIT_FSIZE, OUTPUT_MOST) ||
        !limit(RLIMIT_NOFILE, FILES_MOST) || !limit(RLIMIT_CPU, CPU_SECONDS))
        return reason_from_errno(why, VERDICT_BROKEN, "enclosure.limit",
                                 "setrlimit");
#ifdef CONVOKE_SANITIZED /* they map terabytes, too */
    return VERDICT_DONE;
#else
    /* Fonts are looked up in threads; each would reserve a heap of its own. */
    mallopt(M_ARENA_MAX, 1);
    if (!limit(RLIMIT_AS, MEMORY_MOST))
        return reason_from_errno(why, VERDICT_BROKEN, "enclosure.limit",
                                 "setrlimit");
    return filter(why);
#endif
}

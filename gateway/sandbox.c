#include "sandbox.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/mem.h"

enum { OUTER_DESCRIPTORS = 16, FILTER_MAX = 64 * 1024 };

const unsigned long sandbox_clone_flags = CLONE_PARENT | SIGCHLD;

struct sandbox {
    struct sandbox_limits limits;
    struct text outer, inner; /* owned; arrays of struct sock_filter */
};

/* What a reader needs once its message is mapped: memory without execution,
 * its answer, the end. */
static const int inner_calls[] = {
    SCMP_SYS(write),       SCMP_SYS(exit_group),   SCMP_SYS(brk),
    SCMP_SYS(munmap),      SCMP_SYS(mremap),       SCMP_SYS(madvise),
    SCMP_SYS(futex),       SCMP_SYS(rt_sigreturn), SCMP_SYS(clock_gettime),
    SCMP_SYS(getrandom),
#ifdef CONVOKE_SANITIZED
    SCMP_SYS(sigaltstack), /* asked by them before every noreturn call */
#endif
};

/* What the parent of the readers needs besides: a job, a fork, and what the
 * new reader does before its own filter stands. */
static const int outer_calls[] = {
    SCMP_SYS(recvmsg),   SCMP_SYS(sendmsg), SCMP_SYS(close),
    SCMP_SYS(lseek),     SCMP_SYS(getpid),  SCMP_SYS(prlimit64),
    SCMP_SYS(setrlimit),
};

static const int outer_prctl[] = { PR_SET_SECCOMP, PR_SET_PDEATHSIG };

static bool allow_all(scmp_filter_ctx ctx, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0) != 0)
            return false;
    return true;
}

static bool allow_inner(scmp_filter_ctx ctx)
{
    return allow_all(ctx, inner_calls, ARRAY_LEN(inner_calls)) &&
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

static bool allow_outer(scmp_filter_ctx ctx)
{
    bool fine =
        allow_inner(ctx) &&
        allow_all(ctx, outer_calls, ARRAY_LEN(outer_calls)) &&
        seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                         SCMP_A0(SCMP_CMP_EQ, sandbox_clone_flags)) == 0;

    for (size_t i = 0; fine && i < ARRAY_LEN(outer_prctl); i++)
        fine = seccomp_rule_add(
                   ctx, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                   SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)outer_prctl[i])) == 0;
    return fine;
}

static void filter_drop(scmp_filter_ctx *ctx)
{
    if (*ctx)
        seccomp_release(*ctx);
}

static enum verdict filter_build(bool (*allow)(scmp_filter_ctx),
                                 struct text *ret, struct reason *why)
{
    CLEANUP(filter_drop) scmp_filter_ctx ctx = NULL;
    CLEANUP(file_drop) int fd = -1;

    ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
    /* A tree instead of a chain: the filter is run for every call. */
    if (!ctx || seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2) != 0 ||
        !allow(ctx))
        return reason_set(why, VERDICT_BROKEN, "sandbox.filter",
                          "libseccomp refuses the rules");
    fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_BROKEN, "sandbox.filter",
                                 "memfd_create");
    if (seccomp_export_bpf(ctx, fd) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return reason_set(why, VERDICT_BROKEN, "sandbox.filter",
                          "libseccomp gives no program");
    *ret = TEXT_INIT(FILTER_MAX);
    return file_read_fd(fd, ret, why);
}

struct sandbox *sandbox_free(struct sandbox *sb)
{
    if (!sb)
        return NULL;
    text_release(&sb->outer);
    text_release(&sb->inner);
    free(sb);
    return NULL;
}

void sandbox_drop(struct sandbox **sb)
{
    *sb = sandbox_free(*sb);
}

enum verdict sandbox_new(const struct sandbox_limits *limits,
                         struct sandbox **ret, struct reason *why)
{
    CLEANUP(sandbox_drop) struct sandbox *sb = NULL;
    enum verdict v;

    assert(limits);
    assert(ret);
    sb = MEM_NEW(struct sandbox);
    sb->limits = *limits;
    v = filter_build(allow_outer, &sb->outer, why);
    if (v == VERDICT_DONE)
        v = filter_build(allow_inner, &sb->inner, why);
    if (v != VERDICT_DONE)
        return v;
    *ret = TAKE(sb);
    return VERDICT_DONE;
}

static enum verdict filter_load(const struct text *filter, struct reason *why)
{
    struct sock_fprog program = {
        .len = (unsigned short)(filter->n / sizeof(struct sock_filter)),
        .filter = (struct sock_filter *)(void *)filter->p,
    };

    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return reason_from_errno(why, VERDICT_BROKEN, "sandbox.filter",
                                 "seccomp");
    return VERDICT_DONE;
}

struct limit {
    __rlimit_resource_t what;
    rlim_t soft, hard;
};

static enum verdict limits_set(const struct limit *limits, size_t n,
                               struct reason *why)
{
    for (size_t i = 0; i < n; i++) {
        struct rlimit r = { limits[i].soft, limits[i].hard };

        if (setrlimit(limits[i].what, &r) != 0)
            return reason_from_errno(why, VERDICT_BROKEN, "sandbox.limit",
                                     "setrlimit");
    }
    return VERDICT_DONE;
}

/* The kernel's struct as of Landlock's ABI 6; older kernels take its first
 * `size` octets. Debian 12's header stops before the network. */
struct landlock_rules {
    uint64_t files, net, scope;
};

/* Everything a kernel can handle is handled and nothing is allowed. */
static enum verdict landlock_shut(bool may_be_absent, struct reason *why)
{
    static const struct {
        int abi;
        size_t size;
        struct landlock_rules rules;
    } by_abi[] = {
        { 6, 24, { 0xffff, 3, 3 } }, { 5, 16, { 0xffff, 3, 0 } },
        { 4, 16, { 0x7fff, 3, 0 } }, { 3, 8, { 0x7fff, 0, 0 } },
        { 2, 8, { 0x3fff, 0, 0 } },  { 1, 8, { 0x1fff, 0, 0 } },
    };
    CLEANUP(file_drop) int fd = -1;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1U);
    size_t i = 0;

    if (abi < 1 && may_be_absent)
        return VERDICT_DONE;
    if (abi < 1)
        return reason_set(why, VERDICT_BROKEN, "sandbox.landlock",
                          "this kernel has no Landlock (errno %d)", errno);
    while (by_abi[i].abi > abi)
        i++;
    fd = (int)syscall(SYS_landlock_create_ruleset, &by_abi[i].rules,
                      by_abi[i].size, 0U);
    if (fd < 0 || syscall(SYS_landlock_restrict_self, fd, 0U) != 0)
        return reason_from_errno(why, VERDICT_BROKEN, "sandbox.landlock",
                                 "restrict");
    return VERDICT_DONE;
}

/* Landlock before the limit on descriptors, or its ruleset finds no place. */
enum verdict sandbox_shut_outer(const struct sandbox *sb, struct reason *why)
{
    static const struct limit after[] = {
        { RLIMIT_NOFILE, OUTER_DESCRIPTORS, OUTER_DESCRIPTORS },
    };
    enum verdict v;

    assert(sb);
    const struct limit before[] = {
#ifndef CONVOKE_SANITIZED /* their shadow is 20 TB of address space */
        { RLIMIT_AS, sb->limits.memory, sb->limits.memory },
#endif
        { RLIMIT_FSIZE, 0, 0 },
        { RLIMIT_CORE, 0, 0 },
    };
    v = limits_set(before, ARRAY_LEN(before), why);
    if (v == VERDICT_DONE && (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
                              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0))
        v = reason_from_errno(why, VERDICT_BROKEN, "sandbox.prctl", "prctl");
    if (v == VERDICT_DONE)
        v = landlock_shut(sb->limits.allow_without_landlock, why);
    if (v == VERDICT_DONE)
        v = limits_set(after, ARRAY_LEN(after), why);
    if (v == VERDICT_DONE)
        v = filter_load(&sb->outer, why);
    return v;
}

/* One second more before the hard limit: SIGXCPU says what happened, SIGKILL
 * would not. */
enum verdict sandbox_shut_inner(const struct sandbox *sb, struct reason *why)
{
    enum verdict v;

    assert(sb);
    const struct limit limits[] = {
        { RLIMIT_CPU, sb->limits.cpu_s, sb->limits.cpu_s + 1 },
        { RLIMIT_NPROC, 0, 0 },
        { RLIMIT_NOFILE, 0, 0 },
    };
    v = limits_set(limits, ARRAY_LEN(limits), why);
    if (v == VERDICT_DONE)
        v = filter_load(&sb->inner, why);
    return v;
}

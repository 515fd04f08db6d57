/* What the fetch process may still do: read and write the spool, read its
 * secret, ask for names, speak TCP to one port. Landlock where the kernel has
 * it; the system call filter always, and what it does not know fails instead
 * of killing: the name service is not ours and asks for many things. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "fetcher.h"

/* The kernel's structures as of Landlock's ABI 6: Debian 12's header stops
 * before the network. */
struct rules {
    uint64_t files, net, scope;
};

struct rule_path {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

struct rule_port {
    uint64_t allowed, port;
};

enum {
    RULE_PATH = 1,
    RULE_PORT = 2,
    READ_FILE = 1 << 2,
    READ_FOLDER = 1 << 3,
    CONNECT = 1 << 1,
    PORT_DNS = 53,
};

static const struct {
    int abi;
    size_t size;
    struct rules rules;
} by_abi[] = {
    { 6, 24, { 0xffff, 3, 3 } }, { 5, 16, { 0xffff, 3, 0 } },
    { 4, 16, { 0x7fff, 3, 0 } }, { 3, 8, { 0x7fff, 0, 0 } },
    { 2, 8, { 0x3fff, 0, 0 } }, /* the first that can rename across folders */
};

/* The name service's, and what makes its libraries load. */
static const char *const readable[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/resolv.conf",
    "/etc/localtime",
    "/etc/ld.so.cache",
    "/run/systemd/resolve",
    "/run/nscd",
    "/dev/urandom",
};

/* What is not there needs no permission. */
static bool allow_path(int rules, const char *path, uint64_t files,
                       uint64_t folders)
{
    CLEANUP(file_drop) int fd = open(path, O_PATH | O_CLOEXEC);
    CLEANUP(file_drop) int folder = -1;
    struct rule_path rule;

    if (fd < 0)
        return true;
    folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    rule = (struct rule_path){ folder >= 0 ? folders : files, fd };
    return syscall(SYS_landlock_add_rule, rules, RULE_PATH, &rule, 0U) == 0;
}

static bool allow_port(int rules, int port)
{
    const struct rule_port rule = { CONNECT, (uint64_t)port };

    return syscall(SYS_landlock_add_rule, rules, RULE_PORT, &rule, 0U) == 0;
}

static bool allow_files(int rules, uint64_t all, const char *spool,
                        const char *secret)
{
    for (size_t i = 0; i < ARRAY_LEN(readable); i++)
        if (!allow_path(rules, readable[i], READ_FILE, READ_FILE | READ_FOLDER))
            return false;
    return allow_path(rules, spool, READ_FILE, all) &&
           allow_path(rules, secret, READ_FILE, READ_FILE);
}

static enum verdict shut_files(const char *spool, const char *secret, int port,
                               struct reason *why)
{
    CLEANUP(file_drop) int rules = -1;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1U);
    size_t i = 0;

    if (abi < by_abi[ARRAY_LEN(by_abi) - 1].abi)
        return VERDICT_DONE;
    while (by_abi[i].abi > abi)
        i++;
    rules = (int)syscall(SYS_landlock_create_ruleset, &by_abi[i].rules,
                         by_abi[i].size, 0U);
    if (rules < 0 ||
        !allow_files(rules, by_abi[i].rules.files, spool, secret) ||
        (by_abi[i].rules.net &&
         (!allow_port(rules, port) || !allow_port(rules, PORT_DNS))) ||
        syscall(SYS_landlock_restrict_self, rules, 0U) != 0)
        return reason_from_errno(why, VERDICT_BROKEN, "fetcher.cage",
                                 "landlock");
    return VERDICT_DONE;
}

static const int calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
    SCMP_SYS(close),
    SCMP_SYS(openat),
    SCMP_SYS(open),
    SCMP_SYS(fstat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(access),
    SCMP_SYS(readlink),
    SCMP_SYS(fcntl),
    SCMP_SYS(ioctl),
    SCMP_SYS(dup),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(syncfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(utimensat),
    SCMP_SYS(flock),
    SCMP_SYS(unlinkat),
    SCMP_SYS(renameat2),
    SCMP_SYS(getdents64),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(time),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(sched_yield),
    SCMP_SYS(tgkill),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
};

static const int families[] = { AF_INET, AF_INET6, AF_UNIX, AF_NETLINK };

/* Memory is written or executed, never both: libraries of the name service
 * are loaded when it is first asked. */
static bool allow_memory(scmp_filter_ctx ctx)
{
    static const int memory[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
    bool fine = true;

    for (size_t i = 0; i < ARRAY_LEN(memory); i++)
        fine =
            fine &&
            seccomp_rule_add(ctx, SCMP_ACT_ALLOW, memory[i], 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
            seccomp_rule_add(ctx, SCMP_ACT_ALLOW, memory[i], 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE,
                                     PROT_EXEC)) == 0;
    return fine;
}

static bool allow_calls(scmp_filter_ctx ctx)
{
    bool fine = allow_memory(ctx);

    for (size_t i = 0; fine && i < ARRAY_LEN(calls); i++)
        fine = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    for (size_t i = 0; fine && i < ARRAY_LEN(families); i++)
        fine = seccomp_rule_add(
                   ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                   SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i])) == 0;
    return fine;
}

static enum verdict shut_calls(struct reason *why)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool fine = ctx &&
                seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
                allow_calls(ctx) && seccomp_load(ctx) == 0;

    if (ctx)
        seccomp_release(ctx);
    return fine ? VERDICT_DONE
                : reason_set(why, VERDICT_BROKEN, "fetcher.cage",
                             "the system call filter is refused");
}

enum verdict fetcher_cage(const char *state, const char *secret, int port,
                          struct reason *why)
{
    char spool[PATH_MAX];
    enum verdict v;

    assert(state);
    assert(secret);
    if (!file_join(spool, state, "spool"))
        return reason_set(why, VERDICT_BROKEN, "fetcher.cage", "long path");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return reason_from_errno(why, VERDICT_BROKEN, "fetcher.cage", "prctl");
    v = shut_files(spool, secret, port, why);
    return v == VERDICT_DONE ? shut_calls(why) : v;
}

/* Loaded into a program beforehand (LD_PRELOAD): kills it at one of the calls
 * that change a file below its state or its mail folders.
 *
 * CONVOKE_KILL_AT   "PLACE:K:HOW": "before" or "after" the K-th call at that
 *                   place, or "within" its K-th write, half of which is
 *                   written. Absent: nobody is killed, calls are counted.
 * CONVOKE_KILL_LOG  file to which one line is added: "killed PLACE CALL HOW",
 *                   or at a good end "ended" and for each of `places` how many
 *                   calls there were and how many of them writes.
 *
 * Only the process itself counts and is killed; its children live on until
 * they notice. The file's name has no ".so" in it, as gateway/ballast.c takes
 * libraries that it does not know from the children, and they call this one.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH = 4096 };
enum how { PASS, BEFORE, WITHIN, AFTER };

static const char *const how_names[] = {
    [PASS] = "pass",
    [BEFORE] = "before",
    [WITHIN] = "within",
    [AFTER] = "after",
};

/* A path belongs to the first place whose mark is in it. */
static const struct place {
    const char *name, *mark;
} places[] = {
    { "spool", "/spool" },          { "source", "/mail/in" },
    { "delivery", "/mail/out" },    { "outgoing", "/outgoing" },
    { "commit", "convoke.db-wal" }, { "database", "convoke.db" },
};
enum { PLACES = sizeof(places) / sizeof(*places) };

/* All zero in every child (MADV_WIPEONFORK). */
struct plan {
    bool armed;
    size_t place;
    long k;
    enum how how;
    long calls[PLACES], writes[PLACES];
    char log[PATH];
};
static struct plan *plan; /* NULL: nothing is asked of us */

static void note(const char *line)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, plan->log,
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0 || syscall(SYS_write, fd, line, strlen(line)) < 0)
        abort();
    syscall(SYS_close, fd);
}

static void die(const char *call, enum how how)
{
    char line[200];

    snprintf(line, sizeof(line), "killed %s %s %s\n", places[plan->place].name,
             call, how_names[how]);
    note(line);
    kill(getpid(), SIGKILL);
}

static void read_plan(char *words)
{
    char *place = strtok(words, ":");
    char *k = strtok(NULL, ":");
    char *how = strtok(NULL, ":");

    for (size_t i = 0; place && k && how && i < PLACES; i++)
        if (strcmp(places[i].name, place) == 0)
            plan->place = i;
    for (enum how h = BEFORE; how && h <= AFTER; h++)
        if (strcmp(how_names[h], how) == 0)
            plan->how = h;
    plan->k = k ? strtol(k, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *log = getenv("CONVOKE_KILL_LOG");
    char *words = getenv("CONVOKE_KILL_AT");

    if (!log)
        return;
    plan = mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (plan == MAP_FAILED ||
        madvise(plan, sizeof(*plan), MADV_WIPEONFORK) != 0)
        abort();
    snprintf(plan->log, sizeof(plan->log), "%s", log);
    if (words)
        read_plan(words);
    plan->armed = true;
    unsetenv("LD_PRELOAD"); /* what it runs is no part of it */
}

__attribute__((destructor)) static void end(void)
{
    char line[200];
    int n;

    if (!plan || !plan->armed)
        return;
    n = snprintf(line, sizeof(line), "ended");
    for (size_t i = 0; i < PLACES; i++)
        n += snprintf(line + n, sizeof(line) - (size_t)n, " %ld %ld",
                      plan->calls[i], plan->writes[i]);
    snprintf(line + n, sizeof(line) - (size_t)n, "\n");
    note(line);
}

/* Where `name` in the folder `fd` lies, or what is open as `fd`. */
static const char *path_of(char path[PATH], int fd, const char *name)
{
    char link[64];
    ssize_t n = 0;

    if (fd != AT_FDCWD && (!name || name[0] != '/')) {
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        n = readlink(link, path, PATH - 1);
    }
    n = n < 0 ? 0 : n;
    snprintf(path + n, (size_t)(PATH - n), "/%s", name ? name : "");
    return path;
}

/* Whether this call at that place is the one. */
static bool is_due(size_t place, bool writes)
{
    long calls = ++plan->calls[place];

    plan->writes[place] += writes;
    if (place != plan->place || plan->how == PASS)
        return false;
    if (plan->how == WITHIN)
        return writes && plan->writes[place] == plan->k;
    return calls == plan->k;
}

/* Before every call: what is to become of it. */
static enum how arrive(const char *call, int fd, const char *name)
{
    char path[PATH];
    int error = errno;
    size_t i = 0;

    if (!plan || !plan->armed)
        return PASS;
    path_of(path, fd, name);
    errno = error;
    while (i < PLACES && !strstr(path, places[i].mark))
        i++;
    if (i == PLACES || !is_due(i, strstr(call, "write") != NULL))
        return PASS;
    if (plan->how == BEFORE)
        die(call, BEFORE);
    return plan->how;
}

static long leave(const char *call, enum how how, long result)
{
    if (how != PASS)
        die(call, how);
    return result;
}

ssize_t write(int fd, const void *p, size_t n)
{
    enum how how = arrive("write", fd, NULL);

    n = how == WITHIN ? n / 2 : n;
    return leave("write", how, syscall(SYS_write, fd, p, n));
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    enum how how = arrive("pwrite", fd, NULL);

    n = how == WITHIN ? n / 2 : n;
    return leave("pwrite", how, syscall(SYS_pwrite64, fd, p, n, at));
}

int fsync(int fd)
{
    enum how how = arrive("fsync", fd, NULL);

    return (int)leave("fsync", how, syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
    enum how how = arrive("fdatasync", fd, NULL);

    return (int)leave("fdatasync", how, syscall(SYS_fdatasync, fd));
}

int syncfs(int fd)
{
    enum how how = arrive("syncfs", fd, NULL);

    return (int)leave("syncfs", how, syscall(SYS_syncfs, fd));
}

int ftruncate64(int fd, off64_t n)
{
    enum how how = arrive("ftruncate", fd, NULL);

    return (int)leave("ftruncate", how, syscall(SYS_ftruncate, fd, n));
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to,
              unsigned flags)
{
    enum how how = arrive("rename", to_fd, to);

    return (int)leave("rename", how,
                      syscall(SYS_renameat2, from_fd, from, to_fd, to, flags));
}

int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char *from, const char *to)
{
    enum how how = arrive("link", AT_FDCWD, to);

    return (int)leave("link", how,
                      syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int unlinkat(int fd, const char *name, int flags)
{
    enum how how = arrive("unlink", fd, name);

    return (int)leave("unlink", how, syscall(SYS_unlinkat, fd, name, flags));
}

int unlink(const char *name)
{
    return unlinkat(AT_FDCWD, name, 0);
}

int futimens(int fd, const struct timespec times[2])
{
    enum how how = arrive("utimens", fd, NULL);

    return (int)leave("utimens", how,
                      syscall(SYS_utimensat, fd, NULL, times, 0));
}

static int open_at(int fd, const char *name, int flags, mode_t mode)
{
    enum how how = PASS;

    if (flags & O_CREAT)
        how = arrive("create", fd, name);
    return (int)leave("create", how,
                      syscall(SYS_openat, fd, name, flags, mode));
}

/* The mode is there when a file may be made. */
#define MODE_OF(flags, mode)                                                   \
    do {                                                                       \
        va_list rest;                                                          \
        va_start(rest, flags);                                                 \
        if ((flags) & (O_CREAT | O_TMPFILE))                                   \
            (mode) = va_arg(rest, mode_t);                                     \
        va_end(rest);                                                          \
    } while (0)

int open(const char *name, int flags, ...)
{
    mode_t mode = 0;

    MODE_OF(flags, mode);
    return open_at(AT_FDCWD, name, flags, mode);
}

int open64(const char *name, int flags, ...)
{
    mode_t mode = 0;

    MODE_OF(flags, mode);
    return open_at(AT_FDCWD, name, flags, mode);
}

int openat(int fd, const char *name, int flags, ...)
{
    mode_t mode = 0;

    MODE_OF(flags, mode);
    return open_at(fd, name, flags, mode);
}

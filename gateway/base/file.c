#include "convoke/base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/random.h"
#include "convoke/base/step.h"

void file_drop(int *fd)
{
    assert(fd);
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

const char *file_join(char *buf, const char *folder, const char *name)
{
    int n = snprintf(buf, PATH_MAX, "%s/%s", folder, name);

    return n > 0 && n < PATH_MAX ? buf : NULL;
}

enum verdict file_read_fd(int fd, struct text *ret, struct reason *why)
{
    char buf[64 * 1024];

    assert(ret);
    for (;;) {
        ssize_t n = read(fd, buf, sizeof(buf));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return reason_from_errno(why, VERDICT_LATER, "file.read", "read");
        if (n == 0)
            break;
        if (!text_add(ret, span_of(buf, (size_t)n)))
            return reason_set(why, VERDICT_NEVER, "file.read",
                              "larger than %zu octets", ret->ceiling);
    }
    text_add(ret, SPAN_NONE);
    return VERDICT_DONE;
}

enum verdict file_read_piece(int fd, struct text *piece, size_t *ret_n,
                             struct reason *why)
{
    char buf[64 * 1024];
    ssize_t n;

    assert(piece);
    assert(ret_n);
    text_reset(piece);
    do {
        size_t most =
            piece->ceiling < sizeof(buf) ? piece->ceiling : sizeof(buf);
        n = read(fd, buf, most);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return reason_from_errno(why, VERDICT_LATER, "file.read", "read");
    text_add(piece, span_of(buf, (size_t)n));
    *ret_n = (size_t)n;
    return VERDICT_DONE;
}

enum verdict file_read(const char *path, struct text *ret, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;

    assert(path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_NEVER, "file.open", path);
    return file_read_fd(fd, ret, why);
}

enum verdict file_write_all(int fd, struct span bytes, struct reason *why)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return reason_from_errno(why, VERDICT_LATER, "file.write", "write");
        bytes = span_from(bytes, (size_t)n);
    }
    return VERDICT_DONE;
}

static bool syncs = true;

void file_sync_never(void)
{
    syncs = false;
}

/* A failed fsync may have dropped the pages it could not write: nothing that
 * follows can be trusted, so the process stops and re-reads after restart. */
enum verdict file_sync(int fd, struct reason *why)
{
    if (syncs && fsync(fd) != 0)
        return reason_set(why, VERDICT_BROKEN, "file.sync",
                          "fsync failed, errno %d", errno);
    return VERDICT_DONE;
}

enum verdict file_sync_folder(const char *path, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;

    assert(path);
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "file.sync", path);
    return file_sync(fd, why);
}

enum verdict file_make_folder(const char *path, struct reason *why)
{
    assert(path);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return reason_from_errno(why, VERDICT_NEVER, "file.folder", path);
    return VERDICT_DONE;
}

static enum verdict write_beside(const char *tmp, struct span bytes,
                                 mode_t mode, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    enum verdict v;

    fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "file.replace", tmp);
    v = file_write_all(fd, bytes, why);
    if (v == VERDICT_DONE)
        v = file_sync(fd, why);
    if (v != VERDICT_DONE)
        unlink(tmp);
    return v;
}

struct file_stamp file_stamp_of(const char *path)
{
    struct stat st;

    assert(path);
    if (stat(path, &st) != 0)
        return (struct file_stamp){ 0 };
    return (struct file_stamp){ st.st_ino, st.st_size,
                                st.st_ctim.tv_sec * INT64_C(1000000000) +
                                    st.st_ctim.tv_nsec };
}

bool file_stamp_eq(const struct file_stamp *a, const struct file_stamp *b)
{
    assert(a);
    assert(b);
    return a->inode == b->inode && a->octets == b->octets &&
           a->changed == b->changed;
}

enum verdict file_replace(const char *path, struct span bytes, mode_t mode,
                          struct reason *why)
{
    char tmp[PATH_MAX];
    char word[9];
    const char *slash;
    int n;
    enum verdict v;

    assert(path);
    n = snprintf(tmp, sizeof(tmp), "%s.%s", path, random_word(word, 8));
    if (n < 0 || n >= (int)sizeof(tmp))
        return reason_set(why, VERDICT_NEVER, "file.replace", "path too long");
    v = write_beside(tmp, bytes, mode, why);
    if (v != VERDICT_DONE)
        return v;
    step("file.written");
    if (rename(tmp, path) != 0) {
        v = reason_from_errno(why, VERDICT_LATER, "file.replace", path);
        unlink(tmp);
        return v;
    }
    step("file.renamed");
    slash = strrchr(path, '/');
    snprintf(tmp, sizeof(tmp), "%.*s", slash ? (int)(slash - path) : 1,
             slash ? path : ".");
    return file_sync_folder(tmp[0] ? tmp : "/", why);
}

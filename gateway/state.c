#include "state.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"

static enum verdict held_by(int fd, struct reason *why)
{
    struct flock other = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    if (fcntl(fd, F_GETLK, &other) == 0 && other.l_type != F_UNLCK)
        return reason_set(why, VERDICT_LATER, "state.lock",
                          "another convoke (process %ld) is using this state",
                          (long)other.l_pid);
    return reason_set(why, VERDICT_LATER, "state.lock",
                      "another convoke is using this state");
}

enum verdict state_lock(const char *folder, int *ret_fd, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    char path[PATH_MAX];

    assert(folder);
    assert(ret_fd);
    if (!file_join(path, folder, "lock"))
        return reason_set(why, VERDICT_NEVER, "state.lock", "path too long");
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_NEVER, "state.lock", path);
    if (fcntl(fd, F_SETLK, &all) != 0) {
        if (errno == EACCES || errno == EAGAIN)
            return held_by(fd, why);
        return reason_from_errno(why, VERDICT_NEVER, "state.lock", path);
    }
    *ret_fd = fd;
    fd = -1;
    return VERDICT_DONE;
}

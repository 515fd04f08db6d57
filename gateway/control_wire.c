#include "control_wire.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/mem.h"

void control_fds_close(struct control_fds *fds)
{
    for (size_t i = 0; i < fds->n; i++)
        close(fds->at[i]);
    fds->n = 0;
}

bool control_address(int folder_fd, struct sockaddr_un *ret)
{
    int n;

    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    n = snprintf(ret->sun_path, sizeof(ret->sun_path),
                 "/proc/self/fd/%d/control.sock", folder_fd);
    return n > 0 && (size_t)n < sizeof(ret->sun_path);
}

union control_space {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int) * CONTROL_MAX_FDS)];
};

enum verdict control_send(int fd, struct span record,
                          const struct control_fds *fds, struct reason *why)
{
    union control_space space = { .align = { 0 } };
    struct iovec piece = { (char *)(uintptr_t)record.p, record.n };
    struct msghdr msg = { .msg_iov = &piece, .msg_iovlen = 1 };
    ssize_t n;

    assert(record.n > 0);
    if (fds && fds->n) {
        struct cmsghdr *head;
        msg.msg_control = space.bytes;
        msg.msg_controllen = CMSG_SPACE(sizeof(int) * fds->n);
        head = CMSG_FIRSTHDR(&msg);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int) * fds->n);
        memcpy(CMSG_DATA(head), fds->at, sizeof(int) * fds->n);
    }
    do {
        n = sendmsg(fd, &msg, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n != (ssize_t)record.n)
        return reason_from_errno(why, VERDICT_LATER, "control.send", "send");
    return VERDICT_DONE;
}

static void take_fds(struct msghdr *msg, struct control_fds *ret)
{
    struct cmsghdr *head;

    for (head = CMSG_FIRSTHDR(msg); head; head = CMSG_NXTHDR(msg, head)) {
        size_t n = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
            continue;
        if (n > CONTROL_MAX_FDS - ret->n)
            n = CONTROL_MAX_FDS - ret->n;
        memcpy(ret->at + ret->n, CMSG_DATA(head), n * sizeof(int));
        ret->n += n;
    }
}

enum verdict control_receive(int fd, struct text *record,
                             struct control_fds *ret_fds, struct reason *why)
{
    union control_space space = { .align = { 0 } };
    char *bytes = mem_new(CONTROL_MAX_RECORD);
    struct iovec piece = { bytes, CONTROL_MAX_RECORD };
    struct msghdr msg = { .msg_iov = &piece,
                          .msg_iovlen = 1,
                          .msg_control = space.bytes,
                          .msg_controllen = sizeof(space.bytes) };
    enum verdict v = VERDICT_DONE;
    ssize_t n;

    assert(record);
    do {
        n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    if (n > 0 && ret_fds)
        take_fds(&msg, ret_fds);
    if (n < 0)
        v = reason_from_errno(why, VERDICT_LATER, "control.receive", "receive");
    else if (n == 0)
        v = reason_set(why, VERDICT_LATER, "control.receive",
                       "the other side went away");
    else if (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
        v = reason_set(why, VERDICT_NEVER, "control.receive",
                       "the command line is too long");
    else
        text_add(record, span_of(bytes, (size_t)n));
    free(bytes);
    return v;
}

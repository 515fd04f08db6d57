/* control_wire.h — one record with descriptors over a socket that keeps
 * record boundaries. */
#ifndef CONVOKE_CONTROL_WIRE_H
#define CONVOKE_CONTROL_WIRE_H

#include <sys/un.h>

#include "context.h"

enum {
    CONTROL_VERSION = 1,
    CONTROL_MAX_RECORD = 128 * 1024,
    CONTROL_MAX_WORDS = 1024,
    CONTROL_MAX_FDS = 3 + CONTEXT_MAX_FILES,
};

enum control_tag {
    CONTROL_TAG_VERSION = 1,
    CONTROL_TAG_CHINESE,
    CONTROL_TAG_COLOUR,
    CONTROL_TAG_WIDTH,
    CONTROL_TAG_WORD,
    CONTROL_TAG_FILE,
    CONTROL_TAG_EXIT,
};

/* The descriptors of a request, in this order; the files follow. */
enum { CONTROL_FD_OUT, CONTROL_FD_ERR, CONTROL_FD_INPUT, CONTROL_FD_FILES };

struct control_fds {
    int at[CONTROL_MAX_FDS];
    size_t n;
};

void control_fds_close(struct control_fds *fds);

/* The address of FOLDER/control.sock by way of a descriptor, because the path
 * itself may be longer than an address can hold. */
bool control_address(int folder_fd, struct sockaddr_un *ret);

/* LATER with errno's words when the other side is gone or silent. */
MUST_USE enum verdict control_send(int fd, struct span record,
                                   const struct control_fds *fds,
                                   struct reason *why);
MUST_USE enum verdict control_receive(int fd, struct text *record,
                                      struct control_fds *ret_fds,
                                      struct reason *why);

#endif

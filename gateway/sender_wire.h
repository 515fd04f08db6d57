/* sender_wire.h — what core, keeper and send processes say to each other:
 * one record a packet, on SOCK_SEQPACKET, a descriptor beside it or none. */
#ifndef CONVOKE_GATEWAY_SENDER_WIRE_H
#define CONVOKE_GATEWAY_SENDER_WIRE_H

#include <stdint.h>

#include "convoke/mail/smtp_send.h"

enum {
    WIRE_VERSION = 1,
    WIRE_PACKET = 4096,
    WIRE_ADDRESS = 400, /* an envelope address with its NUL */
    WIRE_ENVID = 104,
};

enum wire_kind {
    WIRE_READY,      /* keeper: the settings work */
    WIRE_FAILED,     /* keeper: they do not, `text` says why */
    WIRE_PROCESS,    /* keeper: process `id` is there, its socket beside it */
    WIRE_JOB,        /* core: job `id`, the letter beside it; one more while
                        the process waits for the word on a dot */
    WIRE_MAY_DOT,    /* core: `yes` */
    WIRE_DOT_WANTED, /* process: job `id` */
    WIRE_SETTLED,    /* process: job `id`, `answer` */
    WIRE_KIND_COUNT
};

struct wire {
    enum wire_kind kind;
    int64_t id;
    bool yes;
    char from[WIRE_ADDRESS], rcpt[WIRE_ADDRESS];
    char envid[WIRE_ENVID];
    char text[512];
    struct smtp_answer answer;
    int fd; /* -1: none; owned by whoever received it */
};

/* False when the packet did not leave whole. */
bool wire_send(int socket, const struct wire *w);

/* 1: one packet; 0: none now (`flags` MSG_DONTWAIT); -1: the peer is gone or
 * what it says is no packet. */
int wire_receive(int socket, int flags, struct wire *ret);

#endif

/* fetcher_wire.h — what core, keeper and fetch process say to each other: one
 * record a packet, on one SOCK_SEQPACKET pair.
 *
 * Keeper and process share their end, for the process may be replaced at any
 * time: each has a number of its own, and what the core says to another number
 * is not for it. */
#ifndef CONVOKE_GATEWAY_FETCHER_WIRE_H
#define CONVOKE_GATEWAY_FETCHER_WIRE_H

#include <stdint.h>

#include "convoke/mail/imap_fetch.h"

enum { FETCHER_VERSION = 1, FETCHER_PACKET = 2048, FETCHER_TEXT = 400 };

enum fetcher_word {
    FETCHER_READY,  /* keeper: the settings work */
    FETCHER_FAILED, /* keeper: they do not, `text` */
    FETCHER_DIED,   /* keeper: the process did, `text`; `number`: the next one
                       starts in so many milliseconds */
    FETCHER_HELLO,  /* process `process`: tell me how far we are */
    FETCHER_CURSOR, /* core: so far; process: now so far, `number` messages
                       more are in the spool */
    FETCHER_GO,     /* core: those were all cursors */
    FETCHER_POLL,   /* core: look now */
    FETCHER_LEFT,   /* process: UID `number` stays unread, `text` */
    FETCHER_OVER,   /* process: so does this one, over the limit; its header is
                       in the spool */
    FETCHER_BEGUN,  /* process: a look at all folders begins */
    FETCHER_ENDED,  /* process: and ends; `number` 1: all was read */
    FETCHER_TOLD,   /* process: `text` for people; `number` 1: all is well */
    FETCHER_WORD_COUNT
};

struct fetcher_packet {
    enum fetcher_word word;
    int64_t process, number;
    struct imap_cursor cursor;
    char text[FETCHER_TEXT];
};

/* False when the packet did not leave whole. */
bool fetcher_say(int socket, const struct fetcher_packet *p);

/* 1: one packet; 0: none now (`flags` MSG_DONTWAIT); -1: the peer is gone or
 * what it says is no packet. */
int fetcher_hear(int socket, int flags, struct fetcher_packet *ret);

#endif

/* alert.h — what the gateway's operator is told of the machine itself: room on
 * the disk, mails that cannot leave, a source that cannot be read (ops.alert,
 * requirements.md sections 1, 7).
 *
 * Told once when trouble begins, once a day while it lasts, once when it is
 * over. The queue remembers what was said: there is no other state, and a kill
 * forgets nothing. */
#ifndef CONVOKE_DESK_ALERT_H
#define CONVOKE_DESK_ALERT_H

#include "convoke/desk/notice.h"

enum alert_kind { ALERT_DISK, ALERT_QUEUE, ALERT_SOURCE, ALERT_COUNT };

/* What it stands for in a subject: "OPS-DISK". */
const char *alert_object(enum alert_kind kind);

/* One thing as it is now. */
struct alert {
    enum alert_kind kind;
    bool bad;
    uint64_t free, least; /* DISK: octets that are left, that must be */
    int64_t waiting;      /* QUEUE: mails */
    int64_t since;        /* QUEUE, SOURCE: the instant it has lasted from */
    struct span said;     /* QUEUE: a server's last words, or empty */
};

/* Tells it to OPS, or queues nothing when there is nothing new to say. Inside
 * the caller's transaction; *ret_said whether a mail was queued. */
MUST_USE enum verdict alert_tell(struct desk *dk, const struct alert *a,
                                 bool *ret_said, struct reason *why);

/* Whether the operator knows of trouble of that kind that is not over. */
MUST_USE enum verdict alert_is_open(struct desk *dk, enum alert_kind kind,
                                    bool *ret, struct reason *why);

/* The operators, or the secretariat when nobody is registered as one. */
MUST_USE enum verdict alert_people(struct desk *dk, struct notice *n,
                                   struct reason *why);

#endif

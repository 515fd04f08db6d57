/* sender.h — processes that hold one SMTP session each.
 *
 * The core has no network and no mail password; these have nothing else. A
 * keeper is forked first (before the core opens its database) and forks the
 * send processes, again whenever one has died, with a back-off; it hands the
 * core a socket to each. All calls here return at once, except senders_open.
 *
 * One job a process: submit → DOT_WANTED → (commit AT_DOT) senders_may_dot →
 * SETTLED; a job that fails before the dot settles without DOT_WANTED. A second
 * may be submitted ahead to a process that wants a dot, before the word on it:
 * it follows on the same session, its envelope together with that dot. When
 * the session does not outlive the dot, or the server wants less, the one
 * ahead settles as `untried`: as if it had never been submitted. When a
 * process dies its job settles as RETRY, or as UNCERTAIN if its dot had been
 * granted, the one ahead as untried. What comes from a process is checked
 * again: one that talks nonsense counts as dead. After an answer with
 * auth_failed submit nothing for an hour (reliability S6): every letter would
 * be one more failed login. */
#ifndef CONVOKE_GATEWAY_SENDER_H
#define CONVOKE_GATEWAY_SENDER_H

#include <poll.h>
#include <stdint.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/smtp_send.h"

enum { SENDERS_MOST = 32, SENDERS_FDS = SENDERS_MOST + 1 };

struct senders_settings {
    struct smtp_settings smtp; /* smtp.secret is not used */
    const char *secret_file;   /* read by the send process at each connection;
                                  its last end of line does not count */
    size_t n;                  /* 1 to SENDERS_MOST */
    int64_t idle_ms;           /* hang up after so long; 0: 30 s */
};

struct senders;

/* Forks; returns when all processes are ready. The caller's descriptors are
 * closed there. NEVER when the settings cannot work. */
MUST_USE enum verdict senders_open(const struct senders_settings *settings,
                                   struct senders **ret, struct reason *why);

/* Lets go: a process in the middle of a letter holds it back before the dot,
 * or ends it by itself after. */
struct senders *senders_close(struct senders *s);
void senders_drop(struct senders **s);

/* How many jobs could be submitted now. */
size_t senders_idle(const struct senders *s);

/* How many could be submitted ahead now. */
size_t senders_room_ahead(const struct senders *s);

/* How many jobs have not been settled. */
size_t senders_busy(const struct senders *s);

struct sender_job {
    int64_t id;             /* comes back in the events */
    struct span from, rcpt; /* envelope; from empty: <> */
    struct span envid;      /* smtp_send.h; over 100 octets: none */
    struct span bytes;      /* the whole mail */
    int fd; /* read from offset 0 when bytes.p is NULL; borrowed */
};

/* LATER when no process is free. */
MUST_USE enum verdict senders_submit(struct senders *s,
                                     const struct sender_job *job,
                                     struct reason *why);

/* The same, behind the letter of a process that wants a dot. */
MUST_USE enum verdict senders_submit_ahead(struct senders *s,
                                           const struct sender_job *job,
                                           struct reason *why);

enum sender_event_kind {
    SENDER_DOT_WANTED,
    SENDER_SETTLED,
    SENDER_LOST, /* the keeper is gone: no process will be replaced */
};

struct sender_event {
    enum sender_event_kind kind;
    int64_t id;
    struct smtp_answer answer; /* SENDER_SETTLED only */
};

/* The next event; false when there is none now. Never waits. */
bool senders_next(struct senders *s, struct sender_event *ret);

/* Answers one DOT_WANTED. When it is granted the caller has made AT_DOT
 * durable; false holds the letter back, it settles as RETRY. */
void senders_may_dot(struct senders *s, int64_t id, bool may);

/* What to poll before the next senders_next; at most SENDERS_FDS. */
size_t senders_fds(const struct senders *s, struct pollfd fds[SENDERS_FDS]);

/* Waits until there may be an event, at most `ms`. */
void senders_wait(const struct senders *s, int ms);

#endif

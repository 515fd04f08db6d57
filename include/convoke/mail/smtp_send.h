/* smtp_send.h — one letter to one recipient over an SMTP session that is kept.
 *
 * Blocking; one thread (or process) a session. The session connects when a
 * letter needs it, verifies the server before a password leaves, groups
 * commands where the server allows it and is used again for the next letter.
 *
 * The AT_DOT rule: `may_dot` is called when the whole body has been written
 * and flushed; only after it returned true is the final dot handed over. Before
 * it nothing has happened that the server may act on; after it, anything but a
 * definite reply is UNCERTAIN.
 *
 * Where the server allows it the next letter's envelope leaves together with
 * the dot (RFC 2920 3.1), so that a letter costs one round trip. Its replies
 * come after the dot's and are its own: until its own dot it can be given up
 * or begun anew without harm. RFC 5321, 2920, 3207, 3461, 4954; XOAUTH2. */
#ifndef CONVOKE_MAIL_SMTP_SEND_H
#define CONVOKE_MAIL_SMTP_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

enum smtp_tls {
    SMTP_TLS_IMPLICIT, /* from the first octet (port 465) */
    SMTP_TLS_STARTTLS, /* required, never optional (port 587) */
    SMTP_TLS_NONE,     /* a password then leaves to a loopback address only */
    SMTP_TLS_COUNT
};

enum smtp_auth {
    SMTP_AUTH_NONE,
    SMTP_AUTH_PLAIN,
    SMTP_AUTH_LOGIN,
    SMTP_AUTH_XOAUTH2,
    SMTP_AUTH_COUNT
};

/* All strings borrowed for as long as the session. Milliseconds; zero means
 * the value RFC 5321 4.5.3.2 asks for. */
struct smtp_settings {
    const char *host;
    int port;
    enum smtp_tls tls;
    enum smtp_auth auth;
    const char *user, *secret;
    const char *ca_file; /* NULL: what the system trusts */
    const char *helo;    /* NULL: "localhost" */
    int64_t connect_ms;  /* 30 s */
    int64_t command_ms;  /* each command and its reply: 5 min */
    int64_t body_ms;     /* the whole body: 10 min */
    int64_t dot_ms;      /* the reply to the dot: 10 min */
    int letters_most;    /* letters a connection; 0: no limit */
};

enum smtp_outcome {
    SMTP_SENT,
    SMTP_REFUSED,   /* this letter will never be taken: 5xx to it, or an
                       address this server cannot be told (RFC 6531) */
    SMTP_RETRY,     /* definitely not taken, not for ever */
    SMTP_UNCERTAIN, /* the dot was handed over, no definite reply came */
    SMTP_OUTCOME_COUNT
};

/* What was being done; before MAIL a 5xx speaks of us, not of the letter, and
 * the letter is to be tried again. */
enum smtp_stage {
    SMTP_STAGE_CONNECT,
    SMTP_STAGE_EHLO,
    SMTP_STAGE_TLS,
    SMTP_STAGE_AUTH,
    SMTP_STAGE_MAIL,
    SMTP_STAGE_RCPT,
    SMTP_STAGE_DATA,
    SMTP_STAGE_DOT,
    SMTP_STAGE_COUNT
};

struct smtp_answer {
    enum smtp_outcome outcome;
    enum smtp_stage stage;
    int code;          /* the server's last; 0: none */
    char enhanced[12]; /* "5.1.1"; empty: none given */
    char text[501];    /* what it said, or what failed; UTF-8, one line */
    bool usable;       /* the session can take the next letter at once */
    bool auth_failed;  /* credentials refused: stop, ask a person (S6) */
    bool slow_down;    /* too much or too fast (smtp_pace.h): RETRY, and wait
                          before the next of that domain or, unless it was said
                          to RCPT, before any other */
    bool untried;      /* given back before anything was begun (sender.h) */
};

struct smtp_letter {
    const char *from; /* envelope sender; "" for <> */
    const char *rcpt;
    /* ENVID: what a report about it gives back; NULL: none. Where the server
     * offers DSN, reports of failure and delay are asked for, headers only. */
    const char *envid;
    struct span bytes;
    int fd; /* read from offset 0 when bytes.p is NULL; borrowed */
};

struct smtp;

/* What is asked while a letter is on its way. */
struct smtp_talk {
    /* Whether the final dot may be handed over; false drops the connection:
     * RETRY. */
    bool (*may_dot)(void *ctx);
    /* Then the letter that follows, borrowed until it was delivered or the
     * session is no longer usable; NULL: none yet. May be NULL itself. */
    const struct smtp_letter *(*next)(void *ctx);
    void *ctx;
};

/* NEVER when the settings cannot work (trust store unreadable, …). Ignores
 * SIGPIPE for the process. */
MUST_USE enum verdict smtp_new(const struct smtp_settings *settings,
                               struct smtp **ret, struct reason *why);
struct smtp *smtp_free(struct smtp *s);
void smtp_drop(struct smtp **s);

/* What a delivery does first: connected, greeted, under TLS, logged in; or
 * false and the answer (RETRY) says why, with the session closed. Not while
 * connected. */
bool smtp_connect(struct smtp *s, struct smtp_answer *ret);

/* Always answers. What talk->next gave is to be delivered next, by the same
 * pointer, if the answer says that the session is usable. */
void smtp_deliver(struct smtp *s, const struct smtp_letter *letter,
                  const struct smtp_talk *talk, struct smtp_answer *ret);

/* A renewed password or token, for the next connection; borrowed. */
void smtp_set_secret(struct smtp *s, const char *secret);

/* Says QUIT and closes; the next letter connects anew. */
void smtp_hang_up(struct smtp *s);
bool smtp_is_connected(const struct smtp *s);

/* "sent", "refused", …; "connect", "ehlo", … */
const char *smtp_outcome_name(enum smtp_outcome outcome);
const char *smtp_stage_name(enum smtp_stage stage);

#endif

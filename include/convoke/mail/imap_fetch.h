/* imap_fetch.h — mail out of a mailbox, octet for octet, and nothing else.
 *
 * One session of libetpan over mail/stream: chain and host name are verified
 * before a word is said, no password leaves in the clear, every verb ends at
 * its deadline and within its budget of octets. Messages are named by UID,
 * read with BODY.PEEK[] in pieces, and marked or moved only after the sink has
 * said that they are durable. Nothing is ever expunged.
 *
 * The cursor of a folder tells what is done: every UID below `next`. It moves
 * after the sink's commit, so that dying anywhere repeats a message at worst,
 * and the sink knows equal octets. Calls block; one thread. RFC 3501, 2177,
 * 2971, 6851. */
#ifndef CONVOKE_MAIL_IMAP_FETCH_H
#define CONVOKE_MAIL_IMAP_FETCH_H

#include <stdint.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

enum { IMAP_FOLDER = 256, IMAP_SECRET = 8 * 1024 };

enum imap_tls {
    IMAP_TLS_IMPLICIT, /* from the first octet (port 993) */
    IMAP_TLS_STARTTLS, /* required, never optional (port 143) */
    IMAP_TLS_NONE,     /* only to a loopback address */
    IMAP_TLS_COUNT
};

enum imap_auth {
    IMAP_AUTH_PLAIN,
    IMAP_AUTH_LOGIN, /* the LOGIN command */
    IMAP_AUTH_XOAUTH2,
    IMAP_AUTH_COUNT
};

enum imap_after {
    IMAP_AFTER_NOTHING, /* the folder is opened for reading only */
    IMAP_AFTER_FLAG,
    IMAP_AFTER_MOVE, /* flagged where the server cannot move */
    IMAP_AFTER_COUNT
};

/* Strings borrowed for as long as the session. Milliseconds; 0: as noted. */
struct imap_settings {
    const char *host;
    int port;
    enum imap_tls tls;
    enum imap_auth auth;
    const char *user;
    const char *ca_file; /* NULL: what the system trusts */
    enum imap_after after;
    const char *flag;    /* "\\Seen" or a keyword */
    const char *move_to; /* folder, UTF-8 */
    uint64_t most;       /* octets of one message; 0: any */
    size_t piece;        /* octets read at once, 256 KB */
    int64_t connect_ms;  /* 30 s */
    int64_t verb_ms;     /* a command and its reply: 60 s */
    int64_t piece_ms;    /* a piece of a message: 120 s */
};

struct imap_cursor {
    char folder[IMAP_FOLDER]; /* UTF-8 */
    uint32_t validity;        /* UIDVALIDITY; 0: never seen */
    uint32_t next;            /* the lowest UID not yet looked at */
};

/* A message over the limit, or one the sink's write finds to be; borrowed. */
struct imap_over {
    const struct imap_cursor *cursor;
    uint32_t uid;
    int64_t received; /* as of imap_sink.begin */
    uint64_t size;    /* octets, as the server tells, but above the limit */
    struct span head; /* its first octets, as many as remnant_write wants */
};

/* Where messages go. A verdict other than DONE ends the pass; NEVER from write
 * or end says that the message is over the limit. */
struct imap_sink {
    void *ctx;
    /* `received` is the INTERNALDATE, MOMENT_NONE when it cannot be read. */
    enum verdict (*begin)(void *ctx, int64_t received, struct reason *why);
    enum verdict (*write)(void *ctx, struct span piece, struct reason *why);
    /* Whole, and not yet durable. */
    enum verdict (*end)(void *ctx, struct reason *why);
    void (*abandon)(void *ctx);
    /* Instead of all of these; the message stays there as it is. Not yet
     * durable. */
    enum verdict (*over)(void *ctx, const struct imap_over *over,
                         struct reason *why);
    /* All of these are durable. */
    enum verdict (*commit)(void *ctx, struct reason *why);
    /* `messages` more of this folder are durable, and marked unless over the
     * limit. */
    enum verdict (*moved)(void *ctx, const struct imap_cursor *cursor,
                          size_t messages, struct reason *why);
    /* The server does not give a message; it stays there, with the reason. */
    void (*left)(void *ctx, const struct imap_cursor *cursor, uint32_t uid,
                 const char *reason);
};

struct imap;

/* NEVER when the settings cannot work. Ignores SIGPIPE for the process. */
MUST_USE enum verdict imap_new(const struct imap_settings *settings,
                               struct imap **ret, struct reason *why);
struct imap *imap_free(struct imap *s);
void imap_drop(struct imap **s);

/* Connects, secures, logs in and says who we are. LATER: not now; NEVER: the
 * server refuses user or password (stop, ask a person). Closed on failure. */
MUST_USE enum verdict imap_open(struct imap *s, const char *secret,
                                struct reason *why);
void imap_close(struct imap *s);
bool imap_is_open(const struct imap *s);

/* How many messages a folder has; nothing is changed by looking. For a session
 * with IMAP_AFTER_NOTHING. NEVER: the server refuses the folder. */
MUST_USE enum verdict imap_look(struct imap *s, const char *folder,
                                uint32_t *ret_messages, struct reason *why);

/* Everything in cursor->folder from the cursor on. A changed UIDVALIDITY starts
 * the folder anew. NEVER: the server refuses the folder. After LATER the
 * session may be closed. */
MUST_USE enum verdict imap_fetch(struct imap *s, struct imap_cursor *cursor,
                                 const struct imap_sink *sink,
                                 struct reason *why);

enum imap_news {
    IMAP_NEWS_TIME, /* `ms` have passed */
    IMAP_NEWS_MAIL, /* the folder has changed */
    IMAP_NEWS_WORD, /* `other` can be read */
    IMAP_NEWS_LOST, /* the session is closed */
};

/* Waits for news of the cursor's folder by IDLE, where the server offers it,
 * for at most `ms`, below nine minutes. `other`: a descriptor, -1 none. */
enum imap_news imap_wait(struct imap *s, const struct imap_cursor *cursor,
                         int64_t ms, int other, struct reason *why);

/* Milliseconds before the next connection after `failures` in a row: 5 s,
 * doubled up to 15 min, spread by `spread`. Pure. */
int64_t imap_backoff(unsigned failures, uint32_t spread);

/* A folder's name as it goes over the wire: modified UTF-7 (RFC 3501 5.1.3).
 * False when it has controls, is not UTF-8, empty, or too long. */
bool imap_folder_wire(const char *folder, char *to, size_t room);

#endif

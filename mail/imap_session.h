/* imap_session.h — the session under imap_fetch: libetpan's verbs, each with
 * its deadline and budget, its results as values.
 *
 * A verdict LATER closes the session (what the server says next could not be
 * told from what it said before); NEVER is the server's NO and leaves it open.
 * What libetpan returned is freed before a call returns. */
#ifndef CONVOKE_MAIL_IMAP_SESSION_H
#define CONVOKE_MAIL_IMAP_SESSION_H

#include <libetpan/mailimap.h>

#include "convoke/mail/imap_fetch.h"
#include "stream.h"

enum {
    IMAP_PIECE = 256 * 1024,   /* at most, and when nothing else is set */
    IMAP_WINDOW = 500,         /* UIDs listed at once */
    IMAP_TALK = 256 * 1024,    /* octets a verb may be answered with */
    IMAP_LISTING = 512 * 1024, /* the same for a listing */
};

struct imap {
    struct imap_settings set;   /* strings borrowed, times filled in */
    struct stream_trust *trust; /* owned; NULL without TLS */
    struct stream *stream;      /* owned; NULL while closed */
    mailimap *etpan;            /* owned; set if and only if stream is */
    bool can_idle, can_move;
    char selected[IMAP_FOLDER]; /* empty: none */
    bool said_cannot_move;
};

/* Everything after the connection, over `stream`, which is taken. */
MUST_USE enum verdict imap_greet(struct imap *s, struct stream *stream,
                                 const char *secret, struct reason *why);

/* imap_login.c: AUTHENTICATE or LOGIN. */
MUST_USE enum verdict imap_login(struct imap *s, const char *secret,
                                 struct reason *why);

/* The end of a verb: what libetpan's code and the stream's state come to. */
enum verdict imap_end(struct imap *s, int code, const char *verb,
                      struct reason *why);

/* imap_line.c. Queue "TAG words CRLF", or a line as it is. */
bool imap_say(struct imap *s, const char *words);
bool imap_say_line(struct imap *s, struct span line);

enum imap_reply {
    IMAP_REPLY_LOST,
    IMAP_REPLY_MORE, /* "+ …" */
    IMAP_REPLY_OK,
    IMAP_REPLY_NO,
};

/* The next line that answers us, after what was queued has left; `said` is
 * written for OK and NO. `ret_unasked`, when given, is raised by the "*" lines
 * before it. */
enum imap_reply imap_reply(struct imap *s, char said[REASON_MAX_TEXT],
                           size_t *ret_unasked);

/* One line of the server's, safe to show. */
const char *imap_said(const char *said, char buf[REASON_MAX_TEXT]);

struct imap_standing {
    uint32_t validity, uid_next, exists; /* uid_next 0: not told */
};

MUST_USE enum verdict imap_select(struct imap *s, const char *folder,
                                  struct imap_standing *ret,
                                  struct reason *why);

struct imap_item {
    uint32_t uid, size;
    int64_t received; /* MOMENT_NONE when it cannot be read */
};

/* What lies at UIDs `low` to `high`, ascending, each once. */
struct imap_listing {
    struct imap_item at[IMAP_WINDOW];
    size_t n;
    bool more; /* there was more than fits: ask again behind the last */
};

MUST_USE enum verdict imap_list(struct imap *s, uint32_t low, uint32_t high,
                                struct imap_listing *ret, struct reason *why);

/* A piece of a message from `offset` on, handed to `take` before libetpan's
 * copy is freed. `ret_n` its octets, at most set.piece; `ret_there` false:
 * the server told of no such message. */
struct imap_taker {
    enum verdict (*take)(void *ctx, struct span piece, struct reason *why);
    void *ctx;
};

MUST_USE enum verdict imap_piece(struct imap *s, uint32_t uid, uint32_t offset,
                                 const struct imap_taker *taker, size_t *ret_n,
                                 bool *ret_there, struct reason *why);

/* Flags or moves; DONE also when the server says NO: the mail is safe here. */
MUST_USE enum verdict imap_mark(struct imap *s, const uint32_t *uids, size_t n,
                                struct reason *why);

#endif

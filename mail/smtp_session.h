/* smtp_session.h — the session under smtp_send: opening it, saying lines,
 * reading replies. libetpan keeps the line buffers and parses EHLO; what a
 * reply means is decided here, for libetpan takes unknown codes for success
 * in AUTH and cuts commands at 512 octets. */
#ifndef CONVOKE_MAIL_SMTP_SESSION_H
#define CONVOKE_MAIL_SMTP_SESSION_H

#include <libetpan/mailsmtp.h>

#include "convoke/mail/smtp_send.h"
#include "stream.h"

struct smtp {
    struct smtp_settings set;   /* strings borrowed, times filled in */
    struct stream_trust *trust; /* owned; NULL without TLS */
    struct stream *stream;      /* owned; NULL while not connected */
    mailsmtp *etpan;            /* owned; set if and only if stream is */
    int letters;                /* delivered over this connection */
    int carries;                /* so many a connection bore, when one ended
                                   with a letter announced; 0: none did */
    bool wide;                  /* offers SMTPUTF8 */
    bool dirty;                 /* a transaction was begun and not ended */
    const struct smtp_letter *ahead; /* borrowed; its envelope was sent, the
                                        replies were not read; NULL: none */
};

/* Closes without a word. */
void smtp_cut(struct smtp *s);

/* Queues "line CRLF"; leaves with the next smtp_flush or smtp_reply. */
bool smtp_say(struct smtp *s, const char *line);
bool smtp_flush(struct smtp *s);

/* The next reply's code, 200 to 599, with code, enhanced and text in `a`; 0
 * when there is no such reply: the session is of no more use. */
int smtp_reply(struct smtp *s, struct smtp_answer *a);

/* One line and its reply within the time of a command. */
int smtp_ask(struct smtp *s, const char *line, struct smtp_answer *a);

/* `said` cleaned to one line of UTF-8 in a->text. */
void smtp_answer_text(struct smtp_answer *a, const char *said);

#endif

/* The session line by line, where libetpan's verbs would do harm. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "imap_session.h"

enum { LINES_MOST = 1000 };

const char *imap_said(const char *said, char buf[REASON_MAX_TEXT])
{
    struct span rest = span_str(said);
    size_t n = 0;

    while (rest.n) {
        size_t len = span_char(rest, NULL);

        if (n + (len ? len : 1) >= REASON_MAX_TEXT)
            break;
        if (len > 1)
            memcpy(buf + n, rest.p, len);
        else
            buf[n] = len == 0 || rest.p[0] < ' ' || rest.p[0] == 0x7f
                         ? ' '
                         : rest.p[0];
        n += len ? len : 1;
        rest = span_from(rest, len ? len : 1);
    }
    while (n && buf[n - 1] == ' ')
        n--;
    buf[n] = '\0';
    return buf;
}

bool imap_say(struct imap *s, const char *words)
{
    mailstream *to = stream_etpan(s->stream);

    return mailimap_send_current_tag(s->etpan) == MAILIMAP_NO_ERROR &&
           mailstream_write(to, words, strlen(words)) >= 0 &&
           mailstream_write(to, "\r\n", 2) >= 0;
}

bool imap_say_line(struct imap *s, struct span line)
{
    mailstream *to = stream_etpan(s->stream);

    return mailstream_write(to, line.p ? line.p : "", line.n) >= 0 &&
           mailstream_write(to, "\r\n", 2) >= 0;
}

/* What the server tells unasked is only counted. */
enum imap_reply imap_reply(struct imap *s, char said[REASON_MAX_TEXT],
                           size_t *ret_unasked)
{
    char tag[16];
    struct span line;

    assert(s->stream);
    if (mailstream_flush(stream_etpan(s->stream)) != 0)
        return IMAP_REPLY_LOST;
    snprintf(tag, sizeof(tag), "%d ", s->etpan->imap_tag);
    for (int i = 0; i < LINES_MOST; i++) {
        const char *got = mailimap_read_line(s->etpan);

        if (!got || stream_failed(s->stream))
            return IMAP_REPLY_LOST;
        line = span_trim(span_str(got));
        if (span_starts(line, SPAN("+")))
            return IMAP_REPLY_MORE;
        if (ret_unasked && span_starts(line, SPAN("*")))
            ++*ret_unasked;
        if (!span_starts(line, span_str(tag)))
            continue;
        line = span_from(line, strlen(tag));
        imap_said(line.p, said);
        return span_starts_nocase(line, SPAN("OK")) ? IMAP_REPLY_OK
                                                    : IMAP_REPLY_NO;
    }
    return IMAP_REPLY_LOST;
}

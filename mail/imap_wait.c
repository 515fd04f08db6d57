/* Waiting for news, by IDLE where the server offers it. */
#include <assert.h>
#include <errno.h>
#include <poll.h>

#include "convoke/base/clock.h"
#include "imap_session.h"

enum { PATIENCE_MS = 9 * 60 * 1000 };

static int fd_of(const struct imap *s)
{
    return mailstream_low_get_fd(mailstream_get_low(stream_etpan(s->stream)));
}

/* What libetpan or GnuTLS have read already makes no descriptor readable. */
static enum imap_news listen_to(struct imap *s, int64_t until, int other)
{
    for (;;) {
        int64_t left = until - clock_ticks();
        struct pollfd fds[] = { { .fd = fd_of(s), .events = POLLIN },
                                { .fd = other, .events = POLLIN } };
        int n;

        if (stream_has_news(s->stream))
            return IMAP_NEWS_MAIL;
        if (left <= 0)
            return IMAP_NEWS_TIME;
        n = poll(fds, 2, (int)left);
        if (n < 0 && errno != EINTR)
            return IMAP_NEWS_TIME;
        if (n > 0 && fds[1].revents)
            return IMAP_NEWS_WORD;
    }
}

/* libetpan's IDLE takes anything told before the "+" for the end of the
 * session. It is news: a change is told only once. */
static enum verdict idle(struct imap *s, int64_t until, int other,
                         enum imap_news *ret, struct reason *why)
{
    char said[REASON_MAX_TEXT] = "";
    enum imap_reply r = IMAP_REPLY_LOST;
    size_t unasked = 0;

    stream_limit(s->stream, s->set.verb_ms, IMAP_TALK);
    if (imap_say(s, "IDLE"))
        r = imap_reply(s, said, &unasked);
    if (r == IMAP_REPLY_NO)
        return reason_set(why, VERDICT_NEVER, "imap.idle", "IDLE: %s", said);
    if (r != IMAP_REPLY_MORE)
        return imap_end(s, MAILIMAP_ERROR_PARSE, "IDLE", why);
    *ret = unasked ? IMAP_NEWS_MAIL : listen_to(s, until, other);
    stream_limit(s->stream, s->set.verb_ms, IMAP_TALK);
    r = imap_say_line(s, SPAN("DONE")) ? imap_reply(s, said, NULL)
                                       : IMAP_REPLY_LOST;
    if (r != IMAP_REPLY_OK)
        return imap_end(s, MAILIMAP_ERROR_PARSE, "DONE", why);
    return VERDICT_DONE;
}

/* Between two looks a session without IDLE waits for time or a word alone. */
static enum imap_news wait_blind(int64_t until, int other)
{
    struct pollfd word = { .fd = other, .events = POLLIN };
    int64_t left = until - clock_ticks();

    return poll(&word, 1, left > 0 ? (int)left : 0) > 0 ? IMAP_NEWS_WORD
                                                        : IMAP_NEWS_TIME;
}

static bool has_grown(const struct imap_standing *at,
                      const struct imap_cursor *cursor)
{
    return at->validity != cursor->validity || at->uid_next > cursor->next;
}

/* Selected anew: what came since the last look, or while other folders were
 * looked at, shows in UIDNEXT. */
enum imap_news imap_wait(struct imap *s, const struct imap_cursor *cursor,
                         int64_t ms, int other, struct reason *why)
{
    enum imap_news news = IMAP_NEWS_LOST;
    struct imap_standing at;
    int64_t until;
    enum verdict v;

    assert(s);
    assert(cursor);
    assert(ms < PATIENCE_MS);
    until = clock_ticks() + ms;
    if (!s->can_idle)
        return wait_blind(until, other);
    v = imap_select(s, cursor->folder, &at, why);
    if (v == VERDICT_DONE && has_grown(&at, cursor))
        return IMAP_NEWS_MAIL;
    if (v == VERDICT_DONE)
        v = idle(s, until, other, &news, why);
    if (v == VERDICT_NEVER)
        return wait_blind(until, other);
    return v == VERDICT_DONE ? news : IMAP_NEWS_LOST;
}

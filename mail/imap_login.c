/* Logging in. libetpan's own goes by Cyrus SASL, whose mechanisms are separate
 * packages looked for at run time, and its LOGIN passes line ends on as
 * commands: the dialogue is held here, line by line. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convoke/base/mem.h"
#include "convoke/base/text.h"
#include "imap_session.h"
#include "outlet.h"

enum { LINE_MOST = 16 * 1024 };

/* Wiped with every buffer of ours the secret went through. */
static void wipe(struct text *t)
{
    if (t->p)
        explicit_bzero(t->p, t->room);
    text_release(t);
}

static void wipe_stream(struct imap *s)
{
    mailstream *stream;

    if (!s->stream)
        return;
    stream = stream_etpan(s->stream);
    explicit_bzero(stream->write_buffer, stream->buffer_max_size);
    stream->write_buffer_len = 0;
}

static void add_base64(struct text *to, struct span s)
{
    char piece[2 * BASE64_LINE];

    while (s.n) {
        struct span part = span_sub(s, 0, BASE64_LINE);

        text_add(to, span_of(piece, base64_line((const unsigned char *)part.p,
                                                part.n, piece)));
        s = span_from(s, part.n);
    }
    explicit_bzero(piece, sizeof(piece));
}

/* "\0user\0secret", RFC 4616; and Google's, which everybody has taken over. */
static void add_initial(const struct imap *s, const char *secret,
                        struct text *to)
{
    CLEANUP(wipe) struct text both = TEXT_INIT(LINE_MOST);

    if (s->set.auth == IMAP_AUTH_PLAIN) {
        text_add_char(&both, '\0');
        text_add_str(&both, s->set.user);
        text_add_char(&both, '\0');
        text_add_str(&both, secret);
    } else {
        text_addf(&both, "user=%s\001auth=Bearer ", s->set.user);
        text_add_str(&both, secret);
        text_add_str(&both, "\001\001");
    }
    add_base64(to, text_span(&both));
}

static void add_quoted(struct text *to, const char *s)
{
    text_add_char(to, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            text_add_char(to, '\\');
        text_add_char(to, *s);
    }
    text_add_char(to, '"');
}

/* A second "+" carries the reason of a refusal and wants an empty line. */
static enum imap_reply authenticate(struct imap *s, const char *mechanism,
                                    const char *secret,
                                    char said[REASON_MAX_TEXT])
{
    CLEANUP(wipe) struct text answer = TEXT_INIT(LINE_MOST);
    char command[40];
    enum imap_reply r = IMAP_REPLY_LOST;

    snprintf(command, sizeof(command), "AUTHENTICATE %s", mechanism);
    if (imap_say(s, command))
        r = imap_reply(s, said, NULL);
    if (r != IMAP_REPLY_MORE)
        return r == IMAP_REPLY_OK ? IMAP_REPLY_LOST : r;
    add_initial(s, secret, &answer);
    r = imap_say_line(s, text_span(&answer)) ? imap_reply(s, said, NULL)
                                             : IMAP_REPLY_LOST;
    for (int i = 0; r == IMAP_REPLY_MORE && i < 2; i++)
        r = imap_say_line(s, SPAN_NONE) ? imap_reply(s, said, NULL)
                                        : IMAP_REPLY_LOST;
    return r;
}

static enum imap_reply login_plain(struct imap *s, const char *secret,
                                   char said[REASON_MAX_TEXT])
{
    return authenticate(s, "PLAIN", secret, said);
}

static enum imap_reply login_login(struct imap *s, const char *secret,
                                   char said[REASON_MAX_TEXT])
{
    CLEANUP(wipe) struct text command = TEXT_INIT(LINE_MOST);

    text_add_str(&command, "LOGIN ");
    add_quoted(&command, s->set.user);
    text_add_char(&command, ' ');
    add_quoted(&command, secret);
    text_add_char(&command, '\0');
    return imap_say(s, text_str(&command)) ? imap_reply(s, said, NULL)
                                           : IMAP_REPLY_LOST;
}

static enum imap_reply login_xoauth2(struct imap *s, const char *secret,
                                     char said[REASON_MAX_TEXT])
{
    return authenticate(s, "XOAUTH2", secret, said);
}

#define WRONG_PASSWORD "user or password are wrong"

static const struct {
    const char *name, *refusal;
    enum imap_reply (*run)(struct imap *s, const char *secret,
                           char said[REASON_MAX_TEXT]);
} logins[IMAP_AUTH_COUNT] = {
    [IMAP_AUTH_PLAIN] = { "PLAIN", WRONG_PASSWORD, login_plain },
    [IMAP_AUTH_LOGIN] = { "LOGIN", WRONG_PASSWORD, login_login },
    [IMAP_AUTH_XOAUTH2] = { "XOAUTH2",
                            "the token is wrong or has expired, or the user is "
                            "wrong",
                            login_xoauth2 },
};

static bool is_offered(const struct imap *s)
{
    if (s->set.auth == IMAP_AUTH_LOGIN)
        return !mailimap_has_extension(s->etpan, "LOGINDISABLED");
    return mailimap_has_authentication(s->etpan, logins[s->set.auth].name);
}

/* "[UNAVAILABLE]" and its like speak of the server, not of the password
 * (RFC 5530). */
static enum verdict refused(const struct imap *s, const char *said,
                            struct reason *why)
{
    static const char *const passing[] = { "[UNAVAILABLE]", "[INUSE]",
                                           "[SERVERBUG]", "[LIMIT]" };
    const char *name = logins[s->set.auth].name;

    for (size_t i = 0; i < ARRAY_LEN(passing); i++)
        if (span_has(span_str(said), span_str(passing[i])))
            return reason_set(why, VERDICT_LATER, "imap.login", "%s: %s", name,
                              said);
    return reason_set(why, VERDICT_NEVER, "imap.login", "%s: %s: %s", name,
                      logins[s->set.auth].refusal, said);
}

enum verdict imap_login(struct imap *s, const char *secret, struct reason *why)
{
    const char *name = logins[s->set.auth].name;
    char said[REASON_MAX_TEXT] = "";
    enum imap_reply r;

    if (!is_offered(s))
        return reason_set(why, VERDICT_LATER, "imap.login",
                          "the server does not offer %s", name);
    if (strlen(secret) > IMAP_SECRET || span_has_control(span_str(secret)))
        return reason_set(why, VERDICT_NEVER, "imap.login",
                          "a password that cannot be sent");
    stream_limit(s->stream, s->set.verb_ms, IMAP_TALK);
    r = logins[s->set.auth].run(s, secret, said);
    wipe_stream(s);
    if (r == IMAP_REPLY_NO)
        return refused(s, said, why);
    if (r != IMAP_REPLY_OK)
        return imap_end(s, MAILIMAP_ERROR_PARSE, "login", why);
    s->etpan->imap_state = MAILIMAP_STATE_AUTHENTICATED;
    return VERDICT_DONE;
}

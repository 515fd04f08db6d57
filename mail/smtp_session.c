#include "smtp_session.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convoke/base/mem.h"
#include "outlet.h"
#include "smtp_pace.h"

/* Exported by libetpan, declared in none of its public headers. */
int mailsmtp_read_response(mailsmtp *session);
int mailesmtp_parse_ehlo(mailsmtp *session);

enum {
    REPLY_MOST = 64 * 1024, /* octets of one reply, all its lines */
    LINE_MOST = 16 * 1024,  /* a login line holds the longest of tokens */
    SECRET_MOST = 8 * 1024,
};

struct line {
    size_t n;
    char p[LINE_MOST];
};

void smtp_answer_text(struct smtp_answer *a, const char *said)
{
    struct span rest = span_str(said);
    size_t n = 0;

    assert(a);
    while (rest.n) {
        size_t len = span_char(rest, NULL);

        if (n + (len ? len : 1) >= sizeof(a->text))
            break;
        if (len == 0)
            a->text[n++] = '?';
        else if (len > 1)
            memcpy(a->text + n, rest.p, len);
        else
            a->text[n++] =
                rest.p[0] < ' ' || rest.p[0] == 0x7f ? ' ' : rest.p[0];
        n += len > 1 ? len : 0;
        rest = span_from(rest, len ? len : 1);
    }
    while (n && a->text[n - 1] == ' ')
        n--;
    a->text[n] = '\0';
}

/* "5.1.1" at the start of a reply (RFC 2034). */
static void read_enhanced(struct smtp_answer *a)
{
    int class, subject, detail, n = 0;

    a->enhanced[0] = '\0';
    if (sscanf(a->text, "%1d.%3d.%3d%n", &class, &subject, &detail, &n) == 3 &&
        n && (a->text[n] == ' ' || a->text[n] == '\0') &&
        n < (int)sizeof(a->enhanced) && strchr("245", a->text[0]))
        snprintf(a->enhanced, sizeof(a->enhanced), "%.*s", n, a->text);
}

bool smtp_say(struct smtp *s, const char *line)
{
    assert(s);
    return mailstream_write(s->etpan->stream, line, strlen(line)) >= 0 &&
           mailstream_write(s->etpan->stream, "\r\n", 2) >= 0;
}

bool smtp_flush(struct smtp *s)
{
    assert(s);
    return mailstream_flush(s->etpan->stream) == 0;
}

int smtp_reply(struct smtp *s, struct smtp_answer *a)
{
    int code = 0;

    assert(s);
    assert(a);
    if (smtp_flush(s))
        code = mailsmtp_read_response(s->etpan);
    if (stream_failed(s->stream)) {
        smtp_answer_text(a, stream_failure(s->stream));
        code = 0;
    } else {
        smtp_answer_text(a, s->etpan->response);
        if (code < 200 || code > 599)
            code = 0;
    }
    a->code = code;
    read_enhanced(a);
    return code;
}

int smtp_ask(struct smtp *s, const char *line, struct smtp_answer *a)
{
    assert(s);
    stream_limit(s->stream, s->set.command_ms, REPLY_MOST);
    smtp_say(s, line);
    return smtp_reply(s, a);
}

void smtp_cut(struct smtp *s)
{
    assert(s);
    if (s->etpan) {
        s->etpan->stream = NULL;
        mailsmtp_free(s->etpan);
    }
    s->etpan = NULL;
    s->stream = stream_close(s->stream);
    s->letters = 0;
    s->dirty = false;
    s->ahead = NULL;
}

/* A line of the EHLO reply, which stands in the response until the next. */
static bool offers_word(const struct smtp *s, struct span word)
{
    struct span rest = span_str(s->etpan->response);
    struct span line;

    while (span_cut(&rest, '\n', &line))
        if (span_eq_nocase(span_trim(line), word))
            return true;
    return false;
}

static bool ehlo(struct smtp *s, struct smtp_answer *a)
{
    char line[300];

    a->stage = SMTP_STAGE_EHLO;
    snprintf(line, sizeof(line), "EHLO %s", s->set.helo);
    if (smtp_ask(s, line, a) != 250)
        return false;
    mailesmtp_parse_ehlo(s->etpan);
    s->wide = offers_word(s, SPAN("SMTPUTF8"));
    return true;
}

static bool start_tls(struct smtp *s, struct smtp_answer *a)
{
    struct reason why = { .text = "" };

    a->stage = SMTP_STAGE_TLS;
    stream_limit(s->stream, s->set.command_ms, REPLY_MOST);
    if (stream_start_tls(s->stream, s->trust, s->set.host, &why) ==
        VERDICT_DONE)
        return true;
    a->code = 0;
    smtp_answer_text(a, why.text);
    return false;
}

static bool ask_for_tls(struct smtp *s, struct smtp_answer *a)
{
    a->stage = SMTP_STAGE_TLS;
    if (!(s->etpan->esmtp & MAILSMTP_ESMTP_STARTTLS)) {
        smtp_answer_text(a, "the server does not offer STARTTLS");
        return false;
    }
    return smtp_ask(s, "STARTTLS", a) == 220 && start_tls(s, a) && ehlo(s, a);
}

static void line_add(struct line *line, const char *s)
{
    size_t n = strlen(s);

    assert(line->n + n < sizeof(line->p));
    memcpy(line->p + line->n, s, n + 1);
    line->n += n;
}

static void line_add_base64(struct line *line, struct span s)
{
    assert(line->n + s.n / 3 * 4 + 5 < sizeof(line->p));
    while (s.n) {
        struct span piece = span_sub(s, 0, BASE64_LINE);

        line->n += base64_line((const unsigned char *)piece.p, piece.n,
                               line->p + line->n);
        s = span_from(s, piece.n);
    }
    line->p[line->n] = '\0';
}

/* The secret leaves and is wiped from every buffer of ours it went through. */
static int ask_secret(struct smtp *s, struct line *line, struct smtp_answer *a)
{
    int code = smtp_ask(s, line->p, a);

    explicit_bzero(line, sizeof(*line));
    explicit_bzero(s->etpan->stream->write_buffer,
                   s->etpan->stream->buffer_max_size);
    s->etpan->stream->write_buffer_len = 0;
    return code;
}

static int login_plain(struct smtp *s, struct smtp_answer *a)
{
    struct line line = { .n = 0 };
    char both[2 + 2 * SECRET_MOST];
    int n = snprintf(both, sizeof(both), "%c%s%c%s", 0, s->set.user, 0,
                     s->set.secret);

    line_add(&line, "AUTH PLAIN ");
    line_add_base64(&line, span_of(both, (size_t)n));
    explicit_bzero(both, sizeof(both));
    return ask_secret(s, &line, a);
}

static int login_login(struct smtp *s, struct smtp_answer *a)
{
    struct line line = { .n = 0 };
    int code = smtp_ask(s, "AUTH LOGIN", a);

    if (code != 334)
        return code;
    line_add_base64(&line, span_str(s->set.user));
    code = smtp_ask(s, line.p, a);
    if (code != 334)
        return code;
    line.n = 0;
    line_add_base64(&line, span_str(s->set.secret));
    return ask_secret(s, &line, a);
}

/* libetpan's own cuts the command at 512 octets; tokens are longer. A 334
 * carries the error as JSON and wants an empty line before the 535. */
static int login_xoauth2(struct smtp *s, struct smtp_answer *a)
{
    struct line line = { .n = 0 };
    char both[64 + 2 * SECRET_MOST];
    int n = snprintf(both, sizeof(both), "user=%s\001auth=Bearer %s\001\001",
                     s->set.user, s->set.secret);
    int code;

    line_add(&line, "AUTH XOAUTH2 ");
    line_add_base64(&line, span_of(both, (size_t)n));
    explicit_bzero(both, sizeof(both));
    code = ask_secret(s, &line, a);
    return code == 334 ? smtp_ask(s, "", a) : code;
}

static const struct {
    const char *name;
    int (*run)(struct smtp *s, struct smtp_answer *a);
} logins[SMTP_AUTH_COUNT] = {
    [SMTP_AUTH_PLAIN] = { "PLAIN", login_plain },
    [SMTP_AUTH_LOGIN] = { "LOGIN", login_login },
    [SMTP_AUTH_XOAUTH2] = { "XOAUTH2", login_xoauth2 },
};

/* Looks for the mechanism among the words of the EHLO reply's AUTH line. */
static bool offers(const struct smtp *s, const char *mechanism)
{
    struct span rest = span_str(s->etpan->response);
    struct span line;
    struct span word;

    while (span_cut(&rest, '\n', &line)) {
        if (!span_starts_nocase(line, SPAN("AUTH ")) &&
            !span_starts_nocase(line, SPAN("AUTH=")))
            continue;
        line = span_from(line, 5);
        while (span_cut(&line, ' ', &word))
            if (span_eq_nocase(span_trim(word), span_str(mechanism)))
                return true;
    }
    return false;
}

static bool login(struct smtp *s, struct smtp_answer *a)
{
    const char *name = logins[s->set.auth].name;
    char text[100];
    int code;

    a->stage = SMTP_STAGE_AUTH;
    a->code = 0;
    if (!offers(s, name)) {
        snprintf(text, sizeof(text), "the server does not offer AUTH %s", name);
        smtp_answer_text(a, text);
        return false;
    }
    if (!stream_is_tls(s->stream) && !stream_is_loopback(s->stream)) {
        smtp_answer_text(a, "the password would leave in the clear");
        return false;
    }
    code = logins[s->set.auth].run(s, a);
    a->auth_failed = code >= 500;
    return code == 235;
}

static bool greet(struct smtp *s, struct smtp_answer *a)
{
    if (s->set.tls == SMTP_TLS_IMPLICIT && !start_tls(s, a))
        return false;
    a->stage = SMTP_STAGE_CONNECT;
    stream_limit(s->stream, s->set.command_ms, REPLY_MOST);
    if (smtp_reply(s, a) != 220 || !ehlo(s, a))
        return false;
    if (s->set.tls == SMTP_TLS_STARTTLS && !ask_for_tls(s, a))
        return false;
    return s->set.auth == SMTP_AUTH_NONE || login(s, a);
}

bool smtp_connect(struct smtp *s, struct smtp_answer *a)
{
    struct reason why = { .text = "" };

    assert(s);
    assert(a);
    assert(!s->stream);
    *a = (struct smtp_answer){ .outcome = SMTP_RETRY,
                               .stage = SMTP_STAGE_CONNECT };
    if (stream_open(s->set.host, s->set.port, s->set.connect_ms, &s->stream,
                    &why) != VERDICT_DONE) {
        smtp_answer_text(a, why.text);
        return false;
    }
    s->etpan = mailsmtp_new(0, NULL);
    if (!s->etpan)
        mem_exhausted("smtp.connect", sizeof(*s->etpan));
    s->etpan->stream = stream_etpan(s->stream);
    if (greet(s, a))
        return true;
    /* A login is refused in the same words for a wrong password. */
    a->slow_down = a->stage != SMTP_STAGE_AUTH || a->code == 421
                       ? smtp_pace_asks(a->code, a->text)
                       : false;
    smtp_cut(s);
    return false;
}

static bool is_helo(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789.-:[]");

    return n > 0 && n <= 255 && s[n] == '\0';
}

static enum verdict check_settings(const struct smtp_settings *set,
                                   struct reason *why)
{
    if (!set->host || !set->host[0] || set->port < 1 || set->port > 65535)
        return reason_set(why, VERDICT_NEVER, "smtp.settings",
                          "no host or port");
    if (set->helo && !is_helo(set->helo))
        return reason_set(why, VERDICT_NEVER, "smtp.settings",
                          "helo: not a host name");
    if (set->auth != SMTP_AUTH_NONE &&
        (!set->user || !set->user[0] || strlen(set->user) > 1000 ||
         (set->secret && strlen(set->secret) > SECRET_MOST)))
        return reason_set(why, VERDICT_NEVER, "smtp.settings",
                          "no user, or user or secret too long");
    return VERDICT_DONE;
}

static int64_t or_else(int64_t ms, int64_t otherwise)
{
    return ms > 0 ? ms : otherwise;
}

enum verdict smtp_new(const struct smtp_settings *settings, struct smtp **ret,
                      struct reason *why)
{
    CLEANUP(smtp_drop) struct smtp *s = NULL;
    enum verdict v;

    assert(settings);
    assert(ret);
    v = check_settings(settings, why);
    if (v != VERDICT_DONE)
        return v;
    s = MEM_NEW(struct smtp);
    s->set = *settings;
    if (!s->set.helo)
        s->set.helo = "localhost";
    if (!s->set.secret)
        s->set.secret = "";
    s->set.connect_ms = or_else(s->set.connect_ms, 30 * 1000);
    s->set.command_ms = or_else(s->set.command_ms, 300 * 1000);
    s->set.body_ms = or_else(s->set.body_ms, 600 * 1000);
    s->set.dot_ms = or_else(s->set.dot_ms, 600 * 1000);
    if (settings->tls != SMTP_TLS_NONE) {
        v = stream_trust_open(settings->ca_file, &s->trust, why);
        if (v != VERDICT_DONE)
            return v;
    }
    signal(SIGPIPE, SIG_IGN);
    *ret = TAKE(s);
    return VERDICT_DONE;
}

struct smtp *smtp_free(struct smtp *s)
{
    if (!s)
        return NULL;
    smtp_hang_up(s);
    stream_trust_close(s->trust);
    free(s);
    return NULL;
}

void smtp_drop(struct smtp **s)
{
    *s = smtp_free(*s);
}

void smtp_set_secret(struct smtp *s, const char *secret)
{
    assert(s);
    assert(secret);
    s->set.secret = secret;
}

/* QUIT is a courtesy: nobody waits for its reply. */
void smtp_hang_up(struct smtp *s)
{
    assert(s);
    if (s->stream && !s->ahead && !stream_failed(s->stream)) {
        stream_limit(s->stream, 1000, REPLY_MOST);
        if (smtp_say(s, "QUIT"))
            smtp_flush(s);
    }
    smtp_cut(s);
}

bool smtp_is_connected(const struct smtp *s)
{
    assert(s);
    return s->stream != NULL;
}

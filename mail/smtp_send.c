#include "convoke/mail/smtp_send.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/own.h"
#include "convoke/mail/compose.h"
#include "smtp_data.h"
#include "smtp_pace.h"
#include "smtp_session.h"

enum {
    REPLY_MOST = 64 * 1024,
    LINE_MOST = 4 * 1024, /* a command: two addresses as xtext and more */
    PIECE = 32 * 1024,
    SERVICE_CLOSING = 421
};

static const char *const outcome_name[] = {
    [SMTP_SENT] = "sent",
    [SMTP_REFUSED] = "refused",
    [SMTP_RETRY] = "retry",
    [SMTP_UNCERTAIN] = "uncertain",
};
static_assert(ARRAY_LEN(outcome_name) == SMTP_OUTCOME_COUNT,
              "every outcome needs its stored name");

static const char *const stage_name[] = {
    [SMTP_STAGE_CONNECT] = "connect", [SMTP_STAGE_EHLO] = "ehlo",
    [SMTP_STAGE_TLS] = "tls",         [SMTP_STAGE_AUTH] = "auth",
    [SMTP_STAGE_MAIL] = "mail",       [SMTP_STAGE_RCPT] = "rcpt",
    [SMTP_STAGE_DATA] = "data",       [SMTP_STAGE_DOT] = "dot",
};
static_assert(ARRAY_LEN(stage_name) == SMTP_STAGE_COUNT,
              "every stage needs its stored name");

const char *smtp_outcome_name(enum smtp_outcome outcome)
{
    assert(outcome < SMTP_OUTCOME_COUNT);
    return outcome_name[outcome];
}

const char *smtp_stage_name(enum smtp_stage stage)
{
    assert(stage < SMTP_STAGE_COUNT);
    return stage_name[stage];
}

/* One letter's way through an open session. */
struct passage {
    struct smtp *s;
    const struct smtp_letter *letter;
    struct smtp_answer *a;
};

/* What a reply to MAIL and later says about this letter. 530 wants a login:
 * that is our fault and not the letter's. */
static enum smtp_outcome outcome_of(enum smtp_stage stage, int code)
{
    if (stage == SMTP_STAGE_DOT && code >= 200 && code <= 299)
        return SMTP_SENT;
    if (code >= 500 && code != 530)
        return SMTP_REFUSED;
    if (code >= 400)
        return SMTP_RETRY;
    return stage == SMTP_STAGE_DOT ? SMTP_UNCERTAIN : SMTP_RETRY;
}

/* Ends the passage with the code in the answer. */
static void settle(struct passage *p, enum smtp_stage stage)
{
    int code = p->a->code;

    p->a->stage = stage;
    p->a->outcome = outcome_of(stage, code);
    p->a->slow_down = smtp_pace_asks(code, p->a->text);
    if (p->a->slow_down)
        p->a->outcome = SMTP_RETRY;
    p->a->auth_failed = code == 530;
    p->a->usable = (code >= 400 && code != SERVICE_CLOSING && code != 530) ||
                   p->a->outcome == SMTP_SENT;
    p->s->dirty = stage != SMTP_STAGE_DOT;
    if (!p->a->usable)
        smtp_cut(p->s);
}

/* The same when it is not the server that ends it. */
static void settle_failed(struct passage *p, enum smtp_stage stage,
                          enum smtp_outcome outcome, const char *text)
{
    *p->a = (struct smtp_answer){ .outcome = outcome, .stage = stage };
    smtp_answer_text(p->a, text);
    smtp_cut(p->s);
}

static bool is_expected(enum smtp_stage stage, int code)
{
    return stage == SMTP_STAGE_DATA ? code == 354 : code >= 200 && code <= 299;
}

/* A connection that ends while a letter is announced may have borne all it is
 * meant to: no letter is announced to its like beyond that. */
static void learn_limit(struct smtp *s, int letters)
{
    s->carries = letters;
}

static uint64_t letter_size(const struct smtp_letter *letter)
{
    struct stat st;

    if (letter->bytes.p)
        return letter->bytes.n;
    return fstat(letter->fd, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size
                                                         : 0;
}

enum { ENVID_MOST = 100 /* RFC 3461 4.4 */ };

struct envelope {
    struct text line[3]; /* MAIL, RCPT, DATA */
};

static void envelope_release(struct envelope *e)
{
    for (size_t i = 0; i < ARRAY_LEN(e->line); i++)
        text_release(&e->line[i]);
}

/* RFC 3461 4: what would end or split a parameter is written +XX. */
static void add_xtext(struct text *to, const char *s)
{
    for (; *s; s++) {
        if (*s > ' ' && *s < 0x7f && *s != '+' && *s != '=')
            text_add_char(to, *s);
        else
            text_addf(to, "+%02X", (unsigned char)*s);
    }
}

static bool has_envid(const struct smtp_letter *letter)
{
    size_t n = letter->envid ? strlen(letter->envid) : 0;

    return n > 0 && n <= ENVID_MOST;
}

static bool is_wide(const struct smtp_letter *letter)
{
    return !letter_address_ok(span_str(letter->rcpt));
}

static void add_report_wishes(const struct smtp *s,
                              const struct smtp_letter *letter,
                              struct envelope *e)
{
    if (!(s->etpan->esmtp & MAILSMTP_ESMTP_DSN))
        return;
    /* No report is due about a report. */
    if (!letter->from[0]) {
        text_add_str(&e->line[1], " NOTIFY=NEVER");
        return;
    }
    text_add_str(&e->line[0], " RET=HDRS");
    if (has_envid(letter)) {
        text_add_str(&e->line[0], " ENVID=");
        add_xtext(&e->line[0], letter->envid);
    }
    text_add_str(&e->line[1], " NOTIFY=FAILURE,DELAY");
    if (is_wide(letter))
        return; /* its notation (RFC 6533) is little known; ENVID will do */
    text_add_str(&e->line[1], " ORCPT=rfc822;");
    add_xtext(&e->line[1], letter->rcpt);
}

static void write_envelope(const struct smtp *s,
                           const struct smtp_letter *letter, struct envelope *e)
{
    uint64_t size = letter_size(letter);

    text_addf(&e->line[0], "MAIL FROM:<%s>", letter->from);
    if ((s->etpan->esmtp & MAILSMTP_ESMTP_SIZE) && size)
        text_addf(&e->line[0], " SIZE=%llu", (unsigned long long)size);
    if (is_wide(letter))
        text_add_str(&e->line[0], " SMTPUTF8");
    text_addf(&e->line[1], "RCPT TO:<%s>", letter->rcpt);
    text_add_str(&e->line[2], "DATA");
    add_report_wishes(s, letter, e);
}

/* The rest of a refused group: its replies are read so that the session stays
 * in step. A DATA that was granted all the same has no way back. */
static void read_the_rest(struct passage *p, enum smtp_stage from)
{
    struct smtp_answer rest = *p->a;

    for (enum smtp_stage at = from; at <= SMTP_STAGE_DATA; at++) {
        int code = smtp_reply(p->s, &rest);

        if (code < 400 || code == SERVICE_CLOSING) {
            p->a->usable = false;
            smtp_cut(p->s);
            return;
        }
    }
}

static bool may_group(const struct smtp *s)
{
    return s->etpan->esmtp & MAILSMTP_ESMTP_PIPELINING;
}

static void say_group(struct smtp *s, const struct envelope *e)
{
    for (size_t i = 0; i < ARRAY_LEN(e->line); i++)
        smtp_say(s, text_str(&e->line[i]));
}

#define ENVELOPE_INIT                                                          \
    {                                                                          \
        .line = {                                                              \
            TEXT_INIT(LINE_MOST),                                              \
            TEXT_INIT(LINE_MOST),                                              \
            TEXT_INIT(LINE_MOST)                                               \
        }                                                                      \
    }

/* MAIL, RCPT, DATA, in one group where the server says it may be, unless they
 * were said behind the dot before. False when the passage is over. */
static bool open_data(struct passage *p)
{
    bool grouped = may_group(p->s);
    bool announced = p->s->ahead == p->letter;
    CLEANUP(envelope_release) struct envelope e = ENVELOPE_INIT;

    p->s->ahead = NULL;
    write_envelope(p->s, p->letter, &e);
    if (grouped && !announced)
        say_group(p->s, &e);
    for (int i = 0; i < 3; i++) {
        enum smtp_stage stage = (enum smtp_stage)(SMTP_STAGE_MAIL + i);

        stream_limit(p->s->stream, p->s->set.command_ms, REPLY_MOST);
        if (!grouped)
            smtp_say(p->s, text_str(&e.line[i]));
        if (is_expected(stage, smtp_reply(p->s, p->a)))
            continue;
        settle(p, stage);
        if (grouped && p->a->usable)
            read_the_rest(p, stage + 1);
        return false;
    }
    return true;
}

static bool put_octets(void *to, struct span piece)
{
    struct smtp *s = to;

    return mailstream_write(s->etpan->stream, piece.p, piece.n) >= 0;
}

/* False when the letter could not be read (errno); what could not be written
 * shows in the stream. */
static bool put_fd(struct smtp_data *d, int fd)
{
    char buf[PIECE];
    off_t at = 0;

    for (;;) {
        ssize_t n = pread(fd, buf, sizeof(buf), at);

        if (n < 0)
            return false;
        if (n == 0 || !smtp_data_add(d, span_of(buf, (size_t)n)))
            return true;
        at += n;
    }
}

static bool put_body(struct passage *p)
{
    struct smtp_data d = { .put = put_octets, .to = p->s };

    stream_limit(p->s->stream, p->s->set.body_ms, REPLY_MOST);
    if (p->letter->bytes.p) {
        smtp_data_add(&d, p->letter->bytes);
    } else if (!put_fd(&d, p->letter->fd)) {
        settle_failed(p, SMTP_STAGE_DATA, SMTP_RETRY, strerror(errno));
        return false;
    }
    smtp_data_end(&d);
    if (smtp_flush(p->s))
        return true;
    settle_failed(p, SMTP_STAGE_DATA, SMTP_RETRY, stream_failure(p->s->stream));
    return false;
}

/* A server that speaks or leaves before the dot has decided already. */
static bool is_cut_short(struct passage *p)
{
    if (!stream_has_news(p->s->stream))
        return false;
    stream_limit(p->s->stream, p->s->set.command_ms, REPLY_MOST);
    smtp_reply(p->s, p->a);
    settle(p, SMTP_STAGE_DATA);
    p->a->usable = false;
    smtp_cut(p->s);
    return true;
}

static bool is_sendable(const struct smtp_letter *letter, struct smtp_answer *a)
{
    bool from_ok =
        !letter->from[0] || letter_address_ok(span_str(letter->from));

    if (from_ok && letter_address_sendable(span_str(letter->rcpt)))
        return true;
    *a = (struct smtp_answer){
        .outcome = SMTP_REFUSED,
        .stage = from_ok ? SMTP_STAGE_RCPT : SMTP_STAGE_MAIL,
    };
    smtp_answer_text(a, from_ok ? "the recipient is not an address"
                                : "the sender is not an address");
    return false;
}

/* Whether this connection is good for a letter behind the one at its dot. */
static bool has_room(const struct smtp *s)
{
    int most = s->set.letters_most;

    return may_group(s) && (most == 0 || s->letters + 1 < most) &&
           (s->carries == 0 || s->letters + 1 < s->carries);
}

/* Joins the dot that waits to leave. What could not be said, or would be
 * refused here, has its turn later. */
static void announce(struct smtp *s, const struct smtp_letter *next)
{
    CLEANUP(envelope_release) struct envelope e = ENVELOPE_INIT;
    struct smtp_answer a;

    if (!next || !has_room(s) || !is_sendable(next, &a) ||
        (is_wide(next) && !s->wide))
        return;
    write_envelope(s, next, &e);
    say_group(s, &e);
    s->ahead = next;
}

static void finish(struct passage *p, const struct smtp_letter *next)
{
    struct smtp *s = p->s;
    int letters = s->letters + 1;
    bool announced;

    stream_limit(s->stream, s->set.dot_ms, REPLY_MOST);
    smtp_say(s, ".");
    announce(s, next);
    announced = s->ahead;
    smtp_reply(s, p->a);
    settle(p, SMTP_STAGE_DOT);
    if (announced && !p->a->usable)
        learn_limit(s, letters);
    /* Whoever wants less is not sent what was announced. */
    if (announced && p->a->slow_down) {
        p->a->usable = false;
        smtp_cut(s);
    }
    if (p->a->outcome != SMTP_SENT)
        return;
    s->letters++;
    if (s->letters > s->carries)
        s->carries = 0;
    if (s->set.letters_most && s->letters >= s->set.letters_most) {
        p->a->usable = false;
        smtp_hang_up(s);
    }
}

/* True when the session can begin a new transaction. */
static bool is_clean(struct passage *p)
{
    if (!p->s->dirty)
        return true;
    if (smtp_ask(p->s, "RSET", p->a) == 250) {
        p->s->dirty = false;
        return true;
    }
    p->a->code = 0;
    settle(p, SMTP_STAGE_MAIL);
    return false;
}

/* Sent all the same, octets that nobody announced, it would reach another
 * mailbox or none. */
static bool can_be_named(struct passage *p)
{
    if (!is_wide(p->letter) || p->s->wide)
        return true;
    *p->a = (struct smtp_answer){ .outcome = SMTP_REFUSED,
                                  .stage = SMTP_STAGE_RCPT,
                                  .usable = true };
    smtp_answer_text(p->a, "the address needs SMTPUTF8, which the server does "
                           "not offer");
    return false;
}

static void pass(struct passage *p, const struct smtp_talk *talk)
{
    *p->a = (struct smtp_answer){ .outcome = SMTP_RETRY };
    if (!can_be_named(p) || !is_clean(p) || !open_data(p) || !put_body(p) ||
        is_cut_short(p))
        return;
    if (!talk->may_dot(talk->ctx)) {
        settle_failed(p, SMTP_STAGE_DATA, SMTP_RETRY,
                      "held back before the final dot");
        return;
    }
    finish(p, talk->next ? talk->next(talk->ctx) : NULL);
}

/* A kept session may have been closed by the server since its last letter, or
 * may have carried all that the server allows one; that says nothing about this
 * letter. */
static bool has_gone_stale(const struct smtp_answer *a)
{
    return a->outcome == SMTP_RETRY && a->stage <= SMTP_STAGE_RCPT &&
           (a->code == 0 || a->code == SERVICE_CLOSING ||
            smtp_pace_wants_another(a->code, a->text));
}

/* The session as it was left, if it can take this letter. */
static bool is_at_hand(struct smtp *s, const struct smtp_letter *letter)
{
    bool announced = s->ahead == letter;

    /* The replies that wait are this letter's own, or of one that was given
     * up: then there is no way back. */
    if (s->stream && !announced && (s->ahead || stream_has_news(s->stream)))
        smtp_cut(s);
    return s->stream;
}

void smtp_deliver(struct smtp *s, const struct smtp_letter *letter,
                  const struct smtp_talk *talk, struct smtp_answer *ret)
{
    struct passage p = { s, letter, ret };

    assert(s);
    assert(letter);
    assert(talk);
    assert(ret);
    if (!is_sendable(letter, ret))
        return;
    if (is_at_hand(s, letter)) {
        bool announced = s->ahead;
        int letters = s->letters;

        pass(&p, talk);
        if (!has_gone_stale(ret))
            return;
        if (announced)
            learn_limit(s, letters);
        smtp_cut(s);
    }
    if (smtp_connect(s, ret))
        pass(&p, talk);
}

#include "imap_session.h"

#include <assert.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libetpan/mailimap_id.h>

#include "convoke/base/mem.h"

/* Codes that say nothing about what the server wants, only that what it says
 * cannot be followed any more. */
static bool is_lost(int code)
{
    static const int lost[] = {
        MAILIMAP_ERROR_BAD_STATE, MAILIMAP_ERROR_STREAM,
        MAILIMAP_ERROR_PARSE,     MAILIMAP_ERROR_CONNECTION_REFUSED,
        MAILIMAP_ERROR_MEMORY,    MAILIMAP_ERROR_FATAL,
        MAILIMAP_ERROR_PROTOCOL,  MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION,
        MAILIMAP_ERROR_INVAL,     MAILIMAP_ERROR_NEEDS_MORE_DATA,
    };

    for (size_t i = 0; i < ARRAY_LEN(lost); i++)
        if (code == lost[i])
            return true;
    return false;
}

enum verdict imap_end(struct imap *s, int code, const char *verb,
                      struct reason *why)
{
    char said[REASON_MAX_TEXT];
    enum verdict v;

    if (code <= MAILIMAP_NO_ERROR_NON_AUTHENTICATED &&
        !stream_failed(s->stream))
        return VERDICT_DONE;
    if (!stream_failed(s->stream) && !is_lost(code))
        return reason_set(why, VERDICT_NEVER, "imap.verb", "%s: %s", verb,
                          imap_said(s->etpan->imap_response, said));
    v = reason_set(why, VERDICT_LATER, "imap.verb", "%s: %s", verb,
                   stream_failed(s->stream)
                       ? stream_failure(s->stream)
                       : "the server's answer cannot be understood");
    imap_close(s);
    return v;
}

static void limit(struct imap *s, int64_t ms, size_t octets)
{
    stream_limit(s->stream, ms, octets);
}

/* The session is ours, its stream is not libetpan's to free. */
void imap_close(struct imap *s)
{
    assert(s);
    if (s->etpan) {
        if (s->etpan->imap_stream == stream_etpan(s->stream))
            s->etpan->imap_stream = NULL;
        mailimap_free(s->etpan);
    }
    s->etpan = NULL;
    s->stream = stream_close(s->stream);
    s->selected[0] = '\0';
}

bool imap_is_open(const struct imap *s)
{
    assert(s);
    return s->stream != NULL;
}

/* Opening. */

static enum verdict capabilities(struct imap *s, struct reason *why)
{
    struct mailimap_capability_data *got = NULL;
    int code;

    limit(s, s->set.verb_ms, IMAP_TALK);
    code = mailimap_capability(s->etpan, &got);
    if (got)
        mailimap_capability_data_free(got);
    return imap_end(s, code, "CAPABILITY", why);
}

static enum verdict handshake(struct imap *s, struct reason *why)
{
    enum verdict v;

    limit(s, s->set.connect_ms, IMAP_TALK);
    v = stream_start_tls(s->stream, s->trust, s->set.host, why);
    if (v != VERDICT_DONE)
        imap_close(s);
    return v;
}

/* A server that does not offer it, or somebody between us and it, is never
 * spoken to in the clear instead. */
static enum verdict ask_for_tls(struct imap *s, struct reason *why)
{
    enum verdict v = capabilities(s, why);

    if (v != VERDICT_DONE)
        return v;
    if (!mailimap_has_extension(s->etpan, "STARTTLS"))
        return reason_set(why, VERDICT_LATER, "imap.tls",
                          "the server does not offer STARTTLS");
    limit(s, s->set.verb_ms, IMAP_TALK);
    v = imap_end(s, mailimap_starttls(s->etpan), "STARTTLS", why);
    return v == VERDICT_DONE ? handshake(s, why) : v;
}

/* NetEase refuses SELECT to a client that has not said who it is. libetpan's
 * own way of saying so leaks what it says. */
static enum verdict introduce(struct imap *s, struct reason *why)
{
    char said[REASON_MAX_TEXT];
    enum imap_reply r = IMAP_REPLY_LOST;

    if (!mailimap_has_id(s->etpan))
        return VERDICT_DONE;
    limit(s, s->set.verb_ms, IMAP_TALK);
    if (imap_say(s, "ID (\"name\" \"Convoke\" \"version\" \"1\")"))
        r = imap_reply(s, said, NULL);
    if (r == IMAP_REPLY_OK || r == IMAP_REPLY_NO)
        return VERDICT_DONE;
    return imap_end(s, MAILIMAP_ERROR_PARSE, "ID", why);
}

static enum verdict greeting(struct imap *s, struct reason *why)
{
    limit(s, s->set.verb_ms, IMAP_TALK);
    return imap_end(s, mailimap_connect(s->etpan, stream_etpan(s->stream)),
                    "greeting", why);
}

static enum verdict enter(struct imap *s, const char *secret,
                          struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    if (s->set.tls == IMAP_TLS_IMPLICIT)
        v = handshake(s, why);
    if (v == VERDICT_DONE)
        v = greeting(s, why);
    if (v == VERDICT_DONE && s->set.tls == IMAP_TLS_STARTTLS)
        v = ask_for_tls(s, why);
    if (v == VERDICT_DONE)
        v = capabilities(s, why);
    if (v == VERDICT_DONE && !stream_is_tls(s->stream) &&
        !stream_is_loopback(s->stream))
        v = reason_set(why, VERDICT_LATER, "imap.login",
                       "the password would leave in the clear");
    if (v == VERDICT_DONE)
        v = imap_login(s, secret, why);
    if (v != VERDICT_DONE)
        return v;
    v = capabilities(s, why); /* others after the login */
    if (v == VERDICT_DONE)
        v = introduce(s, why);
    if (v == VERDICT_DONE) {
        s->can_idle = mailimap_has_idle(s->etpan);
        s->can_move = mailimap_has_extension(s->etpan, "MOVE");
    }
    return v;
}

/* libetpan believes a greeting only in the first of its states, and under
 * STARTTLS stays in it by itself. */
enum verdict imap_greet(struct imap *s, struct stream *stream,
                        const char *secret, struct reason *why)
{
    enum verdict v;

    assert(s);
    assert(!s->stream);
    assert(secret);
    s->stream = stream;
    s->etpan = mailimap_new(0, NULL);
    if (!s->etpan)
        mem_exhausted("imap.open", sizeof(*s->etpan));
    v = enter(s, secret, why);
    if (v != VERDICT_DONE)
        imap_close(s);
    return v;
}

enum verdict imap_open(struct imap *s, const char *secret, struct reason *why)
{
    struct stream *stream = NULL;
    enum verdict v;

    assert(s);
    v = stream_open(s->set.host, s->set.port, s->set.connect_ms, &stream, why);
    return v == VERDICT_DONE ? imap_greet(s, stream, secret, why) : v;
}

/* Settings. */

static enum verdict check_words(const struct imap_settings *set,
                                struct reason *why)
{
    char wire[2 * IMAP_FOLDER];

    if (!set->host || !set->host[0] || set->port < 1 || set->port > 65535)
        return reason_set(why, VERDICT_NEVER, "imap.settings",
                          "no host or port");
    if (!set->user || !set->user[0] || strlen(set->user) > 1000 ||
        span_has_control(span_str(set->user)))
        return reason_set(why, VERDICT_NEVER, "imap.settings",
                          "no user, or one that cannot be sent");
    if (set->after == IMAP_AFTER_MOVE &&
        (!set->move_to || !imap_folder_wire(set->move_to, wire, sizeof(wire))))
        return reason_set(why, VERDICT_NEVER, "imap.settings",
                          "no folder to move to");
    if (set->after != IMAP_AFTER_NOTHING &&
        (!set->flag ||
         set->flag[strspn(set->flag,
                          "\\$ABCDEFGHIJKLMNOPQRSTUVWXYZ_-.0123456789"
                          "abcdefghijklmnopqrstuvwxyz")] ||
         !set->flag[0] || strlen(set->flag) > 100))
        return reason_set(why, VERDICT_NEVER, "imap.settings",
                          "no flag, or one that cannot be sent");
    return VERDICT_DONE;
}

static int64_t or_else(int64_t ms, int64_t otherwise)
{
    return ms > 0 ? ms : otherwise;
}

enum verdict imap_new(const struct imap_settings *settings, struct imap **ret,
                      struct reason *why)
{
    CLEANUP(imap_drop) struct imap *s = NULL;
    enum verdict v;

    assert(settings);
    assert(ret);
    v = check_words(settings, why);
    if (v != VERDICT_DONE)
        return v;
    s = MEM_NEW(struct imap);
    s->set = *settings;
    s->set.connect_ms = or_else(s->set.connect_ms, 30 * 1000);
    s->set.verb_ms = or_else(s->set.verb_ms, 60 * 1000);
    s->set.piece_ms = or_else(s->set.piece_ms, 120 * 1000);
    if (s->set.piece == 0 || s->set.piece > IMAP_PIECE)
        s->set.piece = IMAP_PIECE;
    if (s->set.tls != IMAP_TLS_NONE) {
        v = stream_trust_open(settings->ca_file, &s->trust, why);
        if (v != VERDICT_DONE)
            return v;
    }
    signal(SIGPIPE, SIG_IGN);
    *ret = TAKE(s);
    return VERDICT_DONE;
}

/* LOGOUT is a courtesy: nobody waits for its reply (and libetpan's own would
 * free the stream with it). */
struct imap *imap_free(struct imap *s)
{
    if (!s)
        return NULL;
    if (s->stream && !stream_failed(s->stream)) {
        limit(s, 1000, IMAP_TALK);
        if (imap_say(s, "LOGOUT"))
            mailstream_flush(s->etpan->imap_stream);
    }
    imap_close(s);
    stream_trust_close(s->trust);
    free(s);
    return NULL;
}

void imap_drop(struct imap **s)
{
    *s = imap_free(*s);
}

/* Folders. */

enum verdict imap_select(struct imap *s, const char *folder,
                         struct imap_standing *ret, struct reason *why)
{
    char wire[2 * IMAP_FOLDER];
    const struct mailimap_selection_info *info;
    enum verdict v;
    int code;

    assert(s->stream);
    if (!imap_folder_wire(folder, wire, sizeof(wire)))
        return reason_set(why, VERDICT_NEVER, "imap.select",
                          "not a folder's name");
    s->selected[0] = '\0';
    limit(s, s->set.verb_ms, IMAP_TALK);
    code = s->set.after == IMAP_AFTER_NOTHING ? mailimap_examine(s->etpan, wire)
                                              : mailimap_select(s->etpan, wire);
    v = imap_end(s, code, "SELECT", why);
    if (v != VERDICT_DONE)
        return v;
    info = s->etpan->imap_selection_info;
    if (!info || info->sel_uidvalidity == 0) {
        imap_close(s);
        return reason_set(why, VERDICT_LATER, "imap.select",
                          "the server tells no UIDVALIDITY");
    }
    snprintf(s->selected, sizeof(s->selected), "%s", folder);
    *ret = (struct imap_standing){ info->sel_uidvalidity, info->sel_uidnext,
                                   info->sel_exists };
    return VERDICT_DONE;
}

enum verdict imap_look(struct imap *s, const char *folder,
                       uint32_t *ret_messages, struct reason *why)
{
    struct imap_standing standing = { 0 };
    enum verdict v;

    assert(s);
    assert(folder);
    assert(ret_messages);
    assert(s->set.after == IMAP_AFTER_NOTHING);
    v = imap_select(s, folder, &standing, why);
    *ret_messages = standing.exists;
    return v;
}

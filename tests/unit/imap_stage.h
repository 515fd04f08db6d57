/* imap_stage.h — a mailbox server of a page, in a thread, that can be cut off
 * at any octet, and what a fetch from it keeps. */
#ifndef CONVOKE_TESTS_IMAP_STAGE_H
#define CONVOKE_TESTS_IMAP_STAGE_H

#include "check.h"

#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "mail/imap_session.h"

enum { MAILS = 8, PIECE = 64, LINE = 2048, KEPT = 64, OCTETS = 512 };

struct mail {
    uint32_t uid;
    char bytes[OCTETS];
    uint32_t size; /* as told; 0: the truth */
    int refusals;  /* so often NO */
    int vanish_at; /* expunged before the fetch with this number; 0: never */
    bool gone, flagged;
};

struct folder {
    const char *wire;
    uint32_t validity, uid_next;
    struct mail at[MAILS];
    size_t n;
};

enum ending { END_NONE, END_CLOSE, END_STALL, END_GARBAGE };

struct world {
    struct folder folder[2];
    const char *capability; /* NULL: everything */
    const char *password;
    bool hides_uid_next;
    bool news_before_idle, news_in_idle; /* folder[0] gets what waits there */
    bool deaf_in_idle;
    struct mail waiting;
    /* What was said. */
    char script[64 * 1024];
    bool said_id, bad; /* a rule of ours was broken */
    int fetches;
    /* One session's. */
    int fd;
    size_t sent, most;
    enum ending ending;
    unsigned seed;
    struct folder *open;
    char line[LINE];
    bool over;
};

/* ---- the server ---- */

static void put_all(struct world *w, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t put = send(w->fd, p, n, MSG_NOSIGNAL);

        if (put <= 0) {
            w->over = true;
            return;
        }
        p += put;
        n -= (size_t)put;
    }
}

static void put_garbage(struct world *w)
{
    static const char *const kinds[] = { "\r\n",        " (",    "{9",
                                         "\"",          " NIL ", ")]}",
                                         "* 1 FETCH (", "[",     "\\" };
    char junk[48];
    size_t n = 0;

    for (int i = 0; i < 6; i++) {
        const char *kind = kinds[(unsigned)rand_r(&w->seed) % ARRAY_LEN(kinds)];

        if (n + strlen(kind) + 2 > sizeof(junk))
            break;
        memcpy(junk + n, kind, strlen(kind));
        n += strlen(kind);
        junk[n++] = (char)rand_r(&w->seed);
    }
    put_all(w, junk, n);
}

/* The end that the test wants, at its octet. */
static void finish(struct world *w)
{
    struct pollfd client = { .fd = w->fd, .events = 0 };

    w->over = true;
    if (w->ending == END_GARBAGE)
        put_garbage(w);
    if (w->ending == END_STALL)
        poll(&client, 1, 10 * 1000);
}

static void tell(struct world *w, const char *p, size_t n)
{
    size_t rest = w->most - w->sent;

    if (w->over)
        return;
    put_all(w, p, n < rest ? n : rest);
    w->sent += n < rest ? n : rest;
    if (n >= rest)
        finish(w);
}

static void say(struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void say(struct world *w, const char *fmt, ...)
{
    char buf[LINE];
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(buf, sizeof(buf), fmt, args);
    va_end(args);
    tell(w, buf, (size_t)n);
}

static bool hear(struct world *w)
{
    size_t n = 0;

    while (n + 1 < LINE && recv(w->fd, w->line + n, 1, 0) == 1) {
        if (w->line[n++] != '\n')
            continue;
        w->line[n] = '\0';
        if (strlen(w->script) + n + 1 < sizeof(w->script))
            strcat(w->script, w->line);
        while (n > 0 && isspace((unsigned char)w->line[n - 1]))
            w->line[--n] = '\0';
        return true;
    }
    return false;
}

static void do_capability(struct world *w, const char *tag)
{
    say(w, "* CAPABILITY IMAP4rev1 %s\r\n%s OK done\r\n",
        w->capability ? w->capability
                      : "AUTH=PLAIN AUTH=XOAUTH2 ID IDLE MOVE UIDPLUS",
        tag);
}

static void do_select(struct world *w, const char *tag, const char *name)
{
    size_t living = 0;

    w->open = NULL;
    for (size_t i = 0; i < ARRAY_LEN(w->folder); i++)
        if (w->folder[i].wire && strstr(name, w->folder[i].wire))
            w->open = &w->folder[i];
    if (!w->open || !w->said_id) {
        say(w, "%s NO SELECT Unsafe Login. Please contact kefu@\r\n", tag);
        return;
    }
    for (size_t i = 0; i < w->open->n; i++)
        living += !w->open->at[i].gone;
    say(w,
        "* FLAGS (\\Answered \\Seen)\r\n"
        "* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] allowed\r\n"
        "* %zu EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY %u] valid\r\n",
        living, w->open->validity);
    if (!w->hides_uid_next)
        say(w, "* OK [UIDNEXT %u] next\r\n", w->open->uid_next);
    say(w, "%s OK [READ-WRITE] done\r\n", tag);
}

static void arrive(struct world *w)
{
    struct folder *f = &w->folder[0];

    f->at[f->n] = w->waiting;
    f->uid_next = w->waiting.uid + 1;
    f->n++;
    say(w, "* %zu EXISTS\r\n", f->n);
}

static uint32_t size_of(const struct mail *m)
{
    return m->size ? m->size : (uint32_t)strlen(m->bytes);
}

static void do_list(struct world *w, uint32_t low, uint32_t high)
{
    for (size_t i = 0; i < w->open->n; i++) {
        const struct mail *m = &w->open->at[i];
        bool last = i + 1 == w->open->n && high == UINT32_MAX;

        if (!m->gone && (last || (m->uid >= low && m->uid <= high)))
            say(w,
                "* %zu FETCH (UID %u INTERNALDATE \"02-Mar-2026 09:15:00 "
                "+0800\" RFC822.SIZE %u)\r\n",
                i + 1, m->uid, size_of(m));
    }
}

/* Flags that somebody else changes come in between. */
static bool do_piece(struct world *w, const char *tag, struct mail *m,
                     const char *want)
{
    unsigned from = 0, most = 0;
    size_t n = strlen(m->bytes);

    w->fetches++;
    if (m->vanish_at && w->fetches >= m->vanish_at && !m->gone) {
        m->gone = true;
        say(w, "* 1 EXPUNGE\r\n");
    }
    if (m->gone)
        return true;
    if (m->refusals > 0) {
        m->refusals--;
        say(w, "%s NO [SERVERBUG] not this one\r\n", tag);
        return false;
    }
    if (!strstr(want, "BODY.PEEK[]<") ||
        sscanf(strstr(want, "[]<"), "[]<%u.%u>", &from, &most) != 2)
        w->bad = true;
    n = from < n ? n - from : 0;
    if (n > most)
        n = most;
    say(w, "* 1 FETCH (FLAGS (\\Seen))\r\n");
    say(w, "* 1 FETCH (UID %u BODY[]<%u> {%zu}\r\n", m->uid, from, n);
    if (n)
        tell(w, m->bytes + from, n);
    say(w, ")\r\n");
    return true;
}

static void do_fetch(struct world *w, const char *tag, const char *rest)
{
    char high_word[16] = "";
    unsigned low = 0, high = 0;
    int words = sscanf(rest, "%u:%10[0-9*]", &low, high_word);
    bool fine = true;

    high = words < 2             ? low
           : high_word[0] == '*' ? UINT32_MAX
                                 : (unsigned)strtoul(high_word, NULL, 10);
    if (strstr(rest, "INTERNALDATE"))
        do_list(w, low, high);
    else
        for (size_t i = 0; i < w->open->n && fine; i++)
            if (w->open->at[i].uid == low)
                fine = do_piece(w, tag, &w->open->at[i], rest);
    if (fine)
        say(w, "%s OK done\r\n", tag);
}

/* What was moved is gone from here. */
static void do_mark(struct world *w, const char *tag, char *rest, bool moves)
{
    char *words = NULL;
    char *uids = strtok_r(rest, " ", &words);
    char *each = NULL;

    for (char *one = strtok_r(uids, ",", &each); one;
         one = strtok_r(NULL, ",", &each)) {
        w->bad |= strtoul(one, NULL, 10) == 0;
        for (size_t i = 0; i < w->open->n; i++)
            if (w->open->at[i].uid == strtoul(one, NULL, 10)) {
                w->open->at[i].flagged = true;
                w->open->at[i].gone = moves;
            }
    }
    say(w, "%s OK done\r\n", tag);
}

static void do_idle(struct world *w, const char *tag)
{
    if (w->news_before_idle)
        arrive(w);
    say(w, "+ idling\r\n");
    if (w->news_in_idle)
        arrive(w);
    w->news_before_idle = w->news_in_idle = false;
    if (w->deaf_in_idle) {
        hear(w); /* and says nothing more */
        hear(w);
        return;
    }
    if (!hear(w) || strcmp(w->line, "DONE") != 0)
        w->bad = true;
    say(w, "%s OK done\r\n", tag);
}

static void do_authenticate(struct world *w, const char *tag)
{
    say(w, "+ \r\n");
    if (w->over || !hear(w))
        return;
    if (strcmp(w->line, w->password) == 0) {
        say(w, "%s OK [CAPABILITY IMAP4rev1] in\r\n", tag);
        return;
    }
    if (strcmp(w->password, "challenge") == 0) {
        say(w, "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n");
        if (!hear(w) || w->line[0])
            w->bad = true;
    }
    say(w, "%s NO [AUTHENTICATIONFAILED] wrong\r\n", tag);
}

static bool starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static void answer(struct world *w)
{
    char tag[16];
    char *words = strchr(w->line, ' ');

    if (words)
        *words++ = '\0';
    snprintf(tag, sizeof(tag), "%.15s", w->line);
    if (!words)
        w->bad = true;
    else if (starts(words, "CAPABILITY"))
        do_capability(w, tag);
    else if (starts(words, "LOGIN"))
        say(w, "%s %s\r\n", tag,
            strstr(words, w->password) ? "OK in" : "NO wrong");
    else if (starts(words, "AUTHENTICATE"))
        do_authenticate(w, tag);
    else if (starts(words, "ID (")) {
        w->said_id = true;
        say(w, "* ID NIL\r\n%s OK done\r\n", tag);
    } else if (starts(words, "SELECT") || starts(words, "EXAMINE"))
        do_select(w, tag, words);
    else if (starts(words, "UID FETCH ") && w->open)
        do_fetch(w, tag, words + 10);
    else if (starts(words, "UID STORE ") && w->open)
        do_mark(w, tag, words + 10, false);
    else if (starts(words, "UID MOVE ") && w->open)
        do_mark(w, tag, words + 9, true);
    else if (starts(words, "IDLE"))
        do_idle(w, tag);
    else if (starts(words, "LOGOUT"))
        w->over = true;
    else
        say(w, "%s BAD what?\r\n", tag);
}

static void *serve(void *with)
{
    struct world *w = with;

    say(w, "* OK [CAPABILITY IMAP4rev1] ready\r\n");
    while (!w->over && hear(w))
        answer(w);
    shutdown(w->fd, SHUT_RDWR);
    return NULL;
}

/* ---- our side ---- */

/* What the spool does: durable after a commit, equal octets once. */
struct store {
    char kept[KEPT][OCTETS];
    size_t n, repeated;
    char ended[KEPT][OCTETS];
    size_t ended_n;
    char draft[2 * OCTETS];
    size_t octets, most;
    bool drafting;
    int64_t received;
    struct imap_cursor cursor[2]; /* as last told */
    size_t messages;
    uint32_t over_uid;
    uint64_t over_size;
    int over_n;
    uint32_t left_uid;
    char left[80];
    int left_n;
    enum verdict full; /* begin answers so */
};

static enum verdict keep_begin(void *ctx, int64_t received, struct reason *why)
{
    struct store *st = ctx;

    assert_false(st->drafting);
    if (st->full != VERDICT_DONE)
        return reason_set(why, st->full, "test.begin", "no room");
    st->drafting = true;
    st->octets = 0;
    st->received = received;
    return VERDICT_DONE;
}

static enum verdict keep_write(void *ctx, struct span piece, struct reason *why)
{
    struct store *st = ctx;

    assert_true(st->drafting);
    if (st->octets + piece.n > (st->most ? st->most : OCTETS - 1))
        return reason_set(why, VERDICT_NEVER, "test.write", "too much");
    memcpy(st->draft + st->octets, piece.p, piece.n);
    st->octets += piece.n;
    return VERDICT_DONE;
}

static enum verdict keep_end(void *ctx, struct reason *why)
{
    struct store *st = ctx;

    (void)why;
    assert_true(st->drafting);
    st->drafting = false;
    st->draft[st->octets] = '\0';
    memcpy(st->ended[st->ended_n++], st->draft, st->octets + 1);
    return VERDICT_DONE;
}

static void keep_abandon(void *ctx)
{
    struct store *st = ctx;

    assert_true(st->drafting);
    st->drafting = false;
}

/* A remnant is kept as "OVER SIZE" and the head. */
static enum verdict keep_over(void *ctx, const struct imap_over *over,
                              struct reason *why)
{
    struct store *st = ctx;

    if (st->full != VERDICT_DONE)
        return reason_set(why, st->full, "test.over", "no room");
    st->over_uid = over->uid;
    st->over_size = over->size;
    st->over_n++;
    st->received = over->received;
    snprintf(st->ended[st->ended_n++], OCTETS, "OVER %llu " SPAN_FMT,
             (unsigned long long)over->size, SPAN_ARG(over->head));
    return VERDICT_DONE;
}

static bool has(const struct store *st, const char *bytes)
{
    for (size_t i = 0; i < st->n; i++)
        if (strcmp(st->kept[i], bytes) == 0)
            return true;
    return false;
}

static enum verdict keep_commit(void *ctx, struct reason *why)
{
    struct store *st = ctx;

    (void)why;
    for (size_t i = 0; i < st->ended_n; i++)
        if (has(st, st->ended[i]))
            st->repeated++;
        else
            memcpy(st->kept[st->n++], st->ended[i], OCTETS);
    st->ended_n = 0;
    return VERDICT_DONE;
}

static enum verdict keep_moved(void *ctx, const struct imap_cursor *cursor,
                               size_t messages, struct reason *why)
{
    struct store *st = ctx;
    struct imap_cursor *was = &st->cursor[strcmp(cursor->folder, "INBOX") != 0];

    (void)why;
    assert_true(cursor->validity != was->validity || cursor->next > was->next);
    *was = *cursor;
    st->messages += messages;
    return VERDICT_DONE;
}

static void keep_left(void *ctx, const struct imap_cursor *cursor, uint32_t uid,
                      const char *reason)
{
    struct store *st = ctx;

    (void)cursor;
    st->left_uid = uid;
    st->left_n++;
    snprintf(st->left, sizeof(st->left), "%s", reason);
}

struct stage {
    struct world w;
    struct store st;
    struct imap_settings set;
    struct reason why;
    const char *secret;
    struct imap *imap;
    pthread_t server;
};

static const struct mail three[] = {
    { .uid = 3, .bytes = "Subject: one\r\n\r\n1\r\n" },
    { .uid = 7,
      .bytes = "Subject: a longer one\r\n\r\nwhich takes more than one piece, "
               "and has ) {3}\r\n* 9 FETCH in it, \"and\" more\r\n.\r\n" },
    { .uid = 8, .bytes = "Subject: three\r\n\r\n3\r\n" },
};

static void fill(struct folder *f, const char *wire, const struct mail *mails,
                 size_t n)
{
    *f = (struct folder){ .wire = wire, .validity = 17 };
    memcpy(f->at, mails, n * sizeof(*mails));
    f->n = n;
    f->uid_next = n ? mails[n - 1].uid + 1 : 1;
}

/* PLAIN's "\0wg5\0secret". */
static void stage_set(struct stage *s)
{
    memset(s, 0, sizeof(*s));
    s->set = (struct imap_settings){ .host = "localhost",
                                     .port = 143,
                                     .tls = IMAP_TLS_NONE,
                                     .auth = IMAP_AUTH_PLAIN,
                                     .user = "wg5",
                                     .after = IMAP_AFTER_FLAG,
                                     .flag = "\\Seen",
                                     .move_to = "已处理",
                                     .piece = PIECE };
    s->w.password = "AHdnNQBzZWNyZXQ=";
    s->w.seed = 1;
    s->secret = "secret";
    fill(&s->w.folder[0], "INBOX", three, ARRAY_LEN(three));
    fill(&s->w.folder[1], "&V4NXPg-", three + 2, 1);
    s->w.folder[1].at[0].uid = 5;
    s->w.folder[1].uid_next = 6;
    snprintf(s->st.cursor[0].folder, IMAP_FOLDER, "INBOX");
    snprintf(s->st.cursor[1].folder, IMAP_FOLDER, "垃圾");
}

static enum verdict enter(struct stage *s, size_t most, enum ending ending)
{
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    s->w.fd = fds[1];
    s->w.sent = 0;
    s->w.most = most;
    s->w.ending = ending;
    s->w.over = false;
    s->w.said_id = false;
    s->w.open = NULL;
    assert_int_equal(imap_new(&s->set, &s->imap, &s->why), VERDICT_DONE);
    assert_int_equal(pthread_create(&s->server, NULL, serve, &s->w), 0);
    assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    return imap_greet(s->imap, stream_from_fd(fds[0]), s->secret, &s->why);
}

static void leave(struct stage *s)
{
    s->imap = imap_free(s->imap);
    pthread_join(s->server, NULL);
    close(s->w.fd);
}

static const struct imap_sink *sink_of(struct stage *s)
{
    static struct imap_sink sink = { .begin = keep_begin,
                                     .write = keep_write,
                                     .end = keep_end,
                                     .abandon = keep_abandon,
                                     .over = keep_over,
                                     .commit = keep_commit,
                                     .moved = keep_moved,
                                     .left = keep_left };

    sink.ctx = &s->st;
    return &sink;
}

static enum verdict fetch(struct stage *s, size_t folder)
{
    struct imap_cursor at = s->st.cursor[folder];

    return imap_fetch(s->imap, &at, sink_of(s), &s->why);
}

/* Both folders in one session, as far as it lives. */
static enum verdict visit(struct stage *s, size_t most, enum ending ending)
{
    enum verdict v = enter(s, most, ending);

    for (size_t i = 0; i < 2 && v == VERDICT_DONE; i++)
        v = fetch(s, i);
    leave(s);
    /* A process that died has no drafts any more. */
    s->st.ended_n = 0;
    s->st.drafting = false;
    return v;
}

#endif

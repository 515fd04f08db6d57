/* One IMAP session, from the connection to its end. */
#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convoke/base/moment.h"
#include "fetcher.h"
#include "oversize.h"
#include "secret.h"

enum { AFTER_FULL_MS = 60 * 1000, BETWEEN_LOOKS_MS = 1000 };

struct process {
    const struct fetcher_settings *set;
    struct imap *imap; /* borrowed from the keeper that forked us */
    int core;
    int64_t number; /* ours, on the wire */
    struct spool *spool;
    struct spool_draft *draft;
    struct imap_cursor cursor[FETCHER_FOLDERS];
    bool looked; /* once at all, to the end */
    bool said;   /* how we are, and it has not changed */
    char secret[SECRET_MOST];
};

_Noreturn static void end(struct process *p, enum fetcher_end how)
{
    spool_abandon(p->draft);
    imap_free(p->imap);
    explicit_bzero(p->secret, sizeof(p->secret));
    _exit((int)how);
}

/* Without the core there is nothing to live for. */
static void tell(struct process *p, struct fetcher_packet *packet)
{
    packet->process = p->number;
    if (!fetcher_say(p->core, packet))
        end(p, FETCHER_END_WELL);
}

static void tell_word(struct process *p, enum fetcher_word word)
{
    struct fetcher_packet packet = { .word = word };

    tell(p, &packet);
}

static void tell_people(struct process *p, bool well, const char *text)
{
    struct fetcher_packet packet = { .word = FETCHER_TOLD, .number = well };

    snprintf(packet.text, sizeof(packet.text), "%.*s",
             (int)span_fit(span_str(text), FETCHER_TEXT - 1).n, text);
    tell(p, &packet);
}

/* The sink: into the spool. */

static int64_t receipt(const struct process *p, int64_t told)
{
    int64_t now = clock_now(&p->set->clock);

    return told == MOMENT_NONE || told > now ? now : told;
}

static enum verdict take_begin(void *ctx, int64_t received, struct reason *why)
{
    struct process *p = ctx;

    return spool_begin(p->spool, receipt(p, received), &p->draft, why);
}

static enum verdict take_write(void *ctx, struct span piece, struct reason *why)
{
    struct process *p = ctx;

    return spool_write(p->draft, piece, why);
}

static enum verdict take_end(void *ctx, struct reason *why)
{
    struct process *p = ctx;
    char sha[HASH_HEX];

    return spool_end(p->spool, TAKE(p->draft), sha, why);
}

static void take_abandon(void *ctx)
{
    struct process *p = ctx;

    p->draft = spool_abandon(p->draft);
}

static enum verdict take_over(void *ctx, const struct imap_over *over,
                              struct reason *why)
{
    struct process *p = ctx;
    struct fetcher_packet packet = { .word = FETCHER_OVER,
                                     .number = over->uid,
                                     .cursor = *over->cursor };
    enum verdict v = oversize_put(p->spool, over->head, over->size,
                                  receipt(p, over->received), why);

    if (v == VERDICT_DONE)
        tell(p, &packet);
    return v;
}

static enum verdict take_commit(void *ctx, struct reason *why)
{
    struct process *p = ctx;

    return spool_commit(p->spool, why);
}

static enum verdict take_moved(void *ctx, const struct imap_cursor *cursor,
                               size_t messages, struct reason *why)
{
    struct fetcher_packet packet = { .word = FETCHER_CURSOR,
                                     .number = (int64_t)messages,
                                     .cursor = *cursor };

    (void)why;
    tell(ctx, &packet);
    return VERDICT_DONE;
}

static void take_left(void *ctx, const struct imap_cursor *cursor, uint32_t uid,
                      const char *reason)
{
    struct fetcher_packet packet = { .word = FETCHER_LEFT,
                                     .number = uid,
                                     .cursor = *cursor };

    snprintf(packet.text, sizeof(packet.text), "%.*s",
             (int)span_fit(span_str(reason), FETCHER_TEXT - 1).n, reason);
    tell(ctx, &packet);
}

/* Beginning. */

static struct imap_cursor *cursor_of(struct process *p, const char *folder)
{
    for (size_t i = 0; i < p->set->n; i++)
        if (strcmp(p->cursor[i].folder, folder) == 0)
            return &p->cursor[i];
    return NULL;
}

/* A core that closes this end, or talks nonsense, is done with us. */
static enum fetcher_word hear_core(struct process *p, int flags)
{
    struct fetcher_packet packet;
    int got;

    while ((got = fetcher_hear(p->core, flags, &packet)) == 1) {
        struct imap_cursor *at;

        if (packet.process != p->number)
            continue; /* to one who has died */
        at = packet.word == FETCHER_CURSOR ? cursor_of(p, packet.cursor.folder)
                                           : NULL;
        if (at)
            *at = packet.cursor;
        if (packet.word != FETCHER_CURSOR)
            return packet.word;
    }
    if (got < 0)
        end(p, FETCHER_END_WELL);
    return FETCHER_WORD_COUNT;
}

static void learn_cursors(struct process *p)
{
    for (size_t i = 0; i < p->set->n; i++)
        snprintf(p->cursor[i].folder, IMAP_FOLDER, "%s", p->set->folders[i]);
    tell_word(p, FETCHER_HELLO);
    while (hear_core(p, 0) != FETCHER_GO)
        continue;
}

static void connect_or_end(struct process *p)
{
    struct reason why = { .text = "" };
    enum verdict v = secret_read(p->set->secret_file, p->secret, &why);

    if (v == VERDICT_DONE) {
        v = imap_open(p->imap, p->secret, &why);
        explicit_bzero(p->secret, sizeof(p->secret));
        if (v == VERDICT_DONE)
            return;
        tell_people(p, false, why.text);
        end(p, v == VERDICT_NEVER ? FETCHER_END_REFUSED : FETCHER_END_FAILED);
    }
    tell_people(p, false, why.text);
    end(p, FETCHER_END_FAILED);
}

/* Looking. */

static void still_well(struct process *p)
{
    if (!p->said)
        tell_people(p, true, "connected");
    p->said = true;
}

static void not_well(struct process *p, const char *folder,
                     const struct reason *why)
{
    char text[IMAP_FOLDER + REASON_MAX_TEXT];

    snprintf(text, sizeof(text), "%s: %s", folder, why->text);
    tell_people(p, false, text);
    p->said = false;
}

static void tell_end(struct process *p, bool whole)
{
    struct fetcher_packet packet = { .word = FETCHER_ENDED, .number = whole };

    tell(p, &packet);
}

/* Every folder; one that is refused does not keep the others from being
 * read, and the mailbox from counting as read. */
static enum verdict look(struct process *p)
{
    const struct imap_sink sink = { .ctx = p,
                                    .begin = take_begin,
                                    .write = take_write,
                                    .end = take_end,
                                    .abandon = take_abandon,
                                    .over = take_over,
                                    .commit = take_commit,
                                    .moved = take_moved,
                                    .left = take_left };
    enum verdict worst = VERDICT_DONE;

    tell_word(p, FETCHER_BEGUN);
    for (size_t i = 0; i < p->set->n; i++) {
        struct reason why = { .text = "" };
        enum verdict v = imap_fetch(p->imap, &p->cursor[i], &sink, &why);

        if (v != VERDICT_DONE) {
            not_well(p, p->cursor[i].folder, &why);
            worst = v;
            /* What is whole is kept; it will be known when it comes again. */
            v = spool_commit(p->spool, &why);
        }
        if (!imap_is_open(p->imap) || v == VERDICT_BROKEN)
            end(p, p->looked ? FETCHER_END_WELL : FETCHER_END_FAILED);
    }
    tell_end(p, worst == VERDICT_DONE);
    if (worst == VERDICT_DONE)
        still_well(p);
    /* A folder that could be read is refused: another session may fare
     * better, and costs less than waiting in this one. */
    else if (worst == VERDICT_NEVER && p->looked)
        end(p, FETCHER_END_WELL);
    p->looked = p->looked || worst == VERDICT_DONE;
    return worst;
}

/* After trouble of our own (a full disk, a folder that is refused) the server
 * is left in peace for a while. */
static void wait_after(struct process *p, enum verdict v)
{
    struct pollfd word = { .fd = p->core, .events = POLLIN };
    struct reason why = { .text = "" };
    enum imap_news news;

    if (v != VERDICT_DONE) {
        poll(&word, 1, AFTER_FULL_MS);
        return;
    }
    news = imap_wait(p->imap, &p->cursor[0], p->set->poll_ms, p->core, &why);
    if (news != IMAP_NEWS_LOST)
        return;
    tell_people(p, false, why.text);
    end(p, FETCHER_END_WELL);
}

static void prepare(struct process *p)
{
    struct reason why = { .text = "" };
    const struct fetcher_settings *set = p->set;
    enum verdict v = spool_open(set->state, &set->spool, &p->spool, &why);

    if (v == VERDICT_DONE)
        v = fetcher_cage(set->state, set->secret_file, set->imap.port, &why);
    if (v == VERDICT_DONE)
        return;
    tell_people(p, false, why.text);
    end(p, FETCHER_END_FAILED);
}

_Noreturn void fetcher_process_run(const struct fetcher_settings *settings,
                                   struct imap *imap, int core)
{
    struct process p = {
        .set = settings, .imap = imap, .core = core, .number = getpid()
    };

    assert(settings);
    assert(imap);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prepare(&p);
    learn_cursors(&p);
    connect_or_end(&p);
    for (;;) {
        int64_t began = clock_ticks();

        wait_after(&p, look(&p));
        while (hear_core(&p, MSG_DONTWAIT) != FETCHER_WORD_COUNT)
            continue;
        /* A server that always has news does not make us spin. */
        if (clock_ticks() - began < BETWEEN_LOOKS_MS / 10)
            poll(NULL, 0, BETWEEN_LOOKS_MS / 10);
    }
}

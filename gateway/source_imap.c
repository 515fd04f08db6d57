#include "source_imap.h"

#include <assert.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/file.h"
#include "convoke/base/log.h"
#include "convoke/base/mem.h"
#include "convoke/base/moment.h"
#include "convoke/store/mailbox.h"

enum {
    WORDS_MOST = 256,         /* in one commit */
    ASK_AGAIN_MS = 10 * 1000, /* between two requests to look */
    ROWS_ARENA = 1024 * 1024,
};

static enum imap_after after_of(const struct settings *set)
{
    static const enum imap_after afters[] = {
        [AFTER_FLAG] = IMAP_AFTER_FLAG,
        [AFTER_MOVE] = IMAP_AFTER_MOVE,
        [AFTER_NOTHING] = IMAP_AFTER_NOTHING,
    };

    return afters[set->source.after];
}

struct imap_settings source_imap_settings(const struct settings *set)
{
    const char *ca = set->source.ca_file;
    int64_t patience = set->source.patience * 1000;

    return (struct imap_settings){
        .host = set->source.host,
        .port = (int)set->source.port,
        .tls = (enum imap_tls)set->source.tls,
        .auth = (enum imap_auth)set->source.auth,
        .user = set->source.user,
        .ca_file = ca[0] ? ca : NULL,
        .after = after_of(set),
        .flag = set->source.flag,
        .move_to = set->source.move_to,
        .most = (uint64_t)set->limits.message,
        .connect_ms = patience,
        .verb_ms = patience,
        .piece_ms = patience,
    };
}

enum verdict source_imap_prepare(const struct core *c, struct source_imap **ret,
                                 struct reason *why)
{
    CLEANUP(source_imap_drop)
    struct source_imap *s = MEM_NEW(struct source_imap);
    const struct settings *set = c->set;
    const struct fetcher_settings f = {
        .imap = source_imap_settings(set),
        .secret_file = set->source.password_file,
        .state = set->state,
        .spool = { .most = (uint64_t)set->limits.message },
        .folders = set->source.folders.at,
        .n = set->source.folders.n,
        .poll_ms = set->source.poll * 1000,
        .clock = c->clock,
    };
    enum verdict v = file_make_folder(set->state, why);

    s->began = MOMENT_NONE;
    if (v == VERDICT_DONE)
        v = fetcher_open(&f, &s->fetcher, why);
    if (v == VERDICT_DONE)
        *ret = TAKE(s);
    return v;
}

struct source_imap *source_imap_close(struct source_imap *s)
{
    if (!s)
        return NULL;
    fetcher_close(s->fetcher);
    free(s);
    return NULL;
}

void source_imap_drop(struct source_imap **s)
{
    *s = source_imap_close(*s);
}

enum verdict source_imap_resume(struct core *c, struct reason *why)
{
    assert(c);
    return mailbox_read_get(c->store, &c->desk.polled_at, why);
}

int source_imap_fd(const struct core *c)
{
    assert(c);
    return c->mailbox ? fetcher_fd(c->mailbox->fetcher) : -1;
}

/* What the process tells. */

static struct mailbox_row row_of(const struct core *c,
                                 const struct imap_cursor *cursor)
{
    return (struct mailbox_row){ .folder = span_str(cursor->folder),
                                 .validity = cursor->validity,
                                 .next = cursor->next,
                                 .at = clock_now(&c->clock) };
}

/* A new process is told how far its predecessors have come. */
static enum verdict greet(struct core *c, int64_t process, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ROWS_ARENA);
    struct imap_cursor cursors[FETCHER_FOLDERS];
    mailbox_rows rows = { 0 };
    size_t n = 0;
    enum verdict v = mailbox_all(c->store, &arena, &rows, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&rows, row)
    {
        struct imap_cursor *at = &cursors[n];

        /* Folders of an earlier configuration are remembered, not read. */
        for (size_t i = 0; i < c->set->source.folders.n; i++) {
            if (n == FETCHER_FOLDERS ||
                !span_eq(row->folder, span_str(c->set->source.folders.at[i])))
                continue;
            snprintf(at->folder, sizeof(at->folder), SPAN_FMT,
                     SPAN_ARG(row->folder));
            at->validity = (uint32_t)row->validity;
            at->next = (uint32_t)row->next;
            n++;
            break;
        }
    }
    fetcher_go(c->mailbox->fetcher, process, cursors, n);
    return VERDICT_DONE;
}

static enum verdict left(struct core *c, const struct fetcher_packet *p,
                         const char *reason, struct reason *why)
{
    struct mailbox_row row = row_of(c, &p->cursor);

    log_event(LOG_WARNING, "source.left", KV("folder", row.folder),
              KV_INT("uid", p->number), KV_STR("why", reason));
    return mailbox_leave(c->store, &row, p->number, span_str(reason), why);
}

static void told(struct core *c, const struct fetcher_packet *p)
{
    struct source_imap *s = c->mailbox;

    s->well = p->number == 1;
    s->since = clock_now(&c->clock);
    snprintf(s->told, sizeof(s->told), "%s", p->text);
    if (s->well)
        log_event(LOG_NOTICE, "source.connected",
                  KV_STR("host", c->set->source.host));
    else
        log_event(LOG_WARNING, "source.trouble",
                  KV_STR("host", c->set->source.host), KV_STR("why", p->text));
}

static void died(struct core *c, const struct fetcher_packet *p)
{
    struct source_imap *s = c->mailbox;

    s->began = MOMENT_NONE;
    s->over = true;
    if (!p->text[0])
        return;
    s->well = false;
    s->since = clock_now(&c->clock);
    snprintf(s->told, sizeof(s->told), "%s", p->text);
    log_event(LOG_ERROR, "source.died", KV_STR("why", p->text),
              KV_INT("rest", p->number));
}

/* What arrived before the look began has been seen by it. */
static enum verdict ended(struct core *c, bool whole, struct reason *why)
{
    struct source_imap *s = c->mailbox;
    int64_t began = s->began;
    enum verdict v;

    s->began = MOMENT_NONE;
    s->over = true;
    s->whole = whole;
    if (began == MOMENT_NONE || !whole)
        return VERDICT_DONE;
    v = mailbox_read_put(c->store, began, why);
    if (v == VERDICT_DONE)
        c->desk.polled_at = began;
    return v;
}

static enum verdict write_down(struct core *c, const struct fetcher_packet *p,
                               size_t *ret_n, struct reason *why)
{
    struct mailbox_row row;

    switch (p->word) {
    case FETCHER_HELLO:
        return greet(c, p->process, why);
    case FETCHER_CURSOR:
        row = row_of(c, &p->cursor);
        *ret_n += (size_t)p->number;
        return mailbox_put(c->store, &row, why);
    case FETCHER_LEFT:
        return left(c, p, p->text, why);
    case FETCHER_OVER:
        return left(c, p, MAILBOX_OVER, why);
    case FETCHER_BEGUN:
        c->mailbox->began = clock_now(&c->clock);
        return VERDICT_DONE;
    case FETCHER_ENDED:
        return ended(c, p->number == 1, why);
    case FETCHER_TOLD:
        told(c, p);
        return VERDICT_DONE;
    case FETCHER_DIED:
        died(c, p);
        return VERDICT_DONE;
    case FETCHER_READY:
    case FETCHER_FAILED:
    case FETCHER_GO:
    case FETCHER_POLL:
    case FETCHER_WORD_COUNT:
        break;
    }
    return VERDICT_DONE;
}

/* A cursor whose commit fails lags behind, which costs no more than fetching
 * its messages again. */
static enum verdict write_all(struct core *c, size_t *ret_n, struct reason *why)
{
    struct fetcher_packet p;
    enum verdict v = VERDICT_DONE;
    bool begun = false;

    for (int i = 0; i < WORDS_MOST && v == VERDICT_DONE &&
                    fetcher_next(c->mailbox->fetcher, &p);
         i++) {
        if (!begun)
            v = store_begin(c->store, why);
        begun = true;
        if (v == VERDICT_DONE)
            v = write_down(c, &p, ret_n, why);
    }
    if (begun && v == VERDICT_DONE)
        v = store_commit(c->store, why);
    else if (begun)
        store_rollback(c->store);
    return v;
}

/* What is due waits for a look that began after it was (R-D15): then the
 * process looks now, not when its time has come. */
static enum verdict ask_if_due(struct core *c, struct reason *why)
{
    struct source_imap *s = c->mailbox;
    int64_t due = 0;
    enum verdict v = desk_next_due(&c->desk, &due, why);

    if (v != VERDICT_DONE || due > clock_now(&c->clock) ||
        c->desk.polled_at >= due || clock_ticks() < s->asked + ASK_AGAIN_MS)
        return v;
    s->asked = clock_ticks();
    fetcher_poll(s->fetcher);
    return VERDICT_DONE;
}

enum verdict source_imap_take_in(struct core *c, size_t *ret_n,
                                 struct reason *why)
{
    enum verdict v;

    assert(c);
    *ret_n = 0;
    if (!c->mailbox)
        return VERDICT_DONE;
    v = write_all(c, ret_n, why);
    if (v != VERDICT_DONE)
        return v;
    if (fetcher_is_lost(c->mailbox->fetcher))
        return reason_set(why, VERDICT_BROKEN, "source.lost",
                          "the fetch process's keeper is gone");
    return ask_if_due(c, why);
}

static enum verdict look_once(struct core *c, size_t *ret_n, struct reason *why)
{
    struct source_imap *s = c->mailbox;
    struct pollfd word = { .fd = fetcher_fd(s->fetcher), .events = POLLIN };
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && !s->over) {
        poll(&word, 1, -1);
        v = write_all(c, ret_n, why);
        if (v == VERDICT_DONE && fetcher_is_lost(s->fetcher))
            v = reason_set(why, VERDICT_LATER, "source.lost",
                           "the fetch process's keeper is gone");
    }
    if (v == VERDICT_DONE && !s->whole)
        v = reason_set(why, VERDICT_LATER, "source.fetch", "%s", s->told);
    return v;
}

enum verdict source_imap_once(struct core *c, size_t *ret_n, struct reason *why)
{
    char path[PATH_MAX];
    enum verdict v;

    assert(c);
    *ret_n = 0;
    if (!file_join(path, c->set->state, "convoke.db"))
        return reason_set(why, VERDICT_NEVER, "source.fetch", "path too long");
    v = source_imap_prepare(c, &c->mailbox, why);
    if (v == VERDICT_DONE)
        v = store_open(path, &c->store, why);
    if (v == VERDICT_DONE)
        v = look_once(c, ret_n, why);
    c->mailbox = source_imap_close(c->mailbox);
    c->store = store_close(c->store);
    return v;
}

#include "convoke/mail/imap_fetch.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/mail/remnant.h"
#include "imap_session.h"

enum {
    GROUP_MOST = 32,                /* messages in one commit */
    GROUP_OCTETS = 8 * 1024 * 1024, /* or so many octets */
    TRIES = 3,                      /* at a message the server refuses */
    SHORT_PIECES = 16,              /* in one message: it drips */
    BACKOFF_FIRST = 5 * 1000,       /* milliseconds */
    BACKOFF_LAST = 15 * 60 * 1000,
};

struct pass {
    struct imap *s;
    struct imap_cursor *cursor;
    const struct imap_sink *sink;
    uint32_t uids[GROUP_MOST]; /* ended, not yet committed */
    size_t n;
    size_t over; /* kept as a remnant, not yet committed */
    uint64_t octets;
};

/* Durable first, then marked on the server, then behind the cursor: dying
 * between two of these repeats the rest. What is over the limit is not here,
 * so it keeps its marks: a person sees there that it is new. */
static enum verdict flush(struct pass *p, uint32_t next, struct reason *why)
{
    size_t n = p->n + p->over;
    enum verdict v = VERDICT_DONE;

    if (n == 0 && p->cursor->next == next)
        return VERDICT_DONE;
    if (n > 0)
        v = p->sink->commit(p->sink->ctx, why);
    if (v == VERDICT_DONE)
        v = imap_mark(p->s, p->uids, p->n, why);
    if (v != VERDICT_DONE)
        return v;
    p->n = 0;
    p->over = 0;
    p->octets = 0;
    p->cursor->next = next;
    return p->sink->moved(p->sink->ctx, p->cursor, n, why);
}

/* What became of one try at a message. */
enum outcome {
    OUTCOME_WHOLE,
    OUTCOME_TROUBLE, /* the server says NO, or tells nothing */
    OUTCOME_OVER,    /* more than the sink will ever take */
    OUTCOME_STOP,    /* `why` ends the pass */
};

static enum outcome outcome_of(struct pass *p, enum verdict v, bool sinks,
                               struct reason *why)
{
    if (v == VERDICT_NEVER && sinks)
        return OUTCOME_OVER;
    if (v == VERDICT_NEVER && imap_is_open(p->s))
        return OUTCOME_TROUBLE;
    if (why)
        why->verdict = v;
    return OUTCOME_STOP;
}

/* The sink's own word about a piece, told from the server's. Of a message over
 * the limit the pieces go into `head` until it has enough. */
struct taking {
    const struct imap_sink *sink;
    enum verdict refused; /* DONE: not */
    struct text *head;    /* borrowed; NULL: all of it to the sink */
};

static enum verdict take_piece(void *ctx, struct span piece, struct reason *why)
{
    struct taking *t = ctx;

    if (t->head)
        text_add(t->head, span_sub(piece, 0, REMNANT_HEAD - t->head->n));
    else
        t->refused = t->sink->write(t->sink->ctx, piece, why);
    return t->refused;
}

static bool has_enough(const struct taking *t)
{
    return t->head && remnant_is_enough(text_span(t->head));
}

/* A size the server has told is no more than a hint: a message ends where the
 * server has nothing more of it. */
static enum outcome read_pieces(struct pass *p, const struct imap_item *item,
                                struct taking *taking, uint64_t *ret_octets,
                                struct reason *why)
{
    const struct imap_taker taker = { take_piece, taking };
    uint64_t at = 0;
    int shorts = 0;

    for (;;) {
        bool there = false;
        size_t n = 0;
        enum verdict v =
            imap_piece(p->s, item->uid, (uint32_t)at, &taker, &n, &there, why);

        if (v != VERDICT_DONE)
            return outcome_of(p, v, taking->refused != VERDICT_DONE, why);
        if (!there)
            return OUTCOME_TROUBLE;
        at += n;
        if (n == 0 || (n < p->s->set.piece && at >= item->size) ||
            has_enough(taking))
            break;
        if (n < p->s->set.piece && ++shorts > SHORT_PIECES)
            return OUTCOME_TROUBLE;
        if (at > UINT32_MAX - IMAP_PIECE)
            return OUTCOME_OVER;
    }
    *ret_octets = at;
    return at > 0 ? OUTCOME_WHOLE : OUTCOME_TROUBLE;
}

static enum outcome try_message(struct pass *p, const struct imap_item *item,
                                struct reason *why)
{
    struct taking taking = { .sink = p->sink };
    uint64_t octets = 0;
    enum outcome o;
    enum verdict v = p->sink->begin(p->sink->ctx, item->received, why);

    if (v != VERDICT_DONE)
        return outcome_of(p, v, true, why);
    o = read_pieces(p, item, &taking, &octets, why);
    if (o != OUTCOME_WHOLE) {
        p->sink->abandon(p->sink->ctx);
        return o;
    }
    v = p->sink->end(p->sink->ctx, why);
    if (v != VERDICT_DONE)
        return outcome_of(p, v, true, why);
    p->uids[p->n++] = item->uid;
    p->octets += octets;
    return OUTCOME_WHOLE;
}

/* The size is part of what is kept: it must not depend on how far the reading
 * came when the sink had enough. */
static enum outcome try_over(struct pass *p, const struct imap_item *item,
                             struct reason *why)
{
    CLEANUP(text_release) struct text head = TEXT_INIT(REMNANT_HEAD);
    struct taking taking = { .sink = p->sink, .head = &head };
    struct imap_over over = { .cursor = p->cursor,
                              .uid = item->uid,
                              .received = item->received,
                              .size = item->size };
    uint64_t octets = 0;
    enum outcome o = read_pieces(p, item, &taking, &octets, why);
    enum verdict v;

    if (o != OUTCOME_WHOLE)
        return o;
    if (over.size <= p->s->set.most)
        over.size = p->s->set.most + 1;
    over.head = text_span(&head);
    v = p->sink->over(p->sink->ctx, &over, why);
    if (v != VERDICT_DONE)
        return outcome_of(p, v, true, why);
    p->over++;
    return OUTCOME_WHOLE;
}

static void leave(struct pass *p, uint32_t uid, const char *reason)
{
    p->sink->left(p->sink->ctx, p->cursor, uid, reason);
}

/* Gone meanwhile, by another client's hand: then there is nothing to fetch. */
static enum verdict is_there(struct pass *p, uint32_t uid, bool *ret,
                             struct reason *why)
{
    struct imap_listing one;
    enum verdict v = imap_list(p->s, uid, uid, &one, why);

    *ret = v == VERDICT_NEVER || (v == VERDICT_DONE && one.n > 0);
    return v == VERDICT_NEVER ? VERDICT_DONE : v;
}

static enum verdict take_message(struct pass *p, const struct imap_item *item,
                                 struct reason *why)
{
    struct reason because = { .text = "the server tells nothing of it" };
    bool over = p->s->set.most && item->size > p->s->set.most;
    bool there = true;

    for (int i = 0; i < TRIES && there; i++) {
        enum outcome o =
            over ? try_over(p, item, &because) : try_message(p, item, &because);
        enum verdict v;

        if (o == OUTCOME_WHOLE)
            return VERDICT_DONE;
        if (o == OUTCOME_OVER) {
            over = true; /* the server told another size */
            continue;
        }
        if (o == OUTCOME_STOP) {
            if (why)
                *why = because;
            return because.verdict;
        }
        v = is_there(p, item->uid, &there, why);
        if (v != VERDICT_DONE)
            return v;
    }
    if (there)
        leave(p, item->uid, because.text);
    return VERDICT_DONE;
}

static bool is_full(const struct pass *p)
{
    return p->n + p->over == GROUP_MOST || p->octets >= GROUP_OCTETS;
}

static enum verdict take_listing(struct pass *p, const struct imap_listing *l,
                                 struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < l->n && v == VERDICT_DONE; i++) {
        v = take_message(p, &l->at[i], why);
        if (v == VERDICT_DONE && is_full(p))
            v = flush(p, l->at[i].uid + 1, why);
    }
    return v;
}

/* UIDs are listed window by window: a mailbox of years would not fit into the
 * budget. Where windows are empty they grow, for UIDs may be far apart. */
static enum verdict take_window(struct pass *p, uint32_t end, uint64_t *window,
                                struct reason *why)
{
    uint64_t high = (uint64_t)p->cursor->next + *window - 1;
    struct imap_listing l;
    uint32_t next;
    enum verdict v;

    if (high >= end)
        high = end - 1;
    v = imap_list(p->s, p->cursor->next, (uint32_t)high, &l, why);
    if (v == VERDICT_DONE)
        v = take_listing(p, &l, why);
    if (v != VERDICT_DONE)
        return v;
    next = l.more ? l.at[l.n - 1].uid + 1 : (uint32_t)high + 1;
    if (l.n > 0)
        *window = IMAP_WINDOW;
    else if (*window < UINT32_MAX)
        *window *= 4;
    return flush(p, next, why);
}

/* A server that does not tell UIDNEXT is asked for everything above. */
static enum verdict take_rest(struct pass *p, struct reason *why)
{
    struct imap_listing l = { .more = true };
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && l.more) {
        v = imap_list(p->s, p->cursor->next, /* high= */ 0, &l, why);
        if (v == VERDICT_DONE)
            v = take_listing(p, &l, why);
        if (v == VERDICT_DONE && l.n > 0)
            v = flush(p, l.at[l.n - 1].uid + 1, why);
    }
    return v;
}

enum verdict imap_fetch(struct imap *s, struct imap_cursor *cursor,
                        const struct imap_sink *sink, struct reason *why)
{
    struct pass p = { .s = s, .cursor = cursor, .sink = sink };
    struct imap_standing at;
    uint64_t window = IMAP_WINDOW;
    enum verdict v;

    assert(s);
    assert(cursor);
    assert(sink);
    v = imap_select(s, cursor->folder, &at, why);
    if (v != VERDICT_DONE)
        return v;
    if (cursor->validity != at.validity || cursor->next == 0) {
        cursor->validity = at.validity;
        cursor->next = 1;
    }
    if (at.uid_next == 0)
        return at.exists > 0 ? take_rest(&p, why) : VERDICT_DONE;
    while (v == VERDICT_DONE && cursor->next < at.uid_next)
        v = take_window(&p, at.uid_next, &window, why);
    return v;
}

int64_t imap_backoff(unsigned failures, uint32_t spread)
{
    int64_t wait = BACKOFF_FIRST;

    for (unsigned i = 1; i < failures && wait < BACKOFF_LAST; i++)
        wait *= 2;
    if (wait > BACKOFF_LAST)
        wait = BACKOFF_LAST;
    return wait + (int64_t)(spread % (uint32_t)(wait / 5 + 1));
}

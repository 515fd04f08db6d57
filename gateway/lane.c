#include "lane.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/mem.h"

void lanes_release(struct lanes *l)
{
    free(l->at);
    *l = (struct lanes){ .n = 0 };
}

/* ---- the head ---- */

/* The value with its folded lines; empty when the head has no such field. */
struct span lane_from(struct span head)
{
    struct span rest = head;
    struct span line;

    while (span_line(&rest, &line) && line.n && line.p[0] != '\r') {
        size_t from = (size_t)(line.p - head.p) + strlen("From:");
        if (!span_starts_nocase(line, SPAN("From:")))
            continue;
        while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t'))
            (void)span_line(&rest, &line);
        return span_sub(head, from, (size_t)(line.p + line.n - head.p) - from);
    }
    return SPAN_NONE;
}

static bool is_atom(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || strchr(".-_+=~'/&!#$%^*?{}|`", c);
}

bool lane_address(struct span *field, struct span *ret_mail)
{
    struct span s = *field;
    size_t at = span_find_char(s, '@');
    size_t from = at;
    size_t to = at;

    assert(ret_mail);
    if (at == s.n)
        return false;
    while (from > 0 && s.p[from - 1] && is_atom(s.p[from - 1]))
        from--;
    for (to++; to < s.n && s.p[to] && is_atom(s.p[to]);)
        to++;
    *ret_mail = span_sub(s, from, to - from);
    *field = span_from(s, to);
    return true;
}

/* ---- the order ---- */

static int by_sha(const void *a, const void *b)
{
    return strcmp(((const struct lane_peek *)a)->sha,
                  ((const struct lane_peek *)b)->sha);
}

#define DIFFER(field)                                                          \
    do {                                                                       \
        if (x->field != y->field)                                              \
            return x->field < y->field ? -1 : 1;                               \
    } while (0)

static int by_address(const void *a, const void *b)
{
    const struct lane_peek *x = a, *y = b;

    DIFFER(who);
    DIFFER(received);
    return by_sha(a, b);
}

static int by_turn(const void *a, const void *b)
{
    const struct lane_peek *x = a, *y = b;

    if (x->known != y->known)
        return x->known ? -1 : 1;
    DIFFER(rank);
    DIFFER(received);
    return by_sha(a, b);
}

void lane_sort(struct lane_peek *at, size_t n)
{
    size_t first = 0;

    if (n == 0)
        return;
    qsort(at, n, sizeof(*at), by_address);
    for (size_t i = 0; i < n; i++) {
        if (at[i].who != at[first].who)
            first = i;
        at[i].rank = (i - first) / LANE_TURN;
    }
    qsort(at, n, sizeof(*at), by_turn);
}

/* ---- looking ---- */

static uint64_t number_of(struct span mail)
{
    uint64_t n = 1469598103934665603U; /* FNV-1a, letters in any case */

    for (size_t i = 0; i < mail.n; i++) {
        unsigned char c = (unsigned char)mail.p[i];
        n = (n ^ (c >= 'A' && c <= 'Z' ? c + 32U : c)) * 1099511628211U;
    }
    return n;
}

static enum verdict look(struct lane_peek *p, struct span head,
                         const struct lane_book *book, struct reason *why)
{
    struct span field = lane_from(head);
    struct span mail;
    enum verdict v = VERDICT_DONE;

    for (int i = 0; i < LANE_PEEKS && !p->known && v == VERDICT_DONE &&
                    lane_address(&field, &mail);
         i++) {
        p->who = number_of(mail);
        v = book->knows(book->of, mail, &p->known, why);
    }
    return v;
}

static enum verdict peek(struct lane_peek *p, struct spool *sp,
                         const struct lane_book *book, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    char head[LANE_HEAD];
    ssize_t n;

    if (spool_fd(sp, p->sha, &fd, NULL) != VERDICT_DONE)
        return VERDICT_DONE;
    n = pread(fd, head, sizeof(head), 0);
    return n > 0 ? look(p, span_of(head, (size_t)n), book, why) : VERDICT_DONE;
}

/* What the turn before knows is not looked at again. */
static enum verdict find_out(const struct lanes *old, struct lane_peek *p,
                             struct spool *sp, const struct lane_book *book,
                             struct reason *why)
{
    const struct lane_peek *seen =
        old->n ? bsearch(p, old->at, old->n, sizeof(*p), by_sha) : NULL;

    if (!seen)
        return peek(p, sp, book, why);
    p->known = seen->known;
    p->who = seen->who;
    return VERDICT_DONE;
}

static void arrange(const struct lane_peek *at, spool_entries *entries)
{
    struct spool_entry *was = mem_new(entries->n * sizeof(*was));

    memcpy(was, entries->at, entries->n * sizeof(*was));
    for (size_t i = 0; i < entries->n; i++)
        entries->at[i] = was[at[i].at];
    free(was);
}

enum verdict lanes_order(struct lanes *l, struct spool *sp,
                         const struct lane_book *book, spool_entries *entries,
                         struct reason *why)
{
    struct lanes fresh = { .n = 0 };
    enum verdict v = VERDICT_DONE;

    assert(l && sp && book && entries);
    if (entries->n <= LANE_BACKLOG) {
        lanes_release(l);
        return VERDICT_DONE;
    }
    fresh.at = mem_new(entries->n * sizeof(*fresh.at));
    for (size_t i = 0; i < entries->n && v == VERDICT_DONE; i++) {
        struct lane_peek *p = &fresh.at[fresh.n++];
        memcpy(p->sha, entries->at[i].sha, HASH_HEX);
        p->received = entries->at[i].received;
        p->at = i;
        v = find_out(l, p, sp, book, why);
    }
    if (v == VERDICT_DONE) {
        lane_sort(fresh.at, fresh.n);
        arrange(fresh.at, entries);
        qsort(fresh.at, fresh.n, sizeof(*fresh.at), by_sha);
    }
    lanes_release(l);
    *l = fresh;
    return v;
}
